//! Whose certificates are believed: the machine's store, and what the user adds to it.
//!
//! The store itself follows `SSL_CERT_FILE` and `SSL_CERT_DIR`, as elsewhere. A [`Trust`] only ever adds.

use reqwest::Certificate;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

use super::Error;

/// CA certificates that are believed besides those of the machine.
#[derive(Clone, Default)]
pub struct Trust(Vec<CertificateDer<'static>>);

/// Why a text is no bundle of CA certificates.
#[derive(Debug, thiserror::Error)]
pub enum TrustError {
    /// PEM that cannot be read.
    #[error("expected CA certificates as PEM: {0}")]
    Pem(String),
    /// No certificate inside.
    #[error("expected CA certificates as PEM, got a file without any CERTIFICATE")]
    Empty,
}

impl Trust {
    /// Reads CA certificates from PEM.
    ///
    /// # Errors
    /// When there is none, or the PEM cannot be read.
    pub fn read(pem: &[u8]) -> Result<Self, TrustError> {
        let certificates = CertificateDer::pem_slice_iter(pem)
            .collect::<Result<Vec<_>, _>>()
            .map_err(|error| TrustError::Pem(error.to_string()))?;
        if certificates.is_empty() {
            return Err(TrustError::Empty);
        }
        Ok(Self(certificates))
    }

    pub(super) fn certificates(&self) -> Result<Vec<Certificate>, Error> {
        let read = |der: &CertificateDer<'static>| Certificate::from_der(der);
        self.0.iter().map(read).collect::<Result<_, _>>().map_err(|error| Error::Trust(error.without_url()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bundle_has_at_least_one_certificate() {
        for (text, wanted) in [
            ("", "got a file without any CERTIFICATE"),
            ("-----BEGIN CERTIFICATE-----\nMII", "expected CA certificates as PEM"),
            (
                "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
                "got a file without any CERTIFICATE",
            ),
        ] {
            let error = Trust::read(text.as_bytes()).err().expect(text).to_string();
            assert!(error.contains(wanted), "{text}: {error}");
        }
    }
}
