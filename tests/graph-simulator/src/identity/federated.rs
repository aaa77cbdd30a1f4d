//! An identity provider's assertion: accepted where issuer, subject and audience are those of a federated credential.

use super::assertion::{Jwt, refused};
use crate::routes::token::TokenError;
use crate::state::World;

/// Whether a federated credential of the application fits, and the provider has signed.
pub(super) fn check(world: &World, jwt: &Jwt<'_>, client_id: &str) -> Result<(), TokenError> {
    let known = &world.options.identities.federated;
    let of_client = known.iter().filter(|credential| credential.client_id.eq_ignore_ascii_case(client_id));
    let of_issuer: Vec<_> = of_client.filter(|credential| credential.issuer == jwt.claim("iss")).collect();
    if of_issuer.is_empty() {
        return Err(no_match(700_211, "issuer", jwt.claim("iss")));
    }
    let of_subject: Vec<_> =
        of_issuer.into_iter().filter(|credential| credential.subject == jwt.claim("sub")).collect();
    if of_subject.is_empty() {
        return Err(no_match(700_213, "subject", jwt.claim("sub")));
    }
    if !of_subject.iter().any(|credential| credential.audience == jwt.claim("aud")) {
        return Err(no_match(700_212, "audience", jwt.claim("aud")));
    }
    if world.issuer.has_signed(jwt) {
        return Ok(());
    }
    Err(refused(50_013, "Assertion failed signature validation."))
}

fn no_match(code: u32, claim: &str, value: &str) -> TokenError {
    let text = format!(
        "No matching federated identity record found for presented assertion {claim} '{value}'. Check your federated \
         identity credential Subject, Audience and Issuer against the presented assertion. \
         https://learn.microsoft.com/entra/workload-id/workload-identity-federation"
    );
    refused(code, text)
}
