//! The token services besides Entra ID, and what is exchanged for a token there: as it is on the wire.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::assertion::{AssertionFile, AssertionSource, GivenAssertion};
use super::*;
use crate::net::scripted::{Scripted, Step, answer};
use crate::net::{Endpoint, LocalUrl, SecureUrl};

const SCOPE: &str = "https://graph.example/.default";

fn operation() -> Operation {
    Operation::new(Duration::from_secs(600), CancellationToken::new())
}

fn patient() -> Ask<'static> {
    Ask::new(Patience::UntilDeadline)
}

fn request_token() -> AccessToken {
    AccessToken::try_new("hunter2".into(), None).expect("token")
}

fn application() -> Application {
    Application {
        authority: Endpoint::try_new("https://login.example").expect("authority"),
        tenant_id: "contoso.example".to_owned(),
        client_id: "my-app".to_owned(),
        scope: SCOPE.to_owned(),
    }
}

fn github(transport: Arc<Scripted>, url: &str) -> GitHub {
    GitHub { transport, url: SecureUrl::try_new(url).expect("url"), request_token: request_token() }
}

fn bearer(token: Result<AccessToken, Error>) -> String {
    let header = token.expect("token").authorization().expect("header");
    header.to_str().expect("text").to_owned()
}

#[tokio::test(start_paused = true)]
async fn a_given_assertion_is_exchanged_with_the_demanded_claims() {
    let transport = Scripted::new([answer(200, r#"{"access_token":"t","expires_in":60}"#)]);
    let source = GivenAssertion("ey.j.wt".into());
    let issuer = ClientAssertion::try_new(application(), source, transport.clone()).expect("issuer");
    let ask = Ask { claims: Some("{}"), ..patient() };
    assert_eq!(bearer(issuer.issue(ask, &operation()).await), "Bearer t");
    assert_eq!(
        transport.seen()[0].body(),
        "grant_type=client_credentials&client_id=my-app&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-\
         assertion-type%3Ajwt-bearer&client_assertion=ey.j.wt&scope=https%3A%2F%2Fgraph.example%2F.default&claims=%7B%7D"
    );
}

#[tokio::test]
async fn a_token_file_is_read_anew_for_each_sign_in() {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("token");
    let file = AssertionFile { path: path.clone(), setting: "oidc_token_file_path" };
    let read = async || {
        let text = file.assertion(Patience::OneTry, &operation()).await;
        text.map(|text| secrecy::ExposeSecret::expose_secret(&text).to_owned())
            .map_err(|error| error.to_string())
    };
    let missing = read().await.expect_err("missing");
    assert!(
        missing.starts_with("oidc_token_file_path cannot be used: the token file")
            && missing.contains("cannot be read"),
        "{missing}"
    );
    for text in ["one", "two\n"] {
        std::fs::write(&path, text).expect("write");
        assert_eq!(read().await.as_deref(), Ok(text.trim()));
    }
    std::fs::write(&path, " \n").expect("write");
    assert!(read().await.expect_err("empty").ends_with("is empty"));
}

#[tokio::test(start_paused = true)]
async fn github_is_asked_for_entras_audience_unless_the_url_names_one() {
    for (url, wanted) in [
        (
            "https://actions.example/t?api-version=2.0",
            "https://actions.example/t?api-version=2.0&audience=api%3A%2F%2FAzureADTokenExchange",
        ),
        ("https://actions.example/t?audience=x", "https://actions.example/t?audience=x"),
    ] {
        let transport = Scripted::new([answer(200, r#"{"count":1,"value":"ey.gh"}"#)]);
        let source = github(transport.clone(), url);
        source.assertion(Patience::UntilDeadline, &operation()).await.expect("assertion");
        let seen = transport.seen();
        assert_eq!(seen[0].request.url.as_str(), wanted);
        assert_eq!(seen[0].header("authorization"), "Bearer hunter2");
    }
}

#[tokio::test(start_paused = true)]
async fn azure_devops_is_asked_for_the_service_connection() {
    let transport = Scripted::new([answer(200, r#"{"oidcToken":"ey.ado"}"#)]);
    let source = AzureDevOps {
        transport: transport.clone(),
        url: SecureUrl::try_new("https://dev.example/oidctoken").expect("url"),
        request_token: request_token(),
        service_connection_id: "c 1".to_owned(),
    };
    source.assertion(Patience::UntilDeadline, &operation()).await.expect("assertion");
    let seen = transport.seen();
    assert_eq!(seen[0].request.method, "POST");
    assert_eq!(
        seen[0].request.url.as_str(),
        "https://dev.example/oidctoken?api-version=7.1&serviceConnectionId=c+1"
    );
    assert_eq!(seen[0].header("authorization"), "Bearer hunter2");
}

#[tokio::test(start_paused = true)]
async fn a_refusing_token_service_is_named_with_what_it_said_and_what_to_do() {
    let transport = Scripted::new([answer(503, ""), answer(401, "  not\r\n you ")]);
    let error = github(transport.clone(), "https://actions.example/t")
        .assertion(Patience::UntilDeadline, &operation())
        .await
        .expect_err("refused");
    let text = format!("{error} {error:?}");
    for wanted in ["GitHub's token service refused (401 Unauthorized): not you", "id-token: write"] {
        assert!(text.contains(wanted), "{wanted}: {text}");
    }
    assert!(!text.contains("hunter2"), "{text}");
    assert_eq!(transport.seen().len(), 2, "503 passes, 401 does not");
}

#[tokio::test(start_paused = true)]
async fn a_token_that_cannot_be_read_is_not_quoted() {
    let transport = Scripted::new([answer(200, r#"{"value":["ey.hunter2"]}"#)]);
    let error = github(transport, "https://actions.example/t")
        .assertion(Patience::UntilDeadline, &operation())
        .await
        .expect_err("unreadable");
    let text = format!("{error} {error:?}");
    assert!(text.contains("GitHub's token service answered 200 OK without a token"), "{text}");
    assert!(!text.contains("hunter2"), "{text}");
}

fn identity(transport: Arc<Scripted>, service: IdentityService, client_id: Option<&str>) -> ManagedIdentity {
    ManagedIdentity { transport, service, client_id: client_id.map(str::to_owned), scope: SCOPE.to_owned() }
}

fn imds() -> IdentityService {
    IdentityService::Imds { url: LocalUrl::try_new(IdentityService::IMDS).expect("url") }
}

#[tokio::test(start_paused = true)]
async fn the_metadata_service_is_asked_for_the_system_or_a_users_identity() {
    for (client_id, more) in [(None, ""), (Some("my-id"), "&client_id=my-id")] {
        let transport = Scripted::new([
            answer(404, ""),
            answer(200, r#"{"access_token":"t","expires_in":"3600","token_type":"Bearer"}"#),
        ]);
        let token = identity(transport.clone(), imds(), client_id).issue(patient(), &operation()).await;
        assert_eq!(bearer(token), "Bearer t");
        let seen = transport.seen();
        assert_eq!(
            seen[1].request.url.as_str(),
            format!(
                "http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https%3A%2F%2F\
                 graph.example{more}"
            )
        );
        assert_eq!(seen[1].header("metadata"), "true");
    }
}

#[tokio::test(start_paused = true)]
async fn app_service_gets_its_header_and_says_when_the_token_ends() {
    let transport = Scripted::new([answer(200, r#"{"access_token":"t","expires_on":"1"}"#)]);
    let service = IdentityService::AppService {
        url: LocalUrl::try_new("http://169.254.129.2:8081/msi/token").expect("url"),
        header: "hunter2".into(),
    };
    let token =
        identity(transport.clone(), service, None).issue(patient(), &operation()).await.expect("token");
    assert!(!token.is_alive(), "it ended in 1970");
    let seen = transport.seen();
    assert_eq!(seen[0].header("x-identity-header"), "hunter2");
    assert!(seen[0].request.url.query().expect("query").contains("api-version=2019-08-01"));
}

#[tokio::test(start_paused = true)]
async fn a_machine_without_identity_is_told_within_seconds() {
    let transport = Scripted::new([Step::Unsent, Step::Unsent, Step::Unsent]);
    let start = Instant::now();
    let error = identity(transport, imds(), None)
        .issue(patient(), &operation())
        .await
        .expect_err("nobody there")
        .to_string();
    assert!(
        error.starts_with("the managed identity service did not answer; check that this machine has"),
        "{error}"
    );
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
}
