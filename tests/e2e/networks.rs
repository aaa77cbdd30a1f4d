//! Networks as companies have them: a CA of their own, a proxy with a password, both, and what is said when they fail.

use std::time::{Duration, Instant};

use graph_simulator::{DEMO_CLIENT_ID, DEMO_CLIENT_SECRET, DEMO_TENANT_ID, Options, STATIC_TOKEN, Simulator};

use crate::support::proxy::Proxy;
use crate::support::tenant::{FINANCE, WINDOWS, ids};
use crate::support::tls_front::{NAME, TlsFront};
use crate::support::{Workspace, assignment, bare_provider_block, group};

/// The demo tenant behind TLS.
fn tenant() -> (Simulator, TlsFront) {
    let scope = format!("https://{NAME}/.default");
    let options = Options { accepted_scopes: vec![scope], ..Options::demo() };
    let simulator = Simulator::start_blocking(options).expect("a simulator");
    let front = TlsFront::of(&simulator.url());
    (simulator, front)
}

/// One assignment, and a provider that asks this root with these settings; the CA's certificate is in `ca.pem`.
fn workspace(front: &TlsFront, root: &str, settings: &str) -> Workspace {
    let workspace = Workspace::new();
    let block = format!("  graph_endpoint = \"{root}\"\n  authority_host = \"{root}\"\n  {settings}");
    workspace.write("provider.tf", &bare_provider_block(&block));
    workspace.write("main.tf", &assignment("x", WINDOWS, &group(FINANCE)));
    workspace.write("ca.pem", &front.ca);
    workspace
}

#[track_caller]
fn expect_applied(simulator: &Simulator, workspace: &Workspace) {
    workspace.apply();
    assert_eq!(ids(simulator, WINDOWS), [format!("{WINDOWS}_{FINANCE}")]);
}

#[test]
fn a_ca_of_ones_own_is_named_in_the_block_or_in_the_environment() {
    for variable in [None, Some("INTUNE_CA_BUNDLE_PATH"), Some("SSL_CERT_FILE")] {
        let (simulator, front) = tenant();
        let settings = if variable.is_none() { "ca_bundle_path = \"ca.pem\"" } else { "" };
        let mut workspace = workspace(&front, &front.url(), settings);
        let path = workspace.dir().join("ca.pem").display().to_string();
        workspace.env("INTUNE_ACCESS_TOKEN", STATIC_TOKEN);
        if let Some(variable) = variable {
            workspace.env(variable, &path);
        }
        expect_applied(&simulator, &workspace);
    }
}

#[test]
fn a_folder_of_cas_may_be_named_too() {
    let (simulator, front) = tenant();
    let mut workspace = workspace(&front, &front.url(), "");
    let folder = workspace.dir().join("cas");
    std::fs::create_dir(&folder).expect("a folder");
    // Such folders are filled by openssl rehash, which names files by a hash.
    std::fs::write(folder.join("0a1b2c3d.0"), &front.ca).expect("a file");
    workspace.env("INTUNE_ACCESS_TOKEN", STATIC_TOKEN).env("SSL_CERT_DIR", &folder.display().to_string());
    expect_applied(&simulator, &workspace);
}

#[test]
fn a_certificate_that_nobody_vouches_for_is_told_at_once_with_the_setting_that_helps() {
    let (simulator, front) = tenant();
    let mut workspace = workspace(&front, &front.url(), "");
    workspace.env("INTUNE_ACCESS_TOKEN", STATIC_TOKEN);
    let start = Instant::now();
    workspace
        .run(&["apply", "-auto-approve"])
        .expect_failure()
        .expect_text("the certificate of the service is not trusted on this machine")
        .expect_text("ca_bundle_path (INTUNE_CA_BUNDLE_PATH)");
    assert!(start.elapsed() < Duration::from_secs(60), "{:?}", start.elapsed());
    assert!(simulator.requests().is_empty());
}

#[test]
fn a_machine_without_any_ca_is_told_what_to_install() {
    let (simulator, front) = tenant();
    let mut workspace = workspace(&front, &front.url(), "");
    workspace
        .env("INTUNE_ACCESS_TOKEN", STATIC_TOKEN)
        .env("SSL_CERT_FILE", "/no/such/file")
        .env("SSL_CERT_DIR", "/no/such/folder");
    let output = workspace.run(&["apply", "-auto-approve"]).expect_failure().expect_text(
        "if this machine has no store of CA certificates, install one (package ca-certificates)",
    );
    assert!(!output.text().contains("panicked"), "{output}");
    assert!(simulator.requests().is_empty());
}

#[test]
fn a_ca_bundle_that_is_none_is_named_before_anything_is_sent() {
    let (simulator, front) = tenant();
    for (content, wanted) in [
        (None, "the provider setting ca_bundle_path: expected a file that can be read, got bundle.pem"),
        (Some("nothing"), "the provider setting ca_bundle_path: expected CA certificates as PEM"),
    ] {
        let mut workspace = workspace(&front, &front.url(), "ca_bundle_path = \"bundle.pem\"");
        workspace.env("INTUNE_ACCESS_TOKEN", STATIC_TOKEN);
        if let Some(content) = content {
            workspace.write("bundle.pem", content);
        }
        workspace.run(&["plan"]).expect_failure().expect_text(wanted);
    }
    assert!(simulator.requests().is_empty());
}

#[test]
fn a_proxy_with_a_password_leads_to_graph_and_the_authority_and_the_password_is_told_nobody() {
    let (simulator, front) = tenant();
    let proxy = Proxy::to(front.address(), Some("me:hunter2-of-the-proxy"));
    let mut workspace = workspace(&front, &format!("https://{NAME}"), "ca_bundle_path = \"ca.pem\"");
    workspace
        .env("ARM_TENANT_ID", DEMO_TENANT_ID)
        .env("ARM_CLIENT_ID", DEMO_CLIENT_ID)
        .env("ARM_CLIENT_SECRET", DEMO_CLIENT_SECRET)
        .env("HTTPS_PROXY", &format!("http://me:hunter2-of-the-proxy@{}", proxy.address()))
        .env("TF_LOG", "TRACE");
    let output = workspace.apply();
    assert_eq!(ids(&simulator, WINDOWS), [format!("{WINDOWS}_{FINANCE}")]);
    let asked = proxy.asked();
    assert!(
        !asked.is_empty() && asked.iter().all(|line| *line == format!("CONNECT {NAME}:443")),
        "{asked:?}"
    );
    let state = workspace.state().to_string();
    for text in [&output.stdout, &output.stderr, &state] {
        assert!(!text.contains("hunter2"), "the password is in {text}");
        assert!(!text.contains(DEMO_CLIENT_SECRET), "the secret is in {text}");
    }
}

#[test]
fn a_proxy_that_does_not_know_the_password_is_told_at_once_without_it() {
    let (simulator, front) = tenant();
    let proxy = Proxy::to(front.address(), Some("me:right"));
    let mut workspace = workspace(&front, &format!("https://{NAME}"), "ca_bundle_path = \"ca.pem\"");
    workspace
        .env("INTUNE_ACCESS_TOKEN", STATIC_TOKEN)
        .env("HTTPS_PROXY", &format!("http://me:hunter2@{}", proxy.address()));
    let start = Instant::now();
    let output = workspace.run(&["apply", "-auto-approve"]).expect_failure().expect_text(
        "the proxy did not accept the name and password, or asks for them: give both in HTTPS_PROXY",
    );
    assert!(start.elapsed() < Duration::from_secs(60), "{:?}", start.elapsed());
    assert!(!output.text().contains("hunter2"), "{output}");
    assert!(simulator.requests().is_empty());
}

#[test]
fn a_host_of_no_proxy_is_reached_directly() {
    let (simulator, front) = tenant();
    let proxy = Proxy::to(front.address(), None);
    let mut workspace = workspace(&front, &front.url(), "ca_bundle_path = \"ca.pem\"");
    workspace
        .env("INTUNE_ACCESS_TOKEN", STATIC_TOKEN)
        .env("HTTPS_PROXY", &format!("http://{}", proxy.address()))
        .env("NO_PROXY", "localhost");
    expect_applied(&simulator, &workspace);
    assert_eq!(proxy.asked(), Vec::<String>::new());
}

#[test]
fn plain_http_to_this_machine_is_never_shown_to_a_proxy() {
    let (simulator, front) = tenant();
    let proxy = Proxy::to(front.address(), None);
    let mut workspace = workspace(&front, &simulator.url(), "");
    let address = format!("http://{}", proxy.address());
    workspace.env("INTUNE_ACCESS_TOKEN", STATIC_TOKEN);
    for variable in ["HTTP_PROXY", "http_proxy", "ALL_PROXY"] {
        workspace.env(variable, &address);
    }
    expect_applied(&simulator, &workspace);
    assert_eq!(proxy.asked(), Vec::<String>::new());
}
