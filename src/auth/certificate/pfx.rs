//! PFX files, as Windows and Key Vault export them.
//!
//! The one place that knows `p12-keystore`, whose tree is large and partly pre-release; the feature `pfx` leaves
//! it out.

use p12_keystore::{KeyStore, KeyStoreEntry, Pkcs12ImportPolicy, error};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use secrecy::{ExposeSecret, SecretString};

use super::CertificateError;
use super::bundle::Bundle;

pub(super) fn read(bytes: &[u8], password: Option<&SecretString>) -> Result<Bundle, CertificateError> {
    let text = password.map_or("", |password| password.expose_secret());
    // Relaxed: chains come in any order and with gaps.
    let store =
        KeyStore::from_pkcs12(bytes, text, Pkcs12ImportPolicy::Relaxed).map_err(|error| match error {
            // A wrong password shows as a wrong checksum or as padding that makes no sense.
            error::Error::MacError(_) | error::Error::UnpadError | error::Error::Pkcs5Error(_) => {
                match password {
                    None => CertificateError::PasswordMissing,
                    Some(_) => CertificateError::Password,
                }
            }
            other => CertificateError::Pfx(other.to_string()),
        })?;
    let (_, pair) = store
        .private_key_chain()
        .ok_or_else(|| CertificateError::Pfx("it has no private key with a certificate".to_owned()))?;
    let der = |certificate: &p12_keystore::Certificate| CertificateDer::from(certificate.as_der().to_vec());
    let mut chain: Vec<_> = pair.certs().iter().map(der).collect();
    for (_, entry) in store.entries() {
        if let KeyStoreEntry::Certificate(certificate) = entry {
            let certificate = der(certificate);
            if !chain.contains(&certificate) {
                chain.push(certificate);
            }
        }
    }
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(pair.key().as_der().to_vec()));
    Ok((key, chain))
}
