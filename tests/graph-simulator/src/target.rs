//! Assignment targets as the service judges them: which types it knows, what identifies a target, and what a
//! posted one must look like. The assignment id follows from that identity (`{policyId}_{key}`).

use serde_json::{Map, Value};
use uuid::Uuid;

use crate::errors::GraphError;
use crate::paths::Version;

/// What Intune uses for "all users" in assignment ids.
pub const ALL_LICENSED_USERS_KEY: &str = "acacacac-9df4-4c7d-9d50-4ef0226f57a9";
/// What Intune uses for "all devices" in assignment ids.
pub const ALL_DEVICES_KEY: &str = "adadadad-808e-44e2-905a-0b7873a8a531";

pub(crate) const FILTER_ID: &str = "deviceAndAppManagementAssignmentFilterId";
pub(crate) const FILTER_TYPE: &str = "deviceAndAppManagementAssignmentFilterType";
/// In the documentation's sample, in no published metadata.
pub(crate) const SCOPE_TAG_GROUP: &str = "scopeTagGroupAssignmentTarget";

const NAMESPACE: &str = "microsoft.graph.";
const ABSTRACT: &str = "deviceAndAppManagementAssignmentTarget";

/// What tells two targets of one policy apart.
enum Identity {
    Constant(&'static str),
    /// A property that must be a GUID.
    Group(&'static str),
    /// A property that must be a non-empty text.
    Text(&'static str),
    /// The whole target.
    Content,
}

fn identity(short: &str) -> Option<Identity> {
    Some(match short {
        "allLicensedUsersAssignmentTarget" => Identity::Constant(ALL_LICENSED_USERS_KEY),
        "allDevicesAssignmentTarget" => Identity::Constant(ALL_DEVICES_KEY),
        "groupAssignmentTarget" | "exclusionGroupAssignmentTarget" => Identity::Group("groupId"),
        "configurationManagerCollectionAssignmentTarget" => Identity::Text("collectionId"),
        SCOPE_TAG_GROUP => Identity::Text("entraObjectId"),
        _ => return None,
    })
}

/// The name after `#microsoft.graph.`, when it has that form.
pub(crate) fn short_name(odata_type: &str) -> Option<&str> {
    odata_type.strip_prefix('#').unwrap_or(odata_type).strip_prefix(NAMESPACE)
}

/// The part of the assignment id after the underscore. Lower case, as every recorded id is.
pub(crate) fn key(target: &Map<String, Value>) -> String {
    let odata_type = target.get("@odata.type").and_then(Value::as_str).unwrap_or_default();
    let identity = short_name(odata_type).and_then(identity).unwrap_or(Identity::Content);
    let property = |name: &str| target.get(name).and_then(Value::as_str).map(str::to_ascii_lowercase);
    match identity {
        Identity::Constant(key) => key.to_owned(),
        Identity::Group(name) | Identity::Text(name) => property(name).unwrap_or_else(|| content_key(target)),
        Identity::Content => property("groupId").unwrap_or_else(|| content_key(target)),
    }
}

fn content_key(target: &Map<String, Value>) -> String {
    let text = Value::Object(target.clone()).to_string();
    Uuid::new_v5(&Uuid::NAMESPACE_OID, text.as_bytes()).to_string()
}

/// Types the service knows besides the published ones.
#[derive(Clone, Debug, Default)]
pub(crate) struct KnownTypes(pub(crate) Vec<String>);

impl KnownTypes {
    fn contains(&self, short: &str) -> bool {
        let published = identity(short).is_some() && short != SCOPE_TAG_GROUP;
        published || self.0.iter().any(|name| short_name(name).unwrap_or(name) == short)
    }
}

/// Checks a target from a request body and completes it as the service stores it.
///
/// # Errors
/// 400 in the service's words for types and properties it does not take.
pub(crate) fn accept(
    version: Version,
    posted: &Map<String, Value>,
    known: &KnownTypes,
) -> Result<Map<String, Value>, GraphError> {
    let short = accepted_type(posted, known)?;
    let type_name = format!("{NAMESPACE}{short}");
    if version == Version::V1
        && let Some(name) = [FILTER_ID, FILTER_TYPE].into_iter().find(|name| posted.contains_key(*name))
    {
        return Err(GraphError::unknown_property(name, &type_name));
    }
    if let Some(kind) = posted.get(FILTER_TYPE)
        && !matches!(kind.as_str(), Some("none" | "include" | "exclude"))
    {
        return Err(GraphError::model_validation(format!(
            "Cannot convert the literal {kind} to the expected type \
                 'microsoft.graph.deviceAndAppManagementAssignmentFilterType'."
        )));
    }
    check_identity(posted, &short)?;
    Ok(complete(posted))
}

fn accepted_type(posted: &Map<String, Value>, known: &KnownTypes) -> Result<String, GraphError> {
    let Some(odata_type) = posted.get("@odata.type").and_then(Value::as_str) else {
        return Err(GraphError::model_validation(format!(
            "A type name was not found in the payload and the expected type '{NAMESPACE}{ABSTRACT}' is abstract."
        )));
    };
    let bare = odata_type.strip_prefix('#').unwrap_or(odata_type);
    if bare.contains('#') {
        let text = format!("Invalid OData type specified: \"{bare}\"");
        return Err(GraphError::plain(400, "BadRequest", text));
    }
    match short_name(odata_type) {
        Some(ABSTRACT) => Err(GraphError::model_validation(format!(
            "Cannot create an instance of the abstract type '{NAMESPACE}{ABSTRACT}'."
        ))),
        Some(short) if known.contains(short) => Ok(short.to_owned()),
        _ => Err(GraphError::unknown_type(bare)),
    }
}

fn check_identity(posted: &Map<String, Value>, short: &str) -> Result<(), GraphError> {
    let given = |name: &str| posted.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    match identity(short) {
        Some(Identity::Group(name)) => {
            let id = given(name);
            // `Uuid` also reads forms that Graph does not write: braces, URNs and bare digits.
            if id.len() == 36 && Uuid::try_parse(&id).is_ok() {
                return Ok(());
            }
            let text = format!("Invalid GroupId : {id} provided, a valid AADGroupId is expected.");
            Err(GraphError::nested(400, "BadRequest", text))
        }
        Some(Identity::Text(name)) if given(name).is_empty() => {
            let text = format!("Invalid {name} : a value is expected.");
            Err(GraphError::nested(400, "BadRequest", text))
        }
        _ => Ok(()),
    }
}

/// The stored form: `#` before the type, filter properties present, everything else as it came, in its order.
pub(crate) fn complete(target: &Map<String, Value>) -> Map<String, Value> {
    let odata_type = target.get("@odata.type").and_then(Value::as_str).unwrap_or_default();
    let bare = odata_type.strip_prefix('#').unwrap_or(odata_type);
    let published = short_name(bare).and_then(identity).is_some();
    let mut stored = Map::new();
    if !odata_type.is_empty() {
        stored.insert("@odata.type".to_owned(), Value::from(format!("#{bare}")));
    }
    if published {
        for (name, default) in [(FILTER_ID, Value::Null), (FILTER_TYPE, Value::from("none"))] {
            if !target.contains_key(name) {
                stored.insert(name.to_owned(), default);
            }
        }
    }
    for (name, value) in target {
        if name != "@odata.type" {
            stored.insert(name.clone(), value.clone());
        }
    }
    stored
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn map(value: Value) -> Map<String, Value> {
        value.as_object().cloned().expect("an object")
    }

    #[test]
    fn fact_8_the_key_follows_from_who_is_targeted() {
        let group = "9F1D7C3A-5B2E-4C8D-8E6F-1A2B3C4D5E01";
        let cases = [
            (
                json!({"@odata.type": "#microsoft.graph.allDevicesAssignmentTarget"}),
                ALL_DEVICES_KEY.to_owned(),
            ),
            (
                json!({"@odata.type": "microsoft.graph.allLicensedUsersAssignmentTarget"}),
                ALL_LICENSED_USERS_KEY.to_owned(),
            ),
            (
                json!({"@odata.type": "#microsoft.graph.groupAssignmentTarget", "groupId": group}),
                group.to_ascii_lowercase(),
            ),
            (
                json!({"@odata.type": "#microsoft.graph.exclusionGroupAssignmentTarget", "groupId": group}),
                group.to_ascii_lowercase(),
            ),
            (
                json!({"@odata.type": "#microsoft.graph.configurationManagerCollectionAssignmentTarget",
                       "collectionId": "SMS00001"}),
                "sms00001".to_owned(),
            ),
        ];
        for (target, expected) in cases {
            assert_eq!(key(&map(target.clone())), expected, "{target}");
        }
    }

    #[test]
    fn a_complete_target_keeps_unknown_properties_in_their_order() {
        let seeded = json!({"@odata.type": "#microsoft.graph.groupAssignmentTarget", "zeta": 1, "groupId": "g", "alpha": {"b": 1, "a": 2}});
        let stored = Value::Object(complete(&map(seeded)));
        assert_eq!(
            stored.to_string(),
            format!(
                r##"{{"@odata.type":"#microsoft.graph.groupAssignmentTarget","{FILTER_ID}":null,"{FILTER_TYPE}":"none","zeta":1,"groupId":"g","alpha":{{"b":1,"a":2}}}}"##
            )
        );
    }

    #[test]
    fn an_unknown_type_is_kept_as_it_is() {
        let seeded = json!({"@odata.type": "#microsoft.graph.futureTarget", "b": 1, "a": null});
        assert_eq!(Value::Object(complete(&map(seeded.clone()))).to_string(), seeded.to_string());
    }
}
