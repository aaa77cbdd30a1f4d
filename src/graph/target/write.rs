//! Writing a target, in the properties that each API version knows.

use serde_json::{Map, Value};

use super::super::api_version::ApiVersion;
use super::{Filter, Target, TargetKind, names};

/// Why a target cannot be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unwritable {
    /// A target that was read, but not understood.
    #[error("{kind} cannot be written, only kept as it is")]
    Unknown {
        /// The target, for the message.
        kind: TargetKind,
    },
    /// `v1.0` has no assignment filters.
    #[error(
        "the filter on {kind} cannot be written with Graph v1.0, which has no assignment filters; use beta"
    )]
    FilterNeedsBeta {
        /// The target, for the message.
        kind: TargetKind,
    },
}

impl Target {
    /// The JSON object for a request body.
    ///
    /// Beta always says whether there is a filter, in the way it answers (`null` and `none`), so that an
    /// update can take a filter away; `v1.0` knows no such properties.
    ///
    /// # Errors
    /// For a target of an unknown type, and for a filter on `v1.0`.
    pub fn to_json(&self, version: ApiVersion) -> Result<Value, Unwritable> {
        let mut object = Map::new();
        let mut put = |name: &str, value: &str| object.insert(name.to_owned(), value.into());
        let mut put_type = |name: &str| put("@odata.type", &format!("#{name}"));
        match &self.kind {
            TargetKind::AllDevices => {
                put_type(names::ALL_DEVICES);
            }
            TargetKind::AllLicensedUsers => {
                put_type(names::ALL_LICENSED_USERS);
            }
            TargetKind::Group(group) => {
                put_type(names::GROUP);
                put("groupId", group.as_str());
            }
            TargetKind::ExclusionGroup(group) => {
                put_type(names::EXCLUSION_GROUP);
                put("groupId", group.as_str());
            }
            TargetKind::ConfigurationManagerCollection(collection) => {
                put_type(names::COLLECTION);
                put("collectionId", collection);
            }
            TargetKind::ScopeTagGroup { target_type, entra_object_id } => {
                put_type(names::SCOPE_TAG_GROUP);
                put("targetType", target_type.as_str());
                put("entraObjectId", entra_object_id);
            }
            TargetKind::Unknown { .. } => {
                return Err(Unwritable::Unknown { kind: self.kind.clone() });
            }
        }
        match (version, &self.filter) {
            (ApiVersion::V1_0, None) => {}
            (ApiVersion::V1_0, Some(_)) => {
                return Err(Unwritable::FilterNeedsBeta { kind: self.kind.clone() });
            }
            (ApiVersion::Beta, None) => {
                object.insert(names::FILTER_ID.to_owned(), Value::Null);
                object.insert(names::FILTER_TYPE.to_owned(), "none".into());
            }
            (ApiVersion::Beta, Some(Filter { id, mode })) => {
                object.insert(names::FILTER_ID.to_owned(), id.as_str().into());
                object.insert(names::FILTER_TYPE.to_owned(), mode.as_str().into());
            }
        }
        Ok(Value::Object(object))
    }
}
