//! A list resource: the objects of one type among the files of the resource directory.

use std::sync::Arc;

use async_trait::async_trait;
use terraform_provider_intune::plugin::context::Context;
use terraform_provider_intune::plugin::diagnostics::{Diagnostics, error};
use terraform_provider_intune::plugin::list_resource::{Detail, List, ListResource, Listed, Results};
use terraform_provider_intune::plugin::schema::{Schema, Type, schema_type};
use terraform_provider_intune::plugin::value::{Look, object, string};

use super::definition::Definition;
use super::provider::Session;
use super::resource::object_of;
use super::schema;

/// The list resource of a definition.
pub(crate) struct MockListResource {
    ty: Type,
    session: Session,
}

impl MockListResource {
    pub(crate) fn new(definition: &Arc<Definition>, session: Session) -> Self {
        Self { ty: schema_type(&schema::resource(definition)), session }
    }

    async fn try_list(&self, request: &List, mut results: Results) -> Result<(), Diagnostics> {
        let settings = self.session.settings()?;
        let Some(store) = &settings.resources else {
            return Ok(());
        };
        let ids = match request.config.get("id").as_str() {
            Some(id) => vec![id.to_owned()],
            None => tokio::task::block_in_place(|| store.ids())
                .map_err(|problem| error("Cannot list the objects", format!("{problem}.")))?,
        };
        for id in ids {
            // A file says nothing about its type: one that does not fit belongs to another.
            let Ok(Some(state)) = object_of(store, &id, &self.ty) else {
                continue;
            };
            let listed = Listed {
                identity: object([("id", string(id.clone()))]),
                display_name: id,
                state: (request.detail == Detail::State).then_some(state),
                diagnostics: Diagnostics::default(),
            };
            if results.send(listed).await.is_break() {
                break;
            }
        }
        Ok(())
    }
}

#[async_trait]
impl ListResource for MockListResource {
    fn schema(&self) -> Schema {
        schema::list()
    }

    async fn list(&self, _context: &Context, request: List, results: Results) -> Diagnostics {
        self.try_list(&request, results).await.err().unwrap_or_default()
    }
}
