//! `/_simulator/…`: the simulator's own routes, for whoever uses it as a separate process. They need no token,
//! know no faults and stay out of the request log.

use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::call::{Call, Reply};
use crate::faults::Fault;
use crate::hooks::{Change, Hook};
use crate::log::RequestRecord;
use crate::options::Mode;
use crate::paths::Version;
use crate::seed::{FilterSeed, GroupSeed, PolicySeed};
use crate::state::{StateError, World};

const PREFIX: &str = "_simulator";

/// The routes, for people: shown by `GET /_simulator` and by `--help`.
pub(crate) const ROUTES: &str = "\
GET    /_simulator                                  this list
GET    /_simulator/requests                         every request so far, as JSON
GET    /_simulator/requests.txt                     one line for each request
DELETE /_simulator/requests                         forget them
GET    /_simulator/state                            mode, policies with assignments, groups, filters
PUT    /_simulator/mode                             {\"mode\": \"live\" | \"documented\"}
GET    /_simulator/faults                           faults that are waiting
POST   /_simulator/faults                           add a fault
DELETE /_simulator/faults                           forget all faults
GET    /_simulator/hooks                            hooks that are waiting
POST   /_simulator/hooks                            add a hook
DELETE /_simulator/hooks                            forget all hooks
POST   /_simulator/changes                          make a change now, as a hook would
DELETE /_simulator/tokens                           end every issued token
POST   /_simulator/policies                         add a policy
DELETE /_simulator/policies/{id}                    delete it
GET    /_simulator/policies/{id}/assignments        its assignments, as beta shows them
PUT    /_simulator/policies/{id}/assignments        replace them: {\"assignments\": [...]}
POST   /_simulator/policies/{id}/assignments        add one
DELETE /_simulator/policies/{id}/assignments/{id}   remove one
POST   /_simulator/groups                           add a group
POST   /_simulator/filters                          add an assignment filter
POST   /_simulator/target-types                     {\"type\": \"#microsoft.graph.X\"}: the service knows it from now on
";

#[derive(Debug, thiserror::Error)]
enum AdminError {
    #[error("{0}")]
    State(#[from] StateError),
    #[error("the request body is not what {route} takes: {source}")]
    Body { route: String, source: serde_json::Error },
    #[error("no such route: {0}; GET /_simulator lists them")]
    Route(String),
}

/// Whether the request is for the simulator itself.
pub(crate) fn is_admin_call(call: &Call) -> bool {
    call.segments.first().is_some_and(|first| first == PREFIX)
}

/// Answers a request to the simulator itself.
pub(crate) fn answer(world: &mut World, call: &Call) -> Reply {
    decide(world, call).unwrap_or_else(|error| {
        let status = match error {
            AdminError::State(StateError::UnknownPolicy(_) | StateError::UnknownAssignment { .. })
            | AdminError::Route(_) => 404,
            AdminError::State(_) | AdminError::Body { .. } => 400,
        };
        Reply::json(status, json!({ "error": error.to_string() }))
    })
}

fn decide(world: &mut World, call: &Call) -> Result<Reply, AdminError> {
    let parts: Vec<&str> = call.segments.iter().skip(1).map(String::as_str).collect();
    let done = || Ok(Reply::empty(204));
    let made = |id: String| Ok(Reply::json(201, json!({ "id": id })));
    match (call.method.as_str(), parts.as_slice()) {
        ("GET", []) => Ok(Reply::text(200, ROUTES.to_owned())),
        ("GET", ["requests"]) => {
            Ok(Reply::json(200, world.log.records().iter().map(readable_record).collect()))
        }
        ("GET", ["requests.txt"]) => Ok(Reply::text(200, world.log.text())),
        ("DELETE", ["requests"]) => {
            world.log.clear();
            done()
        }
        ("GET", ["state"]) => Ok(Reply::json(200, state(world))),
        ("PUT", ["mode"]) => {
            let ModeBody { mode } = body(call)?;
            world.options.mode = mode;
            done()
        }
        ("GET", ["faults"]) => Ok(Reply::json(200, json!(world.faults.waiting()))),
        ("POST", ["faults"]) => {
            let fault: Fault = body(call)?;
            world.faults.push(fault);
            done()
        }
        ("DELETE", ["faults"]) => {
            world.faults.clear();
            done()
        }
        ("GET", ["hooks"]) => Ok(Reply::json(200, json!(world.hooks.waiting()))),
        ("POST", ["hooks"]) => {
            let hook: Hook = body(call)?;
            world.hooks.push(hook);
            done()
        }
        ("DELETE", ["hooks"]) => {
            world.hooks.clear();
            done()
        }
        ("POST", ["changes"]) => {
            world.apply(&body(call)?)?;
            done()
        }
        ("DELETE", ["tokens"]) => {
            world.tokens.expire(World::now());
            done()
        }
        ("POST", ["policies"]) => made(world.add_policy(body::<PolicySeed>(call)?)?),
        ("POST", ["groups"]) => made(world.add_group(body::<GroupSeed>(call)?)?),
        ("POST", ["filters"]) => made(world.add_filter(body::<FilterSeed>(call)?)?),
        ("POST", ["target-types"]) => {
            let TypeBody { name } = body(call)?;
            world.target_types.push(name);
            done()
        }
        (_, ["policies", id, rest @ ..]) => policy(world, call, id, rest),
        _ => Err(no_route(call)),
    }
}

fn policy(world: &mut World, call: &Call, id: &str, rest: &[&str]) -> Result<Reply, AdminError> {
    let policy = id.to_owned();
    match (call.method.as_str(), rest) {
        ("GET", ["assignments"]) => {
            let rows: Vec<Value> = world.any_policy(id)?.rows.iter().map(|row| row.beta()).collect();
            return Ok(Reply::json(200, json!({ "assignments": rows })));
        }
        ("DELETE", []) => world.apply(&Change::RemovePolicy { policy })?,
        ("PUT", ["assignments"]) => {
            let AssignmentsBody { assignments } = body(call)?;
            world.apply(&Change::SetAssignments { policy, assignments })?;
        }
        ("POST", ["assignments"]) => {
            world.apply(&Change::AddAssignment { policy, assignment: body(call)? })?;
        }
        ("DELETE", ["assignments", row]) => {
            world.apply(&Change::RemoveAssignment { policy, id: (*row).to_owned() })?;
        }
        _ => return Err(no_route(call)),
    }
    Ok(Reply::empty(204))
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct ModeBody {
    mode: Mode,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct TypeBody {
    #[serde(rename = "type")]
    name: String,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct AssignmentsBody {
    assignments: Vec<Value>,
}

fn body<T: DeserializeOwned>(call: &Call) -> Result<T, AdminError> {
    serde_json::from_slice(&call.body).map_err(|source| AdminError::Body {
        route: format!("{} {}", call.method, call.decoded_path()),
        source,
    })
}

fn no_route(call: &Call) -> AdminError {
    AdminError::Route(format!("{} {}", call.method, call.decoded_path()))
}

/// A record with its bodies as JSON where they are JSON.
fn readable_record(record: &RequestRecord) -> Value {
    let mut shown = json!(record);
    for (name, parsed) in [("request_body", record.request_json()), ("response_body", record.response_json())]
    {
        if let Some(parsed) = parsed {
            shown[name] = parsed;
        }
    }
    shown
}

fn state(world: &World) -> Value {
    let policies: Vec<Value> = world.policies.iter().map(policy_state).collect();
    json!({
        "mode": world.options.mode,
        "policies": policies,
        "groups": world.groups,
        "filters": world.filters,
        "target_types": world.target_types,
    })
}

/// A policy as beta shows it with its assignments, which is what a seed takes.
pub(crate) fn policy_state(policy: &crate::state::Policy) -> Value {
    let mut shown = policy.view(Version::Beta);
    let rows: Vec<Value> = policy.rows.iter().map(|row| row.beta()).collect();
    shown.insert("collection".to_owned(), Value::from(policy.collection.segment()));
    shown.insert("assignments".to_owned(), Value::Array(rows));
    Value::Object(shown)
}
