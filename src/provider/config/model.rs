//! The provider block as a value.

use serde::{Deserialize, Serialize};

use crate::plugin::value::Value;

/// The block as it is configured.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct Model {
    pub(super) access_token: Value<String>,
    pub(super) tenant_id: Value<String>,
    pub(super) client_id: Value<String>,
    pub(super) client_id_file_path: Value<String>,
    pub(super) client_secret: Value<String>,
    pub(super) client_secret_file_path: Value<String>,
    pub(super) client_certificate: Value<String>,
    pub(super) client_certificate_path: Value<String>,
    pub(super) client_certificate_password: Value<String>,
    pub(super) use_oidc: Value<bool>,
    pub(super) oidc_token: Value<String>,
    pub(super) oidc_token_file_path: Value<String>,
    pub(super) oidc_request_url: Value<String>,
    pub(super) oidc_request_token: Value<String>,
    pub(super) ado_pipeline_service_connection_id: Value<String>,
    pub(super) use_aks_workload_identity: Value<bool>,
    pub(super) use_msi: Value<bool>,
    pub(super) msi_endpoint: Value<String>,
    pub(super) use_cli: Value<bool>,
    pub(super) use_azd: Value<bool>,
    pub(super) ca_bundle_path: Value<String>,
    pub(super) partner_id: Value<String>,
    pub(super) disable_terraform_partner_id: Value<bool>,
    pub(super) environment: Value<String>,
    pub(super) graph_endpoint: Value<String>,
    pub(super) authority_host: Value<String>,
    pub(super) api_version: Value<String>,
    pub(super) write_mode: Value<String>,
    pub(super) adopt_existing: Value<bool>,
    pub(super) max_concurrent_requests: Value<i64>,
}
