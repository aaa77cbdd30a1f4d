//! Who may sign in without a secret, and the services that vouch for them: Entra's checks of signed assertions, the
//! identity providers whose assertions it takes, and the managed identity services of a machine.
//!
//! One simulator plays them all on its one address: `/metadata/identity/oauth2/token` is the instance metadata service,
//! `/msi/token` App Service's, `/github/idtoken` GitHub's and `/azure-devops/oidctoken` Azure DevOps' token service.

mod assertion;
mod certificate;
mod federated;
mod issuer;
mod machine;
mod options;
mod pipeline;

pub(crate) use assertion::check as check_assertion;
pub(crate) use issuer::Issuer;
pub use options::{
    AzureDevOpsPipeline, CertificateTrust, FederatedCredential, GitHubJob, Identities, MachineIdentity,
    MachineIdentityKind, RegisteredCertificate,
};

use crate::call::{Call, Reply};
use crate::faults::{Plan, Refusal};
use crate::routes::token;
use crate::state::World;

/// A service other than Entra that hands out tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokenService {
    Metadata,
    AppService,
    GitHub,
    AzureDevOps,
}

/// Which of them a request is for.
pub(crate) fn service(call: &Call) -> Option<TokenService> {
    let segments: Vec<&str> = call.segments.iter().map(String::as_str).collect();
    match segments.as_slice() {
        ["metadata", "identity", "oauth2", "token"] => Some(TokenService::Metadata),
        ["msi", "token"] => Some(TokenService::AppService),
        ["github", "idtoken"] => Some(TokenService::GitHub),
        ["azure-devops", "oidctoken"] => Some(TokenService::AzureDevOps),
        _ => None,
    }
}

/// Answers a request to one of them.
pub(crate) fn answer(world: &mut World, call: &Call, plan: &Plan, service: TokenService) -> Reply {
    if let Some(Refusal::Answer(error)) = &plan.refusal {
        return token::in_entras_form(error, call);
    }
    match service {
        TokenService::Metadata => machine::metadata(world, call),
        TokenService::AppService => machine::app_service(world, call),
        TokenService::GitHub => pipeline::github(world, call),
        TokenService::AzureDevOps => pipeline::azure_devops(world, call),
    }
}
