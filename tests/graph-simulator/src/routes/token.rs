//! Entra's token endpoint for applications, and what Graph says about tokens.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::call::{Call, Payload, Reply};
use crate::clock;
use crate::errors::GraphError;
use crate::faults::{Plan, Refusal};
use crate::identity;
use crate::state::World;
use crate::tokens::Authorization;

/// Form fields that the log must not show.
const SECRET_FIELDS: [&str; 3] = ["client_secret", "client_assertion", "password"];

/// Where answers of token services hold the token.
const TOKEN_FIELDS: [&str; 3] = ["access_token", "value", "oidcToken"];

/// What an assertion is, for Entra.
const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// Whether the request is for `/{tenant}/oauth2/v2.0/token`.
pub(crate) fn is_token_call(call: &Call) -> bool {
    matches!(call.segments.as_slice(), [_, a, b, c] if a == "oauth2" && b == "v2.0" && c == "token")
}

/// The body of a token request as the log may show it.
pub(crate) fn redacted_request(call: &Call) -> String {
    let mut shown = form_urlencoded::Serializer::new(String::new());
    for (name, value) in form_urlencoded::parse(&call.body) {
        let value = if SECRET_FIELDS.contains(&name.as_ref()) { "(redacted)".into() } else { value };
        shown.append_pair(&name, &value);
    }
    shown.finish()
}

/// The body of a token answer as the log may show it.
pub(crate) fn redacted_response(body: &str) -> String {
    let Ok(mut answer) = serde_json::from_str::<Value>(body) else {
        return body.to_owned();
    };
    for name in TOKEN_FIELDS {
        if let Some(token) = answer.get_mut(name) {
            *token = Value::from("(redacted)");
        }
    }
    answer.to_string()
}

/// What Graph says to a token it does not take.
pub(crate) fn refusal_text(authorization: Authorization) -> &'static str {
    match authorization {
        Authorization::Absent => "Access token is empty.",
        Authorization::Expired => "Lifetime validation failed, the token is expired.",
        _ => "CompactToken validation failed with reason code: 80049228.",
    }
}

/// An error in Entra's form.
pub(crate) struct TokenError {
    status: u16,
    error: &'static str,
    code: u32,
    text: String,
}

impl TokenError {
    pub(crate) fn new(status: u16, error: &'static str, code: u32, text: String) -> Self {
        Self { status, error, code, text }
    }

    fn into_reply(self, call: &Call) -> Reply {
        let (trace, stamp) = (Uuid::new_v4().to_string(), clock::token_timestamp());
        let correlation = call.activity_id();
        let description = format!(
            "AADSTS{}: {} Trace ID: {trace} Correlation ID: {correlation} Timestamp: {stamp}",
            self.code, self.text
        );
        Reply::json(
            self.status,
            json!({
                "error": self.error,
                "error_description": description,
                "error_codes": [self.code],
                "timestamp": stamp,
                "trace_id": trace,
                "correlation_id": correlation,
                "error_uri": format!("https://login.microsoftonline.com/error?code={}", self.code),
            }),
        )
    }
}

/// Answers a token request.
pub(crate) fn answer(world: &mut World, call: &Call, plan: &Plan) -> Reply {
    if let Some(Refusal::Answer(error)) = &plan.refusal {
        return in_entras_form(error, call);
    }
    match issue(world, call) {
        Ok(body) => Reply::json(200, body).header("Cache-Control", "no-store, no-cache"),
        Err(error) => error.into_reply(call),
    }
}

/// A fault's answer: its status and headers, with a body as Entra would phrase it.
pub(crate) fn in_entras_form(error: &GraphError, call: &Call) -> Reply {
    let mut reply = error.clone().into_reply(call);
    if let Payload::Json(body) = &mut reply.body {
        *body = json!({
            "error": error.code, "error_description": error.text, "error_codes": [],
            "timestamp": clock::token_timestamp(), "trace_id": call.request_id, "correlation_id": call.activity_id(),
        });
    }
    reply
}

fn issue(world: &mut World, call: &Call) -> Result<Value, TokenError> {
    let invalid = |code: u32, text: String| TokenError::new(400, "invalid_request", code, text);
    if call.method != "POST" {
        let text = "Endpoint only accepts POST requests.".to_owned();
        return Err(invalid(900_561, text));
    }
    let field = |name: &'static str| {
        form_urlencoded::parse(&call.body)
            .find(|(key, value)| key == name && !value.is_empty())
            .map(|(_, value)| value.into_owned())
    };
    let required = |name: &'static str| {
        let missing = format!("The request body must contain the following parameter: '{name}'.");
        field(name).ok_or_else(|| invalid(900_144, missing))
    };
    let grant = required("grant_type")?;
    if grant != "client_credentials" {
        let text = format!("The app requested an unsupported grant type '{grant}'.");
        return Err(TokenError::new(400, "unsupported_grant_type", 70_003, text));
    }
    let tenant = call.segments.first().map(String::as_str).unwrap_or_default();
    let clients = &world.options.clients;
    let in_tenant: Vec<_> =
        clients.iter().filter(|client| client.tenant_id.eq_ignore_ascii_case(tenant)).collect();
    if in_tenant.is_empty() {
        let text = format!(
            "Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the \
             correct cloud. Check with your subscription administrator, this may happen if there are no active \
             subscriptions for the tenant."
        );
        return Err(invalid(90_002, text));
    }
    let client_id = required("client_id")?;
    let Some(client) = in_tenant.iter().find(|client| client.client_id.eq_ignore_ascii_case(&client_id))
    else {
        let text = format!(
            "Application with identifier '{client_id}' was not found in the directory '{tenant}'. This can happen if \
             the application has not been installed by the administrator of the tenant or consented to by any user in \
             the tenant. You may have sent your authentication request to the wrong tenant."
        );
        return Err(TokenError::new(400, "unauthorized_client", 700_016, text));
    };
    if let Some(assertion) = field("client_assertion") {
        let kind = required("client_assertion_type")?;
        if kind != JWT_BEARER {
            let text = format!("The client assertion type '{kind}' is not supported.");
            return Err(invalid(50_173, text));
        }
        identity::check_assertion(world, call, &assertion, &client_id)?;
        check_scope(world, call, &required("scope")?)?;
        return Ok(issued(world));
    }
    let Some(secret) = field("client_secret") else {
        let text = "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant \
                    type."
            .to_owned();
        return Err(TokenError::new(401, "invalid_client", 7_000_216, text));
    };
    if secret != client.client_secret {
        let text = format!(
            "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, \
             not the client secret ID, for a secret added to app '{client_id}'."
        );
        return Err(TokenError::new(401, "invalid_client", 7_000_215, text));
    }
    check_scope(world, call, &required("scope")?)?;
    Ok(issued(world))
}

fn issued(world: &mut World) -> Value {
    let lifetime = world.options.token_lifetime;
    let token = world.tokens.issue(lifetime, World::now());
    let seconds = lifetime.as_secs().saturating_sub(1);
    json!({
        "token_type": "Bearer", "expires_in": seconds, "ext_expires_in": seconds, "access_token": token,
    })
}

fn check_scope(world: &World, call: &Call, scope: &str) -> Result<(), TokenError> {
    let own = format!("{}/.default", call.root);
    let accepted =
        |scope: &str| scope == own || world.options.accepted_scopes.iter().any(|known| known == scope);
    // Entra accepts OpenID scopes beside the resource's.
    let mut asked =
        scope.split_whitespace().filter(|scope| !matches!(*scope, "openid" | "profile" | "offline_access"));
    match (asked.next(), asked.next()) {
        (Some(one), None) if accepted(one) => Ok(()),
        (Some(one), None) if one.ends_with("/.default") => {
            let resource = one.trim_end_matches("/.default");
            let text = format!(
                "The resource principal named {resource} was not found in the tenant. This can happen if the \
                 application has not been installed by the administrator of the tenant or consented to by any user in \
                 the tenant. You might have sent your authentication request to the wrong tenant. (This simulator is \
                 the resource {}.)",
                call.root
            );
            Err(TokenError::new(400, "invalid_resource", 500_011, text))
        }
        _ => {
            let text = format!(
                "The provided value for scope {scope} is not valid. Client credential flows must have a scope value \
                 with /.default suffixed to the resource identifier (application ID URI)."
            );
            Err(TokenError::new(400, "invalid_scope", 1_002_012, text))
        }
    }
}
