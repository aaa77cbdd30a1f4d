//! What is read from files, and what Entra ID would check of an assertion.

use aws_lc_rs::signature::{RSA_PSS_2048_8192_SHA256, UnparsedPublicKey};
use p12_keystore::{KeyStore, KeyStoreEntry, PrivateKey, PrivateKeyChain};
use rcgen::{CertificateParams, KeyPair, PKCS_ECDSA_P256_SHA256, PKCS_RSA_SHA256};
use secrecy::ExposeSecret;
use serde_json::Value;

use super::*;
use crate::net::Endpoint;

struct Made {
    key: KeyPair,
    own: rcgen::Certificate,
    other: rcgen::Certificate,
}

fn made() -> Made {
    let certificate = |key: &KeyPair, name: &str| {
        CertificateParams::new(vec![name.to_owned()])
            .expect("parameters")
            .self_signed(key)
            .expect("certificate")
    };
    let key = KeyPair::generate_for(&PKCS_RSA_SHA256).expect("key");
    let unrelated = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).expect("key");
    Made { own: certificate(&key, "app"), other: certificate(&unrelated, "above"), key }
}

fn pfx(made: &Made, password: &str) -> Vec<u8> {
    let der = |certificate: &rcgen::Certificate| {
        p12_keystore::Certificate::from_der(certificate.der()).expect("der")
    };
    let key = PrivateKey::from_der(&made.key.serialize_der()).expect("key");
    let mut store = KeyStore::new();
    let chain = PrivateKeyChain::new(vec![1], key, [der(&made.own)]);
    store.add_entry("app", KeyStoreEntry::PrivateKeyChain(chain));
    store.writer(password).write().expect("pfx")
}

fn refusal(bytes: &[u8], password: Option<&str>) -> String {
    let password = password.map(SecretString::from);
    let error = Certificate::read(bytes, password.as_ref()).err().expect("refused");
    format!("{error}")
}

fn part(text: &str) -> Value {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).expect("base64")).expect("json")
}

#[test]
fn an_assertion_is_what_entra_documents() {
    let made = made();
    // The chain comes in any order; the key's own certificate is sent first.
    let pem = format!("{}{}{}", made.other.pem(), made.own.pem(), made.key.serialize_pem());
    let certificate = Certificate::read(pem.as_bytes(), None).expect("certificate");
    let application = Application {
        authority: Endpoint::try_new("https://login.example").expect("authority"),
        tenant_id: "contoso.example".to_owned(),
        client_id: "my-app".to_owned(),
        scope: String::new(),
    };
    let source = SignedAssertion::new(certificate, &application);
    let now = UNIX_EPOCH + Duration::from_secs(1_800_000_000);
    let assertion =
        source.certificate.assertion(&source.audience, &source.client_id, now).expect("assertion");
    let parts: Vec<&str> = assertion.expose_secret().split('.').collect();
    let [header, claims, signature] = parts[..] else {
        panic!("three parts were expected, got {}", parts.len())
    };
    let signature = URL_SAFE_NO_PAD.decode(signature).expect("base64");
    let signed = format!("{header}.{claims}");
    let public = UnparsedPublicKey::new(&RSA_PSS_2048_8192_SHA256, made.key.public_key_raw());
    public.verify(signed.as_bytes(), &signature).expect("the signature fits");
    let (header, claims) = (part(header), part(claims));
    let thumbprint = digest::digest(&digest::SHA256, made.own.der());
    assert_eq!(header["alg"], "PS256");
    assert_eq!(header["x5t#S256"], URL_SAFE_NO_PAD.encode(thumbprint));
    assert_eq!(header["x5c"], json!([STANDARD.encode(made.own.der()), STANDARD.encode(made.other.der())]));
    assert_eq!(claims["aud"], "https://login.example/contoso.example/oauth2/v2.0/token");
    assert_eq!((&claims["iss"], &claims["sub"]), (&json!("my-app"), &json!("my-app")));
    assert_eq!((&claims["nbf"], &claims["exp"]), (&json!(1_799_999_700_u64), &json!(1_800_000_600_u64)));
    assert!(Uuid::try_parse(claims["jti"].as_str().expect("text")).is_ok());
}

#[test]
fn a_pfx_file_opens_with_its_password_only() {
    let made = made();
    let bytes = pfx(&made, "hunter2");
    let read = |password: &str| Certificate::read(&bytes, Some(&SecretString::from(password)));
    assert_eq!(read("hunter2").expect("certificate").chain, [made.own.der().clone()]);
    assert!(refusal(&bytes, Some("hunter3")).contains("check client_certificate_password"));
    assert!(refusal(&bytes, None).contains("set client_certificate_password"));
    assert!(Certificate::read(&pfx(&made, ""), None).is_ok());
    let cut = bytes.get(..bytes.len() / 2).expect("half");
    assert!(refusal(cut, Some("hunter2")).contains("cannot be read"));
}

#[test]
fn what_cannot_sign_in_is_refused_with_what_is_needed() {
    let made = made();
    let elliptic = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).expect("key");
    let encrypted = "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n";
    for (text, wanted) in [
        (String::new(), "expected a PFX (PKCS#12) file, or PEM"),
        ("hunter2".to_owned(), "expected a PFX (PKCS#12) file, or PEM"),
        (made.own.pem(), "the PEM has no PRIVATE KEY"),
        (made.key.serialize_pem(), "the PEM has no CERTIFICATE"),
        (made.own.pem() + encrypted, "is encrypted, which is not supported"),
        (made.own.pem() + &elliptic.serialize_pem(), "expected an RSA private key"),
        (made.other.pem() + &made.key.serialize_pem(), "none of the certificates belongs"),
    ] {
        let error = refusal(text.as_bytes(), None);
        assert!(error.contains(wanted), "{wanted}: {error}");
        assert!(!error.contains("hunter2"), "{error}");
    }
}
