//! JSON, the form in which stored state comes back (and configuration may).
//!
//! Numbers are read from their text, so none loses a digit.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::fmt;

use serde::de::{Deserializer, Error as _, MapAccess, Visitor};
use serde_json::value::RawValue;
use tf_provider::AttributePathStep;
use tf_provider::schema::Type;

use super::misshapen::{Quoted, Shortened};
use super::{Dynamic, Known, MAX_DEPTH, Misshapen, Value, distinct, parse_type};

/// What to do with attributes that the type does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Undefined {
    /// Leave them out: stored state may carry what an older schema had.
    Ignore,
    /// Refuse the value.
    Refuse,
}

/// Reads a value of this type. Attributes that an object lacks are null.
///
/// # Errors
/// When the bytes are not JSON, or hold another shape than the type.
pub fn decode(bytes: &[u8], ty: &Type, undefined: Undefined) -> Result<Dynamic, Misshapen> {
    value(parse(bytes)?, ty, Reading { undefined, depth: 0 })
}

#[derive(Clone, Copy)]
struct Reading {
    undefined: Undefined,
    depth: usize,
}

fn parse<'a, T: serde::Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, Misshapen> {
    serde_json::from_slice(bytes).map_err(|error| {
        let error = error.to_string();
        Misshapen::new(format!("not the JSON that was expected: {}", Shortened(&error)))
    })
}

fn value(json: &RawValue, ty: &Type, reading: Reading) -> Result<Dynamic, Misshapen> {
    let text = json.get();
    if text == "null" {
        return Ok(Value::Null);
    }
    if reading.depth == MAX_DEPTH {
        return Err(Misshapen::too_deep(MAX_DEPTH));
    }
    known(text, ty, Reading { depth: reading.depth + 1, ..reading }).map(Value::Value)
}

/// Each kind of value has a function of its own, with a loop: for every depth, the stack then holds what that kind needs.
/// What all of them need together, as often as values may nest, is more than a thread has: without optimization, on Windows.
fn known(text: &str, ty: &Type, reading: Reading) -> Result<Known, Misshapen> {
    match ty {
        Type::Bool => parse(text.as_bytes()).map(Known::Bool),
        Type::String => parse(text.as_bytes()).map(Known::String),
        Type::Number => number(text).map(Known::Number),
        Type::List(element) => elements(text, element, reading).map(Known::List),
        Type::Set(element) => elements(text, element, reading).map(distinct).map(Known::List),
        Type::Map(element) => entries(text, element, reading).map(Known::Map),
        Type::Object(types) => attributes(text, types, reading).map(Known::Map),
        Type::Tuple(types) => tuple(text, types, reading).map(Known::List),
        Type::Any => typed(text, reading),
    }
}

fn elements(text: &str, ty: &Type, reading: Reading) -> Result<Vec<Dynamic>, Misshapen> {
    let mut read = Vec::new();
    for (index, json) in parse::<Vec<&RawValue>>(text.as_bytes())?.into_iter().enumerate() {
        read.push(value(json, ty, reading).map_err(|error| error.within(at(index)))?);
    }
    Ok(read)
}

fn entries(text: &str, ty: &Type, reading: Reading) -> Result<BTreeMap<String, Dynamic>, Misshapen> {
    let mut read = BTreeMap::new();
    for (key, json) in parse::<Entries<'_>>(text.as_bytes())?.0 {
        match value(json, ty, reading) {
            Ok(value) => read.insert(key, value),
            Err(error) => return Err(error.within(AttributePathStep::Key(key.into()))),
        };
    }
    Ok(read)
}

fn attributes(
    text: &str,
    types: &HashMap<String, Type>,
    reading: Reading,
) -> Result<BTreeMap<String, Dynamic>, Misshapen> {
    let Entries(given) = parse(text.as_bytes())?;
    if let (Undefined::Refuse, Some(name)) =
        (reading.undefined, given.keys().find(|name| !types.contains_key(*name)))
    {
        return Err(Misshapen::undefined(name));
    }
    let mut read = BTreeMap::new();
    for (name, ty) in types {
        let value = match given.get(name) {
            None => Ok(Value::Null),
            Some(json) => value(json, ty, reading),
        };
        let within = |error: Misshapen| error.within(AttributePathStep::Attribute(name.clone().into()));
        read.insert(name.clone(), value.map_err(within)?);
    }
    Ok(read)
}

fn tuple(text: &str, types: &[Type], reading: Reading) -> Result<Vec<Dynamic>, Misshapen> {
    let given = parse::<Vec<&RawValue>>(text.as_bytes())?;
    if given.len() != types.len() {
        let got = format!("{} elements", given.len());
        return Err(Misshapen::unexpected(&format!("a tuple of {}", types.len()), &got));
    }
    let mut read = Vec::new();
    for (index, (json, ty)) in given.into_iter().zip(types).enumerate() {
        read.push(value(json, ty, reading).map_err(|error| error.within(at(index)))?);
    }
    Ok(read)
}

fn typed(text: &str, reading: Reading) -> Result<Known, Misshapen> {
    let given: Typed<'_> = parse(text.as_bytes())?;
    let ty = parse_type(given.ty.get().as_bytes())?;
    Ok(Known::Any(given.ty.get().to_owned(), Box::new(value(given.value, &ty, reading)?)))
}

/// A JSON object whose keys all differ; of two equal ones, neither is more right than the other.
struct Entries<'a>(BTreeMap<String, &'a RawValue>);

impl<'de: 'a, 'a> serde::Deserialize<'de> for Entries<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Unique;

        impl<'de> Visitor<'de> for Unique {
            type Value = BTreeMap<String, &'de RawValue>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries = BTreeMap::new();
                while let Some((key, json)) = map.next_entry::<String, &'de RawValue>()? {
                    match entries.entry(key) {
                        Entry::Vacant(free) => free.insert(json),
                        Entry::Occupied(taken) => {
                            return Err(A::Error::custom(format!("the key {} twice", Quoted(taken.key()))));
                        }
                    };
                }
                Ok(entries)
            }
        }

        deserializer.deserialize_map(Unique).map(Self)
    }
}

/// A value whose type travels with it.
#[derive(serde::Deserialize)]
struct Typed<'a> {
    #[serde(borrow, rename = "type")]
    ty: &'a RawValue,
    #[serde(borrow)]
    value: &'a RawValue,
}

/// Terraform writes numbers as JSON numbers; a decimal string is understood too.
fn number(text: &str) -> Result<super::Number, Misshapen> {
    let digits = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(text);
    digits.parse().map_err(|error| Misshapen::new(format!("{error}")))
}

fn at(index: usize) -> AttributePathStep {
    AttributePathStep::Index(index as i64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plugin::value::{Look, object, string};

    fn person() -> Type {
        Type::Object([("name".to_owned(), Type::String), ("age".to_owned(), Type::Number)].into())
    }

    #[test]
    fn stored_state_may_lack_and_carry_attributes() {
        let read = decode(br#"{"name":"x","shoe":1}"#, &person(), Undefined::Ignore).unwrap();
        assert_eq!(read, object([("name", string("x")), ("age", Value::Null)]));
        let refused = decode(br#"{"name":"x","shoe":1}"#, &person(), Undefined::Refuse).unwrap_err();
        assert!(refused.to_string().contains("shoe"), "{refused}");
    }

    #[test]
    fn numbers_keep_their_digits() {
        let read = decode(br#"{"age":0.1000000000000000000001}"#, &person(), Undefined::Ignore).unwrap();
        let Value::Value(Known::Number(age)) = read.get("age") else { panic!("{read:?}") };
        assert_eq!(age.to_string(), "0.1000000000000000000001");
    }

    #[test]
    fn errors_name_the_place() {
        let people = Type::List(Box::new(person()));
        let error = decode(br#"[{"name":"x"},{"name":7}]"#, &people, Undefined::Ignore).unwrap_err();
        assert!(error.to_string().starts_with("[1].name: "), "{error}");
        for broken in [&b"{"[..], b"", b"[1]", b"\"x\"", b"{\"age\":true}"] {
            assert!(decode(broken, &person(), Undefined::Ignore).is_err());
        }
    }

    #[test]
    fn nesting_ends_before_the_stack_does() {
        let lists = format!("{}\"dynamic\"{}", "[\"list\",".repeat(100), "]".repeat(100));
        let mut text = "null".to_owned();
        for _ in 0..64 {
            let value = format!("{}{text}{}", "[".repeat(100), "]".repeat(100));
            text = format!("{{\"type\":{lists},\"value\":{value}}}");
        }
        let error = decode(text.as_bytes(), &Type::Any, Undefined::Ignore).unwrap_err();
        assert!(error.to_string().contains("values nested deeper than 256"), "{error}");
        // What the schema has not is read past, however deep it is.
        let text = format!(r#"{{"shoe":{}{}}}"#, "[".repeat(1 << 20), "]".repeat(1 << 20));
        assert!(decode(text.as_bytes(), &person(), Undefined::Ignore).is_ok());
        assert!(decode(&text.as_bytes()[..1 << 20], &person(), Undefined::Ignore).is_err());
    }

    #[test]
    fn an_element_is_in_a_set_once() {
        let names = Type::Set(Box::new(Type::String));
        let read = decode(br#"["b","a","b"]"#, &names, Undefined::Refuse).unwrap();
        assert_eq!(read, Value::Value(Known::List(vec![string("a"), string("b")])));
    }

    #[test]
    fn of_two_equal_keys_neither_is_believed() {
        let tags = Type::Map(Box::new(Type::String));
        for (text, ty) in [(r#"{"name":"x","name":"y"}"#, person()), (r#"{"a":"x","a":"y"}"#, tags)] {
            let error = decode(text.as_bytes(), &ty, Undefined::Ignore).unwrap_err();
            assert!(error.to_string().contains("twice"), "{error}");
        }
    }

    #[test]
    fn a_type_may_travel_with_its_value() {
        let read =
            decode(br#"{"type":["list","number"],"value":[1]}"#, &Type::Any, Undefined::Refuse).unwrap();
        let one = Value::Value(Known::List(vec![Value::Value(Known::Number(1i64.into()))]));
        assert_eq!(read, Value::Value(Known::Any(r#"["list","number"]"#.into(), Box::new(one))));
    }
}
