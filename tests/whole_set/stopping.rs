//! Ctrl-C at any moment of a combined write.

use std::time::Duration;

use graph_simulator::{Latency, Options};
use terraform_provider_intune::assignments::{Remains, WriteMode};
use terraform_provider_intune::net::Operation;
use tokio_util::sync::CancellationToken;

use crate::setting::{Setting, creates, include, shown_all};

#[tokio::test]
async fn after_a_stop_at_any_moment_the_answers_say_what_is_there() {
    let latency = Latency { min: Duration::from_millis(40), max: Duration::from_millis(40), seed: 1 };
    for moment in (0..240).step_by(12) {
        let setting =
            Setting::with(Options { latency, ..Options::default() }, shown_all(&[include(99)])).await;
        let (process, stop) = (setting.process(WriteMode::Auto), CancellationToken::new());
        let stopping = async {
            // Not a wait for something to happen: the moment is what is varied.
            tokio::time::sleep(Duration::from_millis(moment)).await;
            stop.cancel();
        };
        let changes = creates(0..8).chain([setting.delete(&include(99))]);
        let (answers, ()) = tokio::join!(setting.change_with(&process, changes, &stop), stopping);
        for (number, answer) in (0..8).zip(&answers) {
            match answer {
                Ok(row) => assert!(row.is_some() && setting.has(&include(number)), "{moment} ms: {number}"),
                Err(failure) => {
                    assert_eq!(failure.remains, Remains::Unchanged, "{moment} ms: {failure:?}");
                    assert!(!setting.has(&include(number)), "{moment} ms: {number} is there, {failure:?}");
                }
            }
        }
        assert_eq!(answers[8].is_ok(), !setting.has(&include(99)), "{moment} ms");
        // And a second run completes.
        let again = setting.process(WriteMode::Assign);
        let missing = (0..8).filter(|number| !setting.has(&include(*number))).collect::<Vec<_>>();
        let changes = missing.into_iter().map(|number| crate::setting::create(include(number)));
        let operation = CancellationToken::new();
        assert!(setting.change_with(&again, changes, &operation).await.iter().all(Result::is_ok));
        assert!((0..8).all(|number| setting.has(&include(number))));
    }
}

#[tokio::test]
async fn a_time_that_is_over_before_anything_was_sent_changes_nothing() {
    let setting = Setting::new(vec![]).await;
    let process = setting.process(WriteMode::Assign);
    let operation = Operation::new(Duration::ZERO, CancellationToken::new());
    let change = crate::setting::create(include(1));
    let failure = process.apply(&setting.policy, change, &operation).await.expect_err("no time");
    assert_eq!(failure.remains, Remains::Unchanged);
    assert_eq!(setting.counts(), (0, 0));
}
