//! Signing in with a certificate, as PFX and as PEM, alone and with its chain.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use graph_simulator::{CertificateTrust, DEMO_CLIENT_ID, Identities, RegisteredCertificate};
use p12_keystore::{Certificate as Pkcs12Certificate, KeyStore, KeyStoreEntry, PrivateKey, PrivateKeyChain};
use rcgen::{
    BasicConstraints, Certificate, CertificateParams, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, PKCS_ECDSA_P256_SHA256, PKCS_RSA_SHA256,
};

use crate::support::identities::{expect_refusal, expect_signed_in, name_the_application, tenant_with};

const NAME: &str = "intune.contoso.example";
const PASSWORD: &str = "hunter2-of-the-pfx";

/// A certificate that signed itself, and its key.
fn made() -> (Certificate, KeyPair) {
    let key = KeyPair::generate_for(&PKCS_RSA_SHA256).expect("a key");
    let parameters = CertificateParams::new(vec![NAME.to_owned()]).expect("parameters");
    (parameters.self_signed(&key).expect("a certificate"), key)
}

fn pem(key: &KeyPair, certificates: &[&Certificate]) -> String {
    let certificates: String = certificates.iter().map(|certificate| certificate.pem()).collect();
    certificates + &key.serialize_pem()
}

fn pfx(key: &KeyPair, certificate: &Certificate, password: &str) -> Vec<u8> {
    let key = PrivateKey::from_der(&key.serialize_der()).expect("a key");
    let certificate = Pkcs12Certificate::from_der(certificate.der()).expect("a certificate");
    let mut store = KeyStore::new();
    let chain = PrivateKeyChain::new(vec![1], key, [certificate]);
    store.add_entry("app", KeyStoreEntry::PrivateKeyChain(chain));
    store.writer(password).write().expect("a PFX file")
}

fn registered(trust: CertificateTrust) -> Identities {
    let certificate = RegisteredCertificate { client_id: DEMO_CLIENT_ID.to_owned(), trust };
    Identities { certificates: vec![certificate], ..Identities::default() }
}

fn exactly(certificate: &Certificate) -> Identities {
    registered(CertificateTrust::Exactly { certificate: certificate.der().to_vec() })
}

#[test]
fn a_pfx_file_signs_in_with_its_password() {
    let (certificate, key) = made();
    let settings =
        format!("client_certificate_path = \"app.pfx\"\n  client_certificate_password = \"{PASSWORD}\"\n");
    let (simulator, mut workspace) = tenant_with(exactly(&certificate), &settings);
    name_the_application(&mut workspace);
    std::fs::write(workspace.dir().join("app.pfx"), pfx(&key, &certificate, PASSWORD)).expect("a file");
    expect_signed_in(&simulator, &workspace);
}

#[test]
fn pem_and_pfx_sign_in_from_the_environment_as_base64() {
    let (certificate, key) = made();
    for (bytes, password) in
        [(pem(&key, &[&certificate]).into_bytes(), ""), (pfx(&key, &certificate, PASSWORD), PASSWORD)]
    {
        let (simulator, mut workspace) = tenant_with(exactly(&certificate), "");
        name_the_application(&mut workspace);
        workspace
            .env("ARM_CLIENT_CERTIFICATE", &STANDARD.encode(bytes))
            .env("ARM_CLIENT_CERTIFICATE_PASSWORD", password);
        expect_signed_in(&simulator, &workspace);
    }
}

#[test]
fn the_whole_chain_is_sent_so_that_name_and_issuer_are_enough() {
    let authority = |name: &str| {
        let mut parameters = CertificateParams::new(Vec::<String>::new()).expect("parameters");
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        parameters.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        parameters.distinguished_name.push(rcgen::DnType::CommonName, name);
        (parameters, KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).expect("a key"))
    };
    let (root_parameters, root_key) = authority("root");
    let root = root_parameters.self_signed(&root_key).expect("a root");
    let root_issuer = Issuer::new(root_parameters, root_key);
    let (middle_parameters, middle_key) = authority("middle");
    let middle = middle_parameters.signed_by(&middle_key, &root_issuer).expect("an intermediate");
    let middle_issuer = Issuer::new(middle_parameters, middle_key);
    let key = KeyPair::generate_for(&PKCS_RSA_SHA256).expect("a key");
    let mut parameters = CertificateParams::new(vec![NAME.to_owned()]).expect("parameters");
    parameters.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    let leaf = parameters.signed_by(&key, &middle_issuer).expect("a leaf");

    let trust = CertificateTrust::IssuedBy { issuer: root.der().to_vec(), name: NAME.to_owned() };
    let (simulator, mut workspace) = tenant_with(registered(trust), "client_certificate_path = \"app.pem\"");
    name_the_application(&mut workspace);
    workspace.write("app.pem", &pem(&key, &[&middle, &leaf]));
    expect_signed_in(&simulator, &workspace);

    workspace.write("app.pem", &pem(&key, &[&leaf]));
    workspace
        .run(&["apply", "-auto-approve"])
        .expect_failure()
        .expect_text("AADSTS700027): the certificate does not fit the application");
}

#[test]
fn a_certificate_that_is_not_registered_is_told_what_to_upload() {
    let ((certificate, key), (other, _)) = (made(), made());
    let (simulator, mut workspace) = tenant_with(exactly(&other), "client_certificate_path = \"app.pem\"");
    name_the_application(&mut workspace);
    workspace.write("app.pem", &pem(&key, &[&certificate]));
    expect_refusal(&simulator, &workspace)
        .expect_text(
            "signing in was refused (401, AADSTS700027): the certificate does not fit the application",
        )
        .expect_text("upload this very certificate under \"Certificates & secrets\" of the app registration")
        .expect_text("Thumbprint of key used by client")
        .expect_text("Trace ID: ");
}

#[test]
fn what_is_wrong_with_a_certificate_is_found_before_anything_is_sent() {
    let (certificate, key) = made();
    let (simulator, mut workspace) = tenant_with(exactly(&certificate), "");
    name_the_application(&mut workspace);
    let encoded = STANDARD.encode(pfx(&key, &certificate, PASSWORD));
    workspace.env("ARM_CLIENT_CERTIFICATE", &encoded).env("ARM_CLIENT_CERTIFICATE_PASSWORD", "hunter3");
    let from = "the environment variable ARM_CLIENT_CERTIFICATE: the PFX file does not open with the password that was \
                given: check client_certificate_password";
    let output = expect_refusal(&simulator, &workspace).expect_text(from);
    assert!(!output.text().contains("hunter") && !output.text().contains(&encoded), "{output}");
    assert_eq!(simulator.requests().len(), 0);
}
