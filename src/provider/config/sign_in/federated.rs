//! Workload identity federation: where the token comes from that Entra ID exchanges.

use std::path::PathBuf;
use std::sync::Arc;

use async_trait::async_trait;
use secrecy::SecretString;

use super::{SignIn, application};
use crate::auth::assertion::{AssertionFile, AssertionSource, GivenAssertion};
use crate::auth::{AccessToken, AzureDevOps, Error, GitHub, Patience};
use crate::net::{Operation, SecureUrl, Transport};
use crate::provider::config::given::{Given, Look, Origin, Unsettled, wrong};
use crate::provider::config::model::Model;
use crate::provider::config::setting;

const HCP_TERRAFORM: &str = "TFC_WORKLOAD_IDENTITY_TOKEN";
const AKS_TOKEN_FILE: &str = "AZURE_FEDERATED_TOKEN_FILE";

/// Where the token comes from.
pub(in crate::provider::config) enum Federated {
    Given(SecretString),
    File { path: PathBuf, setting: &'static str },
    AzureDevOps { url: SecureUrl, token: SecretString, service_connection_id: String },
    GitHub { url: SecureUrl, token: SecretString },
}

/// OIDC: the first source that is given, as the schema documents.
pub(super) fn oidc(model: &Model, look: Look<'_>) -> Result<SignIn, Unsettled> {
    let ids = application::ids(model, look, &[])?;
    if let Some(token) = look.up(setting::OIDC_TOKEN, &model.oidc_token)? {
        return Ok(SignIn::Federated(ids, Federated::Given(token.value.into())));
    }
    if let Some(path) = look.up(setting::OIDC_TOKEN_FILE_PATH, &model.oidc_token_file_path)? {
        path.read_text()?;
        let file =
            Federated::File { path: path.value.into(), setting: setting::OIDC_TOKEN_FILE_PATH.attribute };
        return Ok(SignIn::Federated(ids, file));
    }
    let connection =
        look.up(setting::ADO_PIPELINE_SERVICE_CONNECTION_ID, &model.ado_pipeline_service_connection_id)?;
    let url = look.up(setting::OIDC_REQUEST_URL, &model.oidc_request_url)?;
    let token = look.up(setting::OIDC_REQUEST_TOKEN, &model.oidc_request_token)?;
    if connection.is_none()
        && let Some(token) = look.0.get(HCP_TERRAFORM)
    {
        return Ok(SignIn::Federated(ids, Federated::Given(token.into())));
    }
    let (url, token) = match (url, token) {
        (Some(url), Some(token)) => (url, token),
        (url, token) => return Err(nothing_to_exchange(url.as_ref(), token.as_ref())),
    };
    let from_azure_devops = matches!(url.origin, Origin::Environment("SYSTEM_OIDCREQUESTURI"));
    let address = SecureUrl::try_new(&url.value).map_err(|problem| url.refuse(problem))?;
    let token = SecretString::from(token.value);
    match connection {
        Some(connection) => {
            let federated =
                Federated::AzureDevOps { url: address, token, service_connection_id: connection.value };
            Ok(SignIn::Federated(ids, federated))
        }
        None if from_azure_devops => Err(wrong(
            setting::ADO_PIPELINE_SERVICE_CONNECTION_ID,
            "Cannot sign in to Microsoft Graph",
            format!(
                "SYSTEM_OIDCREQUESTURI shows an Azure DevOps pipeline, whose service connection is needed to sign in. \
                 Missing: {}.",
                setting::ADO_PIPELINE_SERVICE_CONNECTION_ID.both()
            ),
        )),
        None => Ok(SignIn::Federated(ids, Federated::GitHub { url: address, token })),
    }
}

fn nothing_to_exchange(url: Option<&Given>, token: Option<&Given>) -> Unsettled {
    let found = url.or(token).map_or_else(|| "none of them".to_owned(), Given::source);
    wrong(
        setting::USE_OIDC,
        "Cannot sign in to Microsoft Graph",
        format!(
            "use_oidc is on, and there is no token to sign in with. Needed is one of: {}; {}; the environment variable \
             {HCP_TERRAFORM} of HCP Terraform; or both {} and {} (GitHub Actions sets ACTIONS_ID_TOKEN_REQUEST_URL \
             and ACTIONS_ID_TOKEN_REQUEST_TOKEN for jobs with the permission id-token: write). Found: {found}.",
            setting::OIDC_TOKEN.both(),
            setting::OIDC_TOKEN_FILE_PATH.both(),
            setting::OIDC_REQUEST_URL.both(),
            setting::OIDC_REQUEST_TOKEN.both(),
        ),
    )
}

/// The workload identity of a pod: its webhook sets the variables.
pub(super) fn aks(model: &Model, look: Look<'_>) -> Result<SignIn, Unsettled> {
    let ids = application::ids(
        model,
        look,
        &[(setting::TENANT_ID, "AZURE_TENANT_ID"), (setting::CLIENT_ID, "AZURE_CLIENT_ID")],
    )?;
    let Some(path) = look.0.get(AKS_TOKEN_FILE) else {
        let detail = format!(
            "use_aks_workload_identity is on, and the environment variable {AKS_TOKEN_FILE} is not set. AKS sets it in \
             pods with the label azure.workload.identity/use: \"true\" and a service account that names the client id."
        );
        return Err(wrong(setting::USE_AKS_WORKLOAD_IDENTITY, "Cannot sign in to Microsoft Graph", detail));
    };
    let file = Federated::File { path: path.into(), setting: AKS_TOKEN_FILE };
    Ok(SignIn::Federated(ids, file))
}

impl Federated {
    /// The source of assertions.
    ///
    /// # Errors
    /// When a request token cannot be one.
    pub(super) fn source(self, transport: &Arc<dyn Transport>) -> Result<Source, Error> {
        let transport = Arc::clone(transport);
        Ok(Source(match self {
            Self::Given(token) => Box::new(GivenAssertion(token)),
            Self::File { path, setting } => Box::new(AssertionFile { path, setting }),
            Self::AzureDevOps { url, token, service_connection_id } => Box::new(AzureDevOps {
                transport,
                url,
                request_token: AccessToken::try_new(token, None)?,
                service_connection_id,
            }),
            Self::GitHub { url, token } => {
                Box::new(GitHub { transport, url, request_token: AccessToken::try_new(token, None)? })
            }
        }))
    }
}

/// Any of the sources.
pub(super) struct Source(Box<dyn AssertionSource>);

#[async_trait]
impl AssertionSource for Source {
    async fn assertion(&self, patience: Patience, operation: &Operation) -> Result<SecretString, Error> {
        self.0.assertion(patience, operation).await
    }
}
