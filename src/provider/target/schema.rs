//! What a target looks like in a block.

use std::collections::HashMap;

use crate::plugin::schema::{Attribute, AttributeConstraint};
use crate::provider::schema::{attributes, text};

/// What it means for the resource when a target is given for somebody else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::provider) enum Elsewhere {
    /// It is another assignment, which replaces this one.
    Replaces,
    /// The target is one of many, which change in place.
    IsAnother,
}

/// The attributes of a target.
pub(in crate::provider) fn schema(elsewhere: Elsewhere) -> HashMap<String, Attribute> {
    use AttributeConstraint::{Optional, Required};
    let (flips, replaced) = match elsewhere {
        Elsewhere::Replaces => (
            " Turning `group` into `exclusion_group` or back, with the same group, updates in place; any other change \
             replaces the assignment.",
            " Changing it replaces the assignment.",
        ),
        Elsewhere::IsAnother => ("", ""),
    };
    attributes([
        (
            "type",
            text(
                Required,
                &format!(
                    "The kind of target: `all_devices`, `all_licensed_users`, `group`, `exclusion_group`, \
                     `configuration_manager_collection` or `scope_tag_group`.{flips}"
                ),
            ),
        ),
        (
            "group_id",
            text(
                Optional,
                &format!(
                    "The Entra id of the group: a GUID. Needed with `group` and `exclusion_group`, and only there. \
                     Intune does not check that the group exists.{replaced}"
                ),
            ),
        ),
        (
            "collection_id",
            text(
                Optional,
                &format!(
                    "The id of the Configuration Manager collection. Needed with `configuration_manager_collection`, \
                     and only there.{replaced}"
                ),
            ),
        ),
        (
            "target_type",
            text(
                Optional,
                &format!(
                    "What `entra_object_id` names: `user` or `device`. Needed with `scope_tag_group`, and only \
                     there.{replaced}"
                ),
            ),
        ),
        (
            "entra_object_id",
            text(
                Optional,
                &format!(
                    "The Entra id of the user or device. Needed with `scope_tag_group`, and only there.{replaced}"
                ),
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
