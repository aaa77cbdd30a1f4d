//! Settings with their meaning: each from the block or else from the environment, checked, with its default.

use std::num::NonZeroUsize;

use super::environment::Environment;
use super::given::{Given, Look, Unsettled, wrong};
use super::model::Model;
use super::setting;
use super::sign_in::{self, SignIn};
use super::user_agent::Partner;
use crate::assignments::{Existing, Versions, WriteMode};
use crate::graph::cloud::Endpoints;
use crate::graph::{ApiVersion, Cloud};
use crate::net::{Endpoint, Trust};

const DEFAULT_CONCURRENCY: usize = 10;
const MOST_CONCURRENCY: usize = 100;

/// Everything that a session is made of.
pub(super) struct Settings {
    pub(super) endpoints: Endpoints,
    pub(super) trust: Trust,
    pub(super) partner: Partner,
    pub(super) sign_in: SignIn,
    pub(super) versions: Versions,
    pub(super) write_mode: WriteMode,
    pub(super) existing: Existing,
    pub(super) max_concurrent_requests: NonZeroUsize,
}

/// Puts block and environment together. Nothing is sent.
pub(super) fn settle(model: &Model, environment: &Environment) -> Result<Settings, Unsettled> {
    let look = Look(environment);
    let cloud = match look.up(setting::ENVIRONMENT, &model.environment)? {
        Some(given) => given.parse::<Cloud>()?,
        None => Cloud::Public,
    };
    let endpoint = |given: Option<Given>| {
        given
            .map(|given| Endpoint::try_new(&given.value).map_err(|problem| given.refuse(problem)))
            .transpose()
    };
    let graph = endpoint(look.up(setting::GRAPH_ENDPOINT, &model.graph_endpoint)?)?;
    let authority = endpoint(look.up(setting::AUTHORITY_HOST, &model.authority_host)?)?;
    let endpoints = Endpoints::try_new(cloud, graph, authority)
        .map_err(|problem| wrong(setting::ENVIRONMENT, "Invalid provider setting", format!("{problem}.")))?;
    let versions = match look.up(setting::API_VERSION, &model.api_version)? {
        None => Versions::Auto,
        Some(given) => given.one_of(&[
            ("auto", Versions::Auto),
            ("v1.0", Versions::Only(ApiVersion::V1_0)),
            ("beta", Versions::Only(ApiVersion::Beta)),
        ])?,
    };
    let write_mode = match look.up(setting::WRITE_MODE, &model.write_mode)? {
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
        return Err(wrong(setting::API_VERSION, "Settings contradict each other", detail.to_owned()));
    }
    let existing = match look.flag(setting::ADOPT_EXISTING, &model.adopt_existing)? {
        Some((true, _)) => Existing::Adopt,
        _ => Existing::Refuse,
    };
    let limit = look.up(setting::MAX_CONCURRENT_REQUESTS, &model.max_concurrent_requests)?;
    let max_concurrent_requests = match limit {
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
    let trust = match look.up(setting::CA_BUNDLE_PATH, &model.ca_bundle_path)? {
        None => Trust::default(),
        Some(given) => Trust::read(&given.read_file()?).map_err(|problem| given.refuse(problem))?,
    };
    let partner = partner(model, look)?;
    let sign_in = sign_in::choose(model, look)?;
    Ok(Settings {
        endpoints,
        trust,
        partner,
        sign_in,
        versions,
        write_mode,
        existing,
        max_concurrent_requests,
    })
}

fn partner(model: &Model, look: Look<'_>) -> Result<Partner, Unsettled> {
    if let Some(given) = look.up(setting::PARTNER_ID, &model.partner_id)? {
        return Partner::parse(&given.value).map_err(|problem| given.refuse(problem));
    }
    let disabled = look.flag(setting::DISABLE_TERRAFORM_PARTNER_ID, &model.disable_terraform_partner_id)?;
    Ok(match disabled {
        Some((true, _)) => Partner::Nobody,
        _ => Partner::Terraform,
    })
}

#[cfg(test)]
mod tests;
