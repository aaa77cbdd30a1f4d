//! The two types that are always there.

use std::collections::BTreeMap;

use super::definition::{Attribute, Attributes, Block, Definition, Kind, Mode};

/// How many levels of objects `tfcoremock_complex_resource` has.
const DEPTH: usize = 3;

/// The built-in types by name.
pub(crate) fn definitions() -> BTreeMap<String, Definition> {
    let simple = Definition { attributes: primitives(), blocks: BTreeMap::new() };
    let complex = Definition { attributes: attributes(DEPTH), blocks: blocks(DEPTH) };
    BTreeMap::from([
        ("tfcoremock_simple_resource".to_owned(), simple),
        ("tfcoremock_complex_resource".to_owned(), complex),
    ])
}

fn primitives() -> Attributes {
    [
        ("bool", Kind::Boolean),
        ("number", Kind::Number),
        ("string", Kind::String),
        ("float", Kind::Float),
        ("integer", Kind::Integer),
    ]
    .map(|(name, kind)| (name.to_owned(), Attribute::optional(kind)))
    .into()
}

fn attributes(depth: usize) -> Attributes {
    let mut attributes = primitives();
    if depth == 0 {
        return attributes;
    }
    let object = Attribute { object: Some(self::attributes(depth - 1)), ..Attribute::optional(Kind::Object) };
    let element = || Some(Box::new(object.clone()));
    let list = Attribute { list: element(), ..Attribute::optional(Kind::List) };
    let map = Attribute { map: element(), ..Attribute::optional(Kind::Map) };
    let set = Attribute { set: element(), ..Attribute::optional(Kind::Set) };
    attributes.extend(
        [("list", list), ("map", map), ("set", set), ("object", object)]
            .map(|(name, attribute)| (name.to_owned(), attribute)),
    );
    attributes
}

fn blocks(depth: usize) -> BTreeMap<String, Block> {
    if depth == 0 {
        return BTreeMap::new();
    }
    [("list_block", Mode::List), ("set_block", Mode::Set)]
        .map(|(name, mode)| {
            let block = Block { attributes: attributes(depth - 1), blocks: blocks(depth - 1), mode };
            (name.to_owned(), block)
        })
        .into()
}
