//! The resource as a value, and its way to and from Graph's types.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::graph::{
    Assignment, AssignmentId, Filter, FilterId, FilterMode, GroupId, PolicyId, ScopeTagTargetType, Source,
    Target, TargetKind,
};
use crate::plugin::diagnostics::{Diagnostics, error};
use crate::plugin::schema::{Type, schema_type};
use crate::plugin::value::{Dynamic, Value, model, object, string};
use crate::provider::timeouts::Timeouts;

/// The resource's attributes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Model {
    pub(super) id: Value<String>,
    pub(super) compliance_policy_id: Value<String>,
    pub(super) target: Value<TargetModel>,
    pub(super) source: Value<String>,
    pub(super) source_id: Value<String>,
    pub(super) timeouts: Value<Timeouts>,
}

/// The attributes of `target`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct TargetModel {
    #[serde(rename = "type")]
    pub(super) kind: Value<String>,
    pub(super) group_id: Value<String>,
    pub(super) collection_id: Value<String>,
    pub(super) target_type: Value<String>,
    pub(super) entra_object_id: Value<String>,
    pub(super) filter_id: Value<String>,
    pub(super) filter_type: Value<String>,
}

fn ty() -> &'static Type {
    static TYPE: LazyLock<Type> = LazyLock::new(|| schema_type(&super::schema::schema()));
    &TYPE
}

impl Model {
    /// Reads a value that the host has checked against the schema.
    pub(super) fn read(value: &Dynamic) -> Result<Self, Diagnostics> {
        model::from_dynamic(value, ty())
            .map_err(|problem| error("The provider has a bug", format!("{problem}.")))
    }

    /// The value.
    pub(super) fn write(&self) -> Result<Dynamic, Diagnostics> {
        model::to_dynamic(self, ty())
            .map_err(|problem| error("The provider has a bug", format!("{problem}.")))
    }

    /// The policy and the target, of a plan that is wholly known.
    pub(super) fn wanted(&self) -> Result<(PolicyId, Target), Diagnostics> {
        let wrong = |problem: String| error("Invalid assignment", format!("{problem}."));
        let policy = PolicyId::try_from(known(&self.compliance_policy_id))
            .map_err(|problem| wrong(format!("compliance_policy_id: {problem}")))?;
        let Value::Value(target) = &self.target else {
            return Err(wrong("target is missing".to_owned()));
        };
        Ok((policy, target.to_graph().map_err(wrong)?))
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

    /// The identity of this state.
    pub(super) fn identity(&self) -> Dynamic {
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

impl TargetModel {
    /// Every attribute but the type, with its name.
    pub(super) fn details(&self) -> [(&'static str, &Value<String>); 6] {
        [
            ("group_id", &self.group_id),
            ("collection_id", &self.collection_id),
            ("target_type", &self.target_type),
            ("entra_object_id", &self.entra_object_id),
            ("filter_id", &self.filter_id),
            ("filter_type", &self.filter_type),
        ]
    }

    fn to_graph(&self) -> Result<Target, String> {
        let group = || {
            GroupId::try_from(known(&self.group_id)).map_err(|problem| format!("target.group_id: {problem}"))
        };
        let kind = match known(&self.kind) {
            "all_devices" => TargetKind::AllDevices,
            "all_licensed_users" => TargetKind::AllLicensedUsers,
            "group" => TargetKind::Group(group()?),
            "exclusion_group" => TargetKind::ExclusionGroup(group()?),
            "configuration_manager_collection" => {
                TargetKind::ConfigurationManagerCollection(known(&self.collection_id).to_owned())
            }
            "scope_tag_group" => TargetKind::ScopeTagGroup {
                target_type: match known(&self.target_type) {
                    "device" => ScopeTagTargetType::Device,
                    _ => ScopeTagTargetType::User,
                },
                entra_object_id: known(&self.entra_object_id).to_owned(),
            },
            other => {
                return Err(format!("target.type: there is no kind of target called {other:?}"));
            }
        };
        let filter = match known(&self.filter_id) {
            "" => None,
            id => Some(Filter {
                id: FilterId::try_from(id).map_err(|problem| format!("target.filter_id: {problem}"))?,
                mode: match known(&self.filter_type) {
                    "exclude" => FilterMode::Exclude,
                    _ => FilterMode::Include,
                },
            }),
        };
        Ok(Target { kind, filter })
    }

    /// `None` for a type of target that the resource does not have.
    fn from_graph(target: &Target) -> Option<Self> {
        let text = |text: &str| Value::Value(text.to_owned());
        let mut shown = Self::default();
        let name = match &target.kind {
            TargetKind::AllDevices => "all_devices",
            TargetKind::AllLicensedUsers => "all_licensed_users",
            TargetKind::Group(group) => {
                shown.group_id = text(group.as_str());
                "group"
            }
            TargetKind::ExclusionGroup(group) => {
                shown.group_id = text(group.as_str());
                "exclusion_group"
            }
            TargetKind::ConfigurationManagerCollection(id) => {
                shown.collection_id = text(id);
                "configuration_manager_collection"
            }
            TargetKind::ScopeTagGroup { target_type, entra_object_id } => {
                shown.target_type = text(target_type.as_str());
                shown.entra_object_id = text(entra_object_id);
                "scope_tag_group"
            }
            TargetKind::Unknown { .. } => return None,
        };
        shown.kind = text(name);
        if let Some(filter) = &target.filter {
            shown.filter_id = text(filter.id.as_str());
            shown.filter_type = text(filter.mode.as_str());
        }
        Some(shown)
    }

    /// Takes over another target, in the spelling that is here already where it means the same.
    pub(super) fn take(&mut self, other: Self) {
        let fields = [
            (&mut self.kind, other.kind),
            (&mut self.group_id, other.group_id),
            (&mut self.collection_id, other.collection_id),
            (&mut self.target_type, other.target_type),
            (&mut self.entra_object_id, other.entra_object_id),
            (&mut self.filter_id, other.filter_id),
            (&mut self.filter_type, other.filter_type),
        ];
        for (mine, theirs) in fields {
            match theirs {
                Value::Value(text) => keep_spelling(mine, &text),
                other => *mine = other,
            }
        }
    }
}

/// The text of a known value; nothing for null and unknown.
pub(super) fn known(value: &Value<String>) -> &str {
    match value {
        Value::Value(text) => text,
        _ => "",
    }
}

/// Whether two values mean the same: ids compare without case.
pub(super) fn same(left: &Value<String>, right: &Value<String>) -> bool {
    match (left, right) {
        (Value::Value(left), Value::Value(right)) => left.eq_ignore_ascii_case(right),
        (left, right) => left == right,
    }
}

fn keep_spelling(mine: &mut Value<String>, theirs: &str) {
    if !matches!(mine, Value::Value(text) if text.eq_ignore_ascii_case(theirs)) {
        *mine = Value::Value(theirs.to_owned());
    }
}

#[cfg(test)]
mod tests;
