//! Schemas and rules of planning, from a definition.

use std::collections::{BTreeMap, HashMap};

use terraform_provider_intune::plugin::planning::PlanRules;
use terraform_provider_intune::plugin::schema::{
    Attribute, AttributeConstraint, AttributeType, Block, IdentityAttribute, IdentitySchema, ImportUse,
    NestedBlock, Schema, Type,
};

use super::definition::{self, Attributes, Definition, Mode, Shape};

/// The `resource` block.
pub(crate) fn resource(definition: &Definition) -> Schema {
    let mut block = block(&definition.attributes, &definition.blocks);
    block.attributes.insert("id".to_owned(), id(AttributeConstraint::OptionalComputed));
    Schema { version: 0, block }
}

/// The `data` block: the id asks, everything else answers. What are blocks in the resource are attributes here, since
/// only those can be unknown until the data is read.
pub(crate) fn data_source(definition: &Definition) -> Schema {
    let mut attributes = answers(&definition.attributes, &definition.blocks);
    attributes.insert("id".to_owned(), id(AttributeConstraint::Required));
    let block = Block { version: 0, attributes, description: "".into(), ..Default::default() };
    Schema { version: 0, block }
}

/// The `config` block of a `list` block.
pub(crate) fn list() -> Schema {
    let block = Block {
        version: 0,
        attributes: HashMap::from([("id".to_owned(), id(AttributeConstraint::Optional))]),
        description: "".into(),
        ..Default::default()
    };
    Schema { version: 0, block }
}

/// The identity of every type.
pub(crate) fn identity() -> IdentitySchema {
    IdentitySchema {
        version: 0,
        attributes: vec![IdentityAttribute {
            name: "id".to_owned(),
            ty: Type::String,
            import: ImportUse::Required,
            description: "The id of the object.".to_owned(),
        }],
    }
}

/// What the changes of a type mean: ids stay what they are, and what says `replace` replaces.
pub(crate) fn rules(definition: &Definition, schema: &Schema) -> PlanRules {
    let mut rules = PlanRules::new(schema).keep(&["id"]).replace(&["id"]);
    for path in replacing(&definition.attributes, &definition.blocks) {
        rules = rules.replace(&path);
    }
    rules
}

/// The paths of all attributes that replace.
fn replacing<'a>(
    attributes: &'a Attributes,
    blocks: &'a BTreeMap<String, definition::Block>,
) -> Vec<Vec<&'a str>> {
    let mut paths = Vec::new();
    for (name, attribute) in attributes {
        if attribute.replace {
            paths.push(vec![name.as_str()]);
        }
        let inner = attribute.nested().map(|inner| replacing(inner, const { &BTreeMap::new() }));
        paths.extend(below(name, inner.unwrap_or_default()));
    }
    for (name, block) in blocks {
        paths.extend(below(name, replacing(&block.attributes, &block.blocks)));
    }
    paths
}

fn below<'a>(name: &'a str, paths: Vec<Vec<&'a str>>) -> impl Iterator<Item = Vec<&'a str>> {
    paths.into_iter().map(move |path| [vec![name], path].concat())
}

fn id(constraint: AttributeConstraint) -> Attribute {
    Attribute {
        attr_type: AttributeType::String,
        description: "Names the object, and its file.".into(),
        constraint,
        ..Default::default()
    }
}

fn block(attributes: &Attributes, blocks: &BTreeMap<String, definition::Block>) -> Block {
    let nested = |(name, nested): (&String, &definition::Block)| {
        let inner = block(&nested.attributes, &nested.blocks);
        let nested = match nested.mode {
            Mode::List => NestedBlock::List(inner),
            Mode::Set => NestedBlock::Set(inner),
        };
        (name.clone(), nested)
    };
    Block {
        version: 0,
        attributes: declared(attributes),
        blocks: blocks.iter().map(nested).collect(),
        description: "".into(),
        deprecated: false,
    }
}

fn declared(attributes: &Attributes) -> HashMap<String, Attribute> {
    let attribute = |(name, it): (&String, &definition::Attribute)| {
        let constraint = match (it.required, it.optional, it.computed) {
            (true, ..) => AttributeConstraint::Required,
            (_, true, true) => AttributeConstraint::OptionalComputed,
            (_, _, true) => AttributeConstraint::Computed,
            _ => AttributeConstraint::Optional,
        };
        let attribute = Attribute {
            attr_type: attribute_type(it, declared),
            description: "".into(),
            constraint,
            sensitive: it.sensitive,
            deprecated: false,
        };
        (name.clone(), attribute)
    };
    attributes.iter().map(attribute).collect()
}

/// The same values, all of them computed.
fn answers(
    attributes: &Attributes,
    blocks: &BTreeMap<String, definition::Block>,
) -> HashMap<String, Attribute> {
    let computed = |attr_type, sensitive| Attribute {
        attr_type,
        description: "".into(),
        constraint: AttributeConstraint::Computed,
        sensitive,
        deprecated: false,
    };
    let attributes = attributes.iter().map(|(name, it)| {
        let inner = |attributes: &Attributes| answers(attributes, const { &BTreeMap::new() });
        (name.clone(), computed(attribute_type(it, inner), it.sensitive))
    });
    let blocks = blocks.iter().map(|(name, block)| {
        let inner = answers(&block.attributes, &block.blocks);
        let ty = match block.mode {
            Mode::List => AttributeType::AttributeList(inner),
            Mode::Set => AttributeType::AttributeSet(inner),
        };
        (name.clone(), computed(ty, false))
    });
    attributes.chain(blocks).collect()
}

fn attribute_type(
    attribute: &definition::Attribute,
    inner: impl Fn(&Attributes) -> HashMap<String, Attribute>,
) -> AttributeType {
    let (Some(nested), Some(shape)) = (attribute.nested(), attribute.shape()) else {
        return plain(attribute);
    };
    match shape {
        Shape::List(_) => AttributeType::AttributeList(inner(nested)),
        Shape::Map(_) => AttributeType::AttributeMap(inner(nested)),
        Shape::Set(_) => AttributeType::AttributeSet(inner(nested)),
        _ => AttributeType::AttributeSingle(inner(nested)),
    }
}

fn plain(attribute: &definition::Attribute) -> AttributeType {
    let boxed = |element: &definition::Attribute| Box::new(plain(element));
    match attribute.shape() {
        Some(Shape::Boolean) => AttributeType::Bool,
        Some(Shape::Number | Shape::Integer) => AttributeType::Number,
        Some(Shape::String) => AttributeType::String,
        Some(Shape::List(element)) => AttributeType::List(boxed(element)),
        Some(Shape::Map(element)) => AttributeType::Map(boxed(element)),
        Some(Shape::Set(element)) => AttributeType::Set(boxed(element)),
        Some(Shape::Object(attributes)) => AttributeType::Object(
            attributes.iter().map(|(name, attribute)| (name.clone(), plain(attribute))).collect(),
        ),
        // Refused when the definition is loaded.
        None => AttributeType::Any,
    }
}
