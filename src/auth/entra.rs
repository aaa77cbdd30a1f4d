//! Entra ID's token endpoint: one form sent, one token or refusal received.
//!
//! Shared by every way to sign in that ends at `/oauth2/v2.0/token`; they differ in the form alone. Asking
//! for a token changes nothing at the service, so every failure that may pass is tried again.
//!
//! Source: <https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow>.

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Method, StatusCode};
use secrecy::SecretString;
use serde::Deserialize;
use url::{Url, form_urlencoded};

use super::exchange::Exchange;
use super::{AccessToken, Ask, Error, SignInRefused, aadsts};
use crate::net::{Endpoint, Operation, Request, Response, Transport};

/// The token endpoint of one tenant.
pub(super) struct TokenEndpoint {
    transport: Arc<dyn Transport>,
    authority: Endpoint,
    url: Url,
}

impl TokenEndpoint {
    pub(super) fn new(transport: Arc<dyn Transport>, authority: Endpoint, tenant: &str) -> Self {
        let url = authority.join(&[tenant, "oauth2", "v2.0", "token"]);
        Self { transport, authority, url }
    }

    /// Sends the form until there is a token, a refusal, or no more patience.
    pub(super) async fn request(
        &self,
        form: &[(&str, &str)],
        ask: Ask<'_>,
        operation: &Operation,
    ) -> Result<AccessToken, Error> {
        let mut form = form.to_vec();
        form.extend(ask.claims.map(|claims| ("claims", claims)));
        let exchange = Exchange {
            transport: &*self.transport,
            request: self.form(&form),
            read: &|response| self.read(response),
            passes,
            no_answer: &|source| Error::NoAnswer { authority: self.authority.to_string(), source },
            unreachable_tries: u32::MAX,
        };
        exchange.run(ask.patience, operation).await
    }

    fn form(&self, form: &[(&str, &str)]) -> Request {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
        Request { method: Method::POST, url: self.url.clone(), headers, body: Some(body.into_bytes()) }
    }

    fn read(&self, response: &Response) -> Result<AccessToken, Error> {
        if !response.status.is_success() {
            return Err(Error::Refused(Arc::new(refusal(response))));
        }
        // The parser's error may quote the answer, and with it the token: it is dropped.
        let issued: Issued = serde_json::from_slice(&response.body).map_err(|_| Error::Unreadable {
            authority: self.authority.to_string(),
            status: response.status,
        })?;
        let lifetime = issued.expires_in.and_then(Seconds::duration);
        AccessToken::try_new(SecretString::from(issued.access_token), lifetime)
    }
}

/// 408, 429 and 5xx pass by themselves, and so do a few 400 answers that say so.
fn passes(error: &Error) -> bool {
    let Error::Refused(refused) = error else {
        return false;
    };
    refused.status.is_server_error()
        || matches!(refused.status, StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS)
        || aadsts::is_transient(&refused.error, refused.code)
}

#[derive(Deserialize)]
struct Issued {
    access_token: String,
    expires_in: Option<Seconds>,
}

/// Seconds as a number, or as text, which older endpoints send.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Seconds {
    Number(u64),
    Text(String),
}

impl Seconds {
    pub(super) fn duration(self) -> Option<Duration> {
        let seconds = match self {
            Self::Number(seconds) => seconds,
            Self::Text(text) => text.trim().parse().ok()?,
        };
        Some(Duration::from_secs(seconds))
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct RefusalBody {
    error: String,
    error_description: String,
    error_codes: Vec<u32>,
    trace_id: Option<String>,
    correlation_id: Option<String>,
    timestamp: Option<String>,
}

/// Reads a refusal; an answer in another form (a proxy's page) is named by its status alone.
fn refusal(response: &Response) -> SignInRefused {
    let body: RefusalBody = serde_json::from_slice(&response.body).unwrap_or_default();
    let error = if body.error.is_empty() { "no OAuth error in the answer".to_owned() } else { body.error };
    SignInRefused {
        status: response.status,
        error,
        code: body.error_codes.first().copied().or_else(|| aadsts::code_of(&body.error_description)),
        description: body.error_description.split_whitespace().collect::<Vec<_>>().join(" "),
        trace_id: body.trace_id,
        correlation_id: body.correlation_id,
        timestamp: body.timestamp,
    }
}
