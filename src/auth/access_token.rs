//! An [`AccessToken`] is the bearer secret of a Graph request, with the time it has left.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::HeaderValue;
use secrecy::{ExposeSecret, SecretString};
use tokio::time::Instant;

use super::Error;

/// A refresh happens this long before the token ends.
const MARGIN: Duration = Duration::from_secs(5 * 60);

/// A bearer token; clones share the secret.
#[derive(Clone)]
pub struct AccessToken {
    secret: Arc<SecretString>,
    life: Option<Life>,
}

#[derive(Debug, Clone, Copy)]
struct Life {
    refresh_at: Instant,
    ends_at: Instant,
}

impl AccessToken {
    /// Wraps a token that lives this long from now; `None` when its lifetime is not known, and then it
    /// counts as alive until it is refused.
    ///
    /// # Errors
    /// When the text cannot be a bearer token: empty, or with characters that no HTTP header takes. The
    /// error does not repeat it.
    pub fn try_new(secret: SecretString, lifetime: Option<Duration>) -> Result<Self, Error> {
        let text = secret.expose_secret().trim();
        if text.is_empty() {
            return Err(Error::UnusableToken { problem: "it is empty" });
        }
        if text.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("bearer ")) {
            return Err(Error::UnusableToken { problem: "it starts with \"Bearer \"; give the token alone" });
        }
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(Error::UnusableToken {
                problem: "it has spaces, line breaks or non-ASCII characters",
            });
        }
        let now = Instant::now();
        let life = lifetime.and_then(|lifetime| {
            let early = MARGIN.min(lifetime / 4);
            Some(Life { refresh_at: now.checked_add(lifetime - early)?, ends_at: now.checked_add(lifetime)? })
        });
        Ok(Self { secret: Arc::new(SecretString::from(text)), life })
    }

    /// The value of the `Authorization` header, marked as sensitive.
    ///
    /// # Errors
    /// Not for a token made by [`AccessToken::try_new`], which checks the characters.
    pub fn authorization(&self) -> Result<HeaderValue, Error> {
        let mut value = HeaderValue::try_from(format!("Bearer {}", self.secret.expose_secret()))
            .map_err(|_| Error::UnusableToken { problem: "it does not fit into an HTTP header" })?;
        value.set_sensitive(true);
        Ok(value)
    }

    /// Whether the token still has more than its margin: 5 minutes, or a quarter of a short life.
    pub(super) fn is_fresh(&self) -> bool {
        self.life.is_none_or(|life| Instant::now() < life.refresh_at)
    }

    /// Whether the token is still accepted, as far as is known.
    pub(super) fn is_alive(&self) -> bool {
        self.life.is_none_or(|life| Instant::now() < life.ends_at)
    }

    /// Whether both are the same secret.
    pub fn is_same(&self, other: &Self) -> bool {
        self.secret.expose_secret() == other.secret.expose_secret()
    }
}

impl fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccessToken").field("secret", &"[REDACTED]").field("life", &self.life).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    fn token(text: &str, lifetime: Option<Duration>) -> AccessToken {
        AccessToken::try_new(text.into(), lifetime).expect("token")
    }

    #[test]
    fn the_header_is_sensitive_and_debug_says_nothing() {
        let token = token(" ey.secret.x\n", None);
        let header = token.authorization().expect("header");
        assert_eq!(header.to_str().ok(), Some("Bearer ey.secret.x"));
        assert!(header.is_sensitive());
        assert!(!format!("{token:?} {header:?}").contains("secret.x"));
    }

    #[test]
    fn what_cannot_be_a_token_is_refused_without_repeating_it() {
        for text in ["", "  ", "Bearer hunter2", "hun ter2", "hun\nter2", "hünter2"] {
            let error = AccessToken::try_new(text.into(), None).expect_err(text);
            assert!(!format!("{error} {error:?}").contains("ter2"), "{error:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_token_is_fresh_until_its_margin_and_alive_until_its_end() {
        for (lifetime, fresh_for) in [(60, 55), (21, 16), (20, 15), (8, 6)] {
            let token = token("t", Some(lifetime * MINUTE));
            let start = Instant::now();
            tokio::time::sleep_until(start + fresh_for * MINUTE - MINUTE / 60).await;
            assert!(token.is_fresh() && token.is_alive(), "{lifetime} min");
            tokio::time::sleep_until(start + fresh_for * MINUTE).await;
            assert!(!token.is_fresh() && token.is_alive(), "{lifetime} min");
            tokio::time::sleep_until(start + lifetime * MINUTE).await;
            assert!(!token.is_alive(), "{lifetime} min");
        }
    }

    #[test]
    fn a_life_without_end_or_measure_is_alive() {
        for lifetime in [None, Some(Duration::MAX)] {
            assert!(token("t", lifetime).is_fresh());
        }
        assert!(!token("t", Some(Duration::ZERO)).is_alive());
    }
}
