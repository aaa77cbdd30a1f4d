//! What the resource's block looks like.

use crate::plugin::schema::{
    AttributeConstraint, AttributeType, Block, Description, IdentityAttribute, IdentitySchema, ImportUse,
    Schema, Type,
};
use crate::provider::policy_kind;
use crate::provider::schema::{attribute, attributes, text};
use crate::provider::target::{self, Elsewhere};
use crate::provider::timeouts;

/// The block.
pub(super) fn schema() -> Schema {
    use AttributeConstraint::{Computed, Required};
    let attributes = attributes([
        ("id", text(Computed, "The assignment's id, as Microsoft Graph returned it.")),
        (
            "compliance_policy_id",
            text(
                Required,
                "The id of the device compliance policy: a GUID. Changing it replaces the assignment.",
            ),
        ),
        (policy_kind::NAME, policy_kind::attribute()),
        (
            "target",
            attribute(
                AttributeType::AttributeSingle(target::schema(Elsewhere::Replaces)),
                Required,
                "Whom the policy applies to.",
            ),
        ),
        (
            "source",
            text(Computed, "Where the assignment comes from: `direct` for one that was made on the policy."),
        ),
        (
            "source_id",
            text(Computed, "The id of what the assignment comes from: the policy's own for a direct one."),
        ),
    ]);
    let block = Block {
        version: 0,
        attributes,
        blocks: [(timeouts::BLOCK.to_owned(), timeouts::schema())].into(),
        description: Description::markdown(
            "Assigns one device compliance policy to one target: all devices, all users, or a group that is included \
             or excluded. Other assignments of the policy are left alone.",
        ),
        deprecated: false,
    };
    Schema { version: 0, block }
}

/// What names an assignment.
pub(super) fn identity() -> IdentitySchema {
    let attribute = |name: &str, description: &str| IdentityAttribute {
        name: name.to_owned(),
        ty: Type::String,
        import: ImportUse::Required,
        description: description.to_owned(),
    };
    IdentitySchema {
        version: 0,
        attributes: vec![
            attribute("compliance_policy_id", "The id of the device compliance policy: a GUID."),
            attribute("assignment_id", "The id of the assignment."),
        ],
    }
}
