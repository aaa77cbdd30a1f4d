//! The RPCs about resources, one file for each step of a resource's life.

mod apply;
mod generate;
mod import;
mod moved;
mod plan;
mod read;
mod upgrade;
mod validate;

use super::wire::{decode, encode};
use super::{Hosted, Service, unknown_type};
use crate::plugin::diagnostics::Diagnostics;
use crate::plugin::proto::tfplugin6::ResourceIdentityData;
use crate::plugin::resource::Resource;
use crate::plugin::value::Dynamic;

impl Service {
    fn resource(&self, name: &str) -> Result<&Hosted<dyn Resource>, Diagnostics> {
        self.shared.resources.get(name).ok_or_else(|| unknown_type("resource", name))
    }
}

impl Hosted<dyn Resource> {
    /// Reads an identity. A type without identity has none, whatever is sent.
    fn decode_identity(
        &self,
        identity: Option<&ResourceIdentityData>,
    ) -> Result<Option<Dynamic>, Diagnostics> {
        let (Some((_, ty)), Some(identity)) = (&self.identity, identity) else {
            return Ok(None);
        };
        let value = decode(identity.identity_data.as_ref(), ty, "resource identity")?;
        Ok((!value.is_null()).then_some(value))
    }

    /// Writes an identity. For a type without identity nothing is ever written: core does not survive it.
    pub(super) fn encode_identity(
        &self,
        identity: Option<&Dynamic>,
    ) -> Result<Option<ResourceIdentityData>, Diagnostics> {
        let (Some((_, ty)), Some(identity)) = (&self.identity, identity) else {
            return Ok(None);
        };
        let data = encode(identity, ty, "resource identity")?;
        Ok(Some(ResourceIdentityData { identity_data: Some(data) }))
    }
}
