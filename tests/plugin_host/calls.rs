//! How calls run: stopped, abandoned, or falling over, none of them takes the truth or the process with it.

use std::sync::atomic::Ordering;
use std::time::Duration;

use terraform_provider_intune::plugin::proto::tfplugin6::{
    apply_resource_change, configure_provider, read_resource, stop_provider,
};
use terraform_provider_intune::plugin::value::{Dynamic, Look, Value, object, string};
use tokio::time::timeout;

use super::client::{plain, receive, send, start, text};
use super::made_up::THING;

fn creating(name: &str) -> apply_resource_change::Request {
    let planned = object([("id", Value::Unknown), ("name", string(name))]);
    apply_resource_change::Request {
        type_name: THING.to_owned(),
        prior_state: send(&Value::Null),
        planned_state: send(&planned),
        config: send(&object([("name", string(name))])),
        ..Default::default()
    }
}

#[tokio::test]
async fn a_stop_ends_waits_and_keeps_what_was_made() {
    let running = start(None);
    let mut client = plain(&running).await;
    let mut waiting = client.clone();
    let create = tokio::spawn(async move { waiting.apply_resource_change(creating("wait")).await });
    // The call must have arrived; a second one on the same connection is answered after it was received.
    client.apply_resource_change(creating("quick")).await.unwrap();
    client.stop_provider(stop_provider::Request {}).await.unwrap();
    let answer =
        timeout(Duration::from_secs(5), create).await.expect("it ends").unwrap().unwrap().into_inner();
    assert_eq!(receive(answer.new_state).get("id"), &string("made"));
    assert!(text(&answer.diagnostics).contains("paint is still wet"));

    // Configured anew (debug mode), the next run is not stopped.
    client.configure_provider(configure_provider::Request::default()).await.unwrap();
    let again = client.apply_resource_change(creating("wait"));
    assert!(timeout(Duration::from_millis(300), again).await.is_err(), "it waits again");
}

#[tokio::test]
async fn a_client_that_hangs_up_cuts_nothing_in_half() {
    let running = start(None);
    let mut client = plain(&running).await;
    let abandoned = client.apply_resource_change(creating("slow"));
    assert!(timeout(Duration::from_millis(100), abandoned).await.is_err());
    drop(client);
    let finished = async {
        while running.finished.load(Ordering::SeqCst) == 0 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    timeout(Duration::from_secs(5), finished).await.expect("the call was brought to its end");
}

#[tokio::test]
async fn shutdown_waits_a_moment_for_a_write() {
    let running = start(None);
    let mut client = plain(&running).await;
    let create = tokio::spawn(async move { client.apply_resource_change(creating("slow")).await });
    tokio::time::sleep(Duration::from_millis(100)).await;
    running.shutdown.cancel();
    assert!(create.await.unwrap().is_ok(), "the answer still arrives");
    running.served.await.unwrap().unwrap();
    assert_eq!(running.finished.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_panic_becomes_a_diagnostic_and_the_next_call_works() {
    let running = start(None);
    let mut client = plain(&running).await;
    let answer = client.apply_resource_change(creating("panic")).await.unwrap().into_inner();
    let said = text(&answer.diagnostics);
    assert!(said.contains("ApplyResourceChange of made_up_thing panicked: the thing fell over"), "{said}");
    assert_eq!(receive(answer.new_state), Value::Null);

    let state: Dynamic = object([("id", string("1")), ("name", string("panic"))]);
    let read = read_resource::Request {
        type_name: THING.to_owned(),
        current_state: send(&state),
        private: (&b"kept"[..]).into(),
        ..Default::default()
    };
    let answer = client.read_resource(read).await.unwrap().into_inner();
    assert!(text(&answer.diagnostics).contains("ReadResource of made_up_thing panicked"));
    assert_eq!(receive(answer.new_state).get("id"), &string("1"), "a failed read leaves the state alone");
    assert_eq!(&answer.private[..], b"kept");

    let answer = client.apply_resource_change(creating("fine")).await.unwrap().into_inner();
    assert_eq!(text(&answer.diagnostics), "");
}
