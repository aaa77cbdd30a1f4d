//! Managed identity as a machine meets it: the instance metadata service, and App Service's token service.
//!
//! Sources: <https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token>,
//! <https://learn.microsoft.com/azure/app-service/overview-managed-identity#rest-endpoint-reference>.

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Map, Value, json};

use super::{MachineIdentity, MachineIdentityKind};
use crate::call::{Call, Reply};
use crate::state::World;

/// The instance metadata service.
pub(super) fn metadata(world: &mut World, call: &Call) -> Reply {
    if call.method != "GET" {
        return refused(405, "method_not_allowed", "Only GET is allowed");
    }
    if !call.header("metadata").is_some_and(|value| value.eq_ignore_ascii_case("true")) {
        return refused(400, "invalid_request", "Required metadata header not specified");
    }
    if call.query_option("api-version").as_deref() != Some("2018-02-01") {
        return refused(400, "bad_request_102", "Required api-version parameter is missing or not supported");
    }
    let names = ["client_id", "object_id", "msi_res_id"];
    match issue(world, call, names) {
        Ok(mut answer) => {
            let seconds = world.options.token_lifetime.as_secs().to_string();
            answer.insert("expires_in".to_owned(), Value::from(seconds.clone()));
            answer.insert("ext_expires_in".to_owned(), Value::from(seconds));
            Reply::json(200, Value::Object(answer))
        }
        Err((error, text)) => refused(400, error, &text),
    }
}

/// App Service, Functions and Container Apps.
pub(super) fn app_service(world: &mut World, call: &Call) -> Reply {
    let expected = world.options.identities.app_service_header.as_deref();
    if expected.is_none() || call.header("x-identity-header") != expected {
        // The header keeps a page that the app was talked into fetching from being a token.
        return Reply::json(
            401,
            json!({"statusCode": 401, "message": "The X-IDENTITY-HEADER is missing or wrong."}),
        );
    }
    let bad = |text: &str| Reply::json(400, json!({"statusCode": 400, "message": text}));
    if call.method != "GET" || call.query_option("api-version").as_deref() != Some("2019-08-01") {
        return bad("The api-version 2019-08-01 and the method GET are expected.");
    }
    let names = ["client_id", "principal_id", "mi_res_id"];
    match issue(world, call, names) {
        Ok(answer) => Reply::json(200, Value::Object(answer)),
        Err((_, text)) => bad(&text),
    }
}

/// The token of the identity that the query names; `names` are its options for client id, object id and resource id.
fn issue(
    world: &mut World,
    call: &Call,
    names: [&str; 3],
) -> Result<Map<String, Value>, (&'static str, String)> {
    let resource = call
        .query_option("resource")
        .ok_or_else(|| ("invalid_request", "Required resource parameter is missing".to_owned()))?;
    let scope = format!("{resource}/.default");
    if resource != call.root && !world.options.accepted_scopes.contains(&scope) {
        let text = format!(
            "AADSTS500011: The resource principal named {resource} was not found in the tenant. (This simulator is the \
             resource {}.)",
            call.root
        );
        return Err(("invalid_resource", text));
    }
    let asked = names.map(|name| call.query_option(name));
    let client_id = chosen(&world.options.identities.machine, &asked)?.client_id.clone();
    let lifetime = world.options.token_lifetime;
    let token = world.tokens.issue(lifetime, World::now());
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let answer = json!({
        "access_token": token, "client_id": client_id, "expires_on": (now + lifetime).as_secs().to_string(),
        "not_before": now.as_secs().to_string(), "resource": resource, "token_type": "Bearer",
    });
    Ok(answer.as_object().cloned().unwrap_or_default())
}

fn chosen<'a>(
    identities: &'a [MachineIdentity],
    [client_id, object_id, resource_id]: &[Option<String>; 3],
) -> Result<&'a MachineIdentity, (&'static str, String)> {
    let not_found = || ("invalid_request", "Identity not found".to_owned());
    let fits = |asked: &Option<String>, own: &str| {
        asked.as_ref().is_none_or(|asked| !own.is_empty() && asked.eq_ignore_ascii_case(own))
    };
    if client_id.is_some() || object_id.is_some() || resource_id.is_some() {
        let found = identities.iter().find(|identity| {
            fits(client_id, &identity.client_id)
                && fits(object_id, &identity.object_id)
                && fits(resource_id, &identity.resource_id)
        });
        return found.ok_or_else(not_found);
    }
    if let Some(own) = identities.iter().find(|identity| identity.kind == MachineIdentityKind::System) {
        return Ok(own);
    }
    match identities {
        [only] => Ok(only),
        [] => Err(not_found()),
        _ => {
            let text = "Multiple user assigned identities exist, please specify the clientId / resourceId of the \
                        identity in the token request";
            Err(("invalid_request", text.to_owned()))
        }
    }
}

fn refused(status: u16, error: &str, text: &str) -> Reply {
    Reply::json(status, json!({"error": error, "error_description": text}))
}
