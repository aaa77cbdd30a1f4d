//! The most talkative log shows what was asked of Graph, and neither it nor anything else holds a secret.

use graph_simulator::{Action, Client, Fault, Matcher, Options, Simulator};

use crate::support::tenant::{FINANCE, PILOT, WINDOWS};
use crate::support::{Output, Workspace, World, assignment, bare_provider_block, group};

const TENANT: &str = "11111111-2222-4333-8444-555555555555";
const CLIENT: &str = "66666666-7777-4888-9999-aaaaaaaaaaaa";
/// Both secrets, so that one search finds either.
const SECRET: &str = "hunter2";
const CLIENT_SECRET: &str = "hunter2-as-a-client-secret";
const TOKEN: &str = "hunter2-as-a-token";

/// A service with secrets of its own, and a workspace that keeps the whole log.
fn start() -> (Simulator, Workspace) {
    let client = Client {
        tenant_id: TENANT.to_owned(),
        client_id: CLIENT.to_owned(),
        client_secret: CLIENT_SECRET.to_owned(),
    };
    let options = Options { clients: vec![client], static_tokens: vec![TOKEN.to_owned()], ..Options::demo() };
    let (simulator, mut workspace) = World::LIVE.start_with(options);
    let url = simulator.url();
    let settings = format!("  graph_endpoint = \"{url}\"\n  authority_host = \"{url}\"");
    workspace.write("provider.tf", &bare_provider_block(&settings));
    let log = workspace.dir().join("trace.log");
    workspace.env("TF_LOG", "TRACE").env("TF_LOG_PATH", &log.to_string_lossy());
    (simulator, workspace)
}

/// A whole life: plan, apply, a refused change with its error, refresh, destroy. Everything that it left to read.
fn live(simulator: &Simulator, workspace: &Workspace) -> Vec<(&'static str, String)> {
    let mut texts = Vec::new();
    let mut keep =
        |name, output: &Output| texts.push((name, format!("{}\n{}", output.stdout, output.stderr)));
    workspace.write("main.tf", &assignment("x", WINDOWS, &group(FINANCE)));
    let plan = workspace.plan();
    keep("plan", &plan.output);
    keep("apply", &workspace.apply_saved_plan());
    let (state, plan) = (workspace.state().to_string(), plan.json.to_string());

    workspace.write("main.tf", &assignment("x", WINDOWS, &group(PILOT)));
    simulator.fault(Fault::new(Matcher::on("POST", "*/assign"), Action::Forbidden).forever());
    keep("refused apply", &workspace.run(&["apply", "-auto-approve"]).expect_failure());
    simulator.clear_faults();
    keep("destroy", &workspace.destroy());
    let file = |name: &str| std::fs::read_to_string(workspace.dir().join(name)).unwrap_or_default();
    texts.extend([
        ("state", state),
        ("plan in JSON", plan),
        ("state file", file("terraform.tfstate")),
        ("last state file", file("terraform.tfstate.backup")),
        ("log", file("trace.log")),
    ]);
    texts
}

#[track_caller]
fn expect_no_secret(texts: &[(&str, String)]) {
    for (name, text) in texts {
        assert!(!text.is_empty(), "{name} is empty");
        for secret in [SECRET, "Bearer ", "bearer ", "client_secret="] {
            assert!(!text.contains(secret), "{name} holds {secret:?}: {}", around(text, secret));
        }
        assert_eq!(issued_token(text), None, "{name}");
    }
}

/// The text around the first occurrence, for the message.
fn around(text: &str, part: &str) -> String {
    let at = text.find(part).unwrap_or_default();
    text.chars().skip(at.saturating_sub(200)).take(400).collect()
}

/// A token as the simulator issues them: `sim.` and two times 32 digits.
fn issued_token(text: &str) -> Option<&str> {
    text.split("sim.").skip(1).find(|rest| {
        let digits = rest.chars().take_while(char::is_ascii_hexdigit).count();
        digits == 32
    })
}

/// The log tells a story of its own: which requests, what was answered, under which ids.
#[track_caller]
fn expect_requests(texts: &[(&str, String)], simulator: &Simulator) {
    let log = &texts.iter().find(|(name, _)| *name == "log").expect("the log").1;
    let path = format!("/beta/deviceManagement/deviceCompliancePolicies/{WINDOWS}/assign");
    for part in ["Graph answered", "request body", "response body", &path, "\"method\":\"POST\""] {
        let spelled = part.replace("\"method\":\"POST\"", "POST");
        assert!(log.contains(&spelled), "{spelled} is not in the log");
    }
    for request in simulator.requests() {
        if request.path.ends_with("/assign") {
            assert!(log.contains(&request.request_id), "{request:?} is not in the log");
        }
    }
}

#[test]
fn a_client_secret_and_the_tokens_it_brings_are_nowhere() {
    let (simulator, mut workspace) = start();
    workspace
        .env("ARM_TENANT_ID", TENANT)
        .env("ARM_CLIENT_ID", CLIENT)
        .env("ARM_CLIENT_SECRET", CLIENT_SECRET);
    let texts = live(&simulator, &workspace);
    expect_requests(&texts, &simulator);
    expect_no_secret(&texts);
}

#[test]
fn a_given_token_is_nowhere() {
    let (simulator, mut workspace) = start();
    workspace.env("INTUNE_ACCESS_TOKEN", TOKEN);
    let texts = live(&simulator, &workspace);
    expect_requests(&texts, &simulator);
    expect_no_secret(&texts);
}

#[test]
fn a_wrong_secret_is_not_logged_either() {
    let (simulator, mut workspace) = start();
    workspace
        .env("ARM_TENANT_ID", TENANT)
        .env("ARM_CLIENT_ID", CLIENT)
        .env("ARM_CLIENT_SECRET", "hunter2-is-wrong");
    workspace.write("main.tf", &assignment("x", WINDOWS, &group(FINANCE)));
    let output = workspace.run(&["apply", "-auto-approve"]).expect_failure();
    let log = std::fs::read_to_string(workspace.dir().join("trace.log")).expect("the log");
    assert!(simulator.requests().iter().any(|request| request.path.ends_with("/token")));
    expect_no_secret(&[("output", output.text()), ("log", log)]);
}
