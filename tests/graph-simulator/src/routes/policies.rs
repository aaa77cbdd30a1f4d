//! Compliance policies: listing, reading, creating, changing, deleting.

use serde_json::{Map, Value};

use super::Context;
use crate::call::Reply;
use crate::errors::GraphError;
use crate::paths::{Collection, Version};
use crate::query::{self, Dialect, Filter, Page};
use crate::seed::PolicySeed;
use crate::state::{Policy, StateError, World, knows_type};

const EXPANDABLE: [&str; 2] = ["assignments", "scheduledActionsForRule"];

pub(crate) fn answer_collection(
    context: &mut Context<'_>,
    collection: Collection,
) -> Result<Reply, GraphError> {
    match (context.call.method.as_str(), collection) {
        ("GET", _) => list(context, collection),
        ("POST", Collection::Classic) => create(context),
        _ => Err(GraphError::not_simulated(context.call)),
    }
}

pub(crate) fn answer_one(
    context: &mut Context<'_>,
    collection: Collection,
    id: &str,
) -> Result<Reply, GraphError> {
    match (context.call.method.as_str(), collection) {
        ("GET", _) => read(context, collection, id),
        ("PATCH", Collection::Classic) => change(context, id),
        ("DELETE", _) => {
            found(context.world, collection, id)?;
            context.world.policies.retain(|policy| !(policy.collection == collection && policy.is(id)));
            Ok(Reply::empty(204))
        }
        _ => Err(GraphError::not_simulated(context.call)),
    }
}

/// The policy, or the error that the service has for a missing one.
pub(crate) fn found<'a>(
    world: &'a mut World,
    collection: Collection,
    id: &str,
) -> Result<&'a mut Policy, GraphError> {
    let missing = || GraphError::not_found(format!("DeviceConfigurations not found: Profile {id}"));
    world.policy(collection, id).ok_or_else(missing)
}

fn list(context: &mut Context<'_>, collection: Collection) -> Result<Reply, GraphError> {
    let (call, version) = (context.call, context.version);
    let filter = Filter::of(call, Dialect::Intune)?;
    let expanded = expanded(context, collection)?;
    let page = Page::of(call, context.world.options.page_size)?;
    let admitted: Vec<usize> = (0..context.world.policies.len())
        .filter(|at| {
            let policy = &context.world.policies[*at];
            policy.collection == collection && filter.admits(&policy.properties)
        })
        .collect();
    let (shown, next) = page.cut(call, admitted);
    let metadata = context.metadata("");
    let rows = shown
        .into_iter()
        .map(|at| {
            let policy = &mut context.world.policies[at];
            let mut object = query::select(call, policy.view(version));
            expand(policy, version, &metadata, &expanded, &mut object);
            Value::Object(object)
        })
        .collect();
    let what = format!("deviceManagement/{}{}", collection.segment(), suffix(&expanded));
    Ok(context.collection(&what, rows, next))
}

fn read(context: &mut Context<'_>, collection: Collection, id: &str) -> Result<Reply, GraphError> {
    let (call, version, metadata) = (context.call, context.version, context.metadata(""));
    let expanded = expanded(context, collection)?;
    let policy = found(context.world, collection, id)?;
    let mut object = query::select(call, policy.view(version));
    expand(policy, version, &metadata, &expanded, &mut object);
    if collection == Collection::Catalog && object.contains_key("assignments") {
        // The settings catalog's single read does not expand assignments, although it says it does.
        object.insert("assignments".to_owned(), Value::Array(Vec::new()));
    }
    let what = format!("deviceManagement/{}{}/$entity", collection.segment(), suffix(&expanded));
    Ok(context.entity(200, &what, object))
}

fn expanded(context: &Context<'_>, collection: Collection) -> Result<Vec<String>, GraphError> {
    let names = query::expanded(context.call);
    match names.iter().find(|name| !EXPANDABLE.contains(&name.as_str())) {
        None => Ok(names),
        Some(name) => {
            let on = match collection {
                Collection::Classic => "microsoft.graph.deviceCompliancePolicy",
                Collection::Catalog => "microsoft.graph.deviceManagementCompliancePolicy",
            };
            let text = format!(
                "Parsing OData Select and Expand failed: Could not find a property named '{name}' on type '{on}'."
            );
            Err(GraphError::plain(400, "BadRequest", text))
        }
    }
}

fn suffix(expanded: &[String]) -> String {
    if expanded.is_empty() {
        return String::new();
    }
    let names: Vec<String> = expanded.iter().map(|name| format!("{name}()")).collect();
    format!("({})", names.join(","))
}

fn expand(
    policy: &mut Policy,
    version: Version,
    metadata: &Value,
    names: &[String],
    object: &mut Map<String, Value>,
) {
    let cast = match (policy.odata_type(), version) {
        (Some(name), Version::V1) if !knows_type(version, name) => String::new(),
        (Some(name), _) => format!("/{}", name.trim_start_matches('#')),
        (None, _) => String::new(),
    };
    let base = format!(
        "{}deviceManagement/{}('{}'){cast}",
        metadata.as_str().unwrap_or_default(),
        policy.collection.segment(),
        policy.id
    );
    for name in names {
        let value = if name == "assignments" {
            let rows = policy.read_rows(World::now());
            Value::Array(rows.iter().map(|row| row.view(version)).collect())
        } else {
            policy.scheduled_actions.clone()
        };
        object.insert(format!("{name}@odata.context"), Value::from(format!("{base}/{name}")));
        object.insert(name.clone(), value);
    }
}

fn create(context: &mut Context<'_>) -> Result<Reply, GraphError> {
    let mut object = object(context.call.json()?)?;
    let expected = "microsoft.graph.deviceCompliancePolicy";
    let odata_type = object.get("@odata.type").and_then(Value::as_str).unwrap_or_default();
    if odata_type.is_empty() {
        let text = format!(
            "A type name was not found in the payload and the expected type '{expected}' is abstract."
        );
        return Err(GraphError::model_validation(text));
    }
    let odata_type = format!("#{}", odata_type.trim_start_matches('#'));
    if !knows_type(context.version, &odata_type) {
        return Err(GraphError::unknown_type(odata_type.trim_start_matches('#')));
    }
    if block_actions(&object) != 1 {
        let text = "A compliance policy needs exactly one block action in scheduledActionsForRule";
        return Err(GraphError::nested(400, "BadRequest", text));
    }
    if object.get("displayName").and_then(Value::as_str).is_none_or(str::is_empty) {
        return Err(GraphError::nested(400, "BadRequest", "A compliance policy needs a displayName"));
    }
    object.shift_remove("id");
    object.shift_remove("assignments");
    object.insert("@odata.type".to_owned(), Value::from(odata_type));
    let seed = PolicySeed { properties: object, ..PolicySeed::default() };
    let id = context.world.add_policy(seed).map_err(|error| internal(&error))?;
    let version = context.version;
    let created = found(context.world, Collection::Classic, &id)?.view(version);
    Ok(context.entity(201, "deviceManagement/deviceCompliancePolicies/$entity", created))
}

fn internal(error: &StateError) -> GraphError {
    GraphError::nested(500, "InternalError", error.to_string())
}

/// How many actions of the body's rules block the device.
fn block_actions(object: &Map<String, Value>) -> usize {
    let list = |value: Option<&Value>| value.and_then(Value::as_array).cloned().unwrap_or_default();
    list(object.get("scheduledActionsForRule"))
        .iter()
        .flat_map(|rule| list(rule.get("scheduledActionConfigurations")))
        .filter(|action| action.get("actionType").and_then(Value::as_str) == Some("block"))
        .count()
}

fn change(context: &mut Context<'_>, id: &str) -> Result<Reply, GraphError> {
    let mut changes = object(context.call.json()?)?;
    let policy = found(context.world, Collection::Classic, id)?;
    let named = changes.get("@odata.type").and_then(Value::as_str).map(|name| name.trim_start_matches('#'));
    let own = policy.odata_type().unwrap_or_default().trim_start_matches('#');
    if let Some(named) = named.filter(|named| *named != own) {
        let internal = |name: &str| name.replace("microsoft.graph.", "microsoft.management.services.api.");
        return Err(GraphError::model_validation(format!(
            "An entry with type '{}' was found, but it is not assignable to the expected type '{}'.",
            internal(named),
            internal(own)
        )));
    }
    changes.shift_remove("assignments");
    if let Some(actions) = changes.shift_remove("scheduledActionsForRule") {
        policy.scheduled_actions = actions;
    }
    policy.update(changes);
    Ok(Reply::empty(204))
}

/// The body as an object.
pub(crate) fn object(body: Value) -> Result<Map<String, Value>, GraphError> {
    match body {
        Value::Object(object) => Ok(object),
        other => {
            let text = format!("A JSON object is expected as the request body, got {other}.");
            Err(GraphError::plain(400, "BadRequest", text))
        }
    }
}
