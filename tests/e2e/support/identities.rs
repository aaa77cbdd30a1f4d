//! A tenant where something other than a secret signs in.

use graph_simulator::{DEMO_CLIENT_ID, DEMO_TENANT_ID, FederatedCredential, Identities, Options, Simulator};

use super::tenant::{FINANCE, WINDOWS, ids};
use super::{Output, Workspace, assignment, bare_provider_block, group};

/// What Entra expects in a federated token.
pub(crate) const AUDIENCE: &str = "api://AzureADTokenExchange";

/// The demo tenant with these identities, and a workspace with one assignment whose provider knows where the tenant is
/// and these settings. No variable says how to sign in.
pub(crate) fn tenant_with(identities: Identities, settings: &str) -> (Simulator, Workspace) {
    let options = Options { identities, ..Options::demo() };
    let simulator = Simulator::start_blocking(options).expect("a simulator");
    let workspace = Workspace::new();
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
    workspace.apply();
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
    output
}
