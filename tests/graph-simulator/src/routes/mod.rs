//! From a request to its answer, under the world's lock: hooks, throttling, authorization, faults, then the
//! resource itself.

mod assign;
mod assignments;
mod batch;
mod filters;
mod groups;
mod policies;
pub(crate) mod token;

use serde_json::{Map, Value};

use crate::call::{Call, Reply};
use crate::errors::GraphError;
use crate::faults::{Plan, Refusal};
use crate::hooks::Moment;
use crate::identity;
use crate::paths::{self, Resource, Version};
use crate::state::World;

/// What a route works with.
pub(crate) struct Context<'a> {
    pub(crate) world: &'a mut World,
    pub(crate) call: &'a Call,
    pub(crate) plan: &'a Plan,
    pub(crate) version: Version,
}

impl Context<'_> {
    /// `{root}/{version}/$metadata#{what}`
    pub(crate) fn metadata(&self, what: &str) -> Value {
        Value::from(format!("{}/{}/$metadata#{what}", self.call.root, self.version.name()))
    }

    /// A collection answer: context, rows, and the next page's link when there is one.
    pub(crate) fn collection(&self, what: &str, rows: Vec<Value>, next: Option<String>) -> Reply {
        let mut body = Map::new();
        body.insert("@odata.context".to_owned(), self.metadata(what));
        if let Some(link) = next {
            body.insert("@odata.nextLink".to_owned(), Value::from(link));
        }
        body.insert("value".to_owned(), Value::Array(rows));
        Reply::json(200, Value::Object(body))
    }

    /// A single object's answer with its context in front.
    pub(crate) fn entity(&self, status: u16, what: &str, object: Map<String, Value>) -> Reply {
        let mut body = Map::new();
        body.insert("@odata.context".to_owned(), self.metadata(what));
        body.extend(object);
        Reply::json(status, Value::Object(body))
    }
}

/// Answers a request to Graph or to the token endpoint, with its effect on the world.
pub(crate) fn answer(world: &mut World, call: &Call, plan: &Plan) -> Reply {
    run_hooks(world, call, Moment::Before);
    let reply = if token::is_token_call(call) {
        token::answer(world, call, plan)
    } else if let Some(service) = identity::service(call) {
        identity::answer(world, call, plan, service)
    } else {
        graph(world, call, plan).unwrap_or_else(|error| error.into_reply(call))
    };
    run_hooks(world, call, Moment::After);
    with_graph_headers(reply, call)
}

/// Whether the answer holds a token, which the log must not show.
pub(crate) fn issues_tokens(call: &Call) -> bool {
    token::is_token_call(call) || identity::service(call).is_some()
}

fn run_hooks(world: &mut World, call: &Call, moment: Moment) {
    for change in world.hooks.take(call, moment) {
        // A hook races on purpose: what it names may have gone, then there is nothing to change.
        let _ = world.apply(&change);
    }
}

fn graph(world: &mut World, call: &Call, plan: &Plan) -> Result<Reply, GraphError> {
    if let Some(Refusal::Answer(error)) = &plan.refusal {
        return Err(error.clone());
    }
    let now = World::now();
    let authorization = world.tokens.classify(call.authorization.as_deref(), now);
    if !authorization.is_accepted() {
        let text = token::refusal_text(authorization);
        return Err(GraphError::plain(401, "InvalidAuthenticationToken", text));
    }
    let (version, resource) = paths::parse(&call.segments)?;
    if resource != Resource::Batch {
        // A batch is not counted itself, each of its parts is.
        let rules = world.options.throttling;
        world.throttle.admit(&rules, call.is_write(), now)?;
    }
    if matches!(plan.refusal, Some(Refusal::Forbidden)) {
        return Err(forbidden(call, &resource));
    }
    let mut context = Context { world, call, plan, version };
    match &resource {
        Resource::Policies(collection) => policies::answer_collection(&mut context, *collection),
        Resource::Policy(collection, id) => policies::answer_one(&mut context, *collection, id),
        Resource::Assignments(collection, id) => {
            assignments::answer_collection(&mut context, &resource, *collection, id)
        }
        Resource::Assignment(collection, id, row) => {
            assignments::answer_one(&mut context, &resource, (*collection, id), row)
        }
        Resource::Assign(collection, id) => assign::answer(&mut context, *collection, id),
        Resource::Filters => filters::answer_collection(&context),
        Resource::Filter(id) => filters::answer_one(&context, id),
        Resource::Groups => groups::answer_collection(&context),
        Resource::Group(id) => groups::answer_one(&context, id),
        Resource::Batch => batch::answer(&mut context),
    }
}

/// Reads name both scopes that would do, writes only the one.
fn forbidden(call: &Call, resource: &Resource) -> GraphError {
    if matches!(resource, Resource::Groups | Resource::Group(_)) {
        let text = "Insufficient privileges to complete the operation.";
        return GraphError::plain(403, "Authorization_RequestDenied", text);
    }
    let scopes = if call.is_write() {
        "DeviceManagementConfiguration.ReadWrite.All"
    } else {
        "DeviceManagementConfiguration.Read.All, DeviceManagementConfiguration.ReadWrite.All"
    };
    GraphError::nested(
        403,
        "Forbidden",
        format!(
            "Application is not authorized to perform this operation. Application must have one of the following \
             scopes: {scopes}"
        ),
    )
}

fn with_graph_headers(reply: Reply, call: &Call) -> Reply {
    reply
        .header("request-id", call.request_id.clone())
        .header("client-request-id", call.activity_id())
        .header(
            "x-ms-ags-diagnostic",
            "{\"ServerInfo\":{\"DataCenter\":\"Simulated\",\"Slice\":\"E\",\"Ring\":\"5\",\"ScaleUnit\":\"000\",\
             \"RoleInstance\":\"SIMULATOR\"}}",
        )
        .header("Strict-Transport-Security", "max-age=31536000")
}
