//! Calls through a scripted service, with the clock paused.

use std::error::Error as _;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::*;
use crate::auth::StaticToken;
use crate::graph::compliance::assignments;
use crate::graph::{ApiVersion, PolicyId, PolicyKind, Target, TargetKind};
use crate::net::scripted::{Scripted, Step, answer};

mod listings;
mod logs;
mod reads;
mod writes;

const POLICY: &str = "6a2ac7e4-0d58-4ea5-8f39-bd11b3bcd51a";
const ROUTE_MISSING: &str =
    r#"{"error":{"code":"No method match route template","message":"No OData route exists that match"}}"#;

/// Hands out `token-1`, and the next number after each refusal.
#[derive(Default)]
struct Counting(AtomicUsize);

#[async_trait]
impl TokenSource for Counting {
    async fn token(&self, need: Need<'_>, _: &Operation) -> Result<AccessToken, auth::Error> {
        let number = match need {
            Need::Current => self.0.load(Ordering::SeqCst).max(1),
            Need::RenewedAfter { .. } => 2,
        };
        AccessToken::try_new(format!("token-{number}").into(), None)
    }
}

fn client_with(
    steps: impl IntoIterator<Item = Step>,
    slots: usize,
    tokens: impl TokenSource + 'static,
) -> (Client, Arc<Scripted>) {
    let transport = Scripted::new(steps);
    let settings = Settings {
        root: Endpoint::try_new("https://graph.example").expect("root"),
        user_agent: "test/1.0".to_owned(),
        max_concurrent_requests: NonZeroUsize::new(slots).expect("slots"),
    };
    let client = Client::try_new(settings, transport.clone(), Arc::new(tokens)).expect("settings");
    (client, transport)
}

fn client(steps: impl IntoIterator<Item = Step>) -> (Client, Arc<Scripted>) {
    client_with(steps, 10, Counting::default())
}

fn operation(seconds: u64) -> Operation {
    Operation::new(Duration::from_secs(seconds), CancellationToken::new())
}

fn policy() -> PolicyId {
    PolicyId::try_from(POLICY).expect("id")
}

fn list() -> Call<crate::graph::Page<crate::graph::Assignment>> {
    assignments::list(PolicyKind::Device, ApiVersion::Beta, &policy())
}

fn create() -> Call<crate::graph::Assignment> {
    let target = Target::unfiltered(TargetKind::AllDevices);
    assignments::create(PolicyKind::Device, ApiVersion::V1_0, &policy(), &target).expect("call")
}

fn empty_list() -> Step {
    answer(200, r#"{"value":[]}"#)
}

fn created() -> Step {
    answer(201, r##"{"id":"a_b","target":{"@odata.type":"#microsoft.graph.allDevicesAssignmentTarget"}}"##)
}

fn unauthorized() -> Step {
    answer(
        401,
        r#"{"error":{"code":"InvalidAuthenticationToken","message":"Lifetime validation failed, the token is expired."}}"#,
    )
}

/// The whole seconds between what was sent.
fn waits(transport: &Scripted) -> Vec<u64> {
    transport.seen().windows(2).map(|pair| (pair[1].at - pair[0].at).as_secs()).collect()
}

/// Runs something while the operation is stopped after so many seconds.
async fn stopped_after<F: Future>(seconds: u64, operation: &Operation, future: F) -> F::Output {
    let stop = async {
        tokio::time::sleep(Duration::from_secs(seconds)).await;
        operation.stop().cancel();
    };
    tokio::join!(future, stop).0
}

#[test]
fn a_user_agent_that_fits_no_header_is_refused() {
    let settings = Settings {
        root: Endpoint::try_new("https://graph.example").expect("root"),
        user_agent: "line\nbreak".to_owned(),
        max_concurrent_requests: NonZeroUsize::MIN,
    };
    let refused = Client::try_new(settings, Scripted::new([]), Arc::new(Counting::default()));
    assert!(matches!(refused, Err(SettingsError::UserAgent { .. })));
}
