//! The part of a state that a configuration can say.

use std::collections::{BTreeMap, HashMap};

use super::{Attribute, AttributeConstraint, AttributeType, Block, NestedBlock};
use crate::plugin::value::{Dynamic, Known, Value, set};

/// The state without what only the provider sets, and without what is deprecated, at every depth.
pub fn configurable(block: &Block, state: Dynamic) -> Dynamic {
    let Value::Value(Known::Map(mut entries)) = state else {
        return state;
    };
    keep_attributes(&block.attributes, &mut entries);
    for (name, nested) in &block.blocks {
        let Some(value) = entries.remove(name) else {
            continue;
        };
        let value = match nested {
            NestedBlock::Single(inner) | NestedBlock::Optional(inner) | NestedBlock::Group(inner) => {
                configurable(inner, value)
            }
            NestedBlock::List(inner) | NestedBlock::Map(inner) => {
                each(value, |element| configurable(inner, element))
            }
            NestedBlock::Set(inner) => each_of_set(value, |element| configurable(inner, element)),
        };
        entries.insert(name.clone(), value);
    }
    Value::Value(Known::Map(entries))
}

fn keep_attributes(attributes: &HashMap<String, Attribute>, entries: &mut BTreeMap<String, Dynamic>) {
    for (name, attribute) in attributes {
        let Some(value) = entries.get_mut(name) else {
            continue;
        };
        let given = std::mem::take(value);
        if attribute.constraint == AttributeConstraint::Computed || attribute.deprecated {
            continue;
        }
        *value = match &attribute.attr_type {
            AttributeType::AttributeSingle(inner) => object(inner, given),
            AttributeType::AttributeList(inner) | AttributeType::AttributeMap(inner) => {
                each(given, |element| object(inner, element))
            }
            AttributeType::AttributeSet(inner) => each_of_set(given, |element| object(inner, element)),
            _ => given,
        };
    }
}

fn object(attributes: &HashMap<String, Attribute>, value: Dynamic) -> Dynamic {
    let Value::Value(Known::Map(mut entries)) = value else {
        return value;
    };
    keep_attributes(attributes, &mut entries);
    Value::Value(Known::Map(entries))
}

fn each(value: Dynamic, change: impl Fn(Dynamic) -> Dynamic) -> Dynamic {
    match value {
        Value::Value(Known::List(elements)) => {
            Value::Value(Known::List(elements.into_iter().map(change).collect()))
        }
        Value::Value(Known::Map(entries)) => {
            Value::Value(Known::Map(entries.into_iter().map(|(key, value)| (key, change(value))).collect()))
        }
        other => other,
    }
}

fn each_of_set(value: Dynamic, change: impl Fn(Dynamic) -> Dynamic) -> Dynamic {
    match value {
        Value::Value(Known::List(elements)) => set(elements.into_iter().map(change)),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plugin::value::{object, string};

    #[test]
    fn only_what_can_be_configured_is_left() {
        let attribute = |attr_type, constraint| Attribute { attr_type, constraint, ..Default::default() };
        let inner = HashMap::from([
            ("name".to_owned(), attribute(AttributeType::String, AttributeConstraint::Required)),
            ("etag".to_owned(), attribute(AttributeType::String, AttributeConstraint::Computed)),
        ]);
        let old =
            Attribute { deprecated: true, ..attribute(AttributeType::String, AttributeConstraint::Optional) };
        let block = Block {
            attributes: HashMap::from([
                ("id".to_owned(), attribute(AttributeType::String, AttributeConstraint::Computed)),
                ("old".to_owned(), old),
                (
                    "members".to_owned(),
                    attribute(AttributeType::AttributeSet(inner.clone()), AttributeConstraint::Optional),
                ),
            ]),
            blocks: HashMap::from([(
                "rule".to_owned(),
                NestedBlock::List(Block { attributes: inner, ..Default::default() }),
            )]),
            ..Default::default()
        };
        let member = |etag: Dynamic| object([("name", string("x")), ("etag", etag)]);
        let list = |element: Dynamic| Value::Value(Known::List(vec![element]));
        let state = |id: Dynamic, old: Dynamic, etag: Dynamic| {
            object([
                ("id", id),
                ("old", old),
                ("members", set([member(etag.clone())])),
                ("rule", list(member(etag))),
            ])
        };
        assert_eq!(
            configurable(&block, state(string("1"), string("2"), string("3"))),
            state(Value::Null, Value::Null, Value::Null)
        );
    }
}
