//! Signing in as an application with its secret, and what a user reads when that is refused.

use graph_simulator::{
    DEMO_CLIENT_ID, DEMO_CLIENT_SECRET, DEMO_TENANT_ID, Options, RequestRecord, Simulator,
};

use crate::support::{Workspace, required_providers};

const RESOURCE: &str = r#"
resource "intune_compliance_assignment" "devices" {
  compliance_policy_id = "6a2ac7e4-0f5b-4f0e-9d0c-3b8f2c4d1e01"
  target = { type = "all_devices" }
}
"#;

#[test]
fn the_variables_of_the_azure_providers_sign_in_and_no_secret_is_told() {
    let simulator = simulator();
    let mut workspace = workspace(&simulator, "");
    workspace
        .env("ARM_TENANT_ID", DEMO_TENANT_ID)
        .env("ARM_CLIENT_ID", DEMO_CLIENT_ID)
        .env("ARM_CLIENT_SECRET", DEMO_CLIENT_SECRET)
        .env("ARM_PARTNER_ID", "0a1b2c3d-0000-4000-8000-000000000001")
        .env("TF_LOG", "TRACE");
    let output = workspace.apply();
    assert!(output.stderr.contains("Graph answered"), "the log is there");
    for text in [&output.stdout, &output.stderr, &workspace.state().to_string()] {
        assert!(!text.contains(DEMO_CLIENT_SECRET), "the secret is in {text}");
        assert!(!text.contains("sim."), "a token is in {text}");
    }
    let requests = simulator.requests();
    assert!(token_requests(&requests) > 0);
    let agent = requests
        .iter()
        .find(|request| request.method == "GET")
        .and_then(|request| request.user_agent.clone())
        .unwrap_or_default();
    assert!(
        agent.starts_with("HashiCorp Terraform/")
            && agent.contains(" (+https://www.terraform.io) terraform-provider-intune/")
            && agent.ends_with(" pid-0a1b2c3d-0000-4000-8000-000000000001"),
        "{agent}"
    );
}

#[test]
fn id_and_secret_may_be_in_files() {
    let simulator = simulator();
    let settings = format!(
        "tenant_id = \"{DEMO_TENANT_ID}\"\n  client_id_file_path = \"id\"\n  client_secret_file_path = \"secret\""
    );
    let workspace = workspace(&simulator, &settings);
    workspace.write("id", &format!("{DEMO_CLIENT_ID}\n")).write("secret", &format!("{DEMO_CLIENT_SECRET}\n"));
    workspace.apply();
}

#[test]
fn a_wrong_secret_fails_within_seconds_with_cause_and_next_step() {
    let simulator = simulator();
    let mut workspace = workspace(&simulator, "");
    workspace
        .env("ARM_TENANT_ID", DEMO_TENANT_ID)
        .env("ARM_CLIENT_ID", DEMO_CLIENT_ID)
        .env("ARM_CLIENT_SECRET", "hunter2");
    let output = workspace
        .run(&["apply", "-auto-approve"])
        .expect_failure()
        .expect_text("signing in was refused (401, AADSTS7000215): the client secret is wrong; give the secret's value")
        .expect_text("Trace ID: ");
    assert!(!output.text().contains("hunter2"), "{output}");
}

#[test]
fn half_an_application_is_told_what_is_missing() {
    let simulator = simulator();
    let mut workspace = workspace(&simulator, "");
    workspace.env("ARM_CLIENT_SECRET", DEMO_CLIENT_SECRET);
    workspace.run(&["plan"]).expect_failure().expect_text(
        "Missing: tenant_id (environment variable ARM_TENANT_ID) and client_id (environment variable ARM_CLIENT_ID).",
    );
}

#[test]
fn a_certificate_that_does_not_exist_is_named_with_its_setting() {
    let simulator = simulator();
    let workspace = workspace(&simulator, "client_certificate_path = \"no-such.pfx\"");
    workspace.run(&["plan"]).expect_failure().expect_text(
        "the provider setting client_certificate_path: expected a file that can be read, got no-such.pfx",
    );
}

fn simulator() -> Simulator {
    Simulator::start_blocking(Options::demo()).expect("a simulator")
}

fn workspace(simulator: &Simulator, settings: &str) -> Workspace {
    let workspace = Workspace::new();
    let url = simulator.url();
    let block = format!(
        "{}\nprovider \"intune\" {{\n  graph_endpoint = \"{url}\"\n  authority_host = \"{url}\"\n  {settings}\n}}\n",
        required_providers()
    );
    workspace.write("provider.tf", &block).write("main.tf", RESOURCE);
    workspace
}

fn token_requests(requests: &[RequestRecord]) -> usize {
    requests.iter().filter(|request| request.path.ends_with("/token")).count()
}
