//! A resource type: the life of an object is the life of its file.

use std::sync::Arc;

use async_trait::async_trait;
use terraform_provider_intune::plugin::context::Context;
use terraform_provider_intune::plugin::diagnostics::{Diagnostics, error};
use terraform_provider_intune::plugin::planning::PlanRules;
use terraform_provider_intune::plugin::resource::{
    Applied, Apply, DeferredReason, Import, Imported, Move, Moved, Plan, Planned, Read, Refreshed, Resource,
};
use terraform_provider_intune::plugin::schema::{IdentitySchema, Schema, Type, schema_type};
use terraform_provider_intune::plugin::value::json::{self, Undefined};
use terraform_provider_intune::plugin::value::{Dynamic, Known, Look, Value, object, string};

use super::definition::Definition;
use super::provider::Session;
use super::settings::Settings;
use super::store::{Store, StoreError, Values};
use super::{computed, schema, stored, whole_numbers};

/// A resource type of a definition.
pub(crate) struct MockResource {
    definition: Arc<Definition>,
    schema: Schema,
    ty: Type,
    rules: PlanRules,
    session: Session,
}

impl MockResource {
    pub(crate) fn new(definition: Arc<Definition>, session: Session) -> Self {
        let schema = schema::resource(&definition);
        Self {
            ty: schema_type(&schema),
            rules: schema::rules(&definition, &schema),
            schema,
            definition,
            session,
        }
    }

    /// The object of a file; `None` when there is no file.
    fn stored(&self, settings: &Settings, id: &str) -> Result<Option<Dynamic>, Diagnostics> {
        let Some(store) = &settings.resources else {
            return Ok(None);
        };
        object_of(store, id, &self.ty)
    }
}

/// The object of a file of this type, with its id even where the file does not say it.
pub(crate) fn object_of(store: &Store, id: &str, ty: &Type) -> Result<Option<Dynamic>, Diagnostics> {
    let Some(values) = blocking(|| store.read(id)).map_err(|problem| failed("read", id, &problem))? else {
        return Ok(None);
    };
    let object = stored::read(&values, ty)
        .map_err(|problem| failed("read", id, &format!("its file does not fit the schema: {problem}")))?;
    Ok(Some(with_id(object, id)))
}

fn with_id(mut object: Dynamic, id: &str) -> Dynamic {
    if let Value::Value(Known::Map(entries)) = &mut object {
        entries.insert("id".to_owned(), string(id));
    }
    object
}

fn identity(id: &str) -> Option<Dynamic> {
    Some(object([("id", string(id))]))
}

/// Files are short and local; the runtime only needs to know that this thread is busy.
fn blocking<T>(work: impl FnOnce() -> Result<T, StoreError>) -> Result<T, StoreError> {
    tokio::task::block_in_place(work)
}

fn failed(operation: &str, id: &str, problem: &dyn std::fmt::Display) -> Diagnostics {
    error(format!("Cannot {operation} the object"), format!("The object {id:?}: {problem}."))
}

/// The failure that a setting asks for.
fn asked_to_fail(
    ids: &std::collections::BTreeSet<String>,
    setting: &str,
    id: &str,
) -> Result<(), Diagnostics> {
    if !ids.contains(id) {
        return Ok(());
    }
    Err(error(
        "Failing as asked",
        format!("The object {id:?} is listed in {setting}. Take it out to let the operation succeed."),
    ))
}

impl MockResource {
    fn try_create(&self, request: &Apply) -> Result<Dynamic, Diagnostics> {
        let settings = self.session.settings()?;
        let planned = request.planned.get("id").as_str();
        let id = planned.map_or_else(|| uuid::Uuid::new_v4().to_string(), str::to_owned);
        asked_to_fail(&settings.fail_on_create, "fail_on_create", &id)?;
        let state = with_id(computed::resolve(&self.definition, request.planned.clone()), &id);
        self.store(&settings, "create", &id, &state, Store::create)?;
        Ok(state)
    }

    fn try_update(&self, request: &Apply) -> Result<Dynamic, Diagnostics> {
        let settings = self.session.settings()?;
        let id = request.planned.get("id").as_str().unwrap_or_default();
        asked_to_fail(&settings.fail_on_update, "fail_on_update", id)?;
        let state = computed::resolve(&self.definition, request.planned.clone());
        self.store(&settings, "update", id, &state, Store::update)?;
        Ok(state)
    }

    fn store(
        &self,
        settings: &Settings,
        operation: &str,
        id: &str,
        state: &Dynamic,
        write: impl FnOnce(&Store, &str, Values) -> Result<(), StoreError>,
    ) -> Result<(), Diagnostics> {
        let Some(store) = &settings.resources else {
            return Ok(());
        };
        blocking(|| write(store, id, stored::write(state, &self.ty)))
            .map_err(|problem| failed(operation, id, &problem))
    }

    fn try_delete(&self, request: &Apply) -> Result<(), Diagnostics> {
        let settings = self.session.settings()?;
        let id = request.prior.get("id").as_str().unwrap_or_default();
        asked_to_fail(&settings.fail_on_delete, "fail_on_delete", id)?;
        let Some(store) = &settings.resources else {
            return Ok(());
        };
        blocking(|| store.delete(id)).map_err(|problem| failed("delete", id, &problem))
    }

    fn try_read(&self, request: &Read) -> Result<Option<Dynamic>, Diagnostics> {
        let settings = self.session.settings()?;
        let id = request.state.get("id").as_str().unwrap_or_default();
        asked_to_fail(&settings.fail_on_read, "fail_on_read", id)?;
        match settings.resources {
            Some(_) => self.stored(&settings, id),
            None => Ok(Some(request.state.clone())),
        }
    }
}

#[async_trait]
impl Resource for MockResource {
    fn schema(&self) -> Schema {
        self.schema.clone()
    }

    fn identity(&self) -> Option<IdentitySchema> {
        Some(schema::identity())
    }

    async fn validate(&self, _context: &Context, config: &Dynamic) -> Diagnostics {
        Diagnostics { errors: whole_numbers::check(&self.definition, config), warnings: Vec::new() }
    }

    async fn plan(&self, _context: &Context, request: Plan) -> Planned {
        self.rules.plan(request)
    }

    fn defer(&self, request: &Plan) -> Option<DeferredReason> {
        let settings = self.session.settings().ok()?;
        let id = [&request.config, &request.prior].into_iter().find_map(|value| value.get("id").as_str())?;
        let put_off = settings.defer_changes.contains(id);
        put_off.then_some(DeferredReason::ResourceConfigUnknown)
    }

    async fn create(&self, _context: &Context, request: Apply) -> Applied {
        let made = self.try_create(&request);
        applied(request, made)
    }

    async fn update(&self, _context: &Context, request: Apply) -> Applied {
        let made = self.try_update(&request);
        applied(request, made)
    }

    async fn delete(&self, _context: &Context, request: Apply) -> Applied {
        match self.try_delete(&request) {
            Ok(()) => Applied::deleted(Diagnostics::default()),
            Err(diagnostics) => Applied::unchanged(request, diagnostics),
        }
    }

    async fn read(&self, _context: &Context, request: Read) -> Refreshed {
        match self.try_read(&request) {
            Ok(Some(state)) => Refreshed {
                identity: state.get("id").as_str().and_then(identity),
                state,
                private: request.private,
                diagnostics: Diagnostics::default(),
            },
            Ok(None) => Refreshed::gone(),
            Err(diagnostics) => Refreshed::unchanged(request, diagnostics),
        }
    }

    async fn import(&self, _context: &Context, request: Import) -> Imported {
        let id = match request {
            Import::Id(id) => id,
            Import::Identity(identity) => identity.get("id").as_str().unwrap_or_default().to_owned(),
        };
        // Terraform reads it next, and says so when there is no such object.
        Imported {
            state: object([("id", string(id.clone()))]),
            private: Default::default(),
            identity: identity(&id),
            diagnostics: Diagnostics::default(),
        }
    }

    /// An object of another type of this provider keeps the attributes that both types have.
    async fn move_state(&self, _context: &Context, request: Move) -> Moved {
        if !request.source_provider.ends_with("hashicorp/tfcoremock") {
            return Moved::failed(error(
                "This move is not supported",
                format!("Objects of {} cannot become objects of tfcoremock.", request.source_provider),
            ));
        }
        match json::decode(&request.source_state, &self.ty, Undefined::Ignore) {
            Ok(state) => Moved {
                identity: state.get("id").as_str().and_then(identity),
                state,
                private: request.source_private,
                diagnostics: Diagnostics::default(),
            },
            Err(problem) => Moved::failed(error(
                "This move is not possible",
                format!("The object of type {} does not fit: {problem}.", request.source_type),
            )),
        }
    }
}

fn applied(request: Apply, made: Result<Dynamic, Diagnostics>) -> Applied {
    match made {
        Ok(state) => Applied {
            identity: state.get("id").as_str().and_then(identity),
            state,
            private: request.private,
            diagnostics: Diagnostics::default(),
        },
        Err(diagnostics) => Applied::unchanged(request, diagnostics),
    }
}
