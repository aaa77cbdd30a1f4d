use std::collections::HashMap;

use secrecy::ExposeSecret;

use super::*;
use crate::plugin::diagnostics::AttributePath;
use crate::plugin::value::Value;
use crate::provider::config::setting::Setting;

/// The environment with these variables.
fn environment(variables: &[(&str, &str)]) -> Environment {
    let variables: HashMap<String, String> =
        variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Environment::new(move |name| variables.get(name).cloned())
}

/// A block that is signed in and says nothing else.
fn signed_in() -> Model {
    Model { access_token: text("token"), ..Model::default() }
}

fn text(value: &str) -> Value<String> {
    Value::Value(value.to_owned())
}

fn settled(model: &Model, variables: &[(&str, &str)]) -> Settings {
    match settle(model, &environment(variables)) {
        Ok(settings) => settings,
        Err(Unsettled::Wrong(diagnostics)) => panic!("refused: {diagnostics:?}"),
        Err(Unsettled::Unknown(name)) => panic!("unknown: {name}"),
    }
}

/// The one error: where, its summary and its detail.
fn refused(model: &Model, variables: &[(&str, &str)]) -> (AttributePath, String) {
    let Err(Unsettled::Wrong(mut diagnostics)) = settle(model, &environment(variables)) else {
        panic!("expected a refusal");
    };
    assert_eq!(diagnostics.errors.len(), 1, "{diagnostics:?}");
    let error = diagnostics.errors.remove(0);
    (error.attribute, format!("{}: {}", error.summary, error.detail))
}

/// Everything that the settings say, secrets included, for comparing.
fn all(settings: &Settings) -> String {
    let sign_in = match &settings.sign_in {
        SignIn::AccessToken(token) => format!("token {}", token.expose_secret()),
        SignIn::ClientSecret(ids, secret) => {
            format!("{} {} {}", ids.tenant_id, ids.client_id, secret.expose_secret())
        }
        SignIn::AzureCli(tenant) => format!("az {tenant:?}"),
        SignIn::Certificate(..)
        | SignIn::Federated(..)
        | SignIn::ManagedIdentity(_)
        | SignIn::AzureDeveloperCli(_) => "another way".to_owned(),
    };
    format!(
        "graph={} authority={} scope={} versions={:?} write={:?} existing={:?} limit={} sign-in={sign_in}",
        settings.endpoints.graph,
        settings.endpoints.authority,
        settings.endpoints.scope,
        settings.versions,
        settings.write_mode,
        settings.existing,
        settings.max_concurrent_requests
    )
}

type Set = fn(&mut Model, Value<String>);
/// A value and how it shows in the settings.
type Shown = (&'static str, &'static str);

/// Every text setting: how the block gives it, one value for the environment and another for the block, and how each
/// shows in the settings.
const TEXTS: [(Setting, Set, [Shown; 2]); 9] = [
    (
        setting::ACCESS_TOKEN,
        |model, value| model.access_token = value,
        [("env-token", "token env-token"), ("block-token", "token block-token")],
    ),
    (
        setting::TENANT_ID,
        |model, value| model.tenant_id = value,
        [("env-tenant", "sign-in=env-tenant"), ("block-tenant", "sign-in=block-tenant")],
    ),
    (
        setting::CLIENT_ID,
        |model, value| model.client_id = value,
        [("env-client", " env-client "), ("block-client", " block-client ")],
    ),
    (
        setting::CLIENT_SECRET,
        |model, value| model.client_secret = value,
        [("env-secret", " env-secret"), ("block-secret", " block-secret")],
    ),
    (
        setting::ENVIRONMENT,
        |model, value| model.environment = value,
        [
            ("usgovernment", "graph=https://graph.microsoft.us "),
            ("china", "graph=https://microsoftgraph.chinacloudapi.cn "),
        ],
    ),
    (
        setting::GRAPH_ENDPOINT,
        |model, value| model.graph_endpoint = value,
        [
            ("http://127.0.0.1:1", "scope=http://127.0.0.1:1/.default"),
            ("https://graph.example", "graph=https://graph.example "),
        ],
    ),
    (
        setting::AUTHORITY_HOST,
        |model, value| model.authority_host = value,
        [
            ("http://localhost:2", "authority=http://localhost:2 "),
            ("https://login.example", "authority=https://login.example "),
        ],
    ),
    (
        setting::API_VERSION,
        |model, value| model.api_version = value,
        [("v1.0", "versions=Only(V1_0)"), ("beta", "versions=Only(Beta)")],
    ),
    (
        setting::WRITE_MODE,
        |model, value| model.write_mode = value,
        [("assign", "write=Assign "), ("assignment", "write=Assignment ")],
    ),
];

/// A block without a token, which lets the other way to sign in show.
fn with_client_secret(setting: Setting) -> Model {
    if setting == setting::ACCESS_TOKEN {
        return Model::default();
    }
    let unless = |own: Setting, value: &str| if own == setting { Value::Null } else { text(value) };
    Model {
        tenant_id: unless(setting::TENANT_ID, "tenant"),
        client_id: unless(setting::CLIENT_ID, "client"),
        client_secret: unless(setting::CLIENT_SECRET, "secret"),
        ..Model::default()
    }
}

#[test]
fn every_text_setting_is_read_from_its_variable_and_the_block_wins() {
    for (setting, set, [(env_value, env_shows), (block_value, block_shows)]) in TEXTS {
        let name = setting.attribute;
        let mut model = with_client_secret(setting);
        let shown = all(&settled(&model, &[(setting.variables[0], env_value)]));
        assert!(shown.contains(env_shows), "{name} from the environment: {shown}");

        set(&mut model, text(""));
        let shown = all(&settled(&model, &[(setting.variables[0], env_value)]));
        assert!(shown.contains(env_shows), "{name} is empty in the block: {shown}");

        set(&mut model, text(block_value));
        let shown = all(&settled(&model, &[(setting.variables[0], env_value)]));
        assert!(shown.contains(block_shows), "{name} from the block: {shown}");
    }
}

#[test]
fn adopting_and_the_limit_are_read_from_their_variables_and_the_block_wins() {
    let (adopt, limit) =
        (setting::ADOPT_EXISTING.variables[0], setting::MAX_CONCURRENT_REQUESTS.variables[0]);
    for (value, existing) in [
        ("true", Existing::Adopt),
        ("TRUE", Existing::Adopt),
        ("1", Existing::Adopt),
        ("false", Existing::Refuse),
        ("0", Existing::Refuse),
        ("", Existing::Refuse),
    ] {
        assert_eq!(settled(&signed_in(), &[(adopt, value)]).existing, existing, "{value:?}");
    }
    assert_eq!(settled(&signed_in(), &[(limit, "25")]).max_concurrent_requests.get(), 25);
    let block = Model {
        adopt_existing: Value::Value(false),
        max_concurrent_requests: Value::Value(1),
        ..signed_in()
    };
    let settings = settled(&block, &[(adopt, "true"), (limit, "25")]);
    assert_eq!(settings.existing, Existing::Refuse);
    assert_eq!(settings.max_concurrent_requests.get(), 1);
}

#[test]
fn what_is_not_said_has_its_default() {
    assert_eq!(
        all(&settled(&signed_in(), &[])),
        "graph=https://graph.microsoft.com authority=https://login.microsoftonline.com \
         scope=https://graph.microsoft.com/.default versions=Auto write=Auto existing=Refuse limit=10 sign-in=token token"
    );
}

#[test]
fn an_access_token_wins_over_a_client_secret_wherever_each_comes_from() {
    let secret = [("ARM_TENANT_ID", "t"), ("ARM_CLIENT_ID", "c"), ("ARM_CLIENT_SECRET", "s")];
    let block = with_client_secret(setting::WRITE_MODE);
    let from_environment = [("INTUNE_ACCESS_TOKEN", "ready")];
    assert!(all(&settled(&signed_in(), &secret)).ends_with("token token"));
    assert!(all(&settled(&block, &from_environment)).ends_with("token ready"));
    assert!(all(&settled(&Model::default(), &secret)).ends_with("sign-in=t c s"));
}

#[test]
fn the_parts_of_a_client_secret_may_come_from_both_places() {
    let block = Model { tenant_id: text("tenant"), ..Model::default() };
    let settings = settled(&block, &[("ARM_CLIENT_ID", "client"), ("ARM_CLIENT_SECRET", "secret")]);
    assert!(all(&settings).ends_with("sign-in=tenant client secret"));
}

#[test]
fn without_any_other_way_the_azure_cli_signs_in() {
    assert!(all(&settled(&Model::default(), &[])).ends_with("sign-in=az None"));
    let tenant = Model { tenant_id: text("tenant"), ..Model::default() };
    assert!(all(&settled(&tenant, &[])).ends_with("sign-in=az Some(\"tenant\")"));
}

#[test]
fn without_any_way_to_sign_in_the_message_names_them_with_their_variables() {
    let (path, message) = refused(&Model { use_cli: Value::Value(false), ..Model::default() }, &[]);
    assert_eq!(path, AttributePath::new("use_cli"));
    for part in [
        "Cannot sign in to Microsoft Graph: ",
        "tenant_id (environment variable ARM_TENANT_ID)",
        "client_id (environment variable ARM_CLIENT_ID)",
        "client_secret (environment variable ARM_CLIENT_SECRET)",
        "client_certificate_path (environment variable ARM_CLIENT_CERTIFICATE_PATH)",
        "use_oidc (environment variable ARM_USE_OIDC)",
        "use_msi (environment variable ARM_USE_MSI)",
        "access_token (environment variable INTUNE_ACCESS_TOKEN)",
    ] {
        assert!(message.contains(part), "{part} is not in {message}");
    }
}

#[test]
fn half_a_client_secret_is_told_only_what_is_missing() {
    let half = Model { tenant_id: text("tenant"), ..Model::default() };
    let (_, message) = refused(&half, &[("ARM_CLIENT_SECRET", "hunter2")]);
    assert!(message.contains("Missing: client_id (environment variable ARM_CLIENT_ID)."), "{message}");
    assert!(!message.contains("tenant_id") && !message.contains("hunter2"), "{message}");
}

#[test]
fn a_wrong_setting_is_refused_with_where_it_came_from_what_is_wanted_and_what_it_was() {
    let cases: [(Setting, &str, &str); 11] = [
        (setting::ENVIRONMENT, "german", "expected \"public\" (or \"global\"), \"usgovernment\""),
        (setting::GRAPH_ENDPOINT, "graph.microsoft.com", "expected a URL such as"),
        (setting::GRAPH_ENDPOINT, "http://graph.example", "plain http only for 127.0.0.0/8"),
        (setting::GRAPH_ENDPOINT, "https://graph.example/?x=y", "without query and fragment"),
        (setting::AUTHORITY_HOST, "http://login.example", "plain http only for 127.0.0.0/8"),
        (setting::AUTHORITY_HOST, "login.example", "expected a URL such as"),
        (setting::API_VERSION, "v2", "expected one of \"auto\", \"v1.0\", \"beta\", got \"v2\""),
        (setting::WRITE_MODE, "merge", "expected one of \"auto\", \"assignment\", \"assign\", got \"merge\""),
        (
            setting::ADOPT_EXISTING,
            "perhaps",
            "expected one of \"true\", \"false\", \"1\", \"0\", got \"perhaps\"",
        ),
        (setting::MAX_CONCURRENT_REQUESTS, "many", "expected a whole number from 1 to 100, got many"),
        (setting::MAX_CONCURRENT_REQUESTS, "101", "expected a whole number from 1 to 100, got 101"),
    ];
    for (setting, value, problem) in cases {
        let (path, message) = refused(&signed_in(), &[(setting.variables[0], value)]);
        let from = format!("Invalid provider setting: the environment variable {}: ", setting.variables[0]);
        assert!(message.starts_with(&from), "{message}");
        assert!(message.contains(problem) && message.ends_with('.'), "{message}");
        assert_eq!(path, AttributePath::new(setting.attribute));

        let Some((_, set, _)) = TEXTS.iter().find(|(text, _, _)| *text == setting) else {
            continue;
        };
        let mut model = signed_in();
        set(&mut model, text(value));
        let (path, message) = refused(&model, &[]);
        let from = format!("Invalid provider setting: the provider setting {}: ", setting.attribute);
        assert!(message.starts_with(&from) && message.contains(problem), "{message}");
        assert_eq!(path, AttributePath::new(setting.attribute));
    }
}

#[test]
fn a_limit_outside_its_range_is_refused_in_the_block_too() {
    for limit in [0, -1, 101] {
        let model = Model { max_concurrent_requests: Value::Value(limit), ..signed_in() };
        let (path, message) = refused(&model, &[]);
        let expected = format!(
            "the provider setting max_concurrent_requests: expected a whole number from 1 to 100, got {limit}."
        );
        assert!(message.ends_with(&expected), "{message}");
        assert_eq!(path, AttributePath::new("max_concurrent_requests"));
    }
}

#[test]
fn a_password_in_an_endpoint_is_refused_without_repeating_it() {
    let (_, message) =
        refused(&signed_in(), &[("INTUNE_GRAPH_ENDPOINT", "https://me:hunter2@graph.example")]);
    assert!(message.contains("without user name and password"), "{message}");
    assert!(!message.contains("hunter2"), "{message}");
}

#[test]
fn merging_on_v1_is_refused_and_every_other_pair_is_fine() {
    let pair = |version: &str, mode: &str| Model {
        api_version: text(version),
        write_mode: text(mode),
        ..signed_in()
    };
    let (path, message) = refused(&pair("v1.0", "assign"), &[]);
    assert_eq!(path, AttributePath::new("api_version"));
    for part in [
        "Settings contradict each other",
        "write_mode \"assign\"",
        "api_version \"v1.0\"",
        "strip their filters",
        "Use api_version \"auto\" or \"beta\"",
    ] {
        assert!(message.contains(part), "{part} is not in {message}");
    }
    for version in ["auto", "v1.0", "beta"] {
        for mode in ["auto", "assignment", "assign"] {
            if (version, mode) != ("v1.0", "assign") {
                settled(&pair(version, mode), &[]);
            }
        }
    }
}

#[test]
fn a_setting_that_is_not_known_yet_is_named_even_when_the_environment_has_it() {
    for (setting, set, [(env_value, _), _]) in TEXTS {
        let mut model = with_client_secret(setting);
        set(&mut model, Value::Unknown);
        let outcome = settle(&model, &environment(&[(setting.variables[0], env_value)]));
        assert!(
            matches!(outcome, Err(Unsettled::Unknown(name)) if name == setting.attribute),
            "{}",
            setting.attribute
        );
    }
    for (model, name) in [
        (Model { adopt_existing: Value::Unknown, ..signed_in() }, "adopt_existing"),
        (Model { max_concurrent_requests: Value::Unknown, ..signed_in() }, "max_concurrent_requests"),
    ] {
        let outcome = settle(&model, &environment(&[]));
        assert!(matches!(outcome, Err(Unsettled::Unknown(unknown)) if unknown == name), "{name}");
    }
}
