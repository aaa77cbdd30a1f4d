//! Signing in: what is missing, what is wrong, and what works.

use graph_simulator::{
    Action, Answer, Authorization, DEMO_CLIENT_ID, DEMO_CLIENT_SECRET, DEMO_TENANT_ID, Fault, Matcher,
    Simulator,
};

use crate::support::tenant::{FINANCE, WINDOWS, ids, rows};
use crate::support::{Workspace, World, address, assignment, bare_provider_block, group};

/// A service, and a workspace whose provider knows where it is and nothing more.
fn start(settings: &str) -> (Simulator, Workspace) {
    let (simulator, workspace) = World::LIVE.start();
    let url = simulator.url();
    let block = bare_provider_block(&format!(
        "  graph_endpoint = \"{url}\"\n  authority_host = \"{url}\"\n{settings}"
    ));
    workspace.write("provider.tf", &block);
    workspace.write("main.tf", &assignment("x", WINDOWS, &group(FINANCE)));
    (simulator, workspace)
}

fn application(client_id: &str, secret: &str) -> String {
    format!(
        "  tenant_id = \"{DEMO_TENANT_ID}\"\n  client_id = \"{client_id}\"\n  client_secret = \"{secret}\"\n"
    )
}

fn token_requests(simulator: &Simulator) -> usize {
    let requests = simulator.requests();
    requests.iter().filter(|request| request.path.ends_with("/oauth2/v2.0/token")).count()
}

#[test]
fn without_a_way_to_sign_in_all_are_named_before_anything_is_sent() {
    let (simulator, mut workspace) = start("");
    // A machine without the Azure CLI, whose user would sign in otherwise.
    let empty = workspace.dir().join("empty");
    std::fs::create_dir(&empty).expect("a folder");
    workspace.env("PATH", &empty.display().to_string());
    // It may be another machine that applies, so the configuration alone is fine.
    workspace.run(&["validate"]).expect_success();
    workspace
        .run(&["plan"])
        .expect_failure()
        .expect_text("Cannot sign in to Microsoft Graph")
        .expect_text("tenant_id (environment variable ARM_TENANT_ID)")
        .expect_text("client_id (environment variable ARM_CLIENT_ID)")
        .expect_text("client_secret (environment variable ARM_CLIENT_SECRET)")
        .expect_text("az was not found on the PATH")
        .expect_text("install the Azure CLI and run az login")
        .expect_text("access_token (environment variable INTUNE_ACCESS_TOKEN)");
    assert_eq!(simulator.requests().len(), 0);
}

#[test]
fn an_application_signs_in_once_in_a_process() {
    let (simulator, workspace) = start(&application(DEMO_CLIENT_ID, DEMO_CLIENT_SECRET));
    workspace.apply();
    assert_eq!(ids(&simulator, WINDOWS), [format!("{WINDOWS}_{FINANCE}")]);
    let graph = simulator.requests();
    let graph: Vec<_> = graph.iter().filter(|request| request.path.contains("/deviceManagement/")).collect();
    assert!(graph.len() >= 3, "{graph:?}");
    assert!(graph.iter().all(|request| request.authorization == Authorization::Issued), "{graph:?}");
    // Terraform plans in one process and applies in another.
    assert!((1..=2).contains(&token_requests(&simulator)), "{}", token_requests(&simulator));
}

#[test]
fn an_application_signs_in_from_the_environment() {
    let (simulator, mut workspace) = start("");
    workspace
        .env("ARM_TENANT_ID", DEMO_TENANT_ID)
        .env("ARM_CLIENT_ID", DEMO_CLIENT_ID)
        .env("ARM_CLIENT_SECRET", DEMO_CLIENT_SECRET);
    workspace.apply();
    assert_eq!(ids(&simulator, WINDOWS), [format!("{WINDOWS}_{FINANCE}")]);
}

#[test]
fn a_token_that_graph_no_longer_takes_is_renewed() {
    let (simulator, workspace) = start(&application(DEMO_CLIENT_ID, DEMO_CLIENT_SECRET));
    workspace.apply();
    simulator.clear_requests();
    simulator.fault(Fault::new(Matcher::on("GET", "*/assignments"), Action::Answer(Answer::status(401))));
    workspace.expect_clean();
    assert_eq!(token_requests(&simulator), 2);
}

#[test]
fn a_wrong_secret_is_told_in_plain_words_and_not_repeated() {
    let (simulator, workspace) = start(&application(DEMO_CLIENT_ID, "hunter2"));
    let output = workspace
        .run(&["apply", "-auto-approve"])
        .expect_failure()
        .expect_text("Could not create the compliance policy assignment")
        .expect_text(&format!("The assignment of compliance policy {WINDOWS} to group {FINANCE}"))
        .expect_text("signing in was refused (401, AADSTS7000215): the client secret is wrong")
        .expect_text("give the secret's value (shown once, when it is made), not its id");
    assert!(!output.text().contains("hunter2"), "{output}");
    assert_eq!(rows(&simulator, WINDOWS).len(), 0);
    assert_eq!(workspace.resource_state(&address("x")), None);
}

#[test]
fn an_application_that_the_tenant_does_not_know_is_told_which_settings_to_check() {
    let (_simulator, workspace) = start(&application(WINDOWS, DEMO_CLIENT_SECRET));
    workspace
        .run(&["apply", "-auto-approve"])
        .expect_failure()
        .expect_text("AADSTS700016")
        .expect_text("check client_id and tenant_id");
}

#[test]
fn a_token_that_graph_refuses_is_told_with_what_to_check() {
    let (simulator, workspace) = start("  access_token = \"hunter2-token\"\n");
    let output = workspace
        .run(&["apply", "-auto-approve"])
        .expect_failure()
        .expect_text("Graph answered 401 InvalidAuthenticationToken")
        .expect_text("The token was not accepted. Check that it is for Microsoft Graph in the right cloud")
        .expect_text("request-id ");
    assert!(!output.text().contains("hunter2"), "{output}");
    assert_eq!(rows(&simulator, WINDOWS).len(), 0);
}

#[test]
fn a_text_that_cannot_be_a_token_is_refused_without_repeating_it() {
    let (simulator, workspace) = start("  access_token = \"Bearer hunter2\"\n");
    let output = workspace
        .run(&["plan"])
        .expect_failure()
        .expect_text("the access token cannot be used: it starts with \"Bearer \"; give the token alone");
    assert!(!output.text().contains("hunter2"), "{output}");
    assert_eq!(simulator.requests().len(), 0);
}

#[test]
fn a_setting_that_is_wrong_in_the_block_is_found_by_validate() {
    let (_simulator, workspace) = start("");
    for (settings, sentence) in [
        (
            "  write_mode = \"merge\"",
            "the provider setting write_mode: expected one of \"auto\", \"assignment\"",
        ),
        ("  graph_endpoint = \"http://graph.example\"", "plain http only for 127.0.0.0/8, ::1 and localhost"),
        (
            "  api_version = \"v1.0\"\n  write_mode = \"assign\"",
            "write_mode \"assign\" writes a policy's whole set of assignments",
        ),
    ] {
        workspace.write("provider.tf", &bare_provider_block(settings));
        workspace.run(&["validate"]).expect_failure().expect_text(sentence);
    }
}
