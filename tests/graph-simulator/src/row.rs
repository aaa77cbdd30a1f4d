//! One assignment of a policy, kept as the JSON that beta shows. Whatever was seeded stays in it, known or not;
//! v1.0 sees a narrower view.

use serde_json::{Map, Value, json};

use crate::errors::GraphError;
use crate::paths::{Collection, Version};
use crate::target::{self, KnownTypes};

/// A row that tests, seeds and hooks can start from: `{"target": {…}}` for a group.
pub fn group(group_id: &str) -> Value {
    json!({"target": {"@odata.type": "#microsoft.graph.groupAssignmentTarget", "groupId": group_id}})
}

/// A row that excludes a group.
pub fn exclusion_group(group_id: &str) -> Value {
    json!({"target": {"@odata.type": "#microsoft.graph.exclusionGroupAssignmentTarget", "groupId": group_id}})
}

/// A row for all devices.
pub fn all_devices() -> Value {
    json!({"target": {"@odata.type": "#microsoft.graph.allDevicesAssignmentTarget"}})
}

/// A row for all licensed users.
pub fn all_licensed_users() -> Value {
    json!({"target": {"@odata.type": "#microsoft.graph.allLicensedUsersAssignmentTarget"}})
}

/// The row with an assignment filter; `filter_type` is `include` or `exclude`.
pub fn with_filter(mut row: Value, filter_id: &str, filter_type: &str) -> Value {
    row["target"][target::FILTER_ID] = Value::from(filter_id);
    row["target"][target::FILTER_TYPE] = Value::from(filter_type);
    row
}

/// The row as a policy set would have made it: kept by `/assign`, whatever is posted.
pub fn from_policy_set(mut row: Value, policy_set_id: &str) -> Value {
    row["source"] = Value::from("policySets");
    row["sourceId"] = Value::from(policy_set_id);
    row
}

/// A stored assignment.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Row(Map<String, Value>);

impl Row {
    /// A row from outside the API: what is missing is filled in, everything else is kept word for word.
    ///
    /// # Errors
    /// Says what a row needs when the value is not one.
    pub(crate) fn seeded(policy_id: &str, row: &Value) -> Result<Self, String> {
        let given = row.as_object().ok_or_else(|| format!("an assignment must be an object, got {row}"))?;
        let target = given
            .get("target")
            .and_then(Value::as_object)
            .ok_or_else(|| format!("an assignment needs a target object, got {row}"))?;
        let target = target::complete(target);
        let mut stored = Map::new();
        let id = given.get("id").filter(|id| id.as_str().is_some_and(|id| !id.is_empty()));
        let id = id.cloned().unwrap_or_else(|| Value::from(row_id(policy_id, &target)));
        stored.insert("id".to_owned(), id);
        for (name, default) in [("source", "direct"), ("sourceId", policy_id)] {
            stored.insert(name.to_owned(), given.get(name).cloned().unwrap_or_else(|| Value::from(default)));
        }
        stored.insert("target".to_owned(), Value::Object(target));
        keep_the_rest(&mut stored, given);
        Ok(Self(stored))
    }

    /// A row from a request body. Id, source and source id are the service's to give.
    ///
    /// # Errors
    /// 400 in the service's words.
    pub(crate) fn posted(
        (version, collection): (Version, Collection),
        policy_id: &str,
        row: &Value,
        known: &KnownTypes,
    ) -> Result<Self, GraphError> {
        let row_type = collection.row_type();
        let given = row.as_object().ok_or_else(|| {
            GraphError::model_validation(format!(
                "An object of type '{row_type}' is expected in 'assignments'."
            ))
        })?;
        if let Some(named) = given.get("@odata.type").and_then(Value::as_str) {
            let named = named.strip_prefix('#').unwrap_or(named);
            if named != row_type {
                return Err(not_assignable(named, row_type));
            }
        }
        if version == Version::V1
            && let Some(name) = ["source", "sourceId"].into_iter().find(|name| given.contains_key(*name))
        {
            return Err(GraphError::unknown_property(name, row_type));
        }
        let target = given.get("target").and_then(Value::as_object).ok_or_else(|| {
            GraphError::model_validation(format!(
                "The property 'target' of type '{row_type}' must have a value."
            ))
        })?;
        let target = target::accept(version, target, known)?;
        let mut stored = Map::new();
        stored.insert("id".to_owned(), Value::from(row_id(policy_id, &target)));
        stored.insert("source".to_owned(), Value::from("direct"));
        stored.insert("sourceId".to_owned(), Value::from(policy_id));
        stored.insert("target".to_owned(), Value::Object(target));
        keep_the_rest(&mut stored, given);
        Ok(Self(stored))
    }

    pub(crate) fn id(&self) -> &str {
        self.0.get("id").and_then(Value::as_str).unwrap_or_default()
    }

    /// Whether the row belongs to the policy itself rather than to a policy set.
    pub(crate) fn is_direct(&self) -> bool {
        self.0.get("source").and_then(Value::as_str) == Some("direct")
    }

    /// The row as beta shows it.
    pub(crate) fn beta(&self) -> Value {
        Value::Object(self.0.clone())
    }

    /// The row as a version shows it: v1.0 knows neither source nor filters.
    pub(crate) fn view(&self, version: Version) -> Value {
        let mut row = self.0.clone();
        if version == Version::V1 {
            row.shift_remove("source");
            row.shift_remove("sourceId");
            if let Some(Value::Object(target)) = row.get_mut("target") {
                target.shift_remove(target::FILTER_ID);
                target.shift_remove(target::FILTER_TYPE);
            }
        }
        Value::Object(row)
    }

    /// The row as the API pages show a single one, with its own type.
    pub(crate) fn entity(&self, version: Version, collection: Collection) -> Value {
        let mut entity = Map::new();
        entity.insert("@odata.type".to_owned(), Value::from(format!("#{}", collection.row_type())));
        if let Value::Object(row) = self.view(version) {
            entity.extend(row);
        }
        Value::Object(entity)
    }
}

/// `{policyId}_{key}`, lower case.
pub(crate) fn row_id(policy_id: &str, target: &Map<String, Value>) -> String {
    format!("{}_{}", policy_id.to_ascii_lowercase(), target::key(target))
}

fn keep_the_rest(stored: &mut Map<String, Value>, given: &Map<String, Value>) {
    for (name, value) in given {
        if name != "@odata.type" && !stored.contains_key(name) {
            stored.insert(name.clone(), value.clone());
        }
    }
}

fn not_assignable(named: &str, expected: &str) -> GraphError {
    let internal = |name: &str| name.replace("microsoft.graph.", "microsoft.management.services.api.");
    GraphError::model_validation(format!(
        "An entry with type '{}' was found, but it is not assignable to the expected type '{}'.",
        internal(named),
        internal(expected)
    ))
}
