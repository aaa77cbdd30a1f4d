//! Signing in with a signed statement in place of a secret.

mod support;

use std::time::{SystemTime, UNIX_EPOCH};

use aws_lc_rs::digest;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RSA_PSS_SHA256, RsaEncoding, RsaKeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use graph_simulator::{
    CertificateTrust, DEMO_CLIENT_ID, DEMO_TENANT_ID, FederatedCredential, Identities, Options,
    RegisteredCertificate,
};
use rcgen::{CertificateParams, KeyPair, PKCS_RSA_SHA256};
use serde_json::{Value, json};
use support::Client;

const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

fn federated() -> FederatedCredential {
    FederatedCredential {
        client_id: DEMO_CLIENT_ID.to_owned(),
        issuer: "https://issuer.example".to_owned(),
        subject: "pod".to_owned(),
        audience: "api://AzureADTokenExchange".to_owned(),
    }
}

struct Own {
    key: RsaKeyPair,
    certificate: Vec<u8>,
}

fn own() -> Own {
    let key = KeyPair::generate_for(&PKCS_RSA_SHA256).expect("a key");
    let certificate = CertificateParams::new(vec!["app".to_owned()]).expect("parameters").self_signed(&key);
    let certificate = certificate.expect("a certificate").der().to_vec();
    Own { key: RsaKeyPair::from_pkcs8(&key.serialize_der()).expect("an RSA key"), certificate }
}

fn client(own: &Own) -> Client {
    let registered = RegisteredCertificate {
        client_id: DEMO_CLIENT_ID.to_owned(),
        trust: CertificateTrust::Exactly { certificate: own.certificate.clone() },
    };
    let identities =
        Identities { certificates: vec![registered], federated: vec![federated()], ..Identities::default() };
    Client::new(Options { identities, ..Options::demo() })
}

fn sign_in(client: &Client, assertion: &str) -> support::Answer {
    let scope = format!("{}/.default", client.simulator.url());
    let form = form_urlencoded::Serializer::new(String::new())
        .append_pair("grant_type", "client_credentials")
        .append_pair("client_id", DEMO_CLIENT_ID)
        .append_pair("client_assertion_type", JWT_BEARER)
        .append_pair("client_assertion", assertion)
        .append_pair("scope", &scope)
        .finish();
    let request = client
        .request("POST", &format!("/{DEMO_TENANT_ID}/oauth2/v2.0/token"))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(form);
    client.run(request).expect("an answer")
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs()
}

/// Signs the documented claims, changed as a row of the table says.
fn signed(own: &Own, url: &str, change: impl Fn(&mut Value, &mut Value)) -> String {
    let mut header = json!({
        "alg": "PS256", "typ": "JWT",
        "x5t#S256": URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, &own.certificate)),
    });
    let mut claims = json!({
        "aud": format!("{url}/{DEMO_TENANT_ID}/oauth2/v2.0/token"), "iss": DEMO_CLIENT_ID, "sub": DEMO_CLIENT_ID,
        "jti": format!("{:?}", SystemTime::now()), "nbf": now(), "exp": now() + 600,
    });
    change(&mut header, &mut claims);
    let encoding: &'static dyn RsaEncoding =
        if header["alg"] == "RS256" { &RSA_PKCS1_SHA256 } else { &RSA_PSS_SHA256 };
    let [header, claims] = [header, claims].map(|part| URL_SAFE_NO_PAD.encode(part.to_string()));
    let signed = format!("{header}.{claims}");
    let mut signature = vec![0; own.key.public_modulus_len()];
    own.key.sign(encoding, &SystemRandom::new(), signed.as_bytes(), &mut signature).expect("a signature");
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
}

#[test]
fn a_certificate_signs_in_with_either_algorithm_and_thumbprint() {
    let own = own();
    let client = client(&own);
    let url = client.simulator.url();
    let sha1 = URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, &own.certificate));
    for assertion in [
        signed(&own, &url, |_, _| ()),
        signed(&own, &url, |header, _| header["alg"] = json!("RS256")),
        signed(&own, &url, |header, _| {
            *header = json!({"alg": "RS256", "typ": "JWT", "x5t": sha1});
        }),
    ] {
        let answer = sign_in(&client, &assertion);
        assert_eq!(answer.status, 200, "{}", answer.text);
    }
    let log = format!("{:?}", client.simulator.requests());
    assert!(!log.contains("sim.") && log.contains("(redacted)"), "{log}");
}

#[test]
fn everything_that_is_wrong_with_an_assertion_has_its_number() {
    let (own, other) = (own(), own());
    let client = client(&own);
    let url = client.simulator.url();
    let forged = {
        let text = signed(&own, &url, |_, _| ());
        let (signed, _) = text.rsplit_once('.').expect("parts");
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode([0; 256]))
    };
    let once = signed(&own, &url, |_, _| ());
    assert_eq!(sign_in(&client, &once).status, 200);
    for (assertion, code) in [
        ("no-jwt".to_owned(), 50_027),
        (once, 50_027),
        (forged, 700_027),
        (signed(&other, &url, |_, _| ()), 700_027),
        (signed(&own, &url, |header, _| header["alg"] = json!("none")), 700_027),
        (signed(&own, &url, |_, claims| claims["jti"] = Value::Null), 50_027),
        (signed(&own, &url, |_, claims| claims["sub"] = json!("another")), 700_021),
        (signed(&own, &url, |_, claims| claims["aud"] = json!("https://login.example/x")), 700_023),
        (signed(&own, &url, |_, claims| claims["exp"] = json!(now() - 3600)), 700_024),
        (signed(&own, &url, |_, claims| claims["nbf"] = json!(now() + 3600)), 700_024),
    ] {
        let answer = sign_in(&client, &assertion);
        assert_eq!((answer.status, &answer.json()["error_codes"]), (401, &json!([code])), "{}", answer.text);
    }
}

#[test]
fn an_identity_providers_assertion_fits_a_federated_credential_or_not() {
    let client = client(&own());
    let FederatedCredential { issuer, subject, audience, .. } = federated();
    let make = |issuer: &str, subject: &str, audience: &str| {
        client.simulator.assertion(issuer, subject, audience).expect("an assertion")
    };
    assert_eq!(sign_in(&client, &make(&issuer, &subject, &audience)).status, 200);
    let expired = client.simulator.expired_assertion(&issuer, &subject, &audience).expect("an assertion");
    let foreign = Client::demo().simulator.assertion(&issuer, &subject, &audience).expect("an assertion");
    for (assertion, code) in [
        (make("https://other.example", &subject, &audience), 700_211),
        (make(&issuer, "other", &audience), 700_213),
        (make(&issuer, &subject, "api://other"), 700_212),
        (expired, 700_024),
        (foreign, 50_013),
    ] {
        let answer = sign_in(&client, &assertion);
        assert_eq!((answer.status, &answer.json()["error_codes"]), (401, &json!([code])), "{}", answer.text);
    }
}
