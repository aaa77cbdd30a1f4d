//! Device compliance policies and their assignments: what can be asked of Graph about them.

pub mod assignments;
pub mod policies;

/// The path of the policies.
const POLICIES: [&str; 2] = ["deviceManagement", "deviceCompliancePolicies"];
