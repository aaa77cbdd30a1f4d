//! The type of the values that a schema describes.

use std::collections::HashMap;

use super::{Attribute, AttributeType, Block, NestedBlock, Schema, Type};

/// The object type of a whole resource, data source or provider configuration.
pub fn schema_type(schema: &Schema) -> Type {
    block_type(&schema.block)
}

/// The object type of a block: its attributes and its nested blocks, side by side.
pub fn block_type(block: &Block) -> Type {
    let mut attributes = attribute_types(&block.attributes);
    attributes.extend(block.blocks.iter().map(|(name, nested)| {
        let ty = match nested {
            NestedBlock::Single(inner) | NestedBlock::Optional(inner) | NestedBlock::Group(inner) => {
                block_type(inner)
            }
            NestedBlock::List(inner) => Type::List(Box::new(block_type(inner))),
            NestedBlock::Set(inner) => Type::Set(Box::new(block_type(inner))),
            NestedBlock::Map(inner) => Type::Map(Box::new(block_type(inner))),
        };
        (name.clone(), ty)
    }));
    Type::Object(attributes)
}

fn attribute_types(attributes: &HashMap<String, Attribute>) -> HashMap<String, Type> {
    attributes.iter().map(|(name, attribute)| (name.clone(), attribute_type(&attribute.attr_type))).collect()
}

fn attribute_type(ty: &AttributeType) -> Type {
    let boxed = |inner: &AttributeType| Box::new(attribute_type(inner));
    let object = |attributes| Type::Object(attribute_types(attributes));
    match ty {
        AttributeType::String => Type::String,
        AttributeType::Number => Type::Number,
        AttributeType::Bool => Type::Bool,
        AttributeType::Any => Type::Any,
        AttributeType::List(inner) => Type::List(boxed(inner)),
        AttributeType::Set(inner) => Type::Set(boxed(inner)),
        AttributeType::Map(inner) => Type::Map(boxed(inner)),
        AttributeType::Object(inner) => {
            Type::Object(inner.iter().map(|(name, ty)| (name.clone(), attribute_type(ty))).collect())
        }
        AttributeType::Tuple(inner) => Type::Tuple(inner.iter().map(attribute_type).collect()),
        AttributeType::AttributeSingle(inner) => object(inner),
        AttributeType::AttributeList(inner) => Type::List(Box::new(object(inner))),
        AttributeType::AttributeSet(inner) => Type::Set(Box::new(object(inner))),
        AttributeType::AttributeMap(inner) => Type::Map(Box::new(object(inner))),
    }
}
