//! A provider whose resource has every kind of attribute and block, and which answers with what it was given.
//!
//! Whatever it is sent, its answers fit the schema: what goes wrong with it is the host's.

use std::collections::HashMap;
use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use terraform_provider_intune::plugin::context::Context;
use terraform_provider_intune::plugin::data_source::DataSource;
use terraform_provider_intune::plugin::diagnostics::{Diagnostics, error};
use terraform_provider_intune::plugin::provider::{Configure, Provider};
use terraform_provider_intune::plugin::resource::{
    Applied, Apply, Import, Imported, Plan, Planned, Read, Refreshed, Resource,
};
use terraform_provider_intune::plugin::schema::{
    Attribute, AttributeConstraint, AttributeType, Block, IdentityAttribute, IdentitySchema, ImportUse,
    NestedBlock, Schema, Type, schema_type,
};
use terraform_provider_intune::plugin::value::json::{self, Undefined};
use terraform_provider_intune::plugin::value::{Dynamic, Known, Value, object, string};

/// The name of its resource and of its data source.
pub(crate) const EVERYTHING: &str = "all_everything";
/// The version of their schema.
pub(crate) const VERSION: i64 = 3;

/// The provider.
pub(crate) struct AllKinds;

/// The type of everything.
pub(crate) fn everything() -> Type {
    schema_type(&schema())
}

fn schema() -> Schema {
    use AttributeConstraint::{Computed, Optional, OptionalComputed};
    use AttributeType as T;
    let attribute = |attr_type, constraint| Attribute { attr_type, constraint, ..Default::default() };
    let inner = || {
        HashMap::from([
            ("given".to_owned(), attribute(T::String, Optional)),
            ("made".to_owned(), attribute(T::Number, Computed)),
        ])
    };
    let boxed = |inner: T| Box::new(inner);
    let attributes = [
        ("id", T::String, Computed),
        ("text", T::String, Optional),
        ("number", T::Number, OptionalComputed),
        ("flag", T::Bool, Optional),
        ("any", T::Any, Optional),
        ("list", T::List(boxed(T::List(boxed(T::Number)))), Optional),
        ("set", T::Set(boxed(T::String)), Optional),
        ("map", T::Map(boxed(T::Bool)), Optional),
        ("object", T::Object(HashMap::from([("text".to_owned(), T::String)])), Optional),
        ("tuple", T::Tuple(vec![T::String, T::Number]), Optional),
        ("nested", T::AttributeSingle(inner()), Optional),
        ("nested_list", T::AttributeList(inner()), Optional),
        ("nested_set", T::AttributeSet(inner()), Optional),
        ("nested_map", T::AttributeMap(inner()), Optional),
    ]
    .map(|(name, ty, constraint)| (name.to_owned(), attribute(ty, constraint)));
    let block = || Block { attributes: inner(), ..Default::default() };
    let blocks = [
        ("single", NestedBlock::Optional(block())),
        ("group", NestedBlock::Group(block())),
        ("several", NestedBlock::List(block())),
        ("distinct", NestedBlock::Set(block())),
        ("named", NestedBlock::Map(block())),
    ]
    .map(|(name, block)| (name.to_owned(), block));
    Schema {
        version: VERSION,
        block: Block { attributes: attributes.into(), blocks: blocks.into(), ..Default::default() },
    }
}

/// The value with null for whatever is unknown: an applied state is wholly known.
fn known(value: Dynamic) -> Dynamic {
    match value {
        Value::Null | Value::Unknown => Value::Null,
        Value::Value(Known::List(items)) => Value::Value(Known::List(items.into_iter().map(known).collect())),
        Value::Value(Known::Map(entries)) => {
            Value::Value(Known::Map(entries.into_iter().map(|(name, value)| (name, known(value))).collect()))
        }
        Value::Value(Known::Any(ty, inner)) => match known(*inner) {
            Value::Null => Value::Null,
            inner => Value::Value(Known::Any(ty, Box::new(inner))),
        },
        other => other,
    }
}

#[async_trait]
impl Provider for AllKinds {
    fn schema(&self) -> Schema {
        schema()
    }

    fn resources(&self) -> Vec<(String, Arc<dyn Resource>)> {
        vec![(EVERYTHING.to_owned(), Arc::new(Everything))]
    }

    fn data_sources(&self) -> Vec<(String, Arc<dyn DataSource>)> {
        vec![(EVERYTHING.to_owned(), Arc::new(Everything))]
    }

    async fn configure(&self, _: &Context, _: Configure) -> Diagnostics {
        Diagnostics::default()
    }
}

struct Everything;

impl Everything {
    fn applied(request: Apply) -> Applied {
        Applied {
            state: known(request.planned),
            private: request.private,
            identity: request.identity.map(known),
            diagnostics: Diagnostics::default(),
        }
    }
}

#[async_trait]
impl Resource for Everything {
    fn schema(&self) -> Schema {
        schema()
    }

    fn identity(&self) -> Option<IdentitySchema> {
        let attributes = [("id", Type::String), ("parts", Type::List(Box::new(Type::Number)))];
        let attributes = attributes.map(|(name, ty)| IdentityAttribute {
            name: name.to_owned(),
            ty,
            import: ImportUse::Required,
            description: String::new(),
        });
        Some(IdentitySchema { version: 1, attributes: attributes.into() })
    }

    async fn plan(&self, _: &Context, request: Plan) -> Planned {
        Planned::as_prepared(request)
    }

    async fn create(&self, _: &Context, request: Apply) -> Applied {
        Self::applied(request)
    }

    async fn update(&self, _: &Context, request: Apply) -> Applied {
        Self::applied(request)
    }

    async fn delete(&self, _: &Context, _: Apply) -> Applied {
        Applied::deleted(Diagnostics::default())
    }

    async fn read(&self, _: &Context, request: Read) -> Refreshed {
        let state = known(request.state);
        let identity = request.identity.map(known);
        Refreshed::unchanged(Read { state, identity, ..request }, Diagnostics::default())
    }

    async fn import(&self, _: &Context, request: Import) -> Imported {
        let (id, identity) = match request {
            Import::Id(id) => (string(id), None),
            Import::Identity(identity) => (Value::Null, Some(known(identity))),
        };
        Imported {
            state: object([("id", id)]),
            private: Bytes::new(),
            identity,
            diagnostics: Diagnostics::default(),
        }
    }

    async fn upgrade(&self, _: &Context, version: i64, state: &[u8]) -> Result<Dynamic, Diagnostics> {
        json::decode(state, &everything(), Undefined::Ignore)
            .map_err(|failure| error(format!("State of version {version}"), failure.to_string()))
    }
}

#[async_trait]
impl DataSource for Everything {
    fn schema(&self) -> Schema {
        schema()
    }

    async fn read(&self, _: &Context, config: Dynamic) -> (Dynamic, Diagnostics) {
        (known(config), Diagnostics::default())
    }
}
