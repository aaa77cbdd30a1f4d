//! Short forms for writing schemas.

use std::collections::HashMap;

use crate::plugin::schema::{Attribute, AttributeConstraint, AttributeType, Description};

/// An attribute with its documentation, in Markdown.
pub(super) fn attribute(ty: AttributeType, constraint: AttributeConstraint, description: &str) -> Attribute {
    Attribute {
        attr_type: ty,
        description: Description::markdown(description),
        constraint,
        sensitive: false,
        deprecated: false,
    }
}

/// A string attribute.
pub(super) fn text(constraint: AttributeConstraint, description: &str) -> Attribute {
    attribute(AttributeType::String, constraint, description)
}

/// Attributes by name.
pub(super) fn attributes<const N: usize>(list: [(&str, Attribute); N]) -> HashMap<String, Attribute> {
    list.map(|(name, attribute)| (name.to_owned(), attribute)).into()
}
