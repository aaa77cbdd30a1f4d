//! What Terraform was seen to send, what it accepts, and what nobody should send.

use std::collections::BTreeMap;

use proptest::prelude::*;
use tf_provider::schema::Type;

use super::{decode, encode};
use crate::plugin::value::{Dynamic, Known, Number, Value, object, string};

fn number(text: &str) -> Dynamic {
    Value::Value(Known::Number(text.parse().expect("a number")))
}

#[test]
fn unknown_is_read_with_and_without_refinements() {
    let plain = [0xd4, 0, 0];
    let not_null = [0xc7, 0x03, 0x0c, 0x81, 0x01, 0xc2];
    let prefixed = [&[0xc7, 0x0c, 0x0c, 0x82, 0x01, 0xc2, 0x02, 0xa7][..], b"prefix-"].concat();
    for bytes in [&plain[..], &not_null, &prefixed] {
        assert_eq!(decode(bytes, &Type::String), Ok(Value::Unknown), "{bytes:x?}");
    }
    assert_eq!(encode(&Value::Unknown, &Type::String).unwrap(), plain);
}

#[test]
fn numbers_are_read_from_every_form_and_written_in_terraforms() {
    let text = |text: &str| [&[0xa0 | text.len() as u8][..], text.as_bytes()].concat();
    for (bytes, value) in [
        (vec![0x01], "1"),
        (vec![0xff], "-1"),
        (vec![0xcc, 0xff], "255"),
        (vec![0xd1, 0x80, 0x00], "-32768"),
        (vec![0xcb, 0x3f, 0xf8, 0, 0, 0, 0, 0, 0], "1.5"),
        (vec![0xca, 0x3f, 0xc0, 0, 0], "1.5"),
        (text("0.1"), "0.1"),
        (text("18446744073709551616"), "18446744073709551616"),
    ] {
        assert_eq!(decode(&bytes, &Type::Number), Ok(number(value)), "{bytes:x?}");
    }
    assert_eq!(encode(&number("9007199254740993"), &Type::Number).unwrap()[0], 0xcf);
    assert_eq!(encode(&number("1.5"), &Type::Number).unwrap()[0], 0xcb);
    assert_eq!(encode(&number("0.12345678901234567890123"), &Type::Number).unwrap()[0], 0xb9);
}

#[test]
fn objects_are_written_complete() {
    let ty = Type::Object([("a".to_owned(), Type::String), ("b".to_owned(), Type::Bool)].into());
    let bytes = encode(&object([("a", string("x"))]), &ty).unwrap();
    assert_eq!(decode(&bytes, &ty).unwrap(), object([("a", string("x")), ("b", Value::Null)]));
    let error = encode(&object([("c", string("x"))]), &ty).unwrap_err();
    assert!(error.to_string().contains("\"c\""), "{error}");
}

#[test]
fn sets_compare_without_order() {
    let ty = Type::Set(Box::new(Type::String));
    let ab = decode(&[0x92, 0xa1, b'a', 0xa1, b'b'], &ty).unwrap();
    assert_eq!(ab, decode(&[0x92, 0xa1, b'b', 0xa1, b'a'], &ty).unwrap());
}

#[test]
fn an_element_is_in_a_set_once_unless_it_may_yet_become_another() {
    let ty = Type::Set(Box::new(Type::List(Box::new(Type::String))));
    let (known, partly) = (&[0x91, 0xa1, b'a'][..], &[0x91, 0xd4, 0, 0][..]);
    let bytes = [&[0x95][..], known, partly, known, partly, known].concat();
    let Value::Value(Known::List(elements)) = decode(&bytes, &ty).unwrap() else { panic!("a set") };
    let list = |element| Value::Value(Known::List(vec![element]));
    let count = |wanted: Dynamic| elements.iter().filter(|element| **element == wanted).count();
    assert_eq!((count(list(string("a"))), count(list(Value::Unknown))), (1, 2));
}

#[test]
fn broken_values_are_refused_with_their_place() {
    let object = Type::Object([("a".to_owned(), Type::List(Box::new(Type::String)))].into());
    for (bytes, says) in [
        (&[0x81, 0xa1, b'a'][..], "ends too early"),
        (&[0x80], "without its attributes [\"a\"]"),
        (&[0x81, 0xa1, b'b', 0xc0], "\"b\", which the schema does not have"),
        (&[0x82, 0xa1, b'a', 0xc0, 0xa1, b'a', 0xc0], "twice"),
        (&[0x81, 0xa1, b'a', 0x91, 0x07], "a[0]: expected a string, got a number"),
        (&[0x81, 0xa1, b'a', 0x91, 0xa1, 0xff], "a[0]: a string that is not UTF-8"),
        (&[0x81, 0xa1, b'a', 0xdd, 0xff, 0xff, 0xff, 0xff], "ends too early"),
        (&[0x81, 0xa1, b'a', 0xc0, 0xc0], "1 bytes follow"),
        (&[0xc1], "expected an object, got a reserved code"),
        (&[0xc7, 0xff, 0x00], "ends too early"),
    ] {
        let error = decode(bytes, &object).unwrap_err().to_string();
        assert!(error.contains(says), "{bytes:x?}: {error}");
    }
}

/// `levels` times the same type around a null, as types that travel with their values allow.
fn nested(levels: usize, ty: &str, open: &[u8]) -> Vec<u8> {
    let level = [&[0x92, 0xc5][..], &(ty.len() as u16).to_be_bytes(), ty.as_bytes(), open].concat();
    [level.repeat(levels), vec![0xc0]].concat()
}

#[test]
fn values_cannot_nest_without_end() {
    let lists = format!("{}\"dynamic\"{}", "[\"list\",".repeat(100), "]".repeat(100));
    for bytes in [
        nested(100_000, "\"dynamic\"", &[]),
        // Each type is harmless, and 64 of them are 6,400 levels.
        nested(64, &lists, &[0x91; 100]),
    ] {
        let error = decode(&bytes, &Type::Any).unwrap_err().to_string();
        assert!(error.contains("values nested deeper than 256"), "{error}");
    }
    assert!(decode(&nested(1, &lists, &[0x91; 100]), &Type::Any).is_ok());
}

#[test]
fn a_length_is_not_believed_before_its_elements_are_seen() {
    // 100 lists in one another, each claiming as many elements as bytes follow: allocated at once, hundreds of GB.
    let size = 40 << 20;
    let lists = format!("{}\"bool\"{}", "[\"list\",".repeat(100), "]".repeat(100));
    let header = [&[0xdd][..], &(size as u32 - 1000).to_be_bytes()].concat();
    let mut bytes = nested(1, &lists, &header.repeat(100));
    bytes.resize(size, 0xc0);
    assert!(decode(&bytes, &Type::Any).is_err());
}

#[test]
fn what_is_shown_of_others_texts_is_short() {
    let name = "x".repeat(60_000);
    let bytes = [&[0x81, 0xdb][..], &(name.len() as u32).to_be_bytes(), name.as_bytes(), &[0xc0]].concat();
    let error = decode(&bytes, &Type::Object(Default::default())).unwrap_err().to_string();
    assert!(error.len() < 300 && error.contains("(60000 bytes in all)"), "{error}");
    let error = decode(&nested(1, &format!("{name:?}"), &[]), &Type::Any).unwrap_err().to_string();
    assert!(error.len() < 300 && error.contains("(60002 bytes in all)"), "{error}");
}

fn any_number() -> impl Strategy<Value = Number> {
    prop_oneof![any::<i64>().prop_map(Number::from), any::<f64>().prop_filter_map("finite", Number::from_f64)]
}

/// A type and a value of it.
fn typed() -> impl Strategy<Value = (Type, Dynamic)> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(|value| (Type::Bool, Value::Value(Known::Bool(value)))),
        any_number().prop_map(|value| (Type::Number, Value::Value(Known::Number(value)))),
        "\\PC{0,12}".prop_map(|value| (Type::String, string(value))),
        Just((Type::String, Value::Null)),
        Just((Type::Number, Value::Unknown)),
    ];
    leaf.prop_recursive(4, 32, 4, |inner| {
        prop_oneof![
            (inner.clone(), 0..4usize).prop_map(|((ty, value), count)| {
                (Type::List(Box::new(ty)), Value::Value(Known::List(vec![value; count])))
            }),
            (inner.clone(), "[a-z]{1,4}").prop_map(|((ty, value), key)| {
                (Type::Map(Box::new(ty)), Value::Value(Known::Map(BTreeMap::from([(key, value)]))))
            }),
            proptest::collection::btree_map("[a-z_]{1,8}", inner.clone(), 0..4).prop_map(|attributes| {
                let ty = attributes.iter().map(|(name, (ty, _))| (name.clone(), ty.clone())).collect();
                let value = attributes.into_iter().map(|(name, (_, value))| (name, value)).collect();
                (Type::Object(ty), Value::Value(Known::Map(value)))
            }),
            inner.prop_map(|(ty, value)| {
                // A null or unknown value of any type loses its type, as in cty.
                let value = match value {
                    Value::Value(_) => Value::Value(Known::Any(ty.to_string(), Box::new(value))),
                    other => other,
                };
                (Type::Any, value)
            }),
        ]
    })
}

#[test]
fn a_large_whole_number_is_written_digit_by_digit() {
    // As a double it would be 10000000000000000303786028427003666890752.
    let bytes = encode(&number("1e40"), &Type::Number).unwrap();
    assert_eq!(&bytes[2..], format!("1{}", "0".repeat(40)).as_bytes());
    assert_eq!(encode(&number("0.1"), &Type::Number).unwrap()[0], 0xcb);
}

proptest! {
    #[test]
    fn what_is_written_is_read_back((ty, value) in typed()) {
        let bytes = encode(&value, &ty).unwrap();
        prop_assert_eq!(decode(&bytes, &ty).unwrap(), value);
    }

    #[test]
    fn reading_never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..64), (ty, _) in typed()) {
        let _ = decode(&bytes, &ty);
        let _ = decode(&bytes, &Type::Any);
    }
}
