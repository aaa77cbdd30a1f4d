//! Import: a policy's id names the set of its assignments.

use super::model::Model;
use crate::graph::PolicyId;
use crate::plugin::context::Context;
use crate::plugin::diagnostics::{Diagnostics, error};
use crate::plugin::resource::{Import, Imported};
use crate::plugin::value::{Look, Value};
use crate::provider::policy_kind;
use crate::provider::report::{self, About, Doing, What, whole};
use crate::provider::session::Sessions;
use crate::provider::state_model::StateModel;
use crate::provider::timeouts::{Timed, operation};

/// Finds the set that an import names.
pub(super) async fn import(sessions: &Sessions, context: &Context, request: Import) -> Imported {
    let imported = match try_import(sessions, context, &request).await {
        Ok((model, diagnostics)) => model.write().map(|state| (state, model.identity(), diagnostics)),
        Err(diagnostics) => Err(diagnostics),
    };
    match imported {
        Ok((state, identity, diagnostics)) => {
            Imported { state, identity: Some(identity), private: Default::default(), diagnostics }
        }
        Err(diagnostics) => Imported::failed(diagnostics),
    }
}

async fn try_import(
    sessions: &Sessions,
    context: &Context,
    request: &Import,
) -> Result<(Model, Diagnostics), Diagnostics> {
    let given = match request {
        Import::Id(id) => id.as_str(),
        Import::Identity(identity) => identity.get("compliance_policy_id").as_str().unwrap_or_default(),
    };
    let policy = PolicyId::try_from(given).map_err(|problem| {
        error(
            "Invalid import id",
            format!("The set of a policy's assignments is imported by the policy's id, a GUID: {problem}."),
        )
    })?;
    let session = sessions.current()?;
    let operation = operation(&Value::Null, Timed::Read, context);
    let about = About { doing: Doing::Importing, policy: &policy, what: What::All };
    let found = policy_kind::find(&session, &policy, &operation).await;
    let Some((kind, rows)) = found.map_err(|problem| report::unread(about, &problem))? else {
        let (summary, detail) = whole::no_policy(&policy);
        return Err(error(summary, detail));
    };
    let mut model = Model { policy_kind: policy_kind::value(kind), ..Model::default() };
    let strange = model.take(&policy, &rows);
    Ok((model, whole::strange(&policy, &strange)))
}
