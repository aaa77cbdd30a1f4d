//! The data source as a value.

use serde::{Deserialize, Serialize};

use crate::plugin::diagnostics::{AttributePath, Diagnostics, diagnostic};
use crate::plugin::value::Value;
use crate::provider::lookups::policy_attributes::PolicyAttributes;
use crate::provider::lookups::wanted;
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
    pub(super) fn validate(&self, diagnostics: &mut Diagnostics) {
        wanted::check(&self.id, &self.display_name, diagnostics);
        if let (Value::Value(_), Value::Value(_)) = (&self.id, &self.platform) {
            diagnostics.add_error(diagnostic(
                "Contradictory lookup",
                "platform chooses among policies of one display_name; it does not go with id. Remove one of the two.",
                AttributePath::new("platform"),
            ));
        }
    }

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
