//! The application's own assertion: signed with the key of a certificate that is registered with it.

use aws_lc_rs::digest;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use rustls_pki_types::{CertificateDer, ServerName, SignatureVerificationAlgorithm, UnixTime};
use serde_json::Value;
use webpki::aws_lc_rs::{RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256_LEGACY_KEY};
use webpki::{EndEntityCert, KeyUsage, anchor_from_trusted_cert};

use super::CertificateTrust;
use super::assertion::{Jwt, refused};
use crate::routes::token::TokenError;
use crate::state::World;

/// Whether the signature is that of a certificate which the application may use.
pub(super) fn check(world: &World, jwt: &Jwt<'_>, client_id: &str) -> Result<(), TokenError> {
    let chain = chain(&jwt.header);
    let registered = &world.options.identities.certificates;
    let own = registered.iter().filter(|known| known.client_id.eq_ignore_ascii_case(client_id));
    let certificate = own.into_iter().find_map(|known| match &known.trust {
        CertificateTrust::Exactly { certificate } => {
            names(&jwt.header, certificate).then(|| certificate.clone())
        }
        CertificateTrust::IssuedBy { issuer, name } => {
            let leaf = chain.first()?;
            (names(&jwt.header, leaf) && is_issued_by(&chain, issuer, name)).then(|| leaf.clone())
        }
    });
    let Some(certificate) = certificate else {
        return Err(unknown(&jwt.header, client_id));
    };
    verify(jwt, &certificate).map_err(|reason| {
        refused(
            700_027,
            format!("Client assertion contains an invalid signature. [Reason - {reason}, Please visit the Azure \
                     Portal, Graph Explorer or directly use MS Graph to see configured keys for app Id '{client_id}'.]"),
        )
    })
}

fn unknown(header: &Value, client_id: &str) -> TokenError {
    let thumbprint = header["x5t"].as_str().or_else(|| header["x5t#S256"].as_str()).unwrap_or("(none)");
    let text = format!(
        "The certificate with identifier used to sign the client assertion is not registered on application. [Reason - \
         The key was not found., Thumbprint of key used by client: '{thumbprint}', Please visit the Azure Portal, Graph \
         Explorer or directly use MS Graph to see configured keys for app Id '{client_id}'.]"
    );
    refused(700_027, text)
}

/// Whether the header names this certificate by either thumbprint.
fn names(header: &Value, certificate: &[u8]) -> bool {
    [("x5t#S256", &digest::SHA256), ("x5t", &digest::SHA1_FOR_LEGACY_USE_ONLY)].into_iter().any(
        |(name, algorithm)| {
            header[name].as_str() == Some(&URL_SAFE_NO_PAD.encode(digest::digest(algorithm, certificate)))
        },
    )
}

/// The certificates of the header, the signer's first.
fn chain(header: &Value) -> Vec<Vec<u8>> {
    let listed = header["x5c"].as_array().map_or(&[][..], Vec::as_slice);
    listed.iter().filter_map(|text| STANDARD.decode(text.as_str()?).ok()).collect()
}

fn is_issued_by(chain: &[Vec<u8>], issuer: &[u8], name: &str) -> bool {
    let Some((leaf, above)) = chain.split_first() else {
        return false;
    };
    let check = || -> Option<()> {
        let issuer = CertificateDer::from(issuer);
        let anchors = [anchor_from_trusted_cert(&issuer).ok()?];
        let leaf = CertificateDer::from(leaf.as_slice());
        let leaf = EndEntityCert::try_from(&leaf).ok()?;
        let above: Vec<_> = above.iter().map(|der| CertificateDer::from(der.as_slice())).collect();
        let usage = KeyUsage::client_auth();
        let algorithms = webpki::ALL_VERIFICATION_ALGS;
        leaf.verify_for_usage(algorithms, &anchors, &above, UnixTime::now(), usage, None, None).ok()?;
        leaf.verify_is_valid_for_subject_name(&ServerName::try_from(name).ok()?).ok()
    };
    check().is_some()
}

fn verify(jwt: &Jwt<'_>, certificate: &[u8]) -> Result<(), String> {
    let algorithm: &dyn SignatureVerificationAlgorithm = match jwt.header["alg"].as_str() {
        Some("PS256") => RSA_PSS_2048_8192_SHA256_LEGACY_KEY,
        Some("RS256") => RSA_PKCS1_2048_8192_SHA256,
        other => return Err(format!("The algorithm {other:?} is not supported.")),
    };
    let certificate = CertificateDer::from(certificate);
    let certificate = EndEntityCert::try_from(&certificate).map_err(|error| error.to_string())?;
    certificate
        .verify_signature(algorithm, jwt.signed.as_bytes(), &jwt.signature)
        .map_err(|_| "The provided signature value did not match the expected signature value.".to_owned())
}
