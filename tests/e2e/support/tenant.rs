//! The simulated tenant: its ids, its assignments, and what reached it.

use graph_simulator::{RequestRecord, Simulator};
use serde_json::Value;

/// A policy without assignments.
pub(crate) const WINDOWS: &str = "6a2ac7e4-0f5b-4f0e-9d0c-3b8f2c4d1e01";
/// A policy that is assigned to all licensed users and to [`FINANCE`].
pub(crate) const IOS: &str = "6a2ac7e4-0f5b-4f0e-9d0c-3b8f2c4d1e02";
/// Another policy without assignments.
pub(crate) const MACOS: &str = "6a2ac7e4-0f5b-4f0e-9d0c-3b8f2c4d1e03";
/// A policy that is not there.
pub(crate) const NO_POLICY: &str = "6a2ac7e4-0f5b-4f0e-9d0c-3b8f2c4d1eff";
/// A group.
pub(crate) const FINANCE: &str = "9f1d7c3a-5b2e-4c8d-8e6f-1a2b3c4d5e01";
/// Another group.
pub(crate) const PILOT: &str = "9f1d7c3a-5b2e-4c8d-8e6f-1a2b3c4d5e02";
/// A third group.
pub(crate) const BREAK_GLASS: &str = "9f1d7c3a-5b2e-4c8d-8e6f-1a2b3c4d5e03";
/// An assignment filter.
pub(crate) const FILTER: &str = "f2822663-9d84-45ed-bd6d-207002142e0a";
/// Another; the service does not check that it exists.
pub(crate) const OTHER_FILTER: &str = "f2822663-9d84-45ed-bd6d-207002142e0b";

/// A policy set that tests let assign policies.
pub(crate) const POLICY_SET: &str = "5e1f0000-0000-4000-8000-000000000001";

/// A policy's assignments as beta would show them.
#[track_caller]
pub(crate) fn rows(simulator: &Simulator, policy: &str) -> Vec<Value> {
    simulator.assignments(policy).expect("a policy of the demo")
}

/// The ids of a policy's assignments, sorted.
#[track_caller]
pub(crate) fn ids(simulator: &Simulator, policy: &str) -> Vec<String> {
    let mut ids: Vec<String> =
        rows(simulator, policy).iter().filter_map(|row| row["id"].as_str().map(str::to_owned)).collect();
    ids.sort();
    ids
}

/// The target of the one assignment that a policy has.
#[track_caller]
pub(crate) fn only_target(simulator: &Simulator, policy: &str) -> Value {
    let rows = rows(simulator, policy);
    assert_eq!(rows.len(), 1, "one assignment was expected: {rows:?}");
    rows[0]["target"].clone()
}

/// The requests that asked for a change of assignments, refused ones included.
pub(crate) fn writes(simulator: &Simulator) -> Vec<RequestRecord> {
    let is_write =
        |request: &RequestRecord| request.is_write() && request.path.contains("/deviceManagement/");
    simulator.requests().into_iter().filter(is_write).collect()
}

/// The requests that had their effect.
pub(crate) fn effective_writes(simulator: &Simulator) -> Vec<RequestRecord> {
    let took_effect = |request: &RequestRecord| request.status.is_some_and(|status| status < 300);
    writes(simulator).into_iter().filter(took_effect).collect()
}
