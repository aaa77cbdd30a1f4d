//! The life of many assignments, measured: apply, plans without a change, destroy; each beside the floor.

use std::path::Path;
use std::time::Duration;

use serde::Serialize;

use super::case::Case;
use super::requests::Requests;
use super::simulator::{FOREIGN, Simulator};
use crate::failure::Failure;
use crate::terraform::{Finished, Installation, Kib, SignIn, Workspace};

/// No command of a measurement takes longer.
const LIMIT: Duration = Duration::from_secs(1800);
const APPLY: &[&str] = &["apply", "-auto-approve"];
/// Ends with 0 only when there is nothing to do.
const PLAN: &[&str] = &["plan", "-detailed-exitcode"];
const DESTROY: &[&str] = &["destroy", "-auto-approve"];

/// Which command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Phase {
    /// From nothing to everything.
    Apply,
    /// A plan that reads everything and finds nothing to do.
    Plan,
    /// From everything to nothing.
    Destroy,
}

/// What a phase cost.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Cost {
    pub(super) phase: Phase,
    #[serde(flatten)]
    pub(super) requests: Requests,
    pub(super) seconds: f64,
    /// The same with `terraform_data`.
    pub(super) floor_seconds: f64,
    /// How many times the floor.
    pub(super) ratio: f64,
    /// The most memory that a process of the provider had, in KiB.
    pub(super) peak_kib: Option<Kib>,
}

/// Measures one case at one latency.
///
/// # Errors
/// When a command fails, or leaves another number of assignments than it should: then there is nothing to measure.
pub(super) fn measure(
    installation: &Installation,
    simulator: &Path,
    case: Case,
    latency_ms: u64,
    plans: u32,
) -> Result<Vec<Cost>, Failure> {
    let simulator = Simulator::start(simulator, case, latency_ms)?;
    let ours = Workspace::new(installation, &simulator.url(), SignIn::ClientSecret, LIMIT)?;
    ours.write("main.tf", &case.assignments_hcl())?;
    let floor = Workspace::without_provider(installation, LIMIT)?;
    floor.write("main.tf", &case.floor_hcl())?;
    floor.run(&["init"])?.successful()?;
    let bench = Bench { ours, floor, simulator };
    let foreign = case.policies * FOREIGN;

    let apply = bench.phase(Phase::Apply, APPLY, 1)?;
    bench.expect(foreign + case.assignments)?;
    let plan = bench.phase(Phase::Plan, PLAN, plans)?;
    let destroy = bench.phase(Phase::Destroy, DESTROY, 1)?;
    bench.expect(foreign)?;
    Ok(vec![apply, plan, destroy])
}

struct Bench<'a> {
    ours: Workspace<'a>,
    floor: Workspace<'a>,
    simulator: Simulator,
}

impl Bench<'_> {
    fn phase(&self, phase: Phase, arguments: &[&str], times: u32) -> Result<Cost, Failure> {
        let (mut ours, mut floors) = (Vec::new(), Vec::new());
        let (mut requests, mut peak_kib) = (Requests::default(), None);
        for _ in 0..times {
            // Alternating, so that both meet the same other work on the machine.
            floors.push(seconds(&self.floor.run(arguments)?.successful()?));
            self.simulator.take_requests()?;
            let finished = self.ours.run(arguments)?.successful()?;
            requests = self.simulator.take_requests()?;
            peak_kib = peak_kib.max(finished.peak);
            ours.push(seconds(&finished));
        }
        let (seconds, floor_seconds) = (median(ours), median(floors));
        Ok(Cost { phase, requests, seconds, floor_seconds, ratio: seconds / floor_seconds, peak_kib })
    }

    fn expect(&self, assignments: u32) -> Result<(), Failure> {
        let found = self.simulator.assignments()?;
        if u32::try_from(found) == Ok(assignments) {
            return Ok(());
        }
        Err(Failure::Answer {
            from: "the simulated tenant".to_owned(),
            expected: "the assignments of the configuration and those of others",
            got: format!("{found} instead of {assignments}"),
        })
    }
}

fn seconds(finished: &Finished) -> f64 {
    finished.took.as_secs_f64()
}

/// The middle one, or the mean of the two in the middle; not a number when there is none.
pub(super) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match (values.len() % 2, values.get(middle)) {
        (1, Some(value)) => *value,
        (0, Some(value)) => (values[middle - 1] + value) / 2.0,
        _ => f64::NAN,
    }
}

#[cfg(test)]
mod tests {
    use super::median;

    #[test]
    fn the_median_is_in_the_middle() {
        assert_eq!(median(vec![3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(vec![4.0, 1.0, 2.0, 3.0]), 2.5);
        assert_eq!(median(vec![7.0]), 7.0);
        assert!(median(Vec::new()).is_nan());
    }
}
