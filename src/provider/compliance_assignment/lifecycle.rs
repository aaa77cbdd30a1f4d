//! Create, read, update and delete, each with the truth about what exists afterwards.

use super::model::Model;
use crate::assignments::{Change, Remains};
use crate::graph::{AssignmentId, PolicyId, Target};
use crate::plugin::context::Context;
use crate::plugin::diagnostics::Diagnostics;
use crate::plugin::resource::{Applied, Apply, Read, Refreshed};
use crate::plugin::value::Value;
use crate::provider::report::{self, About, Doing, What};
use crate::provider::session::Sessions;
use crate::provider::state_model::StateModel;
use crate::provider::timeouts::{Timed, operation};

/// Makes the assignment.
pub(super) async fn create(sessions: &Sessions, context: &Context, request: Apply) -> Applied {
    let (session, mut model) =
        match sessions.current().and_then(|it| Ok((it, Model::read(&request.planned)?))) {
            Ok(ready) => ready,
            Err(diagnostics) => return Applied::unchanged(request, diagnostics),
        };
    let (policy, target) = match model.wanted() {
        Ok(wanted) => wanted,
        Err(diagnostics) => return Applied::unchanged(request, diagnostics),
    };
    let about = About { doing: Doing::Creating, policy: &policy, what: What::For(&target.kind) };
    let change = Change::Create { target: target.clone(), existing: session.existing };
    let operation = operation(&model.timeouts, Timed::Create, context);
    match session.assignments.of(model.kind()).apply(&policy, change, &operation).await {
        Ok(Some(row)) => {
            // The target stays as planned: it was compared with the intent, and Terraform wants its own words back.
            let planned = model.target.clone();
            model.take(&policy, &row);
            model.target = planned;
            model.applied(request, Diagnostics::default())
        }
        Ok(None) => Applied::unchanged(request, Diagnostics::default()),
        Err(failure) => {
            let diagnostics = report::failure(about, &failure);
            match failure.remains {
                Remains::Unchanged => Applied::unchanged(request, diagnostics),
                // Kept as if it were there, so that it cannot be lost: the next refresh finds out.
                Remains::Unknown => {
                    model.id = Value::Value(foretold(&policy, &target));
                    model.source = Value::Value("direct".to_owned());
                    model.source_id = Value::Value(policy.as_str().to_ascii_lowercase());
                    model.applied(request, diagnostics)
                }
            }
        }
    }
}

/// Changes the filter, or include into exclude.
pub(super) async fn update(sessions: &Sessions, context: &Context, request: Apply) -> Applied {
    match try_update(sessions, context, &request).await {
        Ok(model) => model.applied(request, Diagnostics::default()),
        Err(diagnostics) => Applied::unchanged(request, diagnostics),
    }
}

async fn try_update(sessions: &Sessions, context: &Context, request: &Apply) -> Result<Model, Diagnostics> {
    let session = sessions.current()?;
    let prior = Model::read(&request.prior)?;
    let mut model = Model::read(&request.planned)?;
    if prior.target == model.target {
        // Only the timeouts differ, which are Terraform's own.
        return Ok(model);
    }
    let (policy, id) = prior.names()?;
    let (_, target) = model.wanted()?;
    let about = About { doing: Doing::Updating, policy: &policy, what: What::For(&target.kind) };
    let operation = operation(&model.timeouts, Timed::Update, context);
    let change = Change::Update { id, target: target.clone() };
    let changed = session.assignments.of(model.kind()).apply(&policy, change, &operation).await;
    if let Some(row) = changed.map_err(|failure| report::failure(about, &failure))? {
        let planned = model.target.clone();
        model.take(&policy, &row);
        model.target = planned;
    }
    Ok(model)
}

/// Removes the assignment, and no other.
pub(super) async fn delete(sessions: &Sessions, context: &Context, request: Apply) -> Applied {
    match try_delete(sessions, context, &request).await {
        Ok(()) => Applied::deleted(Diagnostics::default()),
        Err(diagnostics) => Applied::unchanged(request, diagnostics),
    }
}

async fn try_delete(sessions: &Sessions, context: &Context, request: &Apply) -> Result<(), Diagnostics> {
    let session = sessions.current()?;
    let prior = Model::read(&request.prior)?;
    let (policy, id) = prior.names()?;
    let (_, target) = prior.wanted()?;
    let about = About { doing: Doing::Deleting, policy: &policy, what: What::For(&target.kind) };
    let operation = operation(&prior.timeouts, Timed::Delete, context);
    let change = Change::Delete { id, kind: target.kind.clone() };
    let removed = session.assignments.of(prior.kind()).apply(&policy, change, &operation).await;
    removed.map(drop).map_err(|failure| report::failure(about, &failure))
}

/// Looks whether the assignment is there, and how.
pub(super) async fn read(sessions: &Sessions, context: &Context, request: Read) -> Refreshed {
    match try_read(sessions, context, &request).await {
        Ok(None) => Refreshed::gone(),
        Ok(Some(model)) => match model.write() {
            Ok(state) => Refreshed {
                state,
                identity: Some(model.identity()),
                private: request.private,
                diagnostics: Diagnostics::default(),
            },
            Err(diagnostics) => Refreshed::unchanged(request, diagnostics),
        },
        Err(diagnostics) => Refreshed::unchanged(request, diagnostics),
    }
}

async fn try_read(
    sessions: &Sessions,
    context: &Context,
    request: &Read,
) -> Result<Option<Model>, Diagnostics> {
    let session = sessions.current()?;
    let mut model = Model::read(&request.state)?;
    let (policy, id) = model.names()?;
    let operation = operation(&model.timeouts, Timed::Read, context);
    let about = About { doing: Doing::Reading, policy: &policy, what: What::One };
    let found = session.assignments.of(model.kind()).find(&policy, &id, &operation).await;
    let Some(row) = found.map_err(|problem| report::unread(about, &problem))? else {
        tracing::info!(policy = policy.as_str(), assignment = id.as_str(), "the assignment is gone");
        return Ok(None);
    };
    session.foresight.is_managed(row.id.clone());
    if model.take(&policy, &row) { Ok(Some(model)) } else { Err(report::inexpressible(about, &row.target)) }
}

/// The id that the assignment has if it was made. For kinds whose ids nobody has seen, one of the same form.
fn foretold(policy: &PolicyId, target: &Target) -> String {
    AssignmentId::of(policy, &target.kind)
        .map_or_else(|| format!("{policy}_{}", target.kind).replace(' ', "-"), |id| id.to_string())
}
