//! Errors in the service's own forms: Graph's envelope around a plain text, around Intune's pretty-printed JSON
//! in a string, or around that JSON wrapped once more.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::call::{Call, Reply};
use crate::clock;
use crate::options::RetryAfter;
use crate::paths;

/// How the readable text sits inside `error.message`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
pub enum MessageForm {
    /// The text itself.
    #[default]
    Plain,
    /// Intune's JSON, with CRLF and two spaces, as a string.
    Nested,
    /// That JSON as a string inside another JSON, again as a string.
    Double,
}

/// The less usual fields of Intune's JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wrapping {
    /// `CustomApiErrorPhrase`.
    pub(crate) phrase: &'static str,
    /// `ErrorSourceService`.
    pub(crate) source: &'static str,
    /// `HttpHeaders`.
    pub(crate) headers: &'static str,
    /// `ErrorCode` of the double form; a gateway's double form has none.
    pub(crate) error_code: Option<&'static str>,
}

impl Default for Wrapping {
    fn default() -> Self {
        Self { phrase: "", source: "", headers: "{}", error_code: None }
    }
}

/// An error answer of Graph or of Intune behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct GraphError {
    pub(crate) status: u16,
    pub(crate) code: String,
    pub(crate) form: MessageForm,
    /// The readable text.
    pub(crate) text: String,
    /// What else the wrapped forms say.
    pub(crate) wrapping: Box<Wrapping>,
    /// Some errors repeat the message inside `innerError`.
    pub(crate) repeat_inside: bool,
    pub(crate) retry_after: RetryAfter,
    pub(crate) empty_body: bool,
}

impl GraphError {
    /// An error with a text that is not wrapped.
    pub(crate) fn plain(status: u16, code: &str, text: impl Into<String>) -> Self {
        Self {
            status,
            code: code.to_owned(),
            form: MessageForm::Plain,
            text: text.into(),
            wrapping: Box::default(),
            repeat_inside: false,
            retry_after: RetryAfter::Absent,
            empty_body: false,
        }
    }

    /// An error as Intune's services phrase it.
    pub(crate) fn nested(status: u16, code: &str, text: impl Into<String>) -> Self {
        Self { form: MessageForm::Nested, ..Self::plain(status, code, text) }
    }

    /// A request that OData's model refuses; its text is said twice.
    pub(crate) fn model_validation(text: impl Into<String>) -> Self {
        Self { repeat_inside: true, ..Self::plain(400, "ModelValidationFailure", text) }
    }

    /// A type name that the model does not know.
    pub(crate) fn unknown_type(name: &str) -> Self {
        Self::model_validation(format!(
            "A type named '{name}' could not be resolved by the model. When a model is available, each type name must \
             resolve to a valid type."
        ))
    }

    /// A property that the version in use does not have.
    pub(crate) fn unknown_property(name: &str, on: &str) -> Self {
        Self::model_validation(format!(
            "The property '{name}' does not exist on type '{on}'. Make sure to only use property names that are defined \
             by the type."
        ))
    }

    /// A policy, assignment or filter that is not there.
    pub(crate) fn not_found(text: impl Into<String>) -> Self {
        Self::nested(404, "ResourceNotFound", text)
    }

    /// What the simulator does not reproduce. It says so instead of inventing an answer.
    pub(crate) fn not_simulated(call: &Call) -> Self {
        Self::plain(
            501,
            "NotImplemented",
            format!("the simulator does not reproduce {} {}", call.method, call.decoded_path()),
        )
    }

    /// The answer as Graph would send it.
    pub(crate) fn into_reply(self, call: &Call) -> Reply {
        let mut reply = if self.empty_body {
            Reply::empty(self.status)
        } else {
            Reply::json(self.status, self.body(call))
        };
        if self.status == 401 {
            reply = reply.header(
                "WWW-Authenticate",
                "Bearer realm=\"\", authorization_uri=\"https://login.microsoftonline.com/common/oauth2/authorize\", \
                 client_id=\"00000003-0000-0000-c000-000000000000\"",
            );
        }
        match self.retry_after {
            RetryAfter::Absent => reply,
            RetryAfter::Zero => reply.header("Retry-After", "0"),
            RetryAfter::Seconds(seconds) => reply.header("Retry-After", seconds.to_string()),
            RetryAfter::Date(seconds) => reply.header("Retry-After", clock::http_date_in(seconds)),
        }
    }

    fn body(&self, call: &Call) -> Value {
        let message = match self.form {
            MessageForm::Plain => self.text.clone(),
            MessageForm::Nested => self.intune_message(call),
            MessageForm::Double => self.wrapped_message(call),
        };
        let mut inner = json!({});
        if self.repeat_inside {
            inner["message"] = Value::from(message.clone());
        }
        inner["date"] = Value::from(clock::error_date());
        inner["request-id"] = Value::from(call.request_id.clone());
        inner["client-request-id"] = Value::from(call.activity_id());
        json!({ "error": { "code": self.code, "message": message, "innerError": inner } })
    }

    /// Intune's pretty-printed JSON. Laid out by hand because its line ends are CRLF.
    fn intune_message(&self, call: &Call) -> String {
        let url = match paths::parse(&call.segments) {
            Ok((version, resource)) => resource.service_url(version),
            Err(_) => "https://fef.msua06.manage.microsoft.com/".to_owned(),
        };
        let text = format!(
            "{} - Operation ID (for customer support): 00000000-0000-0000-0000-000000000000 - Activity ID: {} - Url: {url}",
            self.text,
            call.activity_id()
        );
        let quoted = |text: &str| Value::from(text).to_string();
        format!(
            "{{\r\n  \"_version\": 3,\r\n  \"Message\": {},\r\n  \"CustomApiErrorPhrase\": {},\r\n  \"RetryAfter\": null,\
             \r\n  \"ErrorSourceService\": {},\r\n  \"HttpHeaders\": {}\r\n}}",
            quoted(&text),
            quoted(self.wrapping.phrase),
            quoted(self.wrapping.source),
            quoted(self.wrapping.headers)
        )
    }

    fn wrapped_message(&self, call: &Call) -> String {
        let message = self.intune_message(call);
        match self.wrapping.error_code {
            Some(code) => json!({
                "ErrorCode": code, "Message": message, "Target": null,
                "Details": null, "InnerError": null, "InstanceAnnotations": [],
            }),
            None => json!({ "Message": message }),
        }
        .to_string()
    }
}
