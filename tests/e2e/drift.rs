//! What others change behind Terraform shows in the next plan, and the next apply puts it right.

use graph_simulator::{Simulator, row};

use crate::support::tenant::{FILTER, FINANCE, OTHER_FILTER, PILOT, WINDOWS, ids, only_target, rows};
use crate::support::{Workspace, World, address, assignment, excluded, filtered, group};

/// An applied assignment of a group with a filter.
fn applied() -> (Simulator, Workspace) {
    let (simulator, workspace) = World::LIVE.start();
    workspace.write("main.tf", &assignment("x", WINDOWS, &filtered(FINANCE, FILTER, "include")));
    workspace.apply();
    (simulator, workspace)
}

#[track_caller]
fn apply_puts_it_right(simulator: &Simulator, workspace: &Workspace, actions: &[&str]) {
    let plan = workspace.plan();
    assert_eq!(plan.actions(&address("x")), actions, "{}", plan.text());
    workspace.apply_saved_plan();
    workspace.expect_clean();
    assert_eq!(ids(simulator, WINDOWS), [format!("{WINDOWS}_{FINANCE}")]);
    let target = only_target(simulator, WINDOWS);
    assert_eq!(target["@odata.type"], "#microsoft.graph.groupAssignmentTarget");
    assert_eq!(target["deviceAndAppManagementAssignmentFilterId"], FILTER);
}

#[test]
fn a_removed_assignment_is_created_again() {
    let (simulator, workspace) = applied();
    simulator.remove_assignment(WINDOWS, &format!("{WINDOWS}_{FINANCE}")).expect("the assignment");
    apply_puts_it_right(&simulator, &workspace, &["create"]);
}

#[test]
fn another_filter_is_changed_back_in_place() {
    let (simulator, workspace) = applied();
    let other = row::with_filter(row::group(FINANCE), OTHER_FILTER, "exclude");
    simulator.add_assignment(WINDOWS, other).expect("the assignment");
    let plan = workspace.plan();
    let before = &plan.change(&address("x"))["before"]["target"];
    assert_eq!((&before["filter_id"], &before["filter_type"]), (&OTHER_FILTER.into(), &"exclude".into()));
    apply_puts_it_right(&simulator, &workspace, &["update"]);
}

#[test]
fn a_removed_filter_is_put_back_in_place() {
    let (simulator, workspace) = applied();
    simulator.add_assignment(WINDOWS, row::group(FINANCE)).expect("the assignment");
    apply_puts_it_right(&simulator, &workspace, &["update"]);
}

#[test]
fn an_excluded_group_is_included_again_in_place() {
    let (simulator, workspace) = applied();
    simulator.add_assignment(WINDOWS, row::exclusion_group(FINANCE)).expect("the assignment");
    apply_puts_it_right(&simulator, &workspace, &["update"]);
}

#[test]
fn an_assignment_that_became_something_unknown_is_left_alone_with_an_error() {
    let (simulator, workspace) = applied();
    let strange = serde_json::json!({
        "id": format!("{WINDOWS}_{FINANCE}"),
        "target": {"@odata.type": "#microsoft.graph.futureAssignmentTarget", "groupId": FINANCE},
    });
    simulator.set_assignments(WINDOWS, vec![strange]).expect("the assignment");
    let before = rows(&simulator, WINDOWS);
    workspace
        .run(&["apply", "-auto-approve"])
        .expect_failure()
        .expect_text("has become a target of the unknown type microsoft.graph.futureAssignmentTarget");
    assert_eq!(rows(&simulator, WINDOWS), before);
}

#[test]
fn an_assignment_that_goes_between_plan_and_apply_is_a_clear_error_and_the_next_plan_creates_it() {
    let (simulator, workspace) = applied();
    workspace.write("main.tf", &assignment("x", WINDOWS, &excluded(FINANCE)));
    let plan = workspace.plan();
    assert_eq!(plan.actions(&address("x")), ["update"]);
    simulator.set_assignments(WINDOWS, Vec::new()).expect("the policy");
    workspace
        .run(&["apply", "saved.tfplan"])
        .expect_failure()
        .expect_text("is no longer there; somebody has removed it since the last refresh")
        .expect_text("Plan again, and Terraform will create it.");
    assert_eq!(workspace.plan().actions(&address("x")), ["create"]);
}

#[test]
fn what_is_gone_already_is_destroyed_without_a_fuss() {
    for world in [World::LIVE, World::DOCUMENTED] {
        let (simulator, workspace) = world.start();
        workspace.write("main.tf", &assignment("x", WINDOWS, &group(PILOT)));
        workspace.apply();
        let plan = workspace.run(&["plan", "-destroy", "-out", "destroy.tfplan"]);
        plan.expect_success();
        simulator.set_assignments(WINDOWS, Vec::new()).expect("the policy");
        workspace.run(&["apply", "destroy.tfplan"]).expect_success();
        assert_eq!(workspace.resource_state(&address("x")), None);
    }
}
