//! `parse_assignment_id(id)`: the policy and the target that an assignment's id names.

use std::collections::HashMap;

use async_trait::async_trait;

use super::parameter;
use crate::graph::{ALL_DEVICES, ALL_LICENSED_USERS, AssignmentId};
use crate::plugin::context::Context;
use crate::plugin::function::{Function, FunctionError};
use crate::plugin::schema::{Description, FunctionSchema, Type};
use crate::plugin::value::{Dynamic, Look, Value, object, string};

/// The function's name.
pub(super) const NAME: &str = "parse_assignment_id";

/// The function.
pub(super) struct ParseAssignmentId;

#[async_trait]
impl Function for ParseAssignmentId {
    fn signature(&self) -> FunctionSchema {
        let texts = |names: &[&str]| -> HashMap<String, Type> {
            names.iter().map(|name| ((*name).to_owned(), Type::String)).collect()
        };
        let mut attributes = texts(&["compliance_policy_id"]);
        attributes.insert("target".to_owned(), Type::Object(texts(&["type", "group_id"])));
        FunctionSchema {
            parameters: vec![parameter(
                "id",
                Type::String,
                "The id of an assignment, as Microsoft Graph shows it: two GUIDs with an underscore between them.",
            )],
            return_type: Type::Object(attributes),
            summary: "The policy and the target of an assignment's id.".to_owned(),
            description: Description::markdown(
                "Takes the id of a compliance policy assignment apart: `compliance_policy_id`, and `target` with `type` \
                 (`all_devices`, `all_licensed_users` or `group`) and `group_id` (null unless it is a group). The id of \
                 an excluded group is the same as that of an included one, so its `type` is `group` as well.",
            ),
            ..FunctionSchema::default()
        }
    }

    async fn call(&self, _context: &Context, arguments: Vec<Dynamic>) -> Result<Dynamic, FunctionError> {
        let given = arguments.first().and_then(Look::as_str).unwrap_or_default();
        let wrong = || {
            let problem = "expected an assignment id of two GUIDs, such as \"POLICY_GROUP\"";
            FunctionError::at(0, format!("id: {problem}, got {given:?}."))
        };
        let id = AssignmentId::try_from(given).map_err(|_| wrong())?;
        let (policy, target) = id.parts().ok_or_else(wrong)?;
        let is = |known: &str| target.as_str().eq_ignore_ascii_case(known);
        let (kind, group) = match () {
            () if is(ALL_DEVICES) => ("all_devices", Value::Null),
            () if is(ALL_LICENSED_USERS) => ("all_licensed_users", Value::Null),
            () => ("group", string(target.as_str())),
        };
        let target = object([("type", string(kind)), ("group_id", group)]);
        Ok(object([("compliance_policy_id", string(policy.as_str())), ("target", target)]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLICY: &str = "6a2ac7e4-0d58-4ea5-8f39-bd11b3bcd51a";

    async fn call(id: &str) -> Result<Dynamic, FunctionError> {
        ParseAssignmentId
            .call(&Context { rpc: "CallFunction", stop: Default::default() }, vec![string(id)])
            .await
    }

    #[tokio::test]
    async fn an_id_is_taken_apart() {
        let group = "9f1d7c3a-5b2e-4c8d-8e6f-1a2b3c4d5e01";
        for (target, kind, group) in [
            (&*ALL_DEVICES.to_uppercase(), "all_devices", Value::Null),
            (ALL_LICENSED_USERS, "all_licensed_users", Value::Null),
            (group, "group", string(group)),
        ] {
            let parsed = call(&format!("{POLICY}_{target}")).await.expect("an id");
            assert_eq!(parsed.get("compliance_policy_id"), &string(POLICY));
            assert_eq!(parsed.get("target"), &object([("type", string(kind)), ("group_id", group)]));
        }
    }

    #[tokio::test]
    async fn what_is_no_id_is_an_error_of_the_argument() {
        for id in ["", "x", POLICY, "a_b", &format!("{POLICY}/{POLICY}_{POLICY}")] {
            let refused = call(id).await.expect_err(id);
            assert_eq!(refused.argument, Some(0));
            assert!(refused.text.contains(&format!("got {id:?}")), "{refused}");
        }
    }
}
