//! `$batch`: many requests in one.
//! Numbers are those of the facts in the README's table.

mod support;

use std::time::Duration;

use graph_simulator::{Limit, Options, RetryAfter, Throttling, row};
use serde_json::{Value, json};
use support::{Client, POLICY, assign};

#[test]
fn fact_29_batch_runs_up_to_twenty_requests() {
    let client = Client::demo();
    let list = |id: Value| json!({"id": id, "method": "GET", "url": format!("/deviceManagement/deviceCompliancePolicies/{POLICY}/assignments")});
    let batch = |requests: Value| client.post("/beta/$batch", json!({ "requests": requests }));
    let answer = batch(json!([
        list(json!(1)),
        {"id": "b", "method": "GET", "url": "deviceManagement/deviceCompliancePolicies/nobody"},
        {"id": "c", "method": "GET", "url": "/deviceManagement/deviceCompliancePolicies", "dependsOn": ["B"]},
        {"id": "d", "method": "POST", "url": format!("/deviceManagement/deviceCompliancePolicies/{POLICY}/assign"),
         "headers": {"content-type": "application/json"}, "body": assign(&[row::all_devices()])},
        {"id": "e", "method": "POST", "url": format!("/deviceManagement/deviceCompliancePolicies/{POLICY}/assign"),
         "body": assign(&[])},
    ]));
    assert_eq!(answer.status, 200, "{}", answer.text);
    let responses = answer.json()["responses"].as_array().expect("responses").clone();
    let status = |id: &str| {
        responses.iter().find(|response| response["id"] == id).map(|response| response["status"].clone())
    };
    for (id, expected) in [("1", 200), ("b", 404), ("c", 424), ("d", 200), ("e", 400)] {
        assert_eq!(status(id), Some(json!(expected)), "{id} in {}", answer.text);
    }
    assert_eq!(client.simulator.assignments(POLICY).expect("the policy").len(), 1);

    let same = json!([list(json!("a")), list(json!("A"))]);
    let many: Vec<Value> = (0..21).map(|id| list(json!(id))).collect();
    for wrong in [same, json!(many), json!([]), json!([{"id": "1", "method": "GET"}])] {
        assert_eq!(batch(wrong.clone()).status, 400, "{wrong}");
    }
}

#[test]
fn fact_29_parts_of_a_batch_are_throttled_one_by_one() {
    let writes = Some(Limit { count: 1, window: Duration::from_secs(600) });
    let throttling = Throttling { writes, retry_after: RetryAfter::Seconds(3), ..Throttling::default() };
    let client = Client::new(Options { throttling, ..Options::demo() });
    let write = |id: &str| {
        json!({"id": id, "method": "POST", "headers": {"Content-Type": "application/json"},
        "url": format!("/deviceManagement/deviceCompliancePolicies/{POLICY}/assign"), "body": assign(&[])})
    };
    let answer = client.post("/beta/$batch", json!({"requests": [write("1"), write("2")]}));
    let responses = answer.json()["responses"].as_array().expect("responses").clone();
    let second = responses.iter().find(|response| response["id"] == "2").expect("a response");
    assert_eq!((answer.status, &second["status"]), (200, &json!(429)));
    assert_eq!(second["headers"]["Retry-After"], "3");
}
