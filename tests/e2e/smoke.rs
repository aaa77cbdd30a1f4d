//! The life of assignments, from apply to destroy: short enough to run on every CLI that is supported.

use graph_simulator::{Options, Simulator};
use serde_json::Value;

use crate::support::tenant::{BREAK_GLASS, FILTER, FINANCE, IOS, MACOS, WINDOWS};
use crate::support::{Workspace, provider_block};

#[test]
fn assignments_are_created_changed_in_place_and_destroyed() {
    let simulator = simulator();
    let workspace = Workspace::new();
    workspace
        .write("provider.tf", &provider_block(&simulator.url()))
        .write("main.tf", &three_targets("include"));

    let plan = workspace.plan();
    for name in ["finance", "break_glass", "macs"] {
        assert_eq!(plan.actions(&address(name)), ["create"]);
    }
    workspace.apply();
    workspace.plan().expect_empty();
    let state = workspace.resource_state(&address("finance")).expect("the assignment in the state");
    assert_eq!(state["id"], format!("{WINDOWS}_{FINANCE}"));
    assert_eq!(rows(&simulator, WINDOWS).len(), 2);
    assert_eq!(group_target(&simulator, FINANCE)["deviceAndAppManagementAssignmentFilterType"], "include");
    let excluded = group_target(&simulator, BREAK_GLASS);
    assert_eq!(excluded["@odata.type"], "#microsoft.graph.exclusionGroupAssignmentTarget");
    assert_eq!(
        rows(&simulator, MACOS)[0]["target"]["@odata.type"],
        "#microsoft.graph.allDevicesAssignmentTarget"
    );

    workspace.write("main.tf", &three_targets("exclude"));
    let plan = workspace.plan();
    assert_eq!(plan.actions(&address("finance")), ["update"]);
    assert_eq!(plan.actions(&address("break_glass")), ["no-op"]);
    simulator.clear_requests();
    workspace.apply_saved_plan();
    workspace.plan().expect_empty();
    assert_eq!(group_target(&simulator, FINANCE)["deviceAndAppManagementAssignmentFilterType"], "exclude");
    let writes = whole_set_writes(&simulator);
    assert_eq!(writes.len(), 1, "one atomic write was expected of {writes:?}");
    assert_eq!(
        writes[0]["assignments"].as_array().map(Vec::len),
        Some(2),
        "the other assignment stays: {writes:?}"
    );

    workspace.destroy();
    assert_eq!(rows(&simulator, WINDOWS), Vec::<Value>::new());
    assert_eq!(rows(&simulator, MACOS), Vec::<Value>::new());
}

#[test]
fn existing_assignments_are_imported_without_a_change() {
    let simulator = simulator();
    let before = rows(&simulator, IOS);
    let workspace = Workspace::new();
    workspace.write("provider.tf", &provider_block(&simulator.url())).write("main.tf", &two_imports());

    let plan = workspace.plan();
    assert_eq!(plan.actions(&address("everyone")), ["no-op"]);
    assert_eq!(plan.actions(&address("finance")), ["no-op"]);
    assert!(plan.change(&address("everyone")).get("importing").is_some(), "{}", plan.text());
    workspace.apply_saved_plan();
    workspace.plan().expect_empty();

    assert_eq!(rows(&simulator, IOS), before);
    assert_eq!(whole_set_writes(&simulator), Vec::<Value>::new());
}

/// A tenant with the demo's policies, behaving as the live service does.
fn simulator() -> Simulator {
    Simulator::start_blocking(Options::demo()).expect("a simulator")
}

fn address(name: &str) -> String {
    format!("intune_compliance_assignment.{name}")
}

/// A filtered group and an excluded group on one policy, all devices on another.
fn three_targets(filter_type: &str) -> String {
    format!(
        r#"
resource "intune_compliance_assignment" "finance" {{
  compliance_policy_id = "{WINDOWS}"
  target = {{
    type        = "group"
    group_id    = "{FINANCE}"
    filter_id   = "{FILTER}"
    filter_type = "{filter_type}"
  }}
}}

resource "intune_compliance_assignment" "break_glass" {{
  compliance_policy_id = "{WINDOWS}"
  target = {{
    type     = "exclusion_group"
    group_id = "{BREAK_GLASS}"
  }}
}}

resource "intune_compliance_assignment" "macs" {{
  compliance_policy_id = "{MACOS}"
  target = {{
    type = "all_devices"
  }}
}}
"#
    )
}

/// Both assignments that the demo's iOS policy has from the start.
fn two_imports() -> String {
    format!(
        r#"
import {{
  to = intune_compliance_assignment.everyone
  id = "{IOS}/all_licensed_users"
}}

resource "intune_compliance_assignment" "everyone" {{
  compliance_policy_id = "{IOS}"
  target = {{
    type = "all_licensed_users"
  }}
}}

import {{
  to = intune_compliance_assignment.finance
  id = "{IOS}/group:{FINANCE}"
}}

resource "intune_compliance_assignment" "finance" {{
  compliance_policy_id = "{IOS}"
  target = {{
    type     = "group"
    group_id = "{FINANCE}"
  }}
}}
"#
    )
}

/// The assignments of a policy, as the simulated tenant has them.
fn rows(simulator: &Simulator, policy: &str) -> Vec<Value> {
    simulator.assignments(policy).expect("a policy of the demo")
}

/// The target of the Windows policy that names `group`.
fn group_target(simulator: &Simulator, group: &str) -> Value {
    let rows = rows(simulator, WINDOWS);
    let found = rows.iter().find(|row| row["target"]["groupId"] == group);
    found.unwrap_or_else(|| panic!("no row for the group {group} among {rows:?}"))["target"].clone()
}

/// The bodies of the requests that replaced a policy's whole set.
fn whole_set_writes(simulator: &Simulator) -> Vec<Value> {
    let requests = simulator.requests();
    let writes =
        requests.iter().filter(|request| request.method == "POST" && request.path.ends_with("/assign"));
    writes.filter_map(graph_simulator::RequestRecord::request_json).collect()
}
