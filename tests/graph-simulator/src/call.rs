//! One request and one answer, free of HTTP machinery, so that `$batch` can run its parts through the same code
//! as the wire.

use bytes::Bytes;
use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::errors::GraphError;

/// A request as the routes see it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Call {
    /// Upper case.
    pub(crate) method: String,
    /// As sent, without the query.
    pub(crate) path: String,
    /// Decoded, without empty ones.
    pub(crate) segments: Vec<String>,
    /// As sent, without the question mark.
    pub(crate) query: String,
    /// `http://127.0.0.1:8080`, as the caller addressed us.
    pub(crate) root: String,
    pub(crate) authorization: Option<String>,
    pub(crate) content_type: Option<String>,
    pub(crate) client_request_id: Option<String>,
    pub(crate) request_id: String,
    pub(crate) user_agent: Option<String>,
    /// Every header whose value is text, by its name in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Bytes,
}

impl Call {
    /// Splits a path into its decoded segments.
    pub(crate) fn split(path: &str) -> Vec<String> {
        path.split('/')
            .filter(|part| !part.is_empty())
            .map(|part| percent_decode_str(part).decode_utf8_lossy().into_owned())
            .collect()
    }

    /// The decoded path, which is what faults and hooks are matched against.
    pub(crate) fn decoded_path(&self) -> String {
        format!("/{}", self.segments.join("/"))
    }

    /// A query option by its name, decoded.
    pub(crate) fn query_option(&self, name: &str) -> Option<String> {
        form_urlencoded::parse(self.query.as_bytes())
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
    }

    /// A header by its name in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The bearer token, if one was sent.
    pub(crate) fn bearer(&self) -> Option<&str> {
        self.authorization.as_deref()?.strip_prefix("Bearer ")
    }

    /// The id that Intune calls "Activity ID": the caller's, or ours when the caller sent none.
    pub(crate) fn activity_id(&self) -> &str {
        self.client_request_id.as_deref().unwrap_or(&self.request_id)
    }

    /// Whether the caller asks for a change.
    pub(crate) fn is_write(&self) -> bool {
        matches!(self.method.as_str(), "POST" | "PATCH" | "PUT" | "DELETE")
    }

    /// The body as JSON.
    pub(crate) fn json(&self) -> Result<Value, GraphError> {
        let declared = self.content_type.as_deref().unwrap_or_default().to_ascii_lowercase();
        let unreadable = || {
            GraphError::plain(
                400,
                "BadRequest",
                "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid \
                 JSON format.",
            )
        };
        if !declared.starts_with("application/json") {
            return Err(unreadable());
        }
        serde_json::from_slice(&self.body).map_err(|_| unreadable())
    }
}

/// An answer before it becomes bytes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Payload,
}

/// What an answer carries.
#[derive(Clone, Debug, Default)]
pub(crate) enum Payload {
    #[default]
    Empty,
    Json(Value),
    Text(String),
}

impl Reply {
    /// A status with a JSON body.
    pub(crate) fn json(status: u16, body: Value) -> Self {
        Self { status, headers: Vec::new(), body: Payload::Json(body) }
    }

    /// A status without a body.
    pub(crate) fn empty(status: u16) -> Self {
        Self { status, ..Self::default() }
    }

    /// A status with readable text.
    pub(crate) fn text(status: u16, body: String) -> Self {
        Self { status, headers: Vec::new(), body: Payload::Text(body) }
    }

    /// Adds a header.
    pub(crate) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}
