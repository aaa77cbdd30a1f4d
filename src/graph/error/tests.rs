//! What callers see of recorded answers.

use std::error::Error as _;

use reqwest::header::HeaderMap;
use serde_json::json;

use super::*;
use crate::auth;
use crate::graph::compliance::assignments;
use crate::graph::{ApiVersion, PolicyId, PolicyKind};
use crate::net::Response;

const POLICY: &str = "6a2ac7e4-0d58-4ea5-8f39-bd11b3bcd51a";

fn response(status: u16, headers: &[(&'static str, &str)], body: &str) -> Response {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        map.insert(*name, value.parse().expect("header"));
    }
    Response { status: StatusCode::from_u16(status).expect("status"), headers: map, body: body.into() }
}

fn error(kind: Kind) -> Error {
    let policy = PolicyId::try_from(POLICY).expect("id");
    let call = assignments::list(PolicyKind::Device, ApiVersion::Beta, &policy);
    Error::new(&call.request, &Endpoint::try_new("https://graph.example").expect("root"), kind)
}

fn refused(status: u16, body: &str) -> Error {
    error(Kind::Refused(Refusal::read(&response(status, &[], body), "sent-id")))
}

fn envelope(code: &str, message: &str) -> String {
    json!({"error": {"code": code, "message": message, "innerError": {
        "date": "2026-02-24T14:44:02", "request-id": "07b03020", "client-request-id": "63425837",
    }}})
    .to_string()
}

fn intune(sentence: &str, phrase: &str) -> String {
    let tail = "Operation ID (for customer support): 0 - Activity ID: 1 - Url: https://fef.example/x";
    json!({"_version": 3, "Message": format!("{sentence} - {tail}"), "CustomApiErrorPhrase": phrase})
        .to_string()
}

#[test]
fn a_recorded_refusal_says_all_that_a_user_needs() {
    let body = envelope("Forbidden", &intune("Application is not authorized to perform this operation.", ""));
    let error = refused(403, &body);
    assert_eq!(
        error.to_string(),
        format!(
            "could not list the assignments (GET /beta/deviceManagement/deviceCompliancePolicies/{POLICY}/assignments): \
             Graph answered 403 Forbidden: Application is not authorized to perform this operation."
        )
    );
    assert_eq!(error.status(), Some(StatusCode::FORBIDDEN));
    assert_eq!(error.code(), Some("Forbidden"));
    assert_eq!(error.request_id(), Some("07b03020"));
    assert_eq!(error.client_request_id(), Some("63425837"));
    assert_eq!(error.date(), Some("2026-02-24T14:44:02"));
    assert!(error.source().is_none());
}

#[test]
fn headers_know_better_than_the_body_and_the_sent_id_is_never_lost() {
    let headers = [("request-id", "r"), ("client-request-id", "c"), ("date", "d"), ("retry-after", "7")];
    let refusal =
        Refusal::read(&response(429, &headers, &envelope("TooManyRequests", "Too many requests.")), "s");
    let error = error(Kind::Refused(refusal));
    assert_eq!(
        (error.request_id(), error.client_request_id(), error.date()),
        (Some("r"), Some("c"), Some("d"))
    );
    assert_eq!(error.retry_after(), Some(Duration::from_secs(7)));
    assert!(
        error.to_string().ends_with("429 TooManyRequests: Too many requests. (and asks to wait 7 s)"),
        "{error}"
    );
    assert_eq!(refused(500, "").client_request_id(), Some("sent-id"));
}

#[test]
fn only_the_services_own_word_means_gone() {
    let plain = |status, code: &str, message: &str| refused(status, &envelope(code, message));
    for (error, gone) in [
        (
            plain(404, "ResourceNotFound", &intune("DeviceConfigurations not found: Profile 4feff881", "")),
            true,
        ),
        (plain(404, "ResourceNotFound", &intune("An error has occurred", "")), true),
        (plain(404, "resourceNotFound", ""), true),
        (plain(404, "UnknownError", &intune("An error has occurred", "ResourceNotFound")), true),
        (plain(404, "Request_ResourceNotFound", "Resource 'x' does not exist or one of its queried …"), true),
        (plain(404, "ResourceNotFound", "Invalid version: devicemanagement"), false),
        (plain(404, "BadRequest", "Resource not found for the segment 'X'."), false),
        (plain(404, "ResourceNotFound", "Resource not found for the segment 'X'."), false),
        (plain(404, "UnknownError", ""), false),
        (plain(404, "NotFound", "no such host"), false),
        (plain(400, "ResourceNotFound", "x"), false),
        (plain(403, "ResourceNotFound", "x"), false),
        (plain(500, "ResourceNotFound", "x"), false),
        (refused(404, "<html>not here</html>"), false),
        (refused(404, ""), false),
        (refused(404, "{}"), false),
    ] {
        assert_eq!(error.is_not_found(), gone, "{error}");
    }
}

#[test]
fn only_400_with_its_code_means_that_the_route_is_missing() {
    let code = "No method match route template";
    let message =
        "No OData route exists that match template ~/singleton/navigation/key/navigation with http verb POST";
    assert!(refused(400, &envelope(code, message)).is_route_missing());
    assert!(!refused(404, &envelope(code, message)).is_route_missing());
    assert!(!refused(500, &envelope(code, message)).is_route_missing());
    assert!(!refused(400, &envelope("BadRequest", message)).is_route_missing());
    assert!(!refused(400, "").is_route_missing());
}

#[test]
fn bodies_of_other_forms_are_shown_and_never_break() {
    for (body, message) in [
        ("", None),
        ("null", Some("not a Graph error: null")),
        ("<html>\r\n <b>Bad gateway</b>\u{7}", Some("not a Graph error: <html> <b>Bad gateway</b>")),
        (r#"{"error":{}}"#, None),
        (r#"{"error":{"code":7,"message":["x"]}}"#, None),
        (r#"{"error":{"code":"UnknownError","message":""}}"#, None),
        (r#"{"error":"text"}"#, Some(r#"not a Graph error: {"error":"text"}"#)),
    ] {
        let error = refused(502, body);
        assert_eq!(error.message(), message, "{body}");
        if message.is_none() {
            assert!(error.to_string().ends_with(" without a message"), "{error}");
        }
    }
    assert!(refused(500, &"x".repeat(100_000)).to_string().len() < 500);
}

#[test]
fn an_interrupted_call_carries_what_went_wrong_before() {
    let last = refused(429, &envelope("TooManyRequests", "Too many requests."));
    let timed_out = error(Kind::Interrupted { how: Interrupted::TimedOut, last: Some(last) });
    assert!(
        timed_out.to_string().ends_with("no time is left in the operation's timeout; the last try failed")
    );
    assert!(
        timed_out
            .source()
            .is_some_and(|last| { last.to_string().ends_with("429 TooManyRequests: Too many requests.") })
    );
    assert_eq!(timed_out.code(), Some("TooManyRequests"));
    assert!(timed_out.is_timed_out() && !timed_out.is_stopped() && !timed_out.is_outcome_unknown());

    let stopped = error(Kind::Interrupted { how: Interrupted::Stopped, last: None });
    assert!(stopped.is_stopped() && stopped.source().is_none() && stopped.status().is_none());
    let token = auth::Error::Interrupted { how: Interrupted::Stopped, last: None };
    assert!(error(Kind::Token(token)).is_stopped());
}

#[test]
fn an_unknown_outcome_still_tells_what_graph_said() {
    let refusal =
        Refusal::read(&response(500, &[], &envelope("InternalError", &intune("It broke", ""))), "s");
    let error = error(Kind::OutcomeUnknown(Unknown::Answered(refusal)));
    assert!(error.is_outcome_unknown() && !error.is_not_found());
    assert_eq!((error.code(), error.message()), (Some("InternalError"), Some("It broke")));
    assert_eq!(
        error.source().map(ToString::to_string).as_deref(),
        Some("Graph answered 500 InternalError: It broke")
    );
}
