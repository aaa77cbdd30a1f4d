//! Assignment filters, which exist on beta only.

use serde_json::{Map, Value};

use super::Context;
use crate::call::Reply;
use crate::errors::GraphError;
use crate::query::{self, Dialect, Filter, Page};
use crate::state::World;

const WHAT: &str = "deviceManagement/assignmentFilters";

pub(crate) fn answer_collection(context: &Context<'_>) -> Result<Reply, GraphError> {
    if context.call.method != "GET" {
        return Err(GraphError::not_simulated(context.call));
    }
    let (rows, next) = list(context, &context.world.filters, Dialect::Intune)?;
    Ok(context.collection(WHAT, rows, next))
}

pub(crate) fn answer_one(context: &Context<'_>, id: &str) -> Result<Reply, GraphError> {
    if context.call.method != "GET" {
        return Err(GraphError::not_simulated(context.call));
    }
    let missing = || GraphError::not_found(format!("AssignmentFilter {id} not found"));
    let filter = World::find(&context.world.filters, id).ok_or_else(missing)?;
    let shown = query::select(context.call, filter.clone());
    Ok(context.entity(200, &format!("{WHAT}/$entity"), shown))
}

/// A page of plain objects that pass `$filter`.
pub(crate) fn list(
    context: &Context<'_>,
    objects: &[Map<String, Value>],
    dialect: Dialect,
) -> Result<(Vec<Value>, Option<String>), GraphError> {
    let filter = Filter::of(context.call, dialect)?;
    let page = Page::of(context.call, context.world.options.page_size)?;
    let admitted: Vec<&Map<String, Value>> = objects.iter().filter(|object| filter.admits(object)).collect();
    let (shown, next) = page.cut(context.call, admitted);
    let rows =
        shown.into_iter().map(|object| Value::Object(query::select(context.call, object.clone()))).collect();
    Ok((rows, next))
}
