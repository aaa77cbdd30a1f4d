//! What the data source's block looks like.

use crate::plugin::schema::{AttributeConstraint, AttributeType, Block, Description, Schema};
use crate::provider::lookups::policy_attributes as about;
use crate::provider::schema::{attribute, attributes, text};
use crate::provider::timeouts;

/// The block.
pub(super) fn schema() -> Schema {
    use AttributeConstraint::{Computed, Optional};
    let platform = format!("Only policies for this platform. {}", about::PLATFORM);
    let kind = format!("Only policies of this kind. {}", about::POLICY_KIND);
    let policy = attributes([
        ("id", text(Computed, about::ID)),
        ("display_name", text(Computed, about::DISPLAY_NAME)),
        ("description", text(Computed, about::DESCRIPTION)),
        ("platform", text(Computed, about::PLATFORM)),
        ("policy_kind", text(Computed, about::POLICY_KIND)),
    ]);
    let attributes = attributes([
        (
            "display_name",
            text(
                Optional,
                "Only policies of this name, in which `*` stands for any text. Compared without case.",
            ),
        ),
        ("platform", text(Optional, &platform)),
        ("policy_kind", text(Optional, &kind)),
        (
            "policies",
            attribute(
                AttributeType::AttributeList(policy),
                Computed,
                "The policies that fit, sorted by name and id.",
            ),
        ),
    ]);
    let block = Block {
        version: 0,
        attributes,
        blocks: timeouts::read_only_block(),
        description: Description::markdown(
            "Lists the compliance policies of the tenant, of both kinds, or those that fit all filters that are given. \
             An empty list is an answer, not an error.",
        ),
        deprecated: false,
    };
    Schema { version: 0, block }
}
