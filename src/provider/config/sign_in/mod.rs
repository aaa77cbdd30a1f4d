//! Which way to sign in, by an order that is documented in `docs/guides/signing-in.md`:
//!
//! 1. a ready token, 2. a certificate, 3. a client secret, 4. OIDC, 5. AKS workload identity, 6. managed identity,
//! 7. the Azure Developer CLI, 8. the Azure CLI.
//!
//! 4 to 7 only where they are switched on; 8 unless it is switched off. A way that the block names comes before all
//! that only the environment names, and the block may name one way only.

mod application;
mod certificate;
mod federated;
mod machine;

use std::sync::Arc;

use secrecy::SecretString;

use super::given::{Given, Look, Origin, Unsettled, wrong};
use super::model::Model;
use super::setting::{self, Setting};
use crate::auth::certificate::{Certificate, SignedAssertion};
use crate::auth::{
    Application, AzureCli, AzureDeveloperCli, Cached, ClientAssertion, ClientSecret, Error, ManagedIdentity,
    StaticToken, TokenSource, has_azure_cli,
};
use crate::graph::cloud::Endpoints;
use crate::net::Transport;
use federated::Federated;
use machine::Machine;

/// A way to sign in, with everything it needs.
pub(super) enum SignIn {
    AccessToken(SecretString),
    Certificate(ClientIds, Certificate),
    ClientSecret(ClientIds, SecretString),
    Federated(ClientIds, Federated),
    ManagedIdentity(Machine),
    AzureDeveloperCli(Option<String>),
    AzureCli(Option<String>),
}

/// Which application signs in, and where.
pub(super) struct ClientIds {
    pub(super) tenant_id: String,
    pub(super) client_id: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Certificate,
    Secret,
    Oidc,
    Aks,
    Msi,
    Azd,
}

/// Finds the way and reads what it needs. Nothing is sent.
pub(super) fn choose(model: &Model, look: Look<'_>) -> Result<SignIn, Unsettled> {
    if let Some(token) = look.up(setting::ACCESS_TOKEN, &model.access_token)? {
        return Ok(SignIn::AccessToken(token.value.into()));
    }
    let named = named(model, look)?;
    let mut in_block = named.iter().filter(|(_, origin, _)| *origin == Origin::Block);
    if let (Some((_, _, first)), Some((_, _, second))) = (in_block.next(), in_block.next()) {
        let detail = format!(
            "The provider block names two ways to sign in, {} and {}. Keep one of them.",
            first.attribute, second.attribute
        );
        return Err(wrong(*second, "Settings contradict each other", detail));
    }
    let chosen = named.iter().find(|(_, origin, _)| *origin == Origin::Block).or_else(|| named.first());
    match chosen.map(|(way, _, _)| *way) {
        Some(Way::Certificate) => {
            let certificate = certificate::read(model, look)?;
            Ok(SignIn::Certificate(application::ids(model, look, &[])?, certificate))
        }
        Some(Way::Secret) => {
            let secret = application::secret(model, look)?;
            Ok(SignIn::ClientSecret(application::ids(model, look, &[])?, secret))
        }
        Some(Way::Oidc) => federated::oidc(model, look),
        Some(Way::Aks) => federated::aks(model, look),
        Some(Way::Msi) => machine::read(model, look).map(SignIn::ManagedIdentity),
        Some(Way::Azd) => Ok(SignIn::AzureDeveloperCli(tenant(model, look)?)),
        None => match look.flag(setting::USE_CLI, &model.use_cli)? {
            Some((false, _)) => Err(nothing_given(model, look, "and use_cli is false")?),
            _ if look.0.get("PATH").is_some_and(|path| !has_azure_cli(path.as_ref())) => {
                let why = "and the Azure CLI, which signs in where nothing else is given, is not installed (az was not \
                           found on the PATH)";
                Err(nothing_given(model, look, why)?)
            }
            _ => Ok(SignIn::AzureCli(tenant(model, look)?)),
        },
    }
}

/// The ways that are named, in their order, and the setting that names each.
fn named(model: &Model, look: Look<'_>) -> Result<Vec<(Way, Origin, Setting)>, Unsettled> {
    let mut ways = Vec::new();
    for (way, one, other) in [
        (
            Way::Certificate,
            look.up(setting::CLIENT_CERTIFICATE, &model.client_certificate)?,
            look.up(setting::CLIENT_CERTIFICATE_PATH, &model.client_certificate_path)?,
        ),
        (
            Way::Secret,
            look.up(setting::CLIENT_SECRET, &model.client_secret)?,
            look.up(setting::CLIENT_SECRET_FILE_PATH, &model.client_secret_file_path)?,
        ),
    ] {
        if let Some(given) = preferred(one, other) {
            ways.push((way, given.origin, given.setting));
        }
    }
    for (way, setting, value) in [
        (Way::Oidc, setting::USE_OIDC, &model.use_oidc),
        (Way::Aks, setting::USE_AKS_WORKLOAD_IDENTITY, &model.use_aks_workload_identity),
        (Way::Msi, setting::USE_MSI, &model.use_msi),
        (Way::Azd, setting::USE_AZD, &model.use_azd),
    ] {
        if let Some((true, origin)) = look.flag(setting, value)? {
            ways.push((way, origin, setting));
        }
    }
    Ok(ways)
}

/// Of two settings for one thing the one in the block, or else the first.
fn preferred(one: Option<Given>, other: Option<Given>) -> Option<Given> {
    match (one, other) {
        (Some(one), Some(other)) if one.origin != Origin::Block && other.origin == Origin::Block => {
            Some(other)
        }
        (Some(one), _) => Some(one),
        (None, other) => other,
    }
}

fn tenant(model: &Model, look: Look<'_>) -> Result<Option<String>, Unsettled> {
    Ok(look.up(setting::TENANT_ID, &model.tenant_id)?.map(|given| given.value))
}

fn nothing_given(model: &Model, look: Look<'_>, why: &str) -> Result<Unsettled, Unsettled> {
    let found: Vec<_> =
        [look.up(setting::TENANT_ID, &model.tenant_id)?, look.up(setting::CLIENT_ID, &model.client_id)?]
            .into_iter()
            .flatten()
            .map(|given| given.source())
            .collect();
    let found = if found.is_empty() { "nothing".to_owned() } else { found.join(" and ") };
    Ok(wrong(
        setting::USE_CLI,
        "Cannot sign in to Microsoft Graph",
        format!(
            "The provider needs to know how to sign in. Found: {found}; {why}. To sign in as an application, \
             give {}, {} and one of {}, {}, {} or {}. To sign in as yourself, install the Azure CLI and run az login. Or \
             give a ready token for Microsoft Graph: {}.",
            setting::TENANT_ID.both(),
            setting::CLIENT_ID.both(),
            setting::CLIENT_SECRET.both(),
            setting::CLIENT_CERTIFICATE_PATH.both(),
            setting::USE_OIDC.both(),
            setting::USE_MSI.both(),
            setting::ACCESS_TOKEN.both(),
        ),
    ))
}

impl SignIn {
    /// The tokens of this way. Nothing is sent yet.
    ///
    /// # Errors
    /// When a setting cannot be what it should be.
    pub(super) fn tokens(
        self,
        endpoints: &Endpoints,
        transport: &Arc<dyn Transport>,
    ) -> Result<Arc<dyn TokenSource>, Error> {
        let application = |ids: ClientIds| Application {
            authority: endpoints.authority.clone(),
            tenant_id: ids.tenant_id,
            client_id: ids.client_id,
            scope: endpoints.scope.clone(),
        };
        let scope = endpoints.scope.clone();
        let transport = Arc::clone(transport);
        Ok(match self {
            Self::AccessToken(token) => Arc::new(StaticToken::try_new(token)?),
            Self::ClientSecret(ids, secret) => {
                Arc::new(Cached::new(ClientSecret::try_new(application(ids), secret, transport)?))
            }
            Self::Certificate(ids, certificate) => {
                let application = application(ids);
                let source = SignedAssertion::new(certificate, &application);
                Arc::new(Cached::new(ClientAssertion::try_new(application, source, transport)?))
            }
            Self::Federated(ids, federated) => {
                let source = federated.source(&transport)?;
                Arc::new(Cached::new(ClientAssertion::try_new(application(ids), source, transport)?))
            }
            Self::ManagedIdentity(Machine { service, client_id }) => {
                Arc::new(Cached::new(ManagedIdentity { transport, service, client_id, scope }))
            }
            Self::AzureDeveloperCli(tenant) => {
                Arc::new(Cached::new(AzureDeveloperCli::try_new(tenant.as_deref(), scope)?))
            }
            Self::AzureCli(tenant) => Arc::new(Cached::new(AzureCli::try_new(tenant.as_deref(), scope)?)),
        })
    }
}

#[cfg(test)]
mod tests;
