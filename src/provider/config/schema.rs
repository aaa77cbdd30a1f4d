//! The provider block's schema.

use crate::plugin::schema::{AttributeConstraint, AttributeType, Block, Description, Schema};
use crate::provider::schema::{attribute, attributes};

use super::setting::*;

/// The block.
pub(in crate::provider) fn schema() -> Schema {
    let of = |setting: Setting, ty: AttributeType, description: &str| {
        let variables: Vec<_> = setting.variables.iter().map(|name| format!("`{name}`")).collect();
        let noun = if variables.len() == 1 { "variable" } else { "variables" };
        let text = format!("{description} Environment {noun}: {}.", variables.join(" or "));
        (setting.attribute, attribute(ty, AttributeConstraint::Optional, &text))
    };
    let text = |setting, description: &str| of(setting, AttributeType::String, description);
    let flag = |setting, description: &str| of(setting, AttributeType::Bool, description);
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
        text(
            CLIENT_ID,
            "The application (client) id to sign in with; with `use_msi` the client id of a user-assigned identity.",
        ),
        text(CLIENT_ID_FILE_PATH, "A file with the application (client) id, instead of `client_id`."),
        secret(CLIENT_SECRET, "The client secret of the application: its value, not its id."),
        text(CLIENT_SECRET_FILE_PATH, "A file with the client secret, instead of `client_secret`."),
        secret(
            CLIENT_CERTIFICATE,
            "A certificate with its RSA private key to sign in with, as base64 of a PFX (PKCS#12) or PEM file.",
        ),
        text(
            CLIENT_CERTIFICATE_PATH,
            "A PFX (PKCS#12) or PEM file with a certificate and its RSA private key, instead of `client_certificate`.",
        ),
        secret(CLIENT_CERTIFICATE_PASSWORD, "The password of the PFX file."),
        flag(
            USE_OIDC,
            "Whether to sign in with workload identity federation: `oidc_token`, `oidc_token_file_path`, HCP \
             Terraform's `TFC_WORKLOAD_IDENTITY_TOKEN`, an Azure DevOps service connection or GitHub Actions, in this \
             order. Defaults to `false`.",
        ),
        secret(OIDC_TOKEN, "An OIDC token to sign in with, for `use_oidc`."),
        text(OIDC_TOKEN_FILE_PATH, "A file with an OIDC token, for `use_oidc`; read anew for each sign-in."),
        text(OIDC_REQUEST_URL, "Where GitHub Actions or Azure DevOps hand out OIDC tokens, for `use_oidc`."),
        secret(OIDC_REQUEST_TOKEN, "The token that allows to ask at `oidc_request_url`."),
        text(
            ADO_PIPELINE_SERVICE_CONNECTION_ID,
            "The id of the Azure DevOps service connection to sign in as, for `use_oidc`.",
        ),
        flag(
            USE_AKS_WORKLOAD_IDENTITY,
            "Whether to sign in with the workload identity of an AKS pod (`AZURE_FEDERATED_TOKEN_FILE`, and \
             `AZURE_CLIENT_ID`, `AZURE_TENANT_ID` where `client_id` and `tenant_id` are not given). Defaults to `false`.",
        ),
        flag(
            USE_MSI,
            "Whether to sign in with the managed identity of the machine or App Service. Defaults to `false`.",
        ),
        text(
            MSI_ENDPOINT,
            "Another address of the managed identity service. Plain http is accepted for loopback and link-local \
             addresses only.",
        ),
        flag(
            USE_CLI,
            "Whether to sign in as the user of the Azure CLI (`az login`) when no other way is given. Defaults to `true`.",
        ),
        flag(
            USE_AZD,
            "Whether to sign in as the user of the Azure Developer CLI (`azd auth login`). Defaults to `false`.",
        ),
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
            CA_BUNDLE_PATH,
            "A PEM file with CA certificates that are trusted besides those of the machine, such as the one of a proxy \
             that inspects the traffic.",
        ),
        text(
            PARTNER_ID,
            "A GUID, perhaps with the suffix `-partnercenter`, that names a Microsoft partner in the `User-Agent`.",
        ),
        flag(
            DISABLE_TERRAFORM_PARTNER_ID,
            "Whether to leave out Terraform's own partner id where `partner_id` is not given. Defaults to `false`.",
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
