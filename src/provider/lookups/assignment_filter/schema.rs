//! What the data source's block looks like.

use crate::plugin::schema::{AttributeConstraint, Block, Description, Schema};
use crate::provider::schema::{attributes, text};
use crate::provider::timeouts;

/// The block.
pub(super) fn schema() -> Schema {
    use AttributeConstraint::{Computed, OptionalComputed};
    let attributes = attributes([
        ("id", text(OptionalComputed, "The id of the filter: a GUID.")),
        (
            "display_name",
            text(
                OptionalComputed,
                "The name of the filter. Compared exactly. Either this or `id` is needed.",
            ),
        ),
        ("description", text(Computed, "What somebody wrote about the filter.")),
        (
            "platform",
            text(
                Computed,
                "The platform of the devices that the filter looks at, in the service's word, such as \
                 `windows10AndLater`.",
            ),
        ),
        ("rule", text(Computed, "The rule, such as `(device.deviceOwnership -eq \"Corporate\")`.")),
    ]);
    let block = Block {
        version: 0,
        attributes,
        blocks: timeouts::read_only_block(),
        description: Description::markdown(
            "Finds one assignment filter by its id or by its display name. It is an error when none or several have that \
             name. Filters exist on beta only, so this does not work with `api_version = \"v1.0\"`.",
        ),
        deprecated: false,
    };
    Schema { version: 0, block }
}
