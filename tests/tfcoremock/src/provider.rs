//! The provider: its types, and its settings once they are known.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};

use async_trait::async_trait;
use terraform_provider_intune::plugin::context::Context;
use terraform_provider_intune::plugin::data_source::DataSource;
use terraform_provider_intune::plugin::diagnostics::{Diagnostics, error};
use terraform_provider_intune::plugin::list_resource::ListResource;
use terraform_provider_intune::plugin::provider::{Configure, Provider};
use terraform_provider_intune::plugin::resource::Resource;
use terraform_provider_intune::plugin::schema::Schema;
use terraform_provider_intune::plugin::value::Dynamic;

use super::data_source::MockDataSource;
use super::definition::Definition;
use super::list_resource::MockListResource;
use super::resource::MockResource;
use super::settings::{self, Settings};
use super::{builtin, dynamic};

/// The conformance provider.
pub(crate) struct CoreMock {
    definitions: BTreeMap<String, Arc<Definition>>,
    unusable: Option<String>,
    session: Session,
}

/// The settings, once Terraform has sent them.
#[derive(Clone, Default)]
pub(crate) struct Session(Arc<RwLock<Option<Arc<Settings>>>>);

impl Session {
    /// The settings.
    ///
    /// # Errors
    /// Before they were sent.
    pub(crate) fn settings(&self) -> Result<Arc<Settings>, Diagnostics> {
        let settings = self.0.read().unwrap_or_else(PoisonError::into_inner).clone();
        settings.ok_or_else(|| {
            error(
                "The provider is not configured",
                "Terraform asked for an object before it sent the provider's configuration.",
            )
        })
    }
}

impl CoreMock {
    /// The built-in types and those of a file.
    pub(crate) fn new(dynamic: &Path) -> Self {
        let mut definitions = builtin::definitions();
        let unusable = match dynamic::load(dynamic) {
            Ok(more) => {
                definitions.extend(more);
                None
            }
            Err(error) => Some(error.to_string()),
        };
        Self {
            definitions: definitions
                .into_iter()
                .map(|(name, definition)| (name, Arc::new(definition)))
                .collect(),
            unusable,
            session: Session::default(),
        }
    }

    fn each<T: ?Sized>(&self, make: impl Fn(&Arc<Definition>, Session) -> Arc<T>) -> Vec<(String, Arc<T>)> {
        self.definitions
            .iter()
            .map(|(name, definition)| (name.clone(), make(definition, self.session.clone())))
            .collect()
    }
}

#[async_trait]
impl Provider for CoreMock {
    fn schema(&self) -> Schema {
        settings::schema()
    }

    fn resources(&self) -> Vec<(String, Arc<dyn Resource>)> {
        self.each(|definition, session| Arc::new(MockResource::new(definition.clone(), session)) as _)
    }

    fn data_sources(&self) -> Vec<(String, Arc<dyn DataSource>)> {
        self.each(|definition, session| Arc::new(MockDataSource::new(definition, session)) as _)
    }

    fn list_resources(&self) -> Vec<(String, Arc<dyn ListResource>)> {
        self.each(|definition, session| Arc::new(MockListResource::new(definition, session)) as _)
    }

    fn schema_diagnostics(&self) -> Diagnostics {
        self.unusable.clone().map_or_else(Diagnostics::default, |problem| {
            error("The dynamic resource types cannot be used", format!("{problem}."))
        })
    }

    async fn validate(&self, _context: &Context, config: &Dynamic) -> Diagnostics {
        settings::validate(config)
    }

    async fn configure(&self, _context: &Context, request: Configure) -> Diagnostics {
        match Settings::new(&request.config) {
            Ok(settings) => {
                *self.session.0.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(settings));
                Diagnostics::default()
            }
            Err(diagnostics) => diagnostics,
        }
    }
}
