//! `…/assignments`: the reads that work, and the writes that only the documentation knows.

use serde_json::{Map, Value};

use super::Context;
use super::assign;
use super::policies::{found, object};
use crate::call::{Call, Reply};
use crate::errors::GraphError;
use crate::options::{Mode, RouteSwitch};
use crate::paths::{Collection, Resource};
use crate::query::Page;
use crate::row::Row;
use crate::state::World;

pub(crate) fn answer_collection(
    context: &mut Context<'_>,
    resource: &Resource,
    collection: Collection,
    id: &str,
) -> Result<Reply, GraphError> {
    match (context.call.method.as_str(), context.world.options.mode) {
        ("GET", _) => list(context, collection, id),
        ("POST", Mode::Documented) => create(context, collection, id),
        _ => Err(no_route(context.call, resource)),
    }
}

pub(crate) fn answer_one(
    context: &mut Context<'_>,
    resource: &Resource,
    (collection, policy): (Collection, &str),
    row: &str,
) -> Result<Reply, GraphError> {
    let options = &context.world.options;
    let documented = options.mode == Mode::Documented;
    let works = match context.call.method.as_str() {
        "GET" => documented || options.read_one == RouteSwitch::Works,
        "PATCH" => documented || options.patch_one == RouteSwitch::Works,
        "DELETE" => documented,
        _ => false,
    };
    if !works {
        return Err(no_route(context.call, resource));
    }
    match context.call.method.as_str() {
        "GET" => read(context, collection, policy, row),
        "PATCH" => change(context, collection, policy, row),
        _ => delete(context, collection, policy, row),
    }
}

/// What the live service says to per-assignment writes.
fn no_route(call: &Call, resource: &Resource) -> GraphError {
    let template = match resource {
        Resource::Assignment(..) => "~/singleton/navigation/key/navigation/key",
        _ => "~/singleton/navigation/key/navigation",
    };
    let text = format!(
        "No OData route exists that match template {template} with http verb {} for request {}.",
        call.method,
        resource.service_path()
    );
    GraphError::plain(400, "No method match route template", text)
}

fn list(context: &mut Context<'_>, collection: Collection, id: &str) -> Result<Reply, GraphError> {
    let largest = context.world.options.assignments_page_size.unwrap_or(usize::MAX);
    let page = Page::of(context.call, largest)?;
    let (call, version) = (context.call, context.version);
    let policy = found(context.world, collection, id)?;
    let what = format!("deviceManagement/{}('{}')/assignments", collection.segment(), policy.id);
    let rows: Vec<Value> = policy.read_rows(World::now()).iter().map(|row| row.view(version)).collect();
    let (rows, next) = page.cut(call, rows);
    Ok(context.collection(&what, rows, next))
}

fn read(
    context: &mut Context<'_>,
    collection: Collection,
    policy: &str,
    id: &str,
) -> Result<Reply, GraphError> {
    let version = context.version;
    let policy = found(context.world, collection, policy)?;
    let owner = policy.id.clone();
    let rows = policy.read_rows(World::now());
    let row = rows.iter().find(|row| row.id().eq_ignore_ascii_case(id)).ok_or_else(|| not_found(id))?;
    let shown = row.view(version);
    let what = format!("deviceManagement/{}('{owner}')/assignments/$entity", collection.segment());
    Ok(context.entity(200, &what, fields(shown)))
}

fn not_found(id: &str) -> GraphError {
    GraphError::not_found(format!("DeviceConfigurationAssignments not found: Assignment {id}"))
}

fn create(context: &mut Context<'_>, collection: Collection, id: &str) -> Result<Reply, GraphError> {
    let body = Value::Object(object(context.call.json()?)?);
    let (known, version) = (context.world.known_types(), context.version);
    let policy = found(context.world, collection, id)?;
    let row = Row::posted((version, collection), &policy.id, &body, &known)?;
    let mut rows = policy.rows.clone();
    rows.push(row.clone());
    commit(context, collection, id, rows)?;
    answer_with(context, 201, collection, id, &row)
}

fn change(
    context: &mut Context<'_>,
    collection: Collection,
    id: &str,
    row_id: &str,
) -> Result<Reply, GraphError> {
    let body = object(context.call.json()?)?;
    let (known, version) = (context.world.known_types(), context.version);
    let policy = found(context.world, collection, id)?;
    let at = direct_row(&policy.rows, row_id).ok_or_else(|| not_found(row_id))?;
    if !body.contains_key("target") {
        let row = policy.rows[at].clone();
        return answer_with(context, 200, collection, id, &row);
    }
    let row = Row::posted((version, collection), &policy.id, &Value::Object(body), &known)?;
    let mut rows = policy.rows.clone();
    rows[at] = row.clone();
    commit(context, collection, id, rows)?;
    answer_with(context, 200, collection, id, &row)
}

fn delete(
    context: &mut Context<'_>,
    collection: Collection,
    id: &str,
    row_id: &str,
) -> Result<Reply, GraphError> {
    let policy = found(context.world, collection, id)?;
    let at = direct_row(&policy.rows, row_id).ok_or_else(|| not_found(row_id))?;
    let mut rows = policy.rows.clone();
    rows.remove(at);
    commit(context, collection, id, rows)?;
    Ok(Reply::empty(204))
}

/// Policy sets own their rows; these routes do not reach them.
fn direct_row(rows: &[Row], id: &str) -> Option<usize> {
    rows.iter().position(|row| row.is_direct() && row.id().eq_ignore_ascii_case(id))
}

fn commit(
    context: &mut Context<'_>,
    collection: Collection,
    id: &str,
    rows: Vec<Row>,
) -> Result<(), GraphError> {
    let staleness = context.plan.staleness.or(context.world.options.staleness);
    assign::reject_duplicates(&rows)?;
    found(context.world, collection, id)?.write_rows(rows, staleness, World::now());
    Ok(())
}

fn answer_with(
    context: &mut Context<'_>,
    status: u16,
    collection: Collection,
    id: &str,
    row: &Row,
) -> Result<Reply, GraphError> {
    let owner = found(context.world, collection, id)?.id.clone();
    let what = format!("deviceManagement/{}('{owner}')/assignments/$entity", collection.segment());
    Ok(context.entity(status, &what, fields(row.entity(context.version, collection))))
}

fn fields(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}
