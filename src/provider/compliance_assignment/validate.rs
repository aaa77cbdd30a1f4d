//! Checks a configuration by itself: every combination that Graph would refuse, or silently misunderstand, is refused
//! here, on the attribute that is wrong. What is unknown is left to later.

use super::model::{Model, TargetModel};
use crate::graph::Guid;
use crate::plugin::diagnostics::{AttributePath, Diagnostics, diagnostic};
use crate::plugin::value::{Dynamic, Value};

/// Which attributes a kind of target needs; it must not have the others.
const KINDS: [(&str, &[&str]); 6] = [
    ("all_devices", &[]),
    ("all_licensed_users", &[]),
    ("group", &["group_id"]),
    ("exclusion_group", &["group_id"]),
    ("configuration_manager_collection", &["collection_id"]),
    ("scope_tag_group", &["target_type", "entra_object_id"]),
];
/// The attributes that any kind may have.
const FILTER: [&str; 2] = ["filter_id", "filter_type"];

/// Checks a configuration.
pub(super) fn validate(config: &Dynamic) -> Diagnostics {
    let model = match Model::read(config) {
        Ok(model) => model,
        Err(diagnostics) => return diagnostics,
    };
    let mut diagnostics = Diagnostics::default();
    check_guid(&model.compliance_policy_id, AttributePath::new("compliance_policy_id"), &mut diagnostics);
    if let Value::Value(target) = &model.target {
        check_target(target, &mut diagnostics);
    }
    if let Value::Value(timeouts) = &model.timeouts {
        timeouts.validate(&mut diagnostics);
    }
    diagnostics
}

fn at(attribute: &'static str) -> AttributePath {
    AttributePath::new("target").attribute(attribute)
}

fn check_target(target: &TargetModel, diagnostics: &mut Diagnostics) {
    check_kind(target, diagnostics);
    check_guid(&target.group_id, at("group_id"), diagnostics);
    check_guid(&target.filter_id, at("filter_id"), diagnostics);
    check_choice(&target.target_type, "target_type", &["user", "device"], diagnostics);
    check_choice(&target.filter_type, "filter_type", &["include", "exclude"], diagnostics);
    for (name, value) in
        [("collection_id", &target.collection_id), ("entra_object_id", &target.entra_object_id)]
    {
        if matches!(value, Value::Value(text) if text.trim().is_empty()) {
            let detail = format!("target.{name}: expected an id, got an empty text.");
            diagnostics.add_error(diagnostic("Invalid target", detail, at(name)));
        }
    }
    for (present, absent, missing) in [
        (&target.filter_id, &target.filter_type, "filter_type"),
        (&target.filter_type, &target.filter_id, "filter_id"),
    ] {
        if matches!(present, Value::Value(_)) && absent.is_null() {
            let [id, mode] = FILTER;
            let detail =
                format!("target.{missing} is missing: {id} and {mode} come together, or not at all.");
            diagnostics.add_error(diagnostic("Incomplete filter", detail, at(missing)));
        }
    }
}

fn check_kind(target: &TargetModel, diagnostics: &mut Diagnostics) {
    let Value::Value(kind) = &target.kind else { return };
    let Some((_, needed)) = KINDS.iter().find(|(name, _)| name == kind) else {
        let names: Vec<_> = KINDS.iter().map(|(name, _)| format!("{name:?}")).collect();
        let detail = format!("target.type: expected one of {}, got {kind:?}.", names.join(", "));
        diagnostics.add_error(diagnostic("Invalid target", detail, at("type")));
        return;
    };
    for (name, value) in target.details().into_iter().filter(|(name, _)| !FILTER.contains(name)) {
        if needed.contains(&name) && value.is_null() {
            let detail = format!("target.{name} is missing: the target type {kind:?} needs it.");
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

fn check_guid(value: &Value<String>, path: AttributePath, diagnostics: &mut Diagnostics) {
    let Value::Value(text) = value else { return };
    let problem = match Guid::try_from(text.as_str()) {
        Err(problem) => problem.to_string(),
        Ok(guid) if guid.is_zero() => "expected an object's GUID, got the one of zeros".to_owned(),
        Ok(_) => return,
    };
    diagnostics.add_error(diagnostic("Invalid id", format!("{path}: {problem}."), path));
}

fn check_choice(value: &Value<String>, name: &'static str, choices: &[&str], diagnostics: &mut Diagnostics) {
    let Value::Value(text) = value else { return };
    if !choices.contains(&text.as_str()) {
        let choices: Vec<_> = choices.iter().map(|choice| format!("{choice:?}")).collect();
        let detail = format!("target.{name}: expected {}, got {text:?}.", choices.join(" or "));
        diagnostics.add_error(diagnostic("Invalid target", detail, at(name)));
    }
}

#[cfg(test)]
mod tests;
