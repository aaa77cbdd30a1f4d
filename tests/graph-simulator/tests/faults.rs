//! Misbehaviour on demand, as a client sees it.

mod support;

use std::io::Write;
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

use graph_simulator::{
    Action, Answer, Change, Fault, Hook, Latency, Matcher, MessageForm, Options, RetryAfter, Staleness, row,
};
use serde_json::{Value, json};
use support::{Client, GROUP, OTHER, POLICY, SOON};

const ASSIGN: &str =
    "/beta/deviceManagement/deviceCompliancePolicies/6a2ac7e4-0f5b-4f0e-9d0c-3b8f2c4d1e01/assign";
const LIST: &str =
    "/beta/deviceManagement/deviceCompliancePolicies/6a2ac7e4-0f5b-4f0e-9d0c-3b8f2c4d1e01/assignments";

fn on_assign(action: Action) -> Fault {
    Fault::new(Matcher::on("POST", "*/assign"), action)
}

fn rows_of(client: &Client) -> Vec<Value> {
    client.simulator.assignments(POLICY).expect("the policy")
}

fn all_devices() -> Value {
    json!({"assignments": [row::all_devices()]})
}

#[test]
fn fact_22_server_errors_come_in_their_usual_words_and_forms() {
    let client = Client::demo();
    for (answer, code, text) in [
        (
            Answer::status(500).form(MessageForm::Nested),
            "InternalError",
            "An internal server error has occurred - ",
        ),
        (
            Answer::status(503).form(MessageForm::Nested),
            "CancelledOnServiceTimeout",
            "ScenarioTimeout=15000ms",
        ),
        (Answer::status(429).form(MessageForm::Nested), "TooManyRequests", "An error has occurred - "),
        (
            Answer::status(404).form(MessageForm::Nested).saying("ResourceNotFound", "gone"),
            "ResourceNotFound",
            "gone - ",
        ),
    ] {
        let status = answer.status;
        client.simulator.fault(on_assign(Action::Answer(answer)));
        let got = client.post(ASSIGN, all_devices());
        assert_eq!((got.status, got.code()), (status, code.to_owned()));
        assert!(got.nested_message().starts_with(text), "{}", got.nested_message());
    }
    client.simulator.fault(on_assign(Action::Answer(Answer::status(504))));
    let timeout = client.post(ASSIGN, all_devices());
    assert_eq!((timeout.code(), timeout.message()), ("UnknownError".to_owned(), String::new()));

    client.simulator.fault(on_assign(Action::Answer(Answer::status(504).form(MessageForm::Double))));
    let wrapped: Value = serde_json::from_str(&client.post(ASSIGN, all_devices()).message()).expect("JSON");
    assert_eq!(wrapped.as_object().map(|object| object.len()), Some(1), "a gateway says only Message");
    assert!(wrapped["Message"].as_str().expect("a text").starts_with("{\r\n  \"_version\": 3,"));

    client.simulator.fault(on_assign(Action::Answer(Answer::status(502).without_body())));
    let empty = client.post(ASSIGN, all_devices());
    assert_eq!((empty.status, empty.text.as_str()), (502, ""));
    assert!(rows_of(&client).is_empty(), "an error has no effect");
}

#[test]
fn retry_after_comes_in_every_form() {
    let client = Client::demo();
    for (retry_after, expected) in [
        (RetryAfter::Absent, None),
        (RetryAfter::Zero, Some("0".to_owned())),
        (RetryAfter::Seconds(12), Some("12".to_owned())),
    ] {
        client
            .simulator
            .fault(Fault::new(Matcher::any(), Action::Answer(Answer::status(429).retry_after(retry_after))));
        assert_eq!(client.get(LIST).header("retry-after").map(str::to_owned), expected);
    }
    client.simulator.fault(Fault::new(
        Matcher::any(),
        Action::Answer(Answer::status(503).retry_after(RetryAfter::Date(3600))),
    ));
    let date = client.get(LIST).header("retry-after").expect("a date").to_owned();
    let at = httpdate::parse_http_date(&date).expect("an HTTP date");
    let ahead = at.duration_since(std::time::SystemTime::now()).expect("a future date");
    assert!(ahead > Duration::from_secs(3500) && ahead <= Duration::from_secs(3600), "{date}");
}

#[test]
fn a_fault_waits_for_its_request_and_counts() {
    let client = Client::demo();
    let fail = |status| Action::Answer(Answer::status(status));
    client.simulator.fault(on_assign(fail(500)).after(1).times(2));
    client.simulator.fault(Fault::new(Matcher::on("POST", "/assign").with_body(GROUP), fail(502)));
    assert_eq!(client.get(LIST).status, 200, "another method");
    let mut statuses: Vec<u16> = (0..4).map(|_| client.post(ASSIGN, all_devices()).status).collect();
    assert_eq!(statuses, [200, 500, 500, 200]);
    statuses.clear();
    assert_eq!(client.post(ASSIGN, json!({"assignments": [row::group(GROUP)]})).status, 502);

    client.simulator.fault(Fault::new(Matcher::path("/assignments"), fail(503)).forever());
    statuses.extend((0..3).map(|_| client.get(LIST).status));
    client.simulator.clear_faults();
    statuses.push(client.get(LIST).status);
    assert_eq!(statuses, [503, 503, 503, 200]);
}

#[test]
fn two_faults_meet_two_requests_in_their_order() {
    let client = Client::demo();
    for status in [500, 503] {
        client.simulator.fault(on_assign(Action::Answer(Answer::status(status))));
    }
    let statuses: Vec<u16> = (0..3).map(|_| client.post(ASSIGN, all_devices()).status).collect();
    assert_eq!(statuses, [500, 503, 200]);
}

#[test]
fn a_dropped_connection_is_no_answer_with_or_without_the_effect() {
    let client = Client::demo();
    client.simulator.fault(on_assign(Action::DropBefore));
    let error = client.try_send("POST", ASSIGN, Some(all_devices())).expect_err("no answer");
    assert!(error.is_request(), "{error:?}");
    assert!(rows_of(&client).is_empty());

    client.simulator.fault(on_assign(Action::DropAfter));
    client.try_send("POST", ASSIGN, Some(all_devices())).expect_err("no answer");
    assert_eq!(rows_of(&client).len(), 1);

    let log = client.simulator.requests();
    let seen: Vec<(bool, Option<u16>)> = log.iter().map(|record| (record.dropped, record.status)).collect();
    assert_eq!(seen, [(true, None), (true, Some(200))]);
    assert_eq!(client.get(LIST).status, 200, "the next connection works");
}

#[test]
fn an_effect_happens_although_the_caller_has_hung_up() {
    let client = Client::demo();
    client.simulator.fault(on_assign(Action::DelayMs(300)));
    let address = client.simulator.url().replace("http://", "");
    let body = all_devices().to_string();
    let mut caller = TcpStream::connect(&address).expect("a connection");
    write!(
        caller,
        "POST {ASSIGN} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer simulator-token\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .expect("a request");
    assert!(client.simulator.wait_until(|log| log.len() == 1, SOON));
    caller.shutdown(Shutdown::Both).expect("a hang-up");
    drop(caller);
    assert!(rows_of(&client).is_empty(), "not yet");
    assert!(client.simulator.wait_until(|log| log[0].status == Some(200), SOON));
    assert_eq!(rows_of(&client).len(), 1);
}

#[test]
fn a_late_answer_comes_after_its_effect() {
    let client = Client::demo();
    client.simulator.fault(on_assign(Action::DelayAfterMs(60_000)));
    let request = client
        .request("POST", ASSIGN)
        .bearer_auth("simulator-token")
        .json(&all_devices())
        .timeout(Duration::from_millis(500));
    assert!(client.run(request).expect_err("no answer in time").is_timeout());
    assert_eq!(rows_of(&client).len(), 1);
    assert_eq!(client.simulator.requests()[0].status, None, "still under way");
}

#[test]
fn a_wait_ends_when_a_request_arrives_even_before_its_answer() {
    let client = Client::demo();
    client.simulator.fault(Fault::new(Matcher::path("/assign"), Action::DelayMs(60_000)));
    let arrived = client.block_on(async {
        let request = client.request("POST", ASSIGN).bearer_auth("simulator-token").json(&all_devices());
        tokio::select! {
            _ = request.send() => false,
            arrived = client.simulator.wait_for(|log| log.len() == 1, SOON) => arrived,
        }
    });
    assert!(arrived);
    assert!(
        !client.simulator.wait_until(|log| log.len() == 2, Duration::from_millis(20)),
        "a wait ends in time"
    );
}

#[test]
fn fact_30_a_fault_makes_reads_of_one_write_stale() {
    let client = Client::demo();
    client.simulator.fault(on_assign(Action::Stale(Staleness::Ms(400))));
    let start = Instant::now();
    client.post(ASSIGN, all_devices());
    let shown = client.get(LIST).rows().len();
    if start.elapsed() < Duration::from_millis(400) {
        assert_eq!(shown, 0, "the previous set is shown");
    }
    while client.get(LIST).rows().is_empty() {
        assert!(start.elapsed() < SOON, "reads never caught up");
    }
    assert!(start.elapsed() >= Duration::from_millis(400));
    client.simulator.fault(on_assign(Action::EmptyAssignBody).and(Action::Stale(Staleness::Reads(1))));
    assert_eq!(client.post(ASSIGN, json!({"assignments": []})).text, "");
    assert_eq!((client.get(LIST).rows().len(), client.get(LIST).rows().len()), (1, 0));
}

#[test]
fn hooks_put_another_writer_before_or_after_a_request() {
    let client = Client::demo();
    let change =
        |group: &str| Change::AddAssignment { policy: POLICY.to_owned(), assignment: row::group(group) };
    // The portal saves right after our read …
    client.simulator.on_request(Hook::after(Matcher::on("GET", "*/assignments"), change(GROUP)));
    assert_eq!(client.get(LIST).rows().len(), 0);
    assert_eq!(rows_of(&client).len(), 1);
    // … our write, unaware, takes its row away …
    client.post(ASSIGN, all_devices());
    assert_eq!(rows_of(&client)[0]["target"]["@odata.type"], "#microsoft.graph.allDevicesAssignmentTarget");
    // … and here it saves after our write and before our read-back.
    client.simulator.on_request(Hook::before(Matcher::on("GET", "*/assignments"), change(OTHER)).skip(1));
    assert_eq!((client.get(LIST).rows().len(), client.get(LIST).rows().len()), (1, 2));

    let gone = Change::RemovePolicy { policy: POLICY.to_owned() };
    client.simulator.on_request(Hook::before(Matcher::path("/assign"), gone));
    assert_eq!(client.post(ASSIGN, all_devices()).status, 404);
}

#[test]
fn latency_is_on_every_answer_and_repeatable() {
    let latency = Latency { min: Duration::from_millis(30), max: Duration::from_millis(60), seed: 7 };
    let client = Client::new(Options { latency, ..Options::demo() });
    let start = Instant::now();
    (0..3).for_each(|_| assert_eq!(client.get(LIST).status, 200));
    assert!(start.elapsed() >= Duration::from_millis(90));
    for record in client.simulator.requests() {
        assert!(record.duration_ms.expect("an end") >= 30, "{record:?}");
    }
}

#[test]
fn faults_meet_the_parts_of_a_batch() {
    let client = Client::demo();
    client.simulator.fault(Fault::new(
        Matcher::on("GET", "*/assignments"),
        Action::Answer(Answer::status(429).retry_after(RetryAfter::Seconds(2))),
    ));
    let part = json!({"id": "1", "method": "GET", "url": LIST.trim_start_matches("/beta")});
    let answer = client.post("/beta/$batch", json!({"requests": [part]})).json();
    assert_eq!(answer["responses"][0]["status"], 429);
    assert_eq!(answer["responses"][0]["headers"]["Retry-After"], "2");
}
