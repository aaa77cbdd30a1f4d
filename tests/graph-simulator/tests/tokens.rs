//! Signing in, and what the log keeps of it.

mod support;

use std::time::Duration;

use graph_simulator::{
    Action, Answer, Authorization, DEMO_CLIENT_ID, DEMO_CLIENT_SECRET, DEMO_TENANT_ID, Fault, Matcher,
    Options,
};
use support::Client;

const LIST: &str = "/v1.0/deviceManagement/deviceCompliancePolicies";

/// A token request with one field replaced, or left out when the value is empty.
fn sign_in(client: &Client, tenant: &str, change: (&str, &str)) -> support::Answer {
    let scope = format!("{}/.default", client.simulator.url());
    let mut form = form_urlencoded::Serializer::new(String::new());
    for (name, value) in [
        ("grant_type", "client_credentials"),
        ("client_id", DEMO_CLIENT_ID),
        ("client_secret", DEMO_CLIENT_SECRET),
        ("scope", &scope),
    ] {
        let value = if name == change.0 { change.1 } else { value };
        if !value.is_empty() {
            form.append_pair(name, value);
        }
    }
    let request = client
        .request("POST", &format!("/{tenant}/oauth2/v2.0/token"))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(form.finish());
    client.run(request).expect("an answer")
}

fn list_with(client: &Client, token: &str) -> u16 {
    client.run(client.request("GET", LIST).bearer_auth(token)).expect("an answer").status
}

#[test]
fn an_issued_token_opens_graph_until_it_ends() {
    let client = Client::demo();
    let answer = sign_in(&client, DEMO_TENANT_ID, ("", ""));
    assert_eq!(answer.status, 200, "{}", answer.text);
    let body = answer.json();
    assert_eq!((body["token_type"].as_str(), body["expires_in"].as_u64()), (Some("Bearer"), Some(3599)));
    let token = body["access_token"].as_str().expect("a token").to_owned();
    assert_eq!(list_with(&client, &token), 200);
    assert_eq!(list_with(&client, "another"), 401);
    client.simulator.expire_tokens();
    let refused = client.run(client.request("GET", LIST).bearer_auth(&token)).expect("an answer");
    assert_eq!((refused.status, refused.code()), (401, "InvalidAuthenticationToken".to_owned()));
    assert_eq!(refused.message(), "Lifetime validation failed, the token is expired.");

    let kinds: Vec<Authorization> =
        client.simulator.requests().iter().map(|record| record.authorization).collect();
    assert_eq!(
        kinds,
        [Authorization::Absent, Authorization::Issued, Authorization::Unknown, Authorization::Expired]
    );
}

#[test]
fn a_lifetime_of_nothing_is_over_at_once() {
    let client = Client::new(Options { token_lifetime: Duration::ZERO, ..Options::demo() });
    let token = sign_in(&client, DEMO_TENANT_ID, ("", "")).json()["access_token"]
        .as_str()
        .expect("a token")
        .to_owned();
    assert_eq!(list_with(&client, &token), 401);
}

#[test]
fn wrong_credentials_are_refused_as_entra_does() {
    let client = Client::demo();
    let unknown = "00000000-0000-4000-8000-00000000dead";
    for (tenant, change, status, error, code) in [
        (DEMO_TENANT_ID, ("client_secret", "wrong"), 401, "invalid_client", 7_000_215),
        (DEMO_TENANT_ID, ("client_secret", ""), 401, "invalid_client", 7_000_216),
        (DEMO_TENANT_ID, ("client_id", unknown), 400, "unauthorized_client", 700_016),
        (unknown, ("", ""), 400, "invalid_request", 90_002),
        (DEMO_TENANT_ID, ("scope", ""), 400, "invalid_request", 900_144),
        (DEMO_TENANT_ID, ("scope", "User.Read"), 400, "invalid_scope", 1_002_012),
        (DEMO_TENANT_ID, ("scope", "https://graph.microsoft.com/.default"), 400, "invalid_resource", 500_011),
        (DEMO_TENANT_ID, ("grant_type", "password"), 400, "unsupported_grant_type", 70_003),
    ] {
        let answer = sign_in(&client, tenant, change);
        let body = answer.json();
        assert_eq!((answer.status, body["error"].as_str()), (status, Some(error)), "{change:?}");
        assert_eq!(body["error_codes"], serde_json::json!([code]));
        let description = body["error_description"].as_str().expect("a text");
        assert!(description.starts_with(&format!("AADSTS{code}: ")), "{description}");
        assert!(description.contains("Trace ID: ") && !description.contains("wr0ng"), "{description}");
        assert!(body["trace_id"].is_string() && body["correlation_id"].is_string());
    }
}

#[test]
fn another_scope_is_accepted_when_the_options_say_so() {
    let scope = "https://graph.microsoft.com/.default";
    let client = Client::new(Options { accepted_scopes: vec![scope.to_owned()], ..Options::demo() });
    assert_eq!(sign_in(&client, DEMO_TENANT_ID, ("scope", scope)).status, 200);
}

#[test]
fn neither_secret_nor_token_gets_into_the_log() {
    let client = Client::demo();
    let token = sign_in(&client, DEMO_TENANT_ID, ("", "")).json()["access_token"]
        .as_str()
        .expect("a token")
        .to_owned();
    sign_in(&client, DEMO_TENANT_ID, ("client_secret", "wrong-secret"));
    list_with(&client, &token);
    let json = client.get("/_simulator/requests").text;
    let text = client.get("/_simulator/requests.txt").text;
    let debug = format!("{:?}", client.simulator.requests());
    for shown in [&json, &text, &debug] {
        for secret in [DEMO_CLIENT_SECRET, "wrong-secret", &token] {
            assert!(!shown.contains(secret), "{secret} in {shown}");
        }
    }
    assert!(json.contains("(redacted)") && json.contains(DEMO_CLIENT_ID));
}

#[test]
fn the_token_endpoint_has_faults_too() {
    let client = Client::demo();
    client.simulator.fault(Fault::new(
        Matcher::path("/oauth2/"),
        Action::Answer(Answer::status(503).saying("temporarily_unavailable", "try later")),
    ));
    let answer = sign_in(&client, DEMO_TENANT_ID, ("", ""));
    assert_eq!(answer.status, 503);
    assert_eq!(answer.json()["error"], "temporarily_unavailable");
    assert_eq!(sign_in(&client, DEMO_TENANT_ID, ("", "")).status, 200);
}
