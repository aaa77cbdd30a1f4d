//! Values as Terraform knows them: every one may be null or not yet known.
//!
//! [`Dynamic`] is the value that crosses the wire, shaped by a schema at run time; [`model`] turns it into a
//! resource's own struct and back. Null, unknown and empty are three different things everywhere.

pub mod json;
mod misshapen;
pub mod model;
pub mod msgpack;
mod number;

use std::collections::BTreeMap;

pub use misshapen::Misshapen;
pub use number::{NotANumber, Number};
use tf_provider::schema::Type;
pub use tf_provider::value::Value;

/// How deep values may nest. Nothing sensible nests deeper; a value whose type travels with it could otherwise nest
/// until the stack ends, and the process with it.
const MAX_DEPTH: usize = 256;

/// A value of any type: known, null or unknown, at every depth.
pub type Dynamic = Value<Known>;

/// What a value is when it is known.
///
/// The order is structural, not numeric: it exists so that sets can be kept sorted and compared.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Known {
    /// `true` or `false`.
    Bool(bool),
    /// A number of any size.
    Number(Number),
    /// Text in UTF-8.
    String(String),
    /// The elements of a list, a tuple, or a set (sorted).
    List(Vec<Dynamic>),
    /// The elements of a map by key, or the attributes of an object by name.
    Map(BTreeMap<String, Dynamic>),
    /// A value whose type travels with it, where the schema says `dynamic`; the type as type JSON.
    Any(String, Box<Dynamic>),
}

/// Looks into values without caring whether they are known.
pub trait Look {
    /// The attribute or map element of that name; null where there is none.
    fn get(&self, name: &str) -> &Dynamic;
    /// The text of a known string.
    fn as_str(&self) -> Option<&str>;
    /// True when nothing inside is unknown.
    fn is_wholly_known(&self) -> bool;
}

impl Look for Dynamic {
    fn get(&self, name: &str) -> &Dynamic {
        static NULL: Dynamic = Value::Null;
        match self {
            Value::Value(Known::Map(entries)) => entries.get(name).unwrap_or(&NULL),
            _ => &NULL,
        }
    }

    fn as_str(&self) -> Option<&str> {
        match self {
            Value::Value(Known::String(text)) => Some(text),
            _ => None,
        }
    }

    fn is_wholly_known(&self) -> bool {
        match self {
            Value::Null => true,
            Value::Unknown => false,
            Value::Value(Known::List(items)) => items.iter().all(Look::is_wholly_known),
            Value::Value(Known::Map(entries)) => entries.values().all(Look::is_wholly_known),
            Value::Value(Known::Any(_, inner)) => inner.is_wholly_known(),
            Value::Value(_) => true,
        }
    }
}

/// A known string.
pub fn string(text: impl Into<String>) -> Dynamic {
    Value::Value(Known::String(text.into()))
}

/// An object with these attributes.
pub fn object<'a>(attributes: impl IntoIterator<Item = (&'a str, Dynamic)>) -> Dynamic {
    Value::Value(Known::Map(attributes.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()))
}

/// A set of these elements: sorted, each once.
pub fn set(elements: impl IntoIterator<Item = Dynamic>) -> Dynamic {
    Value::Value(Known::List(distinct(elements.into_iter().collect())))
}

/// The elements of a set in their order, each once. Two that are not wholly known both stay: they may yet differ.
fn distinct(mut elements: Vec<Dynamic>) -> Vec<Dynamic> {
    elements.sort();
    elements.dedup_by(|next, kept| next == kept && kept.is_wholly_known());
    elements
}

/// Reads the type JSON of the protocol, such as `["list","string"]`.
///
/// # Errors
/// When the bytes are not JSON, or name a type that does not exist.
pub fn parse_type(bytes: &[u8]) -> Result<Type, Misshapen> {
    let json: serde_json::Value = serde_json::from_slice(bytes)
        .map_err(|error| Misshapen::new(format!("a type that is not JSON: {error}")))?;
    type_from_json(&json)
}

fn type_from_json(json: &serde_json::Value) -> Result<Type, Misshapen> {
    let unknown = || {
        let json = json.to_string();
        Misshapen::new(format!("the type {}, which the protocol does not have", misshapen::Shortened(&json)))
    };
    if let Some(name) = json.as_str() {
        return match name {
            "string" => Ok(Type::String),
            "number" => Ok(Type::Number),
            "bool" => Ok(Type::Bool),
            "dynamic" => Ok(Type::Any),
            _ => Err(unknown()),
        };
    }
    let parts = json.as_array().ok_or_else(unknown)?;
    match (parts.first().and_then(serde_json::Value::as_str), parts.get(1)) {
        (Some("list"), Some(element)) => Ok(Type::List(Box::new(type_from_json(element)?))),
        (Some("set"), Some(element)) => Ok(Type::Set(Box::new(type_from_json(element)?))),
        (Some("map"), Some(element)) => Ok(Type::Map(Box::new(type_from_json(element)?))),
        (Some("object"), Some(serde_json::Value::Object(attributes))) => attributes
            .iter()
            .map(|(name, attribute)| Ok((name.clone(), type_from_json(attribute)?)))
            .collect::<Result<_, _>>()
            .map(Type::Object),
        (Some("tuple"), Some(serde_json::Value::Array(elements))) => {
            elements.iter().map(type_from_json).collect::<Result<_, _>>().map(Type::Tuple)
        }
        _ => Err(unknown()),
    }
}
