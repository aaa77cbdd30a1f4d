//! Checks a target by itself: every combination that Graph would refuse, or silently misunderstand, is refused here, on
//! the attribute that is wrong. What is unknown is left to later.

use super::model::TargetModel;
use crate::graph::Guid;
use crate::plugin::diagnostics::{AttributePath, Diagnostics, diagnostic};
use crate::plugin::value::Value;

/// Where a target stands in its resource.
pub(in crate::provider) struct Place {
    /// What precedes an attribute's name in messages.
    label: String,
    path: AttributePath,
    /// Whether its attributes have paths of their own, which elements of a set have not.
    has_paths: bool,
}

impl Place {
    /// The attribute of this name.
    pub(in crate::provider) fn attribute(name: &'static str) -> Self {
        Self { label: format!("{name}."), path: AttributePath::new(name), has_paths: true }
    }

    /// An element of the set of this name.
    pub(in crate::provider) fn element(name: &'static str, target: &TargetModel) -> Self {
        let words = std::iter::once(("type", &target.kind)).chain(target.details());
        let words: Vec<String> = words
            .filter_map(|(name, value)| match value {
                Value::Value(text) => Some(format!("{name} {text:?}")),
                _ => None,
            })
            .collect();
        let label = format!("{name} ({}): ", words.join(", "));
        Self { label, path: AttributePath::new(name), has_paths: false }
    }

    fn path(&self, name: &'static str) -> AttributePath {
        if self.has_paths { self.path.clone().attribute(name) } else { self.path.clone() }
    }

    fn name(&self, name: &str) -> String {
        format!("{}{name}", self.label)
    }
}

/// Which attributes a kind of target needs; it must not have the others.
pub(in crate::provider) const KINDS: [(&str, &[&str]); 6] = [
    ("all_devices", &[]),
    ("all_licensed_users", &[]),
    ("group", &["group_id"]),
    ("exclusion_group", &["group_id"]),
    ("configuration_manager_collection", &["collection_id"]),
    ("scope_tag_group", &["target_type", "entra_object_id"]),
];
/// The attributes that any kind may have.
const FILTER: [&str; 2] = ["filter_id", "filter_type"];

/// Checks a target, in which values may be unknown.
pub(in crate::provider) fn check(target: &TargetModel, place: &Place, diagnostics: &mut Diagnostics) {
    let at = |name| place.path(name);
    let label = &place.label;
    check_kind(target, place, diagnostics);
    check_guid(&target.group_id, &place.name("group_id"), at("group_id"), diagnostics);
    check_guid(&target.filter_id, &place.name("filter_id"), at("filter_id"), diagnostics);
    check_choice(&target.target_type, "target_type", &["user", "device"], place, diagnostics);
    check_choice(&target.filter_type, "filter_type", &["include", "exclude"], place, diagnostics);
    for (name, value) in
        [("collection_id", &target.collection_id), ("entra_object_id", &target.entra_object_id)]
    {
        if matches!(value, Value::Value(text) if text.trim().is_empty()) {
            let detail = format!("{label}{name}: expected an id, got an empty text.");
            diagnostics.add_error(diagnostic("Invalid target", detail, place.path(name)));
        }
    }
    for (present, absent, missing) in [
        (&target.filter_id, &target.filter_type, "filter_type"),
        (&target.filter_type, &target.filter_id, "filter_id"),
    ] {
        if matches!(present, Value::Value(_)) && absent.is_null() {
            let [id, mode] = FILTER;
            let detail =
                format!("{label}{missing} is missing: {id} and {mode} come together, or not at all.");
            diagnostics.add_error(diagnostic("Incomplete filter", detail, at(missing)));
        }
    }
}

fn check_kind(target: &TargetModel, place: &Place, diagnostics: &mut Diagnostics) {
    let (label, at) = (&place.label, |name| place.path(name));
    let Value::Value(kind) = &target.kind else { return };
    let Some((_, needed)) = KINDS.iter().find(|(name, _)| name == kind) else {
        let names: Vec<_> = KINDS.iter().map(|(name, _)| format!("{name:?}")).collect();
        let detail = format!("{label}type: expected one of {}, got {kind:?}.", names.join(", "));
        diagnostics.add_error(diagnostic("Invalid target", detail, at("type")));
        return;
    };
    for (name, value) in target.details().into_iter().filter(|(name, _)| !FILTER.contains(name)) {
        if needed.contains(&name) && value.is_null() {
            let detail = format!("{label}{name} is missing: the target type {kind:?} needs it.");
            diagnostics.add_error(diagnostic("Incomplete target", detail, at(name)));
        }
        if !needed.contains(&name) && matches!(value, Value::Value(_)) {
            let users: Vec<_> = KINDS
                .iter()
                .filter(|(_, needed)| needed.contains(&name))
                .map(|(kind, _)| format!("{kind:?}"))
                .collect();
            let detail = format!(
                "target.{name} does not go with the target type {kind:?}; only with {}. Remove one of the two.",
                users.join(" and ")
            );
            diagnostics.add_error(diagnostic("Contradictory target", detail, at(name)));
        }
    }
}

/// Checks that a known value is an object's GUID.
pub(in crate::provider) fn check_guid(
    value: &Value<String>,
    name: &str,
    path: AttributePath,
    diagnostics: &mut Diagnostics,
) {
    let Value::Value(text) = value else { return };
    let problem = match Guid::try_from(text.as_str()) {
        Err(problem) => problem.to_string(),
        Ok(guid) if guid.is_zero() => "expected an object's GUID, got the one of zeros".to_owned(),
        Ok(_) => return,
    };
    diagnostics.add_error(diagnostic("Invalid id", format!("{name}: {problem}."), path));
}

fn check_choice(
    value: &Value<String>,
    name: &'static str,
    choices: &[&str],
    place: &Place,
    diagnostics: &mut Diagnostics,
) {
    let label = &place.label;
    let Value::Value(text) = value else { return };
    if !choices.contains(&text.as_str()) {
        let choices: Vec<_> = choices.iter().map(|choice| format!("{choice:?}")).collect();
        let detail = format!("{label}{name}: expected {}, got {text:?}.", choices.join(" or "));
        diagnostics.add_error(diagnostic("Invalid target", detail, place.path(name)));
    }
}
