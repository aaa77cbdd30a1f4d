//! Where Terraform can point in a configuration.
//!
//! Terraform looks a diagnostic's path up in the text: it follows blocks down to an attribute, and in an attribute one
//! step further, which it takes for a key or an index. It does not follow the names of nested attributes: such a path
//! would end at the beginning of the whole block. The nested attributes of an object stand in the text like the keys of a
//! map, so that is what their names are sent as.

use tf_provider::{AttributePath, AttributePathStep};

use super::{Block, NestedBlock};

/// The path that makes Terraform show the line, or the nearest that it can find.
pub fn locatable(block: &Block, path: AttributePath) -> AttributePath {
    let mut steps = path.steps.into_iter();
    let mut found = AttributePath::root();
    let mut block = block;
    while let Some(step) = steps.next() {
        let nested = match &step {
            AttributePathStep::Attribute(name) => block.blocks.get(name.as_ref()),
            _ => None,
        };
        found.steps.push(step);
        match nested {
            Some(NestedBlock::Single(inner) | NestedBlock::Optional(inner) | NestedBlock::Group(inner)) => {
                block = inner;
            }
            Some(NestedBlock::List(inner) | NestedBlock::Map(inner)) => {
                found.steps.extend(steps.next());
                block = inner;
            }
            // Its blocks have no order, and so no number.
            Some(NestedBlock::Set(_)) => break,
            None => {
                found.steps.extend(steps.next().map(as_key));
                break;
            }
        }
    }
    found
}

fn as_key(step: AttributePathStep) -> AttributePathStep {
    match step {
        AttributePathStep::Attribute(name) => AttributePathStep::Key(name),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use tf_provider::schema::{Attribute, AttributeConstraint, AttributeType, Description};

    use super::*;

    fn block(blocks: impl IntoIterator<Item = (&'static str, NestedBlock)>) -> Block {
        let plain = Attribute {
            attr_type: AttributeType::String,
            description: Description::plain(""),
            constraint: AttributeConstraint::Optional,
            ..Default::default()
        };
        let object = AttributeType::AttributeSingle(HashMap::from([("inner".to_owned(), plain.clone())]));
        let attributes = [("plain", plain.clone()), ("object", Attribute { attr_type: object, ..plain })];
        Block {
            attributes: attributes.into_iter().map(|(name, it)| (name.to_owned(), it)).collect(),
            blocks: blocks.into_iter().map(|(name, it)| (name.to_owned(), it)).collect(),
            ..Default::default()
        }
    }

    #[test]
    fn blocks_are_followed_and_what_is_nested_in_an_attribute_is_a_key() {
        let schema = block([
            ("single", NestedBlock::Single(block([]))),
            ("list", NestedBlock::List(block([]))),
            ("set", NestedBlock::Set(block([]))),
        ]);
        let root = AttributePath::root;
        let at = |name: &'static str| AttributePath::new(name);
        for (path, wanted) in [
            (root(), root()),
            (at("plain"), at("plain")),
            (at("object").attribute("inner"), at("object").key("inner")),
            (at("object").attribute("inner").attribute("more"), at("object").key("inner")),
            (at("object").index(1).attribute("inner"), at("object").index(1)),
            (at("object").key("a").attribute("inner"), at("object").key("a")),
            (at("single").attribute("plain"), at("single").attribute("plain")),
            (
                at("single").attribute("object").attribute("inner"),
                at("single").attribute("object").key("inner"),
            ),
            (at("list").index(2).attribute("plain"), at("list").index(2).attribute("plain")),
            (at("set").index(2).attribute("plain"), at("set")),
            (at("nowhere").attribute("inner"), at("nowhere").key("inner")),
        ] {
            assert_eq!(locatable(&schema, path.clone()), wanted, "{path}");
        }
    }
}
