//! The [`Application`] that signs in: which one, where, and for what.

use super::Error;
use crate::net::Endpoint;

/// What every way to sign in as an application at Entra ID needs.
#[derive(Debug, Clone)]
pub struct Application {
    /// The login authority, such as `https://login.microsoftonline.com`.
    pub authority: Endpoint,
    /// The tenant: its GUID or one of its domain names.
    pub tenant_id: String,
    /// The application (client) id.
    pub client_id: String,
    /// The scope asked for, such as `https://graph.microsoft.com/.default`.
    pub scope: String,
}

impl Application {
    /// The same with blanks around the ids removed, if the ids can be what they should be.
    ///
    /// # Errors
    /// When the tenant is neither a GUID nor a domain name, or the client id is empty.
    pub(super) fn checked(self) -> Result<Self, Error> {
        let client_id = self.client_id.trim().to_owned();
        if client_id.is_empty() {
            return Err(Error::Setting { setting: "client_id", problem: "it is empty".to_owned() });
        }
        Ok(Self { tenant_id: tenant(&self.tenant_id)?, client_id, ..self })
    }
}

/// A tenant's name that is safe in a URL and on a command line.
pub(super) fn tenant(text: &str) -> Result<String, Error> {
    let tenant = text.trim();
    let is_tenant_character = |character: char| character.is_ascii_alphanumeric() || "-.".contains(character);
    let is_tenant =
        !tenant.is_empty() && tenant.chars().all(is_tenant_character) && !tenant.starts_with(['.', '-']);
    if is_tenant {
        return Ok(tenant.to_owned());
    }
    Err(Error::Setting {
        setting: "tenant_id",
        problem: format!(
            "expected a tenant's GUID or domain name, got \"{}\"",
            tenant.chars().take(100).collect::<String>()
        ),
    })
}
