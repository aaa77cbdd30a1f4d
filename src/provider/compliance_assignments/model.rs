//! The resource as a value, and its way to and from Graph's types.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::assignments::Who;
use crate::graph::{Assignment, PolicyId, PolicyKind, Source, Target};
use crate::plugin::diagnostics::{Diagnostics, error};
use crate::plugin::schema::{Type, schema_type};
use crate::plugin::value::{Dynamic, Value, object, string};
use crate::provider::policy_kind;
use crate::provider::state_model::StateModel;
use crate::provider::target::{TargetModel, keep_spelling, known};
use crate::provider::timeouts::Timeouts;

/// The resource's attributes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Model {
    pub(super) compliance_policy_id: Value<String>,
    pub(super) policy_kind: Value<String>,
    pub(super) targets: Value<Vec<Value<TargetModel>>>,
    pub(super) timeouts: Value<Timeouts>,
}

impl StateModel for Model {
    fn ty() -> &'static Type {
        static TYPE: LazyLock<Type> = LazyLock::new(|| schema_type(&super::schema::schema()));
        &TYPE
    }

    fn identity(&self) -> Dynamic {
        let policy = match &self.compliance_policy_id {
            Value::Value(text) => string(text),
            Value::Null => Value::Null,
            Value::Unknown => Value::Unknown,
        };
        object([("compliance_policy_id", policy)])
    }
}

impl Model {
    /// The policy and all targets, once they are wholly known. Nobody is among them twice.
    pub(super) fn wanted(&self) -> Result<(PolicyId, Vec<Target>), Diagnostics> {
        let wrong = |problem: String| error("Invalid set of assignments", format!("{problem}."));
        let policy = self.policy().map_err(wrong)?;
        let Value::Value(targets) = &self.targets else {
            return Err(wrong("targets is missing".to_owned()));
        };
        let targets = targets.iter().map(|target| match target {
            Value::Value(target) => target.to_graph().map_err(|problem| wrong(format!("targets: {problem}"))),
            _ => Err(wrong("targets: an element is missing".to_owned())),
        });
        let targets = targets.collect::<Result<Vec<_>, _>>()?;
        match twice(&targets) {
            Some(problem) => Err(wrong(problem)),
            None => Ok((policy, targets)),
        }
    }

    /// The policy.
    pub(super) fn policy(&self) -> Result<PolicyId, String> {
        PolicyId::try_from(known(&self.compliance_policy_id))
            .map_err(|problem| format!("compliance_policy_id: {problem}"))
    }

    /// The targets that are known and mean something, each with its words.
    pub(super) fn known_targets(&self) -> Vec<(&TargetModel, Target)> {
        let Value::Value(targets) = &self.targets else {
            return Vec::new();
        };
        let known = targets.iter().filter_map(|target| match target {
            Value::Value(target) if target.is_known() => Some((target, target.to_graph().ok()?)),
            _ => None,
        });
        known.collect()
    }

    /// Whether all targets are known.
    pub(super) fn is_known(&self) -> bool {
        let is_known =
            |target: &Value<TargetModel>| matches!(target, Value::Value(target) if target.is_known());
        matches!(&self.targets, Value::Value(targets) if targets.iter().all(is_known))
    }

    /// Takes over the direct assignments that Graph shows, in the spelling that is here already where it means the
    /// same. What cannot be expressed is left out and handed back.
    pub(super) fn take<'a>(&mut self, policy: &PolicyId, rows: &'a [Assignment]) -> Vec<&'a Target> {
        keep_spelling(&mut self.compliance_policy_id, policy.as_str());
        self.policy_kind = policy_kind::value(self.kind());
        let mut before: HashMap<Who, TargetModel> = self
            .known_targets()
            .into_iter()
            .filter_map(|(words, target)| Some((Who::of(&target.kind)?, words.clone())))
            .collect();
        let (mut targets, mut strange) = (Vec::new(), Vec::new());
        for row in rows.iter().filter(|row| row.source == Source::Direct) {
            let who = Who::of(&row.target.kind);
            let (Some(who), Some(shown)) = (who, TargetModel::from_graph(&row.target)) else {
                strange.push(&row.target);
                continue;
            };
            let mut target = before.remove(&who).unwrap_or_default();
            target.take(shown);
            targets.push(Value::Value(target));
        }
        self.targets = Value::Value(targets);
        strange
    }

    /// The kind of the policy.
    pub(super) fn kind(&self) -> PolicyKind {
        policy_kind::kind(&self.policy_kind)
    }
}

/// Who is among the targets twice, in a sentence.
pub(super) fn twice(targets: &[Target]) -> Option<String> {
    let mut seen: HashMap<Who, &Target> = HashMap::new();
    targets.iter().find_map(|target| {
        let other = seen.insert(Who::of(&target.kind)?, target)?;
        Some(if std::mem::discriminant(&other.kind) == std::mem::discriminant(&target.kind) {
            format!("targets: {target} is there twice; the service has one assignment for each target")
        } else {
            format!(
                "targets: {other} and {target} contradict each other; a group cannot be included and excluded at once"
            )
        })
    })
}

#[cfg(test)]
mod tests;
