//! Misbehaviour on demand. Faults wait in a queue; the first one that is due for a request meets it.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::call::Call;
use crate::errors::{GraphError, MessageForm, Wrapping};
use crate::matcher::{Matcher, Turns};
use crate::options::{Duplicates, RetryAfter, Staleness};

/// An error to answer instead of doing anything.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// `error.code`; the usual one of the status when absent.
    #[serde(default)]
    pub code: Option<String>,
    /// The readable text; the usual one of the status when absent.
    #[serde(default)]
    pub message: Option<String>,
    /// How the text is wrapped.
    #[serde(default)]
    pub form: MessageForm,
    /// The `Retry-After` header.
    #[serde(default)]
    pub retry_after: RetryAfter,
    /// Status and headers only.
    #[serde(default)]
    pub empty_body: bool,
}

impl Answer {
    /// The status with its usual code and text, plain.
    pub fn status(status: u16) -> Self {
        Self {
            status,
            code: None,
            message: None,
            form: MessageForm::Plain,
            retry_after: RetryAfter::Absent,
            empty_body: false,
        }
    }

    /// Wrapped like this.
    pub fn form(mut self, form: MessageForm) -> Self {
        self.form = form;
        self
    }

    /// With this header.
    pub fn retry_after(mut self, retry_after: RetryAfter) -> Self {
        self.retry_after = retry_after;
        self
    }

    /// With this code and text.
    pub fn saying(mut self, code: &str, message: &str) -> Self {
        (self.code, self.message) = (Some(code.to_owned()), Some(message.to_owned()));
        self
    }

    /// Without a body.
    pub fn without_body(mut self) -> Self {
        self.empty_body = true;
        self
    }

    fn error(&self) -> GraphError {
        let (code, text) = usual(self.status, self.form);
        let mut error = GraphError {
            form: self.form,
            retry_after: self.retry_after,
            empty_body: self.empty_body,
            ..GraphError::plain(
                self.status,
                self.code.as_deref().unwrap_or(code),
                self.message.as_deref().unwrap_or(text),
            )
        };
        if self.status == 503 {
            error.wrapping.phrase = "CancelOnTimeout4EndExecuteAction";
            error.wrapping.source = "StatelessDeviceConfigurationFEService";
        }
        error
    }
}

/// What the service usually says with a status.
fn usual(status: u16, form: MessageForm) -> (&'static str, &'static str) {
    const SOMETHING: &str = "An error has occurred";
    match (status, form) {
        (400, _) => ("BadRequest", SOMETHING),
        (401, _) => ("InvalidAuthenticationToken", "Lifetime validation failed, the token is expired."),
        (403, _) => ("Forbidden", "User is not authorized to perform this operation"),
        (404, _) => ("ResourceNotFound", SOMETHING),
        (429, MessageForm::Plain) => ("TooManyRequests", "Too many requests."),
        (429, _) => ("TooManyRequests", SOMETHING),
        (500, _) => ("InternalError", "An internal server error has occurred"),
        (503, _) => (
            "CancelledOnServiceTimeout",
            "ScenarioTimeout=15000ms, RequestTimeout=15000ms,Elaspsed=28387ms, CancelOnTimeout",
        ),
        (504, MessageForm::Plain) => ("UnknownError", ""),
        _ => ("UnknownError", SOMETHING),
    }
}

/// One way to misbehave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Answer this and do nothing.
    Answer(Answer),
    /// Wait so many milliseconds before the effect.
    DelayMs(u64),
    /// Have the effect, wait so many milliseconds, answer.
    DelayAfterMs(u64),
    /// Close the connection and do nothing.
    DropBefore,
    /// Have the effect, then close the connection instead of answering.
    DropAfter,
    /// Reads of the policy show the set before this write for a while.
    Stale(Staleness),
    /// Answer a successful `/assign` without a body.
    EmptyAssignBody,
    /// Treat duplicate groups in this `/assign` this way.
    Duplicates(Duplicates),
    /// 403: the application lacks the permission that this call needs.
    Forbidden,
    /// The tenant has no Intune: nested twice with 403, or plain with 400.
    Unlicensed(MessageForm),
}

/// Ways to misbehave, and the requests they are for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// The requests.
    #[serde(default)]
    pub when: Matcher,
    /// How many of them pass first.
    #[serde(default)]
    pub skip: u32,
    /// How many are then met; `null` for all.
    #[serde(default = "once")]
    pub times: Option<u32>,
    /// What happens to them, all together.
    pub actions: Vec<Action>,
}

pub(crate) fn once() -> Option<u32> {
    Some(1)
}

impl Fault {
    /// Meets the next matching request.
    pub fn new(when: Matcher, action: Action) -> Self {
        Self { when, skip: 0, times: once(), actions: vec![action] }
    }

    /// And does this to it, too.
    pub fn and(mut self, action: Action) -> Self {
        self.actions.push(action);
        self
    }

    /// Meets so many matching requests.
    pub fn times(mut self, times: u32) -> Self {
        self.times = Some(times);
        self
    }

    /// Meets every matching request until the faults are cleared.
    pub fn forever(mut self) -> Self {
        self.times = None;
        self
    }

    /// Lets so many matching requests pass first.
    pub fn after(mut self, skip: u32) -> Self {
        self.skip = skip;
        self
    }
}

/// What is done to one request.
#[derive(Clone, Debug, Default)]
pub(crate) struct Plan {
    pub(crate) delay: Duration,
    pub(crate) delay_after: Duration,
    pub(crate) drop_before: bool,
    pub(crate) drop_after: bool,
    pub(crate) refusal: Option<Refusal>,
    pub(crate) staleness: Option<Staleness>,
    pub(crate) empty_assign_body: bool,
    pub(crate) duplicates: Option<Duplicates>,
}

/// An error that does not come from the request itself.
#[derive(Clone, Debug)]
pub(crate) enum Refusal {
    Answer(GraphError),
    Forbidden,
}

impl Plan {
    fn from_actions(actions: &[Action]) -> Self {
        let mut plan = Self::default();
        for action in actions {
            match action {
                Action::Answer(answer) => plan.refusal = Some(Refusal::Answer(answer.error())),
                Action::DelayMs(ms) => plan.delay = Duration::from_millis(*ms),
                Action::DelayAfterMs(ms) => plan.delay_after = Duration::from_millis(*ms),
                Action::DropBefore => plan.drop_before = true,
                Action::DropAfter => plan.drop_after = true,
                Action::Stale(staleness) => plan.staleness = Some(*staleness),
                Action::EmptyAssignBody => plan.empty_assign_body = true,
                Action::Duplicates(duplicates) => plan.duplicates = Some(*duplicates),
                Action::Forbidden => plan.refusal = Some(Refusal::Forbidden),
                Action::Unlicensed(form) => plan.refusal = Some(Refusal::Answer(unlicensed(*form))),
            }
        }
        plan
    }
}

fn unlicensed(form: MessageForm) -> GraphError {
    if form != MessageForm::Double {
        let text = "Request not applicable to target tenant.";
        return GraphError { form, ..GraphError::plain(400, "BadRequest", text) };
    }
    let wrapping = Wrapping {
        headers: "{\"WWW-Authenticate\":\"Bearer realm=\\\"urn:intune:service,c3998d6e-2e37-4c56-87b5-7b444ee1cb26,\
                  f0f3c450-59bf-4f0d-b1b2-0ef84ddfe3c7\\\"\"}",
        error_code: Some("Forbidden"),
        ..Wrapping::default()
    };
    let plain = GraphError::plain(403, "UnknownError", "An error has occurred");
    GraphError { form, wrapping: Box::new(wrapping), ..plain }
}

/// The faults that are waiting.
#[derive(Debug, Default)]
pub(crate) struct FaultQueue(Vec<(Fault, Turns)>);

impl FaultQueue {
    pub(crate) fn push(&mut self, fault: Fault) {
        let turns = Turns::new(fault.skip, fault.times);
        self.0.push((fault, turns));
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    /// The faults that may still meet a request.
    pub(crate) fn waiting(&self) -> Vec<Fault> {
        self.0.iter().map(|(fault, _)| fault.clone()).collect()
    }

    /// What happens to this request. Every matching fault counts it; the first one due meets it.
    pub(crate) fn take(&mut self, call: &Call) -> Plan {
        let mut plan = None;
        for (fault, turns) in self.0.iter_mut().filter(|(fault, _)| fault.when.matches(call)) {
            if turns.is_due() && plan.is_none() {
                turns.take();
                plan = Some(Plan::from_actions(&fault.actions));
            }
        }
        self.0.retain(|(_, turns)| !turns.is_over());
        plan.unwrap_or_default()
    }
}
