//! Which way is chosen, and what is said when it lacks something.

use super::*;
use crate::plugin::value::Value;
use crate::provider::config::Environment;

fn environment(variables: &[(&str, &str)]) -> Environment {
    let variables: Vec<(String, String)> =
        variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Environment::new(move |wanted| {
        let found = variables.iter().find(|(name, _)| name == wanted);
        found.map(|(_, value)| value.clone())
    })
}

fn text(value: &str) -> Value<String> {
    Value::Value(value.to_owned())
}

/// The way by name, or the first error's detail.
fn outcome(model: &Model, variables: &[(&str, &str)]) -> Result<&'static str, String> {
    match choose(model, Look(&environment(variables))) {
        Ok(sign_in) => Ok(match sign_in {
            SignIn::AccessToken(_) => "token",
            SignIn::Certificate(..) => "certificate",
            SignIn::ClientSecret(..) => "secret",
            SignIn::Federated(_, Federated::Given(_)) => "given assertion",
            SignIn::Federated(_, Federated::File { .. }) => "assertion file",
            SignIn::Federated(_, Federated::AzureDevOps { .. }) => "azure devops",
            SignIn::Federated(_, Federated::GitHub { .. }) => "github",
            SignIn::ManagedIdentity(Machine {
                service: crate::auth::IdentityService::Imds { .. }, ..
            }) => "imds",
            SignIn::ManagedIdentity(_) => "app service",
            SignIn::AzureDeveloperCli(_) => "azd",
            SignIn::AzureCli(_) => "az",
        }),
        Err(Unsettled::Unknown(name)) => Err(format!("unknown {name}")),
        Err(Unsettled::Wrong(diagnostics)) => Err(diagnostics.errors[0].detail.clone().into_owned()),
    }
}

const IDS: [(&str, &str); 2] = [("ARM_TENANT_ID", "contoso.example"), ("ARM_CLIENT_ID", "my-app")];

fn with_ids(more: &[(&'static str, &'static str)]) -> Vec<(&'static str, &'static str)> {
    [&IDS[..], more].concat()
}

#[test]
fn the_environment_alone_chooses_in_the_documented_order() {
    // Each row names one way more; the earlier way wins over all that the rows before named.
    let mut variables = IDS.to_vec();
    assert_eq!(outcome(&Model::default(), &variables), Ok("az"));
    for (more, wanted) in [
        (&[("INTUNE_USE_AZD", "true")][..], "azd"),
        (&[("ARM_USE_MSI", "1")][..], "imds"),
        (
            &[("ARM_USE_AKS_WORKLOAD_IDENTITY", "true"), ("AZURE_FEDERATED_TOKEN_FILE", "/no/such/file")][..],
            "assertion file",
        ),
        (
            &[
                ("ARM_USE_OIDC", "TRUE"),
                ("ACTIONS_ID_TOKEN_REQUEST_URL", "https://actions.example/t"),
                ("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "x"),
            ][..],
            "github",
        ),
        (&[("ARM_OIDC_AZURE_SERVICE_CONNECTION_ID", "c")][..], "azure devops"),
        (&[("ARM_OIDC_TOKEN", "ey")][..], "given assertion"),
        (&[("ARM_CLIENT_SECRET", "s")][..], "secret"),
        (&[("INTUNE_ACCESS_TOKEN", "t")][..], "token"),
    ] {
        variables.extend(more);
        assert_eq!(outcome(&Model::default(), &variables), Ok(wanted), "{variables:?}");
    }
}

#[test]
fn a_way_in_the_block_comes_before_all_of_the_environment() {
    let model = Model { use_msi: Value::Value(true), ..Model::default() };
    assert_eq!(outcome(&model, &with_ids(&[("ARM_CLIENT_SECRET", "s")])), Ok("imds"));
    let off = Model { use_msi: Value::Value(false), ..Model::default() };
    assert_eq!(outcome(&off, &with_ids(&[("ARM_USE_MSI", "true")])), Ok("az"));
}

#[test]
fn hcp_terraform_app_service_and_aks_bring_variables_of_their_own() {
    for (more, wanted) in [
        (&[("ARM_USE_OIDC", "true"), ("TFC_WORKLOAD_IDENTITY_TOKEN", "ey")][..], "given assertion"),
        (
            &[
                ("ARM_USE_MSI", "true"),
                ("IDENTITY_ENDPOINT", "http://127.0.0.1:1/msi"),
                ("IDENTITY_HEADER", "h"),
            ][..],
            "app service",
        ),
    ] {
        assert_eq!(outcome(&Model::default(), &with_ids(more)), Ok(wanted));
    }
    let aks = [
        ("ARM_USE_AKS_WORKLOAD_IDENTITY", "true"),
        ("AZURE_TENANT_ID", "contoso.example"),
        ("AZURE_CLIENT_ID", "my-app"),
        ("AZURE_FEDERATED_TOKEN_FILE", "/no/such/file"),
    ];
    assert_eq!(outcome(&Model::default(), &aks), Ok("assertion file"));
}

#[test]
fn what_is_missing_is_named_with_attribute_and_variable() {
    for (variables, wanted) in [
        (
            &[("ARM_CLIENT_SECRET", "s")][..],
            "Missing: tenant_id (environment variable ARM_TENANT_ID) and client_id (environment variable ARM_CLIENT_ID).",
        ),
        (
            &[("ARM_TENANT_ID", "t"), ("ARM_USE_CLI", "false")][..],
            "Found: the environment variable ARM_TENANT_ID; and use_cli is false.",
        ),
        (
            &[("ARM_TENANT_ID", "t"), ("PATH", "/no/such/folder")][..],
            "Found: the environment variable ARM_TENANT_ID; and the Azure CLI, which signs in where nothing else is \
             given, is not installed (az was not found on the PATH).",
        ),
        (
            &[("ARM_USE_MSI", "yes")][..],
            "the environment variable ARM_USE_MSI: expected one of \"true\", \"false\", \"1\", \"0\", got \"yes\".",
        ),
        (
            &[("ARM_USE_MSI", "true"), ("ARM_MSI_ENDPOINT", "http://example.com/x")][..],
            "the environment variable ARM_MSI_ENDPOINT: expected an https URL, or plain http to this machine",
        ),
    ] {
        let error = outcome(&Model::default(), variables).expect_err(wanted);
        assert!(error.contains(wanted), "{wanted}: {error}");
    }
    for (more, wanted) in [
        (
            &[("ARM_USE_OIDC", "true")][..],
            "Needed is one of: oidc_token (environment variable ARM_OIDC_TOKEN)",
        ),
        (
            &[("ARM_USE_OIDC", "true"), ("SYSTEM_ACCESSTOKEN", "x")][..],
            "Found: the environment variable SYSTEM_ACCESSTOKEN.",
        ),
        (
            &[
                ("ARM_USE_OIDC", "true"),
                ("SYSTEM_OIDCREQUESTURI", "https://dev.example/x"),
                ("SYSTEM_ACCESSTOKEN", "x"),
            ][..],
            "Missing: ado_pipeline_service_connection_id (environment variable ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID).",
        ),
        (
            &[
                ("ARM_USE_OIDC", "true"),
                ("ARM_OIDC_REQUEST_URL", "http://dev.example/x"),
                ("ARM_OIDC_REQUEST_TOKEN", "x"),
            ][..],
            "the environment variable ARM_OIDC_REQUEST_URL: expected an https URL",
        ),
        (
            &[("ARM_USE_AKS_WORKLOAD_IDENTITY", "true")][..],
            "the environment variable AZURE_FEDERATED_TOKEN_FILE is not set",
        ),
        (
            &[("ARM_CLIENT_CERTIFICATE_PATH", "/no/such/file")][..],
            "the environment variable ARM_CLIENT_CERTIFICATE_PATH: expected a file that can be read, got /no/such/file",
        ),
        (
            &[("ARM_CLIENT_CERTIFICATE", "hunter2!")][..],
            "the environment variable ARM_CLIENT_CERTIFICATE: expected base64 of a PFX or PEM file",
        ),
        (
            &[("ARM_CLIENT_SECRET_FILE_PATH", "/no/such/file")][..],
            "the environment variable ARM_CLIENT_SECRET_FILE_PATH: expected a file that can be read",
        ),
    ] {
        let error = outcome(&Model::default(), &with_ids(more)).expect_err(wanted);
        assert!(error.contains(wanted), "{wanted}: {error}");
        assert!(!error.contains("hunter2"), "{error}");
    }
}

#[test]
fn the_azure_cli_is_looked_for_on_the_path() {
    let folder = tempfile::tempdir().expect("folder");
    let name = if cfg!(windows) { "az.cmd" } else { "az" };
    std::fs::write(folder.path().join(name), "").expect("write");
    let path = std::env::join_paths([std::path::Path::new("/no/such/folder"), folder.path()]).expect("path");
    let path = path.to_str().expect("text");
    assert_eq!(outcome(&Model::default(), &[("PATH", path)]), Ok("az"));
}

#[test]
fn contradictions_are_refused() {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("secret");
    std::fs::write(&path, "hunter3\n").expect("write");
    let path = path.display().to_string();
    let both = |secret: &str| Model {
        client_secret: text(secret),
        client_secret_file_path: text(&path),
        ..Model::default()
    };
    let error = outcome(&both("hunter2"), &IDS).expect_err("they differ");
    assert!(
        error.contains(
            "client_secret and the provider setting client_secret_file_path are both given and differ"
        ),
        "{error}"
    );
    assert!(!error.contains("hunter"), "{error}");
    assert_eq!(outcome(&both("hunter3"), &IDS), Ok("secret"));
    let two_ways = Model { use_oidc: Value::Value(true), ..both("hunter3") };
    let error = outcome(&two_ways, &IDS).expect_err("two ways");
    assert!(error.contains("names two ways to sign in, client_secret and use_oidc"), "{error}");
    let unknown = Model { client_secret: Value::Unknown, ..Model::default() };
    assert_eq!(outcome(&unknown, &IDS), Err("unknown client_secret".to_owned()));
}
