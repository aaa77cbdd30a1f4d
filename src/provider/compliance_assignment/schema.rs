//! What the resource's block looks like.

use crate::plugin::schema::{
    AttributeConstraint, AttributeType, Block, Description, IdentityAttribute, IdentitySchema, ImportUse,
    Schema, Type,
};
use crate::provider::schema::{attribute, attributes, text};
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
        (
            "target",
            attribute(AttributeType::AttributeSingle(target()), Required, "Whom the policy applies to."),
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

fn target() -> std::collections::HashMap<String, crate::plugin::schema::Attribute> {
    use AttributeConstraint::{Optional, Required};
    attributes([
        (
            "type",
            text(
                Required,
                "The kind of target: `all_devices`, `all_licensed_users`, `group`, `exclusion_group`, \
                 `configuration_manager_collection` or `scope_tag_group`. Turning `group` into `exclusion_group` or \
                 back, with the same group, updates in place; any other change replaces the assignment.",
            ),
        ),
        (
            "group_id",
            text(
                Optional,
                "The Entra id of the group: a GUID. Needed with `group` and `exclusion_group`, and only there. Intune \
                 does not check that the group exists. Changing it replaces the assignment.",
            ),
        ),
        (
            "collection_id",
            text(
                Optional,
                "The id of the Configuration Manager collection. Needed with `configuration_manager_collection`, and \
                 only there. Changing it replaces the assignment.",
            ),
        ),
        (
            "target_type",
            text(
                Optional,
                "What `entra_object_id` names: `user` or `device`. Needed with `scope_tag_group`, and only there. \
                 Changing it replaces the assignment.",
            ),
        ),
        (
            "entra_object_id",
            text(
                Optional,
                "The Entra id of the user or device. Needed with `scope_tag_group`, and only there. Changing it \
                 replaces the assignment.",
            ),
        ),
        (
            "filter_id",
            text(
                Optional,
                "The id of an assignment filter that narrows the target: a GUID. Comes together with `filter_type`. \
                 Changing it updates in place.",
            ),
        ),
        (
            "filter_type",
            text(
                Optional,
                "What becomes of the devices that the filter matches: `include` (only they are meant) or `exclude` \
                 (they are left out). Comes together with `filter_id`.",
            ),
        ),
    ])
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
