//! Ctrl-C in the middle of a slow apply: whatever the moment, state and Graph say the same afterwards.

use std::time::Duration;

use graph_simulator::{Action, Fault, Matcher, Mode, RequestRecord, Simulator};

use crate::support::tenant::{FINANCE, MACOS, PILOT, WINDOWS, ids, rows, writes};
use crate::support::{Output, Workspace, World, address, assignment, excluded, group, in_both_worlds};

const PATIENCE: Duration = Duration::from_secs(60);
/// Long enough for the signal to arrive in the middle of it on a busy machine.
const SLOW: u64 = 1500;

in_both_worlds!(
    before_the_write_nothing_is_made,
    during_a_create_the_write_is_brought_to_its_end,
    after_the_effect_of_a_create_its_answer_is_awaited,
    during_the_look_after_a_create_nothing_is_lost,
    during_a_change_the_write_is_brought_to_its_end,
    during_a_destroy_the_write_is_brought_to_its_end,
    what_has_not_begun_does_not_begin,
);

/// The requests that write in this world, once the route is known.
fn is_write(world: World, request: &RequestRecord) -> bool {
    request.is_write() && (world.mode == Mode::Documented || request.path.ends_with("/assign"))
}

/// What happens to every write from now on.
fn misbehave(simulator: &Simulator, world: World, actions: &[Action]) {
    let (methods, path): (&[&str], _) = match world.mode {
        Mode::Live => (&["POST"], "*/assign"),
        Mode::Documented => (&["POST", "PATCH", "DELETE"], "*/assignments*"),
    };
    for method in methods {
        let fault = Fault {
            actions: actions.to_vec(),
            ..Fault::new(Matcher::on(method, path), Action::DelayMs(0)).forever()
        };
        simulator.fault(fault);
    }
}

/// Starts an apply, waits for the moment, presses Ctrl-C and waits for the end.
#[track_caller]
fn interrupt_when(
    simulator: &Simulator,
    workspace: &Workspace,
    arguments: &[&str],
    moment: impl Fn(&[RequestRecord]) -> bool,
) -> Output {
    simulator.clear_requests();
    let apply = workspace.spawn(arguments);
    assert!(simulator.wait_until(moment, PATIENCE), "the moment did not come: {:?}", simulator.requests());
    apply.interrupt();
    let output = apply.wait(PATIENCE).expect_text("Interrupt received.");
    assert!(output.status.code().is_some(), "Terraform ended on its own: {output}");
    output
}

/// State and Graph know the same assignments of both policies, and an apply later all is as configured.
#[track_caller]
fn expect_agreement(simulator: &Simulator, workspace: &Workspace, names: &[&str]) -> Vec<String> {
    simulator.clear_faults();
    let mut in_state: Vec<String> = names
        .iter()
        .filter_map(|name| workspace.resource_state(&address(name)))
        .filter_map(|state| state["id"].as_str().map(str::to_owned))
        .collect();
    in_state.sort();
    let mut in_graph = [ids(simulator, WINDOWS), ids(simulator, MACOS)].concat();
    in_graph.sort();
    assert_eq!(in_state, in_graph, "state and Graph");
    in_graph
}

#[track_caller]
fn the_next_apply_is_clean(workspace: &Workspace) {
    workspace.apply();
    workspace.expect_clean();
}

const APPLY: &[&str] = &["apply", "-auto-approve"];

fn before_the_write_nothing_is_made(world: World) {
    let (simulator, workspace) = world.start();
    workspace.write("main.tf", &assignment("x", WINDOWS, &group(FINANCE)));
    simulator.fault(Fault::new(Matcher::on("GET", "*"), Action::DelayMs(SLOW)).forever());
    interrupt_when(&simulator, &workspace, APPLY, |log| !log.is_empty());
    assert_eq!(writes(&simulator).len(), 0);
    assert_eq!(expect_agreement(&simulator, &workspace, &["x"]), Vec::<String>::new());
    the_next_apply_is_clean(&workspace);
}

fn during_a_create_the_write_is_brought_to_its_end(world: World) {
    interrupt_a_create(world, Action::DelayMs(SLOW));
}

fn after_the_effect_of_a_create_its_answer_is_awaited(world: World) {
    interrupt_a_create(world, Action::DelayAfterMs(SLOW));
}

#[track_caller]
fn interrupt_a_create(world: World, action: Action) {
    let (simulator, workspace) = world.start();
    workspace.write("main.tf", &assignment("x", WINDOWS, &group(FINANCE)));
    misbehave(&simulator, world, &[action]);
    interrupt_when(&simulator, &workspace, APPLY, |log| log.iter().any(|it| is_write(world, it)));
    let agreed = expect_agreement(&simulator, &workspace, &["x"]);
    assert_eq!(agreed, [format!("{WINDOWS}_{FINANCE}")]);
    workspace.expect_clean();
}

fn during_the_look_after_a_create_nothing_is_lost(world: World) {
    let (simulator, workspace) = world.start();
    workspace.write("main.tf", &assignment("x", WINDOWS, &group(FINANCE)));
    // The answer is cut off, so that in both worlds there is a look after the write.
    misbehave(&simulator, world, &[Action::DelayAfterMs(SLOW), Action::DropAfter]);
    simulator.clear_requests();
    let apply = workspace.spawn(APPLY);
    let written = |log: &[RequestRecord]| log.iter().any(|it| is_write(world, it));
    assert!(simulator.wait_until(written, PATIENCE));
    simulator.fault(Fault::new(Matcher::on("GET", "*"), Action::DelayMs(SLOW)).forever());
    let looking = |log: &[RequestRecord]| {
        let write = log.iter().position(|it| is_write(world, it));
        write.is_some_and(|write| log[write..].iter().any(|it| it.method == "GET"))
    };
    assert!(simulator.wait_until(looking, PATIENCE), "{:?}", simulator.requests());
    apply.interrupt();
    apply.wait(PATIENCE).expect_text("Interrupt received.");
    let agreed = expect_agreement(&simulator, &workspace, &["x"]);
    assert_eq!(agreed, [format!("{WINDOWS}_{FINANCE}")]);
    the_next_apply_is_clean(&workspace);
}

fn during_a_change_the_write_is_brought_to_its_end(world: World) {
    let (simulator, workspace) = world.start();
    workspace.write("main.tf", &assignment("x", WINDOWS, &group(FINANCE)));
    workspace.apply();
    workspace.write("main.tf", &assignment("x", WINDOWS, &excluded(FINANCE)));
    misbehave(&simulator, world, &[Action::DelayMs(SLOW)]);
    interrupt_when(&simulator, &workspace, APPLY, |log| log.iter().any(|it| is_write(world, it)));
    expect_agreement(&simulator, &workspace, &["x"]);
    let state = workspace.resource_state(&address("x")).expect("the assignment");
    assert_eq!(state["target"]["type"], "exclusion_group");
    let target = &rows(&simulator, WINDOWS)[0]["target"];
    assert_eq!(target["@odata.type"], "#microsoft.graph.exclusionGroupAssignmentTarget");
    workspace.expect_clean();
}

fn during_a_destroy_the_write_is_brought_to_its_end(world: World) {
    let (simulator, workspace) = world.start();
    workspace.write("main.tf", &assignment("x", WINDOWS, &group(FINANCE)));
    workspace.apply();
    misbehave(&simulator, world, &[Action::DelayMs(SLOW)]);
    let destroy = &["destroy", "-auto-approve"];
    interrupt_when(&simulator, &workspace, destroy, |log| log.iter().any(|it| is_write(world, it)));
    assert_eq!(expect_agreement(&simulator, &workspace, &["x"]), Vec::<String>::new());
}

fn what_has_not_begun_does_not_begin(world: World) {
    let (simulator, workspace) = world.start();
    let later = crate::support::assignment_with(
        "y",
        MACOS,
        &group(PILOT),
        "  depends_on = [intune_compliance_assignment.x]\n",
    );
    workspace.write("main.tf", &(assignment("x", WINDOWS, &group(FINANCE)) + &later));
    misbehave(&simulator, world, &[Action::DelayMs(SLOW)]);
    interrupt_when(&simulator, &workspace, APPLY, |log| log.iter().any(|it| is_write(world, it)));
    let agreed = expect_agreement(&simulator, &workspace, &["x", "y"]);
    assert_eq!(agreed, [format!("{WINDOWS}_{FINANCE}")]);
    the_next_apply_is_clean(&workspace);
}

/// A wait for a throttling service ends at once; Terraform is not left hanging.
#[test]
fn a_long_wait_ends_at_once() {
    let (simulator, workspace) = World::LIVE_ASSIGN.start();
    workspace.write("main.tf", &assignment("x", WINDOWS, &group(FINANCE)));
    let answer = graph_simulator::Answer::status(429).retry_after(graph_simulator::RetryAfter::Seconds(200));
    simulator.fault(Fault::new(Matcher::on("POST", "*/assign"), Action::Answer(answer)));
    let waiting = |log: &[RequestRecord]| log.iter().any(|it| it.status == Some(429));
    let output = interrupt_when(&simulator, &workspace, APPLY, waiting);
    output
        .expect_failure()
        .expect_text("stopped on request; the last try failed")
        .expect_text("Graph answered 429 TooManyRequests");
    assert_eq!(expect_agreement(&simulator, &workspace, &["x"]), Vec::<String>::new());
}
