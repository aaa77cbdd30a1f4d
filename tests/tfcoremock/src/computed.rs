//! What unknown values become at apply.

use std::collections::BTreeMap;

use terraform_provider_intune::plugin::value::{Dynamic, Known, Value, set};

use super::definition::{Attribute, Attributes, Block, Definition, Shape};
use super::stored;

/// Makes everything known but the id: a computed attribute gets its `value`, or becomes null.
pub(crate) fn resolve(definition: &Definition, planned: Dynamic) -> Dynamic {
    members(&definition.attributes, &definition.blocks, planned)
}

fn members(attributes: &Attributes, blocks: &BTreeMap<String, Block>, value: Dynamic) -> Dynamic {
    let Value::Value(Known::Map(mut entries)) = value else {
        return value;
    };
    for (name, attribute) in attributes {
        if let Some(value) = entries.get_mut(name) {
            *value = resolved(attribute, std::mem::take(value));
        }
    }
    for (name, block) in blocks {
        if let Some(value) = entries.get_mut(name) {
            *value = each(std::mem::take(value), block.mode == super::definition::Mode::Set, |element| {
                members(&block.attributes, &block.blocks, element)
            });
        }
    }
    Value::Value(Known::Map(entries))
}

fn resolved(attribute: &Attribute, value: Dynamic) -> Dynamic {
    if value == Value::Unknown {
        let given = attribute.value.as_ref();
        // That it fits was checked when the definition was loaded.
        return given.and_then(|given| stored::value(given, &attribute.ty()).ok()).unwrap_or_default();
    }
    let none = BTreeMap::new();
    match (attribute.nested(), attribute.shape()) {
        (Some(nested), Some(Shape::Object(_))) => members(nested, &none, value),
        (Some(nested), Some(shape)) => {
            each(value, matches!(shape, Shape::Set(_)), |element| members(nested, &none, element))
        }
        _ => value,
    }
}

fn each(value: Dynamic, is_set: bool, change: impl Fn(Dynamic) -> Dynamic) -> Dynamic {
    match value {
        Value::Value(Known::List(elements)) if is_set => set(elements.into_iter().map(change)),
        Value::Value(Known::List(elements)) => {
            Value::Value(Known::List(elements.into_iter().map(change).collect()))
        }
        Value::Value(Known::Map(entries)) => {
            Value::Value(Known::Map(entries.into_iter().map(|(key, value)| (key, change(value))).collect()))
        }
        other => other,
    }
}
