//! `UpgradeResourceState` and `UpgradeResourceIdentity`: stored JSON becomes a value of the current schema. Core
//! asks on every load, also when the versions agree.

use super::super::Service;
use super::super::call::Subject;
use super::super::wire::{encode, encode_state, received};
use crate::plugin::diagnostics::{Diagnostics, error, to_wire};
use crate::plugin::proto::tfplugin6::{
    DynamicValue, RawState, ResourceIdentityData, upgrade_resource_identity, upgrade_resource_state,
};
use crate::plugin::value::json::{self, Undefined};

impl Service {
    pub(in super::super) async fn upgrade_resource_state(
        &self,
        request: upgrade_resource_state::Request,
    ) -> upgrade_resource_state::Response {
        match self.try_upgrade_state(request).await {
            Ok(state) => {
                upgrade_resource_state::Response { upgraded_state: Some(state), diagnostics: Vec::new() }
            }
            Err(diagnostics) => {
                upgrade_resource_state::Response { upgraded_state: None, diagnostics: to_wire(diagnostics) }
            }
        }
    }

    async fn try_upgrade_state(
        &self,
        request: upgrade_resource_state::Request,
    ) -> Result<DynamicValue, Diagnostics> {
        let hosted = self.resource(&request.type_name)?;
        let stored = stored_json(request.raw_state)?;
        let current = hosted.shape.schema.version;
        known_version(&request.type_name, request.version, current)?;
        let state = if request.version == current {
            json::decode(&stored, &hosted.shape.ty, Undefined::Ignore)
                .map_err(|error| received("stored state", error))?
        } else {
            let handler = hosted.handler.clone();
            let subject = Subject { rpc: "UpgradeResourceState", type_name: &request.type_name };
            let version = request.version;
            self.run(subject, |context| async move { handler.upgrade(&context, version, &stored).await })
                .await??
        };
        encode_state(state, &hosted.shape, "upgraded state")
    }

    pub(in super::super) fn upgrade_resource_identity(
        &self,
        request: upgrade_resource_identity::Request,
    ) -> upgrade_resource_identity::Response {
        match self.try_upgrade_identity(request) {
            Ok(data) => upgrade_resource_identity::Response {
                upgraded_identity: Some(ResourceIdentityData { identity_data: Some(data) }),
                diagnostics: Vec::new(),
            },
            Err(diagnostics) => upgrade_resource_identity::Response {
                upgraded_identity: None,
                diagnostics: to_wire(diagnostics),
            },
        }
    }

    fn try_upgrade_identity(
        &self,
        request: upgrade_resource_identity::Request,
    ) -> Result<DynamicValue, Diagnostics> {
        let hosted = self.resource(&request.type_name)?;
        let Some((schema, ty)) = &hosted.identity else {
            return Err(error("No identity", format!("{} has no resource identity.", request.type_name)));
        };
        let stored = stored_json(request.raw_identity)?;
        known_version(&request.type_name, request.version, schema.version)?;
        let identity = json::decode(&stored, ty, Undefined::Ignore)
            .map_err(|error| received("stored identity", error))?;
        encode(&identity, ty, "upgraded identity")
    }
}

pub(super) fn stored_json(raw: Option<RawState>) -> Result<bytes::Bytes, Diagnostics> {
    match raw {
        Some(raw) if !raw.json.is_empty() => Ok(raw.json),
        Some(raw) if !raw.flatmap.is_empty() => Err(error(
            "State from before Terraform 0.12",
            "The stored state has the form that Terraform wrote before version 0.12. This provider never wrote it.",
        )),
        _ => Err(error("State is missing", "Terraform asked to upgrade a stored state and sent none.")),
    }
}

/// Refuses versions that this provider cannot have written.
fn known_version(type_name: &str, stored: i64, current: i64) -> Result<(), Diagnostics> {
    counted_version(type_name, stored)?;
    if stored <= current {
        return Ok(());
    }
    Err(error(
        "State of a newer provider",
        format!(
            "The stored {type_name} has schema version {stored}; this version of the provider knows up to {current}. \
             Use the provider version that wrote it, or a newer one."
        ),
    ))
}

/// Refuses versions below zero, where they begin.
pub(super) fn counted_version(type_name: &str, stored: i64) -> Result<(), Diagnostics> {
    if stored >= 0 {
        return Ok(());
    }
    Err(error(
        "State without a valid schema version",
        format!(
            "The stored {type_name} has schema version {stored}; versions are counted from 0. The state was damaged or \
             edited by hand: restore \"schema_version\" from a backup of the state."
        ),
    ))
}
