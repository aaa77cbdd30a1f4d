//! What becomes unknown, what stays, and which members of a set belong together.

use super::*;
use crate::plugin::value::{object, set, string};

fn attribute(attr_type: AttributeType, constraint: AttributeConstraint) -> Attribute {
    Attribute { attr_type, constraint, ..Default::default() }
}

fn list(elements: Vec<Dynamic>) -> Dynamic {
    Value::Value(Known::List(elements))
}

fn block() -> Block {
    use AttributeConstraint::*;
    let inner = HashMap::from([
        ("given".to_owned(), attribute(AttributeType::String, Optional)),
        ("found".to_owned(), attribute(AttributeType::String, OptionalComputed)),
    ]);
    let attributes = HashMap::from([
        ("id".to_owned(), attribute(AttributeType::String, Computed)),
        ("name".to_owned(), attribute(AttributeType::String, Optional)),
        ("nested".to_owned(), attribute(AttributeType::AttributeList(inner.clone()), Optional)),
    ]);
    let rule = NestedBlock::List(Block { attributes: inner, ..Default::default() });
    Block { attributes, blocks: HashMap::from([("rule".to_owned(), rule)]), ..Default::default() }
}

#[test]
fn what_the_provider_fills_in_becomes_unknown() {
    let inner = |found| list(vec![object([("given", string("g")), ("found", found)])]);
    let given = object([
        ("id", Value::Null),
        ("name", Value::Null),
        ("nested", inner(Value::Null)),
        ("rule", inner(string("mine"))),
    ]);
    let mut planned = given.clone();
    mark_computed(&block(), &given, &mut planned);
    let expected = object([
        ("id", Value::Unknown),
        ("name", Value::Null),
        ("nested", inner(Value::Unknown)),
        ("rule", inner(string("mine"))),
    ]);
    assert_eq!(planned, expected);
}

#[test]
fn repeated_blocks_are_empty_never_null() {
    let mut value = object([("id", Value::Null), ("rule", Value::Null)]);
    no_null_blocks(&block(), &mut value);
    assert_eq!(value, object([("id", Value::Null), ("rule", list(vec![]))]));
}

#[test]
fn elements_of_a_set_are_paired_by_what_they_say_not_by_position() {
    use AttributeConstraint::{Computed, Optional};
    let member = HashMap::from([
        ("answer".to_owned(), attribute(AttributeType::String, Computed)),
        ("name".to_owned(), attribute(AttributeType::String, Optional)),
        ("fixed".to_owned(), attribute(AttributeType::String, AttributeConstraint::OptionalComputed)),
    ]);
    let block = Block {
        attributes: HashMap::from([(
            "members".to_owned(),
            attribute(AttributeType::AttributeSet(member), Optional),
        )]),
        ..Default::default()
    };
    let one = |answer: Dynamic, name: &str, fixed: Dynamic| {
        object([("answer", answer), ("name", string(name)), ("fixed", fixed)])
    };
    let of = |members: Vec<Dynamic>| object([("members", set(members))]);
    let config = of(vec![
        one(Value::Null, "a", Value::Null),
        one(Value::Null, "a", string("mine")),
        one(Value::Null, "b", string("mine")),
    ]);
    // What was computed before sorts them the other way round.
    let mut planned = of(vec![
        one(string("3"), "a", string("theirs")),
        one(string("2"), "a", string("mine")),
        one(string("1"), "b", string("mine")),
    ]);
    mark_computed(&block, &config, &mut planned);
    let expected = of(vec![
        one(Value::Unknown, "a", Value::Unknown),
        one(Value::Unknown, "a", string("mine")),
        one(Value::Unknown, "b", string("mine")),
    ]);
    assert_eq!(planned, expected);
}
