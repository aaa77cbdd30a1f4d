//! Reads: headers, tokens, trying again, ending.

use std::collections::HashSet;

use super::*;

#[tokio::test(start_paused = true)]
async fn a_request_carries_what_graph_asks_for() {
    let (client, transport) = client([empty_list(), created()]);
    client.send(&list(), &operation(60)).await.expect("list");
    client.send(&create(), &operation(60)).await.expect("create");
    let seen = transport.seen();
    for one in &seen {
        assert_eq!(one.header("authorization"), "Bearer token-1");
        assert!(one.request.headers["authorization"].is_sensitive());
        assert_eq!((one.header("accept"), one.header("user-agent")), ("application/json", "test/1.0"));
        assert!(uuid::Uuid::try_parse(one.header("client-request-id")).is_ok());
    }
    assert_eq!(seen[0].request.url.as_str(), list().url(&client.0.root).as_str());
    assert_eq!((seen[0].header("content-type"), seen[1].header("content-type")), ("", "application/json"));
    assert_eq!(Some(seen[1].body()), create().body());
}

#[tokio::test(start_paused = true)]
async fn a_read_is_tried_again_with_backoff_and_a_new_request_id() {
    let busy = [answer(503, ""), answer(504, ""), answer(502, ""), answer(408, ""), Step::Lost, Step::Unsent];
    let (client, transport) = client(busy.into_iter().chain([empty_list()]));
    client.send(&list(), &operation(600)).await.expect("list");
    let seen = transport.seen();
    assert_eq!(seen.len(), 7);
    let ids: HashSet<_> = seen.iter().map(|one| one.header("client-request-id")).collect();
    assert_eq!(ids.len(), 7);
    for (number, pair) in seen.windows(2).enumerate() {
        let longest = Duration::from_secs(60.min(2 << number));
        let wait = pair[1].at - pair[0].at;
        assert!(wait >= longest / 2 && wait <= longest + Duration::from_millis(2), "{number}: {wait:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_services_own_wait_is_honoured_beyond_the_cap_and_zero_is_none() {
    let (client, transport) = client([
        answer(503, "").header("retry-after", "90"),
        answer(429, "").header("retry-after", "120"),
        answer(429, "").header("retry-after", "0"),
        empty_list(),
    ]);
    client.send(&list(), &operation(600)).await.expect("list");
    let waits = waits(&transport);
    assert_eq!(waits[..2], [90, 120]);
    assert!((4..=8).contains(&waits[2]), "{waits:?}");
}

#[tokio::test(start_paused = true)]
async fn refusals_come_back_at_once() {
    for status in [400, 403, 404, 409, 500, 302] {
        let (client, transport) = client([answer(status, r#"{"error":{"code":"Some","message":"why"}}"#)]);
        let error = client.send(&list(), &operation(600)).await.expect_err("refused");
        assert_eq!(error.status().map(|status| status.as_u16()), Some(status));
        assert_eq!((error.code(), error.message()), (Some("Some"), Some("why")));
        let seen = transport.seen();
        assert_eq!(seen.len(), 1);
        assert_eq!(error.client_request_id(), Some(seen[0].header("client-request-id")));
    }
}

#[tokio::test(start_paused = true)]
async fn one_429_holds_back_everybody() {
    let throttled = answer(429, "").header("retry-after", "30").after(Duration::from_secs(1));
    let (client, transport) = client([throttled, empty_list(), empty_list(), empty_list()]);
    let start = Instant::now();
    let (list, operation) = (list(), operation(600));
    let later = async {
        tokio::time::sleep(Duration::from_secs(5)).await;
        client.send(&list, &operation).await
    };
    let (first, at_once, later) =
        tokio::join!(client.send(&list, &operation), client.send(&list, &operation), later);
    assert!(first.is_ok() && at_once.is_ok() && later.is_ok());
    let at: Vec<u64> = transport.seen().iter().map(|one| (one.at - start).as_secs()).collect();
    // The second was under way before the 429 came; whoever comes after it waits.
    assert_eq!(at, [0, 0, 31, 31]);
}

#[tokio::test(start_paused = true)]
async fn no_more_requests_than_allowed_are_under_way() {
    let slow = || empty_list().after(Duration::from_secs(10));
    let (client, transport) = client_with((0..6).map(|_| slow()), 2, Counting::default());
    let start = Instant::now();
    let calls = (0..6).map(|_| {
        let client = client.clone();
        tokio::spawn(async move { client.send(&list(), &operation(600)).await.is_ok() })
    });
    for call in calls.collect::<Vec<_>>() {
        assert!(call.await.expect("task"));
    }
    let at: Vec<u64> = transport.seen().iter().map(|one| (one.at - start).as_secs()).collect();
    assert_eq!(at, [0, 0, 10, 10, 20, 20]);
}

#[tokio::test(start_paused = true)]
async fn a_refused_token_is_renewed_once() {
    let (client, transport) = client([unauthorized(), empty_list()]);
    client.send(&list(), &operation(60)).await.expect("list");
    let tokens: Vec<_> = transport.seen().iter().map(|one| one.header("authorization").to_owned()).collect();
    assert_eq!(tokens, ["Bearer token-1", "Bearer token-2"]);

    let (client, transport) = self::client([unauthorized(), unauthorized()]);
    let error = client.send(&list(), &operation(60)).await.expect_err("refused");
    assert_eq!(error.code(), Some("InvalidAuthenticationToken"));
    assert_eq!(transport.seen().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_given_token_that_is_refused_is_told_in_graphs_words() {
    let given = StaticToken::try_new("given".into()).expect("token");
    let (client, transport) = client_with([unauthorized()], 10, given);
    let error = client.send(&list(), &operation(60)).await.expect_err("refused");
    assert_eq!(error.message(), Some("Lifetime validation failed, the token is expired."));
    assert_eq!(error.status().map(|status| status.as_u16()), Some(401));
    assert_eq!(transport.seen().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn without_a_token_nothing_is_sent() {
    struct Nobody;
    #[async_trait]
    impl TokenSource for Nobody {
        async fn token(&self, _: Need<'_>, _: &Operation) -> Result<AccessToken, auth::Error> {
            Err(auth::Error::UnusableToken { problem: "there is none" })
        }
    }
    let (client, transport) = client_with([], 10, Nobody);
    let error = client.send(&list(), &operation(60)).await.expect_err("no token");
    assert!(matches!(error.kind(), Kind::Token(_)));
    assert!(error.to_string().ends_with("no access token"), "{error}");
    assert_eq!(
        error.source().map(ToString::to_string).as_deref(),
        Some("the access token cannot be used: there is none")
    );
    assert!(transport.seen().is_empty());
}

#[tokio::test(start_paused = true)]
async fn the_timeout_is_the_only_limit_and_tells_the_last_failure() {
    let (client, transport) =
        client((0..1000).map(|_| answer(503, r#"{"error":{"code":"Busy","message":"later"}}"#)));
    let start = Instant::now();
    let error = client.send(&list(), &operation(3600)).await.expect_err("timeout");
    assert!(error.is_timed_out() && !error.is_stopped());
    assert_eq!((error.code(), error.message()), (Some("Busy"), Some("later")));
    assert!(error.source().expect("last").to_string().contains("503 Busy: later"));
    assert!(start.elapsed() > Duration::from_secs(3500) && start.elapsed() <= Duration::from_secs(3600));
    assert!((60..200).contains(&transport.seen().len()));
}

#[tokio::test(start_paused = true)]
async fn a_wait_longer_than_the_timeout_is_not_begun() {
    let (client, _) = client([answer(429, "").header("retry-after", "600")]);
    let start = Instant::now();
    let error = client.send(&list(), &operation(300)).await.expect_err("timeout");
    assert!(error.is_timed_out());
    assert_eq!(error.retry_after(), Some(Duration::from_secs(600)));
    assert_eq!(start.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn a_slow_read_ends_at_the_timeout() {
    let (client, _) = client([empty_list().after(Duration::from_secs(600))]);
    let start = Instant::now();
    let error = client.send(&list(), &operation(30)).await.expect_err("timeout");
    assert!(error.is_timed_out() && error.source().is_none());
    assert_eq!(start.elapsed().as_secs(), 30);
}

#[tokio::test(start_paused = true)]
async fn stop_ends_waiting_and_reading_at_once() {
    for step in [answer(503, "").header("retry-after", "600"), empty_list().after(Duration::from_secs(600))] {
        let (client, transport) = client([step]);
        let (operation, start) = (operation(3600), Instant::now());
        let answer = stopped_after(5, &operation, client.send(&list(), &operation)).await;
        assert!(answer.expect_err("stopped").is_stopped());
        assert_eq!(start.elapsed().as_secs(), 5);
        assert!(client.send(&list(), &operation).await.expect_err("stopped").is_stopped());
        assert_eq!(transport.seen().len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_cannot_be_read_says_what_is_wrong() {
    let (client, _) = client([answer(200, r#"{"value":[{"id":"a_b"}]}"#)]);
    let error = client.send(&list(), &operation(60)).await.expect_err("unreadable");
    assert!(matches!(error.kind(), Kind::Unreadable(_)) && !error.is_outcome_unknown());
    assert!(error.source().expect("source").to_string().contains("assignment a_b has no \"target\""));
}

#[tokio::test]
async fn a_call_goes_over_a_real_connection() {
    let body = r#"{"value":[]}"#;
    let answer =
        format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}", body.len());
    let server = crate::net::loopback::Loopback::answering(answer).await;
    let settings = Settings {
        root: Endpoint::try_new(server.url("/").as_str()).expect("root"),
        user_agent: "test/1.0".to_owned(),
        max_concurrent_requests: NonZeroUsize::MIN,
    };
    let http = Arc::new(crate::net::Http::try_new(crate::net::Trust::default()).expect("http"));
    let client = Client::try_new(settings, http, Arc::new(Counting::default())).expect("client");
    assert!(client.collect(&list(), &operation(60)).await.expect("list").is_empty());
    let sent = server.requests().await;
    let start =
        format!("GET /beta/deviceManagement/deviceCompliancePolicies/{POLICY}/assignments HTTP/1.1\r\n");
    assert!(sent.len() == 1 && sent[0].starts_with(&start), "{sent:?}");
    for header in ["authorization: Bearer token-1", "accept: application/json", "user-agent: test/1.0"] {
        assert_eq!(sent[0].matches(&format!("\r\n{header}\r\n")).count(), 1, "{header}: {sent:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_graph_demands_of_the_next_token_is_passed_on_to_the_authority() {
    let challenge = r#"Bearer realm="", error="insufficient_claims", claims="eyJhY2Nlc3NfdG9rZW4iOnsibmJmIjp7ImVzc2VudGlhbCI6dHJ1ZX19fQ==""#;
    let token = |name: &str| answer(200, format!(r#"{{"access_token":"{name}","expires_in":3599}}"#));
    let authority = Scripted::new([token("first"), token("second")]);
    let application = auth::Application {
        authority: Endpoint::try_new("https://login.example").expect("authority"),
        tenant_id: "contoso.example".to_owned(),
        client_id: "my-app".to_owned(),
        scope: "https://graph.example/.default".to_owned(),
    };
    let secret =
        auth::ClientSecret::try_new(application, "hunter2".into(), authority.clone()).expect("secret");
    let steps = [unauthorized().header("www-authenticate", challenge), empty_list()];
    let (client, graph) = client_with(steps, 10, auth::Cached::new(secret));
    client.collect(&list(), &operation(60)).await.expect("the second token is taken");
    let demanded: Vec<bool> = authority
        .seen()
        .iter()
        .map(|seen| {
            seen.body().ends_with(
                "&claims=%7B%22access_token%22%3A%7B%22nbf%22%3A%7B%22essential%22%3Atrue%7D%7D%7D",
            )
        })
        .collect();
    assert_eq!(demanded, [false, true]);
    let used: Vec<String> = graph.seen().iter().map(|seen| seen.header("authorization").to_owned()).collect();
    assert_eq!(used, ["Bearer first", "Bearer second"]);
}
