//! A target as a value, and its way to and from Graph's types.

use serde::{Deserialize, Serialize};

use crate::graph::{Filter, FilterId, FilterMode, GroupId, ScopeTagTargetType, Target, TargetKind};
use crate::plugin::value::Value;

/// The attributes of a target.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::provider) struct TargetModel {
    #[serde(rename = "type")]
    pub(in crate::provider) kind: Value<String>,
    pub(in crate::provider) group_id: Value<String>,
    pub(in crate::provider) collection_id: Value<String>,
    pub(in crate::provider) target_type: Value<String>,
    pub(in crate::provider) entra_object_id: Value<String>,
    pub(in crate::provider) filter_id: Value<String>,
    pub(in crate::provider) filter_type: Value<String>,
}

impl TargetModel {
    /// Every attribute but the type, with its name.
    pub(in crate::provider) fn details(&self) -> [(&'static str, &Value<String>); 6] {
        [
            ("group_id", &self.group_id),
            ("collection_id", &self.collection_id),
            ("target_type", &self.target_type),
            ("entra_object_id", &self.entra_object_id),
            ("filter_id", &self.filter_id),
            ("filter_type", &self.filter_type),
        ]
    }

    /// The attribute of this name.
    pub(in crate::provider) fn attribute(&mut self, name: &str) -> Option<&mut Value<String>> {
        Some(match name {
            "type" => &mut self.kind,
            "group_id" => &mut self.group_id,
            "collection_id" => &mut self.collection_id,
            "target_type" => &mut self.target_type,
            "entra_object_id" => &mut self.entra_object_id,
            "filter_id" => &mut self.filter_id,
            "filter_type" => &mut self.filter_type,
            _ => return None,
        })
    }

    /// Whether every attribute is known.
    pub(in crate::provider) fn is_known(&self) -> bool {
        !self.kind.is_unknown() && self.details().iter().all(|(_, value)| !value.is_unknown())
    }

    /// Whether it differs in the spelling of ids at most.
    pub(in crate::provider) fn means(&self, other: &Self) -> bool {
        let pairs = self.details().into_iter().zip(other.details());
        self.kind == other.kind && pairs.into_iter().all(|((_, one), (_, other))| same(one, other))
    }

    /// What it means.
    ///
    /// # Errors
    /// The attribute that cannot be used, and why.
    pub(in crate::provider) fn to_graph(&self) -> Result<Target, String> {
        let group =
            || GroupId::try_from(known(&self.group_id)).map_err(|problem| format!("group_id: {problem}"));
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
                return Err(format!("type: there is no kind of target called {other:?}"));
            }
        };
        let filter = match known(&self.filter_id) {
            "" => None,
            id => Some(Filter {
                id: FilterId::try_from(id).map_err(|problem| format!("filter_id: {problem}"))?,
                mode: match known(&self.filter_type) {
                    "exclude" => FilterMode::Exclude,
                    _ => FilterMode::Include,
                },
            }),
        };
        Ok(Target { kind, filter })
    }

    /// `None` for a type of target that the resource does not have.
    pub(in crate::provider) fn from_graph(target: &Target) -> Option<Self> {
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
    pub(in crate::provider) fn take(&mut self, other: Self) {
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
pub(in crate::provider) fn known(value: &Value<String>) -> &str {
    match value {
        Value::Value(text) => text,
        _ => "",
    }
}

/// Whether two values mean the same: ids compare without case.
pub(in crate::provider) fn same(left: &Value<String>, right: &Value<String>) -> bool {
    match (left, right) {
        (Value::Value(left), Value::Value(right)) => left.eq_ignore_ascii_case(right),
        (left, right) => left == right,
    }
}

/// Takes over a text, unless what is here means the same.
pub(in crate::provider) fn keep_spelling(mine: &mut Value<String>, theirs: &str) {
    if !matches!(mine, Value::Value(text) if text.eq_ignore_ascii_case(theirs)) {
        *mine = Value::Value(theirs.to_owned());
    }
}
