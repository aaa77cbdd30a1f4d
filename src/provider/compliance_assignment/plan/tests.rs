use super::*;
use crate::plugin::schema::mark_computed;
use crate::plugin::value::{Dynamic, Known, object, string};
use crate::provider::compliance_assignment::schema;

const POLICY: &str = "6a2ac7e4-0f5b-4f0e-9d0c-3b8f2c4d1e01";
const OTHER_POLICY: &str = "6a2ac7e4-0f5b-4f0e-9d0c-3b8f2c4d1e02";
const GROUP: &str = "9f1d7c3a-5b2e-4c8d-8e6f-1a2b3c4d5e01";
const OTHER_GROUP: &str = "9f1d7c3a-5b2e-4c8d-8e6f-1a2b3c4d5e02";
const FILTER: &str = "f2822663-9d84-45ed-bd6d-207002142e0a";
const OTHER_FILTER: &str = "f2822663-9d84-45ed-bd6d-207002142e0b";

/// The attributes of a target; what is not named is null.
fn target(attributes: &[(&str, Dynamic)]) -> Dynamic {
    let names =
        ["type", "group_id", "collection_id", "target_type", "entra_object_id", "filter_id", "filter_type"];
    object(names.map(|name| {
        let given = attributes.iter().find(|(known, _)| *known == name);
        (name, given.map_or(Value::Null, |(_, value)| value.clone()))
    }))
}

fn group(kind: &str, id: &str) -> Dynamic {
    target(&[("type", string(kind)), ("group_id", string(id))])
}

fn filtered(id: &str, mode: &str) -> Dynamic {
    target(&[
        ("type", string("group")),
        ("group_id", string(GROUP)),
        ("filter_id", string(id)),
        ("filter_type", string(mode)),
    ])
}

fn collection(id: &str) -> Dynamic {
    target(&[("type", string("configuration_manager_collection")), ("collection_id", string(id))])
}

fn scope_tag(kind: &str, id: &str) -> Dynamic {
    target(&[
        ("type", string("scope_tag_group")),
        ("target_type", string(kind)),
        ("entra_object_id", string(id)),
    ])
}

fn kind(name: &str) -> Dynamic {
    target(&[("type", string(name))])
}

fn timeouts(create: &str) -> Dynamic {
    object([
        ("create", string(create)),
        ("read", Value::Null),
        ("update", Value::Null),
        ("delete", Value::Null),
    ])
}

/// What the configuration says; Terraform knows the rest.
fn config(policy: Dynamic, target: Dynamic, timeouts: Dynamic) -> Dynamic {
    object([
        ("id", Value::Null),
        ("compliance_policy_id", policy),
        ("policy_kind", string("device")),
        ("target", target),
        ("source", Value::Null),
        ("source_id", Value::Null),
        ("timeouts", timeouts),
    ])
}

/// The configuration with what was computed when it was applied.
fn applied(config: &Dynamic) -> Dynamic {
    with_computed(config, |_| string("computed"))
}

fn with_computed(config: &Dynamic, value: impl Fn(&str) -> Dynamic) -> Dynamic {
    let Value::Value(Known::Map(attributes)) = config else {
        panic!("an object was expected, got {config:?}");
    };
    let mut attributes = attributes.clone();
    for name in ["id", "source", "source_id"] {
        attributes.insert(name.to_owned(), value(name));
    }
    Value::Value(Known::Map(attributes))
}

/// Plans a configuration after the prior state, prepared as the host does it.
fn plan_with(sessions: &Sessions, prior: &Dynamic, config: &Dynamic) -> Planned {
    let mut planned = if prior.is_null() { config.clone() } else { applied(config) };
    if planned != *prior {
        mark_computed(&schema::schema().block, config, &mut planned);
    }
    let request = Plan {
        prior: prior.clone(),
        planned,
        config: config.clone(),
        private: Default::default(),
        identity: None,
    };
    plan(sessions, request)
}

fn plan_of(prior: &Dynamic, config: &Dynamic) -> Planned {
    let planned = plan_with(&Sessions::default(), prior, config);
    assert!(planned.diagnostics.errors.is_empty(), "{:?}", planned.diagnostics);
    planned
}

/// The attributes that make a change of `target` a replacement.
fn replaced_by(before: &Dynamic, after: &Dynamic) -> Vec<String> {
    let prior = applied(&config(string(POLICY), before.clone(), Value::Null));
    let planned = plan_of(&prior, &config(string(POLICY), after.clone(), Value::Null));
    planned.requires_replace.iter().map(ToString::to_string).collect()
}

#[test]
fn a_create_knows_all_but_what_the_service_says() {
    let config = config(string(POLICY), filtered(FILTER, "include"), timeouts("30s"));
    let planned = plan_of(&Value::Null, &config);
    assert_eq!(planned.state, with_computed(&config, |_| Value::Unknown));
    assert_eq!(planned.requires_replace, []);
}

#[test]
fn an_unchanged_configuration_plans_nothing() {
    for target in
        [kind("all_devices"), filtered(FILTER, "exclude"), collection("SMS00001"), scope_tag("user", GROUP)]
    {
        let config = config(string(POLICY), target, timeouts("30s"));
        let planned = plan_of(&applied(&config), &config);
        assert_eq!(planned.state, applied(&config));
        assert_eq!(planned.requires_replace, []);
    }
}

#[test]
fn filters_and_include_or_exclude_change_in_place_and_keep_the_id() {
    let plain = group("group", GROUP);
    for (before, after) in [
        (plain.clone(), filtered(FILTER, "include")),
        (filtered(FILTER, "include"), plain.clone()),
        (filtered(FILTER, "include"), filtered(FILTER, "exclude")),
        (filtered(FILTER, "include"), filtered(OTHER_FILTER, "include")),
        (plain.clone(), group("exclusion_group", GROUP)),
        (group("exclusion_group", GROUP), plain.clone()),
        (filtered(FILTER, "include"), group("exclusion_group", GROUP)),
    ] {
        let prior = applied(&config(string(POLICY), before, Value::Null));
        let after = config(string(POLICY), after, Value::Null);
        let planned = plan_of(&prior, &after);
        assert_eq!(planned.requires_replace, [], "{after:?}");
        assert_eq!(planned.state, applied(&after), "everything is known: {after:?}");
    }
}

#[test]
fn another_someone_is_another_assignment() {
    let devices = kind("all_devices");
    for (before, after, paths) in [
        (group("group", GROUP), group("group", OTHER_GROUP), vec!["target.group_id"]),
        (group("group", GROUP), group("exclusion_group", OTHER_GROUP), vec!["target.group_id"]),
        (devices.clone(), kind("all_licensed_users"), vec!["target.type"]),
        (devices.clone(), group("group", GROUP), vec!["target.type", "target.group_id"]),
        (group("exclusion_group", GROUP), devices.clone(), vec!["target.type", "target.group_id"]),
        (collection("SMS00001"), collection("SMS00002"), vec!["target.collection_id"]),
        (scope_tag("user", GROUP), scope_tag("user", OTHER_GROUP), vec!["target.entra_object_id"]),
        (scope_tag("user", GROUP), scope_tag("device", GROUP), vec!["target.target_type"]),
    ] {
        assert_eq!(replaced_by(&before, &after), paths, "{before:?} {after:?}");
    }
}

#[test]
fn another_policy_is_another_assignment_of_which_the_id_is_not_known() {
    let target = group("group", GROUP);
    let prior = applied(&config(string(POLICY), target.clone(), Value::Null));
    let after = config(string(OTHER_POLICY), target, Value::Null);
    let planned = plan_of(&prior, &after);
    assert_eq!(planned.requires_replace, [AttributePath::new("compliance_policy_id")]);
    assert_eq!(planned.state, with_computed(&after, |_| Value::Unknown));
}

#[test]
fn ids_in_another_case_plan_nothing() {
    let before = config(string(POLICY), filtered(FILTER, "include"), Value::Null);
    let after = config(
        string(POLICY.to_uppercase()),
        target(&[
            ("type", string("group")),
            ("group_id", string(GROUP.to_uppercase())),
            ("filter_id", string(FILTER.to_uppercase())),
            ("filter_type", string("include")),
        ]),
        Value::Null,
    );
    let prior = applied(&before);
    let planned = plan_of(&prior, &after);
    assert_eq!((planned.state, planned.requires_replace), (prior, Vec::new()));

    for (before, after) in [
        (collection("sms00001"), collection("SMS00001")),
        (scope_tag("user", GROUP), scope_tag("user", &GROUP.to_uppercase())),
    ] {
        let prior = applied(&config(string(POLICY), before, Value::Null));
        let planned = plan_of(&prior, &config(string(POLICY), after, Value::Null));
        assert_eq!((planned.state, planned.requires_replace), (prior, Vec::new()));
    }
}

#[test]
fn a_group_that_is_not_known_yet_may_be_another_and_a_filter_changes_in_place() {
    let unknown_group = target(&[("type", string("group")), ("group_id", Value::Unknown)]);
    assert_eq!(replaced_by(&group("group", GROUP), &unknown_group), ["target.group_id"]);
    assert_eq!(replaced_by(&group("group", GROUP), &Value::Unknown), ["target"]);
    let unknown_filter = target(&[
        ("type", string("group")),
        ("group_id", string(GROUP)),
        ("filter_id", Value::Unknown),
        ("filter_type", string("include")),
    ]);
    assert_eq!(replaced_by(&filtered(FILTER, "include"), &unknown_filter), Vec::<String>::new());
}

#[test]
fn a_create_with_unknown_values_is_planned_as_it_is() {
    let unknown_group = target(&[("type", string("group")), ("group_id", Value::Unknown)]);
    for target in [unknown_group, Value::Unknown] {
        let config = config(Value::Unknown, target, Value::Null);
        let planned = plan_of(&Value::Null, &config);
        assert_eq!(planned.state, with_computed(&config, |_| Value::Unknown));
    }
}

#[test]
fn other_timeouts_are_a_change_in_place_that_keeps_everything_else() {
    let of = |timeouts| config(string(POLICY), group("group", GROUP), timeouts);
    for (before, after) in
        [(Value::Null, timeouts("30s")), (timeouts("30s"), timeouts("1m")), (timeouts("30s"), Value::Null)]
    {
        let planned = plan_of(&applied(&of(before)), &of(after.clone()));
        assert_eq!(planned.requires_replace, []);
        assert_eq!(planned.state, applied(&of(after)));
    }
}

#[test]
fn the_identity_follows_the_planned_state() {
    let target = group("group", GROUP);
    let create = plan_of(&Value::Null, &config(string(POLICY), target.clone(), Value::Null));
    let named = |id: Dynamic| object([("compliance_policy_id", string(POLICY)), ("assignment_id", id)]);
    assert_eq!(create.identity, Some(named(Value::Unknown)));
    let prior = applied(&config(string(POLICY), target, Value::Null));
    let update = plan_of(&prior, &config(string(POLICY), filtered(FILTER, "include"), Value::Null));
    assert_eq!(update.identity, Some(named(string("computed"))));
}

#[test]
fn a_filter_on_v1_is_refused_at_plan_on_its_attribute() {
    let unknown = target(&[
        ("type", string("all_devices")),
        ("filter_id", Value::Unknown),
        ("filter_type", string("include")),
    ]);
    for target in [filtered(FILTER, "include"), unknown] {
        let config = config(string(POLICY), target, Value::Null);
        let refused =
            plan_with(&Sessions::of_versions(Versions::Only(ApiVersion::V1_0)), &Value::Null, &config);
        let [error] = &refused.diagnostics.errors[..] else {
            panic!("one error was expected, got {:?}", refused.diagnostics);
        };
        assert_eq!(error.attribute, AttributePath::new("target").attribute("filter_id"));
        assert!(error.detail.contains("api_version is \"v1.0\""), "{}", error.detail);
        assert!(error.detail.contains("\"auto\" or \"beta\""), "{}", error.detail);
        for versions in [Versions::Auto, Versions::Only(ApiVersion::Beta)] {
            let planned = plan_with(&Sessions::of_versions(versions), &Value::Null, &config);
            assert!(planned.diagnostics.errors.is_empty(), "{:?}", planned.diagnostics);
        }
    }
    let plain = config(string(POLICY), group("group", GROUP), Value::Null);
    let planned = plan_with(&Sessions::of_versions(Versions::Only(ApiVersion::V1_0)), &Value::Null, &plain);
    assert!(planned.diagnostics.errors.is_empty(), "{:?}", planned.diagnostics);
}
