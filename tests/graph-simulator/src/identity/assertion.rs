//! A client assertion: a signed statement in place of a secret, either the application's own or an identity provider's.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;
use time::OffsetDateTime;

use super::{certificate, federated};
use crate::call::Call;
use crate::routes::token::TokenError;
use crate::state::World;

/// How far clocks may differ.
const CLOCK_SKEW: Duration = Duration::from_secs(5 * 60);

/// A JSON web token in its parts, of which nothing is believed yet.
pub(super) struct Jwt<'a> {
    /// Header and claims as they were signed.
    pub(super) signed: &'a str,
    pub(super) header: Value,
    pub(super) claims: Value,
    pub(super) signature: Vec<u8>,
}

impl<'a> Jwt<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let (signed, signature) = text.rsplit_once('.')?;
        let (header, claims) = signed.split_once('.')?;
        let json = |part: &str| serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok();
        Some(Self {
            signed,
            header: json(header)?,
            claims: json(claims)?,
            signature: URL_SAFE_NO_PAD.decode(signature).ok()?,
        })
    }

    pub(super) fn claim(&self, name: &str) -> &str {
        self.claims[name].as_str().unwrap_or_default()
    }
}

/// A refusal of the assertion itself.
pub(super) fn refused(code: u32, text: impl Into<String>) -> TokenError {
    TokenError::new(401, "invalid_client", code, text.into())
}

/// Whether the assertion proves that the application asks.
///
/// # Errors
/// With Entra's number and words for what is wrong.
pub(crate) fn check(
    world: &mut World,
    call: &Call,
    assertion: &str,
    client_id: &str,
) -> Result<(), TokenError> {
    let malformed = |what: &str| refused(50_027, format!("JWT token is invalid or malformed. [{what}]"));
    let jwt = Jwt::parse(assertion).ok_or_else(|| malformed("not three parts of base64url"))?;
    if jwt.claim("iss") != client_id {
        federated::check(world, &jwt, client_id)?;
        return in_time(&jwt);
    }
    certificate::check(world, &jwt, client_id)?;
    if jwt.claim("sub") != client_id {
        let text = "Client assertion application identifier doesn't match 'client_id' parameter. Review the \
                    documentation at https://learn.microsoft.com/entra/identity-platform/certificate-credentials .";
        return Err(refused(700_021, text));
    }
    if !is_own_audience(call, jwt.claim("aud")) {
        let text = "Client assertion audience claim does not match Realm issuer. Review the documentation at \
                    https://learn.microsoft.com/entra/identity-platform/certificate-credentials .";
        return Err(refused(700_023, text));
    }
    in_time(&jwt)?;
    let id = jwt.claim("jti");
    if id.is_empty() {
        return Err(malformed("the claim jti is missing"));
    }
    if !world.assertions.insert(id.to_owned()) {
        return Err(malformed("the claim jti was used before (this simulator checks it)"));
    }
    Ok(())
}

/// The token endpoint that was asked, or the tenant's issuer. The scheme is not compared: a test may put TLS in front.
fn is_own_audience(call: &Call, audience: &str) -> bool {
    let bare = |url: &str| url.split_once("://").map(|(_, rest)| rest.to_owned());
    let tenant = call.segments.first().map(String::as_str).unwrap_or_default();
    let root = bare(&call.root).unwrap_or_default();
    [format!("{root}{}", call.path), format!("{root}/{tenant}/v2.0")]
        .into_iter()
        .any(|own| bare(audience) == Some(own))
}

fn in_time(jwt: &Jwt<'_>) -> Result<(), TokenError> {
    let seconds = |name: &str| jwt.claims[name].as_u64();
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let begins = seconds("nbf").or_else(|| seconds("iat")).unwrap_or_default();
    let ends = seconds("exp").unwrap_or_default();
    let is_valid =
        now + CLOCK_SKEW >= Duration::from_secs(begins) && now < Duration::from_secs(ends) + CLOCK_SKEW;
    if is_valid {
        return Ok(());
    }
    let shown = |seconds: u64| {
        let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
        OffsetDateTime::from_unix_timestamp(seconds).map_or_else(|_| "never".to_owned(), |at| at.to_string())
    };
    Err(refused(
        700_024,
        format!(
            "Client assertion is not within its valid time range. Current time: {}, assertion valid from {}, expiry \
             time of assertion {}. Review the documentation at \
             https://learn.microsoft.com/entra/identity-platform/certificate-credentials .",
            shown(now.as_secs()),
            shown(begins),
            shown(ends),
        ),
    ))
}
