//! Creating what is there already: refused with the way out, or taken over on request.

use graph_simulator::row;

use crate::support::tenant::{FILTER, FINANCE, IOS, OTHER_FILTER, PILOT, WINDOWS, effective_writes, rows};
use crate::support::{
    World, address, assignment, excluded, filtered, group, in_both_worlds, provider_block_with,
};

in_both_worlds!(
    creating_what_exists_fails_with_an_import_block_that_works,
    what_exists_is_adopted_on_request,
    a_group_cannot_be_included_and_excluded_at_once,
);

fn creating_what_exists_fails_with_an_import_block_that_works(world: World) {
    let (simulator, workspace) = world.start();
    let before = rows(&simulator, IOS);
    let configuration = assignment("finance", IOS, &group(FINANCE));
    workspace.write("main.tf", &configuration);
    let output = workspace.run(&["apply", "-auto-approve"]).expect_failure();
    let output = output
        .expect_text("The compliance policy assignment exists already")
        .expect_text(&format!("Compliance policy {IOS} is assigned to group {FINANCE} already"))
        .expect_text(
            "adopt_existing = true in the provider block (environment variable INTUNE_ADOPT_EXISTING)",
        );
    let text = output.text();
    let id = format!("{IOS}_{FINANCE}");
    assert!(
        text.contains(&format!("terraform import intune_compliance_assignment.NAME {id}\n")),
        "the command was expected on one line: {text}"
    );
    assert_eq!(rows(&simulator, IOS), before);
    assert_eq!(workspace.resource_state(&address("finance")), None);

    // The message's block, pasted.
    let from = text.find("import {").expect("an import block");
    let until = from + text[from..].find("\n}").expect("its end") + 2;
    let block = text[from..until].replace("NAME", "finance");
    workspace.write("main.tf", &format!("{block}\n{configuration}"));
    let plan = workspace.plan();
    assert_eq!(plan.actions(&address("finance")), ["no-op"], "{}", plan.text());
}

fn what_exists_is_adopted_on_request(world: World) {
    let (simulator, mut workspace) = world.start();
    let before = rows(&simulator, IOS);
    workspace.env("INTUNE_ADOPT_EXISTING", "true");
    workspace.write("main.tf", &assignment("finance", IOS, &group(FINANCE)));
    workspace.apply();
    assert_eq!(rows(&simulator, IOS), before);
    assert_eq!(effective_writes(&simulator).len(), 0, "what is in place costs no write");
    workspace.expect_clean();
}

#[test]
fn what_is_adopted_by_a_whole_set_takes_on_our_filter() {
    adopt_with_a_filter(World::LIVE);
}

#[test]
fn what_is_adopted_by_a_documented_route_takes_on_our_filter() {
    adopt_with_a_filter(World::DOCUMENTED);
}

fn adopt_with_a_filter(world: World) {
    let (simulator, mut workspace) = world.start();
    workspace.env("INTUNE_ADOPT_EXISTING", "true");
    workspace.write("main.tf", &assignment("finance", IOS, &filtered(FINANCE, FILTER, "exclude")));
    workspace.apply();
    assert_eq!(effective_writes(&simulator).len(), 1);
    assert_eq!(rows(&simulator, IOS).len(), 2);
    workspace.expect_clean();
}

fn a_group_cannot_be_included_and_excluded_at_once(world: World) {
    let (simulator, workspace) = world.start();
    // One configuration that wants both.
    let both =
        assignment("included", WINDOWS, &group(PILOT)) + &assignment("excluded", WINDOWS, &excluded(PILOT));
    workspace.write("main.tf", &both);
    workspace
        .run(&["apply", "-auto-approve"])
        .expect_failure()
        .expect_text("Could not create the compliance policy assignment")
        .expect_text(&format!("Compliance policy {WINDOWS}: "));
    assert_eq!(rows(&simulator, WINDOWS).len(), 1, "one of the two");

    // One that wants the opposite of what is there.
    let before = rows(&simulator, IOS);
    workspace.write("main.tf", &assignment("x", IOS, &excluded(FINANCE)));
    workspace
        .run(&["apply", "-auto-approve"])
        .expect_failure()
        .expect_text("a group cannot be included and excluded at once")
        .expect_text("change the resource that manages it, or import it first");
    assert_eq!(rows(&simulator, IOS), before);
}

#[test]
fn adopting_does_not_turn_an_include_into_an_exclude() {
    let (simulator, workspace) = World::LIVE.start();
    let before = rows(&simulator, IOS);
    workspace.write("provider.tf", &provider_block_with(&simulator.url(), "adopt_existing = true"));
    workspace.write("main.tf", &assignment("x", IOS, &excluded(FINANCE)));
    workspace
        .run(&["apply", "-auto-approve"])
        .expect_failure()
        .expect_text("a group cannot be included and excluded at once");
    assert_eq!(rows(&simulator, IOS), before);
}

#[test]
fn what_a_policy_set_assigns_is_refused() {
    let (simulator, workspace) = World::LIVE.start();
    let foreign = row::from_policy_set(row::group(PILOT), "policy-set-1");
    simulator.add_assignment(WINDOWS, foreign).expect("an assignment");
    let before = rows(&simulator, WINDOWS);
    workspace.write("main.tf", &assignment("x", WINDOWS, &filtered(PILOT, OTHER_FILTER, "include")));
    workspace
        .run(&["apply", "-auto-approve"])
        .expect_failure()
        .expect_text("the policy set policy-set-1 assigns the policy to group")
        .expect_text("leave this target to it");
    assert_eq!(rows(&simulator, WINDOWS), before);
}
