//! The resource as a value, and its way to and from Graph's types.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::graph::{Assignment, AssignmentId, PolicyId, PolicyKind, Source, Target};
use crate::plugin::diagnostics::{Diagnostics, error};
use crate::plugin::schema::{Type, schema_type};
use crate::plugin::value::{Dynamic, Value, object, string};
use crate::provider::policy_kind;
use crate::provider::state_model::StateModel;
use crate::provider::target::{TargetModel, keep_spelling, known};
use crate::provider::timeouts::Timeouts;

/// The resource's attributes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Model {
    pub(super) id: Value<String>,
    pub(super) compliance_policy_id: Value<String>,
    pub(super) policy_kind: Value<String>,
    pub(super) target: Value<TargetModel>,
    pub(super) source: Value<String>,
    pub(super) source_id: Value<String>,
    pub(super) timeouts: Value<Timeouts>,
}

impl StateModel for Model {
    fn ty() -> &'static Type {
        static TYPE: LazyLock<Type> = LazyLock::new(|| schema_type(&super::schema::schema()));
        &TYPE
    }

    fn identity(&self) -> Dynamic {
        let text = |value: &Value<String>| match value {
            Value::Value(text) => string(text),
            Value::Null => Value::Null,
            Value::Unknown => Value::Unknown,
        };
        object([
            ("compliance_policy_id", text(&self.compliance_policy_id)),
            ("assignment_id", text(&self.id)),
        ])
    }
}

impl Model {
    /// The policy and the target, of a plan that is wholly known.
    pub(super) fn wanted(&self) -> Result<(PolicyId, Target), Diagnostics> {
        let wrong = |problem: String| error("Invalid assignment", format!("{problem}."));
        let policy = PolicyId::try_from(known(&self.compliance_policy_id))
            .map_err(|problem| wrong(format!("compliance_policy_id: {problem}")))?;
        let Value::Value(target) = &self.target else {
            return Err(wrong("target is missing".to_owned()));
        };
        Ok((policy, target.to_graph().map_err(|problem| wrong(format!("target.{problem}")))?))
    }

    /// The policy and the assignment's id, of a state.
    pub(super) fn names(&self) -> Result<(PolicyId, AssignmentId), Diagnostics> {
        let wrong = |problem: String| {
            error(
                "The state cannot be used",
                format!("{problem}. Remove the resource from the state and import it."),
            )
        };
        let policy = PolicyId::try_from(known(&self.compliance_policy_id))
            .map_err(|problem| wrong(format!("compliance_policy_id: {problem}")))?;
        let id =
            AssignmentId::try_from(known(&self.id)).map_err(|problem| wrong(format!("id: {problem}")))?;
        Ok((policy, id))
    }

    /// Takes over what Graph shows, in the spelling that is here already where it means the same. False when the
    /// target cannot be expressed.
    pub(super) fn take(&mut self, policy: &PolicyId, row: &Assignment) -> bool {
        keep_spelling(&mut self.id, row.id.as_str());
        keep_spelling(&mut self.compliance_policy_id, policy.as_str());
        self.policy_kind = policy_kind::value(self.kind());
        self.source = Value::Value(row.source.as_str().to_owned());
        match (&row.source_id, &row.source) {
            (Some(id), _) => keep_spelling(&mut self.source_id, id),
            // v1.0 does not say it; a direct assignment's source is its policy.
            (None, Source::Direct) => {
                keep_spelling(&mut self.source_id, &policy.as_str().to_ascii_lowercase())
            }
            (None, _) => self.source_id = Value::Null,
        }
        let Some(shown) = TargetModel::from_graph(&row.target) else {
            return false;
        };
        let mut target = std::mem::take(&mut self.target).unwrap_or_default();
        target.take(shown);
        self.target = Value::Value(target);
        true
    }

    /// The kind of the policy.
    pub(super) fn kind(&self) -> PolicyKind {
        policy_kind::kind(&self.policy_kind)
    }
}

#[cfg(test)]
mod tests;
