//! Entra ID's token endpoint: one form sent, one token or refusal received.
//!
//! Shared by every way to sign in that ends at `/oauth2/v2.0/token`; they differ in the form alone. Asking
//! for a token changes nothing at the service, so every failure that may pass is tried again.
//!
//! Source: <https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow>.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Method, StatusCode};
use secrecy::SecretString;
use serde::Deserialize;
use url::{Url, form_urlencoded};

use super::{AccessToken, Error, Patience, SignInRefused, aadsts};
use crate::net::{self, Endpoint, Operation, Request, Response, Transport, backoff, retry_after};

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
        patience: Patience,
        operation: &Operation,
    ) -> Result<AccessToken, Error> {
        let mut last: Option<Error> = None;
        let mut failures = 0;
        loop {
            let interrupted = |how| Error::Interrupted { how, last: last.clone().map(Box::new) };
            operation.check().map_err(interrupted)?;
            let answer = operation.bound(self.transport.send(self.form(form))).await.map_err(interrupted)?;
            let failed = match self.judge(answer) {
                Ok(token) => return Ok(token),
                Err(failed) => failed,
            };
            if failed.passes == Passes::Never || patience == Patience::OneTry {
                return Err(failed.error);
            }
            let wait = failed.wait.unwrap_or_else(|| backoff(failures, fastrand::f64()));
            tracing::debug!(error = %failed.error, ?wait, "no token yet, trying again");
            failures = failures.saturating_add(1);
            let error = failed.error;
            let sleeping = operation.sleep(wait).await;
            sleeping.map_err(|how| Error::Interrupted { how, last: Some(Box::new(error.clone())) })?;
            last = Some(error);
        }
    }

    /// Sorts one answer: a token, or a failure and what to do about it.
    fn judge(&self, answer: Result<Response, net::Error>) -> Result<AccessToken, Failed> {
        match answer {
            Ok(response) => self.read(&response).map_err(|error| Failed {
                passes: passes(&error),
                wait: retry_after(response.header("retry-after"), SystemTime::now()),
                error,
            }),
            Err(source) => Err(Failed {
                passes: if source.is_transient() { Passes::Perhaps } else { Passes::Never },
                wait: None,
                error: Error::NoAnswer { authority: self.authority.to_string(), source: Arc::new(source) },
            }),
        }
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

struct Failed {
    passes: Passes,
    wait: Option<Duration>,
    error: Error,
}

#[derive(PartialEq, Eq)]
enum Passes {
    Perhaps,
    Never,
}

/// 408, 429 and 5xx pass by themselves, and so do a few 400 answers that say so.
fn passes(error: &Error) -> Passes {
    let Error::Refused(refused) = error else {
        return Passes::Never;
    };
    let is_not_now = refused.status.is_server_error()
        || matches!(refused.status, StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS)
        || aadsts::is_transient(&refused.error, refused.code);
    if is_not_now { Passes::Perhaps } else { Passes::Never }
}

#[derive(Deserialize)]
struct Issued {
    access_token: String,
    expires_in: Option<Seconds>,
}

/// Seconds as a number, or as text, which older endpoints send.
#[derive(Deserialize)]
#[serde(untagged)]
enum Seconds {
    Number(u64),
    Text(String),
}

impl Seconds {
    fn duration(self) -> Option<Duration> {
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
