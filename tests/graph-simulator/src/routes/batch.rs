//! `$batch`: up to twenty requests in one. Each part has its own status, throttling and faults; the answers come
//! in another order than the requests, because Graph promises none.

use std::collections::HashMap;

use bytes::Bytes;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::Context;
use super::policies::object;
use crate::call::{Call, Payload, Reply};
use crate::errors::GraphError;

const LARGEST: usize = 20;

pub(crate) fn answer(context: &mut Context<'_>) -> Result<Reply, GraphError> {
    if context.call.method != "POST" {
        return Err(GraphError::not_simulated(context.call));
    }
    let body = object(context.call.json()?)?;
    let parts: Result<Vec<Part>, GraphError> =
        body.get("requests").and_then(Value::as_array).into_iter().flatten().map(Part::read).collect();
    let parts = parts?;
    check(&parts)?;
    let mut statuses: HashMap<String, u16> = HashMap::new();
    let mut responses: Vec<Value> = Vec::new();
    for part in &parts {
        let failed = part.depends_on.iter().any(|id| statuses.get(id).is_none_or(|status| *status >= 400));
        let reply = if failed { failed_dependency(context.call) } else { run(context, part) };
        statuses.insert(part.id.to_ascii_lowercase(), reply.status);
        responses.push(response(&part.id, reply));
    }
    responses.reverse();
    Ok(Reply::json(200, json!({ "responses": responses })))
}

/// One request of a batch.
struct Part {
    id: String,
    method: String,
    url: String,
    headers: Map<String, Value>,
    body: Option<Value>,
    /// Lower case.
    depends_on: Vec<String>,
}

impl Part {
    fn read(value: &Value) -> Result<Self, GraphError> {
        let text = |name: &str| match value.get(name) {
            Some(Value::String(text)) => Ok(text.clone()),
            // Some clients send integer ids; the answers carry texts.
            Some(Value::Number(number)) if name == "id" => Ok(number.to_string()),
            _ => Err(bad_batch(format!("Invalid batch payload format: every request needs '{name}'."))),
        };
        let depends_on = value.get("dependsOn").and_then(Value::as_array).cloned().unwrap_or_default();
        Ok(Self {
            id: text("id")?,
            method: text("method")?.to_ascii_uppercase(),
            url: text("url")?,
            headers: value.get("headers").and_then(Value::as_object).cloned().unwrap_or_default(),
            body: value.get("body").filter(|body| !body.is_null()).cloned(),
            depends_on: depends_on.iter().filter_map(Value::as_str).map(str::to_ascii_lowercase).collect(),
        })
    }

    fn header(&self, name: &str) -> Option<String> {
        let found = self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
        found.and_then(|(_, value)| value.as_str()).map(str::to_owned)
    }
}

fn bad_batch(text: impl Into<String>) -> GraphError {
    GraphError::plain(400, "BadRequest", text)
}

fn check(parts: &[Part]) -> Result<(), GraphError> {
    if parts.is_empty() {
        return Err(bad_batch("Invalid batch payload format: 'requests' must be a non-empty collection."));
    }
    if parts.len() > LARGEST {
        let text = format!("Number of batch request steps exceeds the maximum value of {LARGEST}.");
        return Err(bad_batch(text));
    }
    for (at, part) in parts.iter().enumerate() {
        let earlier = &parts[..at];
        if earlier.iter().any(|other| other.id.eq_ignore_ascii_case(&part.id)) {
            return Err(bad_batch(format!("Request Id {} has to be unique in a batch.", part.id)));
        }
        for id in &part.depends_on {
            if !earlier.iter().any(|other| other.id.eq_ignore_ascii_case(id)) {
                let text =
                    format!("Request {} depends on {id}, which does not precede it in the batch.", part.id);
                return Err(bad_batch(text));
            }
        }
    }
    Ok(())
}

fn failed_dependency(call: &Call) -> Reply {
    GraphError::plain(424, "FailedDependency", "The request depends on another one, which failed.")
        .into_reply(call)
}

fn run(context: &mut Context<'_>, part: &Part) -> Reply {
    let (path, query) = part.url.split_once('?').unwrap_or((&part.url, ""));
    let path = format!("/{}/{}", context.version.name(), path.trim_start_matches('/'));
    let call = Call {
        method: part.method.clone(),
        segments: Call::split(&path),
        path,
        query: query.to_owned(),
        root: context.call.root.clone(),
        authorization: context.call.authorization.clone(),
        content_type: part.header("content-type"),
        client_request_id: part
            .header("client-request-id")
            .or_else(|| context.call.client_request_id.clone()),
        request_id: Uuid::new_v4().to_string(),
        user_agent: context.call.user_agent.clone(),
        headers: Vec::new(),
        body: part.body.as_ref().map_or_else(Bytes::new, |body| Bytes::from(body.to_string())),
    };
    if call.segments.last().is_some_and(|last| last == "$batch") {
        return bad_batch("A batch cannot contain another batch.").into_reply(&call);
    }
    let plan = context.world.faults.take(&call);
    super::answer(context.world, &call, &plan)
}

fn response(id: &str, reply: Reply) -> Value {
    let mut headers = Map::new();
    for (name, value) in reply.headers {
        headers.insert(name.to_owned(), Value::from(value));
    }
    let mut response = json!({ "id": id, "status": reply.status, "headers": headers });
    match reply.body {
        Payload::Json(body) => {
            response["headers"]["Content-Type"] = Value::from("application/json");
            response["body"] = body;
        }
        Payload::Text(text) => response["body"] = Value::from(text),
        Payload::Empty => {}
    }
    response
}
