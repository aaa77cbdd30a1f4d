//! What the data source's block looks like.

use crate::plugin::schema::{AttributeConstraint, Block, Description, Schema};
use crate::provider::lookups::policy_attributes as about;
use crate::provider::schema::{attributes, text};
use crate::provider::timeouts;

/// The block.
pub(super) fn schema() -> Schema {
    use AttributeConstraint::{Computed, OptionalComputed};
    let name = format!("{} Compared exactly. Either this or `id` is needed.", about::DISPLAY_NAME);
    let platform =
        format!("{} With `display_name`, it chooses among policies of that name.", about::PLATFORM);
    let attributes = attributes([
        ("id", text(OptionalComputed, about::ID)),
        ("display_name", text(OptionalComputed, &name)),
        ("platform", text(OptionalComputed, &platform)),
        ("description", text(Computed, about::DESCRIPTION)),
        ("policy_kind", text(Computed, about::POLICY_KIND)),
    ]);
    let block = Block {
        version: 0,
        attributes,
        blocks: timeouts::read_only_block(),
        description: Description::markdown(
            "Finds one compliance policy, of either kind, by its id or by its display name. It is an error when none or \
             several have that name.",
        ),
        deprecated: false,
    };
    Schema { version: 0, block }
}
