//! The key with which this simulator signs as any identity provider.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair, UnparsedPublicKey,
};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;
use uuid::Uuid;

use super::assertion::Jwt;
use crate::state::StateError;

/// How long its assertions are valid.
const LIFETIME: Duration = Duration::from_secs(10 * 60);

/// Signs assertions with ES256; every simulator has a key of its own.
pub(crate) struct Issuer(EcdsaKeyPair);

impl Issuer {
    pub(crate) fn try_new() -> Result<Self, StateError> {
        let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).map_err(|_| failed())?;
        Ok(Self(key))
    }

    /// A token that says so, issued at `now`.
    pub(crate) fn assertion(
        &self,
        issuer: &str,
        subject: &str,
        audience: &str,
        now: SystemTime,
    ) -> Result<String, StateError> {
        let now = now.duration_since(UNIX_EPOCH).unwrap_or_default();
        let claims = json!({
            "iss": issuer, "sub": subject, "aud": audience, "jti": Uuid::new_v4().to_string(),
            "iat": now.as_secs(), "nbf": now.as_secs(), "exp": (now + LIFETIME).as_secs(),
        });
        let header = json!({"alg": "ES256", "typ": "JWT"});
        let [header, claims] = [header, claims].map(|part| URL_SAFE_NO_PAD.encode(part.to_string()));
        let signed = format!("{header}.{claims}");
        let signature = self.0.sign(&SystemRandom::new(), signed.as_bytes()).map_err(|_| failed())?;
        Ok(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }

    pub(super) fn has_signed(&self, jwt: &Jwt<'_>) -> bool {
        let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, self.0.public_key().as_ref());
        jwt.header["alg"] == "ES256" && key.verify(jwt.signed.as_bytes(), &jwt.signature).is_ok()
    }
}

fn failed() -> StateError {
    StateError::Invalid("no key to sign assertions with".to_owned())
}
