use serde_json::json;

use super::*;

const POLICY: &str = "6a2ac7e4-0f5b-4f0e-9d0c-3b8f2c4d1e01";
const GROUP: &str = "9F1D7C3A-5b2e-4c8d-8e6f-1a2b3c4d5e01";

fn text(text: &str) -> Value<String> {
    Value::Value(text.to_owned())
}

fn group(kind: &str, id: &str) -> TargetModel {
    TargetModel { kind: text(kind), group_id: text(id), ..TargetModel::default() }
}

fn model(targets: Vec<TargetModel>) -> Model {
    let targets = Value::Value(targets.into_iter().map(Value::Value).collect());
    Model { compliance_policy_id: text(POLICY), targets, ..Model::default() }
}

fn row(kind: &str, group: &str, source: &str) -> Assignment {
    let target = json!({"@odata.type": format!("#microsoft.graph.{kind}AssignmentTarget"), "groupId": group});
    serde_json::from_value(json!({"id": format!("{POLICY}_x"), "source": source, "target": target}))
        .expect("a row")
}

#[test]
fn null_unknown_and_empty_stay_apart_on_the_way_through_a_value() {
    let unknown = TargetModel { group_id: Value::Unknown, ..group("group", "") };
    for targets in [
        Value::Null,
        Value::Unknown,
        Value::Value(Vec::new()),
        Value::Value(vec![Value::Value(group("group", GROUP))]),
        Value::Value(vec![Value::Value(unknown)]),
        Value::Value(vec![Value::Unknown]),
    ] {
        let model = Model { targets, ..model(Vec::new()) };
        assert_eq!(Model::read(&model.write().expect("a value")).expect("a model"), model);
    }
}

#[test]
fn direct_rows_are_taken_over_in_the_spelling_that_is_here() {
    let mut model =
        model(vec![group("group", GROUP), group("group", "9f1d7c3a-5b2e-4c8d-8e6f-1a2b3c4d5e09")]);
    let rows = [
        row("exclusionGroup", &GROUP.to_lowercase(), "direct"),
        row("group", "9f1d7c3a-5b2e-4c8d-8e6f-1a2b3c4d5e02", "policySets"),
        row("somethingNew", "", "direct"),
        row("allDevices", "", "direct"),
    ];
    let policy = PolicyId::try_from(POLICY.to_uppercase().as_str()).expect("id");
    let strange: Vec<String> = model.take(&policy, &rows).iter().map(|target| target.to_string()).collect();
    assert_eq!(strange.len(), 1, "{strange:?}");
    let everything = TargetModel { kind: text("all_devices"), ..TargetModel::default() };
    assert_eq!(
        model.targets,
        Value::Value(vec![Value::Value(group("exclusion_group", GROUP)), Value::Value(everything)])
    );
    assert_eq!(model.compliance_policy_id, text(POLICY));
}

#[test]
fn only_what_is_wholly_known_and_there_once_can_be_wanted() {
    let twins = || vec![group("group", GROUP), group("group", &GROUP.to_lowercase())];
    for (targets, problem) in [
        (twins(), "is there twice"),
        (vec![group("group", GROUP), group("exclusion_group", GROUP)], "contradict each other"),
        (vec![group("group", "x")], "targets: group_id: expected a GUID"),
        (vec![group("somebody", GROUP)], "no kind of target called \"somebody\""),
    ] {
        let refused = model(targets).wanted().expect_err("refused");
        assert!(refused.errors[0].detail.contains(problem), "{refused:?}");
    }
    let missing = Model { targets: Value::Value(vec![Value::Null]), ..model(Vec::new()) };
    assert!(missing.wanted().is_err() && !missing.is_known());
    assert_eq!(model(Vec::new()).wanted().expect("nobody").1, []);
}
