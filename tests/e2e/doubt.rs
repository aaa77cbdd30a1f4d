//! Writes whose outcome is unknown: looked after before they are repeated, and never lost from the state.

use std::time::Duration;

use graph_simulator::{Action, Answer, Fault, Matcher, Mode, RequestRecord, Simulator};
use serde_json::Value;

use crate::support::tenant::{FILTER, FINANCE, WINDOWS, ids, only_target, rows, writes};
use crate::support::{Workspace, World, address, assignment, excluded, filtered, group, in_both_worlds};

const PATIENCE: Duration = Duration::from_secs(60);

in_both_worlds!(
    a_create_that_was_cut_off_after_its_effect_is_not_repeated,
    a_create_that_was_cut_off_before_its_effect_is_repeated,
    a_create_that_ran_into_a_gateway_timeout_ends_with_one_assignment,
    a_change_that_was_cut_off_is_brought_to_its_end,
    a_destroy_that_was_cut_off_is_brought_to_its_end,
    a_create_that_nobody_can_look_after_stays_in_the_state,
);

/// The requests that write in this world, once the route is known.
fn write(world: World, method: &str) -> Matcher {
    match world.mode {
        Mode::Live => Matcher::on("POST", "*/assign"),
        Mode::Documented if method == "POST" => Matcher::on("POST", "*/assignments"),
        Mode::Documented => Matcher::on(method, "*/assignments/*"),
    }
}

/// Writes that the service has a route for.
fn sent(simulator: &Simulator, world: World) -> usize {
    let writes = writes(simulator);
    writes.iter().filter(|request| has_route(world, &request.path)).count()
}

fn has_route(world: World, path: &str) -> bool {
    world.mode == Mode::Documented || path.ends_with("/assign")
}

#[track_caller]
fn create_under(world: World, action: Action, expected_writes: usize) {
    let (simulator, workspace) = world.start();
    workspace.write("main.tf", &assignment("x", WINDOWS, &group(FINANCE)));
    simulator.fault(Fault::new(write(world, "POST"), action));
    workspace.apply();
    assert_eq!(sent(&simulator, world), expected_writes, "{:?}", writes(&simulator));
    assert_eq!(ids(&simulator, WINDOWS), [format!("{WINDOWS}_{FINANCE}")]);
    let state = workspace.resource_state(&address("x")).expect("the assignment");
    assert_eq!(state["id"], format!("{WINDOWS}_{FINANCE}"));
    workspace.expect_clean();
}

fn a_create_that_was_cut_off_after_its_effect_is_not_repeated(world: World) {
    create_under(world, Action::DropAfter, 1);
}

fn a_create_that_was_cut_off_before_its_effect_is_repeated(world: World) {
    create_under(world, Action::DropBefore, 2);
}

fn a_create_that_ran_into_a_gateway_timeout_ends_with_one_assignment(world: World) {
    create_under(world, Action::Answer(Answer::status(504)), 2);
}

fn applied(world: World) -> (Simulator, Workspace) {
    let (simulator, workspace) = world.start();
    workspace.write("main.tf", &assignment("x", WINDOWS, &filtered(FINANCE, FILTER, "include")));
    workspace.apply();
    simulator.clear_requests();
    (simulator, workspace)
}

fn a_change_that_was_cut_off_is_brought_to_its_end(world: World) {
    let (simulator, workspace) = applied(world);
    for (target, action, expected) in
        [(excluded(FINANCE), Action::DropAfter, 1), (group(FINANCE), Action::DropBefore, 2)]
    {
        workspace.write("main.tf", &assignment("x", WINDOWS, &target));
        // In the live world the first write of the process is the update that finds no route.
        simulator.fault(Fault::new(write(world, "PATCH"), action));
        simulator.clear_requests();
        workspace.apply();
        assert_eq!(sent(&simulator, world), expected, "{:?}", writes(&simulator));
        workspace.expect_clean();
    }
    assert_eq!(only_target(&simulator, WINDOWS)["@odata.type"], "#microsoft.graph.groupAssignmentTarget");
}

fn a_destroy_that_was_cut_off_is_brought_to_its_end(world: World) {
    for (action, expected) in [(Action::DropAfter, 1), (Action::DropBefore, 2)] {
        let (simulator, workspace) = applied(world);
        simulator.fault(Fault::new(write(world, "DELETE"), action));
        workspace.destroy();
        assert_eq!(sent(&simulator, world), expected, "{:?}", writes(&simulator));
        assert_eq!(rows(&simulator, WINDOWS), Vec::<Value>::new());
        assert_eq!(workspace.resource_state(&address("x")), None);
    }
}

fn a_create_that_nobody_can_look_after_stays_in_the_state(world: World) {
    let (simulator, workspace) = world.start();
    workspace.write("main.tf", &assignment("x", WINDOWS, &group(FINANCE)));
    // It has its effect, and until the connection is cut there is time to make the service unreadable.
    let cut_off = Fault::new(write(world, "POST"), Action::DelayAfterMs(2000)).and(Action::DropAfter);
    simulator.fault(cut_off);
    let apply = workspace.spawn(&["apply", "-auto-approve"]);
    assert!(simulator.wait_until(|log| has_arrived(log, world), PATIENCE));
    simulator.fault(Fault::new(Matcher::on("GET", "*"), Action::Answer(Answer::status(500))).forever());
    apply
        .wait(PATIENCE)
        .expect_failure()
        .expect_text("It is not known whether the change was made. The state keeps the object")
        .expect_text("plan again, and the next refresh shows what is there");
    simulator.clear_faults();
    let state = workspace.resource_state(&address("x")).expect("the state keeps it");
    assert_eq!(state["id"], format!("{WINDOWS}_{FINANCE}"));
    workspace.apply();
    assert_eq!(ids(&simulator, WINDOWS), [format!("{WINDOWS}_{FINANCE}")]);
    workspace.expect_clean();
}

/// Whether a write for which there is a route has arrived.
fn has_arrived(log: &[RequestRecord], world: World) -> bool {
    log.iter().any(|request| request.method == "POST" && has_route(world, &request.path))
}
