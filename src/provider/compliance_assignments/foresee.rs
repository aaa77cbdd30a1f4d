//! What a plan has to say besides the difference: whom a create leaves out, that nobody is left, and that other
//! resources want to have a say in the same policy.

use std::time::Duration;

use super::TYPE;
use super::model::Model;
use crate::assignments::Who;
use crate::graph::{Assignment, Operation, PolicyId, Source, Target};
use crate::plugin::context::Context;
use crate::plugin::diagnostics::{AttributePath, Diagnostics, diagnostic};
use crate::plugin::value::{Dynamic, Value};
use crate::provider::report::{self, whole};
use crate::provider::session::{Session, Sessions};
use crate::provider::state_model::StateModel;

/// How long a plan waits for an answer that it can do without.
const PATIENCE: Duration = Duration::from_secs(10);

/// Warnings and errors about a plan that can be made.
pub(super) async fn foresee(
    sessions: &Sessions,
    context: &Context,
    prior: &Dynamic,
    planned: &Dynamic,
) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    let (Ok(session), Ok(model)) = (sessions.current(), Model::read(planned)) else {
        return diagnostics;
    };
    let Ok(policy) = model.policy() else {
        return diagnostics;
    };
    let mut warn = |(summary, detail): (&'static str, String), attribute: &'static str| {
        let warning = diagnostic(summary, detail, AttributePath::new(attribute));
        diagnostics.warnings.push(warning);
    };
    if session.foresight.plans_whole(&policy) {
        warn(whole::has_company(&policy), "compliance_policy_id");
    }
    let is_empty = matches!(&model.targets, Value::Value(targets) if targets.is_empty());
    if prior.is_null() {
        diagnostics.add_diagnostics(foresee_create(&session, context, &policy, &model).await);
    } else if is_empty && prior != planned {
        warn(whole::clears(&policy), "targets");
    }
    diagnostics
}

async fn foresee_create(
    session: &Session,
    context: &Context,
    policy: &PolicyId,
    model: &Model,
) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    if !session.foresight.may_ask() || !model.is_known() {
        return diagnostics;
    }
    let targets: Vec<Target> = model.known_targets().into_iter().map(|(_, target)| target).collect();
    let operation = Operation::new(PATIENCE, context.stop.clone());
    let rows = match session.assignments.of(model.kind()).current(policy, &[], &operation).await {
        Ok(Some(rows)) => rows,
        Ok(None) => {
            let (summary, detail) = whole::no_policy(policy);
            let path = AttributePath::new("compliance_policy_id");
            diagnostics.add_error(diagnostic(summary, detail, path));
            return diagnostics;
        }
        Err(error) => {
            tracing::warn!(%error, "planning goes on without looking at what exists");
            session.foresight.give_up();
            return diagnostics;
        }
    };
    let mut warn = |(summary, detail): (&'static str, String)| {
        diagnostics.warnings.push(diagnostic(summary, detail, AttributePath::new("targets")));
    };
    let (lost, conflict) = compare(&rows, &targets);
    let lost: Vec<&Assignment> = lost.into_iter().filter(|row| !session.foresight.manages(&row.id)).collect();
    if !lost.is_empty() {
        warn(whole::takes_over(policy, &lost, TYPE));
    } else if targets.is_empty() {
        warn(whole::clears(policy));
    }
    if let Some(conflict) = conflict {
        warn(report::foreseen(policy, &conflict));
    }
    diagnostics
}

/// The direct assignments that these targets do not keep as they are, and the policy set that stands in their way.
fn compare<'a>(
    rows: &'a [Assignment],
    targets: &[Target],
) -> (Vec<&'a Assignment>, Option<crate::assignments::Conflict>) {
    let is_direct = |row: &&Assignment| row.source == Source::Direct;
    let whos: Vec<(Who, &Target)> =
        targets.iter().filter_map(|target| Some((Who::of(&target.kind)?, target))).collect();
    let lost = rows.iter().filter(is_direct).filter(|row| {
        Who::of(&row.target.kind)
            .is_some_and(|who| !whos.iter().any(|(other, target)| *other == who && row.target == **target))
    });
    let has_direct =
        |who: &Who| rows.iter().filter(is_direct).any(|row| Who::of(&row.target.kind).as_ref() == Some(who));
    let in_the_way = rows.iter().filter(|row| !is_direct(row)).find(|row| {
        Who::of(&row.target.kind)
            .is_some_and(|who| whos.iter().any(|(other, _)| *other == who) && !has_direct(&who))
    });
    let conflict = in_the_way.map(|row| crate::assignments::Conflict::PolicySet {
        policy_set: row.source_id.clone(),
        target: row.target.clone(),
    });
    (lost.collect(), conflict)
}
