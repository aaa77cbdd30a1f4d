//! Token services other than Entra ID: GitHub's, Azure DevOps', a machine's own managed identity.
//!
//! Each is one GET or POST that answers with JSON. What goes wrong there is told in the same words.

use std::sync::Arc;
use std::time::Duration;

use reqwest::StatusCode;
use serde::de::DeserializeOwned;

use super::exchange::Exchange;
use super::{Error, Patience};
use crate::net::{Operation, Request, Response, Transport};

/// As much of a refusal as a message can bear.
const EXCERPT: usize = 300;

/// One question to a token service.
pub(super) struct Question<'a> {
    /// What the service is called in messages.
    pub(super) service: &'static str,
    /// What to look at when it refuses or is not there.
    pub(super) advice: &'static str,
    pub(super) request: Request,
    pub(super) transport: &'a dyn Transport,
    /// Statuses besides 408, 429 and 5xx that pass by themselves.
    pub(super) passing: fn(StatusCode) -> bool,
    /// How many tries without a connection are enough.
    pub(super) unreachable_tries: u32,
}

impl Question<'_> {
    /// The answer's JSON.
    ///
    /// # Errors
    /// When the service refuses, is not there, or answers with something else.
    pub(super) async fn answer<T: DeserializeOwned + Send>(
        self,
        patience: Patience,
        operation: &Operation,
    ) -> Result<T, Error> {
        let Self { service, advice, request, transport, passing, unreachable_tries } = self;
        let read = |response: &Response| {
            let status = response.status;
            if !status.is_success() {
                let passes = status.is_server_error()
                    || matches!(status, StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS)
                    || passing(status);
                return Err(Error::ServiceRefused {
                    service,
                    advice,
                    status,
                    said: excerpt(&response.body),
                    passes,
                });
            }
            // The parser's error may quote the answer, and with it the token: it is dropped.
            serde_json::from_slice(&response.body).map_err(|_| Error::ServiceUnreadable { service, status })
        };
        let exchange = Exchange {
            transport,
            request,
            read: &read,
            passes: |error| matches!(error, Error::ServiceRefused { passes: true, .. }),
            no_answer: &|source| Error::ServiceUnreachable { service, advice, source: Arc::clone(&source) },
            unreachable_tries,
        };
        exchange.run(patience, operation).await
    }
}

/// The beginning of a refusal's text, on one line. Refusals hold no tokens.
fn excerpt(body: &[u8]) -> String {
    let text =
        String::from_utf8_lossy(body.get(..body.len().min(4 * EXCERPT)).unwrap_or_default()).into_owned();
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").chars().filter(|character| !character.is_control()).take(EXCERPT).collect()
}

/// What is left of a token that ends at this second of the Unix clock.
pub(super) fn until_unix(seconds: u64) -> Option<Duration> {
    let end = std::time::UNIX_EPOCH.checked_add(Duration::from_secs(seconds))?;
    Some(end.duration_since(std::time::SystemTime::now()).unwrap_or(Duration::ZERO))
}
