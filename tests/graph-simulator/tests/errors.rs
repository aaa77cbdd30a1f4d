//! Refusals in the service's own words and forms.
//! Numbers are those of the facts in the README's table.

mod support;

use std::time::Duration;

use graph_simulator::{Action, Fault, Limit, Matcher, MessageForm, Options, RetryAfter, Throttling, row};
use serde_json::{Value, json};
use support::{Client, POLICY, assign, policies, policy};

#[test]
fn fact_17_an_unknown_policy_is_a_nested_404() {
    let client = Client::demo();
    let unknown = format!("{}/00000000-0000-4000-8000-00000000dead", policies("beta"));
    for (method, path, body) in [
        ("GET", unknown.clone(), None),
        ("GET", format!("{unknown}/assignments"), None),
        ("POST", format!("{unknown}/assign"), Some(assign(&[]))),
        ("DELETE", unknown.clone(), None),
    ] {
        let answer = client.send(method, &path, body);
        assert_eq!((answer.status, answer.code()), (404, "ResourceNotFound".to_owned()), "{method} {path}");
        assert!(answer.nested_message().contains("00000000-0000-4000-8000-00000000dead"), "{}", answer.text);
    }
}

#[test]
fn fact_18_the_nested_form_is_the_services_to_the_byte() {
    let client = Client::demo();
    let scope = "DeviceManagementConfiguration";
    for (method, path, scopes, service) in [
        (
            "GET",
            policies("beta"),
            format!("{scope}.Read.All, {scope}.ReadWrite.All"),
            "deviceCompliancePolicies?api-version=5026-01-10".to_owned(),
        ),
        (
            "POST",
            format!("{}/assign", policy("v1.0")),
            format!("{scope}.ReadWrite.All"),
            format!(
                "deviceCompliancePolicies('{POLICY}')/microsoft.management.services.api.assign?api-version=2026-01-10"
            ),
        ),
    ] {
        client.simulator.fault(Fault::new(Matcher::any(), Action::Forbidden));
        let mine = "63425837-1eb9-456b-ac28-6ee81d0627f5";
        let request =
            client.request(method, &path).bearer_auth("simulator-token").header("client-request-id", mine);
        let answer = client.run(request.json(&assign(&[]))).expect("an answer");
        assert_eq!((answer.status, answer.code()), (403, "Forbidden".to_owned()));
        assert_eq!(
            answer.message(),
            format!(
                "{{\r\n  \"_version\": 3,\r\n  \"Message\": \"Application is not authorized to perform this operation. \
                 Application must have one of the following scopes: {scopes} - Operation ID (for customer support): \
                 00000000-0000-0000-0000-000000000000 - Activity ID: {mine} - Url: https://fef.msua06.manage.microsoft.com\
                 /DeviceConfiguration_2602/StatelessDeviceConfigurationFEService/deviceManagement/{service}\",\r\n  \
                 \"CustomApiErrorPhrase\": \"\",\r\n  \"RetryAfter\": null,\r\n  \"ErrorSourceService\": \"\",\r\n  \
                 \"HttpHeaders\": \"{{}}\"\r\n}}"
            )
        );
        let inner = &answer.json()["error"]["innerError"];
        assert_eq!(inner["client-request-id"], mine);
        assert_eq!(inner["request-id"].as_str(), answer.header("request-id"));
        assert_eq!(inner["date"].as_str().map(str::len), Some("2026-02-24T14:44:02".len()));
    }
    client.simulator.fault(Fault::new(Matcher::any(), Action::Forbidden));
    assert_eq!(client.get("/v1.0/groups").code(), "Authorization_RequestDenied");
}

#[test]
fn fact_19_a_request_without_a_good_token_is_a_401() {
    let client = Client::demo();
    let path = policies("v1.0");
    for (token, text) in [
        (None, "Access token is empty."),
        (Some("Bearer nobody"), "CompactToken validation failed with reason code: 80049228."),
        (Some("Basic abc"), "CompactToken validation failed with reason code: 80049228."),
    ] {
        let mut request = client.request("GET", &path);
        if let Some(token) = token {
            request = request.header("authorization", token);
        }
        let answer = client.run(request).expect("an answer");
        assert_eq!((answer.status, answer.code()), (401, "InvalidAuthenticationToken".to_owned()));
        assert_eq!(answer.message(), text);
        assert!(answer.header("www-authenticate").expect("a challenge").starts_with("Bearer realm=\"\""));
    }
}

#[test]
fn fact_20_a_tenant_without_intune_has_two_ways_to_say_so() {
    let client = Client::demo();
    client.simulator.fault(Fault::new(Matcher::any(), Action::Unlicensed(MessageForm::Plain)));
    let plain = client.get(&policies("beta"));
    assert_eq!((plain.status, plain.code()), (400, "BadRequest".to_owned()));
    assert_eq!(plain.message(), "Request not applicable to target tenant.");

    client.simulator.fault(Fault::new(Matcher::any(), Action::Unlicensed(MessageForm::Double)));
    let double = client.get(&policies("beta"));
    assert_eq!((double.status, double.code()), (403, "UnknownError".to_owned()));
    let outer: Value = serde_json::from_str(&double.message()).expect("JSON in the message");
    assert_eq!(outer["ErrorCode"], "Forbidden");
    assert!(outer["Target"].is_null() && outer["InstanceAnnotations"].is_array());
    let inner: Value =
        serde_json::from_str(outer["Message"].as_str().expect("a text")).expect("JSON in the JSON");
    let headers: Value =
        serde_json::from_str(inner["HttpHeaders"].as_str().expect("a text")).expect("JSON again");
    assert!(headers["WWW-Authenticate"].as_str().expect("a challenge").contains("urn:intune:service"));
}

#[test]
fn fact_21_writes_beyond_the_limit_are_429_in_the_chosen_form() {
    let limit = Limit { count: 2, window: Duration::from_secs(600) };
    for (form, retry_after, header) in [
        (MessageForm::Plain, RetryAfter::Absent, None),
        (MessageForm::Nested, RetryAfter::Zero, Some("0")),
        (MessageForm::Plain, RetryAfter::Seconds(7), Some("7")),
    ] {
        let throttling = Throttling { writes: Some(limit), form, retry_after, ..Throttling::default() };
        let client = Client::new(Options { throttling, ..Options::demo() });
        let path = format!("{}/assign", policy("beta"));
        assert_eq!(client.post(&path, assign(&[])).status, 200);
        assert_eq!(client.post(&path, assign(&[])).status, 200);
        let refused = client.post(&path, assign(&[row::all_devices()]));
        assert_eq!((refused.status, refused.code()), (429, "TooManyRequests".to_owned()));
        assert_eq!(refused.header("retry-after"), header);
        match form {
            MessageForm::Plain => assert_eq!(refused.message(), "Too many requests."),
            _ => assert!(refused.nested_message().starts_with("An error has occurred - Operation ID")),
        }
        assert_eq!(client.get(&policies("beta")).status, 200, "reads have their own limit");
        assert!(client.simulator.assignments(POLICY).expect("the policy").is_empty());
        let logged = client.simulator.requests();
        assert_eq!(logged[2].retry_after.as_deref(), header);
    }
}

#[test]
fn fact_23_every_answer_carries_graphs_headers() {
    let client = Client::demo();
    for (path, status) in [(policies("beta"), 200), (format!("{}/nobody", policies("beta")), 404)] {
        let mine = "63425837-1eb9-456b-ac28-6ee81d0627f5";
        let request =
            client.request("GET", &path).bearer_auth("simulator-token").header("client-request-id", mine);
        let answer = client.run(request).expect("an answer");
        assert_eq!(answer.status, status);
        assert_eq!(answer.header("client-request-id"), Some(mine));
        assert_eq!(answer.header("request-id").map(str::len), Some(36));
        assert_eq!(answer.header("strict-transport-security"), Some("max-age=31536000"));
        assert_eq!(answer.header("content-type"), Some("application/json"));
        assert!(answer.header("date").expect("a date").ends_with("GMT"));
        let diagnostic: Value =
            serde_json::from_str(answer.header("x-ms-ags-diagnostic").expect("a diagnostic")).expect("JSON");
        assert!(diagnostic["ServerInfo"]["DataCenter"].is_string());
    }
}

#[test]
fn wrong_addresses_are_answered_in_graphs_words_and_unknown_ground_in_ours() {
    let client = Client::demo();
    let version = client.get("/deviceManagement/deviceCompliancePolicies");
    assert_eq!((version.status, version.message()), (404, "Invalid version: devicemanagement".to_owned()));
    let segment = client.get("/v1.0/deviceManagement/deviceCompliancePolicy");
    assert_eq!(segment.message(), "Resource not found for the segment 'deviceCompliancePolicy'.");
    let unknown = client.post("/v1.0/groups", json!({}));
    assert_eq!(
        (unknown.status, unknown.message()),
        (501, "the simulator does not reproduce POST /v1.0/groups".to_owned())
    );
}
