//! What a change of the configuration does: in place where it is the same assignment to Graph, a replacement where it
//! is another one.

use graph_simulator::Mode;
use serde_json::Value;

use crate::support::tenant::{FILTER, FINANCE, MACOS, OTHER_FILTER, PILOT, WINDOWS};
use crate::support::tenant::{effective_writes, ids, only_target, rows, writes};
use crate::support::{
    Workspace, World, address, assignment, assignment_with, excluded, filtered, group, in_both_worlds,
    in_every_world, kind,
};

const FILTER_ID: &str = "deviceAndAppManagementAssignmentFilterId";
const FILTER_TYPE: &str = "deviceAndAppManagementAssignmentFilterType";

in_every_world!(
    a_filter_is_added_changed_and_removed_in_place,
    an_included_group_is_excluded_in_place_and_back,
);
in_both_worlds!(another_group_policy_or_kind_replaces, every_kind_of_target_is_applied_clean,);

/// Plans the change of `x` in place, applies it, and sees one write of the given bodies' number and a clean plan.
#[track_caller]
fn apply_in_place(workspace: &Workspace, simulator: &graph_simulator::Simulator, target: &str) {
    workspace.write("main.tf", &assignment("x", WINDOWS, target));
    let plan = workspace.plan();
    assert_eq!(plan.actions(&address("x")), ["update"], "{}", plan.text());
    let before = ids(simulator, WINDOWS);
    simulator.clear_requests();
    workspace.apply_saved_plan();
    let writes = effective_writes(simulator);
    assert_eq!(writes.len(), 1, "one write was expected: {writes:?}");
    assert_ne!(writes[0].method, "DELETE");
    assert_eq!(ids(simulator, WINDOWS), before, "the id stays");
    workspace.expect_clean();
}

fn a_filter_is_added_changed_and_removed_in_place(world: World) {
    let (simulator, workspace) = world.start();
    workspace.write("main.tf", &assignment("x", WINDOWS, &group(FINANCE)));
    workspace.apply();
    workspace.expect_clean();

    let steps = [
        (filtered(FINANCE, FILTER, "include"), FILTER, "include"),
        (filtered(FINANCE, OTHER_FILTER, "exclude"), OTHER_FILTER, "exclude"),
    ];
    for (target, id, mode) in steps {
        apply_in_place(&workspace, &simulator, &target);
        let target = only_target(&simulator, WINDOWS);
        assert_eq!((&target[FILTER_ID], &target[FILTER_TYPE]), (&id.into(), &mode.into()));
    }
    apply_in_place(&workspace, &simulator, &group(FINANCE));
    let target = only_target(&simulator, WINDOWS);
    assert_eq!((&target[FILTER_ID], &target[FILTER_TYPE]), (&Value::Null, &"none".into()));
}

fn an_included_group_is_excluded_in_place_and_back(world: World) {
    let (simulator, workspace) = world.start();
    workspace.write("main.tf", &assignment("x", WINDOWS, &group(FINANCE)));
    workspace.apply();
    for (target, odata_type) in [
        (excluded(FINANCE), "#microsoft.graph.exclusionGroupAssignmentTarget"),
        (group(FINANCE), "#microsoft.graph.groupAssignmentTarget"),
    ] {
        apply_in_place(&workspace, &simulator, &target);
        assert_eq!(only_target(&simulator, WINDOWS)["@odata.type"], odata_type);
    }
}

fn another_group_policy_or_kind_replaces(world: World) {
    let (simulator, workspace) = world.start();
    workspace.write("main.tf", &assignment("x", WINDOWS, &group(FINANCE)));
    workspace.apply();
    let all_devices = "adadadad-808e-44e2-905a-0b7873a8a531";
    for (policy, target, paths, id) in [
        (WINDOWS, group(PILOT), vec!["target.group_id"], format!("{WINDOWS}_{PILOT}")),
        (MACOS, group(PILOT), vec!["compliance_policy_id"], format!("{MACOS}_{PILOT}")),
        (
            MACOS,
            kind("all_devices"),
            vec!["target.group_id", "target.type"],
            format!("{MACOS}_{all_devices}"),
        ),
    ] {
        workspace.write("main.tf", &assignment("x", policy, &target));
        let plan = workspace.plan();
        assert_eq!(plan.actions(&address("x")), ["delete", "create"]);
        assert_eq!(plan.replace_paths(&address("x")), paths);
        workspace.apply_saved_plan();
        let both = [ids(&simulator, WINDOWS), ids(&simulator, MACOS)].concat();
        assert_eq!(both, [id], "only the new assignment is left");
    }
    workspace.expect_clean();
}

fn every_kind_of_target_is_applied_clean(world: World) {
    let (simulator, workspace) = world.start();
    let collection = "    type = \"configuration_manager_collection\"\n    collection_id = \"SMS00001\"\n";
    let mut configuration = assignment("devices", WINDOWS, &kind("all_devices"))
        + &assignment("users", WINDOWS, &kind("all_licensed_users"))
        + &assignment("filtered", WINDOWS, &filtered(FINANCE, FILTER, "exclude"))
        + &assignment("excluded", WINDOWS, &excluded(PILOT))
        + &assignment("collection", WINDOWS, collection);
    let mut expected = 5;
    if world.mode == Mode::Documented {
        // The live service does not know this type, although its documentation shows it.
        let scope_tag = format!(
            "    type = \"scope_tag_group\"\n    target_type = \"user\"\n    entra_object_id = \"{MACOS}\"\n"
        );
        configuration += &assignment("scope_tag", WINDOWS, &scope_tag);
        expected += 1;
    }
    workspace.write("main.tf", &configuration);
    workspace.apply();
    assert_eq!(rows(&simulator, WINDOWS).len(), expected);
    workspace.expect_clean();
    workspace.destroy();
    assert_eq!(rows(&simulator, WINDOWS), Vec::<Value>::new());
}

#[test]
fn ids_in_another_case_change_nothing_and_keep_the_users_spelling() {
    let (simulator, workspace) = World::LIVE.start();
    let shouted = filtered(&FINANCE.to_uppercase(), &FILTER.to_uppercase(), "include");
    workspace.write("main.tf", &assignment("x", &WINDOWS.to_uppercase(), &shouted));
    workspace.apply();
    let state = workspace.resource_state(&address("x")).expect("the assignment");
    assert_eq!(state["compliance_policy_id"], WINDOWS.to_uppercase());
    assert_eq!(state["target"]["group_id"], FINANCE.to_uppercase());
    workspace.expect_clean();

    workspace.write("main.tf", &assignment("x", WINDOWS, &filtered(FINANCE, FILTER, "include")));
    simulator.clear_requests();
    workspace.expect_clean();
    assert!(writes(&simulator).is_empty());
}

#[test]
fn other_timeouts_are_taken_over_without_a_request_that_writes() {
    let (simulator, workspace) = World::LIVE.start();
    let with = |timeouts: &str| assignment_with("x", WINDOWS, &group(FINANCE), timeouts);
    workspace.write("main.tf", &with("  timeouts {\n    create = \"1m\"\n  }\n"));
    workspace.apply();
    workspace.expect_clean();
    simulator.clear_requests();
    for (timeouts, expected) in
        [("  timeouts {\n    create = \"1m\"\n    read = \"30s\"\n  }\n", "30s".into()), ("", Value::Null)]
    {
        workspace.write("main.tf", &with(timeouts));
        let plan = workspace.plan();
        assert_eq!(plan.actions(&address("x")), ["update"]);
        workspace.apply_saved_plan();
        workspace.expect_clean();
        let state = workspace.resource_state(&address("x")).expect("the assignment");
        assert_eq!(state["timeouts"]["read"], expected);
    }
    assert!(writes(&simulator).is_empty(), "{:?}", writes(&simulator));
}
