//! Values to bytes.

use std::collections::{BTreeMap, HashMap};

use rmp::encode as write;
use tf_provider::AttributePathStep;
use tf_provider::schema::Type;

use crate::plugin::value::{Dynamic, Known, Misshapen, Number, Value, parse_type};

/// Writes a value of this type. An attribute that an object lacks is written as null, so objects are always complete.
///
/// # Errors
/// When the value is not of that type: a mistake of the provider, not of its user.
pub fn encode(value: &Dynamic, ty: &Type) -> Result<Vec<u8>, Misshapen> {
    let mut bytes = Vec::with_capacity(256);
    put(&mut bytes, value, ty)?;
    Ok(bytes)
}

/// An unknown value without refinements.
const UNKNOWN: [u8; 3] = [0xd4, 0, 0];

fn put(out: &mut Vec<u8>, value: &Dynamic, ty: &Type) -> Result<(), Misshapen> {
    let known = match value {
        Value::Null => {
            infallible(write::write_nil(out));
            return Ok(());
        }
        Value::Unknown => {
            out.extend(UNKNOWN);
            return Ok(());
        }
        Value::Value(known) => known,
    };
    match (ty, known) {
        (Type::Bool, Known::Bool(value)) => infallible(write::write_bool(out, *value)),
        (Type::Number, Known::Number(number)) => put_number(out, number),
        (Type::String, Known::String(text)) => infallible(write::write_str(out, text)),
        (Type::List(element) | Type::Set(element), Known::List(elements)) => {
            infallible(write::write_array_len(out, elements.len() as u32));
            for (index, value) in elements.iter().enumerate() {
                put(out, value, element)
                    .map_err(|error| error.within(AttributePathStep::Index(index as i64)))?;
            }
        }
        (Type::Tuple(types), Known::List(elements)) if types.len() == elements.len() => {
            infallible(write::write_array_len(out, elements.len() as u32));
            for (index, (value, ty)) in elements.iter().zip(types).enumerate() {
                put(out, value, ty).map_err(|error| error.within(AttributePathStep::Index(index as i64)))?;
            }
        }
        (Type::Map(element), Known::Map(entries)) => {
            infallible(write::write_map_len(out, entries.len() as u32));
            for (key, value) in entries {
                infallible(write::write_str(out, key));
                put(out, value, element)
                    .map_err(|error| error.within(AttributePathStep::Key(key.clone().into())))?;
            }
        }
        (Type::Object(attributes), Known::Map(entries)) => put_object(out, entries, attributes)?,
        (Type::Any, Known::Any(json, value)) => {
            infallible(write::write_array_len(out, 2));
            infallible(write::write_bin(out, json.as_bytes()));
            put(out, value, &parse_type(json.as_bytes())?)?;
        }
        (ty, known) => {
            return Err(Misshapen::unexpected(&format!("a value of type {ty}"), kind(known)));
        }
    }
    Ok(())
}

fn put_object(
    out: &mut Vec<u8>,
    entries: &BTreeMap<String, Dynamic>,
    attributes: &HashMap<String, Type>,
) -> Result<(), Misshapen> {
    infallible(write::write_map_len(out, attributes.len() as u32));
    // By name, so that one value has one form.
    for (name, value) in entries {
        let Some(ty) = attributes.get(name) else {
            return Err(Misshapen::undefined(name));
        };
        infallible(write::write_str(out, name));
        put(out, value, ty)
            .map_err(|error| error.within(AttributePathStep::Attribute(name.clone().into())))?;
    }
    if entries.len() < attributes.len() {
        let mut missing: Vec<_> = attributes.keys().filter(|name| !entries.contains_key(*name)).collect();
        missing.sort();
        for name in missing {
            infallible(write::write_str(out, name));
            infallible(write::write_nil(out));
        }
    }
    Ok(())
}

/// Whole numbers as integers, short fractions as doubles, all else as text: the forms that Terraform itself sends.
/// Only whole numbers beyond 64 bits differ: Terraform and OpenTofu were seen to read the double of 2^64 as another
/// number, so they are text too.
fn put_number(out: &mut Vec<u8>, number: &Number) {
    if let Some(value) = number.as_i64() {
        infallible(write::write_sint(out, value));
    } else if let Some(value) = number.as_u64() {
        infallible(write::write_uint(out, value));
    } else if let Some(value) = number.as_exact_f64().filter(|_| !number.is_whole()) {
        infallible(write::write_f64(out, value));
    } else {
        infallible(write::write_str(out, &number.to_string()));
    }
}

/// Writing into a `Vec` cannot fail; rmp's signatures do not know that.
fn infallible<T, E>(result: Result<T, E>) {
    debug_assert!(result.is_ok(), "a Vec took no bytes");
}

fn kind(known: &Known) -> &'static str {
    match known {
        Known::Bool(_) => "a bool",
        Known::Number(_) => "a number",
        Known::String(_) => "a string",
        Known::List(_) => "a list",
        Known::Map(_) => "a map or an object",
        Known::Any(..) => "a value with its own type",
    }
}
