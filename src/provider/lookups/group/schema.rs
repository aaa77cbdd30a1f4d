//! What the data source's block looks like.

use crate::plugin::schema::{AttributeConstraint, Block, Description, Schema};
use crate::provider::schema::{attributes, text};
use crate::provider::timeouts;

/// The block.
pub(super) fn schema() -> Schema {
    use AttributeConstraint::{Computed, OptionalComputed};
    let attributes = attributes([
        ("id", text(OptionalComputed, "The object id of the group: a GUID.")),
        (
            "display_name",
            text(OptionalComputed, "The name of the group. Compared exactly. Either this or `id` is needed."),
        ),
        ("description", text(Computed, "What somebody wrote about the group.")),
    ]);
    let block = Block {
        version: 0,
        attributes,
        blocks: timeouts::read_only_block(),
        description: Description::markdown(
            "Finds one Entra group by its object id or by its display name. It is an error when none or several have that \
             name. The application needs the permission `GroupMember.Read.All`.",
        ),
        deprecated: false,
    };
    Schema { version: 0, block }
}
