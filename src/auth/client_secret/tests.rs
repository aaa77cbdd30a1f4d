//! Signing in, as it is on the wire and as its failures read.

use std::error::Error as _;
use std::time::Duration;

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::*;
use crate::auth::Patience;
use crate::net::scripted::{Scripted, Step, answer};
use crate::net::{Endpoint, Interrupted};

const TENANT: &str = "3a2ac7e4-0d58-4ea5-8f39-bd11b3bcd51a";

fn application(tenant: &str) -> Application {
    Application {
        authority: Endpoint::try_new("https://login.example").expect("authority"),
        tenant_id: tenant.to_owned(),
        client_id: "my-app".to_owned(),
        scope: "https://graph.example/.default".to_owned(),
    }
}

const SECRET: &str = "hunter2 &=+ü";

fn issuer(steps: impl IntoIterator<Item = Step>) -> (ClientSecret, Arc<Scripted>) {
    let transport = Scripted::new(steps);
    (
        ClientSecret::try_new(application(TENANT), SECRET.into(), transport.clone()).expect("settings"),
        transport,
    )
}

fn operation(seconds: u64) -> Operation {
    Operation::new(Duration::from_secs(seconds), CancellationToken::new())
}

fn issued() -> Step {
    answer(
        200,
        r#"{"token_type":"Bearer","expires_in":3599,"ext_expires_in":3599,"access_token":"ey.fresh"}"#,
    )
}

fn refusal(status: u16, error: &str, code: u32, text: &str) -> Step {
    let body = serde_json::json!({
        "error": error,
        "error_description": format!("AADSTS{code}: {text}\r\nTrace ID: trace\r\nCorrelation ID: correlation"),
        "error_codes": [code], "timestamp": "2026-01-01 00:00:00Z", "trace_id": "trace", "correlation_id": "correlation",
    });
    answer(status, body.to_string())
}

#[tokio::test(start_paused = true)]
async fn the_form_is_sent_as_documented_and_the_token_comes_back() {
    let (issuer, transport) = issuer([issued()]);
    let token = issuer.issue(Ask::new(Patience::UntilDeadline), &operation(60)).await.expect("token");
    assert_eq!(token.authorization().expect("header").to_str().ok(), Some("Bearer ey.fresh"));
    let seen = transport.seen();
    assert_eq!(seen.len(), 1);
    assert_eq!(seen[0].request.method, "POST");
    assert_eq!(seen[0].request.url.as_str(), format!("https://login.example/{TENANT}/oauth2/v2.0/token"));
    assert_eq!(seen[0].header("content-type"), "application/x-www-form-urlencoded");
    assert_eq!(
        seen[0].body(),
        "grant_type=client_credentials&client_id=my-app&client_secret=hunter2+%26%3D%2B%C3%BC&\
         scope=https%3A%2F%2Fgraph.example%2F.default"
    );
}

#[tokio::test(start_paused = true)]
async fn lifetimes_come_as_number_as_text_or_not_at_all() {
    for (lifetime, fresh_after_an_hour) in [
        (r#","expires_in":3599"#, false),
        (r#","expires_in":"3599""#, false),
        (r#","expires_in":"x""#, true),
        ("", true),
    ] {
        let (issuer, _) = issuer([answer(200, format!(r#"{{"access_token":"t"{lifetime}}}"#))]);
        let token = issuer.issue(Ask::new(Patience::UntilDeadline), &operation(60)).await.expect("token");
        assert!(token.is_fresh());
        tokio::time::sleep(Duration::from_secs(3600)).await;
        assert_eq!(token.is_fresh(), fresh_after_an_hour, "{lifetime}");
    }
}

#[tokio::test(start_paused = true)]
async fn lasting_refusals_fail_at_once_with_cause_and_next_step() {
    for (status, code, advice) in [
        (401, 7_000_215, "give the secret's value"),
        (401, 7_000_222, "the client secret has expired; make a new one"),
        (400, 700_016, "check client_id and tenant_id"),
        (400, 90_002, "the tenant does not exist in this cloud; check tenant_id"),
        (400, 900_023, "tenant_id is neither a GUID nor a domain name that exists"),
        (401, 700_027, "upload this very certificate"),
        (401, 700_024, "a given OIDC token has expired"),
        (400, 70_021, "no federated credential of the application fits the token"),
        (401, 700_211, "its issuer, subject and audience must be"),
        (401, 700_212, "its issuer, subject and audience must be"),
        (401, 700_213, "for GitHub the subject names repository and branch"),
        (401, 7_000_112, "enable it under \"Enterprise applications\""),
        (400, 500_011, "check environment and graph_endpoint"),
        (400, 50_105, "the application requires an assignment"),
        (400, 65_001, "an administrator must grant admin consent"),
        (400, 53_003, "a Conditional Access policy of the tenant blocks this sign-in"),
    ] {
        let (issuer, transport) = issuer([refusal(status, "invalid_client", code, "What Entra says.")]);
        let error =
            issuer.issue(Ask::new(Patience::UntilDeadline), &operation(600)).await.expect_err("refused");
        let Error::Refused(refused) = &error else { panic!("{error:?}") };
        assert_eq!((refused.code, refused.status.as_u16()), (Some(code), status));
        assert_eq!(refused.trace_id.as_deref(), Some("trace"));
        let text = error.to_string();
        for wanted in [advice, &format!("AADSTS{code}: What Entra says."), "Trace ID: trace", "2026-01-01"] {
            assert!(text.contains(wanted), "{wanted}: {text}");
        }
        assert!(!text.contains('\r') && !text.contains("hunter2"), "{text}");
        assert_eq!(transport.seen().len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn refusals_in_other_forms_are_told_by_status() {
    for (body, wanted) in [
        (
            "<html>proxy</html>",
            "signing in was refused (403); the login authority said: no OAuth error in the answer",
        ),
        (r#"{"error":"access_denied"}"#, "(403); the login authority said: access_denied"),
        (
            r#"{"error":"x","error_description":"AADSTS50034: no user","trace_id":"t-1"}"#,
            "(403, AADSTS50034); the login authority said: AADSTS50034: no user; trace id t-1",
        ),
    ] {
        let (issuer, _) = issuer([answer(403, body)]);
        let error = issuer
            .issue(Ask::new(Patience::UntilDeadline), &operation(60))
            .await
            .expect_err("refused")
            .to_string();
        assert!(error.ends_with(wanted), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_passes_is_tried_again_until_there_is_a_token() {
    let (issuer, transport) = issuer([
        Step::Unsent,
        Step::Lost,
        answer(503, ""),
        answer(429, "").header("retry-after", "90"),
        refusal(400, "temporarily_unavailable", 90_033, "Transient."),
        issued(),
    ]);
    issuer.issue(Ask::new(Patience::UntilDeadline), &operation(3600)).await.expect("token");
    let seen = transport.seen();
    let waits: Vec<u64> = seen.windows(2).map(|pair| (pair[1].at - pair[0].at).as_secs()).collect();
    assert_eq!(waits.len(), 5);
    assert!(waits[..3].iter().all(|wait| (1..=8).contains(wait)), "{waits:?}");
    assert_eq!(waits[3], 90);
}

#[tokio::test(start_paused = true)]
async fn one_try_is_one_try() {
    let (issuer, transport) = issuer([answer(503, "")]);
    let error = issuer.issue(Ask::new(Patience::OneTry), &operation(60)).await.expect_err("busy");
    assert!(matches!(error, Error::Refused(_)), "{error:?}");
    assert_eq!(transport.seen().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn the_timeout_tells_why_there_was_waiting() {
    let (issuer, _) = issuer((0..100).map(|_| Step::Unsent));
    let start = Instant::now();
    let error = issuer.issue(Ask::new(Patience::UntilDeadline), &operation(60)).await.expect_err("timeout");
    assert_eq!(error.interrupted(), Some(Interrupted::TimedOut));
    assert!(start.elapsed() <= Duration::from_secs(60));
    let last = error.source().expect("last");
    assert_eq!(last.to_string(), "the login authority https://login.example did not answer");
    assert!(last.source().is_some());
}

#[tokio::test(start_paused = true)]
async fn stop_ends_the_waiting_at_once() {
    for step in [answer(503, "").header("retry-after", "600"), issued().after(Duration::from_secs(600))] {
        let (issuer, _) = issuer([step]);
        let operation = operation(3600);
        let start = Instant::now();
        let stop = async {
            tokio::time::sleep(Duration::from_secs(5)).await;
            operation.stop().cancel();
        };
        let (answer, ()) = tokio::join!(issuer.issue(Ask::new(Patience::UntilDeadline), &operation), stop);
        assert_eq!(answer.expect_err("stopped").interrupted(), Some(Interrupted::Stopped));
        assert_eq!(start.elapsed().as_secs(), 5);
    }
}

#[tokio::test(start_paused = true)]
async fn an_answer_without_a_token_is_an_error_that_does_not_quote_it() {
    for body in ["", "{}", "\"ey.hunter2\"", r#"{"access_token":7}"#, r#"{"access_token":["ey.hunter2"]}"#] {
        let (issuer, _) = issuer([answer(200, body)]);
        let error = issuer.issue(Ask::new(Patience::UntilDeadline), &operation(60)).await.expect_err(body);
        let text = format!("{error} {error:?}");
        assert!(text.contains("answered 200 OK without a token that can be read"), "{text}");
        assert!(!text.contains("hunter2"), "{text}");
    }
}

#[test]
fn settings_that_cannot_work_are_refused_before_anything_is_sent() {
    let refused = |application: Application, secret: &str| {
        let transport = Scripted::new([]);
        let error = ClientSecret::try_new(application, secret.into(), transport.clone())
            .expect_err("refused")
            .to_string();
        assert!(transport.seen().is_empty() && !error.contains("hunter2"));
        error
    };
    for tenant in ["", " ", "a/b", "..", "my tenant", "https://x"] {
        let error = refused(application(tenant), SECRET);
        assert!(
            error.starts_with("tenant_id cannot be used: expected a tenant's GUID or domain name, got"),
            "{error}"
        );
    }
    let empty_id = Application { client_id: " ".to_owned(), ..application(TENANT) };
    assert_eq!(refused(empty_id, SECRET), "client_id cannot be used: it is empty");
    assert_eq!(refused(application(TENANT), ""), "client_secret cannot be used: it is empty");
    assert!(
        ClientSecret::try_new(application("contoso.onmicrosoft.com"), SECRET.into(), Scripted::new([]))
            .is_ok()
    );
    let (issuer, _) = issuer([]);
    assert!(!format!("{issuer:?}").contains("hunter2"));
}
