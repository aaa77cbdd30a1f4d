//! Signing in as an application with a certificate: a statement signed with its private key, valid for minutes.
//!
//! The signature is PS256 and the header names the certificate by its SHA-256 thumbprint, as Entra ID documents;
//! the whole chain is sent along (`x5c`), which subject name and issuer authentication needs. Everything is signed
//! by rustls' own crypto provider, aws-lc-rs: there is no OpenSSL in this program.
//!
//! Source: <https://learn.microsoft.com/entra/identity-platform/certificate-credentials>.

mod bundle;
#[cfg(feature = "pfx")]
mod pfx;

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use async_trait::async_trait;
use aws_lc_rs::digest;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::{CertifiedKey, SigningKey};
use rustls::{SignatureAlgorithm, SignatureScheme};
use secrecy::SecretString;
use serde_json::json;
use uuid::Uuid;

use super::assertion::AssertionSource;
use super::{Application, Error, Patience};
use crate::net::Operation;

/// How long an assertion is valid; one is made for each token.
const LIFETIME: Duration = Duration::from_secs(10 * 60);
/// How far the clocks may differ.
const CLOCK_SKEW: Duration = Duration::from_secs(5 * 60);

/// Why bytes are no certificate to sign in with. None repeats them.
#[derive(Debug, thiserror::Error)]
pub enum CertificateError {
    /// Neither form.
    #[error("expected a PFX (PKCS#12) file, or PEM with CERTIFICATE and PRIVATE KEY, got something else")]
    UnknownForm,
    /// PEM that cannot be read.
    #[error("the PEM cannot be read: {0}")]
    Pem(String),
    /// PEM without one of its parts.
    #[error("the PEM has no {0}: put certificate and private key into one file")]
    Incomplete(&'static str),
    /// A private key that is itself encrypted.
    #[error(
        "the private key in the PEM is encrypted, which is not supported: give a PFX file with a password, or the key \
         without encryption"
    )]
    EncryptedKey,
    /// A PFX file that this password does not open.
    #[error("the PFX file does not open with the password that was given: check client_certificate_password")]
    Password,
    /// A PFX file that needs a password.
    #[error("the PFX file needs a password: set client_certificate_password")]
    PasswordMissing,
    /// A PFX file that cannot be read.
    #[error("the PFX file cannot be read: {0}")]
    Pfx(String),
    /// A build without PFX.
    #[error("this build reads no PFX files (feature pfx): give the certificate as PEM")]
    NoPfx,
    /// A key that Entra ID does not take.
    #[error(
        "expected an RSA private key, got another kind: Entra ID accepts RSA certificates for signing in"
    )]
    NotRsa,
    /// A key of no use.
    #[error("the private key cannot be used: {0}")]
    Key(String),
    /// A key that belongs to none of the certificates.
    #[error("none of the certificates belongs to the private key")]
    Mismatch,
}

/// A private key, its certificate and the chain above it.
pub struct Certificate {
    key: Arc<dyn SigningKey>,
    /// The key's own certificate first.
    chain: Vec<CertificateDer<'static>>,
}

impl Certificate {
    /// Reads PFX or PEM.
    ///
    /// # Errors
    /// When it is neither, the password is wrong, or key and certificate do not belong together.
    pub fn read(bytes: &[u8], password: Option<&SecretString>) -> Result<Self, CertificateError> {
        let (key, chain) = bundle::read(bytes, password)?;
        Self::try_new(key, chain)
    }

    fn try_new(
        key: PrivateKeyDer<'static>,
        mut chain: Vec<CertificateDer<'static>>,
    ) -> Result<Self, CertificateError> {
        let key = rustls::crypto::aws_lc_rs::sign::any_supported_type(&key)
            .map_err(|error| CertificateError::Key(error.to_string()))?;
        if key.algorithm() != SignatureAlgorithm::RSA {
            return Err(CertificateError::NotRsa);
        }
        let is_own = |certificate: &CertificateDer<'static>| {
            CertifiedKey::new(vec![certificate.clone()], Arc::clone(&key)).keys_match().is_ok()
        };
        let own = chain.iter().position(is_own).ok_or(CertificateError::Mismatch)?;
        let own = chain.remove(own);
        chain.insert(0, own);
        Ok(Self { key, chain })
    }

    /// The statement of one sign-in, signed.
    fn assertion(&self, audience: &str, client_id: &str, now: SystemTime) -> Result<SecretString, Error> {
        let unusable = |problem: String| Error::Setting { setting: "client_certificate", problem };
        let now = now.duration_since(UNIX_EPOCH).unwrap_or_default();
        let own = self.chain.first().map(CertificateDer::as_ref).unwrap_or_default();
        let header = json!({
            "alg": "PS256",
            "typ": "JWT",
            "x5t#S256": URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, own)),
            "x5c": self.chain.iter().map(|certificate| STANDARD.encode(certificate)).collect::<Vec<_>>(),
        });
        let claims = json!({
            "aud": audience,
            "iss": client_id,
            "sub": client_id,
            "jti": Uuid::new_v4().to_string(),
            "iat": now.as_secs(),
            "nbf": now.saturating_sub(CLOCK_SKEW).as_secs(),
            "exp": (now + LIFETIME).as_secs(),
        });
        let signed = format!(
            "{}.{}",
            URL_SAFE_NO_PAD.encode(header.to_string()),
            URL_SAFE_NO_PAD.encode(claims.to_string())
        );
        let signer = self
            .key
            .choose_scheme(&[SignatureScheme::RSA_PSS_SHA256])
            .ok_or_else(|| unusable("its key does not sign with PS256".to_owned()))?;
        let signature = signer
            .sign(signed.as_bytes())
            .map_err(|error| unusable(format!("signing with its key failed: {error}")))?;
        Ok(SecretString::from(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))))
    }
}

/// Signs assertions for one application.
pub struct SignedAssertion {
    certificate: Certificate,
    audience: String,
    client_id: String,
}

impl SignedAssertion {
    /// Assertions of this application for its login authority.
    pub fn new(certificate: Certificate, application: &Application) -> Self {
        let path = [application.tenant_id.trim(), "oauth2", "v2.0", "token"];
        Self {
            certificate,
            audience: application.authority.join(&path).into(),
            client_id: application.client_id.trim().to_owned(),
        }
    }
}

#[async_trait]
impl AssertionSource for SignedAssertion {
    async fn assertion(&self, _: Patience, _: &Operation) -> Result<SecretString, Error> {
        self.certificate.assertion(&self.audience, &self.client_id, SystemTime::now())
    }
}

#[cfg(test)]
mod tests;
