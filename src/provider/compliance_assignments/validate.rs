//! Checks a configuration by itself. What is unknown is left to later.

use super::model::{Model, twice};
use crate::plugin::diagnostics::{AttributePath, Diagnostics, diagnostic};
use crate::plugin::value::{Dynamic, Value};
use crate::provider::policy_kind;
use crate::provider::state_model::StateModel;
use crate::provider::target::{self, Place, check_guid};

/// Checks a configuration.
pub(super) fn validate(config: &Dynamic) -> Diagnostics {
    let model = match Model::read(config) {
        Ok(model) => model,
        Err(diagnostics) => return diagnostics,
    };
    let mut diagnostics = Diagnostics::default();
    let policy = "compliance_policy_id";
    check_guid(&model.compliance_policy_id, policy, AttributePath::new(policy), &mut diagnostics);
    let mut wrong = |summary: &'static str, detail: String| {
        diagnostics.add_error(diagnostic(summary, detail, AttributePath::new("targets")));
    };
    if let Value::Value(targets) = &model.targets {
        if targets.iter().any(|target| matches!(target, Value::Null)) {
            wrong("Invalid target", "targets: expected targets, got a null among them.".to_owned());
        }
        let known: Vec<_> = model.known_targets().into_iter().map(|(_, target)| target).collect();
        if let Some(problem) = twice(&known) {
            wrong("Contradictory targets", format!("{problem}. Remove one of the two."));
        }
        for target in targets {
            if let Value::Value(words) = target {
                target::check(words, &Place::element("targets", words), &mut diagnostics);
            }
        }
    }
    policy_kind::check(&model.policy_kind, &mut diagnostics);
    if let Value::Value(timeouts) = &model.timeouts {
        timeouts.validate(&mut diagnostics);
    }
    diagnostics
}
