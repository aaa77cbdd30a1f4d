//! Schemas in their wire form.
//!
//! Two of tf-provider's forms need a word. `NestedBlock::Optional` is a block that may be there once; it is served
//! with Terraform's single nesting, so that its value is an object or null, as in HashiCorp's providers. Limits that
//! tf-provider cannot express are left at zero, which means none.

use std::collections::HashMap;

use super::{
    Attribute, AttributeConstraint, AttributeType, Block, FunctionSchema, IdentitySchema, ImportUse,
    NestedBlock, Parameter, Schema, StringKind,
};
use crate::plugin::proto::tfplugin6 as wire;
use wire::schema::nested_block::NestingMode as BlockNesting;
use wire::schema::object::NestingMode as ObjectNesting;

/// The wire form of a schema. Attributes and blocks are in the order of their names.
pub fn schema_to_wire(schema: &Schema) -> wire::Schema {
    wire::Schema { version: schema.version, block: Some(block_to_wire(&schema.block)) }
}

/// The wire form of an identity schema.
pub fn identity_to_wire(schema: &IdentitySchema) -> wire::ResourceIdentitySchema {
    let attributes =
        schema.attributes.iter().map(|attribute| wire::resource_identity_schema::IdentityAttribute {
            name: attribute.name.clone(),
            r#type: attribute.ty.to_string().into(),
            required_for_import: attribute.import == ImportUse::Required,
            optional_for_import: attribute.import == ImportUse::Optional,
            description: attribute.description.clone(),
        });
    wire::ResourceIdentitySchema { version: schema.version, identity_attributes: attributes.collect() }
}

/// The wire form of a function.
pub fn function_to_wire(schema: &FunctionSchema) -> wire::Function {
    let parameter = |parameter: &Parameter| wire::function::Parameter {
        name: parameter.name.clone(),
        r#type: parameter.param_type.to_string().into(),
        allow_null_value: parameter.allow_null,
        allow_unknown_values: parameter.allow_unknown,
        description: parameter.description.content.clone(),
        description_kind: kind_to_wire(&parameter.description.kind),
    };
    wire::Function {
        parameters: schema.parameters.iter().map(parameter).collect(),
        variadic_parameter: schema.variadic.as_ref().map(parameter),
        r#return: Some(wire::function::Return { r#type: schema.return_type.to_string().into() }),
        summary: schema.summary.clone(),
        description: schema.description.content.clone(),
        description_kind: kind_to_wire(&schema.description.kind),
        deprecation_message: schema.deprecated.clone().unwrap_or_default(),
    }
}

fn block_to_wire(block: &Block) -> wire::schema::Block {
    wire::schema::Block {
        version: block.version,
        attributes: attributes_to_wire(&block.attributes),
        block_types: by_name(&block.blocks).map(|(name, nested)| nested_to_wire(name, nested)).collect(),
        description: block.description.content.clone(),
        description_kind: kind_to_wire(&block.description.kind),
        deprecated: block.deprecated,
        ..Default::default()
    }
}

fn nested_to_wire(name: &str, nested: &NestedBlock) -> wire::schema::NestedBlock {
    let (nesting, items, block) = match nested {
        NestedBlock::Single(block) => (BlockNesting::Single, 1, block),
        NestedBlock::Optional(block) => (BlockNesting::Single, 0, block),
        NestedBlock::Group(block) => (BlockNesting::Group, 0, block),
        NestedBlock::List(block) => (BlockNesting::List, 0, block),
        NestedBlock::Set(block) => (BlockNesting::Set, 0, block),
        NestedBlock::Map(block) => (BlockNesting::Map, 0, block),
    };
    wire::schema::NestedBlock {
        type_name: name.to_owned(),
        block: Some(block_to_wire(block)),
        nesting: nesting.into(),
        min_items: items,
        max_items: items,
    }
}

fn attributes_to_wire(attributes: &HashMap<String, Attribute>) -> Vec<wire::schema::Attribute> {
    by_name(attributes).map(|(name, attribute)| attribute_to_wire(name, attribute)).collect()
}

fn attribute_to_wire(name: &str, attribute: &Attribute) -> wire::schema::Attribute {
    let nested = match &attribute.attr_type {
        AttributeType::AttributeSingle(inner) => Some((ObjectNesting::Single, inner)),
        AttributeType::AttributeList(inner) => Some((ObjectNesting::List, inner)),
        AttributeType::AttributeSet(inner) => Some((ObjectNesting::Set, inner)),
        AttributeType::AttributeMap(inner) => Some((ObjectNesting::Map, inner)),
        _ => None,
    };
    use AttributeConstraint::{Computed, Optional, OptionalComputed, Required};
    wire::schema::Attribute {
        name: name.to_owned(),
        // A nested attribute has no type of its own: core refuses both.
        r#type: if nested.is_some() { Default::default() } else { attribute.attr_type.to_string().into() },
        nested_type: nested.map(|(nesting, inner)| wire::schema::Object {
            attributes: attributes_to_wire(inner),
            nesting: nesting.into(),
            ..Default::default()
        }),
        description: attribute.description.content.clone(),
        description_kind: kind_to_wire(&attribute.description.kind),
        required: attribute.constraint == Required,
        optional: matches!(attribute.constraint, Optional | OptionalComputed),
        computed: matches!(attribute.constraint, Computed | OptionalComputed),
        sensitive: attribute.sensitive,
        deprecated: attribute.deprecated,
        ..Default::default()
    }
}

fn kind_to_wire(kind: &StringKind) -> i32 {
    match kind {
        StringKind::Plain => wire::StringKind::Plain,
        StringKind::Markdown => wire::StringKind::Markdown,
    }
    .into()
}

/// Entries in the order of their names, so that the same schema is always the same bytes.
fn by_name<T>(entries: &HashMap<String, T>) -> impl Iterator<Item = (&String, &T)> {
    let mut sorted: Vec<_> = entries.iter().collect();
    sorted.sort_by_key(|(name, _)| *name);
    sorted.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plugin::schema::{Type, block_type};
    use crate::plugin::value::parse_type;

    fn attribute(attr_type: AttributeType, constraint: AttributeConstraint) -> Attribute {
        Attribute { attr_type, constraint, ..Default::default() }
    }

    fn example() -> Block {
        use AttributeConstraint::*;
        let inner = HashMap::from([("x".to_owned(), attribute(AttributeType::Number, Optional))]);
        let attributes = HashMap::from([
            ("id".to_owned(), attribute(AttributeType::String, Computed)),
            (
                "tags".to_owned(),
                attribute(AttributeType::Map(Box::new(AttributeType::String)), OptionalComputed),
            ),
            ("one".to_owned(), attribute(AttributeType::AttributeSingle(inner.clone()), Required)),
            ("many".to_owned(), attribute(AttributeType::AttributeSet(inner.clone()), Optional)),
        ]);
        let nested = Block { attributes: inner, ..Default::default() };
        let blocks = HashMap::from([
            ("timeouts".to_owned(), NestedBlock::Optional(nested.clone())),
            ("rule".to_owned(), NestedBlock::List(nested.clone())),
            ("tag".to_owned(), NestedBlock::Set(nested.clone())),
            ("exactly".to_owned(), NestedBlock::Single(nested)),
        ]);
        Block { attributes, blocks, ..Default::default() }
    }

    /// Reads a type back from the wire form, as Terraform does.
    fn type_from_wire(block: &wire::schema::Block) -> Type {
        fn attributes(list: &[wire::schema::Attribute]) -> HashMap<String, Type> {
            list.iter().map(|attribute| (attribute.name.clone(), attribute_type(attribute))).collect()
        }
        fn attribute_type(attribute: &wire::schema::Attribute) -> Type {
            let Some(object) = &attribute.nested_type else {
                return parse_type(&attribute.r#type).unwrap();
            };
            let element = Type::Object(attributes(&object.attributes));
            match object.nesting() {
                ObjectNesting::Single => element,
                ObjectNesting::List => Type::List(Box::new(element)),
                ObjectNesting::Set => Type::Set(Box::new(element)),
                other => panic!("{other:?}"),
            }
        }
        let mut all = attributes(&block.attributes);
        for nested in &block.block_types {
            let element = type_from_wire(nested.block.as_ref().unwrap());
            let ty = match nested.nesting() {
                BlockNesting::Single => element,
                BlockNesting::List => Type::List(Box::new(element)),
                BlockNesting::Set => Type::Set(Box::new(element)),
                other => panic!("{other:?}"),
            };
            all.insert(nested.type_name.clone(), ty);
        }
        Type::Object(all)
    }

    #[test]
    fn the_wire_form_implies_the_same_type() {
        let block = example();
        assert_eq!(type_from_wire(&block_to_wire(&block)), block_type(&block));
    }

    #[test]
    fn cores_rules_are_kept() {
        let wire = block_to_wire(&example());
        for attribute in &wire.attributes {
            assert_ne!(attribute.nested_type.is_some(), !attribute.r#type.is_empty(), "{}", attribute.name);
            assert!(attribute.required || attribute.optional || attribute.computed, "{}", attribute.name);
            assert!(
                !(attribute.required && (attribute.optional || attribute.computed)),
                "{}",
                attribute.name
            );
        }
        for nested in &wire.block_types {
            let expected = if nested.type_name == "exactly" { (1, 1) } else { (0, 0) };
            assert_eq!((nested.min_items, nested.max_items), expected, "{}", nested.type_name);
        }
        let names: Vec<_> = wire.attributes.iter().map(|attribute| &attribute.name).collect();
        assert!(names.is_sorted(), "{names:?}");
    }
}
