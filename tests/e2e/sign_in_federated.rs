//! Signing in with the token of an identity provider, from every place that such tokens come from.

use graph_simulator::{
    AzureDevOpsPipeline, DEMO_CLIENT_ID, DEMO_TENANT_ID, GitHubJob, Identities, Simulator,
};

use crate::support::Workspace;
use crate::support::identities::{
    AUDIENCE, expect_refusal, expect_signed_in, federated, name_the_application, tenant_with,
};

const ISSUER: &str = "https://issuer.example";
const SUBJECT: &str = "system:serviceaccount:intune:terraform";
const GITHUB: &str = "https://token.actions.githubusercontent.com";
const MAIN: &str = "repo:contoso/tenant:ref:refs/heads/main";
const AZURE_DEVOPS: &str = "https://vstoken.dev.azure.com/organization";
const CONNECTION: &str = "sc://contoso/tenant/intune";
const CONNECTION_ID: &str = "bbbbbbbb-cccc-4ddd-8eee-ffffffffffff";
/// What a job shows to the token service of its build system.
const JOB: &str = "hunter2-of-the-job";

/// Trusts every provider of these tests; the build systems know one job each.
fn identities() -> Identities {
    Identities {
        federated: vec![
            federated(ISSUER, SUBJECT),
            federated(GITHUB, MAIN),
            federated(AZURE_DEVOPS, CONNECTION),
        ],
        github: Some(GitHubJob { request_token: JOB.to_owned(), subject: MAIN.to_owned() }),
        azure_devops: Some(AzureDevOpsPipeline {
            access_token: JOB.to_owned(),
            service_connection_id: CONNECTION_ID.to_owned(),
            issuer: AZURE_DEVOPS.to_owned(),
            subject: CONNECTION.to_owned(),
        }),
        ..Identities::default()
    }
}

fn start() -> (Simulator, Workspace) {
    let (simulator, mut workspace) = tenant_with(identities(), "");
    name_the_application(&mut workspace);
    workspace.env("ARM_USE_OIDC", "true");
    (simulator, workspace)
}

fn token(simulator: &Simulator) -> String {
    simulator.assertion(ISSUER, SUBJECT, AUDIENCE).expect("an assertion")
}

/// The variables that GitHub Actions sets in a job with `id-token: write`.
fn as_github(simulator: &Simulator, workspace: &mut Workspace, token: &str) {
    workspace
        .env("ACTIONS_ID_TOKEN_REQUEST_URL", &format!("{}/github/idtoken?api-version=2.0", simulator.url()))
        .env("ACTIONS_ID_TOKEN_REQUEST_TOKEN", token);
}

/// The variables of an Azure DevOps pipeline whose step maps its access token.
fn as_azure_devops(simulator: &Simulator, workspace: &mut Workspace, connection: &str) {
    workspace
        .env("SYSTEM_OIDCREQUESTURI", &format!("{}/azure-devops/oidctoken", simulator.url()))
        .env("SYSTEM_ACCESSTOKEN", JOB)
        .env("ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID", connection);
}

#[test]
fn a_given_token_signs_in() {
    let (simulator, mut workspace) = start();
    workspace.env("ARM_OIDC_TOKEN", &token(&simulator));
    expect_signed_in(&simulator, &workspace);
}

#[test]
fn a_token_file_signs_in() {
    let (simulator, mut workspace) = start();
    workspace.write("token", &format!("{}\n", token(&simulator)));
    workspace.env("ARM_OIDC_TOKEN_FILE_PATH", "token");
    expect_signed_in(&simulator, &workspace);
}

#[test]
fn everything_may_be_in_the_block() {
    let settings = format!(
        "tenant_id = \"{DEMO_TENANT_ID}\"\n  client_id = \"{DEMO_CLIENT_ID}\"\n  use_oidc = true\n  \
         oidc_token_file_path = \"token\"\n"
    );
    let (simulator, workspace) = tenant_with(identities(), &settings);
    workspace.write("token", &token(&simulator));
    expect_signed_in(&simulator, &workspace);
}

#[test]
fn hcp_terraform_signs_in_with_its_workload_identity() {
    let (simulator, mut workspace) = start();
    workspace.env("TFC_WORKLOAD_IDENTITY_TOKEN", &token(&simulator));
    expect_signed_in(&simulator, &workspace);
}

#[test]
fn a_pod_of_aks_signs_in_with_nothing_but_what_aks_sets() {
    let (simulator, mut workspace) = tenant_with(identities(), "use_aks_workload_identity = true");
    workspace.write("token", &token(&simulator));
    workspace
        .env("AZURE_TENANT_ID", DEMO_TENANT_ID)
        .env("AZURE_CLIENT_ID", DEMO_CLIENT_ID)
        .env("AZURE_FEDERATED_TOKEN_FILE", "token");
    expect_signed_in(&simulator, &workspace);
}

#[test]
fn a_job_of_github_actions_signs_in() {
    let (simulator, mut workspace) = start();
    as_github(&simulator, &mut workspace, JOB);
    expect_signed_in(&simulator, &workspace);
    let asked = simulator.requests();
    let asked = asked.iter().find(|request| request.path == "/github/idtoken").expect("GitHub was asked");
    assert_eq!(asked.query, "api-version=2.0&audience=api%3A%2F%2FAzureADTokenExchange");
}

#[test]
fn a_pipeline_of_azure_devops_signs_in_as_its_service_connection() {
    let (simulator, mut workspace) = start();
    as_azure_devops(&simulator, &mut workspace, CONNECTION_ID);
    expect_signed_in(&simulator, &workspace);
}

#[test]
fn a_token_that_has_ended_is_told_where_fresh_ones_come_from() {
    let (simulator, mut workspace) = start();
    let expired = simulator.expired_assertion(ISSUER, SUBJECT, AUDIENCE).expect("an assertion");
    workspace.env("ARM_OIDC_TOKEN", &expired);
    let output = expect_refusal(&simulator, &workspace)
        .expect_text(
            "(401, AADSTS700024): the assertion is not valid at this time: a given OIDC token has expired",
        )
        .expect_text("oidc_token_file_path or oidc_request_url get a fresh one");
    assert!(!output.text().contains(&expired), "{output}");
}

#[test]
fn a_token_that_fits_no_credential_is_told_what_must_fit() {
    for (issuer, subject, audience, code) in [
        ("https://other.example", SUBJECT, AUDIENCE, "700211"),
        (ISSUER, "repo:contoso/tenant:pull_request", AUDIENCE, "700213"),
        (ISSUER, SUBJECT, "api://other", "700212"),
    ] {
        let (simulator, mut workspace) = start();
        let assertion = simulator.assertion(issuer, subject, audience).expect("an assertion");
        workspace.env("ARM_OIDC_TOKEN", &assertion);
        expect_refusal(&simulator, &workspace)
            .expect_text(&format!(
                "(401, AADSTS{code}): no federated credential of the application fits the token"
            ))
            .expect_text("its issuer, subject and audience must be exactly those of a credential")
            .expect_text("No matching federated identity record found for presented assertion");
    }
}

#[test]
fn a_job_that_may_not_ask_is_told_which_permission_it_lacks() {
    let (simulator, mut workspace) = start();
    as_github(&simulator, &mut workspace, "hunter2-of-yesterday");
    let output = expect_refusal(&simulator, &workspace)
        .expect_text("GitHub's token service refused (401 Unauthorized)")
        .expect_text("the job needs the permission \"id-token: write\"");
    assert!(!output.text().contains("hunter2"), "{output}");
}

#[test]
fn a_service_connection_that_the_pipeline_may_not_use_is_named() {
    let (simulator, mut workspace) = start();
    as_azure_devops(&simulator, &mut workspace, "another");
    expect_refusal(&simulator, &workspace)
        .expect_text("Azure DevOps' token service refused (404 Not Found)")
        .expect_text("may not use it: another")
        .expect_text("check ado_pipeline_service_connection_id");
}

#[test]
fn oidc_without_a_token_names_every_place_that_was_looked_at() {
    let (simulator, workspace) = start();
    expect_refusal(&simulator, &workspace)
        .expect_text("use_oidc is on, and there is no token to sign in with")
        .expect_text("oidc_token (environment variable ARM_OIDC_TOKEN)")
        .expect_text("TFC_WORKLOAD_IDENTITY_TOKEN")
        .expect_text("the permission id-token: write");
    assert_eq!(simulator.requests().len(), 0);
}
