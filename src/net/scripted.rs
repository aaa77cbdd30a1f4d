//! A [`Transport`] for tests: answers by a script, keeps what was sent, and needs no socket, so that time can
//! be paused.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use reqwest::StatusCode;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use tokio::time::Instant;

use super::{Error, Request, Response, Transport};

/// What happens to one request.
pub(crate) enum Step {
    Answer {
        status: u16,
        headers: Vec<(&'static str, String)>,
        body: String,
        after: Duration,
    },
    /// Lost after it was sent.
    Lost,
    /// The connection was refused.
    Unsent,
}

/// An answer without headers, at once.
pub(crate) fn answer(status: u16, body: impl Into<String>) -> Step {
    Step::Answer { status, headers: Vec::new(), body: body.into(), after: Duration::ZERO }
}

impl Step {
    pub(crate) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        if let Step::Answer { headers, .. } = &mut self {
            headers.push((name, value.into()));
        }
        self
    }

    pub(crate) fn after(mut self, wait: Duration) -> Self {
        if let Step::Answer { after, .. } = &mut self {
            *after = wait;
        }
        self
    }
}

/// One request as it was sent, and when.
pub(crate) struct Seen {
    pub(crate) request: Request,
    pub(crate) at: Instant,
}

impl Seen {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.request.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    pub(crate) fn body(&self) -> &str {
        std::str::from_utf8(self.request.body.as_deref().unwrap_or_default()).expect("text body")
    }
}

/// The script; what comes after its end is an error that says so.
#[derive(Default)]
pub(crate) struct Scripted {
    steps: Mutex<VecDeque<Step>>,
    seen: Mutex<Vec<Seen>>,
}

impl Scripted {
    pub(crate) fn new(steps: impl IntoIterator<Item = Step>) -> Arc<Self> {
        Arc::new(Self { steps: Mutex::new(steps.into_iter().collect()), seen: Mutex::default() })
    }

    /// Takes what was sent so far.
    pub(crate) fn seen(&self) -> Vec<Seen> {
        std::mem::take(&mut *self.seen.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[async_trait]
impl Transport for Scripted {
    async fn send(&self, request: Request) -> Result<Response, Error> {
        let line = format!("{} {}", request.method, request.url);
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).push(Seen { request, at: Instant::now() });
        let step = self.steps.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
        match step.unwrap_or_else(|| panic!("the script has no answer for {line}")) {
            Step::Answer { status, headers, body, after } => {
                tokio::time::sleep(after).await;
                let headers: HeaderMap = headers
                    .into_iter()
                    .map(|(name, value)| {
                        (HeaderName::from_static(name), HeaderValue::from_str(&value).expect("header"))
                    })
                    .collect();
                Ok(Response {
                    status: StatusCode::from_u16(status).expect("status"),
                    headers,
                    body: body.into(),
                })
            }
            Step::Lost => Err(Error::NoAnswer(client_error())),
            Step::Unsent => Err(Error::Connect(client_error())),
        }
    }
}

/// Some error of the HTTP client; there is no public way to make one but to make it fail.
fn client_error() -> reqwest::Error {
    reqwest::Client::builder()
        .user_agent("line\nbreak")
        .build()
        .expect_err("a user agent with a line break is refused")
}
