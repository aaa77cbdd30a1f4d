//! A token that was given ready-made: `access_token` in the provider block.

use std::fmt;

use async_trait::async_trait;
use secrecy::SecretString;

use super::{AccessToken, Error, Need, TokenSource};
use crate::net::Operation;

/// Hands out the one token it was given, for as long as the service takes it.
#[derive(Clone)]
pub struct StaticToken(AccessToken);

impl StaticToken {
    /// Takes a token that somebody else got, as `az account get-access-token` prints it.
    ///
    /// # Errors
    /// When the text cannot be a token; see [`AccessToken::try_new`].
    pub fn try_new(token: SecretString) -> Result<Self, Error> {
        AccessToken::try_new(token, None).map(Self)
    }
}

#[async_trait]
impl TokenSource for StaticToken {
    async fn token(&self, need: Need<'_>, _: &Operation) -> Result<AccessToken, Error> {
        match need {
            Need::RenewedAfter { token, .. } if token.is_same(&self.0) => Err(Error::NotRenewable),
            Need::Current | Need::RenewedAfter { .. } => Ok(self.0.clone()),
        }
    }
}

impl fmt::Debug for StaticToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StaticToken([REDACTED])")
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio_util::sync::CancellationToken;

    use super::*;

    #[tokio::test]
    async fn the_given_token_is_handed_out_and_never_renewed() {
        let operation = Operation::new(Duration::from_secs(60), CancellationToken::new());
        let source = StaticToken::try_new("given".into()).expect("token");
        let token = source.token(Need::Current, &operation).await.expect("token");
        let renewed = source.token(Need::RenewedAfter { token: &token, claims: None }, &operation).await;
        assert!(matches!(renewed, Err(Error::NotRenewable)));
        assert!(!format!("{source:?}").contains("given"));
    }
}
