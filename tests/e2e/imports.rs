//! Existing assignments come under Terraform: every form of an id, by command, by block and by identity, and
//! configuration that Terraform writes itself.

use graph_simulator::{Simulator, row};

use crate::support::tenant::{
    BREAK_GLASS, FILTER, FINANCE, IOS, MACOS, NO_POLICY, PILOT, WINDOWS, rows, writes,
};
use crate::support::{
    Feature, World, address, assignment, excluded, group, import_block, in_both_worlds, kind,
};

const ALL_USERS: &str = "acacacac-9df4-4c7d-9d50-4ef0226f57a9";

in_both_worlds!(every_form_of_an_id_imports_by_block, configuration_that_terraform_generates_applies_clean);

/// Gives the macOS policy an excluded group, all devices with a filter, and a row of a policy set.
fn fill(simulator: &Simulator) {
    let all_devices = row::with_filter(row::all_devices(), FILTER, "include");
    let foreign = row::from_policy_set(row::group(PILOT), "policy-set-1");
    for row in [row::exclusion_group(BREAK_GLASS), all_devices, foreign] {
        simulator.add_assignment(MACOS, row).expect("an assignment");
    }
}

fn all_devices_filtered() -> String {
    kind("all_devices") + &format!("    filter_id = \"{FILTER}\"\n    filter_type = \"include\"\n")
}

fn every_form_of_an_id_imports_by_block(world: World) {
    let (simulator, workspace) = world.start();
    fill(&simulator);
    let before = [rows(&simulator, IOS), rows(&simulator, MACOS)];
    let finance = format!("{IOS}_{FINANCE}");
    let forms = [
        ("id", finance.clone(), IOS, group(FINANCE)),
        ("policy_and_id", format!("{IOS}/{IOS}_{ALL_USERS}"), IOS, kind("all_licensed_users")),
        ("all_devices", format!("{MACOS}/all_devices"), MACOS, all_devices_filtered()),
        ("group", format!("{MACOS}/group:{BREAK_GLASS}"), MACOS, excluded(BREAK_GLASS)),
    ];
    let configuration: String = forms
        .iter()
        .map(|(name, id, policy, target)| import_block(name, id) + &assignment(name, policy, target))
        .collect();
    workspace.write("main.tf", &configuration);
    let plan = workspace.plan();
    for (name, ..) in &forms {
        assert_eq!(plan.actions(&address(name)), ["no-op"], "{}", plan.text());
        assert!(plan.change(&address(name)).get("importing").is_some(), "{}", plan.text());
    }
    workspace.apply_saved_plan();
    workspace.expect_clean();
    assert_eq!([rows(&simulator, IOS), rows(&simulator, MACOS)], before);
    assert_eq!(writes(&simulator).len(), 0);
}

#[test]
fn every_form_of_an_id_imports_by_command() {
    let (simulator, workspace) = World::LIVE.start();
    fill(&simulator);
    workspace.write(
        "main.tf",
        &(assignment("users", IOS, &kind("all_licensed_users"))
            + &assignment("finance", IOS, &group(&FINANCE.to_uppercase()))
            + &assignment("excluded", MACOS, &excluded(BREAK_GLASS))),
    );
    for (name, id) in [
        ("users", format!("{IOS}/all_licensed_users")),
        // Case does not count.
        ("finance", format!("{IOS}_{FINANCE}").to_uppercase()),
        ("excluded", format!("{MACOS}/{MACOS}_{BREAK_GLASS}")),
    ] {
        workspace.import(&address(name), &id).expect_success();
    }
    workspace.expect_clean();
    assert_eq!(writes(&simulator).len(), 0);
    let state = workspace.resource_state(&address("users")).expect("the assignment");
    assert_eq!(state["id"], format!("{IOS}_{ALL_USERS}"));
    assert_eq!((&state["source"], &state["source_id"]), (&"direct".into(), &IOS.into()));
}

#[test]
fn an_import_by_identity_names_policy_and_assignment() {
    let (simulator, workspace) = World::LIVE.start();
    if workspace.terraform().lacks(Feature::ImportByIdentity) {
        return;
    }
    let identity = format!(
        "import {{\n  to = {}\n  identity = {{\n    compliance_policy_id = \"{IOS}\"\n    assignment_id = \
         \"{IOS}_{FINANCE}\"\n  }}\n}}\n",
        address("finance")
    );
    workspace.write("main.tf", &(identity + &assignment("finance", IOS, &group(FINANCE))));
    let plan = workspace.plan();
    assert_eq!(plan.actions(&address("finance")), ["no-op"], "{}", plan.text());
    workspace.apply_saved_plan();
    workspace.expect_clean();
    assert_eq!(writes(&simulator).len(), 0);
}

#[test]
fn an_import_that_differs_from_the_configuration_is_planned_as_a_change() {
    let (simulator, workspace) = World::LIVE.start();
    let configuration = import_block("finance", &format!("{IOS}/group:{FINANCE}"))
        + &assignment("finance", IOS, &excluded(FINANCE));
    workspace.write("main.tf", &configuration);
    let plan = workspace.plan();
    assert_eq!(plan.actions(&address("finance")), ["update"], "{}", plan.text());
    workspace.apply_saved_plan();
    workspace.expect_clean();
    let target = &rows(&simulator, IOS)[1]["target"];
    assert_eq!(target["@odata.type"], "#microsoft.graph.exclusionGroupAssignmentTarget");
}

#[test]
fn an_id_that_names_nothing_is_answered_with_what_would_do() {
    let (simulator, workspace) = World::LIVE.start();
    fill(&simulator);
    workspace.write("main.tf", &assignment("x", IOS, &group(FINANCE)));
    let forms = "POLICY/ASSIGNMENT, POLICY/all_devices, POLICY/all_licensed_users or POLICY/group:GROUP";
    let there = format!("{IOS}_{FINANCE} (group {FINANCE}, source direct)");
    for (id, sentences) in [
        (
            "finance".to_owned(),
            vec!["Got \"finance\": expected an assignment id of two GUIDs".to_owned(), forms.to_owned()],
        ),
        (
            format!("{IOS}/group:finance"),
            vec!["the group id: expected a GUID such as".to_owned(), forms.to_owned()],
        ),
        (
            format!("{NO_POLICY}/all_devices"),
            vec![format!("There is no compliance policy {NO_POLICY} in this tenant.")],
        ),
        (
            format!("{WINDOWS}/all_devices"),
            vec![format!("Compliance policy {WINDOWS} exists and has no assignments.")],
        ),
        (
            format!("{IOS}_{PILOT}"),
            vec![format!("Compliance policy {IOS} has no assignment {IOS}_{PILOT}. It has:"), there],
        ),
        (
            format!("{MACOS}/group:{PILOT}"),
            vec!["comes from the policy set policy-set-1, which alone can change it.".to_owned()],
        ),
    ] {
        let mut output = workspace.import(&address("x"), &id).expect_failure();
        for sentence in sentences {
            output = output.expect_text(&sentence);
        }
    }
    assert_eq!(writes(&simulator).len(), 0);
}

fn configuration_that_terraform_generates_applies_clean(world: World) {
    let (simulator, workspace) = world.start();
    fill(&simulator);
    let before = [rows(&simulator, IOS), rows(&simulator, MACOS)];
    let ids = [
        ("users", format!("{IOS}/all_licensed_users")),
        ("finance", format!("{IOS}_{FINANCE}")),
        ("devices", format!("{MACOS}/all_devices")),
        ("excluded", format!("{MACOS}/group:{BREAK_GLASS}")),
    ];
    let blocks: String = ids.iter().map(|(name, id)| import_block(name, id)).collect();
    workspace.write("import.tf", &blocks);
    workspace.run(&["plan", "-generate-config-out=generated.tf"]).expect_success();
    let plan = workspace.plan();
    for (name, _) in &ids {
        assert_eq!(plan.actions(&address(name)), ["no-op"], "{}", plan.text());
    }
    workspace.apply_saved_plan();
    workspace.expect_clean();
    // The configuration is as good without the import blocks, which one removes afterwards.
    std::fs::remove_file(workspace.dir().join("import.tf")).expect("the import blocks");
    workspace.expect_clean();
    assert_eq!([rows(&simulator, IOS), rows(&simulator, MACOS)], before);
}
