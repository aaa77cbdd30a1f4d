//! The provider block's schema, and the one table of its settings.

use crate::plugin::schema::{AttributeConstraint, AttributeType, Block, Description, Schema};
use crate::provider::schema::{attribute, attributes};

/// A setting: its name in the block and in the environment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Setting {
    pub(super) attribute: &'static str,
    pub(super) variable: &'static str,
}

pub(super) const ACCESS_TOKEN: Setting =
    Setting { attribute: "access_token", variable: "INTUNE_ACCESS_TOKEN" };
pub(super) const TENANT_ID: Setting = Setting { attribute: "tenant_id", variable: "ARM_TENANT_ID" };
pub(super) const CLIENT_ID: Setting = Setting { attribute: "client_id", variable: "ARM_CLIENT_ID" };
pub(super) const CLIENT_SECRET: Setting =
    Setting { attribute: "client_secret", variable: "ARM_CLIENT_SECRET" };
pub(super) const ENVIRONMENT: Setting = Setting { attribute: "environment", variable: "ARM_ENVIRONMENT" };
pub(super) const GRAPH_ENDPOINT: Setting =
    Setting { attribute: "graph_endpoint", variable: "INTUNE_GRAPH_ENDPOINT" };
pub(super) const AUTHORITY_HOST: Setting =
    Setting { attribute: "authority_host", variable: "AZURE_AUTHORITY_HOST" };
pub(super) const API_VERSION: Setting = Setting { attribute: "api_version", variable: "INTUNE_API_VERSION" };
pub(super) const WRITE_MODE: Setting = Setting { attribute: "write_mode", variable: "INTUNE_WRITE_MODE" };
pub(super) const ADOPT_EXISTING: Setting =
    Setting { attribute: "adopt_existing", variable: "INTUNE_ADOPT_EXISTING" };
pub(super) const MAX_CONCURRENT_REQUESTS: Setting =
    Setting { attribute: "max_concurrent_requests", variable: "INTUNE_MAX_CONCURRENT_REQUESTS" };

/// The block.
pub(in crate::provider) fn schema() -> Schema {
    let of = |setting: Setting, ty: AttributeType, description: &str| {
        let text = format!("{description} Environment variable: `{}`.", setting.variable);
        (setting.attribute, attribute(ty, AttributeConstraint::Optional, &text))
    };
    let text = |setting, description: &str| of(setting, AttributeType::String, description);
    let secret = |setting, description: &str| {
        let (name, mut attribute) = of(setting, AttributeType::String, description);
        attribute.sensitive = true;
        (name, attribute)
    };
    let settings = [
        secret(
            ACCESS_TOKEN,
            "A ready access token for Microsoft Graph. It wins over every other way to sign in, and cannot be renewed.",
        ),
        text(TENANT_ID, "The Entra tenant to sign in to: its GUID, or one of its domain names."),
        text(CLIENT_ID, "The application (client) id to sign in with."),
        secret(CLIENT_SECRET, "The client secret of the application: its value, not its id."),
        text(
            ENVIRONMENT,
            "The cloud, which sets Graph root, login authority and token scope together: `public` (default, also \
             `global`; GCC is here), `usgovernment` (also `usgovernmentl4`; GCC High), `dod` (also `usgovernmentl5`), \
             `china`.",
        ),
        text(
            GRAPH_ENDPOINT,
            "Another root of Microsoft Graph, such as `https://graph.microsoft.us` or `http://127.0.0.1:8080`. Plain \
             http is accepted for loopback addresses only. Tokens are asked for this root.",
        ),
        text(
            AUTHORITY_HOST,
            "Another login authority, such as `https://login.microsoftonline.us`. Plain http is accepted for loopback \
             addresses only.",
        ),
        text(
            API_VERSION,
            "The version of the Graph API: `auto` (default: v1.0 where it is documented, beta for filters and for \
             reading them), `v1.0`, `beta`.",
        ),
        text(
            WRITE_MODE,
            "How assignments are written: `assignment` (only the documented routes for single assignments), `assign` \
             (only the action that replaces a policy's whole set, merged with what is there), `auto` (default: the \
             documented route first, the whole set if the service has no such route).",
        ),
        of(
            ADOPT_EXISTING,
            AttributeType::Bool,
            "Whether creating an assignment that exists already takes it over instead of failing. Defaults to `false`.",
        ),
        of(
            MAX_CONCURRENT_REQUESTS,
            AttributeType::Number,
            "How many requests to Microsoft Graph may be under way at once: a whole number from 1 to 100. Defaults to `10`.",
        ),
    ];
    let block = Block {
        version: 0,
        attributes: attributes(settings),
        blocks: Default::default(),
        description: Description::markdown(
            "Manages whom Microsoft Intune's device compliance policies apply to. Every setting may also be given as \
             an environment variable; the block wins.",
        ),
        deprecated: false,
    };
    Schema { version: 0, block }
}
