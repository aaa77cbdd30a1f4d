//! Checks a configuration by itself: every combination that Graph would refuse, or silently misunderstand, is refused
//! here, on the attribute that is wrong. What is unknown is left to later.

use super::model::Model;
use crate::plugin::diagnostics::{AttributePath, Diagnostics};
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
    if let Value::Value(target) = &model.target {
        target::check(target, &Place::attribute("target"), &mut diagnostics);
    }
    policy_kind::check(&model.policy_kind, &mut diagnostics);
    if let Value::Value(timeouts) = &model.timeouts {
        timeouts.validate(&mut diagnostics);
    }
    diagnostics
}

#[cfg(test)]
mod tests;
