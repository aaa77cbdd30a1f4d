//! `…/assign`: the whole-set write. What is posted replaces every direct row; rows of policy sets stay.

use serde_json::{Value, json};

use super::Context;
use super::policies::{found, object};
use crate::call::Reply;
use crate::errors::GraphError;
use crate::options::{AssignBody, Duplicates};
use crate::paths::Collection;
use crate::row::Row;
use crate::state::World;

pub(crate) fn answer(
    context: &mut Context<'_>,
    collection: Collection,
    id: &str,
) -> Result<Reply, GraphError> {
    if context.call.method != "POST" {
        return Err(GraphError::not_simulated(context.call));
    }
    let body = object(context.call.json()?)?;
    let (known, version) = (context.world.known_types(), context.version);
    let policy = found(context.world, collection, id)?;
    let owner = policy.id.clone();
    let kept: Vec<Row> = policy.rows.iter().filter(|row| !row.is_direct()).cloned().collect();
    if let Some(name) = body.keys().find(|name| *name != "assignments") {
        let text = format!(
            "The parameter '{name}' in the request payload is not a valid parameter for the operation 'assign'."
        );
        return Err(GraphError::model_validation(text));
    }
    let posted = body.get("assignments").and_then(Value::as_array).ok_or_else(|| {
        GraphError::model_validation(
            "The parameter 'assignments' of the operation 'assign' must be a collection.",
        )
    })?;
    let rows: Result<Vec<Row>, GraphError> =
        posted.iter().map(|row| Row::posted((version, collection), &owner, row, &known)).collect();
    let mut rows = rows?;
    match context.plan.duplicates.unwrap_or(context.world.options.duplicates) {
        Duplicates::Reject => reject_duplicates(&rows)?,
        Duplicates::KeepOne => keep_first(&mut rows),
    }
    rows.extend(kept);
    let staleness = context.plan.staleness.or(context.world.options.staleness);
    let shown: Vec<Value> = rows.iter().map(|row| row.view(version)).collect();
    found(context.world, collection, id)?.write_rows(rows, staleness, World::now());
    if context.plan.empty_assign_body || context.world.options.assign_body == AssignBody::Empty {
        return Ok(Reply::empty(200));
    }
    let what = format!("Collection({})", collection.row_type());
    Ok(Reply::json(200, json!({"@odata.context": context.metadata(&what), "value": shown})))
}

/// One group may be targeted once, be it included or excluded.
///
/// # Errors
/// 400 naming the first row that is there twice.
pub(crate) fn reject_duplicates(rows: &[Row]) -> Result<(), GraphError> {
    let direct: Vec<&Row> = rows.iter().filter(|row| row.is_direct()).collect();
    let twice =
        direct.iter().enumerate().find(|(at, row)| direct[..*at].iter().any(|other| other.id() == row.id()));
    match twice {
        None => Ok(()),
        Some((_, row)) => {
            let text = format!("Assignment {} is not unique in the assignment set", row.id());
            Err(GraphError::nested(400, "BadRequest", text))
        }
    }
}

fn keep_first(rows: &mut Vec<Row>) {
    let mut seen: Vec<String> = Vec::new();
    rows.retain(|row| {
        let is_new = !seen.iter().any(|id| id == row.id());
        seen.push(row.id().to_owned());
        is_new
    });
}
