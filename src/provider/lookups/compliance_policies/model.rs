//! The data source as a value.

use serde::{Deserialize, Serialize};

use crate::graph::PolicyKind;
use crate::plugin::value::Value;
use crate::provider::lookups::policy_attributes::PolicyAttributes;
use crate::provider::timeouts::ReadTimeout;
use crate::tenant::{Pattern, Policy};

/// The attributes.
#[derive(Serialize, Deserialize)]
pub(in crate::provider::lookups) struct Model {
    display_name: Value<String>,
    platform: Value<String>,
    pub(super) policy_kind: Value<String>,
    policies: Value<Vec<PolicyAttributes>>,
    pub(super) timeouts: Value<ReadTimeout>,
}

impl Model {
    /// The kind that is asked for, if one is.
    pub(super) fn kind(&self) -> Option<PolicyKind> {
        match &self.policy_kind {
            Value::Value(word) => PolicyKind::from_word(word),
            _ => None,
        }
    }

    /// Shows those of the policies that fit every filter, in their order.
    pub(super) fn show(mut self, policies: &[Policy]) -> Self {
        let pattern = match &self.display_name {
            Value::Value(text) => Some(Pattern::new(text)),
            _ => None,
        };
        let platform = match &self.platform {
            Value::Value(word) => Some(word.as_str()),
            _ => None,
        };
        let fits = |policy: &&Policy| {
            pattern.as_ref().is_none_or(|it| it.fits(&policy.display_name))
                && platform.is_none_or(|word| policy.platform.as_ref().is_some_and(|it| it.as_str() == word))
                && self.kind().is_none_or(|kind| policy.kind == kind)
        };
        let shown = policies.iter().filter(fits).map(PolicyAttributes::from).collect();
        self.policies = Value::Value(shown);
        self
    }
}
