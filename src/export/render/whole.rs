//! One resource for all direct assignments of a policy.

use std::fmt::Write;

use super::{Called, Exported, Fate, Format, hcl, imported, policy, remark, words};
use crate::provider::SET_TYPE;

/// The policy's resource, and a remark for each assignment that is not in it.
pub(super) fn blocks(one: &Exported, called: &Called, format: Format) -> Vec<String> {
    let remarks = one.rows.iter().filter(|row| !matches!(row.fate, Fate::Resource(_)));
    let mut blocks: Vec<String> = remarks.map(|row| remark(row, called)).collect();
    if one.has_resources() {
        let address = format!("{SET_TYPE}.{}", one.part);
        blocks.push(imported(format, &address, one.policy.id.as_str(), &resource(one, called)));
    }
    blocks
}

fn resource(one: &Exported, called: &Called) -> String {
    let mut out = format!("resource \"{SET_TYPE}\" \"{}\" {{\n", one.part);
    out.push_str(&hcl::attributes("  ", &policy(one)));
    out.push_str("  targets = [\n");
    for row in one.rows.iter().filter(|row| matches!(row.fate, Fate::Resource(_))) {
        let target = hcl::attributes("      ", &words(&row.assignment, called));
        let _ = write!(out, "    {{\n{target}    }},\n");
    }
    out.push_str("  ]\n}\n");
    out
}
