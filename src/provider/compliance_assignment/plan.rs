//! Plans a change: nothing, in place, or a replacement.
//!
//! A different policy, or a different someone (kind family, group, collection, object), is another assignment to Graph
//! and needs a replacement. A filter, and whether a group is included or excluded, are properties of the same
//! assignment and change in place, in one write.

use super::model::Model;
use crate::assignments::Versions;
use crate::graph::ApiVersion;
use crate::plugin::diagnostics::{AttributePath, Diagnostics, diagnostic};
use crate::plugin::resource::{Plan, Planned};
use crate::plugin::value::Value;
use crate::provider::policy_kind;
use crate::provider::session::Sessions;
use crate::provider::state_model::StateModel;
use crate::provider::target::{TargetModel, same};

/// Plans a create or an update.
pub(super) fn plan(sessions: &Sessions, request: Plan) -> Planned {
    Model::planned(try_plan(sessions, &request), request)
}

fn try_plan(sessions: &Sessions, request: &Plan) -> Result<(Model, Vec<AttributePath>), Diagnostics> {
    let mut planned = Model::read(&request.planned)?;
    policy_kind::plan(&mut planned.policy_kind, &request.config);
    check_version(sessions, &planned)?;
    if request.prior.is_null() {
        return Ok((planned, Vec::new()));
    }
    let prior = Model::read(&request.prior)?;
    keep_spelling(&mut planned, &prior);
    let requires_replace = differences(&prior, &planned);
    if requires_replace.is_empty() {
        planned.id = prior.id;
        planned.source = prior.source;
        planned.source_id = prior.source_id;
    }
    Ok((planned, requires_replace))
}

/// An id in another spelling is no change: the old spelling stays, so that nothing is planned.
fn keep_spelling(planned: &mut Model, prior: &Model) {
    if same(&planned.compliance_policy_id, &prior.compliance_policy_id) {
        planned.compliance_policy_id = prior.compliance_policy_id.clone();
    }
    if let (Value::Value(target), Value::Value(before)) = (&mut planned.target, &prior.target) {
        for (mine, theirs) in [
            (&mut target.group_id, &before.group_id),
            (&mut target.collection_id, &before.collection_id),
            (&mut target.entra_object_id, &before.entra_object_id),
            (&mut target.filter_id, &before.filter_id),
        ] {
            if same(mine, theirs) {
                *mine = theirs.clone();
            }
        }
    }
}

/// The attributes whose change makes it another assignment. What is not known yet may be another.
fn differences(prior: &Model, planned: &Model) -> Vec<AttributePath> {
    let mut paths = Vec::new();
    if !same(&prior.compliance_policy_id, &planned.compliance_policy_id) {
        paths.push(AttributePath::new("compliance_policy_id"));
    }
    if policy_kind::differs(&prior.policy_kind, &planned.policy_kind) {
        paths.push(AttributePath::new(policy_kind::NAME));
    }
    let (before, after) = match (&prior.target, &planned.target) {
        (Value::Value(before), Value::Value(after)) => (before, after),
        (before, after) if before == after => return paths,
        _ => {
            paths.push(AttributePath::new("target"));
            return paths;
        }
    };
    let at = |name: &'static str| AttributePath::new("target").attribute(name);
    if family(before) != family(after) {
        paths.push(at("type"));
    }
    for (name, old, new) in [
        ("group_id", &before.group_id, &after.group_id),
        ("collection_id", &before.collection_id, &after.collection_id),
        ("target_type", &before.target_type, &after.target_type),
        ("entra_object_id", &before.entra_object_id, &after.entra_object_id),
    ] {
        if !same(old, new) {
            paths.push(at(name));
        }
    }
    paths
}

/// Kinds that are the same assignment for the same someone.
fn family(target: &TargetModel) -> Value<&str> {
    target.kind.as_ref().map(|kind| if kind == "exclusion_group" { "group" } else { kind.as_str() })
}

/// Filters and settings catalog policies cannot be expressed on v1.0. Only a configured provider knows the version.
fn check_version(sessions: &Sessions, planned: &Model) -> Result<(), Diagnostics> {
    if let Ok(session) = sessions.current()
        && let Some(error) = policy_kind::check_version(&planned.policy_kind, session.versions)
    {
        return Err(Diagnostics { errors: vec![error], warnings: Vec::new() });
    }
    let filtered = matches!(&planned.target, Value::Value(target) if !target.filter_id.is_null());
    let only_v1 = |versions| versions == Versions::Only(ApiVersion::V1_0);
    if !filtered || !sessions.current().is_ok_and(|session| only_v1(session.versions)) {
        return Ok(());
    }
    let detail = "target.filter_id: assignment filters exist on the beta API only, and the provider setting \
                  api_version is \"v1.0\". Set it to \"auto\" or \"beta\", or remove the filter.";
    let path = AttributePath::new("target").attribute("filter_id");
    Err(Diagnostics {
        errors: vec![diagnostic("Filters need the beta API", detail, path)],
        warnings: Vec::new(),
    })
}

#[cfg(test)]
mod tests;
