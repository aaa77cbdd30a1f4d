//! Values as MessagePack and as JSON, each read by a type that is part of the input.
//!
//! An input is a byte for the form, the type's length in two bytes, the type, and the value.

use std::collections::{BTreeMap, HashMap};

use terraform_provider_intune::plugin::schema::Type;
use terraform_provider_intune::plugin::value::json::{self, Undefined};
use terraform_provider_intune::plugin::value::{Dynamic, Known, Number, Value, msgpack, parse_type, set};

use super::{Target, said};
use crate::all_kinds::everything;
use crate::seeds;

const MSGPACK: u8 = 0;
const JSON: u8 = 1;

/// Reads a value; what is read is written and read again.
pub(crate) struct Values {
    everything: Type,
}

impl Values {
    pub(crate) fn new() -> Self {
        Self { everything: everything() }
    }
}

fn input(form: u8, ty: &Type, value: &[u8]) -> Vec<u8> {
    let ty = ty.to_string();
    [&[form][..], &(ty.len() as u16).to_be_bytes(), ty.as_bytes(), value].concat()
}

impl Target for Values {
    fn name(&self) -> &'static str {
        "values"
    }

    fn seeds(&self) -> Vec<Vec<u8>> {
        let state = msgpack::encode(&seeds::state(), &self.everything).unwrap_or_default();
        vec![
            input(MSGPACK, &self.everything, &state),
            input(JSON, &self.everything, seeds::STATE.as_bytes()),
            input(MSGPACK, &Type::Any, b"\x92\xc4\x08\"string\"\xa1x"),
            input(JSON, &Type::Any, br#"{"type":["list","number"],"value":[1]}"#),
        ]
    }

    fn fresh(&self, random: &mut fastrand::Rng) -> Vec<u8> {
        let (ty, value) = typed(random, 4);
        match msgpack::encode(&value, &ty) {
            Ok(bytes) => {
                assert_eq!(msgpack::decode(&bytes, &ty).as_ref(), Ok(&value), "{ty}");
                input(MSGPACK, &ty, &bytes)
            }
            Err(error) => panic!("{value:?} is not taken for {ty}: {error}"),
        }
    }

    fn run(&self, input: &[u8]) -> String {
        let Some((&[form, high, low], rest)) = input.split_first_chunk() else {
            return "too short".to_owned();
        };
        let Some((ty, bytes)) = rest.split_at_checked(u16::from_be_bytes([high, low]).into()) else {
            return "no type".to_owned();
        };
        let Ok(ty) = parse_type(ty) else {
            return "another type".to_owned();
        };
        let read = match form & 1 {
            MSGPACK => msgpack::decode(bytes, &ty),
            _ => json::decode(bytes, &ty, if form & 2 == 0 { Undefined::Ignore } else { Undefined::Refuse }),
        };
        if let Ok(value) = &read {
            let written = msgpack::encode(value, &ty)
                .unwrap_or_else(|error| panic!("{value:?} was read as {ty}: {error}"));
            assert_eq!(msgpack::decode(&written, &ty).as_ref(), Ok(value), "{ty}");
        }
        said(read)
    }
}

/// A type and a value of it, at most so deep.
fn typed(random: &mut fastrand::Rng, depth: u8) -> (Type, Dynamic) {
    let (ty, value) = match random.u8(0..if depth == 0 { 4 } else { 10 }) {
        0 => (Type::Bool, Known::Bool(random.bool())),
        1 => (Type::Number, Known::Number(Number::from(random.i64(..)))),
        2 => {
            let number = Number::from_f64(f64::from_bits(random.u64(..)));
            (Type::Number, Known::Number(number.unwrap_or_else(|| 0i64.into())))
        }
        3 => (Type::String, Known::String((0..random.usize(0..12)).map(|_| random.char(..)).collect())),
        4 => {
            let (ty, value) = typed(random, depth - 1);
            (Type::List(Box::new(ty)), Known::List(vec![value; random.usize(0..3)]))
        }
        5 => {
            let (ty, value) = typed(random, depth - 1);
            return (Type::Set(Box::new(ty)), set([value.clone(), value, Value::Null]));
        }
        6 => {
            let (ty, value) = typed(random, depth - 1);
            let entries = (0..random.usize(0..3)).map(|number| (format!("k{number}"), value.clone()));
            (Type::Map(Box::new(ty)), Known::Map(entries.collect()))
        }
        7 => {
            let members: Vec<_> = (0..random.usize(0..4)).map(|_| typed(random, depth - 1)).collect();
            let (types, values) = members.into_iter().unzip();
            (Type::Tuple(types), Known::List(values))
        }
        8 => {
            let (mut types, mut values) = (HashMap::new(), BTreeMap::new());
            for number in 0..random.usize(0..4) {
                let (ty, value) = typed(random, depth - 1);
                types.insert(format!("a{number}"), ty);
                values.insert(format!("a{number}"), value);
            }
            (Type::Object(types), Known::Map(values))
        }
        _ => match typed(random, depth - 1) {
            // Null and unknown lose their type, as in cty.
            (ty, Value::Value(known)) => {
                (Type::Any, Known::Any(ty.to_string(), Box::new(Value::Value(known))))
            }
            (_, nothing) => return (Type::Any, nothing),
        },
    };
    match random.u8(0..12) {
        0 => (ty, Value::Null),
        1 => (ty, Value::Unknown),
        _ => (ty, Value::Value(value)),
    }
}
