//! Entra groups, as far as resolving a group needs them. The directory phrases its errors without Intune's
//! wrapping.

use uuid::Uuid;

use super::Context;
use super::filters::list;
use crate::call::Reply;
use crate::errors::GraphError;
use crate::query::{self, Dialect};
use crate::state::World;

pub(crate) fn answer_collection(context: &Context<'_>) -> Result<Reply, GraphError> {
    if context.call.method != "GET" {
        return Err(GraphError::not_simulated(context.call));
    }
    let (rows, next) = list(context, &context.world.groups, Dialect::Directory)?;
    Ok(context.collection("groups", rows, next))
}

pub(crate) fn answer_one(context: &Context<'_>, id: &str) -> Result<Reply, GraphError> {
    if context.call.method != "GET" {
        return Err(GraphError::not_simulated(context.call));
    }
    if Uuid::try_parse(id).is_err() {
        let text = format!("Invalid object identifier '{id}'.");
        return Err(GraphError::plain(400, "Request_BadRequest", text));
    }
    let group = World::find(&context.world.groups, id).ok_or_else(|| {
        let text = format!(
            "Resource '{id}' does not exist or one of its queried reference-property objects are not present."
        );
        GraphError::plain(404, "Request_ResourceNotFound", text)
    })?;
    let shown = query::select(context.call, group.clone());
    Ok(context.entity(200, "groups/$entity", shown))
}
