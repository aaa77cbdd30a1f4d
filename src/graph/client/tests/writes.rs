//! Writes: repeated only when they cannot have had an effect, and never cut.

use super::*;
use crate::graph::PolicyKind;
use crate::graph::error::Unknown;

#[tokio::test(start_paused = true)]
async fn a_write_that_had_no_effect_is_tried_again() {
    let (client, transport) =
        client([Step::Unsent, answer(429, "").header("retry-after", "7"), unauthorized(), created()]);
    let made = client.send(&create(), &operation(600)).await.expect("created");
    assert_eq!(made.id.as_str(), "a_b");
    let seen = transport.seen();
    assert_eq!(seen.len(), 4);
    assert!(seen.iter().all(|one| Some(one.body()) == create().body()));
    assert_eq!((seen[2].at - seen[1].at).as_secs(), 7);
    assert_eq!(seen[3].header("authorization"), "Bearer token-2");
}

#[tokio::test(start_paused = true)]
async fn a_write_that_replaces_a_set_is_not_sent_again_after_a_wait() {
    let assign = || assignments::assign(PolicyKind::Device, ApiVersion::Beta, &policy(), Vec::new());
    for (step, waits) in [(answer(429, "").header("retry-after", "7"), 7), (Step::Unsent, 0)] {
        let (client, transport) = client([step, answer(200, "")]);
        let start = Instant::now();
        let error = client.send(&assign(), &operation(600)).await.expect_err("not repeated");
        assert!(error.may_pass() && !error.is_outcome_unknown(), "{error:?}");
        assert_eq!((transport.seen().len(), start.elapsed()), (1, Duration::ZERO));
        client.send(&assign(), &operation(600)).await.expect("a new one is sent");
        assert_eq!(start.elapsed().as_secs(), waits, "nobody sends before");
    }
}

#[tokio::test(start_paused = true)]
async fn a_write_that_may_have_happened_comes_back_at_once() {
    for (step, status) in [
        (Step::Lost, None),
        (answer(500, ""), Some(500)),
        (answer(502, ""), Some(502)),
        (answer(503, "").header("retry-after", "9"), Some(503)),
        (answer(504, ""), Some(504)),
        (answer(408, ""), Some(408)),
        (answer(201, ""), None),
        (answer(200, "<html>"), None),
    ] {
        let (client, transport) = client([step]);
        let start = Instant::now();
        let error = client.send(&create(), &operation(600)).await.expect_err("unknown");
        assert!(error.is_outcome_unknown(), "{error:?}");
        assert_eq!(error.status().map(|status| status.as_u16()), status);
        assert!(error.to_string().ends_with("it is not known whether the change was made"), "{error}");
        assert!(error.source().is_some());
        assert_eq!((transport.seen().len(), start.elapsed()), (1, Duration::ZERO));
    }
}

#[tokio::test(start_paused = true)]
async fn a_refused_write_is_a_plain_refusal() {
    for (status, body) in [(400, ROUTE_MISSING), (403, ""), (404, ""), (409, ""), (501, "")] {
        let (client, _) = client([answer(status, body)]);
        let error = client.send(&create(), &operation(600)).await.expect_err("refused");
        assert!(!error.is_outcome_unknown() && matches!(error.kind(), Kind::Refused(_)), "{error:?}");
        assert_eq!(error.is_route_missing(), status == 400);
    }
}

#[tokio::test(start_paused = true)]
async fn a_write_on_the_wire_is_awaited_to_its_end() {
    let slow = || created().after(Duration::from_secs(50));
    let (client, _) = client([slow(), slow()]);
    let operation = operation(600);
    let made = stopped_after(5, &operation, client.send(&create(), &operation)).await;
    assert!(made.is_ok(), "stopping does not cut it");
    let made = client.send(&create(), &self::operation(5)).await;
    assert!(made.is_ok(), "the timeout does not cut it");
}

#[tokio::test(start_paused = true)]
async fn a_stopped_operation_begins_no_write() {
    let (client, transport) = client([answer(429, "").header("retry-after", "60")]);
    let operation = operation(600);
    let error = stopped_after(5, &operation, client.send(&create(), &operation)).await.expect_err("stopped");
    assert!(error.is_stopped() && !error.is_outcome_unknown());
    assert!(error.source().expect("last").to_string().contains("Graph answered 429"));
    assert!(client.send(&create(), &operation).await.expect_err("stopped").is_stopped());
    assert_eq!(transport.seen().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn what_graph_said_about_an_unknown_outcome_is_behind_it() {
    let (client, _) = client([answer(500, r#"{"error":{"code":"InternalError","message":"It broke"}}"#)]);
    let error = client.send(&create(), &operation(60)).await.expect_err("unknown");
    assert!(matches!(error.kind(), Kind::OutcomeUnknown(Unknown::Answered(_))));
    assert_eq!(error.source().expect("source").to_string(), "Graph answered 500 InternalError: It broke");
}
