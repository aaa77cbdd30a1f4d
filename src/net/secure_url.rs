//! URLs that are given secrets or hand out tokens, and are no roots: they have paths and queries of their own.

use url::{Host, Url};

use super::endpoint::is_safe_for_secrets;

/// A URL that may be given secrets: https, or http to this machine.
#[derive(Clone, PartialEq, Eq)]
pub struct SecureUrl(Url);

/// A URL of a service on this machine or its own link, such as the instance metadata service.
///
/// That service speaks plain http on a link-local address, which no router forwards: what it answers does not
/// leave the host.
#[derive(Clone, PartialEq, Eq)]
pub struct LocalUrl(Url);

/// Why a text is no such URL. The text is not repeated, its query may hold a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UrlError {
    /// Not a URL at all.
    #[error("expected a URL such as \"{example}\": {reason}")]
    NotAUrl {
        /// What one looks like.
        example: &'static str,
        /// What the URL parser says.
        reason: url::ParseError,
    },
    /// A scheme and host that must not be trusted.
    #[error("expected {wanted}, got scheme \"{scheme}\" and host \"{host}\"")]
    NotSafe {
        /// What is accepted.
        wanted: &'static str,
        /// The scheme that was given.
        scheme: String,
        /// The host that was given.
        host: String,
    },
}

impl SecureUrl {
    /// Reads a URL, such as `https://pipelines.actions.githubusercontent.com/…?api-version=2.0`.
    ///
    /// # Errors
    /// When the text is no URL, or neither https nor http to this machine.
    pub fn try_new(text: &str) -> Result<Self, UrlError> {
        let url = parse(text, "https://token.example/request")?;
        if is_safe_for_secrets(&url) {
            return Ok(Self(url));
        }
        let wanted = "an https URL (plain http only for 127.0.0.0/8, ::1 and localhost)";
        Err(not_safe(&url, wanted))
    }

    /// The URL.
    pub fn url(&self) -> &Url {
        &self.0
    }
}

impl LocalUrl {
    /// Reads a URL, such as `http://169.254.169.254/metadata/identity/oauth2/token`.
    ///
    /// # Errors
    /// When the text is no URL, or plain http to another machine.
    pub fn try_new(text: &str) -> Result<Self, UrlError> {
        let url = parse(text, "http://169.254.169.254/metadata/identity/oauth2/token")?;
        if is_safe_for_secrets(&url) || is_link_local(&url) {
            return Ok(Self(url));
        }
        let wanted =
            "an https URL, or plain http to this machine or to a link-local address (169.254.0.0/16)";
        Err(not_safe(&url, wanted))
    }

    /// The URL.
    pub fn url(&self) -> &Url {
        &self.0
    }
}

/// Whether this is plain http on the machine's own link.
pub(super) fn is_link_local(url: &Url) -> bool {
    url.scheme() == "http" && matches!(url.host(), Some(Host::Ipv4(address)) if address.is_link_local())
}

fn parse(text: &str, example: &'static str) -> Result<Url, UrlError> {
    Url::parse(text.trim()).map_err(|reason| UrlError::NotAUrl { example, reason })
}

fn not_safe(url: &Url, wanted: &'static str) -> UrlError {
    UrlError::NotSafe {
        wanted,
        scheme: url.scheme().to_owned(),
        host: url.host_str().unwrap_or_default().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_urls_that_keep_a_secret_are_taken() {
        for (text, secure, local) in [
            ("https://token.example/x?y=z", true, true),
            ("http://127.0.0.1:1/x", true, true),
            ("http://169.254.169.254/metadata", false, true),
            ("http://169.255.0.1/metadata", false, false),
            ("http://token.example/x", false, false),
            ("ftp://127.0.0.1/x", false, false),
            ("token", false, false),
        ] {
            assert_eq!(SecureUrl::try_new(text).is_ok(), secure, "{text}");
            assert_eq!(LocalUrl::try_new(text).is_ok(), local, "{text}");
        }
    }

    #[test]
    fn a_refused_url_is_not_repeated() {
        for text in ["http://token.example/hunter2?k=hunter2", "hunter2", "http://u:hunter2@host/"] {
            let error = SecureUrl::try_new(text).err().expect(text);
            assert!(!format!("{error} {error:?}").contains("hunter2"), "{error:?}");
        }
    }
}
