//! How a call is run: in its own task, logged, and safe against panics.

use std::future::Future;

use tf_provider::{Diagnostic, Diagnostics};
use tracing::Instrument;

use super::Service;
use crate::plugin::context::Context;
use crate::plugin::diagnostics::error;

/// What a call is about, for logs and for the diagnostic of a panic.
#[derive(Clone, Copy, Debug)]
pub(super) struct Subject<'a> {
    /// The RPC.
    pub(super) rpc: &'static str,
    /// The resource or data source type; empty for the provider itself.
    pub(super) type_name: &'a str,
}

impl Service {
    /// Runs a call to its end, even when the client does not wait for it.
    ///
    /// # Errors
    /// When the call panicked: the diagnostic that says so.
    pub(super) async fn run<T, F>(
        &self,
        subject: Subject<'_>,
        call: impl FnOnce(Context) -> F,
    ) -> Result<T, Diagnostics>
    where
        T: Send + 'static,
        F: Future<Output = T> + Send + 'static,
    {
        let context = Context { rpc: subject.rpc, stop: self.stop_signal() };
        let span = tracing::debug_span!(
            "rpc",
            tf_rpc = subject.rpc,
            tf_resource_type = subject.type_name,
            tf_req_id = %uuid::Uuid::new_v4()
        );
        let call = call(context);
        let task = async move {
            tracing::trace!("received");
            let answer = call.await;
            tracing::trace!("answered");
            answer
        };
        self.shared.calls.spawn(task.instrument(span)).await.map_err(|failure| panicked(subject, failure))
    }
}

fn panicked(subject: Subject<'_>, failure: tokio::task::JoinError) -> Diagnostics {
    let Subject { rpc, type_name } = subject;
    let about = if type_name.is_empty() { String::new() } else { format!(" of {type_name}") };
    let cause = failure.try_into_panic().map(|payload| panic_text(&*payload));
    error(
        "The provider has a bug",
        format!(
            "{rpc}{about} panicked: {}\n\nThe call was abandoned; what it did until then may not be in the state. \
             Please report this with the output of TF_LOG=DEBUG.",
            cause.unwrap_or_else(|_| "the task was cancelled".to_owned())
        ),
    )
}

fn panic_text(payload: &(dyn std::any::Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_else(|| "no message".to_owned())
}

/// Puts diagnostics together.
pub(super) fn with(mut diagnostics: Diagnostics, more: impl IntoIterator<Item = Diagnostic>) -> Diagnostics {
    diagnostics.errors.extend(more);
    diagnostics
}
