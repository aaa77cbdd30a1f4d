//! Signing in as whoever is signed in to the Azure CLI or the Azure Developer CLI; small programs stand in for both.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use graph_simulator::{Options, STATIC_TOKEN, Simulator};

use crate::support::{Workspace, required_providers};

const POLICY: &str = "6a2ac7e4-0f5b-4f0e-9d0c-3b8f2c4d1e01";

/// Three assignments, so that many requests need the token at once.
const RESOURCES: &str = r#"
locals { policy = "6a2ac7e4-0f5b-4f0e-9d0c-3b8f2c4d1e01" }
resource "intune_compliance_assignment" "one" {
  compliance_policy_id = local.policy
  target = { type = "all_devices" }
}
resource "intune_compliance_assignment" "two" {
  compliance_policy_id = local.policy
  target = { type = "all_licensed_users" }
}
resource "intune_compliance_assignment" "three" {
  compliance_policy_id = local.policy
  target = { type = "group", group_id = "9f1d7c3a-5b2e-4c8d-8e6f-1a2b3c4d5e01" }
}
"#;

#[test]
fn the_azure_cli_is_started_once_in_each_process() {
    let simulator = simulator();
    let mut workspace = workspace(&simulator, "");
    // As the CLI prints it, the local time without a zone included.
    let answer = format!(
        r#"{{"accessToken": "{STATIC_TOKEN}", "expiresOn": "2090-01-01 00:00:00.000000", "expires_on": 3786912000, "tokenType": "Bearer"}}"#
    );
    let starts = stand_in(&mut workspace, "az", &format!("cat <<'END'\n{answer}\nEND\n"));
    workspace.env("ARM_TENANT_ID", "contoso.example").env("TF_LOG", "TRACE");
    let output = workspace.apply();
    assert!(output.stderr.contains("asking for a token"), "the log is there");
    for text in [&output.stdout, &output.stderr, &workspace.state().to_string()] {
        assert!(!text.contains(STATIC_TOKEN), "the token is in {text}");
    }
    let lines = read(&starts);
    let scope = format!("{}/.default", simulator.url());
    let wanted = format!("account get-access-token --output json --scope {scope} --tenant contoso.example");
    // An apply runs the provider twice, to plan and to apply: a token for each, however many requests there are.
    assert_eq!(lines, [wanted.clone(), wanted]);
    assert_eq!(simulator.assignments(POLICY).expect("policy").len(), 3);
    workspace.plan().expect_empty();
}

#[test]
fn the_azure_developer_cli_signs_in_where_it_is_switched_on() {
    let simulator = simulator();
    let mut workspace = workspace(&simulator, "use_azd = true");
    let answer = format!(r#"{{"token": "{STATIC_TOKEN}", "expiresOn": "2090-01-01T00:00:00Z"}}"#);
    let starts = stand_in(&mut workspace, "azd", &format!("cat <<'END'\n{answer}\nEND\n"));
    workspace.apply();
    let scope = format!("{}/.default", simulator.url());
    let wanted = format!("auth token --output json --scope {scope}");
    assert_eq!(read(&starts), [wanted.clone(), wanted]);
}

#[test]
fn a_cli_that_is_not_signed_in_is_quoted_with_what_to_do() {
    let simulator = simulator();
    let mut workspace = workspace(&simulator, "");
    let complaint = "echo \"ERROR: Please run 'az login' to setup account.\" >&2\nexit 1\n";
    stand_in(&mut workspace, "az", complaint);
    workspace
        .run(&["apply", "-auto-approve"])
        .expect_failure()
        .expect_text("no token from the Azure CLI: az ended with exit status: 1: ERROR: Please run 'az login' to setup account.; run az login");
    assert!(simulator.requests().is_empty(), "nothing is sent without a token");
}

#[test]
fn a_developer_cli_that_is_not_there_is_named() {
    let simulator = simulator();
    let mut workspace = workspace(&simulator, "use_azd = true");
    let empty = workspace.dir().join("empty");
    std::fs::create_dir(&empty).expect("a folder");
    workspace.env("PATH", &empty.display().to_string());
    workspace
        .run(&["apply", "-auto-approve"])
        .expect_failure()
        .expect_text("azd was not found on the PATH; install it and run azd auth login");
}

fn simulator() -> Simulator {
    Simulator::start_blocking(Options::demo()).expect("a simulator")
}

fn workspace(simulator: &Simulator, settings: &str) -> Workspace {
    let workspace = Workspace::new();
    let block = format!(
        "{}\nprovider \"intune\" {{\n  graph_endpoint = \"{}\"\n  {settings}\n}}\n",
        required_providers(),
        simulator.url()
    );
    workspace.write("provider.tf", &block).write("main.tf", RESOURCES);
    workspace
}

/// Puts a program in front of the PATH that notes its arguments and then does what `script` says. Returns the notes.
fn stand_in(workspace: &mut Workspace, name: &str, script: &str) -> std::path::PathBuf {
    let folder = workspace.dir().join("bin");
    std::fs::create_dir_all(&folder).expect("a folder");
    let notes = folder.join("starts");
    let program = folder.join(name);
    let text = format!("#!/bin/sh\necho \"$*\" >> '{}'\n{script}", notes.display());
    std::fs::write(&program, text).expect("a program");
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).expect("an executable");
    let path = std::env::var("PATH").expect("a PATH");
    workspace.env("PATH", &format!("{}:{path}", folder.display()));
    notes
}

fn read(notes: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(notes).expect("the program was started");
    text.lines().map(str::to_owned).collect()
}
