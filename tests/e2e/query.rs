//! `terraform query`: finding what a tenant has, and taking it over.

use std::time::Duration;

use graph_simulator::{
    Action, Answer, Fault, Matcher, Options, PolicySeed, RequestRecord, RetryAfter, Simulator, row,
};
use serde_json::Value;

use crate::support::tenant::{BREAK_GLASS, FILTER, FINANCE, IOS, MACOS, PILOT, WINDOWS, writes};
use crate::support::{Feature, Workspace, World};

const LINUX: &str = "6a2ac7e4-0f5b-4f0e-9d0c-3b8f2c4d1e55";

/// A tenant with both kinds of policies and a policy set; `None` where the CLI cannot query.
fn start() -> Option<(Simulator, Workspace)> {
    let (simulator, workspace) = World::LIVE.start_with(Options { page_size: 2, ..Options::demo() });
    if workspace.terraform().lacks(Feature::ListResources) {
        return None;
    }
    let linux = PolicySeed::catalog("Linux").with_id(LINUX).with_assignment(row::group(FINANCE));
    simulator.add_policy(linux).expect("a policy");
    let filtered = row::with_filter(row::all_devices(), FILTER, "include");
    let of_set = row::from_policy_set(row::group(PILOT), "policy-set-1");
    for row in [row::exclusion_group(BREAK_GLASS), filtered, of_set] {
        simulator.add_assignment(MACOS, row).expect("an assignment");
    }
    Some((simulator, workspace))
}

fn list(config: &str, more: &str) -> String {
    format!(
        "list \"intune_compliance_assignment\" \"it\" {{\n  provider = intune\n{more}  config {{\n{config}  }}\n}}\n"
    )
}

/// What a query finds, as the events of its JSON output.
#[track_caller]
fn query(workspace: &Workspace, config: &str, more: &str) -> Vec<Value> {
    workspace.write("it.tfquery.hcl", &list(config, more));
    let output = workspace.run(&["query", "-json"]).expect_success();
    let events = output.stdout.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    events
        .filter(|event| event["type"] == "list_resource_found")
        .map(|event| event["list_resource_found"].clone())
        .collect()
}

fn names(found: &[Value]) -> Vec<String> {
    let mut names: Vec<String> =
        found.iter().filter_map(|one| one["display_name"].as_str().map(str::to_owned)).collect();
    names.sort();
    names
}

const ALL: [&str; 5] = [
    "Linux → Finance laptops",
    "iOS - baseline → Finance laptops",
    "iOS - baseline → all licensed users",
    "macOS - baseline → Break-glass admins (excluded)",
    "macOS - baseline → all devices",
];

#[test]
fn everything_is_found_under_the_names_that_people_use() {
    let Some((simulator, workspace)) = start() else { return };
    assert_eq!(names(&query(&workspace, "", "")), ALL);
    assert_eq!(writes(&simulator).len(), 0);
    let found =
        query(&workspace, &format!("    compliance_policy_id = \"{IOS}\"\n"), "  include_resource = true\n");
    assert_eq!(found.len(), 2);
    let users = found.iter().find(|one| one["display_name"] == ALL[2]).expect("all users");
    assert_eq!(users["identity"]["compliance_policy_id"], IOS);
    assert_eq!(users["resource_object"]["target"]["type"], "all_licensed_users");
    assert_eq!(users["resource_object"]["policy_kind"], "device");
}

#[test]
fn what_is_asked_for_is_found_and_nothing_else() {
    let Some((_simulator, workspace)) = start() else { return };
    for (config, wanted) in [
        ("    policy_display_name = \"ios - BASELINE\"\n".to_owned(), &ALL[1..3]),
        ("    policy_display_name = \"mac*\"\n".to_owned(), &ALL[3..5]),
        ("    platform = \"linux\"\n".to_owned(), &ALL[..1]),
        ("    target_types = [\"exclusion_group\", \"all_devices\"]\n".to_owned(), &ALL[3..5]),
        (format!("    group_id = \"{}\"\n", FINANCE.to_uppercase()), &ALL[..2]),
        (format!("    compliance_policy_id = \"{LINUX}\"\n    platform = \"ios\"\n"), &[]),
        (format!("    compliance_policy_id = \"{WINDOWS}\"\n"), &[]),
    ] {
        assert_eq!(names(&query(&workspace, &config, "")), wanted, "{config}");
    }
    let with_sets = query(&workspace, "    platform = \"macos\"\n    include_policy_sets = true\n", "");
    assert!(
        names(&with_sets).iter().any(|name| name.ends_with("(policy set policy-set-1)")),
        "{with_sets:?}"
    );
}

#[test]
fn a_limit_ends_the_reading() {
    let Some((simulator, workspace)) = start() else { return };
    simulator.clear_requests();
    assert_eq!(query(&workspace, "", "  limit = 1\n").len(), 1);
    let pages =
        simulator.requests().iter().filter(|it| it.path.ends_with("/deviceCompliancePolicies")).count();
    assert_eq!(pages, 1, "the first page with an assignment is enough");
}

#[test]
fn ctrl_c_ends_the_reading_at_once() {
    let Some((simulator, workspace)) = start() else { return };
    // After the first page the service asks for a wait that nobody wants to sit out.
    let busy = Answer::status(429).retry_after(RetryAfter::Seconds(90));
    let listing = Matcher::on("GET", "*/deviceCompliancePolicies");
    simulator.fault(Fault::new(listing, Action::Answer(busy)).after(1).forever());
    workspace.write("it.tfquery.hcl", &list("", ""));
    let query = workspace.spawn(&["query"]);
    let refused = |log: &[RequestRecord]| log.iter().any(|request| request.status == Some(429));
    assert!(simulator.wait_until(refused, Duration::from_secs(60)), "{:?}", simulator.requests());
    query.interrupt();
    query.wait(Duration::from_secs(60)).expect_text("Interrupt received.");
}

#[test]
fn what_cannot_be_asked_for_and_what_fails_is_told() {
    let Some((simulator, workspace)) = start() else { return };
    for (config, sentence) in [
        ("    compliance_policy_id = \"ios\"\n", "compliance_policy_id: expected a GUID"),
        ("    target_types = [\"groups\"]\n", "target_types: expected some of all_devices,"),
        (
            "    compliance_policy_id = \"6a2ac7e4-0f5b-4f0e-9d0c-3b8f2c4d1eff\"\n",
            "There is no compliance policy with the id 6a2ac7e4-0f5b-4f0e-9d0c-3b8f2c4d1eff in this tenant",
        ),
    ] {
        workspace.write("it.tfquery.hcl", &list(config, ""));
        workspace.run(&["query"]).expect_failure().expect_text(sentence);
    }
    // Without the right to read groups they are shown by their ids.
    simulator.fault(Fault::new(Matcher::on("GET", "*/groups/*"), Action::Forbidden).times(99));
    let found = names(&query(&workspace, "    platform = \"ios\"\n", ""));
    assert_eq!(
        found,
        ["iOS - baseline → all licensed users".to_owned(), format!("iOS - baseline → group {FINANCE}")]
    );
    simulator.clear_faults();
    simulator
        .fault(Fault::new(Matcher::on("GET", "*/deviceCompliancePolicies"), Action::Forbidden).times(99));
    workspace.write("it.tfquery.hcl", &list("", ""));
    let output = workspace.run(&["query"]).expect_failure();
    output.expect_text("Grant the application the permission DeviceManagementConfiguration.Read.All");
}

#[test]
fn generated_configuration_applies_with_an_empty_plan() {
    let Some((simulator, workspace)) = start() else { return };
    workspace.write("it.tfquery.hcl", &list("", "  include_resource = true\n"));
    workspace.run(&["query", "-generate-config-out=generated.tf"]).expect_success();
    std::fs::remove_file(workspace.dir().join("it.tfquery.hcl")).expect("the query");
    let generated = std::fs::read_to_string(workspace.dir().join("generated.tf")).expect("configuration");
    assert_eq!(generated.matches("\nimport {").count() + usize::from(generated.starts_with("import {")), 5);
    workspace.run(&["fmt", "-check", "-diff", "generated.tf"]).expect_success();
    let plan = workspace.plan();
    for change in plan.resource_changes() {
        assert_eq!(change["change"]["actions"], serde_json::json!(["no-op"]), "{change}");
    }
    assert_eq!(plan.resource_changes().len(), 5);
    workspace.apply_saved_plan();
    workspace.expect_clean();
    assert_eq!(writes(&simulator).len(), 0);
}
