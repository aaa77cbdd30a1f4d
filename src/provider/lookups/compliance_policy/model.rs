//! The data source as a value.

use serde::{Deserialize, Serialize};

use crate::plugin::value::Value;
use crate::provider::lookups::policy_attributes::PolicyAttributes;
use crate::provider::timeouts::ReadTimeout;
use crate::tenant::Policy;

/// The attributes.
#[derive(Serialize, Deserialize)]
pub(in crate::provider::lookups) struct Model {
    pub(super) id: Value<String>,
    pub(super) display_name: Value<String>,
    pub(super) platform: Value<String>,
    description: Value<String>,
    policy_kind: Value<String>,
    pub(super) timeouts: Value<ReadTimeout>,
}

impl Model {
    /// Shows a policy, with the id in the spelling that was given.
    pub(super) fn show(self, policy: &Policy) -> Self {
        let shown = PolicyAttributes::from(policy);
        Self {
            id: if self.id.is_null() { shown.id } else { self.id },
            display_name: shown.display_name,
            platform: shown.platform,
            description: shown.description,
            policy_kind: shown.policy_kind,
            timeouts: self.timeouts,
        }
    }
}
