//! JSON, the form in which stored state comes back (and configuration may).
//!
//! Numbers are read from their text, so none loses a digit.

use std::collections::BTreeMap;

use serde_json::value::RawValue;
use tf_provider::AttributePathStep;
use tf_provider::schema::Type;

use super::{Dynamic, Known, MAX_DYNAMIC_DEPTH, Misshapen, Value, parse_type};

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
    value(
        parse(bytes)?,
        ty,
        Reading {
            undefined,
            dynamic_depth: 0,
        },
    )
}

#[derive(Clone, Copy)]
struct Reading {
    undefined: Undefined,
    dynamic_depth: usize,
}

fn parse<'a, T: serde::Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, Misshapen> {
    serde_json::from_slice(bytes)
        .map_err(|error| Misshapen::new(format!("not the JSON that was expected: {error}")))
}

fn value(json: &RawValue, ty: &Type, reading: Reading) -> Result<Dynamic, Misshapen> {
    let text = json.get();
    if text == "null" {
        return Ok(Value::Null);
    }
    let elements = |element: &Type| -> Result<Vec<Dynamic>, Misshapen> {
        parse::<Vec<&RawValue>>(text.as_bytes())?
            .into_iter()
            .enumerate()
            .map(|(index, json)| value(json, element, reading).map_err(|error| error.within(at(index))))
            .collect()
    };
    Ok(Value::Value(match ty {
        Type::Bool => Known::Bool(parse(text.as_bytes())?),
        Type::String => Known::String(parse(text.as_bytes())?),
        Type::Number => Known::Number(number(text)?),
        Type::List(element) => Known::List(elements(element)?),
        Type::Set(element) => {
            let mut elements = elements(element)?;
            elements.sort();
            Known::List(elements)
        }
        Type::Map(element) => Known::Map(
            parse::<BTreeMap<String, &RawValue>>(text.as_bytes())?
                .into_iter()
                .map(|(key, json)| match value(json, element, reading) {
                    Ok(value) => Ok((key, value)),
                    Err(error) => Err(error.within(AttributePathStep::Key(key.into()))),
                })
                .collect::<Result<_, _>>()?,
        ),
        Type::Object(attributes) => {
            let given = parse::<BTreeMap<String, &RawValue>>(text.as_bytes())?;
            if let (Undefined::Refuse, Some(name)) = (
                reading.undefined,
                given.keys().find(|name| !attributes.contains_key(*name)),
            ) {
                return Err(Misshapen::new(format!(
                    "the attribute {name:?}, which the schema does not have"
                )));
            }
            let attribute = |(name, ty): (&String, &Type)| match given.get(name) {
                None => Ok((name.clone(), Value::Null)),
                Some(json) => match value(json, ty, reading) {
                    Ok(value) => Ok((name.clone(), value)),
                    Err(error) => Err(error.within(AttributePathStep::Attribute(name.clone().into()))),
                },
            };
            Known::Map(attributes.iter().map(attribute).collect::<Result<_, _>>()?)
        }
        Type::Tuple(types) => {
            let given = parse::<Vec<&RawValue>>(text.as_bytes())?;
            if given.len() != types.len() {
                let got = format!("{} elements", given.len());
                return Err(Misshapen::unexpected(
                    &format!("a tuple of {}", types.len()),
                    &got,
                ));
            }
            let element = |(index, (json, ty)): (usize, (&RawValue, &Type))| {
                value(json, ty, reading).map_err(|error| error.within(at(index)))
            };
            Known::List(
                given
                    .into_iter()
                    .zip(types)
                    .enumerate()
                    .map(element)
                    .collect::<Result<_, _>>()?,
            )
        }
        Type::Any => {
            if reading.dynamic_depth == MAX_DYNAMIC_DEPTH {
                return Err(Misshapen::too_deep(MAX_DYNAMIC_DEPTH));
            }
            let inner = Reading {
                dynamic_depth: reading.dynamic_depth + 1,
                ..reading
            };
            let given: Typed<'_> = parse(text.as_bytes())?;
            let ty = parse_type(given.ty.get().as_bytes())?;
            Known::Any(
                given.ty.get().to_owned(),
                Box::new(value(given.value, &ty, inner)?),
            )
        }
    }))
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
    let digits = text
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
        .unwrap_or(text);
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
        Type::Object(
            [
                ("name".to_owned(), Type::String),
                ("age".to_owned(), Type::Number),
            ]
            .into(),
        )
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
        let read = decode(
            br#"{"age":0.1000000000000000000001}"#,
            &person(),
            Undefined::Ignore,
        )
        .unwrap();
        let Value::Value(Known::Number(age)) = read.get("age") else {
            panic!("{read:?}")
        };
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
    fn a_type_may_travel_with_its_value() {
        let read = decode(
            br#"{"type":["list","number"],"value":[1]}"#,
            &Type::Any,
            Undefined::Refuse,
        )
        .unwrap();
        let one = Value::Value(Known::List(vec![Value::Value(Known::Number(1i64.into()))]));
        assert_eq!(
            read,
            Value::Value(Known::Any(r#"["list","number"]"#.into(), Box::new(one)))
        );
    }
}
