//! Create, read, update and delete, each with the truth about what exists afterwards.

use super::model::Model;
use crate::assignments::{Change, Remains, Who};
use crate::graph::Source;
use crate::plugin::context::Context;
use crate::plugin::diagnostics::Diagnostics;
use crate::plugin::resource::{Applied, Apply, Read, Refreshed};
use crate::provider::report::{self, About, Doing, What, whole};
use crate::provider::session::Sessions;
use crate::provider::state_model::StateModel;
use crate::provider::timeouts::{Timed, operation};

/// Makes the targets all that the policy is assigned to.
pub(super) async fn create(sessions: &Sessions, context: &Context, request: Apply) -> Applied {
    let ready = sessions.current().and_then(|session| {
        let model = Model::read(&request.planned)?;
        let wanted = model.wanted()?;
        Ok((session, model, wanted))
    });
    let (session, model, (policy, targets)) = match ready {
        Ok(ready) => ready,
        Err(diagnostics) => return Applied::unchanged(request, diagnostics),
    };
    let about = About { doing: Doing::Creating, policy: &policy, what: What::All };
    let operation = operation(&model.timeouts, Timed::Create, context);
    match session.assignments.of(model.kind()).apply(&policy, Change::Exactly { targets }, &operation).await {
        Ok(_) => model.applied(request, Diagnostics::default()),
        Err(failure) => {
            let diagnostics = report::failure(about, &failure);
            match failure.remains {
                Remains::Unchanged => Applied::unchanged(request, diagnostics),
                // Kept as if all of it were there, so that nothing of it can be lost: the next refresh finds out.
                Remains::Unknown => model.applied(request, diagnostics),
            }
        }
    }
}

/// Makes other targets all that the policy is assigned to.
pub(super) async fn update(sessions: &Sessions, context: &Context, request: Apply) -> Applied {
    match try_update(sessions, context, &request).await {
        Ok(model) => model.applied(request, Diagnostics::default()),
        // Still in the state as it was; the next refresh shows what came of it.
        Err(diagnostics) => Applied::unchanged(request, diagnostics),
    }
}

async fn try_update(sessions: &Sessions, context: &Context, request: &Apply) -> Result<Model, Diagnostics> {
    let session = sessions.current()?;
    let prior = Model::read(&request.prior)?;
    let model = Model::read(&request.planned)?;
    if prior.targets == model.targets {
        // Only the timeouts differ, which are Terraform's own.
        return Ok(model);
    }
    let (policy, targets) = model.wanted()?;
    let about = About { doing: Doing::Updating, policy: &policy, what: What::All };
    let operation = operation(&model.timeouts, Timed::Update, context);
    let changed =
        session.assignments.of(model.kind()).apply(&policy, Change::Exactly { targets }, &operation).await;
    changed.map_err(|failure| report::failure(about, &failure))?;
    Ok(model)
}

/// Removes the assignments that the state has: one that somebody has made since was never shown in a plan.
pub(super) async fn delete(sessions: &Sessions, context: &Context, request: Apply) -> Applied {
    match try_delete(sessions, context, &request).await {
        Ok(()) => Applied::deleted(Diagnostics::default()),
        Err(diagnostics) => Applied::unchanged(request, diagnostics),
    }
}

async fn try_delete(sessions: &Sessions, context: &Context, request: &Apply) -> Result<(), Diagnostics> {
    let session = sessions.current()?;
    let prior = Model::read(&request.prior)?;
    let (policy, targets) = prior.wanted()?;
    let about = About { doing: Doing::Deleting, policy: &policy, what: What::All };
    let operation = operation(&prior.timeouts, Timed::Delete, context);
    let found = session.assignments.of(prior.kind()).all(&policy, &operation).await;
    let Some(rows) = found.map_err(|problem| report::unread(about, &problem))? else {
        return Ok(());
    };
    let whos: Vec<Who> = targets.iter().filter_map(|target| Who::of(&target.kind)).collect();
    let ours = rows.iter().filter(|row| {
        row.source == Source::Direct && Who::of(&row.target.kind).is_some_and(|who| whos.contains(&who))
    });
    // Handed in together, they go into one write.
    let removals = ours.map(|row| {
        let change = Change::Delete { id: row.id.clone(), kind: row.target.kind.clone() };
        session.assignments.of(prior.kind()).apply(&policy, change, &operation)
    });
    for removed in futures_util::future::join_all(removals).await {
        removed.map_err(|failure| report::failure(about, &failure))?;
    }
    Ok(())
}

/// Looks whom the policy is assigned to.
pub(super) async fn read(sessions: &Sessions, context: &Context, request: Read) -> Refreshed {
    match try_read(sessions, context, &request).await {
        Ok(None) => Refreshed::gone(),
        Ok(Some((model, diagnostics))) => match model.write() {
            Ok(state) => {
                Refreshed { state, identity: Some(model.identity()), private: request.private, diagnostics }
            }
            Err(diagnostics) => Refreshed::unchanged(request, diagnostics),
        },
        Err(diagnostics) => Refreshed::unchanged(request, diagnostics),
    }
}

async fn try_read(
    sessions: &Sessions,
    context: &Context,
    request: &Read,
) -> Result<Option<(Model, Diagnostics)>, Diagnostics> {
    let session = sessions.current()?;
    let mut model = Model::read(&request.state)?;
    let policy = model.policy().map_err(whole::unusable_state)?;
    let expected: Vec<Who> =
        model.known_targets().iter().filter_map(|(_, target)| Who::of(&target.kind)).collect();
    let operation = operation(&model.timeouts, Timed::Read, context);
    let about = About { doing: Doing::Reading, policy: &policy, what: What::All };
    let found = session.assignments.of(model.kind()).current(&policy, &expected, &operation).await;
    let Some(rows) = found.map_err(|problem| report::unread(about, &problem))? else {
        tracing::info!(policy = policy.as_str(), "the policy is gone, and its assignments with it");
        return Ok(None);
    };
    for row in rows.iter().filter(|row| row.source == Source::Direct) {
        session.foresight.is_managed(row.id.clone());
    }
    let strange = model.take(&policy, &rows);
    Ok(Some((model, whole::strange(&policy, &strange))))
}
