//! Whole answers of Graph to a call that the client makes: statuses, `Retry-After`, errors with JSON inside JSON.
//!
//! An input is two bytes for the status, the `Retry-After` header up to a line break, and the body. Time is paused,
//! so that waiting for another try takes none.

use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use http::{HeaderMap, HeaderValue, StatusCode};
use terraform_provider_intune::auth::StaticToken;
use terraform_provider_intune::graph::compliance::assignments;
use terraform_provider_intune::graph::{ApiVersion, Client, Operation, PolicyId, PolicyKind, Settings};
use terraform_provider_intune::net::{Endpoint, Error, Request, Response, Transport, retry_after};
use tokio::runtime::{Builder, Runtime};
use tokio_util::sync::CancellationToken;

use super::{Target, said};

const TOKEN: &str = "a-token-that-nobody-may-see";
/// What the users of the provider wait for a read.
const TIMEOUT: Duration = Duration::from_secs(120);

/// Sends a read and a write, which get this answer however often they are tried.
pub(crate) struct Answers {
    runtime: Runtime,
    client: Client,
    answer: Arc<Answer>,
    policy: PolicyId,
}

/// The answer to every request, and how many there were.
#[derive(Default)]
struct Answer(Mutex<(Option<Response>, u32)>);

#[async_trait]
impl Transport for Answer {
    async fn send(&self, _: Request) -> Result<Response, Error> {
        let mut answer = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        answer.1 += 1;
        answer.0.clone().ok_or(Error::NotSecure)
    }
}

impl Answers {
    pub(crate) fn new() -> Result<Self, String> {
        let mut builder = Builder::new_current_thread();
        let runtime = builder.enable_all().start_paused(true).build().map_err(|error| error.to_string())?;
        let answer = Arc::new(Answer::default());
        let settings = Settings {
            root: Endpoint::try_new("https://graph.microsoft.com").map_err(|error| error.to_string())?,
            user_agent: "fuzz".to_owned(),
            max_concurrent_requests: NonZeroUsize::MIN,
        };
        let tokens = StaticToken::try_new(TOKEN.into()).map_err(|error| error.to_string())?;
        let client =
            Client::try_new(settings, answer.clone(), Arc::new(tokens)).map_err(|error| error.to_string())?;
        let policy =
            PolicyId::try_from("6a2ac7e4-81d3-4d5c-9c2b-0d6cbb3c5a11").map_err(|error| error.to_string())?;
        Ok(Self { runtime, client, answer, policy })
    }
}

fn input(status: u16, header: &str, body: &str) -> Vec<u8> {
    [&status.to_be_bytes()[..], header.as_bytes(), b"\n", body.as_bytes()].concat()
}

impl Target for Answers {
    fn name(&self) -> &'static str {
        "answers"
    }

    fn seeds(&self) -> Vec<Vec<u8>> {
        let inner = r#"{"Message":"No such group - Operation ID (for customer support): 1 - URL: x","CustomApiErrorPhrase":"GroupMissing"}"#;
        let twice =
            serde_json::json!({ "_version": 3, "Message": inner, "ErrorCode": "BadRequest" }).to_string();
        let nested = |message: &str| {
            serde_json::json!({ "error": { "code": "BadRequest", "message": message, "innerError": {
                "date": "2026-01-01T00:00:00", "request-id": "r", "client-request-id": "c" } } })
            .to_string()
        };
        vec![
            input(200, "", r#"{"value":[]}"#),
            input(400, "", &nested(inner)),
            input(400, "", &nested(&twice)),
            input(404, "", r#"{"error":{"code":"ResourceNotFound","message":"gone"}}"#),
            input(429, "17", &nested("slow down")),
            input(503, "Wed, 21 Oct 2065 07:28:00 GMT", "<html>busy</html>"),
            input(504, "0", ""),
            input(500, "99999999999999999999", "null"),
        ]
    }

    fn run(&self, input: &[u8]) -> String {
        let Some((status, rest)) = input.split_first_chunk() else {
            return "too short".to_owned();
        };
        let (header, body) = rest.split_at(rest.iter().position(|byte| *byte == b'\n').unwrap_or(0));
        let asked = retry_after(std::str::from_utf8(header).ok(), SystemTime::now());
        assert_ne!(asked, Some(Duration::ZERO), "waiting for nothing is no waiting");
        let status = 100 + u16::from_be_bytes(*status) % 500;
        let mut headers = HeaderMap::new();
        if let Ok(value) = HeaderValue::from_bytes(header) {
            headers.insert("retry-after", value);
        }
        let response =
            StatusCode::from_u16(status).ok().map(|status| Response { status, headers, body: body.to_vec() });
        *self.answer.0.lock().unwrap_or_else(PoisonError::into_inner) = (response, 0);
        let (read, written) = self.runtime.block_on(async {
            let operation = || Operation::new(TIMEOUT, CancellationToken::new());
            let list = assignments::list(PolicyKind::Device, ApiVersion::Beta, &self.policy);
            let read = self.client.send(&list, &operation()).await;
            let assign = assignments::assign(PolicyKind::Device, ApiVersion::Beta, &self.policy, Vec::new());
            (read.map(drop), self.client.send(&assign, &operation()).await)
        });
        let (_, tries) = *self.answer.0.lock().unwrap_or_else(PoisonError::into_inner);
        // At least half a second lies between two tries; see the backoff of the client.
        assert!((2..600).contains(&tries), "{tries} tries");
        for failure in [read.as_ref().err(), written.as_ref().err()].into_iter().flatten() {
            assert!(!format!("{failure} {failure:?}").contains(TOKEN), "{failure:?}");
        }
        format!("{} and {}", said(read), said(written))
    }
}
