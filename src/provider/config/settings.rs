//! Settings with their meaning: each from the block or else from the environment, checked, with its default.

use std::num::NonZeroUsize;
use std::str::FromStr;

use secrecy::SecretString;

use super::environment::Environment;
use super::model::Model;
use super::schema::{self, Setting};
use crate::assignments::{Existing, Versions, WriteMode};
use crate::graph::cloud::Endpoints;
use crate::graph::{ApiVersion, Cloud};
use crate::net::Endpoint;
use crate::plugin::diagnostics::{AttributePath, Diagnostics, diagnostic};
use crate::plugin::value::Value;

const DEFAULT_CONCURRENCY: usize = 10;
const MOST_CONCURRENCY: usize = 100;

/// Everything that a session is made of.
pub(super) struct Settings {
    pub(super) endpoints: Endpoints,
    pub(super) sign_in: SignIn,
    pub(super) versions: Versions,
    pub(super) write_mode: WriteMode,
    pub(super) existing: Existing,
    pub(super) max_concurrent_requests: NonZeroUsize,
}

/// A way to sign in.
pub(super) enum SignIn {
    AccessToken(SecretString),
    ClientSecret { tenant_id: String, client_id: String, client_secret: SecretString },
}

/// Why there are no settings.
pub(super) enum Unsettled {
    /// Something is wrong.
    Wrong(Diagnostics),
    /// The setting of this name is known only after apply.
    Unknown(&'static str),
}

/// A value and where it came from, for messages.
struct Given {
    value: String,
    setting: Setting,
    from_block: bool,
}

impl Given {
    fn source(&self) -> String {
        if self.from_block {
            format!("the provider setting {}", self.setting.attribute)
        } else {
            format!("the environment variable {}", self.setting.variable)
        }
    }

    fn refuse(&self, problem: impl std::fmt::Display) -> Unsettled {
        wrong(self.setting, "Invalid provider setting", format!("{}: {problem}.", self.source()))
    }

    fn parse<T>(&self) -> Result<T, Unsettled>
    where
        T: FromStr,
        T::Err: std::fmt::Display,
    {
        self.value.parse().map_err(|problem| self.refuse(problem))
    }

    fn one_of<T: Copy>(&self, choices: &[(&str, T)]) -> Result<T, Unsettled> {
        let found = choices.iter().find(|(name, _)| self.value.eq_ignore_ascii_case(name));
        found.map(|(_, choice)| *choice).ok_or_else(|| {
            let names: Vec<_> = choices.iter().map(|(name, _)| format!("{name:?}")).collect();
            self.refuse(format!("expected one of {}, got {:?}", names.join(", "), self.value))
        })
    }
}

/// Puts block and environment together. Nothing is sent.
pub(super) fn settle(model: &Model, environment: &Environment) -> Result<Settings, Unsettled> {
    let text = |setting: Setting, value: &Value<String>| {
        given(setting, value.as_ref().map(String::clone), environment)
    };
    let cloud = match text(schema::ENVIRONMENT, &model.environment)? {
        Some(given) => given.parse::<Cloud>()?,
        None => Cloud::Public,
    };
    let endpoint = |given: Option<Given>| {
        given
            .map(|given| Endpoint::try_new(&given.value).map_err(|problem| given.refuse(problem)))
            .transpose()
    };
    let graph = endpoint(text(schema::GRAPH_ENDPOINT, &model.graph_endpoint)?)?;
    let authority = endpoint(text(schema::AUTHORITY_HOST, &model.authority_host)?)?;
    let endpoints = Endpoints::try_new(cloud, graph, authority)
        .map_err(|problem| wrong(schema::ENVIRONMENT, "Invalid provider setting", format!("{problem}.")))?;
    let versions = match text(schema::API_VERSION, &model.api_version)? {
        None => Versions::Auto,
        Some(given) => given.one_of(&[
            ("auto", Versions::Auto),
            ("v1.0", Versions::Only(ApiVersion::V1_0)),
            ("beta", Versions::Only(ApiVersion::Beta)),
        ])?,
    };
    let write_mode = match text(schema::WRITE_MODE, &model.write_mode)? {
        None => WriteMode::Auto,
        Some(given) => given.one_of(&[
            ("auto", WriteMode::Auto),
            ("assignment", WriteMode::Assignment),
            ("assign", WriteMode::Assign),
        ])?,
    };
    if versions == Versions::Only(ApiVersion::V1_0) && write_mode == WriteMode::Assign {
        let detail = "write_mode \"assign\" writes a policy's whole set of assignments, and api_version \"v1.0\" does \
                      not show the filters of the others in it: writing them back would strip their filters. Use \
                      api_version \"auto\" or \"beta\", or write_mode \"assignment\".";
        return Err(wrong(schema::API_VERSION, "Settings contradict each other", detail.to_owned()));
    }
    let adopt = model.adopt_existing.as_ref().map(ToString::to_string);
    let existing = match given(schema::ADOPT_EXISTING, adopt, environment)? {
        None => Existing::Refuse,
        Some(given) => given.one_of(&[
            ("true", Existing::Adopt),
            ("false", Existing::Refuse),
            ("1", Existing::Adopt),
            ("0", Existing::Refuse),
        ])?,
    };
    let limit = model.max_concurrent_requests.as_ref().map(ToString::to_string);
    let max_concurrent_requests = match given(schema::MAX_CONCURRENT_REQUESTS, limit, environment)? {
        None => NonZeroUsize::MIN.saturating_add(DEFAULT_CONCURRENCY - 1),
        Some(given) => match given.value.parse().ok().and_then(NonZeroUsize::new) {
            Some(limit) if limit.get() <= MOST_CONCURRENCY => limit,
            _ => {
                let got = &given.value;
                return Err(
                    given.refuse(format!("expected a whole number from 1 to {MOST_CONCURRENCY}, got {got}"))
                );
            }
        },
    };
    let sign_in = sign_in(model, environment)?;
    Ok(Settings { endpoints, sign_in, versions, write_mode, existing, max_concurrent_requests })
}

fn sign_in(model: &Model, environment: &Environment) -> Result<SignIn, Unsettled> {
    let text = |setting: Setting, value: &Value<String>| {
        given(setting, value.as_ref().map(String::clone), environment)
    };
    if let Some(token) = text(schema::ACCESS_TOKEN, &model.access_token)? {
        return Ok(SignIn::AccessToken(token.value.into()));
    }
    let tenant = text(schema::TENANT_ID, &model.tenant_id)?;
    let client = text(schema::CLIENT_ID, &model.client_id)?;
    let secret = text(schema::CLIENT_SECRET, &model.client_secret)?;
    let missing: Vec<_> =
        [(schema::TENANT_ID, &tenant), (schema::CLIENT_ID, &client), (schema::CLIENT_SECRET, &secret)]
            .into_iter()
            .filter(|(_, given)| given.is_none())
            .map(|(setting, _)| format!("{} (environment variable {})", setting.attribute, setting.variable))
            .collect();
    match (tenant, client, secret) {
        (Some(tenant), Some(client), Some(secret)) => Ok(SignIn::ClientSecret {
            tenant_id: tenant.value,
            client_id: client.value,
            client_secret: secret.value.into(),
        }),
        _ => Err(Unsettled::Wrong(crate::plugin::diagnostics::error(
            "Cannot sign in to Microsoft Graph",
            format!(
                "The provider needs to know how to sign in. To sign in as an application, missing: {}. Or give a ready \
                 token for Microsoft Graph: access_token (environment variable {}).",
                missing.join(", "),
                schema::ACCESS_TOKEN.variable
            ),
        ))),
    }
}

/// The block's value, or else the environment's. An empty text in the block is as good as none.
fn given(
    setting: Setting,
    value: Value<String>,
    environment: &Environment,
) -> Result<Option<Given>, Unsettled> {
    let from_environment =
        || environment.get(setting.variable).map(|value| Given { value, setting, from_block: false });
    match value {
        Value::Unknown => Err(Unsettled::Unknown(setting.attribute)),
        Value::Value(value) if !value.is_empty() => Ok(Some(Given { value, setting, from_block: true })),
        _ => Ok(from_environment()),
    }
}

fn wrong(setting: Setting, summary: &'static str, detail: String) -> Unsettled {
    let errors = vec![diagnostic(summary, detail, AttributePath::new(setting.attribute))];
    Unsettled::Wrong(Diagnostics { errors, warnings: Vec::new() })
}

#[cfg(test)]
mod tests;
