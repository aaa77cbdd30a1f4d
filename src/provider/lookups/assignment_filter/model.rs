//! The data source as a value.

use serde::{Deserialize, Serialize};

use crate::graph::filters::AssignmentFilter;
use crate::plugin::value::Value;
use crate::provider::lookups::policy_attributes::optional;
use crate::provider::timeouts::ReadTimeout;

/// The attributes.
#[derive(Serialize, Deserialize)]
pub(in crate::provider::lookups) struct Model {
    pub(super) id: Value<String>,
    pub(super) display_name: Value<String>,
    description: Value<String>,
    platform: Value<String>,
    rule: Value<String>,
    pub(super) timeouts: Value<ReadTimeout>,
}

impl Model {
    /// Shows a filter, with the id in the spelling that was given.
    pub(super) fn show(mut self, filter: &AssignmentFilter) -> Self {
        if self.id.is_null() {
            self.id = Value::Value(filter.id.to_string());
        }
        self.display_name = optional(filter.display_name.as_deref());
        self.description = optional(filter.description.as_deref());
        self.platform = optional(filter.platform.as_deref());
        self.rule = optional(filter.rule.as_deref());
        self
    }
}
