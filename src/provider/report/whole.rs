//! Words about a policy's whole set of assignments.

use std::fmt::Write;

use crate::graph::{Assignment, PolicyId, Target};
use crate::plugin::diagnostics::{AttributePath, Diagnostics, diagnostic, error};

/// So many are listed, and the rest counted.
const SHOWN: usize = 20;

/// Single assignments of the policy are managed as well: summary and detail.
pub(in crate::provider) fn has_company(policy: &PolicyId) -> (&'static str, String) {
    let detail = format!(
        "This configuration manages compliance policy {policy} twice: its whole set with \
         intune_compliance_assignments, and single assignments with intune_compliance_assignment. The set removes \
         what is not among its targets, and the single resources make it again: no plan will be empty. Put all targets \
         into the set, or manage every assignment by itself."
    );
    ("The policy's assignments are managed twice", detail)
}

/// Nobody is left: summary and detail.
pub(in crate::provider) fn clears(policy: &PolicyId) -> (&'static str, String) {
    let detail = format!(
        "targets is empty: after the apply compliance policy {policy} has no direct assignments at all. Only those that \
         come from policy sets stay."
    );
    ("All direct assignments are removed", detail)
}

/// What is there is not kept: summary and detail.
pub(in crate::provider) fn takes_over(
    policy: &PolicyId,
    lost: &[&Assignment],
    resource: &str,
) -> (&'static str, String) {
    let mut detail = format!(
        "Compliance policy {policy} has direct assignments that are not among the targets, or differ from them. If \
         nothing changes, the apply removes or changes them:\n"
    );
    for row in lost.iter().take(SHOWN) {
        let _ = write!(detail, "\n  {}", row.target);
    }
    if lost.len() > SHOWN {
        let _ = write!(detail, "\n  and {} more", lost.len() - SHOWN);
    }
    let _ = write!(
        detail,
        "\n\nTo keep one, add it to targets. To see the change in the plan, import the set first:\n\n  terraform import \
         {resource}.NAME {policy}"
    );
    ("Existing assignments will not be kept", detail)
}

/// There is no such policy: summary and detail.
pub(in crate::provider) fn no_policy(policy: &PolicyId) -> (&'static str, String) {
    let detail = format!(
        "There is no compliance policy {policy} in this tenant. Check compliance_policy_id, that policy_kind is \
         \"settings_catalog\" for a policy made from the settings catalog (Linux), and that the provider is signed in to \
         the right tenant."
    );
    ("No such compliance policy", detail)
}

/// A state that names no policy.
pub(in crate::provider) fn unusable_state(problem: String) -> Diagnostics {
    error("The state cannot be used", format!("{problem}. Remove the resource from the state and import it."))
}

/// What cannot be expressed is left alone, which is worth a warning where there is any.
pub(in crate::provider) fn strange(policy: &PolicyId, targets: &[&Target]) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    if !targets.is_empty() {
        let list: Vec<String> = targets.iter().map(|target| target.to_string()).collect();
        let detail = format!(
            "Compliance policy {policy} has direct assignments that this version of the provider does not know: {}. They \
             are left alone and not shown among the targets; a newer version may know them.",
            list.join(", ")
        );
        let warning = diagnostic("Assignments of an unknown type", detail, AttributePath::new("targets"));
        diagnostics.warnings.push(warning);
    }
    diagnostics
}
