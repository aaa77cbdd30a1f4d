//! Another writer at the same moment: the portal that saves what it had read before, a second Terraform.

use std::time::Duration;

use graph_simulator::{Latency, Options, RequestRecord, Simulator, row};
use serde_json::json;

use crate::support::tenant::{BREAK_GLASS, FINANCE, PILOT, WINDOWS, ids, rows};
use crate::support::{Workspace, World, assignment, group, provider_block_with};

const PATIENCE: Duration = Duration::from_secs(120);
/// How many assignments each of two runs makes.
const EACH: usize = 30;

/// Whether our write was read back, so that its resource counts as made.
fn is_verified(log: &[RequestRecord]) -> bool {
    let written =
        log.iter().position(|request| request.path.ends_with("/assign") && request.status.is_some());
    written.is_some_and(|at| log[at..].iter().any(|later| later.method == "GET" && later.status.is_some()))
}

#[test]
fn what_another_writer_undoes_after_the_last_answer_is_made_good_before_the_process_ends() {
    let (simulator, workspace) = World::LIVE_ASSIGN.start();
    simulator.set_assignments(WINDOWS, vec![row::group(PILOT)]).expect("the policy");
    workspace.write("main.tf", &assignment("x", WINDOWS, &group(FINANCE)));
    let apply = workspace.spawn(&["apply", "-auto-approve"]);
    assert!(simulator.wait_until(is_verified, PATIENCE));
    // The portal had read before our write.
    simulator.set_assignments(WINDOWS, vec![row::group(PILOT), row::group(BREAK_GLASS)]).expect("the policy");
    apply.wait(PATIENCE).expect_success();
    // In the order of their ids.
    assert_eq!(ids(&simulator, WINDOWS), [FINANCE, PILOT, BREAK_GLASS].map(id_of_group));
    workspace.expect_clean();
}

#[test]
fn a_run_that_writes_nothing_looks_at_nothing_when_it_ends() {
    let (simulator, workspace) = World::LIVE_ASSIGN.start();
    workspace.write("main.tf", &assignment("x", WINDOWS, &group(FINANCE)));
    workspace.apply();
    simulator.clear_requests();
    workspace.expect_clean();
    assert_eq!(simulator.requests().len(), 1, "{:?}", simulator.requests());
}

#[test]
fn two_runs_on_one_policy_lose_nothing_in_ten_rounds() {
    // Most of a round is waiting, so several go on at once.
    let rounds: Vec<u64> = (0..10).collect();
    for some in rounds.chunks(5) {
        std::thread::scope(|scope| some.iter().for_each(|round| drop(scope.spawn(|| two_runs(*round)))));
    }
}

fn two_runs(round: u64) {
    let latency = Latency { min: Duration::from_millis(10), max: Duration::from_millis(150), seed: round };
    let (simulator, first) = World::LIVE.start_with(Options { latency, ..Options::demo() });
    let second = Workspace::new();
    second.write("provider.tf", &provider_block_with(&simulator.url(), ""));
    let foreign = json!({"target": row::exclusion_group(BREAK_GLASS)["target"], "priority": 7});
    simulator.set_assignments(WINDOWS, vec![foreign]).expect("the policy");
    let before = rows(&simulator, WINDOWS);
    first.write("main.tf", &many("aaaaaaaa"));
    second.write("main.tf", &many("bbbbbbbb"));

    let running = [&first, &second].map(|run| run.spawn(&["apply", "-auto-approve"]));
    for run in running {
        run.wait(PATIENCE).expect_success();
    }

    expect_all(&simulator, round);
    assert!(before.iter().all(|row| rows(&simulator, WINDOWS).contains(row)), "round {round}");
    first.expect_clean();
    second.expect_clean();
}

/// Assignments to as many groups, whose ids begin like this.
fn many(prefix: &str) -> String {
    format!(
        "resource \"intune_compliance_assignment\" \"x\" {{\n  count = {EACH}\n  \
         compliance_policy_id = \"{WINDOWS}\"\n  target = {{\n    type = \"group\"\n    \
         group_id = format(\"{prefix}-0000-4000-a000-%012x\", count.index)\n  }}\n}}\n"
    )
}

#[track_caller]
fn expect_all(simulator: &Simulator, round: u64) {
    let there = ids(simulator, WINDOWS);
    let wanted = ["aaaaaaaa", "bbbbbbbb"].into_iter().flat_map(|prefix| {
        (0..EACH).map(move |number| id_of_group(&format!("{prefix}-0000-4000-a000-{number:012x}")))
    });
    let lost: Vec<String> = wanted.filter(|id| !there.contains(id)).collect();
    assert!(lost.is_empty(), "round {round} lost {lost:?}");
}

fn id_of_group(group: &str) -> String {
    format!("{WINDOWS}_{group}")
}
