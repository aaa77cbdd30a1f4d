//! The data source as a value.

use serde::{Deserialize, Serialize};

use crate::graph::groups::Group;
use crate::plugin::value::Value;
use crate::provider::lookups::policy_attributes::optional;
use crate::provider::timeouts::ReadTimeout;

/// The attributes.
#[derive(Serialize, Deserialize)]
pub(in crate::provider::lookups) struct Model {
    pub(super) id: Value<String>,
    pub(super) display_name: Value<String>,
    description: Value<String>,
    pub(super) timeouts: Value<ReadTimeout>,
}

impl Model {
    /// Shows a group, with the id in the spelling that was given.
    pub(super) fn show(mut self, group: &Group) -> Self {
        if self.id.is_null() {
            self.id = Value::Value(group.id.to_string());
        }
        self.display_name = optional(group.display_name.as_deref());
        self.description = optional(group.description.as_deref());
        self
    }
}
