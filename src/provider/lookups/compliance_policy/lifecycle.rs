//! Looking it up.

use super::model::Model;
use crate::graph::{Operation, PolicyId};
use crate::plugin::diagnostics::Diagnostics;
use crate::plugin::value::Value;
use crate::provider::lookups::policy_attributes::candidate;
use crate::provider::lookups::wanted::Wanted;
use crate::provider::report::lookup::{self, Thing};
use crate::provider::session::Session;
use crate::tenant::{Choice, Policy, choose};

/// The policy of that id, or the only one of that name and platform.
pub(super) async fn look_up(
    model: Model,
    session: &Session,
    operation: &Operation,
) -> Result<Model, Diagnostics> {
    let wanted = Wanted::of(&model.id, &model.display_name);
    let unread = |problem| lookup::unread(Thing::Policy, &wanted, &problem);
    let tenant = &session.tenant;
    let name = match wanted {
        Wanted::Id(id) => {
            let id = PolicyId::try_from(id).map_err(|problem| lookup::invalid("id", &problem))?;
            let found = tenant.policy(&id, operation).await.map_err(unread)?;
            let policy =
                found.ok_or_else(|| lookup::nothing(Thing::Policy, &wanted, tenant.sees_beta(), &[]))?;
            return Ok(model.show(&policy));
        }
        Wanted::Name(name) => name,
    };
    let platform = match &model.platform {
        Value::Value(word) => Some(word.as_str()),
        _ => None,
    };
    let fits = |policy: &Policy| {
        platform.is_none_or(|word| policy.platform.as_ref().is_some_and(|it| it.as_str() == word))
    };
    let enough = |all: &[Policy]| matches!(choose(all, name, fits), Choice::One(_));
    let all = tenant.policies(enough, operation).await.map_err(unread)?;
    let candidates = |found: Vec<&Policy>| found.into_iter().map(candidate).collect::<Vec<_>>();
    match choose(&all, name, fits) {
        Choice::One(policy) => Ok(model.show(policy)),
        Choice::Nothing { similar } => {
            let what = lookup::with_platform(&wanted, platform);
            Err(lookup::nothing(Thing::Policy, &what, tenant.sees_beta(), &candidates(similar)))
        }
        Choice::Several(found) => {
            let what = lookup::with_platform(&wanted, platform);
            Err(lookup::several(Thing::Policy, &what, &candidates(found)))
        }
    }
}
