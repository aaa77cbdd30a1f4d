//! An [`Endpoint`] is the root of a service that is trusted with secrets: a Graph root or a login authority.
//!
//! Both receive credentials, so the rule is made once and by type: https, or plain http to this machine
//! itself (simulators, tests). Whoever holds an `Endpoint` need not check again.

use std::fmt;

use url::{Host, Url};

/// The root URL of a service: scheme, host, port and perhaps a path, never more.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Endpoint(Url);

/// Why a text is no [`Endpoint`]; each says what was given and what is wanted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EndpointError {
    /// Not a URL at all.
    #[error("expected a URL such as \"https://graph.microsoft.com\", got \"{got}\": {reason}")]
    NotAUrl {
        /// The text that was given.
        got: String,
        /// What the URL parser says.
        reason: url::ParseError,
    },
    /// A scheme other than https, or http to another machine.
    #[error(
        "expected an https URL (plain http only for 127.0.0.0/8, ::1 and localhost), got \"{got}\": \
         credentials would travel unencrypted"
    )]
    NotSecure {
        /// The URL that was given.
        got: String,
    },
    /// User name or password inside the URL. The URL is not repeated, it holds a secret.
    #[error("expected a URL without user name and password, got one with them for host \"{host}\"")]
    Credentials {
        /// The host of the URL that was given.
        host: String,
    },
    /// A query or fragment after the path.
    #[error("expected a URL without query and fragment, got \"{got}\"")]
    QueryOrFragment {
        /// The URL that was given, without its query and fragment.
        got: String,
    },
}

impl Endpoint {
    /// Reads an endpoint, such as `https://graph.microsoft.com` or `http://127.0.0.1:8080`.
    ///
    /// # Errors
    /// When the text is no URL, is neither https nor loopback http, or carries credentials, a query or a
    /// fragment.
    ///
    /// # Examples
    /// ```
    /// use terraform_provider_intune::net::Endpoint;
    ///
    /// assert!(Endpoint::try_new("https://graph.microsoft.us").is_ok());
    /// assert!(Endpoint::try_new("http://127.0.0.1:8080").is_ok());
    /// assert!(Endpoint::try_new("http://graph.microsoft.com").is_err());
    /// ```
    pub fn try_new(text: &str) -> Result<Self, EndpointError> {
        let url = Url::parse(text.trim())
            .map_err(|reason| EndpointError::NotAUrl { got: without_user_info(text), reason })?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(EndpointError::Credentials { host: url.host_str().unwrap_or_default().to_owned() });
        }
        if url.query().is_some() || url.fragment().is_some() {
            let mut bare = url;
            bare.set_query(None);
            bare.set_fragment(None);
            return Err(EndpointError::QueryOrFragment { got: bare.into() });
        }
        if !is_safe_for_secrets(&url) {
            return Err(EndpointError::NotSecure { got: without_user_info(url.as_str()) });
        }
        Ok(Self(url))
    }

    /// The URL below this endpoint with these path segments; each is percent-encoded.
    pub fn join<S: AsRef<str>>(&self, segments: &[S]) -> Url {
        let mut url = self.0.clone();
        // An http or https URL always has a path; the other arm cannot be reached.
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(segments.iter().map(AsRef::as_ref));
        }
        url
    }

    /// Whether a URL leads to the same scheme, host and port, so that it may be given the same secrets.
    pub fn is_origin_of(&self, url: &Url) -> bool {
        self.0.origin() == url.origin()
    }
}

/// Whether secrets may be sent to this URL: https, or http that does not leave this machine.
pub(super) fn is_safe_for_secrets(url: &Url) -> bool {
    match url.scheme() {
        "https" => url.host().is_some(),
        "http" => is_loopback(url),
        _ => false,
    }
}

/// Whether the host names this machine itself.
pub(super) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        None => false,
    }
}

/// The text for a message, less anything before an `@`: that may be a password.
fn without_user_info(text: &str) -> String {
    let rest = text.rsplit_once('@').map_or(text, |(_, rest)| rest);
    rest.chars().take(100).collect()
}

/// Without the slash that the URL parser adds: the way users write it.
impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str().trim_end_matches('/'))
    }
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Endpoint({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn https_anywhere_and_http_to_this_machine_are_endpoints() {
        for text in [
            "https://graph.microsoft.com",
            "https://graph.example/base/",
            " https://graph.microsoft.com ",
            "http://127.0.0.1:8080",
            "http://127.9.9.9",
            "http://[::1]:1",
            "http://localhost:8080/",
            "http://LOCALHOST",
        ] {
            assert!(Endpoint::try_new(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn everything_else_is_refused_with_what_was_got() {
        for (text, wanted) in [
            ("", "expected a URL such as"),
            ("graph.microsoft.com", "got \"graph.microsoft.com\""),
            ("http://graph.microsoft.com", "plain http only for 127.0.0.0/8"),
            ("http://127.0.0.1.example.com", "expected an https URL"),
            ("http://localhost.example.com", "expected an https URL"),
            ("http://0.0.0.0", "expected an https URL"),
            ("http://[::ffff:127.0.0.1]", "expected an https URL"),
            ("file:///etc/passwd", "expected an https URL"),
            ("ftp://127.0.0.1", "expected an https URL"),
            ("https://user@host", "without user name and password"),
            ("https://host/?a=b", "without query and fragment, got \"https://host/\""),
            ("https://host/#part", "without query and fragment"),
        ] {
            let error = Endpoint::try_new(text).expect_err(text).to_string();
            assert!(error.contains(wanted), "{text}: {error}");
        }
    }

    #[test]
    fn a_password_in_the_url_is_not_repeated() {
        for text in ["https://user:hunter2@host", "user:hunter2@host:x:y", "https://user:hunter2@ho st"] {
            let error = Endpoint::try_new(text).expect_err(text);
            assert!(!format!("{error} {error:?}").contains("hunter2"), "{error:?}");
        }
    }

    #[test]
    fn segments_are_encoded_and_cannot_leave_the_root() {
        let root = Endpoint::try_new("https://graph.example/base/").expect("endpoint");
        assert_eq!(
            root.join(&["v1.0", "a b", "c/d?e#f"]).as_str(),
            "https://graph.example/base/v1.0/a%20b/c%2Fd%3Fe%23f"
        );
        assert_eq!(root.join(&["..", "x"]).as_str(), "https://graph.example/base/x");
        assert_eq!(root.to_string(), "https://graph.example/base");
    }

    #[test]
    fn the_origin_is_scheme_host_and_port() {
        let root = Endpoint::try_new("https://graph.example").expect("endpoint");
        let same = |text: &str| root.is_origin_of(&Url::parse(text).expect("url"));
        assert!(same("https://graph.example:443/v1.0?x=y"));
        assert!(same("https://GRAPH.example/"));
        assert!(!same("https://graph.example:444/"));
        assert!(!same("http://graph.example/"));
        assert!(!same("https://graph.example.evil/"));
        assert!(!same("https://graph.example@evil/"));
    }
}
