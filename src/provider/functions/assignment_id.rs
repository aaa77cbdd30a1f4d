//! `assignment_id(policy_id, target)`: the id that the assignment of a policy to a target has, or would have.

use async_trait::async_trait;

use super::parameter;
use crate::graph::{AssignmentId, PolicyId};
use crate::plugin::context::Context;
use crate::plugin::diagnostics::Diagnostics;
use crate::plugin::function::{Function, FunctionError};
use crate::plugin::schema::{Description, FunctionSchema, Type};
use crate::plugin::value::{Dynamic, Known, Look, Value, string};
use crate::provider::target::{self, Place, TargetModel};

/// The function's name.
pub(super) const NAME: &str = "assignment_id";

/// The function.
pub(super) struct ComputeAssignmentId;

/// The arguments' places.
const POLICY: usize = 0;
const TARGET: usize = 1;

#[async_trait]
impl Function for ComputeAssignmentId {
    fn signature(&self) -> FunctionSchema {
        FunctionSchema {
            parameters: vec![
                parameter("policy_id", Type::String, "The id of the compliance policy: a GUID."),
                // Any object: one of a fixed type would have to spell out every attribute.
                parameter(
                    "target",
                    Type::Any,
                    "The target, with the attributes of `target` of `intune_compliance_assignment`. What is not given \
                     is null.",
                ),
            ],
            return_type: Type::String,
            summary: "The id of a compliance policy assignment.".to_owned(),
            description: Description::markdown(
                "Computes the id that Microsoft Graph gives the assignment of a compliance policy to a target, for \
                 import blocks. All devices, all licensed users and groups have ids that can be told beforehand. A \
                 filter, and whether a group is included or excluded, make no difference.",
            ),
            ..FunctionSchema::default()
        }
    }

    async fn call(&self, _context: &Context, arguments: Vec<Dynamic>) -> Result<Dynamic, FunctionError> {
        let policy = arguments.get(POLICY).and_then(Look::as_str).unwrap_or_default();
        let policy = PolicyId::try_from(policy)
            .map_err(|problem| FunctionError::at(POLICY, format!("policy_id: {problem}.")))?;
        let wrong = |problem: String| FunctionError::at(TARGET, problem);
        let model = arguments.get(TARGET).map_or_else(|| Ok(TargetModel::default()), read).map_err(wrong)?;
        let mut diagnostics = Diagnostics::default();
        target::check(&model, &Place::attribute("target"), &mut diagnostics);
        if let Some(first) = diagnostics.errors.into_iter().next() {
            return Err(wrong(first.detail.into_owned()));
        }
        let target = model.to_graph().map_err(|problem| wrong(format!("target.{problem}.")))?;
        let id = AssignmentId::of(&policy, &target.kind).ok_or_else(|| {
            wrong(format!(
                "target: the id of an assignment to {} is not known before it is made. Ids can be told for all_devices, \
                 all_licensed_users, group and exclusion_group.",
                target.kind
            ))
        })?;
        Ok(string(id.as_str()))
    }
}

/// The target that somebody wrote.
fn read(given: &Dynamic) -> Result<TargetModel, String> {
    let mut model = TargetModel::default();
    let inner = match given {
        Value::Value(Known::Any(_, inner)) => inner,
        other => other,
    };
    let Value::Value(Known::Map(attributes)) = inner else {
        return Err(
            "target: expected an object such as { type = \"all_devices\" } or { type = \"group\", group_id = \"…\" }."
                .to_owned(),
        );
    };
    for (name, value) in attributes {
        let place = model.attribute(name).ok_or_else(|| {
            format!(
                "target: there is no attribute {name:?}; expected type, group_id, collection_id, target_type, \
                 entra_object_id, filter_id or filter_type."
            )
        })?;
        let value = match value {
            Value::Value(Known::Any(_, inner)) => inner,
            other => other,
        };
        *place = match value {
            Value::Null => Value::Null,
            Value::Value(Known::String(text)) => Value::Value(text.clone()),
            _ => return Err(format!("target.{name}: expected a text.")),
        };
    }
    if model.kind.is_null() {
        return Err("target.type is missing: expected \"all_devices\", \"group\" or another kind.".to_owned());
    }
    Ok(model)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plugin::value::object;

    const POLICY_ID: &str = "6A2AC7E4-0d58-4ea5-8f39-bd11b3bcd51a";
    const GROUP: &str = "9f1d7c3a-5b2e-4c8d-8e6f-1a2b3c4d5e01";

    async fn call(policy: &str, target: Dynamic) -> Result<Dynamic, FunctionError> {
        let any = Value::Value(Known::Any("\"dynamic\"".to_owned(), Box::new(target)));
        ComputeAssignmentId
            .call(&Context { rpc: "CallFunction", stop: Default::default() }, vec![string(policy), any])
            .await
    }

    #[tokio::test]
    async fn ids_are_what_the_service_would_give() {
        let policy = POLICY_ID.to_lowercase();
        for (target, id) in [
            (object([("type", string("all_devices"))]), "adadadad-808e-44e2-905a-0b7873a8a531"),
            (object([("type", string("all_licensed_users"))]), "acacacac-9df4-4c7d-9d50-4ef0226f57a9"),
            (object([("type", string("group")), ("group_id", string(GROUP))]), GROUP),
            (
                object([
                    ("type", string("exclusion_group")),
                    ("group_id", string(GROUP.to_uppercase())),
                    ("filter_id", Value::Null),
                ]),
                GROUP,
            ),
        ] {
            assert_eq!(call(POLICY_ID, target).await, Ok(string(format!("{policy}_{id}"))));
        }
    }

    #[tokio::test]
    async fn errors_are_about_the_argument_that_is_wrong() {
        let kind = |kind: &str| object([("type", string(kind))]);
        for (policy, target, argument, sentence) in [
            ("x", kind("all_devices"), POLICY, "policy_id: expected a GUID"),
            (POLICY_ID, string("all_devices"), TARGET, "target: expected an object such as"),
            (POLICY_ID, object([]), TARGET, "target.type is missing"),
            (POLICY_ID, kind("group"), TARGET, "target.group_id is missing"),
            (POLICY_ID, kind("everybody"), TARGET, "target.type: expected one of"),
            (POLICY_ID, object([("group", string(GROUP))]), TARGET, "there is no attribute \"group\""),
            (
                POLICY_ID,
                object([
                    ("type", string("configuration_manager_collection")),
                    ("collection_id", string("SMS00001")),
                ]),
                TARGET,
                "is not known before it is made",
            ),
        ] {
            let refused = call(policy, target).await.expect_err(sentence);
            assert_eq!(refused.argument, Some(argument), "{refused}");
            assert!(refused.text.contains(sentence), "{refused}");
        }
    }
}
