//! A value as it stands in a file: `{"string": "x"}`, `{"list": [{"number": "1.5"}]}`.
//!
//! Attributes that are null are left out; null elements of a collection, which have to keep their place, are JSON's
//! null.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use terraform_provider_intune::plugin::diagnostics::AttributePathStep;
use terraform_provider_intune::plugin::schema::Type;
use terraform_provider_intune::plugin::value::{Dynamic, Known, Misshapen, Value, set};

/// A value that is not null.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Stored {
    Boolean(bool),
    /// In decimal digits.
    Number(String),
    String(String),
    List(Vec<Option<Stored>>),
    Set(Vec<Option<Stored>>),
    Map(BTreeMap<String, Option<Stored>>),
    Object(BTreeMap<String, Stored>),
}

/// Reads the attributes of an object. Those that it lacks are null.
///
/// # Errors
/// When a value has another type than the schema, or the schema does not have an attribute.
pub(crate) fn read(values: &BTreeMap<String, Stored>, ty: &Type) -> Result<Dynamic, Misshapen> {
    let Type::Object(types) = ty else {
        return Err(Misshapen::new(format!("an object was stored, the schema wants {ty}")));
    };
    if let Some(name) = values.keys().find(|name| !types.contains_key(*name)) {
        return Err(Misshapen::new(format!("the attribute {name:?}, which the schema does not have")));
    }
    let attribute = |(name, ty): (&String, &Type)| {
        let value = values.get(name).map_or(Ok(Value::Null), |stored| value(stored, ty));
        let value = value.map_err(|error| error.within(AttributePathStep::Attribute(name.clone().into())))?;
        Ok((name.clone(), value))
    };
    Ok(Value::Value(Known::Map(types.iter().map(attribute).collect::<Result<_, _>>()?)))
}

/// Reads one value of this type.
///
/// # Errors
/// When it has another type.
pub(crate) fn value(stored: &Stored, ty: &Type) -> Result<Dynamic, Misshapen> {
    let elements = |stored: &[Option<Stored>], ty: &Type| -> Result<Vec<Dynamic>, Misshapen> {
        let element = |(index, stored): (usize, &Option<Stored>)| {
            stored
                .as_ref()
                .map_or(Ok(Value::Null), |stored| value(stored, ty))
                .map_err(|error| error.within(AttributePathStep::Index(index as i64)))
        };
        stored.iter().enumerate().map(element).collect()
    };
    Ok(Value::Value(match (stored, ty) {
        (Stored::Boolean(value), Type::Bool) => Known::Bool(*value),
        (Stored::Number(digits), Type::Number) => {
            Known::Number(digits.parse().map_err(|error| Misshapen::new(format!("{error}")))?)
        }
        (Stored::String(text), Type::String) => Known::String(text.clone()),
        (Stored::List(stored), Type::List(element)) => Known::List(elements(stored, element)?),
        (Stored::Set(stored), Type::Set(element)) => return Ok(set(elements(stored, element)?)),
        (Stored::Map(stored), Type::Map(element)) => {
            let entry = |(key, stored): (&String, &Option<Stored>)| {
                let value = stored.as_ref().map_or(Ok(Value::Null), |stored| value(stored, element));
                let value =
                    value.map_err(|error| error.within(AttributePathStep::Key(key.clone().into())))?;
                Ok((key.clone(), value))
            };
            Known::Map(stored.iter().map(entry).collect::<Result<_, _>>()?)
        }
        (Stored::Object(stored), Type::Object(_)) => return read(stored, ty),
        (stored, ty) => {
            return Err(Misshapen::new(format!("expected a value of type {ty}, got {}", stored.kind())));
        }
    }))
}

/// The attributes of an object as they are stored.
pub(crate) fn write(value: &Dynamic, ty: &Type) -> BTreeMap<String, Stored> {
    let (Value::Value(Known::Map(entries)), Type::Object(types)) = (value, ty) else {
        return BTreeMap::new();
    };
    let attribute = |(name, ty): (&String, &Type)| Some((name.clone(), store(entries.get(name)?, ty)?));
    types.iter().filter_map(attribute).collect()
}

/// One value as it is stored; `None` for null.
fn store(value: &Dynamic, ty: &Type) -> Option<Stored> {
    let Value::Value(known) = value else { return None };
    Some(match (known, ty) {
        (Known::Bool(value), _) => Stored::Boolean(*value),
        (Known::Number(number), _) => Stored::Number(number.to_string()),
        (Known::String(text), _) => Stored::String(text.clone()),
        (Known::List(elements), Type::List(element)) => {
            Stored::List(elements.iter().map(|value| store(value, element)).collect())
        }
        (Known::List(elements), Type::Set(element)) => {
            Stored::Set(elements.iter().map(|value| store(value, element)).collect())
        }
        (Known::Map(entries), Type::Map(element)) => {
            Stored::Map(entries.iter().map(|(key, value)| (key.clone(), store(value, element))).collect())
        }
        (Known::Map(_), Type::Object(_)) => Stored::Object(write(value, ty)),
        _ => return None,
    })
}

impl Stored {
    fn kind(&self) -> &'static str {
        match self {
            Self::Boolean(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::String(_) => "a string",
            Self::List(_) => "a list",
            Self::Set(_) => "a set",
            Self::Map(_) => "a map",
            Self::Object(_) => "an object",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::definition::Definition;

    fn ty() -> Type {
        let definition: Definition = serde_json::from_str(
            r#"{"attributes": {
                "b": {"type": "boolean"}, "n": {"type": "number"}, "s": {"type": "string"},
                "l": {"type": "list", "list": {"type": "string"}}, "t": {"type": "set", "set": {"type": "integer"}},
                "m": {"type": "map", "map": {"type": "string"}},
                "o": {"type": "object", "object": {"x": {"type": "float"}, "y": {"type": "string"}}}
            }}"#,
        )
        .unwrap();
        let types = definition.attributes.iter();
        Type::Object(types.map(|(name, it)| (name.clone(), it.ty())).collect())
    }

    #[test]
    fn every_kind_comes_back_from_its_file() {
        let text = r#"{"b":{"boolean":true},"l":{"list":[{"string":"a"},null]},"m":{"map":{"k":{"string":"v"},"z":null}},
            "n":{"number":"0.1000000000000000000001"},"o":{"object":{"x":{"number":"1.5"}}},
            "s":{"string":""},"t":{"set":[{"number":"1"},{"number":"2"}]}}"#;
        let stored: BTreeMap<String, Stored> = serde_json::from_str(text).unwrap();
        let value = read(&stored, &ty()).unwrap();
        assert_eq!(write(&value, &ty()), stored);
    }

    #[test]
    fn null_is_left_out_and_empty_is_not() {
        let stored: BTreeMap<String, Stored> =
            serde_json::from_str(r#"{"l":{"list":[]},"m":{"map":{}},"o":{"object":{}}}"#).unwrap();
        let value = read(&stored, &ty()).unwrap();
        assert_eq!(write(&value, &ty()), stored);
    }

    #[test]
    fn what_does_not_fit_is_refused_with_its_place() {
        for (text, place) in [
            (r#"{"b":{"string":"x"}}"#, "b: expected"),
            (r#"{"t":{"list":[]}}"#, "t: expected"),
            (r#"{"o":{"object":{"x":{"number":"one"}}}}"#, "o.x: "),
            (r#"{"l":{"list":[{"string":"a"},{"number":"1"}]}}"#, "l[1]: expected"),
            (r#"{"q":{"string":"x"}}"#, "\"q\""),
        ] {
            let stored: BTreeMap<String, Stored> = serde_json::from_str(text).unwrap();
            let error = read(&stored, &ty()).unwrap_err().to_string();
            assert!(error.contains(place), "{text}: {error}");
        }
    }
}
