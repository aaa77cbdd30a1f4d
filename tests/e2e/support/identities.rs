//! A tenant where something other than a secret signs in.

use graph_simulator::{DEMO_CLIENT_ID, DEMO_TENANT_ID, FederatedCredential, Identities, Options, Simulator};

use super::tenant::{FINANCE, WINDOWS, ids};
use super::{Output, Workspace, assignment, bare_provider_block, group};

/// How the secrets of these tests look: passwords, bearer tokens, tokens that the simulator issues, assertions (JSON web
/// tokens), keys as PEM, PFX files as base64.
const SECRETS: [&str; 7] = ["hunter2", "Bearer ", "sim.", "eyJ", "client_assertion=", "PRIVATE KEY", "MII"];

/// What Entra expects in a federated token.
pub(crate) const AUDIENCE: &str = "api://AzureADTokenExchange";

/// The log of everything, beside the configuration.
const LOG: &str = "trace.log";

/// The demo tenant with these identities, and a workspace with one assignment whose provider knows where the tenant is
/// and these settings. No variable says how to sign in.
pub(crate) fn tenant_with(identities: Identities, settings: &str) -> (Simulator, Workspace) {
    let options = Options { identities, ..Options::demo() };
    let simulator = Simulator::start_blocking(options).expect("a simulator");
    let mut workspace = Workspace::new();
    let log = workspace.dir().join(LOG);
    workspace.env("TF_LOG", "TRACE").env("TF_LOG_PATH", &log.display().to_string());
    let url = simulator.url();
    let block = format!("  graph_endpoint = \"{url}\"\n  authority_host = \"{url}\"\n  {settings}");
    workspace.write("provider.tf", &bare_provider_block(&block));
    workspace.write("main.tf", &assignment("x", WINDOWS, &group(FINANCE)));
    (simulator, workspace)
}

/// Says which application signs in, as a pipeline does.
pub(crate) fn name_the_application(workspace: &mut Workspace) {
    workspace.env("ARM_TENANT_ID", DEMO_TENANT_ID).env("ARM_CLIENT_ID", DEMO_CLIENT_ID);
}

/// A federated credential of the demo application.
pub(crate) fn federated(issuer: &str, subject: &str) -> FederatedCredential {
    FederatedCredential {
        client_id: DEMO_CLIENT_ID.to_owned(),
        issuer: issuer.to_owned(),
        subject: subject.to_owned(),
        audience: AUDIENCE.to_owned(),
    }
}

/// Applies, and sees that the assignment is there and everything in Graph was done with a token that was issued here.
#[track_caller]
pub(crate) fn expect_signed_in(simulator: &Simulator, workspace: &Workspace) {
    let output = workspace.apply();
    expect_no_secret(workspace, &output);
    assert_eq!(ids(simulator, WINDOWS), [format!("{WINDOWS}_{FINANCE}")]);
    let requests = simulator.requests();
    let mut graph = requests.iter().filter(|request| request.path.contains("/deviceManagement/"));
    assert!(
        graph.all(|request| request.authorization == graph_simulator::Authorization::Issued),
        "{requests:?}"
    );
}

/// Applies, and sees a failure that left nothing behind.
#[track_caller]
pub(crate) fn expect_refusal(simulator: &Simulator, workspace: &Workspace) -> Output {
    let output = workspace.run(&["apply", "-auto-approve"]).expect_failure();
    assert_eq!(ids(simulator, WINDOWS).len(), 0, "{output}");
    assert_eq!(workspace.resource_state(&super::address("x")), None, "{output}");
    expect_no_secret(workspace, &output);
    output
}

/// Sees that neither what was said nor the log of everything, the state, or what is shown of it has a secret.
#[track_caller]
fn expect_no_secret(workspace: &Workspace, output: &Output) {
    let file = |name: &str| std::fs::read_to_string(workspace.dir().join(name)).unwrap_or_default();
    let log = file(LOG);
    assert!(log.contains("terraform-provider-intune"), "the log is there: {log}");
    for (name, text) in [
        ("output", format!("{}{}", output.stdout, output.stderr)),
        ("log", log),
        ("state", file("terraform.tfstate")),
        ("show", workspace.state().to_string()),
    ] {
        for secret in SECRETS {
            assert!(!text.contains(secret), "{name} holds {secret:?}: {}", around(&text, secret));
        }
    }
}

/// The text around the first occurrence, for the message.
fn around(text: &str, part: &str) -> String {
    let at = text.find(part).unwrap_or_default();
    text.chars().skip(at.saturating_sub(200)).take(400).collect()
}
