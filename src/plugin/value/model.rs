//! From a [`Dynamic`] value to a resource's own struct, and back.
//!
//! Models are plain serde structs whose fields are `Value`s. The way leads through MessagePack, whose
//! representation of unknown values tf-provider's `Value` reads and writes; on the way back the schema's type is
//! applied again, so a model that drifts from its schema is found at once.

use serde::Serialize;
use serde::de::DeserializeOwned;
use tf_provider::schema::Type;

use super::{Dynamic, Misshapen, msgpack};

/// Reads a model from a value of this type.
///
/// # Errors
/// When the value is not of that type, or the model's fields differ from it.
pub fn from_dynamic<M: DeserializeOwned>(value: &Dynamic, ty: &Type) -> Result<M, Misshapen> {
    let bytes = msgpack::encode(value, ty)?;
    rmp_serde::from_slice(&bytes)
        .map_err(|error| Misshapen::new(format!("the model does not fit the schema: {error}")))
}

/// Turns a model into a value of this type.
///
/// # Errors
/// When the model's fields differ from the type.
pub fn to_dynamic<M: Serialize>(model: &M, ty: &Type) -> Result<Dynamic, Misshapen> {
    let bytes = rmp_serde::to_vec_named(model)
        .map_err(|error| Misshapen::new(format!("the model cannot be written: {error}")))?;
    msgpack::decode(&bytes, ty)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plugin::value::{Known, Value, object, string};

    #[derive(Debug, PartialEq, Serialize, serde::Deserialize)]
    struct Person {
        name: Value<String>,
        home: Value<Home>,
        tags: Value<Vec<Value<String>>>,
    }

    #[derive(Debug, PartialEq, Serialize, serde::Deserialize)]
    struct Home {
        town: Value<String>,
    }

    fn person() -> Type {
        let home = Type::Object([("town".to_owned(), Type::String)].into());
        let tags = Type::List(Box::new(Type::String));
        Type::Object(
            [("name".to_owned(), Type::String), ("home".to_owned(), home), ("tags".to_owned(), tags)].into(),
        )
    }

    #[test]
    fn null_unknown_and_empty_stay_apart() {
        let empty = Value::Value(Known::List(Vec::new()));
        for (name, home, tags) in [
            (string("x"), object([("town", Value::Unknown)]), empty.clone()),
            (Value::Unknown, Value::Null, Value::Null),
            (Value::Null, Value::Unknown, Value::Unknown),
            (
                string(""),
                object([("town", Value::Null)]),
                Value::Value(Known::List(vec![Value::Unknown, Value::Null])),
            ),
        ] {
            let value = object([("name", name), ("home", home), ("tags", tags)]);
            let model: Person = from_dynamic(&value, &person()).unwrap();
            assert_eq!(to_dynamic(&model, &person()).unwrap(), value, "{model:?}");
        }
    }

    #[test]
    fn a_model_that_differs_from_its_schema_is_found() {
        let home = Home { town: Value::Null };
        let error = to_dynamic(&home, &person()).unwrap_err();
        assert!(error.to_string().contains("town"), "{error}");
    }
}
