//! A [`Refusal`] is an answer of Graph that is not a success, reduced to what matters.
//!
//! Source: <https://learn.microsoft.com/graph/errors>.

use std::fmt;
use std::time::{Duration, SystemTime};

use reqwest::StatusCode;
use serde_json::Value;

use super::nested;
use crate::net::{Response, retry_after};

/// Graph's answer to a call that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The HTTP status.
    pub status: StatusCode,
    /// The error code, such as `Forbidden`.
    pub code: Option<String>,
    /// What Graph says: the readable text inside Intune's nested JSON, or the plain message.
    pub message: Option<String>,
    /// Graph's id of the request.
    pub request_id: Option<String>,
    /// Our id of the request.
    pub client_request_id: Option<String>,
    /// When, as the answer spells it.
    pub date: Option<String>,
    /// How long to wait, when the answer says so.
    pub retry_after: Option<Duration>,
    /// Intune's own code inside the nested message.
    inner_code: Option<String>,
}

/// As much of a body that is no Graph error as a message can bear.
const EXCERPT: usize = 200;
const MESSAGE: usize = 4_000;
const ROUTE_MISSING: &str = "No method match route template";

impl Refusal {
    /// Reads an answer; `client_request_id` is the id that was sent with the request.
    pub(in crate::graph) fn read(response: &Response, client_request_id: &str) -> Self {
        let body: Value = serde_json::from_slice(&response.body).unwrap_or_default();
        let error = &body["error"];
        let inner = if error["innerError"].is_object() { &error["innerError"] } else { &error["innererror"] };
        let header = |name: &str| response.header(name).map(str::to_owned);
        let said = match text(&error["message"]) {
            Some(message) => nested::read(&message),
            None if error.is_object() => nested::Said::default(),
            None => nested::Said { text: excerpt(&response.body), code: None },
        };
        Self {
            status: response.status,
            code: text(&error["code"]),
            message: said.text.map(|text| text.chars().take(MESSAGE).collect()),
            request_id: header("request-id").or_else(|| text(&inner["request-id"])),
            client_request_id: header("client-request-id")
                .or_else(|| text(&inner["client-request-id"]))
                .or_else(|| Some(client_request_id.to_owned())),
            date: header("date").or_else(|| text(&inner["date"])),
            retry_after: retry_after(response.header("retry-after"), SystemTime::now()),
            inner_code: said.code,
        }
    }

    /// See [`super::Error::is_not_found`]. The code decides, the outer or Intune's own; but a wrong URL is
    /// answered with the very same code and a plain message, so those messages are told apart.
    pub(super) fn is_not_found(&self) -> bool {
        let says_so = |code: &Option<String>| {
            code.as_deref().is_some_and(|code| {
                ["ResourceNotFound", "Request_ResourceNotFound"]
                    .iter()
                    .any(|name| name.eq_ignore_ascii_case(code))
            })
        };
        let is_about_the_url = self.message.as_deref().is_some_and(|message| {
            ["Invalid version", "Resource not found for the segment", "No OData route exists"]
                .iter()
                .any(|start| message.starts_with(start))
        });
        self.status == StatusCode::NOT_FOUND
            && (says_so(&self.code) || says_so(&self.inner_code))
            && !is_about_the_url
    }

    pub(super) fn is_route_missing(&self) -> bool {
        self.status == StatusCode::BAD_REQUEST
            && self.code.as_deref().is_some_and(|code| code.eq_ignore_ascii_case(ROUTE_MISSING))
    }
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

/// The beginning of a body that is not Graph's, on one line.
fn excerpt(body: &[u8]) -> Option<String> {
    let start = body.get(..body.len().min(4 * EXCERPT)).unwrap_or_default();
    let words: Vec<String> = String::from_utf8_lossy(start).split_whitespace().map(str::to_owned).collect();
    let line: String = words.join(" ").chars().filter(|c| !c.is_control()).take(EXCERPT).collect();
    (!line.is_empty()).then(|| format!("not a Graph error: {line}"))
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Graph answered {}", self.status.as_u16())?;
        if let Some(code) = &self.code {
            write!(f, " {code}")?;
        }
        match &self.message {
            Some(message) => write!(f, ": {message}")?,
            None => f.write_str(" without a message")?,
        }
        match self.retry_after {
            Some(wait) => write!(f, " (and asks to wait {} s)", wait.as_secs()),
            None => Ok(()),
        }
    }
}
