//! A data source: an object that somebody else put into the data directory.

use std::sync::Arc;

use async_trait::async_trait;
use terraform_provider_intune::plugin::context::Context;
use terraform_provider_intune::plugin::data_source::DataSource;
use terraform_provider_intune::plugin::diagnostics::{Diagnostics, error};
use terraform_provider_intune::plugin::schema::{Schema, Type, no_null_blocks, schema_type};
use terraform_provider_intune::plugin::value::{Dynamic, Look, Value};

use super::definition::Definition;
use super::provider::Session;
use super::resource::object_of;
use super::schema;

/// The data source of a definition.
pub(crate) struct MockDataSource {
    schema: Schema,
    /// The same type as a resource, which says what is a block.
    resource: Schema,
    ty: Type,
    session: Session,
}

impl MockDataSource {
    pub(crate) fn new(definition: &Arc<Definition>, session: Session) -> Self {
        let schema = schema::data_source(definition);
        Self { ty: schema_type(&schema), resource: schema::resource(definition), schema, session }
    }

    fn try_read(&self, config: &Dynamic) -> Result<Dynamic, Diagnostics> {
        let settings = self.session.settings()?;
        let id = config.get("id").as_str().unwrap_or_default();
        let Some(mut state) = object_of(&settings.data, id, &self.ty)? else {
            return Err(error(
                "No such object",
                format!("There is no file {id}.json in the data directory. Write one, or choose another id."),
            ));
        };
        no_null_blocks(&self.resource.block, &mut state);
        Ok(state)
    }
}

#[async_trait]
impl DataSource for MockDataSource {
    fn schema(&self) -> Schema {
        self.schema.clone()
    }

    async fn read(&self, _context: &Context, config: Dynamic) -> (Dynamic, Diagnostics) {
        match self.try_read(&config) {
            Ok(state) => (state, Diagnostics::default()),
            Err(diagnostics) => (Value::Null, diagnostics),
        }
    }
}
