//! A read that fails is an error and leaves the state alone; only Graph's own word that something is not there counts.

use graph_simulator::{Action, Answer, Change, Fault, Hook, Matcher, MessageForm, Simulator};
use serde_json::Value;

use crate::support::tenant::{FINANCE, MACOS, PILOT, WINDOWS, rows};
use crate::support::{Workspace, World, address, assignment, assignment_with, group, in_both_worlds};

in_both_worlds!(the_assignment_of_a_policy_that_is_gone_is_gone);

/// An applied assignment, whose reads give up after two seconds.
fn applied() -> (Simulator, Workspace, Value) {
    let (simulator, workspace) = World::LIVE.start();
    let timeouts = "  timeouts {\n    read = \"2s\"\n  }\n";
    workspace.write("main.tf", &assignment_with("x", WINDOWS, &group(FINANCE), timeouts));
    workspace.apply();
    let state = workspace.resource_state(&address("x")).expect("the assignment");
    (simulator, workspace, state)
}

fn every_read(action: Action) -> Fault {
    Fault::new(Matcher::on("GET", "*/assignments"), action).forever()
}

/// Refreshes under this misbehaviour, sees the sentences, and sees that the state has not changed.
#[track_caller]
fn refresh_fails(
    (simulator, workspace, state): &(Simulator, Workspace, Value),
    action: Action,
    sentences: &[&str],
) {
    simulator.clear_faults();
    simulator.fault(every_read(action));
    let mut output = workspace
        .run(&["apply", "-refresh-only", "-auto-approve"])
        .expect_failure()
        .expect_text("Could not read the compliance policy assignment")
        .expect_text(&format!("The assignment of compliance policy {WINDOWS}"));
    for sentence in sentences {
        output = output.expect_text(sentence);
    }
    assert_eq!(workspace.resource_state(&address("x")).as_ref(), Some(state));
}

#[test]
fn refusals_are_errors_and_the_state_stays() {
    let applied = applied();
    let ids = ["For a support case: request-id ", "client-request-id ", ", date "];
    let answer = |status| Action::Answer(Answer::status(status).form(MessageForm::Nested));
    refresh_fails(&applied, answer(400), &[&["Graph answered 400 BadRequest"], &ids[..]].concat());
    let advice = "The token was not accepted. Check that it is for Microsoft Graph in the right cloud";
    refresh_fails(&applied, answer(401), &["Graph answered 401", advice]);
    let forbidden = "Grant the application the permission DeviceManagementConfiguration.ReadWrite.All";
    refresh_fails(&applied, Action::Forbidden, &[&["Graph answered 403", forbidden], &ids[..]].concat());
    refresh_fails(&applied, answer(500), &[&["Graph answered 500 InternalError"], &ids[..]].concat());
    applied.0.clear_faults();
    applied.1.expect_clean();
}

#[test]
fn a_service_that_stays_away_is_an_error_when_the_time_is_up_and_the_state_stays() {
    let applied = applied();
    let time = "no time is left in the operation's timeout; the last try failed";
    refresh_fails(&applied, Action::DropBefore, &[time]);
    let unavailable = Action::Answer(Answer::status(503));
    refresh_fails(&applied, unavailable, &[time, "Graph answered 503 CancelledOnServiceTimeout"]);
}

#[test]
fn a_404_that_is_not_graphs_word_about_the_policy_is_an_error_and_the_state_stays() {
    let applied = applied();
    let gateway = Answer::status(404).without_body();
    refresh_fails(&applied, Action::Answer(gateway), &["Graph answered 404"]);
    let url = Answer::status(404)
        .saying("ResourceNotFound", "Resource not found for the segment 'deviceManagement'.");
    refresh_fails(&applied, Action::Answer(url), &["Resource not found for the segment"]);
}

fn the_assignment_of_a_policy_that_is_gone_is_gone(world: World) {
    let (simulator, workspace) = world.start();
    let y = assignment("y", MACOS, &group(PILOT));
    workspace.write("main.tf", &(assignment("x", WINDOWS, &group(FINANCE)) + &y));
    workspace.apply();
    simulator.remove_policy(WINDOWS).expect("the policy");
    // It is gone, would have to be created anew, and cannot be.
    workspace
        .run(&["plan"])
        .expect_failure()
        .expect_text("Error: No such compliance policy")
        .expect_text(WINDOWS);
    workspace.write("main.tf", &y);
    let plan = workspace.plan();
    assert_eq!(plan.resource_changes().len(), 1, "{}", plan.text());
    assert_eq!(plan.actions(&address("y")), ["no-op"]);
    workspace.destroy();
    assert_eq!(rows(&simulator, MACOS), Vec::<Value>::new());
}

#[test]
fn a_policy_that_goes_while_it_is_assigned_is_a_clear_error_with_the_next_step() {
    let (simulator, workspace) = World::DOCUMENTED.start();
    workspace.write("main.tf", &assignment("x", WINDOWS, &group(FINANCE)));
    let gone = Change::RemovePolicy { policy: WINDOWS.to_owned() };
    simulator.on_request(Hook::before(Matcher::on("POST", "*/assignments"), gone));
    workspace
        .run(&["apply", "-auto-approve"])
        .expect_failure()
        .expect_text("Could not create the compliance policy assignment")
        .expect_text(&format!("The assignment of compliance policy {WINDOWS} to group {FINANCE}"))
        .expect_text("Graph answered 404 ResourceNotFound")
        .expect_text("Check that the compliance policy exists in this tenant and that its id is right.");
    assert_eq!(workspace.resource_state(&address("x")), None);
}

#[test]
fn the_assignment_of_a_policy_that_goes_before_the_destroy_is_gone() {
    for world in [World::LIVE, World::DOCUMENTED] {
        let (simulator, workspace) = world.start();
        workspace.write("main.tf", &assignment("x", WINDOWS, &group(FINANCE)));
        workspace.apply();
        workspace.run(&["plan", "-destroy", "-out", "destroy.tfplan"]).expect_success();
        simulator.remove_policy(WINDOWS).expect("the policy");
        workspace.run(&["apply", "destroy.tfplan"]).expect_success();
        assert_eq!(workspace.resource_state(&address("x")), None);
    }
}
