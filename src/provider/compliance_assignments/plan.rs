//! Plans a change: nothing, or in place. Only another policy is another object.

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
    if mean_the_same(&planned.targets, &prior.targets) {
        // Terraform takes the old spelling for all of them or for none: elements of a set have no names.
        planned.targets = prior.targets.clone();
    }
    let mut requires_replace = Vec::new();
    if same(&planned.compliance_policy_id, &prior.compliance_policy_id) {
        planned.compliance_policy_id = prior.compliance_policy_id;
    } else {
        requires_replace.push(AttributePath::new("compliance_policy_id"));
    }
    if policy_kind::differs(&prior.policy_kind, &planned.policy_kind) {
        requires_replace.push(AttributePath::new(policy_kind::NAME));
    }
    Ok((planned, requires_replace))
}

type Targets = Value<Vec<Value<TargetModel>>>;

/// Whether two sets differ in the spelling of ids at most.
fn mean_the_same(planned: &Targets, prior: &Targets) -> bool {
    let (Value::Value(planned), Value::Value(prior)) = (planned, prior) else {
        return false;
    };
    let alike = |one: &Value<TargetModel>, other: &Value<TargetModel>| match (one, other) {
        (Value::Value(one), Value::Value(other)) => one.means(other),
        _ => false,
    };
    planned.len() == prior.len() && planned.iter().all(|one| prior.iter().any(|other| alike(one, other)))
}

/// Filters and settings catalog policies cannot be expressed on v1.0. Only a configured provider knows the version.
fn check_version(sessions: &Sessions, planned: &Model) -> Result<(), Diagnostics> {
    if let Ok(session) = sessions.current()
        && let Some(error) = policy_kind::check_version(&planned.policy_kind, session.versions)
    {
        return Err(Diagnostics { errors: vec![error], warnings: Vec::new() });
    }
    let is_filtered = planned.known_targets().iter().any(|(_, target)| target.filter.is_some());
    let only_v1 = |versions| versions == Versions::Only(ApiVersion::V1_0);
    if !is_filtered || !sessions.current().is_ok_and(|session| only_v1(session.versions)) {
        return Ok(());
    }
    let detail = "targets: assignment filters exist on the beta API only, and the provider setting api_version is \
                  \"v1.0\". Set it to \"auto\" or \"beta\", or remove the filters.";
    let error = diagnostic("Filters need the beta API", detail, AttributePath::new("targets"));
    Err(Diagnostics { errors: vec![error], warnings: Vec::new() })
}

#[cfg(test)]
mod tests;
