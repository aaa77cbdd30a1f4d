//! One try of one request: its headers, its sending, and what the log says about it.

use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue, USER_AGENT};
use tokio::time::Instant;
use uuid::Uuid;

use super::{Client, Tried};
use crate::auth::AccessToken;
use crate::graph::call::{Effect, Prepared};
use crate::net::{self, Interrupted, Operation, Request, Response};

const JSON: HeaderValue = HeaderValue::from_static("application/json");

impl Client {
    /// Sends a request once. A read ends with the operation, a write goes on to its end.
    pub(super) async fn attempt(
        &self,
        request: &Prepared,
        token: &AccessToken,
        failures: u32,
        operation: &Operation,
    ) -> Result<Tried, Interrupted> {
        // The token may have taken long: do not start what should have ended.
        operation.check()?;
        let client_request_id = Uuid::new_v4().to_string();
        let outgoing = self.outgoing(request, token, &client_request_id);
        let path = outgoing.url.path().to_owned();
        if let Some(body) = &outgoing.body {
            tracing::trace!(%client_request_id, body = %String::from_utf8_lossy(body), "request body");
        }
        let start = Instant::now();
        let sending = self.0.transport.send(outgoing);
        let result = match request.effect {
            Effect::Read => operation.bound(sending).await?,
            Effect::Write | Effect::Replace => sending.await,
        };
        log(request, &path, &client_request_id, failures, start, &result);
        Ok(Tried { result, client_request_id })
    }

    fn outgoing(&self, request: &Prepared, token: &AccessToken, client_request_id: &str) -> Request {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, JSON);
        headers.insert(USER_AGENT, self.0.user_agent.clone());
        // Neither can fail: a token is checked when it is made, a GUID is hexadecimal.
        if let Ok(authorization) = token.authorization() {
            headers.insert(AUTHORIZATION, authorization);
        }
        if let Ok(id) = HeaderValue::from_str(client_request_id) {
            headers.insert("client-request-id", id);
        }
        if request.body.is_some() {
            headers.insert(CONTENT_TYPE, JSON);
        }
        let url = request.url(&self.0.root);
        Request { method: request.method.clone(), url, headers, body: request.body.clone() }
    }
}

/// One event for each request; never a header that holds the token, never a query, which may hold a name.
fn log(
    request: &Prepared,
    path: &str,
    client_request_id: &str,
    failures: u32,
    start: Instant,
    result: &Result<Response, net::Error>,
) {
    let milliseconds = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
    let (method, attempt) = (&request.method, failures.saturating_add(1));
    match result {
        Ok(response) => {
            let status = response.status.as_u16();
            let request_id = response.header("request-id").unwrap_or_default();
            tracing::debug!(
                %method, path, status, milliseconds, attempt, client_request_id, request_id, "Graph answered"
            );
            tracing::trace!(client_request_id, body = %String::from_utf8_lossy(&response.body), "response body");
        }
        Err(error) => {
            tracing::debug!(
                %method, path, milliseconds, attempt, client_request_id, ?error, "Graph did not answer"
            );
        }
    }
}
