//! The services that vouch for a machine or a pipeline, and what they refuse.

mod support;

use graph_simulator::{
    AzureDevOpsPipeline, GitHubJob, Identities, MachineIdentity, MachineIdentityKind, Options,
};
use support::Client;

const IMDS: &str = "/metadata/identity/oauth2/token?api-version=2018-02-01";
const APP_SERVICE: &str = "/msi/token?api-version=2019-08-01";

fn identity(kind: MachineIdentityKind, name: &str) -> MachineIdentity {
    let resource_id = match kind {
        MachineIdentityKind::System => String::new(),
        MachineIdentityKind::User => format!("/subscriptions/s/{name}"),
    };
    MachineIdentity {
        kind,
        client_id: format!("{name}-client"),
        object_id: format!("{name}-object"),
        resource_id,
    }
}

fn client(machine: Vec<MachineIdentity>) -> Client {
    let identities = Identities {
        machine,
        app_service_header: Some("header".to_owned()),
        github: Some(GitHubJob {
            request_token: "job".to_owned(),
            subject: "repo:contoso/tenant:ref:refs/heads/main".to_owned(),
        }),
        azure_devops: Some(AzureDevOpsPipeline {
            access_token: "pipeline".to_owned(),
            service_connection_id: "connection".to_owned(),
            issuer: "https://vstoken.dev.azure.com/org".to_owned(),
            subject: "sc://contoso/tenant/intune".to_owned(),
        }),
        ..Identities::default()
    };
    Client::new(Options { identities, ..Options::demo() })
}

/// Status and body of a request with these headers.
fn ask(client: &Client, method: &str, path: &str, headers: &[(&str, &str)]) -> (u16, String) {
    let request = headers
        .iter()
        .fold(client.request(method, path), |request, (name, value)| request.header(*name, *value));
    let answer = client.run(request).expect("an answer");
    (answer.status, answer.text)
}

#[test]
fn the_metadata_service_gives_a_token_of_the_identity_that_is_asked_for() {
    let client = client(vec![
        identity(MachineIdentityKind::System, "system"),
        identity(MachineIdentityKind::User, "one"),
        identity(MachineIdentityKind::User, "two"),
    ]);
    let url = client.simulator.url();
    for (query, wanted) in [
        ("", "system-client"),
        ("&client_id=one-client", "one-client"),
        ("&object_id=two-object", "two-client"),
        ("&msi_res_id=/subscriptions/s/two", "two-client"),
    ] {
        let path = format!("{IMDS}&resource={url}{query}");
        let (status, text) = ask(&client, "GET", &path, &[("metadata", "true")]);
        assert!(status == 200 && text.contains(wanted), "{query}: {status} {text}");
        let answer: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        let token = answer["access_token"].as_str().expect("a token");
        assert!(
            answer["expires_in"].is_string() && answer["expires_on"].is_string(),
            "numbers as text: {text}"
        );
        let list =
            client.request("GET", "/v1.0/deviceManagement/deviceCompliancePolicies").bearer_auth(token);
        assert_eq!(client.run(list).expect("an answer").status, 200);
    }
}

#[test]
fn the_metadata_service_refuses_what_is_not_as_documented() {
    let alone =
        client(vec![identity(MachineIdentityKind::User, "one"), identity(MachineIdentityKind::User, "two")]);
    let url = alone.simulator.url();
    let whole = format!("{IMDS}&resource={url}");
    for (method, path, headers, status, wanted) in [
        ("GET", whole.clone(), &[][..], 400, "Required metadata header"),
        ("POST", whole.clone(), &[("metadata", "true")][..], 405, "Only GET"),
        (
            "GET",
            "/metadata/identity/oauth2/token".to_owned(),
            &[("metadata", "true")][..],
            400,
            "api-version",
        ),
        ("GET", IMDS.to_owned(), &[("metadata", "true")][..], 400, "Required resource"),
        (
            "GET",
            format!("{IMDS}&resource=https://x.example"),
            &[("metadata", "true")][..],
            400,
            "AADSTS500011",
        ),
        ("GET", whole.clone(), &[("metadata", "true")][..], 400, "Multiple user assigned identities exist"),
        ("GET", format!("{whole}&client_id=x"), &[("metadata", "true")][..], 400, "Identity not found"),
    ] {
        let (got, text) = ask(&alone, method, &path, headers);
        assert!(got == status && text.contains(wanted), "{method} {path}: {got} {text}");
    }
    let none = client(Vec::new());
    let path = format!("{IMDS}&resource={}", none.simulator.url());
    assert!(ask(&none, "GET", &path, &[("metadata", "true")]).1.contains("Identity not found"));
}

#[test]
fn app_service_wants_its_header() {
    let client = client(vec![identity(MachineIdentityKind::User, "one")]);
    let path = format!("{APP_SERVICE}&resource={}", client.simulator.url());
    for (headers, status) in [
        (&[][..], 401),
        (&[("x-identity-header", "x")][..], 401),
        (&[("x-identity-header", "header")][..], 200),
    ] {
        let (got, text) = ask(&client, "GET", &path, headers);
        assert_eq!(got, status, "{text}");
        assert_eq!(text.contains("access_token"), status == 200);
        assert!(!text.contains("expires_in"), "only the metadata service says so: {text}");
    }
}

#[test]
fn pipelines_get_assertions_for_what_they_may_be() {
    let client = client(Vec::new());
    let bearer = |token: &str| format!("Bearer {token}");
    let (job, pipeline) = (bearer("job"), bearer("pipeline"));
    let connection = "/azure-devops/oidctoken?api-version=7.1&serviceConnectionId=";
    for (method, path, authorization, status, wanted) in [
        ("GET", "/github/idtoken?audience=a".to_owned(), &job, 200, "\"value\":\"ey"),
        ("GET", "/github/idtoken".to_owned(), &pipeline, 401, "not that of a running job"),
        ("POST", format!("{connection}connection"), &pipeline, 200, "\"oidcToken\":\"ey"),
        ("POST", format!("{connection}other"), &pipeline, 404, "may not use it: other"),
        ("POST", format!("{connection}connection"), &job, 401, ""),
    ] {
        let (got, text) = ask(
            &client,
            method,
            &path,
            &[("authorization", authorization), ("x-tfs-fedauthredirect", "Suppress")],
        );
        assert!(got == status && text.contains(wanted), "{method} {path}: {got} {text}");
    }
    let log = format!("{:?}", client.simulator.requests());
    assert!(!log.contains("\"ey") && log.contains("(redacted)"), "{log}");
}
