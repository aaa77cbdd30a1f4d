//! The data source as a value.

use serde::{Deserialize, Serialize};

use crate::graph::{Assignment, PolicyKind, Source};
use crate::plugin::value::Value;
use crate::provider::lookups::policy_attributes::optional;
use crate::provider::target;
use crate::provider::timeouts::ReadTimeout;

/// The attributes.
#[derive(Serialize, Deserialize)]
pub(in crate::provider::lookups) struct Model {
    pub(super) compliance_policy_id: Value<String>,
    pub(super) policy_kind: Value<String>,
    assignments: Value<Vec<Row>>,
    pub(super) timeouts: Value<ReadTimeout>,
}

/// One assignment.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Row {
    id: Value<String>,
    source: Value<String>,
    source_id: Value<String>,
    from_policy_set: Value<bool>,
    target: Value<Target>,
}

/// Whom it applies to.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Target {
    r#type: Value<String>,
    group_id: Value<String>,
    collection_id: Value<String>,
    target_type: Value<String>,
    entra_object_id: Value<String>,
    filter_id: Value<String>,
    filter_type: Value<String>,
}

impl Model {
    /// The kind that is given, if one is.
    pub(super) fn kind(&self) -> Option<PolicyKind> {
        match &self.policy_kind {
            Value::Value(word) => PolicyKind::from_word(word),
            _ => None,
        }
    }

    /// Shows the assignments of a policy of this kind, sorted by id; a policy set's row after the direct one.
    pub(super) fn show(mut self, kind: PolicyKind, rows: &[Assignment]) -> Self {
        let mut rows: Vec<&Assignment> = rows.iter().collect();
        rows.sort_by(|a, b| (&a.id, a.source.as_str()).cmp(&(&b.id, b.source.as_str())));
        self.policy_kind = Value::Value(kind.as_str().to_owned());
        self.assignments = Value::Value(rows.into_iter().map(Row::from).collect());
        self
    }
}

impl From<&Assignment> for Row {
    fn from(row: &Assignment) -> Self {
        Self {
            id: Value::Value(row.id.to_string()),
            source: Value::Value(row.source.as_str().to_owned()),
            source_id: optional(row.source_id.as_deref()),
            from_policy_set: Value::Value(row.source == Source::PolicySets),
            target: Value::Value(Target::from(&row.target)),
        }
    }
}

impl From<&crate::graph::Target> for Target {
    fn from(target: &crate::graph::Target) -> Self {
        let mut shown = Self::default();
        for (name, text) in target::words(target) {
            let attribute = match name {
                "type" => &mut shown.r#type,
                "group_id" => &mut shown.group_id,
                "collection_id" => &mut shown.collection_id,
                "target_type" => &mut shown.target_type,
                "entra_object_id" => &mut shown.entra_object_id,
                "filter_id" => &mut shown.filter_id,
                "filter_type" => &mut shown.filter_type,
                _ => continue,
            };
            *attribute = Value::Value(text);
        }
        shown
    }
}
