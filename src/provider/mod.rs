//! The intune provider: what Terraform's users see, made of the layers below.
//!
//! `config` turns the provider block and the environment into a `Session`; each resource has a folder of its own
//! with the same file names. Errors of the layers below become words for users in `report`, and nowhere else.

mod assignment_list;
mod compliance_assignment;
mod compliance_assignments;
mod config;
mod duration;
mod functions;
mod lookups;
mod policy_kind;
pub(crate) mod report;
mod schema;
mod session;
mod state_model;
pub(crate) mod target;
mod timeouts;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;

pub(crate) use compliance_assignment::{TYPE as ASSIGNMENT_TYPE, import_id};
pub(crate) use compliance_assignments::TYPE as SET_TYPE;
pub use config::Environment;
use session::{Sessions, State};
use tokio_util::sync::CancellationToken;

use crate::graph::Operation;
use crate::plugin::context::Context;
use crate::plugin::data_source::DataSource;
use crate::plugin::diagnostics::Diagnostics;
use crate::plugin::function::Function;
use crate::plugin::list_resource::ListResource;
use crate::plugin::provider::{Configure, Provider};
use crate::plugin::resource::Resource;
use crate::plugin::schema::Schema;
use crate::plugin::value::{Dynamic, Value};
use crate::tenant::Tenant;

/// The provider's short name, as in `TF_LOG_PROVIDER_INTUNE`.
pub const NAME: &str = "intune";
/// Its address in a registry, without the host.
pub const SOURCE: &str = "terraform-provider-intune/intune";

/// The intune provider.
pub struct Intune {
    environment: Environment,
    sessions: Sessions,
}

impl Intune {
    /// A provider that reads the environment through `environment`, when it is configured.
    pub fn new(environment: Environment) -> Self {
        Self { environment, sessions: Sessions::default() }
    }
}

#[async_trait]
impl Provider for Intune {
    fn schema(&self) -> Schema {
        config::schema()
    }

    fn resources(&self) -> Vec<(String, Arc<dyn Resource>)> {
        let sessions = || self.sessions.clone();
        vec![
            (
                compliance_assignment::TYPE.to_owned(),
                Arc::new(compliance_assignment::ComplianceAssignment::new(sessions())),
            ),
            (
                compliance_assignments::TYPE.to_owned(),
                Arc::new(compliance_assignments::ComplianceAssignments::new(sessions())),
            ),
        ]
    }

    fn data_sources(&self) -> Vec<(String, Arc<dyn DataSource>)> {
        lookups::all(&self.sessions)
    }

    fn list_resources(&self) -> Vec<(String, Arc<dyn ListResource>)> {
        let list = assignment_list::AssignmentList::new(self.sessions.clone());
        vec![(compliance_assignment::TYPE.to_owned(), Arc::new(list))]
    }

    fn functions(&self) -> Vec<(String, Arc<dyn Function>)> {
        functions::all()
    }

    async fn validate(&self, _context: &Context, config: &Dynamic) -> Diagnostics {
        config::validate(config)
    }

    async fn configure(&self, _context: &Context, request: Configure) -> Diagnostics {
        match config::connect(&request.config, &self.environment, &request.terraform_version) {
            Ok(session) => {
                self.sessions.replace(session);
                Diagnostics::default()
            }
            Err(diagnostics) => diagnostics,
        }
    }

    async fn finish(&self, within: Duration) {
        if let Ok(session) = self.sessions.current() {
            // The run's own stop signal has been given by now, and this is what is left to do.
            let operation = Operation::new(within, CancellationToken::new());
            session.assignments.last_look(&operation).await;
        }
    }
}

/// The tenant that the environment alone leads to, for commands that no provider block configures.
///
/// # Errors
/// What is missing or wrong in the environment.
pub(crate) fn tenant_of(environment: &Environment) -> Result<Tenant, Diagnostics> {
    let sessions = Sessions::default();
    let state: State = config::connect(&Value::Null, environment, "")?;
    sessions.replace(state);
    Ok(sessions.current()?.tenant.clone())
}

#[cfg(test)]
mod tests;
