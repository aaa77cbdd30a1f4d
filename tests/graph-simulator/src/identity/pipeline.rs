//! The token services of build systems: GitHub Actions' and Azure DevOps'.
//!
//! Sources: <https://docs.github.com/actions/reference/security/oidc>,
//! <https://learn.microsoft.com/rest/api/azure/devops/distributedtask/oidctoken/create>.

use std::time::SystemTime;

use serde_json::json;

use crate::call::{Call, Reply};
use crate::state::World;

/// Who issues GitHub's tokens.
const GITHUB: &str = "https://token.actions.githubusercontent.com";
/// For whom Azure DevOps issues tokens, always.
const ENTRA_AUDIENCE: &str = "api://AzureADTokenExchange";

/// GitHub: a token for the job that runs, for the audience that it names.
pub(super) fn github(world: &World, call: &Call) -> Reply {
    let Some(job) = &world.options.identities.github else {
        return Reply::empty(404);
    };
    if call.bearer() != Some(job.request_token.as_str()) {
        return Reply::text(401, "The request token is not that of a running job.".to_owned());
    }
    if call.method != "GET" {
        return Reply::empty(405);
    }
    // Without an audience, the token is for the owner of the repository.
    let audience = call.query_option("audience").unwrap_or_else(|| "https://github.com/contoso".to_owned());
    match world.issuer.assertion(GITHUB, &job.subject, &audience, SystemTime::now()) {
        Ok(token) => Reply::json(200, json!({"count": 1, "value": token})),
        Err(error) => Reply::text(500, error.to_string()),
    }
}

/// Azure DevOps: a token of a service connection that the pipeline may use.
pub(super) fn azure_devops(world: &World, call: &Call) -> Reply {
    let Some(pipeline) = &world.options.identities.azure_devops else {
        return Reply::empty(404);
    };
    if call.bearer() != Some(pipeline.access_token.as_str()) {
        let suppressed = call.header("x-tfs-fedauthredirect").is_some_and(|value| value == "Suppress");
        return if suppressed {
            Reply::empty(401)
        } else {
            Reply::empty(302).header("Location", "https://spsprodcus1.vssps.visualstudio.com/_signin")
        };
    }
    if call.method != "POST" || call.query_option("api-version").is_none() {
        return Reply::json(400, json!({"message": "The method POST and an api-version are expected."}));
    }
    let asked = call.query_option("serviceConnectionId").unwrap_or_default();
    if asked != pipeline.service_connection_id {
        let message =
            format!("The service connection does not exist or the pipeline may not use it: {asked}");
        return Reply::json(404, json!({"message": message, "typeKey": "ServiceEndpointNotFoundException"}));
    }
    match world.issuer.assertion(&pipeline.issuer, &pipeline.subject, ENTRA_AUDIENCE, SystemTime::now()) {
        Ok(token) => Reply::json(200, json!({"oidcToken": token})),
        Err(error) => Reply::text(500, error.to_string()),
    }
}
