//! What planning needs to know from a schema: which attributes the provider fills in, which blocks may not be null.

use std::collections::HashMap;

use super::{Attribute, AttributeConstraint, AttributeType, Block, NestedBlock};
use crate::plugin::value::{Dynamic, Known, Look, Value};

/// Makes every computed attribute unknown that the configuration leaves null, at every depth.
///
/// Core proposes the prior value (or null) for these; a provider has to say "known after apply" itself.
pub fn mark_computed(block: &Block, config: &Dynamic, proposed: &mut Dynamic) {
    let Value::Value(Known::Map(entries)) = proposed else {
        return;
    };
    mark_attributes(&block.attributes, config, entries);
    for (name, nested) in &block.blocks {
        let Some(value) = entries.get_mut(name) else {
            continue;
        };
        match nested {
            NestedBlock::Single(inner) | NestedBlock::Optional(inner) | NestedBlock::Group(inner) => {
                mark_computed(inner, config.get(name), value);
            }
            NestedBlock::List(inner) | NestedBlock::Set(inner) | NestedBlock::Map(inner) => {
                each_element(config.get(name), value, |config, value| {
                    mark_computed(inner, config, value)
                });
            }
        }
    }
}

fn mark_attributes(
    attributes: &HashMap<String, Attribute>,
    config: &Dynamic,
    entries: &mut std::collections::BTreeMap<String, Dynamic>,
) {
    use AttributeConstraint::{Computed, OptionalComputed};
    for (name, attribute) in attributes {
        let Some(value) = entries.get_mut(name) else {
            continue;
        };
        let configured = config.get(name);
        if configured.is_null() && matches!(attribute.constraint, Computed | OptionalComputed) {
            *value = Value::Unknown;
            continue;
        }
        let mark = |inner: &HashMap<String, Attribute>, config: &Dynamic, value: &mut Dynamic| {
            if let Value::Value(Known::Map(entries)) = value {
                mark_attributes(inner, config, entries);
            }
        };
        match &attribute.attr_type {
            AttributeType::AttributeSingle(inner) => mark(inner, configured, value),
            AttributeType::AttributeList(inner)
            | AttributeType::AttributeSet(inner)
            | AttributeType::AttributeMap(inner) => {
                each_element(configured, value, |config, value| mark(inner, config, value));
            }
            _ => {}
        }
    }
}

/// Pairs the elements of a configured and a proposed collection: lists and sets by position, maps by key. Core
/// proposes exactly the configured elements.
fn each_element(config: &Dynamic, proposed: &mut Dynamic, mut visit: impl FnMut(&Dynamic, &mut Dynamic)) {
    match (config, proposed) {
        (Value::Value(Known::List(configs)), Value::Value(Known::List(values))) => {
            configs
                .iter()
                .zip(values)
                .for_each(|(config, value)| visit(config, value));
        }
        (Value::Value(Known::Map(_)), Value::Value(Known::Map(values))) => {
            values
                .iter_mut()
                .for_each(|(key, value)| visit(config.get(key), value));
        }
        _ => {}
    }
}

/// Turns null into empty wherever a block may stand several times: core refuses null there.
pub fn no_null_blocks(block: &Block, value: &mut Dynamic) {
    let Value::Value(Known::Map(entries)) = value else {
        return;
    };
    for (name, nested) in &block.blocks {
        let value = entries.entry(name.clone()).or_default();
        match nested {
            NestedBlock::List(_) | NestedBlock::Set(_) if value.is_null() => {
                *value = Value::Value(Known::List(Vec::new()));
            }
            NestedBlock::Map(_) if value.is_null() => *value = Value::Value(Known::Map(Default::default())),
            NestedBlock::Single(inner) | NestedBlock::Optional(inner) | NestedBlock::Group(inner) => {
                no_null_blocks(inner, value);
            }
            NestedBlock::List(inner) | NestedBlock::Set(inner) | NestedBlock::Map(inner) => match value {
                Value::Value(Known::List(elements)) => {
                    elements
                        .iter_mut()
                        .for_each(|element| no_null_blocks(inner, element));
                }
                Value::Value(Known::Map(elements)) => {
                    elements
                        .values_mut()
                        .for_each(|element| no_null_blocks(inner, element));
                }
                _ => {}
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plugin::value::{object, string};

    fn attribute(attr_type: AttributeType, constraint: AttributeConstraint) -> Attribute {
        Attribute {
            attr_type,
            constraint,
            ..Default::default()
        }
    }

    fn list(elements: Vec<Dynamic>) -> Dynamic {
        Value::Value(Known::List(elements))
    }

    fn block() -> Block {
        use AttributeConstraint::*;
        let inner = HashMap::from([
            ("given".to_owned(), attribute(AttributeType::String, Optional)),
            (
                "found".to_owned(),
                attribute(AttributeType::String, OptionalComputed),
            ),
        ]);
        let attributes = HashMap::from([
            ("id".to_owned(), attribute(AttributeType::String, Computed)),
            ("name".to_owned(), attribute(AttributeType::String, Optional)),
            (
                "nested".to_owned(),
                attribute(AttributeType::AttributeList(inner.clone()), Optional),
            ),
        ]);
        let rule = NestedBlock::List(Block {
            attributes: inner,
            ..Default::default()
        });
        Block {
            attributes,
            blocks: HashMap::from([("rule".to_owned(), rule)]),
            ..Default::default()
        }
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
}
