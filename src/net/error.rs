//! Why a request got no answer, and whether it can have had an effect.
//!
//! The second question decides whether a write may be repeated, so it is answered here, where the
//! connection is known, and by type.

use std::io;

/// Whether a request without an answer can have reached the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sent {
    /// It was never on the wire: repeating it repeats nothing.
    Never,
    /// It may have been read and acted on.
    Perhaps,
}

/// A request that got no usable answer.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The HTTP client could not be set up, as on a machine without a certificate store.
    #[error(
        "the HTTPS client could not be set up; if this machine has no store of CA certificates, install one (package \
         ca-certificates), or name a file with SSL_CERT_FILE or ca_bundle_path (INTUNE_CA_BUNDLE_PATH)"
    )]
    Setup(#[source] reqwest::Error),
    /// A CA certificate that was added cannot be used.
    #[error("a certificate of ca_bundle_path (INTUNE_CA_BUNDLE_PATH) cannot be used")]
    Trust(#[source] reqwest::Error),
    /// The URL may not be given secrets; see [`super::Endpoint`].
    #[error("refused to send a request over plain http to another machine")]
    NotSecure,
    /// No connection was made: name not found, refused, timed out.
    #[error("no connection to the service")]
    Connect(#[source] reqwest::Error),
    /// The proxy wants a name and a password, or others than were given; trying again will not help.
    #[error(
        "the proxy did not accept the name and password, or asks for them: give both in HTTPS_PROXY, as in \
         http://NAME:PASSWORD@HOST:PORT (percent-encoded)"
    )]
    ProxyCredentials(#[source] reqwest::Error),
    /// The service's certificate is not trusted, so trying again will not help.
    #[error(
        "the certificate of the service is not trusted on this machine; if a proxy inspects the traffic, name its CA \
         certificate with ca_bundle_path (INTUNE_CA_BUNDLE_PATH)"
    )]
    Untrusted(#[source] reqwest::Error),
    /// The connection was lost, or the answer did not come in time.
    #[error("no answer from the service")]
    NoAnswer(#[source] reqwest::Error),
    /// The answer is larger than anything expected here.
    #[error("the answer is larger than {limit} bytes")]
    TooLarge {
        /// The largest accepted body.
        limit: usize,
    },
}

impl Error {
    /// Sorts an error of the HTTP client; the URL is dropped from it, a query may hold secrets.
    pub(super) fn from_client(error: reqwest::Error) -> Self {
        let error = error.without_url();
        if is_certificate_refused(&error) {
            Self::Untrusted(error)
        } else if is_proxy_refused(&error) {
            Self::ProxyCredentials(error)
        } else if error.is_connect() {
            Self::Connect(error)
        } else if error.is_builder() {
            Self::Setup(error)
        } else {
            Self::NoAnswer(error)
        }
    }

    /// Whether the service can have received the request.
    pub fn sent(&self) -> Sent {
        match self {
            Self::Setup(_)
            | Self::Trust(_)
            | Self::NotSecure
            | Self::Connect(_)
            | Self::ProxyCredentials(_)
            | Self::Untrusted(_) => Sent::Never,
            Self::NoAnswer(_) | Self::TooLarge { .. } => Sent::Perhaps,
        }
    }

    /// Whether the same request can go well a moment later.
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::Connect(_) | Self::NoAnswer(_))
    }
}

/// Whether a proxy answered 407. The HTTP client keeps the type of this error to itself, so its text has to do; if that
/// changes, the error is one of the connection, which is tried again.
fn is_proxy_refused(error: &(dyn std::error::Error + 'static)) -> bool {
    chain(error).any(|error| error.to_string() == "tunnel error: proxy authorization required")
}

/// Whether rustls gave a verdict on the service's certificate.
fn is_certificate_refused(error: &(dyn std::error::Error + 'static)) -> bool {
    chain(error).any(|error| {
        matches!(error.downcast_ref::<rustls::Error>(), Some(rustls::Error::InvalidCertificate(_)))
    })
}

type Cause<'a> = &'a (dyn std::error::Error + 'static);

/// An error and all its causes.
fn chain(error: Cause<'_>) -> impl Iterator<Item = Cause<'_>> {
    // An io::Error hides the error it wraps: its `source` is already the one behind that.
    std::iter::successors(Some(error), |error| {
        match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(inner) => Some(inner),
            None => error.source(),
        }
    })
}
