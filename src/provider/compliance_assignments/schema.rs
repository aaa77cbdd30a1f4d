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
    use AttributeConstraint::Required;
    let attributes = attributes([
        (
            "compliance_policy_id",
            text(Required, "The id of the compliance policy: a GUID. Changing it replaces the resource."),
        ),
        (policy_kind::NAME, policy_kind::attribute()),
        (
            "targets",
            attribute(
                AttributeType::AttributeSet(target::schema(Elsewhere::IsAnother)),
                Required,
                "Whom the policy applies to, and nobody else: everybody at most once. An empty set removes all direct \
                 assignments. Changes are made in place.",
            ),
        ),
    ]);
    let block = Block {
        version: 0,
        attributes,
        blocks: [(timeouts::BLOCK.to_owned(), timeouts::schema())].into(),
        description: Description::markdown(
            "Sets all direct assignments of one compliance policy: those that are not listed are removed, also those \
             that somebody makes in the portal. Assignments that come from policy sets are left alone. Do not manage \
             assignments of the same policy with `intune_compliance_assignment` as well.",
        ),
        deprecated: false,
    };
    Schema { version: 0, block }
}

/// What names a policy's set of assignments.
pub(super) fn identity() -> IdentitySchema {
    IdentitySchema {
        version: 0,
        attributes: vec![IdentityAttribute {
            name: "compliance_policy_id".to_owned(),
            ty: Type::String,
            import: ImportUse::Required,
            description: "The id of the compliance policy: a GUID.".to_owned(),
        }],
    }
}
