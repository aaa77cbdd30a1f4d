//! Policies made from the settings catalog: the same resources, by the routes of their own.

use graph_simulator::{PolicySeed, Simulator, row};

use crate::support::tenant::{FILTER, FINANCE, IOS, PILOT, effective_writes, ids, rows, writes};
use crate::support::{
    Workspace, World, address, assignment_with, group, import_block, in_both_worlds, in_every_world,
    provider_block_with,
};

in_every_world!(an_assignment_lives_on_the_routes_of_its_policy);
in_both_worlds!(a_whole_set_lives_there_as_well, imports_find_out_where_the_policy_lives,);

const LINUX: &str = "6a2ac7e4-0f5b-4f0e-9d0c-3b8f2c4d1e55";
const KIND: &str = "  policy_kind = \"settings_catalog\"\n";

fn start(world: World) -> (Simulator, Workspace) {
    let (simulator, workspace) = world.start();
    simulator.add_policy(PolicySeed::catalog("Linux").with_id(LINUX)).expect("a policy");
    (simulator, workspace)
}

fn an_assignment_lives_on_the_routes_of_its_policy(world: World) {
    let (simulator, workspace) = start(world);
    workspace.write("main.tf", &assignment_with("x", LINUX, &group(FINANCE), KIND));
    workspace.apply();
    assert_eq!(ids(&simulator, LINUX), [format!("{LINUX}_{FINANCE}")]);
    workspace.expect_clean();
    let target = group(FINANCE) + &format!("    filter_id = \"{FILTER}\"\n    filter_type = \"include\"\n");
    workspace.write("main.tf", &assignment_with("x", LINUX, &target, KIND));
    assert_eq!(workspace.plan().actions(&address("x")), ["update"]);
    workspace.apply_saved_plan();
    workspace.expect_clean();
    workspace.destroy();
    assert_eq!(rows(&simulator, LINUX).len(), 0);
    let is_elsewhere = |path: &str| !path.starts_with("/beta/deviceManagement/compliancePolicies/");
    let strays: Vec<_> = writes(&simulator).into_iter().filter(|write| is_elsewhere(&write.path)).collect();
    assert!(strays.is_empty(), "{strays:?}");
}

fn a_whole_set_lives_there_as_well(world: World) {
    let (simulator, workspace) = start(world);
    let set = |targets: &str| {
        format!(
            "resource \"intune_compliance_assignments\" \"it\" {{\n  compliance_policy_id = \"{LINUX}\"\n{KIND}  \
             targets = [{targets}]\n}}\n"
        )
    };
    let one = format!("{{ type = \"group\", group_id = \"{FINANCE}\" }}");
    workspace.write("main.tf", &set(&one));
    workspace.apply();
    workspace.expect_clean();
    workspace.write("main.tf", &set(&format!("{{ type = \"group\", group_id = \"{PILOT}\" }}")));
    workspace.apply();
    assert_eq!(ids(&simulator, LINUX), [format!("{LINUX}_{PILOT}")]);
    workspace.destroy();
    assert_eq!(rows(&simulator, LINUX).len(), 0);
}

fn imports_find_out_where_the_policy_lives(world: World) {
    let (simulator, workspace) = start(world);
    simulator.add_assignment(LINUX, row::group(FINANCE)).expect("an assignment");
    let block = import_block("x", &format!("{LINUX}/group:{FINANCE}"));
    workspace.write("main.tf", &(block + &assignment_with("x", LINUX, &group(FINANCE), KIND)));
    let plan = workspace.plan();
    assert_eq!(plan.actions(&address("x")), ["no-op"], "{}", plan.text());
    workspace.apply_saved_plan();
    workspace.expect_clean();
    workspace.write(
        "set.tf",
        &format!(
            "resource \"intune_compliance_assignments\" \"it\" {{\n  compliance_policy_id = \"{LINUX}\"\n{KIND}  \
             targets = [{{ type = \"group\", group_id = \"{FINANCE}\" }}]\n}}\n"
        ),
    );
    workspace.import("intune_compliance_assignments.it", LINUX).expect_success();
    assert_eq!(effective_writes(&simulator).len(), 0);
    // Without the word it is another policy, and there is none.
    workspace.write("main.tf", &assignment_with("x", LINUX, &group(FINANCE), ""));
    let output = workspace.run(&["plan"]).expect_failure();
    output.expect_text("policy_kind is \"settings_catalog\" for a policy made from the settings catalog");
}

#[test]
fn the_kind_is_a_known_word_and_needs_beta() {
    let (simulator, workspace) = start(World::LIVE);
    let kind =
        |word: &str| assignment_with("x", IOS, &group(PILOT), &format!("  policy_kind = \"{word}\"\n"));
    workspace.write("main.tf", &kind("linux"));
    let sentence = "policy_kind: expected \"device\" or \"settings_catalog\", got \"linux\".";
    workspace.run(&["plan"]).expect_failure().expect_text(sentence);
    workspace.write("main.tf", &kind("device"));
    workspace.apply();
    workspace.expect_clean();
    workspace.write("main.tf", &assignment_with("x", IOS, &group(PILOT), ""));
    workspace.expect_clean();
    workspace.write("provider.tf", &provider_block_with(&simulator.url(), "api_version = \"v1.0\""));
    workspace.write("main.tf", &assignment_with("x", LINUX, &group(PILOT), KIND));
    let sentence = "policies made from the settings catalog exist on the beta API only";
    workspace.run(&["plan"]).expect_failure().expect_text(sentence);
}
