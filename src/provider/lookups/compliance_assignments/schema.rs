//! What the data source's block looks like.

use crate::plugin::schema::{AttributeConstraint, AttributeType, Block, Description, Schema};
use crate::provider::lookups::policy_attributes as about;
use crate::provider::schema::{attribute, attributes, text};
use crate::provider::timeouts;

/// The block.
pub(super) fn schema() -> Schema {
    use AttributeConstraint::{Computed, OptionalComputed, Required};
    let kind = format!("{} Found out when it is not given.", about::POLICY_KIND);
    let target = attributes([
        (
            "type",
            text(
                Computed,
                "The kind of target: `all_devices`, `all_licensed_users`, `group`, `exclusion_group`, \
                 `configuration_manager_collection` or `scope_tag_group`; the service's own type for anything else.",
            ),
        ),
        ("group_id", text(Computed, "The Entra id of the group.")),
        ("collection_id", text(Computed, "The id of the Configuration Manager collection.")),
        ("target_type", text(Computed, "What `entra_object_id` names: `user` or `device`.")),
        ("entra_object_id", text(Computed, "The Entra id of the user or device.")),
        ("filter_id", text(Computed, "The id of the assignment filter that narrows the target.")),
        (
            "filter_type",
            text(Computed, "What becomes of the devices that the filter matches: `include` or `exclude`."),
        ),
    ]);
    let assignment = attributes([
        ("id", text(Computed, "The assignment's id.")),
        (
            "source",
            text(
                Computed,
                "Where the assignment comes from: `direct` for one made on the policy, `policySets` for one of a \
                 policy set.",
            ),
        ),
        ("source_id", text(Computed, "The id of what the assignment comes from.")),
        (
            "from_policy_set",
            attribute(
                AttributeType::Bool,
                Computed,
                "Whether the assignment belongs to a policy set, which alone can change it.",
            ),
        ),
        (
            "target",
            attribute(AttributeType::AttributeSingle(target), Computed, "Whom the policy applies to."),
        ),
    ]);
    let attributes = attributes([
        ("compliance_policy_id", text(Required, about::ID)),
        ("policy_kind", text(OptionalComputed, &kind)),
        (
            "assignments",
            attribute(
                AttributeType::AttributeList(assignment),
                Computed,
                "The assignments, those of policy sets included, sorted by id.",
            ),
        ),
    ]);
    let block = Block {
        version: 0,
        attributes,
        blocks: timeouts::read_only_block(),
        description: Description::markdown("Lists whom one compliance policy is assigned to."),
        deprecated: false,
    };
    Schema { version: 0, block }
}
