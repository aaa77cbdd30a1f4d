//! The provider block as a value.

use serde::{Deserialize, Serialize};

use crate::plugin::value::Value;

/// The block as it is configured.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct Model {
    pub(super) access_token: Value<String>,
    pub(super) tenant_id: Value<String>,
    pub(super) client_id: Value<String>,
    pub(super) client_secret: Value<String>,
    pub(super) environment: Value<String>,
    pub(super) graph_endpoint: Value<String>,
    pub(super) authority_host: Value<String>,
    pub(super) api_version: Value<String>,
    pub(super) write_mode: Value<String>,
    pub(super) adopt_existing: Value<bool>,
    pub(super) max_concurrent_requests: Value<i64>,
}
