use super::*;
use crate::plugin::value::{object, string};
use crate::provider::target::KINDS;

const POLICY: &str = "6a2ac7e4-0f5b-4f0e-9d0c-3b8f2c4d1e01";
const GROUP: &str = "9f1d7c3a-5b2e-4c8d-8e6f-1a2b3c4d5e01";
const FILTER: &str = "f2822663-9d84-45ed-bd6d-207002142e0a";

/// A value that fits each attribute.
const FITTING: [(&str, &str); 6] = [
    ("group_id", GROUP),
    ("collection_id", "SMS00001"),
    ("target_type", "user"),
    ("entra_object_id", GROUP),
    ("filter_id", FILTER),
    ("filter_type", "include"),
];

/// A configuration with this policy and these attributes in `target`; what is not named is null.
fn config(policy: Dynamic, target: &[(&str, Dynamic)]) -> Dynamic {
    let mut attributes: Vec<_> = FITTING.iter().map(|(name, _)| (*name, Value::Null)).collect();
    attributes.push(("type", Value::Null));
    for (name, value) in target {
        let place = attributes.iter_mut().find(|(known, _)| known == name);
        place.expect("an attribute of target").1 = value.clone();
    }
    whole(policy, object(attributes), Value::Null)
}

fn whole(policy: Dynamic, target: Dynamic, timeouts: Dynamic) -> Dynamic {
    object([
        ("id", Value::Null),
        ("compliance_policy_id", policy),
        ("policy_kind", Value::Null),
        ("target", target),
        ("source", Value::Null),
        ("source_id", Value::Null),
        ("timeouts", timeouts),
    ])
}

fn of(target: &[(&str, &str)]) -> Dynamic {
    let target: Vec<_> = target.iter().map(|(name, value)| (*name, string(*value))).collect();
    config(string(POLICY), &target)
}

/// Every complaint, as `path: detail`, sorted.
fn complaints(config: &Dynamic) -> Vec<String> {
    let diagnostics = validate(config);
    assert!(diagnostics.warnings.is_empty(), "{diagnostics:?}");
    let mut found: Vec<_> =
        diagnostics.errors.iter().map(|error| format!("{}: {}", error.attribute, error.detail)).collect();
    found.sort();
    found
}

#[test]
fn every_kind_with_what_it_needs_is_accepted_with_and_without_a_filter() {
    for (kind, needed) in KINDS {
        let mut target = vec![("type", kind)];
        target.extend(FITTING.iter().filter(|(name, _)| needed.contains(name)));
        assert_eq!(complaints(&of(&target)), Vec::<String>::new(), "{kind}");
        for mode in ["include", "exclude"] {
            let mut filtered = target.clone();
            filtered.extend([("filter_id", FILTER), ("filter_type", mode)]);
            assert_eq!(complaints(&of(&filtered)), Vec::<String>::new(), "{kind} {mode}");
        }
    }
}

#[test]
fn every_combination_of_kind_and_details_is_judged_attribute_by_attribute() {
    let details = &FITTING[..4];
    for (kind, needed) in KINDS {
        for present in 0..1_u32 << details.len() {
            let given = |index: usize| present & (1 << index) != 0;
            let mut target = vec![("type", kind)];
            let mut expected = Vec::new();
            for (index, (name, value)) in details.iter().enumerate() {
                if given(index) {
                    target.push((name, value));
                }
                match (needed.contains(name), given(index)) {
                    (true, false) => expected.push(format!(
                        "target.{name}: target.{name} is missing: the target type {kind:?} needs it."
                    )),
                    (false, true) => expected.push(format!(
                        "target.{name}: target.{name} does not go with the target type {kind:?}; only with "
                    )),
                    _ => {}
                }
            }
            expected.sort();
            let found = complaints(&of(&target));
            assert_eq!(found.len(), expected.len(), "{target:?}: {found:?}");
            for (found, expected) in found.iter().zip(&expected) {
                assert!(found.starts_with(expected.as_str()), "{found} should start with {expected}");
            }
        }
    }
}

#[test]
fn an_attribute_that_does_not_go_with_the_kind_names_the_kinds_that_it_goes_with() {
    for (kind, name, value, users) in [
        ("all_devices", "group_id", GROUP, "\"group\" and \"exclusion_group\""),
        ("group", "collection_id", "X", "\"configuration_manager_collection\""),
        ("all_licensed_users", "target_type", "user", "\"scope_tag_group\""),
    ] {
        let mut target = vec![("type", kind), (name, value)];
        if kind == "group" {
            target.push(("group_id", GROUP));
        }
        let expected = format!(
            "target.{name}: target.{name} does not go with the target type {kind:?}; only with {users}. Remove one of the two."
        );
        assert_eq!(complaints(&of(&target)), [expected]);
    }
}

#[test]
fn filter_id_and_filter_type_come_together() {
    for (given, value, missing) in
        [("filter_id", FILTER, "filter_type"), ("filter_type", "include", "filter_id")]
    {
        assert_eq!(
            complaints(&of(&[("type", "all_devices"), (given, value)])),
            [format!(
                "target.{missing}: target.{missing} is missing: filter_id and filter_type come together, or not at all."
            )]
        );
    }
}

#[test]
fn a_kind_that_does_not_exist_is_answered_with_all_that_do() {
    for kind in ["groups", "Group", "allDevices", ""] {
        let expected = format!(
            "target.type: target.type: expected one of \"all_devices\", \"all_licensed_users\", \"group\", \
             \"exclusion_group\", \"configuration_manager_collection\", \"scope_tag_group\", got {kind:?}."
        );
        assert_eq!(complaints(&of(&[("type", kind)])), [expected]);
    }
}

#[test]
fn choices_are_refused_with_what_was_wanted_and_what_was_given() {
    let scope = [("type", "scope_tag_group"), ("entra_object_id", GROUP), ("target_type", "User")];
    assert_eq!(
        complaints(&of(&scope)),
        ["target.target_type: target.target_type: expected \"user\" or \"device\", got \"User\"."]
    );
    let filtered = [("type", "all_devices"), ("filter_id", FILTER), ("filter_type", "none")];
    assert_eq!(
        complaints(&of(&filtered)),
        ["target.filter_type: target.filter_type: expected \"include\" or \"exclude\", got \"none\"."]
    );
}

#[test]
fn ids_that_are_no_guids_are_refused_where_they_stand() {
    let zero = "00000000-0000-0000-0000-000000000000";
    let braced = "{9f1d7c3a-5b2e-4c8d-8e6f-1a2b3c4d5e01}";
    for wrong in ["", "finance", "9f1d7c3a5b2e4c8d8e6f1a2b3c4d5e01", braced, zero] {
        let problem = if wrong == zero {
            "expected an object's GUID, got the one of zeros.".to_owned()
        } else {
            format!("expected a GUID such as \"6a2ac7e4-0d58-4ea5-8f39-bd11b3bcd51a\", got {wrong:?}.")
        };
        let at = |path: &str| vec![format!("{path}: {path}: {problem}")];
        let policy = config(string(wrong), &[("type", string("all_devices"))]);
        assert_eq!(complaints(&policy), at("compliance_policy_id"));
        assert_eq!(complaints(&of(&[("type", "group"), ("group_id", wrong)])), at("target.group_id"));
        let filtered = [("type", "all_devices"), ("filter_id", wrong), ("filter_type", "include")];
        assert_eq!(complaints(&of(&filtered)), at("target.filter_id"));
    }
}

#[test]
fn guids_are_accepted_in_any_case() {
    let upper = [GROUP.to_uppercase(), FILTER.to_uppercase()];
    let target = [
        ("type", string("exclusion_group")),
        ("group_id", string(&*upper[0])),
        ("filter_id", string(&*upper[1])),
        ("filter_type", string("exclude")),
    ];
    assert_eq!(complaints(&config(string(POLICY.to_uppercase()), &target)), Vec::<String>::new());
}

#[test]
fn empty_ids_of_collections_and_objects_are_refused() {
    for (target, name) in [
        (vec![("type", "configuration_manager_collection"), ("collection_id", " ")], "collection_id"),
        (
            vec![("type", "scope_tag_group"), ("target_type", "user"), ("entra_object_id", "")],
            "entra_object_id",
        ),
    ] {
        assert_eq!(
            complaints(&of(&target)),
            [format!("target.{name}: target.{name}: expected an id, got an empty text.")]
        );
    }
}

#[test]
fn what_is_unknown_passes() {
    let unknown = |names: &[&'static str]| -> Vec<(&'static str, Dynamic)> {
        names.iter().map(|name| (*name, Value::Unknown)).collect()
    };
    let with_kind = |kind: &str, names: &[&'static str]| {
        let mut target = unknown(names);
        target.push(("type", string(kind)));
        config(Value::Unknown, &target)
    };
    for accepted in [
        with_kind("group", &["group_id", "filter_id", "filter_type"]),
        // May still turn out to be null.
        with_kind("all_devices", &["group_id", "collection_id", "filter_id"]),
        with_kind("scope_tag_group", &["target_type", "entra_object_id"]),
        config(string(POLICY), &[("type", Value::Unknown), ("group_id", string(GROUP))]),
        whole(string(POLICY), Value::Unknown, Value::Unknown),
    ] {
        assert_eq!(complaints(&accepted), Vec::<String>::new());
    }
    let half =
        [("type", string("all_devices")), ("filter_id", Value::Unknown), ("filter_type", string("include"))];
    assert_eq!(complaints(&config(string(POLICY), &half)), Vec::<String>::new());
}

#[test]
fn several_mistakes_are_told_at_once() {
    let target = [("type", string("group")), ("group_id", string("finance")), ("filter_id", string(FILTER))];
    let found = complaints(&config(string("windows"), &target));
    let paths: Vec<_> =
        found.iter().filter_map(|complaint| complaint.split_once(':')).map(|(path, _)| path).collect();
    assert_eq!(paths, ["compliance_policy_id", "target.filter_type", "target.group_id"]);
}

#[test]
fn a_timeout_that_cannot_be_read_is_refused_on_its_attribute() {
    let timeouts = |read: Dynamic| {
        let names =
            [("create", string("5m")), ("read", read), ("update", Value::Null), ("delete", Value::Null)];
        let all_devices = of(&[("type", "all_devices")]);
        let target = crate::plugin::value::Look::get(&all_devices, "target").clone();
        whole(string(POLICY), target, object(names))
    };
    let found = complaints(&timeouts(string("soon")));
    assert_eq!(
        found,
        [
            "timeouts.read: timeouts.read: expected a duration above zero such as \"30s\", \"5m\" or \"1h30m\", got \"soon\"."
        ]
    );
    assert_eq!(complaints(&timeouts(Value::Unknown)), Vec::<String>::new());
    assert_eq!(complaints(&timeouts(string("1h30m"))), Vec::<String>::new());
}
