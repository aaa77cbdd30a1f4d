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
            Self::Setup(_) | Self::Trust(_) | Self::NotSecure | Self::Connect(_) | Self::Untrusted(_) => {
                Sent::Never
            }
            Self::NoAnswer(_) | Self::TooLarge { .. } => Sent::Perhaps,
        }
    }

    /// Whether the same request can go well a moment later.
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::Connect(_) | Self::NoAnswer(_))
    }
}

/// Looks through the chain for rustls' verdict on the service's certificate.
fn is_certificate_refused(error: &(dyn std::error::Error + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        if matches!(error.downcast_ref::<rustls::Error>(), Some(rustls::Error::InvalidCertificate(_))) {
            return true;
        }
        // An io::Error hides the error it wraps: its `source` is already the one behind that.
        next = match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(inner) => Some(inner),
            None => error.source(),
        };
    }
    false
}
