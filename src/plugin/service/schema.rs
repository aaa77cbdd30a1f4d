//! The RPCs that tell what a provider has.

use std::collections::HashMap;

use super::Service;
use crate::plugin::diagnostics::to_wire;
use crate::plugin::proto::tfplugin6::{
    Function, ServerCapabilities, get_functions, get_metadata, get_provider_schema,
    get_resource_identity_schemas,
};
use crate::plugin::schema::{function_to_wire, identity_to_wire, schema_to_wire};

impl Service {
    pub(super) fn provider_schema(&self) -> get_provider_schema::Response {
        let shared = &self.shared;
        let resources = shared.resources.iter();
        let data_sources = shared.data_sources.iter();
        get_provider_schema::Response {
            provider: Some(schema_to_wire(&shared.config.schema)),
            resource_schemas: resources
                .map(|(name, it)| (name.clone(), schema_to_wire(&it.shape.schema)))
                .collect(),
            data_source_schemas: data_sources
                .map(|(name, it)| (name.clone(), schema_to_wire(&it.shape.schema)))
                .collect(),
            list_resource_schemas: shared
                .list_resources
                .iter()
                .map(|(name, it)| (name.clone(), schema_to_wire(&it.shape.schema)))
                .collect(),
            functions: self.function_schemas(),
            diagnostics: to_wire(shared.provider.schema_diagnostics()),
            server_capabilities: Some(capabilities()),
            ..Default::default()
        }
    }

    fn function_schemas(&self) -> HashMap<String, Function> {
        self.shared
            .functions
            .iter()
            .map(|(name, it)| (name.clone(), function_to_wire(&it.signature)))
            .collect()
    }

    pub(super) fn functions(&self) -> get_functions::Response {
        get_functions::Response { functions: self.function_schemas(), diagnostics: Vec::new() }
    }

    pub(super) fn metadata(&self) -> get_metadata::Response {
        let resource = |name: &String| get_metadata::ResourceMetadata { type_name: name.clone() };
        let data_source = |name: &String| get_metadata::DataSourceMetadata { type_name: name.clone() };
        let list_resource = |name: &String| get_metadata::ListResourceMetadata { type_name: name.clone() };
        let function = |name: &String| get_metadata::FunctionMetadata { name: name.clone() };
        get_metadata::Response {
            list_resources: self.shared.list_resources.keys().map(list_resource).collect(),
            functions: self.shared.functions.keys().map(function).collect(),
            diagnostics: to_wire(self.shared.provider.schema_diagnostics()),
            server_capabilities: Some(capabilities()),
            resources: self.shared.resources.keys().map(resource).collect(),
            data_sources: self.shared.data_sources.keys().map(data_source).collect(),
            ..Default::default()
        }
    }

    pub(super) fn identity_schemas(&self) -> get_resource_identity_schemas::Response {
        let schemas = self.shared.resources.iter().filter_map(|(name, it)| {
            let (schema, _) = it.identity.as_ref()?;
            Some((name.clone(), identity_to_wire(schema)))
        });
        get_resource_identity_schemas::Response {
            identity_schemas: schemas.collect(),
            diagnostics: Vec::new(),
        }
    }
}

/// What this host does beyond the first version of the protocol.
fn capabilities() -> ServerCapabilities {
    ServerCapabilities {
        plan_destroy: true,
        get_provider_schema_optional: true,
        move_resource_state: true,
        generate_resource_config: true,
    }
}
