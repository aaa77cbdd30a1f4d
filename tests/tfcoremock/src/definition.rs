//! The definition of a resource type: what `dynamic_resources.json` says, and what the built-in types are made of.

use std::collections::BTreeMap;

use serde::Deserialize;
use terraform_provider_intune::plugin::schema::Type;

use super::stored::Stored;

/// A resource type, without its `id`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Definition {
    #[serde(default)]
    pub(crate) attributes: Attributes,
    #[serde(default)]
    pub(crate) blocks: BTreeMap<String, Block>,
}

pub(crate) type Attributes = BTreeMap<String, Attribute>;

/// A block that may be written several times.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Block {
    #[serde(default)]
    pub(crate) attributes: Attributes,
    #[serde(default)]
    pub(crate) blocks: BTreeMap<String, Block>,
    #[serde(default)]
    pub(crate) mode: Mode,
}

/// How the instances of a block are kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Mode {
    #[default]
    List,
    Set,
}

/// An attribute, or the element of a collection.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Attribute {
    #[serde(rename = "type")]
    pub(crate) kind: Kind,
    #[serde(default)]
    pub(crate) optional: bool,
    #[serde(default)]
    pub(crate) required: bool,
    #[serde(default)]
    pub(crate) computed: bool,
    #[serde(default)]
    pub(crate) sensitive: bool,
    #[serde(default)]
    pub(crate) replace: bool,
    #[serde(default)]
    pub(crate) skip_nested_metadata: bool,
    /// What it becomes at apply when it is computed.
    #[serde(default)]
    pub(crate) value: Option<Stored>,
    #[serde(default)]
    pub(crate) list: Option<Box<Attribute>>,
    #[serde(default)]
    pub(crate) map: Option<Box<Attribute>>,
    #[serde(default)]
    pub(crate) set: Option<Box<Attribute>>,
    #[serde(default)]
    pub(crate) object: Option<Attributes>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    Boolean,
    Float,
    Integer,
    Number,
    String,
    List,
    Map,
    Object,
    Set,
}

/// What a value consists of.
pub(crate) enum Shape<'a> {
    Boolean,
    Number,
    Integer,
    String,
    List(&'a Attribute),
    Map(&'a Attribute),
    Set(&'a Attribute),
    Object(&'a Attributes),
}

impl Attribute {
    /// An optional attribute of this kind.
    pub(crate) fn optional(kind: Kind) -> Self {
        Self {
            kind,
            optional: true,
            required: false,
            computed: false,
            sensitive: false,
            replace: false,
            skip_nested_metadata: false,
            value: None,
            list: None,
            map: None,
            set: None,
            object: None,
        }
    }

    /// What its values consist of; `None` where the definition does not say what it must.
    pub(crate) fn shape(&self) -> Option<Shape<'_>> {
        Some(match self.kind {
            Kind::Boolean => Shape::Boolean,
            Kind::Float | Kind::Number => Shape::Number,
            Kind::Integer => Shape::Integer,
            Kind::String => Shape::String,
            Kind::List => Shape::List(self.list.as_deref()?),
            Kind::Map => Shape::Map(self.map.as_deref()?),
            Kind::Set => Shape::Set(self.set.as_deref()?),
            Kind::Object => Shape::Object(self.object.as_ref()?),
        })
    }

    /// The attributes of the objects that it holds as a nested attribute, directly or in a collection. `None` for
    /// every attribute of a plain type.
    pub(crate) fn nested(&self) -> Option<&Attributes> {
        if self.skip_nested_metadata {
            return None;
        }
        match self.shape()? {
            Shape::Object(attributes) => Some(attributes),
            Shape::List(element) | Shape::Map(element) | Shape::Set(element) => match element.shape()? {
                Shape::Object(attributes) if !element.skip_nested_metadata => Some(attributes),
                _ => None,
            },
            _ => None,
        }
    }

    /// The type of its values.
    pub(crate) fn ty(&self) -> Type {
        match self.shape() {
            Some(Shape::Boolean) => Type::Bool,
            Some(Shape::Number | Shape::Integer) => Type::Number,
            Some(Shape::String) => Type::String,
            Some(Shape::List(element)) => Type::List(Box::new(element.ty())),
            Some(Shape::Map(element)) => Type::Map(Box::new(element.ty())),
            Some(Shape::Set(element)) => Type::Set(Box::new(element.ty())),
            Some(Shape::Object(attributes)) => Type::Object(
                attributes.iter().map(|(name, attribute)| (name.clone(), attribute.ty())).collect(),
            ),
            // Refused when the definition is loaded.
            None => Type::Any,
        }
    }
}
