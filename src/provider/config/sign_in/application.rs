//! Which application signs in, and its secret: each as a value or in a file.

use secrecy::SecretString;

use super::ClientIds;
use crate::plugin::diagnostics::error;
use crate::plugin::value::Value;
use crate::provider::config::given::{Look, Unsettled, wrong};
use crate::provider::config::model::Model;
use crate::provider::config::setting::{self, Setting};

/// Tenant and client id; `fallbacks` are variables that stand in for either, `(setting, variable)`.
pub(super) fn ids(
    model: &Model,
    look: Look<'_>,
    fallbacks: &[(Setting, &'static str)],
) -> Result<ClientIds, Unsettled> {
    let fallback = |setting: Setting| {
        let variable = fallbacks.iter().find(|(of, _)| *of == setting)?.1;
        look.0.get(variable)
    };
    let tenant = look
        .up(setting::TENANT_ID, &model.tenant_id)?
        .map(|given| given.value)
        .or_else(|| fallback(setting::TENANT_ID));
    let client = client_id(model, look)?.or_else(|| fallback(setting::CLIENT_ID));
    match (tenant, client) {
        (Some(tenant_id), Some(client_id)) => Ok(ClientIds { tenant_id, client_id }),
        (tenant, client) => {
            let missing: Vec<_> =
                [(setting::TENANT_ID, tenant.is_none()), (setting::CLIENT_ID, client.is_none())]
                    .into_iter()
                    .filter(|(_, is_missing)| *is_missing)
                    .map(|(setting, _)| setting.both())
                    .collect();
            Err(Unsettled::Wrong(error(
                "Cannot sign in to Microsoft Graph",
                format!(
                    "To sign in as an application, the provider needs its tenant and its client id. Missing: {}.",
                    missing.join(" and ")
                ),
            )))
        }
    }
}

/// The client id, from its value or its file.
pub(super) fn client_id(model: &Model, look: Look<'_>) -> Result<Option<String>, Unsettled> {
    one_of(
        look,
        (setting::CLIENT_ID, &model.client_id),
        (setting::CLIENT_ID_FILE_PATH, &model.client_id_file_path),
    )
}

/// The client secret, from its value or its file; one of them is given.
pub(super) fn secret(model: &Model, look: Look<'_>) -> Result<SecretString, Unsettled> {
    let secret = one_of(
        look,
        (setting::CLIENT_SECRET, &model.client_secret),
        (setting::CLIENT_SECRET_FILE_PATH, &model.client_secret_file_path),
    )?;
    Ok(secret.unwrap_or_default().into())
}

/// A value that may be in a file. Given both ways at one place, both must say the same.
fn one_of(
    look: Look<'_>,
    (setting, value): (Setting, &Value<String>),
    (path_setting, path): (Setting, &Value<String>),
) -> Result<Option<String>, Unsettled> {
    let value = look.up(setting, value)?;
    let path = look.up(path_setting, path)?;
    match (value, path) {
        (Some(value), Some(path)) => {
            let (from_value, from_path) = (value.is_from_block(), path.is_from_block());
            if from_value && !from_path {
                return Ok(Some(value.value));
            }
            let text = path.read_text()?;
            if from_value == from_path && text != value.value.trim() {
                let detail = format!(
                    "{} and {} are both given and differ. Keep one of them.",
                    value.source(),
                    path.source()
                );
                return Err(wrong(path_setting, "Settings contradict each other", detail));
            }
            Ok(Some(text))
        }
        (Some(value), None) => Ok(Some(value.value)),
        (None, Some(path)) => path.read_text().map(Some),
        (None, None) => Ok(None),
    }
}
