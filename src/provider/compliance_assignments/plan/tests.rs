use bytes::Bytes;

use super::*;
use crate::plugin::value::{Dynamic, Look, object, string};

const POLICY: &str = "6a2ac7e4-0f5b-4f0e-9d0c-3b8f2c4d1e01";
const OTHER_POLICY: &str = "6a2ac7e4-0f5b-4f0e-9d0c-3b8f2c4d1e02";
const GROUP: &str = "9f1d7c3a-5b2e-4c8d-8e6f-1a2b3c4d5e01";
const OTHER_GROUP: &str = "9f1d7c3a-5b2e-4c8d-8e6f-1a2b3c4d5e02";
const FILTER: &str = "f2822663-9d84-45ed-bd6d-207002142e0a";

fn text(text: &str) -> Value<String> {
    Value::Value(text.to_owned())
}

fn group(id: &str) -> TargetModel {
    TargetModel { kind: text("group"), group_id: text(id), ..TargetModel::default() }
}

fn filtered(id: &str) -> TargetModel {
    TargetModel { filter_id: text(FILTER), filter_type: text("include"), ..group(id) }
}

fn targets(targets: impl IntoIterator<Item = TargetModel>) -> Targets {
    Value::Value(targets.into_iter().map(Value::Value).collect())
}

fn set(policy: &str, targets: Targets) -> Dynamic {
    let model = Model {
        compliance_policy_id: text(policy),
        policy_kind: text("device"),
        targets,
        ..Model::default()
    };
    model.write().expect("a value")
}

fn plan_with(sessions: &Sessions, prior: &Dynamic, wanted: &Dynamic) -> Planned {
    let request = Plan {
        prior: prior.clone(),
        planned: wanted.clone(),
        config: wanted.clone(),
        private: Bytes::from_static(b"private"),
        identity: None,
    };
    plan(sessions, request)
}

fn plan_of(prior: &Dynamic, wanted: &Dynamic) -> Planned {
    plan_with(&Sessions::default(), prior, wanted)
}

#[test]
fn a_create_plans_what_is_wanted_and_who_it_is() {
    let wanted = set(POLICY, targets([group(GROUP)]));
    let planned = plan_of(&Value::Null, &wanted);
    assert_eq!((&planned.state, planned.requires_replace.len()), (&wanted, 0));
    assert_eq!(planned.identity, Some(object([("compliance_policy_id", string(POLICY))])));
    assert!(planned.diagnostics.errors.is_empty(), "{:?}", planned.diagnostics);
}

#[test]
fn another_spelling_or_order_plans_nothing() {
    let prior = set(POLICY, targets([group(GROUP), group(OTHER_GROUP)]));
    let upper = |id: &str| group(&id.to_uppercase());
    for same in [[upper(GROUP), group(OTHER_GROUP)], [upper(OTHER_GROUP), upper(GROUP)]] {
        let planned = plan_of(&prior, &set(&POLICY.to_uppercase(), targets(same)));
        assert_eq!((planned.state, planned.requires_replace.len()), (prior.clone(), 0));
    }
}

#[test]
fn another_set_is_planned_in_place() {
    let prior = set(POLICY, targets([group(GROUP), group(OTHER_GROUP)]));
    for other in [
        targets([group(GROUP)]),
        targets([group(GROUP), filtered(OTHER_GROUP)]),
        targets([]),
        Value::Value(vec![Value::Value(group(GROUP)), Value::Unknown]),
        Value::Unknown,
    ] {
        let wanted = set(POLICY, other);
        let planned = plan_of(&prior, &wanted);
        assert_eq!((planned.state, planned.requires_replace.len()), (wanted, 0));
    }
}

#[test]
fn another_policy_is_another_object() {
    let prior = set(POLICY, targets([group(GROUP)]));
    let planned = plan_of(&prior, &set(OTHER_POLICY, targets([group(GROUP)])));
    assert_eq!(planned.requires_replace, [AttributePath::new("compliance_policy_id")]);
    assert_eq!(planned.state.get("compliance_policy_id").as_str(), Some(OTHER_POLICY));
}

#[test]
fn filters_on_v1_are_refused_at_plan() {
    let v1 = Sessions::of_versions(Versions::Only(ApiVersion::V1_0));
    let wanted = set(POLICY, targets([group(GROUP), filtered(OTHER_GROUP)]));
    let refused = plan_with(&v1, &Value::Null, &wanted);
    let [error] = &refused.diagnostics.errors[..] else {
        panic!("one error was expected, got {:?}", refused.diagnostics);
    };
    assert_eq!(
        (error.attribute.clone(), error.summary.as_ref()),
        (AttributePath::new("targets"), "Filters need the beta API")
    );
    let plain = plan_with(&v1, &Value::Null, &set(POLICY, targets([group(GROUP)])));
    assert!(plain.diagnostics.errors.is_empty(), "{:?}", plain.diagnostics);
    for versions in [Versions::Auto, Versions::Only(ApiVersion::Beta)] {
        let planned = plan_with(&Sessions::of_versions(versions), &Value::Null, &wanted);
        assert!(planned.diagnostics.errors.is_empty(), "{:?}", planned.diagnostics);
    }
}
