//! All direct assignments of a policy as one resource: what is not listed goes, in place and in one write.

use graph_simulator::{Action, Fault, Matcher, Simulator, row};
use serde_json::json;

use crate::support::tenant::{
    BREAK_GLASS, FILTER, FINANCE, IOS, MACOS, NO_POLICY, PILOT, WINDOWS, effective_writes, ids, rows, writes,
};
use crate::support::{Feature, Workspace, World, assignment, group, in_both_worlds, in_every_world};

in_every_world!(a_set_is_made_changed_and_destroyed);
in_both_worlds!(a_set_is_imported_as_it_is, single_resources_become_a_set_without_a_gap);

const ADDRESS: &str = "intune_compliance_assignments.it";
const ALL_USERS: &str = "acacacac-9df4-4c7d-9d50-4ef0226f57a9";

fn set(policy: &str, targets: &[&str]) -> String {
    set_with(policy, targets, "")
}

fn set_with(policy: &str, targets: &[&str], more: &str) -> String {
    format!(
        "resource \"intune_compliance_assignments\" \"it\" {{\n  compliance_policy_id = \"{policy}\"\n  \
         targets = [{}]\n{more}}}\n",
        targets.join(", ")
    )
}

fn of_group(kind: &str, id: &str) -> String {
    format!("{{ type = \"{kind}\", group_id = \"{id}\" }}")
}

fn filtered(id: &str, mode: &str) -> String {
    format!("{{ type = \"group\", group_id = \"{id}\", filter_id = \"{FILTER}\", filter_type = \"{mode}\" }}")
}

const ALL_DEVICES: &str = "{ type = \"all_devices\" }";

/// A policy set's row on the Windows policy, which nothing may touch.
fn with_policy_set(simulator: &Simulator) -> String {
    let foreign = row::from_policy_set(row::group(BREAK_GLASS), "policy-set-1");
    simulator.add_assignment(WINDOWS, foreign).expect("an assignment");
    format!("{WINDOWS}_{BREAK_GLASS}")
}

#[track_caller]
fn apply_in_place(workspace: &Workspace, simulator: &Simulator, world: World, configuration: &str) {
    workspace.write("main.tf", configuration);
    let plan = workspace.plan();
    assert_eq!(plan.actions(ADDRESS), ["update"], "{}", plan.text());
    simulator.clear_requests();
    workspace.apply_saved_plan();
    if world.mode == graph_simulator::Mode::Live {
        assert_eq!(effective_writes(simulator).len(), 1, "{:?}", writes(simulator));
    }
    workspace.expect_clean();
}

fn a_set_is_made_changed_and_destroyed(world: World) {
    let (simulator, workspace) = world.start();
    let of_set = with_policy_set(&simulator);
    let (finance, pilot) = (of_group("group", FINANCE), of_group("exclusion_group", PILOT));
    workspace.write("main.tf", &set(WINDOWS, &[&finance, &pilot]));
    workspace.apply();
    let mut expected = vec![format!("{WINDOWS}_{FINANCE}"), format!("{WINDOWS}_{PILOT}"), of_set.clone()];
    expected.sort();
    assert_eq!(ids(&simulator, WINDOWS), expected);
    workspace.expect_clean();

    // One comes, one goes, one is narrowed, and an exclusion is turned into its opposite.
    let included = of_group("group", PILOT);
    let changed = set(WINDOWS, &[ALL_DEVICES, &included]);
    apply_in_place(&workspace, &simulator, world, &changed);
    apply_in_place(&workspace, &simulator, world, &set(WINDOWS, &[ALL_DEVICES, &filtered(PILOT, "exclude")]));
    assert_eq!(rows(&simulator, WINDOWS).len(), 3);

    // What somebody adds in the portal is shown, and goes.
    simulator.add_assignment(WINDOWS, row::group(FINANCE)).expect("an assignment");
    let plan = workspace.plan();
    assert_eq!(plan.actions(ADDRESS), ["update"], "{}", plan.text());
    workspace.apply_saved_plan();
    assert!(!ids(&simulator, WINDOWS).contains(&format!("{WINDOWS}_{FINANCE}")));

    // Nobody at all is said before it happens.
    workspace.write("main.tf", &set(WINDOWS, &[]));
    let plan = workspace.plan();
    assert!(plan.text().contains("Warning: All direct assignments are removed"), "{}", plan.text());
    workspace.apply_saved_plan();
    assert_eq!(ids(&simulator, WINDOWS), std::slice::from_ref(&of_set));
    let again = workspace.plan().expect_empty();
    assert!(!again.text().contains("All direct assignments are removed"), "{}", again.text());

    apply_in_place(&workspace, &simulator, world, &changed);
    simulator.clear_requests();
    workspace.destroy();
    assert_eq!(ids(&simulator, WINDOWS), [of_set]);
    if world.mode == graph_simulator::Mode::Live {
        assert_eq!(effective_writes(&simulator).len(), 1, "{:?}", writes(&simulator));
    }
}

fn a_set_is_imported_as_it_is(world: World) {
    let (simulator, workspace) = world.start();
    let foreign = row::from_policy_set(row::group(PILOT), "policy-set-1");
    simulator.add_assignment(IOS, foreign).expect("an assignment");
    let before = rows(&simulator, IOS);
    let finance = of_group("group", &FINANCE.to_uppercase());
    let configuration = set(&IOS.to_uppercase(), &["{ type = \"all_licensed_users\" }", &finance]);
    workspace.write("main.tf", &configuration);
    workspace
        .import(ADDRESS, "finance")
        .expect_failure()
        .expect_text("is imported by the policy's id, a GUID");
    workspace
        .import(ADDRESS, NO_POLICY)
        .expect_failure()
        .expect_text(&format!("There is no compliance policy {NO_POLICY} in this tenant"));
    workspace.import(ADDRESS, IOS).expect_success();
    workspace.expect_clean();
    let state = workspace.resource_state(ADDRESS).expect("the set");
    assert_eq!(state["targets"].as_array().map(Vec::len), Some(2), "{state}");
    assert_eq!((rows(&simulator, IOS), writes(&simulator).len()), (before, 0));
}

#[test]
fn a_set_is_imported_by_identity_and_with_generated_configuration() {
    let (simulator, workspace) = World::LIVE.start();
    let mut import = format!("import {{\n  to = {ADDRESS}\n  id = \"{IOS}\"\n}}\n");
    if workspace.terraform().supports(Feature::ImportByIdentity) {
        import = format!(
            "import {{\n  to = {ADDRESS}\n  identity = {{\n    compliance_policy_id = \"{IOS}\"\n  }}\n}}\n"
        );
    }
    workspace.write("import.tf", &import);
    workspace.run(&["plan", "-generate-config-out=generated.tf"]).expect_success();
    let plan = workspace.plan();
    assert_eq!(plan.actions(ADDRESS), ["no-op"], "{}", plan.text());
    workspace.apply_saved_plan();
    workspace.expect_clean();
    assert_eq!(writes(&simulator).len(), 0);
}

fn single_resources_become_a_set_without_a_gap(world: World) {
    let (simulator, workspace) = world.start();
    let singles = assignment("one", WINDOWS, &group(FINANCE)) + &assignment("two", WINDOWS, &group(PILOT));
    workspace.write("main.tf", &singles);
    workspace.apply();
    let before = rows(&simulator, WINDOWS);
    workspace.write("main.tf", &set(WINDOWS, &[&of_group("group", FINANCE), &of_group("group", PILOT)]));
    simulator.clear_requests();
    let output = workspace.apply();
    assert!(!output.text().contains("will not be kept"), "{output}");
    let sorted = |mut rows: Vec<serde_json::Value>| {
        rows.sort_by_key(|row| row["id"].to_string());
        rows.into_iter().map(|row| row["id"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(sorted(rows(&simulator, WINDOWS)), sorted(before));
    workspace.expect_clean();
}

#[test]
fn everybody_is_there_once_and_on_one_side() {
    let (simulator, workspace) = World::LIVE.start();
    let (included, excluded) = (of_group("group", PILOT), of_group("exclusion_group", PILOT));
    for (targets, sentence) in [
        (
            vec![included.clone(), excluded],
            "contradict each other; a group cannot be included and excluded at once. Remove one".to_owned(),
        ),
        (
            vec![included.clone(), filtered(&PILOT.to_uppercase(), "include")],
            "is there twice; the service has one assignment for each target".to_owned(),
        ),
        (
            vec!["{ type = \"group\" }".to_owned()],
            "targets (type \"group\"): group_id is missing: the target type \"group\" needs it.".to_owned(),
        ),
        (
            vec!["{ type = \"group\", group_id = \"pilot\" }".to_owned()],
            "targets (type \"group\", group_id \"pilot\"): group_id: expected a GUID".to_owned(),
        ),
        (vec!["null".to_owned()], "got a null among them".to_owned()),
    ] {
        let targets: Vec<&str> = targets.iter().map(String::as_str).collect();
        workspace.write("main.tf", &set(WINDOWS, &targets));
        workspace.run(&["plan"]).expect_failure().expect_text(&sentence);
    }
    assert_eq!(writes(&simulator).len(), 0);
}

#[test]
fn what_is_known_only_at_apply_is_checked_then() {
    let (simulator, workspace) = World::LIVE.start();
    let both = "{ type = \"group\", group_id = terraform_data.group.output }";
    let data = format!("resource \"terraform_data\" \"group\" {{\n  input = \"{PILOT}\"\n}}\n");
    let configuration = data + &set(WINDOWS, &[both, &of_group("exclusion_group", PILOT)]);
    workspace.write("main.tf", &configuration);
    workspace.plan();
    workspace
        .run(&["apply", "-auto-approve"])
        .expect_failure()
        .expect_text("contradict each other; a group cannot be included and excluded at once");
    assert_eq!((rows(&simulator, WINDOWS).len(), workspace.resource_state(ADDRESS)), (0, None));
    workspace.write("main.tf", &configuration.replace(&of_group("exclusion_group", PILOT), ALL_DEVICES));
    workspace.apply();
    assert_eq!(rows(&simulator, WINDOWS).len(), 2);
    workspace.expect_clean();
}

#[test]
fn a_create_says_whom_it_does_not_keep() {
    let (simulator, workspace) = World::LIVE.start();
    workspace.write("main.tf", &set(IOS, &[&of_group("group", FINANCE)]));
    let plan = workspace.plan();
    let text = plan.text();
    for sentence in [
        "Warning: Existing assignments will not be kept",
        "\n  all licensed users\n",
        &format!("\n  terraform import intune_compliance_assignments.NAME {IOS}\n"),
    ] {
        assert!(text.contains(sentence), "{sentence:?} is not in {text}");
    }
    workspace.apply_saved_plan();
    assert_eq!(ids(&simulator, IOS), [format!("{IOS}_{FINANCE}")]);
    workspace.expect_clean();
    workspace.write("main.tf", &set(NO_POLICY, &[]));
    workspace.run(&["plan"]).expect_failure().expect_text("Error: No such compliance policy");
}

#[test]
fn single_assignments_of_the_same_policy_are_warned_about_and_spared() {
    let (simulator, workspace) = World::LIVE.start();
    let other = assignment("other", MACOS, &group(FINANCE));
    workspace.write("main.tf", &(set(WINDOWS, &[ALL_DEVICES]) + &other));
    assert!(!workspace.plan().text().contains("managed twice"));
    workspace.write("main.tf", &(set(WINDOWS, &[ALL_DEVICES]) + &assignment("it", WINDOWS, &group(FINANCE))));
    let plan = workspace.plan();
    assert!(
        plan.text().contains("Warning: The policy's assignments are managed twice")
            && plan.text().contains("Put all targets into the set, or manage every assignment by itself."),
        "{}",
        plan.text()
    );
    // What the state says is there: neither resource undoes the other in the same run.
    workspace.apply_saved_plan();
    assert_eq!(rows(&simulator, WINDOWS).len(), 2);
    let plan = workspace.plan();
    assert_eq!(plan.actions(ADDRESS), ["update"], "the set shows the other's: {}", plan.text());
}

#[test]
fn what_a_policy_set_assigns_is_refused_and_nothing_changes() {
    let (simulator, workspace) = World::LIVE.start();
    with_policy_set(&simulator);
    simulator.add_assignment(WINDOWS, row::group(FINANCE)).expect("an assignment");
    let before = rows(&simulator, WINDOWS);
    workspace.write("main.tf", &set(WINDOWS, &[&of_group("group", BREAK_GLASS)]));
    let plan = workspace.plan();
    assert!(plan.text().contains("the policy set policy-set-1 assigns the policy to"), "{}", plan.text());
    workspace
        .run(&["apply", "-auto-approve"])
        .expect_failure()
        .expect_text("Could not create the compliance policy assignments")
        .expect_text("leave this target to it");
    assert_eq!((rows(&simulator, WINDOWS), workspace.resource_state(ADDRESS)), (before, None));
}

#[test]
fn two_sets_of_one_policy_cannot_both_be_made() {
    let (simulator, workspace) = World::LIVE.start();
    let twin = set(WINDOWS, &[&of_group("group", PILOT)]).replace("\"it\"", "\"twin\"");
    workspace.write("main.tf", &(set(WINDOWS, &[&of_group("group", FINANCE)]) + &twin));
    workspace
        .run(&["apply", "-auto-approve"])
        .expect_failure()
        .expect_text("A policy has one set of assignments");
    assert_eq!(rows(&simulator, WINDOWS).len(), 1);
}

#[test]
fn a_refused_write_leaves_neither_rows_nor_state() {
    let (simulator, workspace) = World::LIVE_ASSIGN.start();
    workspace.write("main.tf", &set(WINDOWS, &[ALL_DEVICES]));
    simulator.fault(Fault::new(Matcher::on("POST", "*/assign"), Action::Forbidden).times(9));
    workspace
        .run(&["apply", "-auto-approve"])
        .expect_failure()
        .expect_text("Could not create the compliance policy assignments")
        .expect_text("DeviceManagementConfiguration.ReadWrite.All")
        .expect_text("For a support case: request-id");
    assert_eq!((rows(&simulator, WINDOWS).len(), workspace.resource_state(ADDRESS)), (0, None));
    simulator.clear_faults();
    workspace.apply();
    // A set that cannot be changed keeps its state, and the next apply makes the change.
    simulator.fault(Fault::new(Matcher::on("POST", "*/assign"), Action::Forbidden).times(9));
    workspace.write("main.tf", &set(WINDOWS, &[ALL_DEVICES, &of_group("group", PILOT)]));
    workspace.run(&["apply", "-auto-approve"]).expect_failure();
    workspace.run(&["destroy", "-auto-approve"]).expect_failure();
    assert_eq!(workspace.resource_state(ADDRESS).expect("the set")["targets"][0]["type"], "all_devices");
    simulator.clear_faults();
    workspace.apply();
    assert_eq!(rows(&simulator, WINDOWS).len(), 2);
    workspace.expect_clean();
}

#[test]
fn another_policy_replaces_and_other_timeouts_write_nothing() {
    let (simulator, workspace) = World::LIVE.start();
    workspace.write("main.tf", &set(WINDOWS, &[ALL_DEVICES]));
    workspace.apply();
    let timeouts = "  timeouts {\n    update = \"1m\"\n  }\n";
    workspace.write("main.tf", &set_with(WINDOWS, &[ALL_DEVICES], timeouts));
    simulator.clear_requests();
    workspace.apply();
    assert_eq!(writes(&simulator).len(), 0);
    workspace.write("main.tf", &set(MACOS, &[ALL_DEVICES]));
    let plan = workspace.plan();
    assert_eq!(plan.actions(ADDRESS), ["delete", "create"]);
    assert_eq!(plan.replace_paths(ADDRESS), ["compliance_policy_id"]);
    workspace.apply_saved_plan();
    assert_eq!((rows(&simulator, WINDOWS).len(), rows(&simulator, MACOS).len()), (0, 1));
    // A policy that somebody deletes takes its set with it.
    simulator.remove_policy(MACOS).expect("a policy");
    workspace.write("main.tf", "");
    workspace.apply();
}

#[test]
fn ids_in_another_case_change_nothing() {
    let (simulator, workspace) = World::LIVE.start();
    workspace
        .write("main.tf", &set(&WINDOWS.to_uppercase(), &[&filtered(&FINANCE.to_uppercase(), "include")]));
    workspace.apply();
    workspace.expect_clean();
    let state = workspace.resource_state(ADDRESS).expect("the set");
    assert_eq!(state["targets"][0]["group_id"], json!(FINANCE.to_uppercase()));
    simulator.clear_requests();
    workspace.write("main.tf", &set(WINDOWS, &[&filtered(FINANCE, "include")]));
    workspace.expect_clean();
    // Beside a real change the new spelling is taken over.
    workspace.write("main.tf", &set(WINDOWS, &[&filtered(FINANCE, "include"), ALL_DEVICES]));
    workspace.apply();
    workspace.expect_clean();
}

#[test]
fn what_nobody_here_knows_is_left_alone_and_told() {
    let (simulator, workspace) = World::LIVE.start();
    simulator.add_target_type("#microsoft.graph.futureAssignmentTarget");
    let strange = json!({"target": {"@odata.type": "#microsoft.graph.futureAssignmentTarget"}});
    simulator.add_assignment(WINDOWS, strange).expect("an assignment");
    workspace.write("main.tf", &set(WINDOWS, &[ALL_DEVICES]));
    workspace.apply();
    let plan = workspace.plan().expect_empty();
    assert!(plan.text().contains("Warning: Assignments of an unknown type"), "{}", plan.text());
    workspace.destroy();
    assert_eq!(rows(&simulator, WINDOWS).len(), 1);
}

#[test]
fn moves_between_one_and_all_are_refused_with_advice() {
    let (simulator, workspace) = World::LIVE.start();
    // Moves between types came with provider functions.
    if workspace.terraform().lacks(Feature::MovesBetweenTypes) {
        return;
    }
    workspace.write("main.tf", &assignment("it", WINDOWS, &group(FINANCE)));
    workspace.apply();
    let moved = format!("moved {{\n  from = intune_compliance_assignment.it\n  to = {ADDRESS}\n}}\n");
    workspace.write("main.tf", &(moved + &set(WINDOWS, &[&of_group("group", FINANCE)])));
    let output = workspace.run(&["plan"]).expect_failure();
    let output = output.expect_text("This move is not supported");
    output.expect_text("its import id is the policy's id");

    workspace.write("main.tf", &set(WINDOWS, &[&of_group("group", FINANCE)]));
    workspace.apply();
    let moved = format!("moved {{\n  from = {ADDRESS}\n  to = intune_compliance_assignment.it\n}}\n");
    workspace.write("main.tf", &(moved + &assignment("it", WINDOWS, &group(FINANCE))));
    let output = workspace.run(&["plan"]).expect_failure();
    output.expect_text("terraform-provider-intune export writes the import blocks");
    assert_eq!(ids(&simulator, WINDOWS), [format!("{WINDOWS}_{FINANCE}")]);
    assert!(!ids(&simulator, IOS).is_empty() && ids(&simulator, IOS)[1].ends_with(ALL_USERS));
}
