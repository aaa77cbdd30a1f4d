//! The `config` block as a value.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::graph::{GroupId, PolicyId};
use crate::plugin::diagnostics::{AttributePath, Diagnostics, diagnostic};
use crate::plugin::schema::{Type, schema_type};
use crate::plugin::value::{Dynamic, Value, model};
use crate::provider::report;
use crate::provider::target::check_guid;
use crate::tenant::{Pattern, Selection, TargetType};

/// The attributes.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Model {
    compliance_policy_id: Value<String>,
    policy_display_name: Value<String>,
    platform: Value<String>,
    target_types: Value<Vec<Value<String>>>,
    group_id: Value<String>,
    include_policy_sets: Value<bool>,
}

impl Model {
    /// Reads a value that the host has checked against the schema.
    pub(super) fn read(value: &Dynamic) -> Result<Self, Diagnostics> {
        static TYPE: LazyLock<Type> = LazyLock::new(|| schema_type(&super::schema::schema()));
        // Without a config block nothing is selected.
        if value.is_null() {
            return Ok(Self::default());
        }
        model::from_dynamic(value, &TYPE).map_err(report::bug)
    }

    /// Checks what is known.
    pub(super) fn validate(&self) -> Diagnostics {
        let mut diagnostics = Diagnostics::default();
        for (name, value) in
            [("compliance_policy_id", &self.compliance_policy_id), ("group_id", &self.group_id)]
        {
            check_guid(value, name, AttributePath::new(name), &mut diagnostics);
        }
        let words = TargetType::WORDS.map(|(word, _)| word);
        for got in self.words() {
            if !words.contains(&got) {
                let detail = format!("target_types: expected some of {}, got {got:?}.", words.join(", "));
                let path = AttributePath::new("target_types");
                diagnostics.add_error(diagnostic("Invalid kind of target", detail, path));
            }
        }
        diagnostics
    }

    fn words(&self) -> impl Iterator<Item = &str> {
        let list = match &self.target_types {
            Value::Value(list) => list.as_slice(),
            _ => &[],
        };
        list.iter().filter_map(|word| match word {
            Value::Value(word) => Some(word.as_str()),
            _ => None,
        })
    }

    /// What is meant, of a block that was checked.
    pub(super) fn selection(&self) -> Selection {
        let text = |value: &Value<String>| match value {
            Value::Value(text) => Some(text.clone()),
            _ => None,
        };
        let of_word = |word| {
            TargetType::WORDS.iter().find(|(known, _)| *known == word).map(|(_, target_type)| *target_type)
        };
        let policy = text(&self.compliance_policy_id);
        let group = text(&self.group_id);
        Selection {
            policies: policy.and_then(|id| PolicyId::try_from(id.as_str()).ok()).into_iter().collect(),
            names: text(&self.policy_display_name).map(|name| Pattern::new(&name)).into_iter().collect(),
            platforms: text(&self.platform).into_iter().collect(),
            target_types: self.words().filter_map(of_word).collect(),
            groups: group.and_then(|id| GroupId::try_from(id.as_str()).ok()).into_iter().collect(),
            include_policy_sets: matches!(self.include_policy_sets, Value::Value(true)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plugin::value::{Known, object, string};

    const ID: &str = "6a2ac7e4-0d58-4ea5-8f39-bd11b3bcd51a";

    fn block(policy: Dynamic, types: Dynamic, sets: Dynamic) -> Dynamic {
        object([
            ("compliance_policy_id", policy),
            ("policy_display_name", string("iOS*")),
            ("platform", Value::Null),
            ("target_types", types),
            ("group_id", Value::Null),
            ("include_policy_sets", sets),
        ])
    }

    fn set(words: &[&str]) -> Dynamic {
        Value::Value(Known::List(words.iter().map(|word| string(*word)).collect()))
    }

    #[test]
    fn a_block_becomes_a_selection() {
        let sets = Value::Value(Known::Bool(true));
        let model = Model::read(&block(string(ID), set(&["group"]), sets)).expect("a model");
        assert!(model.validate().errors.is_empty());
        let selection = model.selection();
        assert_eq!(selection.policies, [PolicyId::try_from(ID).expect("id")]);
        assert_eq!(selection.names, [Pattern::new("ios*")]);
        assert_eq!((selection.target_types, selection.include_policy_sets), (vec![TargetType::Group], true));
        assert_eq!(Model::read(&Value::Null).expect("a model").selection(), Selection::default());
    }

    #[test]
    fn what_cannot_be_meant_is_told_and_what_is_unknown_left_to_later() {
        for (policy, types, problems) in [
            (Value::Unknown, Value::Unknown, vec![]),
            (Value::Null, Value::Null, vec![]),
            (Value::Null, set(&[]), vec![]),
            (string("x"), set(&["groups"]), vec!["compliance_policy_id: ", "target_types: expected some of"]),
        ] {
            let model = Model::read(&block(policy, types, Value::Null)).expect("a model");
            let details: Vec<String> =
                model.validate().errors.into_iter().map(|error| error.detail.into_owned()).collect();
            assert_eq!(details.len(), problems.len(), "{details:?}");
            assert!(details.iter().zip(&problems).all(|(detail, problem)| detail.starts_with(problem)));
        }
    }
}
