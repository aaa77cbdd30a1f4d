//! What can be told at plan already: that the policy does not exist, or that something speaks against the assignment.
//!
//! A look ahead, not a condition: where Graph cannot be asked, or a value is not known yet, planning goes on without.

use std::time::Duration;

use super::model::Model;
use crate::assignments::Conflict;
use crate::graph::{Operation, PolicyId};
use crate::plugin::context::Context;
use crate::plugin::diagnostics::{AttributePath, Diagnostics, diagnostic};
use crate::plugin::value::{Dynamic, Value};
use crate::provider::report;
use crate::provider::session::Sessions;
use crate::provider::state_model::StateModel;
use crate::provider::target::known;

/// How long a plan waits for an answer that it can do without.
const PATIENCE: Duration = Duration::from_secs(10);

/// Warnings and errors about a planned create.
pub(super) async fn foresee(sessions: &Sessions, context: &Context, planned: &Dynamic) -> Diagnostics {
    let nothing = Diagnostics::default();
    let (Ok(session), Ok(model)) = (sessions.current(), Model::read(planned)) else {
        return nothing;
    };
    if !session.foresight.may_ask() || !is_known(&model) {
        return nothing;
    }
    let Ok((policy, target)) = model.wanted() else {
        return nothing;
    };
    let operation = Operation::new(PATIENCE, context.stop.clone());
    let foreseen =
        session.assignments.of(model.kind()).foresee(&policy, &target, session.existing, &operation).await;
    match foreseen {
        Ok(None) => nothing,
        Ok(Some(Conflict::Exists(row))) if session.foresight.manages(&row.id) => nothing,
        Ok(Some(conflict)) => {
            let (summary, detail) = report::foreseen(&policy, &conflict);
            let warning = diagnostic(summary, detail, AttributePath::new("target"));
            Diagnostics { warnings: vec![warning], errors: Vec::new() }
        }
        Err(error) if error.is_not_found() => {
            let (summary, detail) = report::no_policy(&policy, &error);
            let error = diagnostic(summary, detail, AttributePath::new("compliance_policy_id"));
            Diagnostics { errors: vec![error], warnings: Vec::new() }
        }
        Err(error) => {
            tracing::warn!(%error, "planning goes on without looking at what exists");
            session.foresight.give_up();
            nothing
        }
    }
}

/// A warning when the whole set of the policy is planned as well.
pub(super) fn company(sessions: &Sessions, planned: &Dynamic) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    if let (Ok(session), Ok(model)) = (sessions.current(), Model::read(planned))
        && let Ok(policy) = PolicyId::try_from(known(&model.compliance_policy_id))
        && session.foresight.plans_single(&policy)
    {
        let (summary, detail) = report::whole::has_company(&policy);
        let path = AttributePath::new("compliance_policy_id");
        diagnostics.warnings.push(diagnostic(summary, detail, path));
    }
    diagnostics
}

/// Whether policy and target are known.
fn is_known(model: &Model) -> bool {
    let Value::Value(target) = &model.target else {
        return false;
    };
    matches!(model.compliance_policy_id, Value::Value(_)) && target.is_known()
}
