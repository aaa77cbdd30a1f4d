//! The assignments of one compliance policy, of either kind.
//!
//! [`create`], [`update`] and [`delete`] are the documented routes; public reports say that the live service
//! answers them with "no such route". [`assign`] replaces the whole set, and works.

use reqwest::Method;
use serde::Serialize;

use super::PolicyKind;
use crate::graph::api_version::ApiVersion;
use crate::graph::assignment::{Assignment, RawRow};
use crate::graph::assignment_id::AssignmentId;
use crate::graph::call::{Call, Page};
use crate::graph::ids::PolicyId;
use crate::graph::target::{Target, Unwritable};

fn path<'a>(kind: PolicyKind, policy: &'a PolicyId, rest: &[&'a str]) -> Vec<&'a str> {
    [&kind.policies()[..], &[policy.as_str()], rest].concat()
}

/// Lists a policy's assignments.
///
/// <https://learn.microsoft.com/graph/api/intune-deviceconfig-devicecompliancepolicyassignment-list>
pub fn list(kind: PolicyKind, version: ApiVersion, policy: &PolicyId) -> Call<Page<Assignment>> {
    Call::get("list the assignments", version, &path(kind, policy, &["assignments"]))
}

/// Reads one assignment.
///
/// <https://learn.microsoft.com/graph/api/intune-deviceconfig-devicecompliancepolicyassignment-get>
pub fn get(kind: PolicyKind, version: ApiVersion, policy: &PolicyId, id: &AssignmentId) -> Call<Assignment> {
    Call::get("read the assignment", version, &path(kind, policy, &["assignments", id.as_str()]))
}

/// Creates an assignment.
///
/// <https://learn.microsoft.com/graph/api/intune-deviceconfig-devicecompliancepolicyassignment-create>
///
/// # Errors
/// When the target cannot be written with this version: an unknown type, or a filter with `v1.0`.
pub fn create(
    kind: PolicyKind,
    version: ApiVersion,
    policy: &PolicyId,
    target: &Target,
) -> Result<Call<Assignment>, Unwritable> {
    let call = Call::post("create the assignment", version, &path(kind, policy, &["assignments"]));
    Ok(call.with_body(&Entity::new(kind, target, version)?))
}

/// Changes an assignment's target in place. Answered with 200 and the assignment, or 204 and nothing.
///
/// <https://learn.microsoft.com/graph/api/intune-deviceconfig-devicecompliancepolicyassignment-update>
///
/// # Errors
/// As [`create`].
pub fn update(
    kind: PolicyKind,
    version: ApiVersion,
    policy: &PolicyId,
    id: &AssignmentId,
    target: &Target,
) -> Result<Call<()>, Unwritable> {
    let path = path(kind, policy, &["assignments", id.as_str()]);
    let call = Call::write("update the assignment", Method::PATCH, version, &path);
    Ok(call.with_body(&Entity::new(kind, target, version)?))
}

/// Deletes an assignment.
///
/// <https://learn.microsoft.com/graph/api/intune-deviceconfig-devicecompliancepolicyassignment-delete>
pub fn delete(kind: PolicyKind, version: ApiVersion, policy: &PolicyId, id: &AssignmentId) -> Call<()> {
    let path = path(kind, policy, &["assignments", id.as_str()]);
    Call::write("delete the assignment", Method::DELETE, version, &path)
}

/// Replaces the whole set of a policy's assignments; no rows at all clears it.
///
/// Answered with 200 and the new set, or with no body at all, so the answer is not read: list again. It is never sent
/// twice: what others have added since the rows were read would be lost.
///
/// <https://learn.microsoft.com/graph/api/intune-deviceconfig-devicecompliancepolicy-assign>
pub fn assign(kind: PolicyKind, version: ApiVersion, policy: &PolicyId, rows: Vec<RawRow>) -> Call<()> {
    #[derive(Serialize)]
    struct Body {
        assignments: Vec<RawRow>,
    }
    let path = path(kind, policy, &["assign"]);
    let call = Call::write("write the set of assignments", Method::POST, version, &path);
    call.replacing().with_body(&Body { assignments: rows })
}

/// The body of the documented routes.
#[derive(Serialize)]
struct Entity {
    #[serde(rename = "@odata.type")]
    odata_type: &'static str,
    target: serde_json::Value,
}

impl Entity {
    fn new(kind: PolicyKind, target: &Target, version: ApiVersion) -> Result<Self, Unwritable> {
        Ok(Self { odata_type: kind.assignment_type(), target: target.to_json(version)? })
    }
}

#[cfg(test)]
mod tests;
