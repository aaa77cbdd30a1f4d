//! From a provider block to a session. Nothing is sent: the first request is made when the first resource needs it.

use std::sync::Arc;

use super::environment::Environment;
use super::given::Unsettled;
use super::model::Model;
use super::settings::{Settings, settle};
use super::user_agent::user_agent;
use crate::assignments::Assignments;
use crate::graph::{self, Client};
use crate::net::{Http, Transport};
use crate::plugin::diagnostics::{Diagnostics, error};
use crate::plugin::schema::schema_type;
use crate::plugin::value::{Dynamic, Value, model};
use crate::provider::report;
use crate::provider::session::{Foresight, Session, State};
use crate::tenant::Tenant;

/// Checks what is written in the block, without the environment.
pub(in crate::provider) fn validate(config: &Dynamic) -> Diagnostics {
    let mut model: Model = match read(config) {
        Ok(model) => model,
        Err(diagnostics) => return diagnostics,
    };
    // Signing in may be left to the environment, which the apply may have and this machine may not.
    model.access_token = Value::Value("any".to_owned());
    match settle(&model, &Environment::new(|_| None)) {
        Err(Unsettled::Wrong(diagnostics)) => diagnostics,
        Ok(_) | Err(Unsettled::Unknown(_)) => Diagnostics::default(),
    }
}

/// Makes a session of the block and the environment.
///
/// # Errors
/// What is missing or wrong.
pub(in crate::provider) fn connect(
    config: &Dynamic,
    environment: &Environment,
    terraform_version: &str,
) -> Result<State, Diagnostics> {
    match settle(&read(config)?, environment) {
        Ok(settings) => session(settings, terraform_version).map(|session| State::Ready(Arc::new(session))),
        Err(Unsettled::Unknown(setting)) => Ok(State::Unknown(setting)),
        Err(Unsettled::Wrong(diagnostics)) => Err(diagnostics),
    }
}

fn read(config: &Dynamic) -> Result<Model, Diagnostics> {
    if config.is_null() {
        return Ok(Model::default());
    }
    model::from_dynamic(config, &schema_type(&super::schema()))
        .map_err(|problem| error("Invalid provider configuration", format!("{problem}.")))
}

fn session(settings: Settings, terraform_version: &str) -> Result<Session, Diagnostics> {
    let Settings {
        endpoints,
        trust,
        partner,
        sign_in,
        versions,
        write_mode,
        existing,
        max_concurrent_requests,
    } = settings;
    let transport =
        Http::try_new(trust).map_err(|problem| report::setup("The connection cannot be set up", &problem))?;
    let transport: Arc<dyn Transport> = Arc::new(transport);
    let unusable = |problem: crate::auth::Error| report::setup("Cannot sign in to Microsoft Graph", &problem);
    let tokens = sign_in.tokens(&endpoints, &transport).map_err(unusable)?;
    let client = graph::Settings {
        root: endpoints.graph,
        user_agent: user_agent(terraform_version, &partner),
        max_concurrent_requests,
    };
    let client = Client::try_new(client, transport, tokens)
        .map_err(|problem| report::setup("The connection cannot be set up", &problem))?;
    Ok(Session {
        tenant: Tenant::new(client.clone(), versions),
        assignments: Assignments::new(client, versions, write_mode),
        existing,
        versions,
        foresight: Foresight::default(),
    })
}
