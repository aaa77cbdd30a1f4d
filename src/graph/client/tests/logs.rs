//! What the log tells, and what it never tells.

use std::fmt::Debug;
use std::sync::{Mutex, PoisonError};

use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};

use super::*;

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<(Level, String)>>>);

impl<S: Subscriber> Layer<S> for Lines {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        struct Text(String);
        impl Visit for Text {
            fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
                self.0.push_str(&format!("{}={value:?} ", field.name()));
            }
        }
        let mut text = Text(String::new());
        event.record(&mut text);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push((*event.metadata().level(), text.0));
    }
}

#[tokio::test(start_paused = true)]
async fn one_line_for_each_request_and_never_the_token() {
    let lines = Lines::default();
    // With one dispatcher alone, tracing lets the thread that meets an event first decide for all threads
    // whether anybody listens; other tests' threads have no listener. With two it asks all dispatchers.
    let _second = tracing::Dispatch::new(tracing_subscriber::registry());
    let _guard = tracing::subscriber::set_default(tracing_subscriber::registry().with(lines.clone()));
    let (client, transport) = client([
        answer(503, "busy").header("request-id", "from-graph"),
        Step::Lost,
        unauthorized(),
        created(),
        empty_list(),
    ]);
    client.send(&list(), &operation(600)).await.expect_err("the fourth answer is no listing");
    client.send(&list(), &operation(600)).await.expect("list");

    let lines = lines.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
    assert!(
        lines.iter().all(|(_, line)| !line.contains("token-1") && !line.contains("token-2")),
        "{lines:?}"
    );
    let answers: Vec<_> = lines
        .iter()
        .filter(|(level, line)| *level == Level::DEBUG && line.contains("milliseconds="))
        .collect();
    assert_eq!(answers.len(), 5, "{lines:?}");
    let first = &answers[0].1;
    let id = transport.seen()[0].header("client-request-id").to_owned();
    for wanted in ["method=GET", "status=503", "attempt=1", "request_id=\"from-graph\"", &id, "/assignments"]
    {
        assert!(first.contains(wanted), "{wanted}: {first}");
    }
    assert!(answers[1].1.contains("attempt=2") && answers[1].1.contains("NoAnswer"), "{:?}", answers[1]);
    assert!(
        lines.iter().any(|(level, line)| *level == Level::TRACE && line.contains("body=busy")),
        "{lines:?}"
    );
}
