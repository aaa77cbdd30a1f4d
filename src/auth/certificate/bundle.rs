//! A private key and certificates in one file: PEM here, PFX beside.

use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use secrecy::SecretString;

use super::CertificateError;

pub(super) type Bundle = (PrivateKeyDer<'static>, Vec<CertificateDer<'static>>);

/// Tells the forms apart by their first bytes.
pub(super) fn read(bytes: &[u8], password: Option<&SecretString>) -> Result<Bundle, CertificateError> {
    const SEQUENCE: u8 = 0x30;
    if contains(bytes, b"-----BEGIN ") {
        read_pem(bytes)
    } else if bytes.first() == Some(&SEQUENCE) {
        read_pfx(bytes, password)
    } else {
        Err(CertificateError::UnknownForm)
    }
}

fn read_pem(bytes: &[u8]) -> Result<Bundle, CertificateError> {
    let unreadable = |error: pem::Error| CertificateError::Pem(error.to_string());
    let chain = CertificateDer::pem_slice_iter(bytes).collect::<Result<Vec<_>, _>>().map_err(unreadable)?;
    if chain.is_empty() {
        return Err(CertificateError::Incomplete("CERTIFICATE"));
    }
    match PrivateKeyDer::from_pem_slice(bytes) {
        Ok(key) => Ok((key, chain)),
        Err(pem::Error::NoItemsFound) if contains(bytes, b"ENCRYPTED PRIVATE KEY") => {
            Err(CertificateError::EncryptedKey)
        }
        Err(pem::Error::NoItemsFound) => Err(CertificateError::Incomplete("PRIVATE KEY")),
        Err(error) => Err(unreadable(error)),
    }
}

#[cfg(feature = "pfx")]
fn read_pfx(bytes: &[u8], password: Option<&SecretString>) -> Result<Bundle, CertificateError> {
    super::pfx::read(bytes, password)
}

#[cfg(not(feature = "pfx"))]
fn read_pfx(_: &[u8], _: Option<&SecretString>) -> Result<Bundle, CertificateError> {
    Err(CertificateError::NoPfx)
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}
