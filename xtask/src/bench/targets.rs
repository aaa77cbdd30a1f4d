//! What the figures should be, and whether they are.

use serde::Serialize;

use super::case::Case;
use super::life::{Cost, Phase};
use super::report::Cell;

/// A figure beside its target.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Judged {
    /// What is judged, as a sentence.
    pub(super) target: &'static str,
    /// The worst figure of this run.
    pub(super) figure: f64,
    /// The most that it should be.
    pub(super) at_most: f64,
}

impl Judged {
    pub(super) fn is_met(&self) -> bool {
        self.figure <= self.at_most
    }
}

/// One rule: which costs it is about, and which figure of them.
struct Target {
    says: &'static str,
    at_most: f64,
    about: fn(Case, u64, &Cost) -> bool,
    figure: fn(&Cost) -> Option<f64>,
}

const TARGETS: [Target; 5] = [
    Target {
        says: "apply of 100 on 5 policies at 50 ms: writes",
        at_most: 30.0,
        about: |case, latency, cost| is(case, 100, 5) && latency == 50 && cost.phase == Phase::Apply,
        figure: |cost| Some(f64::from(cost.requests.writes)),
    },
    Target {
        says: "apply of 100 on 5 policies at 50 ms: reads",
        at_most: 40.0,
        about: |case, latency, cost| is(case, 100, 5) && latency == 50 && cost.phase == Phase::Apply,
        figure: |cost| Some(f64::from(cost.requests.reads)),
    },
    Target {
        says: "refresh of 1,000 on 50 policies: requests",
        at_most: 10.0,
        about: |case, _, cost| is(case, 1000, 50) && cost.phase == Phase::Plan,
        figure: |cost| Some(f64::from(cost.requests.reads + cost.requests.writes)),
    },
    Target {
        says: "plan of 1,000 without latency: times the floor",
        at_most: 1.45,
        about: |case, latency, cost| case.assignments == 1000 && latency == 0 && cost.phase == Phase::Plan,
        figure: |cost| Some(cost.ratio),
    },
    Target {
        says: "peak memory with 1,000 assignments: MB",
        at_most: 40.0,
        about: |case, _, _| case.assignments == 1000,
        figure: |cost| Some(megabytes(cost.peak_kib?)),
    },
];

fn is(case: Case, assignments: u32, policies: u32) -> bool {
    (case.assignments, case.policies) == (assignments, policies)
}

/// Megabytes of 1,000,000 bytes.
pub(super) fn megabytes(kib: u64) -> f64 {
    kib as f64 * 1024.0 / 1e6
}

/// Every target that this run can judge, by the worst figure.
pub(super) fn judge(cells: &[Cell]) -> Vec<Judged> {
    let judged = |target: &Target| {
        let costs = cells.iter().flat_map(|cell| cell.costs.iter().map(move |cost| (cell, cost)));
        let figure = costs
            .filter(|(cell, cost)| (target.about)(cell.case, cell.latency_ms, cost))
            .filter_map(|(_, cost)| (target.figure)(cost))
            .max_by(f64::total_cmp)?;
        Some(Judged { target: target.says, figure, at_most: target.at_most })
    };
    TARGETS.iter().filter_map(judged).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::requests::Requests;

    fn cell(case: Case, latency_ms: u64, phase: Phase, reads: u32, peak_kib: Option<u64>) -> Cell {
        let cost = Cost {
            phase,
            requests: Requests { reads, writes: 30, ..Requests::default() },
            seconds: 2.0,
            floor_seconds: 1.0,
            ratio: 2.0,
            peak_kib,
        };
        Cell { case, latency_ms, costs: vec![cost], failed: None }
    }

    #[test]
    fn only_what_was_measured_is_judged_and_by_the_worst_of_it() {
        let (small, large) = ("100x5".parse().expect("a case"), "1000x50".parse().expect("a case"));
        let cells = [
            cell(small, 50, Phase::Apply, 41, Some(900_000)),
            cell(small, 0, Phase::Apply, 999, None),
            cell(large, 50, Phase::Apply, 5, Some(10_000)),
            cell(large, 150, Phase::Apply, 5, Some(50_000)),
        ];
        let judged = judge(&cells);
        let figures: Vec<_> = judged.iter().map(|it| (it.figure, it.is_met())).collect();
        assert_eq!(figures, [(30.0, true), (41.0, false), (51.2, false)]);
    }

    #[test]
    fn the_plan_is_compared_with_the_floor_where_the_service_takes_no_time() {
        let case = "1000x1".parse().expect("a case");
        let cells = [0, 50].map(|latency| cell(case, latency, Phase::Plan, 1, None));
        let judged = judge(&cells);
        assert_eq!(judged.len(), 1);
        assert_eq!((judged[0].figure, judged[0].is_met()), (2.0, false));
    }
}
