//! Looking it up.

use super::model::Model;
use crate::graph::{Operation, PolicyId, PolicyKind};
use crate::plugin::diagnostics::Diagnostics;
use crate::plugin::value::Value;
use crate::provider::lookups::wanted::Wanted;
use crate::provider::report::lookup::{self, Thing};
use crate::provider::session::Session;

/// The assignments of the policy; of the kind that has it, when none is given.
pub(super) async fn look_up(
    model: Model,
    session: &Session,
    operation: &Operation,
) -> Result<Model, Diagnostics> {
    let Value::Value(text) = &model.compliance_policy_id else {
        return Ok(model);
    };
    let wanted = Wanted::Id(text);
    let policy = PolicyId::try_from(text.as_str())
        .map_err(|problem| lookup::invalid("compliance_policy_id", &problem))?;
    let (kind, tenant) = (model.kind(), &session.tenant);
    let unread = |problem| lookup::unread(Thing::Assignments, &wanted, &problem);
    if kind == Some(PolicyKind::SettingsCatalog) && !tenant.sees_beta() {
        return Err(lookup::needs_beta("Settings catalog policies"));
    }
    if kind != Some(PolicyKind::SettingsCatalog) {
        let found = session.assignments.all(&policy, operation).await;
        if let Some(rows) = found.map_err(unread)? {
            return Ok(model.show(PolicyKind::Device, &rows));
        }
    }
    if kind != Some(PolicyKind::Device) && tenant.sees_beta() {
        let found = session.assignments.of(PolicyKind::SettingsCatalog).all(&policy, operation).await;
        if let Some(rows) = found.map_err(unread)? {
            return Ok(model.show(PolicyKind::SettingsCatalog, &rows));
        }
    }
    Err(lookup::nothing(Thing::Policy, &lookup::with_kind(&wanted, kind), tenant.sees_beta(), &[]))
}
