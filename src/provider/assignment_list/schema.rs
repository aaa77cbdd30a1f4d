//! What the `config` block of a `list` block looks like.

use crate::plugin::schema::{AttributeConstraint, AttributeType, Block, Description, Schema};
use crate::provider::schema::{attribute, attributes, text};

/// The block.
pub(super) fn schema() -> Schema {
    use AttributeConstraint::Optional;
    let attributes = attributes([
        (
            "compliance_policy_id",
            text(
                Optional,
                "Only assignments of this policy, of either kind: a GUID. Costs the fewest requests.",
            ),
        ),
        (
            "policy_display_name",
            text(
                Optional,
                "Only assignments of policies of this name, in which `*` stands for any text. Compared without case.",
            ),
        ),
        (
            "platform",
            text(
                Optional,
                "Only assignments of policies for this platform: `windows10`, `ios`, `macos`, `android`, \
                 `android_work_profile`, `android_device_owner`, `aosp`, `linux`, or the service's own word.",
            ),
        ),
        (
            "target_types",
            attribute(
                AttributeType::Set(Box::new(AttributeType::String)),
                Optional,
                "Only assignments to these kinds of targets: `all_devices`, `all_licensed_users`, `group`, \
                 `exclusion_group`, `configuration_manager_collection`, `scope_tag_group`.",
            ),
        ),
        ("group_id", text(Optional, "Only assignments to this group, included or excluded: a GUID.")),
        (
            "include_policy_sets",
            attribute(
                AttributeType::Bool,
                Optional,
                "Whether to show assignments that come from policy sets as well, which cannot be imported. Defaults to \
                 `false`.",
            ),
        ),
    ]);
    let block = Block {
        version: 0,
        attributes,
        blocks: Default::default(),
        description: Description::markdown(
            "Lists the compliance policy assignments of the tenant. All that is given must fit.",
        ),
        deprecated: false,
    };
    Schema { version: 0, block }
}
