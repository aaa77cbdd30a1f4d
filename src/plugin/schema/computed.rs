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
            NestedBlock::List(inner) | NestedBlock::Map(inner) => {
                each_element(config.get(name), value, |config, value| mark_computed(inner, config, value));
            }
            NestedBlock::Set(inner) => each_member(
                config.get(name),
                value,
                |config, value| block_fits(inner, config, value),
                |config, value| mark_computed(inner, config, value),
            ),
        }
    }
}

fn mark_attributes(
    attributes: &HashMap<String, Attribute>,
    config: &Dynamic,
    entries: &mut std::collections::BTreeMap<String, Dynamic>,
) {
    for (name, attribute) in attributes {
        let Some(value) = entries.get_mut(name) else {
            continue;
        };
        let configured = config.get(name);
        if configured.is_null() && is_computed(attribute) {
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
            AttributeType::AttributeList(inner) | AttributeType::AttributeMap(inner) => {
                each_element(configured, value, |config, value| mark(inner, config, value));
            }
            AttributeType::AttributeSet(inner) => each_member(
                configured,
                value,
                |config, value| attributes_fit(inner, config, value),
                |config, value| mark(inner, config, value),
            ),
            _ => {}
        }
    }
}

fn is_computed(attribute: &Attribute) -> bool {
    use AttributeConstraint::{Computed, OptionalComputed};
    matches!(attribute.constraint, Computed | OptionalComputed)
}

/// Pairs the elements of a configured and a proposed collection: lists by position, maps by key. Core proposes
/// exactly the configured elements.
fn each_element(config: &Dynamic, proposed: &mut Dynamic, mut visit: impl FnMut(&Dynamic, &mut Dynamic)) {
    match (config, proposed) {
        (Value::Value(Known::List(configs)), Value::Value(Known::List(values))) => {
            configs.iter().zip(values).for_each(|(config, value)| visit(config, value));
        }
        (Value::Value(Known::Map(_)), Value::Value(Known::Map(values))) => {
            values.iter_mut().for_each(|(key, value)| visit(config.get(key), value));
        }
        _ => {}
    }
}

/// Pairs the elements of a configured and a proposed set. Position says nothing there: core has filled computed
/// attributes in from the prior state, so the two are sorted differently. An element belongs to the configured one
/// that it `fits`; the most specific configured elements choose first.
fn each_member(
    config: &Dynamic,
    proposed: &mut Dynamic,
    fits: impl Fn(&Dynamic, &Dynamic) -> bool,
    mut visit: impl FnMut(&Dynamic, &mut Dynamic),
) {
    let (Value::Value(Known::List(configs)), Value::Value(Known::List(values))) = (config, proposed) else {
        return;
    };
    let mut order: Vec<&Dynamic> = configs.iter().collect();
    order.sort_by_key(|config| std::cmp::Reverse(given(config)));
    let mut free: Vec<bool> = vec![true; values.len()];
    for config in order {
        let place = (0..values.len()).find(|&place| free[place] && fits(config, &values[place]));
        if let Some(place) = place {
            free[place] = false;
            visit(config, &mut values[place]);
        }
    }
    values.sort();
}

/// How much a value says: the number of its leaves that are not null.
fn given(value: &Dynamic) -> usize {
    match value {
        Value::Null => 0,
        Value::Value(Known::List(elements)) => elements.iter().map(given).sum(),
        Value::Value(Known::Map(entries)) => entries.values().map(given).sum(),
        _ => 1,
    }
}

/// Whether core can have made this proposed block out of this configured one.
fn block_fits(block: &Block, config: &Dynamic, proposed: &Dynamic) -> bool {
    attributes_fit(&block.attributes, config, proposed)
        && block.blocks.iter().all(|(name, nested)| {
            let (config, proposed) = (config.get(name), proposed.get(name));
            match nested {
                NestedBlock::Single(inner) | NestedBlock::Optional(inner) | NestedBlock::Group(inner) => {
                    block_fits(inner, config, proposed)
                }
                NestedBlock::List(inner) | NestedBlock::Map(inner) => {
                    elements_fit(config, proposed, |config, proposed| block_fits(inner, config, proposed))
                }
                NestedBlock::Set(inner) => {
                    members_fit(config, proposed, |config, proposed| block_fits(inner, config, proposed))
                }
            }
        })
}

fn attributes_fit(attributes: &HashMap<String, Attribute>, config: &Dynamic, proposed: &Dynamic) -> bool {
    config == proposed
        || attributes.iter().all(|(name, attribute)| {
            let (config, proposed) = (config.get(name), proposed.get(name));
            if config == proposed || (config.is_null() && is_computed(attribute)) {
                return true;
            }
            match &attribute.attr_type {
                AttributeType::AttributeSingle(inner) => {
                    both_known(config, proposed) && attributes_fit(inner, config, proposed)
                }
                AttributeType::AttributeList(inner) | AttributeType::AttributeMap(inner) => {
                    elements_fit(config, proposed, |config, proposed| attributes_fit(inner, config, proposed))
                }
                AttributeType::AttributeSet(inner) => {
                    members_fit(config, proposed, |config, proposed| attributes_fit(inner, config, proposed))
                }
                _ => false,
            }
        })
}

fn both_known(config: &Dynamic, proposed: &Dynamic) -> bool {
    matches!((config, proposed), (Value::Value(_), Value::Value(_)))
}

fn elements_fit(config: &Dynamic, proposed: &Dynamic, fits: impl Fn(&Dynamic, &Dynamic) -> bool) -> bool {
    match (config, proposed) {
        (Value::Value(Known::List(configs)), Value::Value(Known::List(values))) => {
            configs.len() == values.len()
                && configs.iter().zip(values).all(|(config, value)| fits(config, value))
        }
        (Value::Value(Known::Map(configs)), Value::Value(Known::Map(values))) => {
            configs.len() == values.len()
                && configs
                    .iter()
                    .zip(values)
                    .all(|((key, config), (other, value))| key == other && fits(config, value))
        }
        _ => config == proposed,
    }
}

/// For a set inside a set it is enough that every configured element finds something that fits.
fn members_fit(config: &Dynamic, proposed: &Dynamic, fits: impl Fn(&Dynamic, &Dynamic) -> bool) -> bool {
    match (config, proposed) {
        (Value::Value(Known::List(configs)), Value::Value(Known::List(values))) => {
            configs.len() == values.len()
                && configs.iter().all(|config| values.iter().any(|value| fits(config, value)))
        }
        _ => config == proposed,
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
                    elements.iter_mut().for_each(|element| no_null_blocks(inner, element));
                }
                Value::Value(Known::Map(elements)) => {
                    elements.values_mut().for_each(|element| no_null_blocks(inner, element));
                }
                _ => {}
            },
        }
    }
}

#[cfg(test)]
mod tests;
