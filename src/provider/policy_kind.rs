//! `policy_kind`: where a compliance policy lives, which decides by which routes its assignments are reached.

use std::sync::Arc;

use super::schema::text;
use super::session::Session;
use crate::assignments::Versions;
use crate::graph::{ApiVersion, Assignment, Error, Operation, PolicyId, PolicyKind};
use crate::plugin::diagnostics::{AttributePath, Diagnostic, Diagnostics, diagnostic};
use crate::plugin::schema::{Attribute, AttributeConstraint};
use crate::plugin::value::{Dynamic, Look, Value};

/// The attribute's name.
pub(super) const NAME: &str = "policy_kind";

/// The attribute of a resource.
pub(super) fn attribute() -> Attribute {
    text(
        AttributeConstraint::OptionalComputed,
        "Where the policy lives: `device` for device compliance policies (default), `settings_catalog` for those made \
         from the settings catalog, such as Linux policies, which only the beta API has. Changing it replaces the \
         resource.",
    )
}

/// The kind that a value names: a device compliance policy where it says nothing.
pub(super) fn kind(value: &Value<String>) -> PolicyKind {
    match value {
        Value::Value(word) => PolicyKind::from_word(word).unwrap_or(PolicyKind::Device),
        _ => PolicyKind::Device,
    }
}

/// The value for a kind.
pub(super) fn value(kind: PolicyKind) -> Value<String> {
    Value::Value(kind.as_str().to_owned())
}

/// Checks a configured value.
pub(super) fn check(configured: &Value<String>, diagnostics: &mut Diagnostics) {
    let Value::Value(word) = configured else { return };
    if PolicyKind::from_word(word).is_none() {
        let words =
            [PolicyKind::Device, PolicyKind::SettingsCatalog].map(|kind| format!("{:?}", kind.as_str()));
        let detail = format!("{NAME}: expected {}, got {word:?}.", words.join(" or "));
        diagnostics.add_error(diagnostic("Invalid kind of policy", detail, AttributePath::new(NAME)));
    }
}

/// What is planned: the default where the configuration says nothing.
pub(super) fn plan(planned: &mut Value<String>, config: &Dynamic) {
    if config.get(NAME).is_null() {
        *planned = value(PolicyKind::Device);
    }
}

/// Whether it became another kind. State that was written before there were kinds means the default.
pub(super) fn differs(prior: &Value<String>, planned: &Value<String>) -> bool {
    planned.is_unknown() || kind(prior) != kind(planned)
}

/// Why this kind cannot be reached with these versions.
pub(super) fn check_version(planned: &Value<String>, versions: Versions) -> Option<Diagnostic> {
    let is_out_of_reach =
        kind(planned) == PolicyKind::SettingsCatalog && versions == Versions::Only(ApiVersion::V1_0);
    let detail = "policy_kind: policies made from the settings catalog exist on the beta API only, and the provider \
                  setting api_version is \"v1.0\". Set it to \"auto\" or \"beta\" (environment variable \
                  INTUNE_API_VERSION).";
    is_out_of_reach.then(|| diagnostic("Only beta has it", detail, AttributePath::new(NAME)))
}

/// A policy's kind, and its assignments.
pub(super) type Found = (PolicyKind, Arc<[Assignment]>);

/// Finds out which kind of policy has this id; `None` when there is no such policy.
///
/// # Errors
/// When Graph cannot be asked.
pub(super) async fn find(
    session: &Session,
    policy: &PolicyId,
    operation: &Operation,
) -> Result<Option<Found>, Error> {
    for kind in [PolicyKind::Device, PolicyKind::SettingsCatalog] {
        if kind == PolicyKind::SettingsCatalog && !session.tenant.sees_beta() {
            continue;
        }
        if let Some(rows) = session.assignments.of(kind).all(policy, operation).await? {
            return Ok(Some((kind, rows)));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plugin::value::object;

    #[test]
    fn what_says_nothing_is_a_device_policy() {
        let text = |text: &str| Value::Value(text.to_owned());
        for (prior, planned, differs_) in [
            (Value::Null, text("device"), false),
            (text("device"), text("device"), false),
            (Value::Null, text("settings_catalog"), true),
            (text("settings_catalog"), text("device"), true),
            (text("device"), Value::Unknown, true),
        ] {
            assert_eq!(differs(&prior, &planned), differs_, "{prior:?} {planned:?}");
        }
        let mut planned = Value::Unknown;
        plan(&mut planned, &object([(NAME, Value::Unknown)]));
        assert_eq!(planned, Value::Unknown);
        plan(&mut planned, &object([(NAME, Value::Null)]));
        assert_eq!(planned, text("device"));
        let mut diagnostics = Diagnostics::default();
        check(&text("device"), &mut diagnostics);
        check(&Value::Unknown, &mut diagnostics);
        assert!(diagnostics.errors.is_empty());
        check(&text("linux"), &mut diagnostics);
        assert_eq!(
            diagnostics.errors[0].detail,
            "policy_kind: expected \"device\" or \"settings_catalog\", got \"linux\"."
        );
    }
}
