//! Managed identity: which service vouches for this machine.

use super::application;
use crate::auth::IdentityService;
use crate::net::LocalUrl;
use crate::provider::config::given::{Look, Unsettled, wrong};
use crate::provider::config::model::Model;
use crate::provider::config::setting;

/// The service, and which of the machine's identities signs in.
pub(in crate::provider::config) struct Machine {
    pub(super) service: IdentityService,
    pub(super) client_id: Option<String>,
}

/// `msi_endpoint`, or else App Service's variables, or else the instance metadata service.
pub(super) fn read(model: &Model, look: Look<'_>) -> Result<Machine, Unsettled> {
    let client_id = application::client_id(model, look)?;
    let service = match look.up(setting::MSI_ENDPOINT, &model.msi_endpoint)? {
        Some(given) => {
            let url = LocalUrl::try_new(&given.value).map_err(|problem| given.refuse(problem))?;
            IdentityService::Imds { url }
        }
        None => from_environment(look)?,
    };
    Ok(Machine { service, client_id })
}

fn from_environment(look: Look<'_>) -> Result<IdentityService, Unsettled> {
    let unusable = |variable: &str, problem: &dyn std::fmt::Display| {
        let detail = format!("the environment variable {variable}: {problem}.");
        wrong(setting::USE_MSI, "Invalid provider setting", detail)
    };
    match (look.0.get("IDENTITY_ENDPOINT"), look.0.get("IDENTITY_HEADER")) {
        (Some(endpoint), Some(header)) => {
            let url =
                LocalUrl::try_new(&endpoint).map_err(|problem| unusable("IDENTITY_ENDPOINT", &problem))?;
            let header = header.into();
            Ok(IdentityService::AppService { url, header })
        }
        _ => {
            let url = LocalUrl::try_new(IdentityService::IMDS)
                .map_err(|problem| unusable("ARM_MSI_ENDPOINT", &problem))?;
            Ok(IdentityService::Imds { url })
        }
    }
}
