//! A service that asks to wait is waited for, by everybody, within the operation's timeout.

use std::time::{Duration, Instant};

use graph_simulator::{Action, Answer, Fault, Matcher, MessageForm, RequestRecord, RetryAfter};

use crate::support::tenant::{FINANCE, MACOS, WINDOWS, ids};
use crate::support::{World, assignment, assignment_with, group, in_both_worlds};

in_both_worlds!(a_write_waits_for_as_long_as_it_is_asked_to);

fn throttled(retry_after: RetryAfter) -> Action {
    let answer = Answer::status(429).form(MessageForm::Nested).retry_after(retry_after);
    Action::Answer(answer)
}

/// When the refusal was answered, in the simulator's milliseconds.
fn refused_at(log: &[RequestRecord]) -> u64 {
    let refusal = log.iter().find(|request| request.status == Some(429)).expect("a refusal");
    refusal.at_ms + refusal.duration_ms.expect("an answer")
}

fn a_write_waits_for_as_long_as_it_is_asked_to(world: World) {
    let (simulator, workspace) = world.start();
    workspace.write("main.tf", &assignment("x", WINDOWS, &group(FINANCE)));
    simulator.fault(Fault::new(Matcher::on("POST", "*"), throttled(RetryAfter::Seconds(2))));
    workspace.apply();
    assert_eq!(ids(&simulator, WINDOWS), [format!("{WINDOWS}_{FINANCE}")]);
    let log = simulator.requests();
    let refused = refused_at(&log);
    let asked_to_wait = |request: &&RequestRecord| request.status == Some(429);
    let refusal = log.iter().find(asked_to_wait).expect("a refusal").sequence;
    let next = log.iter().find(|request| request.sequence > refusal).expect("another try");
    let waited = next.at_ms.saturating_sub(refused);
    // Both ends are rounded to milliseconds.
    assert!((1990..30_000).contains(&waited), "{waited} ms after the refusal: {next:?}");
}

#[test]
fn one_refusal_holds_back_the_whole_process() {
    let (simulator, workspace) = World::LIVE_ASSIGN.start();
    let both = assignment("x", WINDOWS, &group(FINANCE)) + &assignment("y", MACOS, &group(FINANCE));
    workspace.write("main.tf", &both);
    // Both writes are under way when the first of them is refused.
    let slow = Fault::new(Matcher::on("POST", "*/assign"), throttled(RetryAfter::Seconds(2)));
    simulator.fault(slow.and(Action::DelayMs(200)));
    workspace.apply();
    let log = simulator.requests();
    let refused = refused_at(&log);
    // What was on its way when the refusal was answered does not count.
    let early = log.iter().find(|request| (refused + 400..refused + 2000).contains(&request.at_ms));
    assert!(early.is_none(), "refused at {refused} ms: {early:?}");
    assert_eq!(ids(&simulator, WINDOWS).len() + ids(&simulator, MACOS).len(), 2);
}

#[test]
fn a_wait_that_the_timeout_does_not_allow_fails_at_once_and_says_what_to_raise() {
    let (simulator, workspace) = World::LIVE_ASSIGN.start();
    let timeouts = "  timeouts {\n    create = \"20s\"\n  }\n";
    workspace.write("main.tf", &assignment_with("x", WINDOWS, &group(FINANCE), timeouts));
    simulator.fault(Fault::new(Matcher::on("POST", "*/assign"), throttled(RetryAfter::Seconds(600))));
    let start = Instant::now();
    workspace
        .run(&["apply", "-auto-approve"])
        .expect_failure()
        .expect_text("no time is left in the operation's timeout")
        .expect_text("Graph answered 429 TooManyRequests")
        .expect_text("and asks to wait 600 s")
        .expect_text("Raise the operation's timeout, or run fewer operations at once.");
    assert!(start.elapsed() < Duration::from_secs(60), "{:?}", start.elapsed());
    assert_eq!(ids(&simulator, WINDOWS), Vec::<String>::new());
}
