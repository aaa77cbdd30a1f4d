//! The one table of settings: each with its name in the block and in the environment.

/// A setting: its name in the block and in the environment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Setting {
    pub(super) attribute: &'static str,
    /// The first that is set counts; messages name the first.
    pub(super) variables: &'static [&'static str],
}

impl Setting {
    /// The attribute and the variable, for messages: `client_id (environment variable ARM_CLIENT_ID)`.
    pub(super) fn both(self) -> String {
        let Self { attribute, variables } = self;
        format!("{attribute} (environment variable {})", variables.first().unwrap_or(&"none"))
    }
}

const fn setting(attribute: &'static str, variables: &'static [&'static str]) -> Setting {
    Setting { attribute, variables }
}

pub(super) const ACCESS_TOKEN: Setting = setting("access_token", &["INTUNE_ACCESS_TOKEN"]);
pub(super) const TENANT_ID: Setting = setting("tenant_id", &["ARM_TENANT_ID"]);
pub(super) const CLIENT_ID: Setting = setting("client_id", &["ARM_CLIENT_ID"]);
pub(super) const CLIENT_ID_FILE_PATH: Setting = setting("client_id_file_path", &["ARM_CLIENT_ID_FILE_PATH"]);
pub(super) const CLIENT_SECRET: Setting = setting("client_secret", &["ARM_CLIENT_SECRET"]);
pub(super) const CLIENT_SECRET_FILE_PATH: Setting =
    setting("client_secret_file_path", &["ARM_CLIENT_SECRET_FILE_PATH"]);
pub(super) const CLIENT_CERTIFICATE: Setting = setting("client_certificate", &["ARM_CLIENT_CERTIFICATE"]);
pub(super) const CLIENT_CERTIFICATE_PATH: Setting =
    setting("client_certificate_path", &["ARM_CLIENT_CERTIFICATE_PATH"]);
pub(super) const CLIENT_CERTIFICATE_PASSWORD: Setting =
    setting("client_certificate_password", &["ARM_CLIENT_CERTIFICATE_PASSWORD"]);
pub(super) const USE_OIDC: Setting = setting("use_oidc", &["ARM_USE_OIDC"]);
pub(super) const OIDC_TOKEN: Setting = setting("oidc_token", &["ARM_OIDC_TOKEN"]);
pub(super) const OIDC_TOKEN_FILE_PATH: Setting =
    setting("oidc_token_file_path", &["ARM_OIDC_TOKEN_FILE_PATH"]);
pub(super) const OIDC_REQUEST_URL: Setting = setting(
    "oidc_request_url",
    &["ARM_OIDC_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_URL", "SYSTEM_OIDCREQUESTURI"],
);
pub(super) const OIDC_REQUEST_TOKEN: Setting = setting(
    "oidc_request_token",
    &["ARM_OIDC_REQUEST_TOKEN", "ACTIONS_ID_TOKEN_REQUEST_TOKEN", "SYSTEM_ACCESSTOKEN"],
);
pub(super) const ADO_PIPELINE_SERVICE_CONNECTION_ID: Setting = setting(
    "ado_pipeline_service_connection_id",
    &["ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID", "ARM_OIDC_AZURE_SERVICE_CONNECTION_ID"],
);
pub(super) const USE_AKS_WORKLOAD_IDENTITY: Setting =
    setting("use_aks_workload_identity", &["ARM_USE_AKS_WORKLOAD_IDENTITY"]);
pub(super) const USE_MSI: Setting = setting("use_msi", &["ARM_USE_MSI"]);
pub(super) const MSI_ENDPOINT: Setting = setting("msi_endpoint", &["ARM_MSI_ENDPOINT"]);
pub(super) const USE_CLI: Setting = setting("use_cli", &["ARM_USE_CLI"]);
pub(super) const USE_AZD: Setting = setting("use_azd", &["INTUNE_USE_AZD"]);
pub(super) const ENVIRONMENT: Setting = setting("environment", &["ARM_ENVIRONMENT"]);
pub(super) const GRAPH_ENDPOINT: Setting = setting("graph_endpoint", &["INTUNE_GRAPH_ENDPOINT"]);
pub(super) const AUTHORITY_HOST: Setting = setting("authority_host", &["AZURE_AUTHORITY_HOST"]);
pub(super) const CA_BUNDLE_PATH: Setting = setting("ca_bundle_path", &["INTUNE_CA_BUNDLE_PATH"]);
pub(super) const PARTNER_ID: Setting = setting("partner_id", &["ARM_PARTNER_ID"]);
pub(super) const DISABLE_TERRAFORM_PARTNER_ID: Setting =
    setting("disable_terraform_partner_id", &["ARM_DISABLE_TERRAFORM_PARTNER_ID"]);
pub(super) const API_VERSION: Setting = setting("api_version", &["INTUNE_API_VERSION"]);
pub(super) const WRITE_MODE: Setting = setting("write_mode", &["INTUNE_WRITE_MODE"]);
pub(super) const ADOPT_EXISTING: Setting = setting("adopt_existing", &["INTUNE_ADOPT_EXISTING"]);
pub(super) const MAX_CONCURRENT_REQUESTS: Setting =
    setting("max_concurrent_requests", &["INTUNE_MAX_CONCURRENT_REQUESTS"]);
