use std::collections::HashMap;

use super::*;
use crate::plugin::schema::{Attribute, AttributeType, Block, NestedBlock, StringKind};

/// Every description with its path, blocks and what is nested included.
fn descriptions(path: &str, block: &Block, found: &mut Vec<(String, String)>) {
    found.push((path.to_owned(), described(path, &block.description)));
    of_attributes(path, &block.attributes, found);
    for (name, nested) in &block.blocks {
        let (NestedBlock::Single(inner)
        | NestedBlock::Optional(inner)
        | NestedBlock::Group(inner)
        | NestedBlock::List(inner)
        | NestedBlock::Set(inner)
        | NestedBlock::Map(inner)) = nested;
        descriptions(&format!("{path}.{name}"), inner, found);
    }
}

fn of_attributes(path: &str, attributes: &HashMap<String, Attribute>, found: &mut Vec<(String, String)>) {
    for (name, attribute) in attributes {
        let path = format!("{path}.{name}");
        found.push((path.clone(), described(&path, &attribute.description)));
        if let AttributeType::AttributeSingle(inner)
        | AttributeType::AttributeList(inner)
        | AttributeType::AttributeSet(inner)
        | AttributeType::AttributeMap(inner) = &attribute.attr_type
        {
            of_attributes(&path, inner, found);
        }
    }
}

fn described(path: &str, description: &crate::plugin::schema::Description) -> String {
    assert!(matches!(description.kind, StringKind::Markdown), "{path} is not in Markdown");
    description.content.to_string()
}

#[test]
fn everything_that_users_can_write_has_a_description_in_sentences() {
    let provider = Intune::new(Environment::new(|_| None));
    let mut found = Vec::new();
    descriptions("provider", &provider.schema().block, &mut found);
    for (name, resource) in provider.resources() {
        descriptions(&name, &resource.schema().block, &mut found);
        for attribute in resource.identity().into_iter().flat_map(|identity| identity.attributes) {
            found.push((format!("{name} identity.{}", attribute.name), attribute.description));
        }
    }
    assert!(found.len() > 30, "{found:?}");
    for (path, text) in found {
        let starts = text.chars().next().is_some_and(char::is_uppercase);
        assert!(starts && text.ends_with('.'), "{path}: {text:?}");
    }
}

#[test]
fn secrets_are_marked_as_such() {
    let provider = Intune::new(Environment::new(|_| None));
    let mut sensitive: Vec<_> = provider
        .schema()
        .block
        .attributes
        .into_iter()
        .filter(|(_, attribute)| attribute.sensitive)
        .map(|(name, _)| name)
        .collect();
    sensitive.sort();
    assert_eq!(
        sensitive,
        [
            "access_token",
            "client_certificate",
            "client_certificate_password",
            "client_secret",
            "oidc_request_token",
            "oidc_token"
        ]
    );
}
