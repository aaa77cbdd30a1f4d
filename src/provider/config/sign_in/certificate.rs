//! The certificate to sign in with: as base64, or in a file.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use secrecy::SecretString;

use super::preferred;
use crate::auth::certificate::Certificate;
use crate::provider::config::given::{Look, Unsettled, wrong};
use crate::provider::config::model::Model;
use crate::provider::config::setting;

/// Reads the certificate; one of its two settings is given.
pub(super) fn read(model: &Model, look: Look<'_>) -> Result<Certificate, Unsettled> {
    let inline = look.up(setting::CLIENT_CERTIFICATE, &model.client_certificate)?;
    let path = look.up(setting::CLIENT_CERTIFICATE_PATH, &model.client_certificate_path)?;
    if let (Some(inline), Some(path)) = (&inline, &path)
        && inline.is_from_block() == path.is_from_block()
    {
        let detail = format!("{} and {} are both given. Keep one of them.", inline.source(), path.source());
        return Err(wrong(path.setting, "Settings contradict each other", detail));
    }
    let password = look
        .up(setting::CLIENT_CERTIFICATE_PASSWORD, &model.client_certificate_password)?
        .map(|given| SecretString::from(given.value));
    let Some(given) = preferred(inline, path) else {
        let detail = format!("Missing: {}.", setting::CLIENT_CERTIFICATE.both());
        return Err(wrong(setting::CLIENT_CERTIFICATE, "Cannot sign in to Microsoft Graph", detail));
    };
    let bytes = if given.setting == setting::CLIENT_CERTIFICATE_PATH {
        given.read_file()?
    } else {
        let text: String = given.value.split_ascii_whitespace().collect();
        // The decoder's error would name a character of the key.
        STANDARD
            .decode(text)
            .map_err(|_| given.refuse("expected base64 of a PFX or PEM file, got something else"))?
    };
    Certificate::read(&bytes, password.as_ref()).map_err(|problem| given.refuse(problem))
}
