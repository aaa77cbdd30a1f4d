use super::*;
use crate::graph::{Filter, FilterId, FilterMode, GroupId, RawRow, ScopeTagTargetType, TargetKind};
use crate::plugin::value::Known;

const POLICY: &str = "6a2ac7e4-0f5b-4f0e-9d0c-3b8f2c4d1e01";
const GROUP: &str = "9f1d7c3a-5b2e-4c8d-8e6f-1a2b3c4d5e01";
const FILTER: &str = "f2822663-9d84-45ed-bd6d-207002142e0a";

/// Every text below the value, each set to its own path, so that two that change places are noticed.
fn filled(ty: &Type, path: &str) -> Dynamic {
    match ty {
        Type::Object(attributes) => Value::Value(Known::Map(
            attributes
                .iter()
                .map(|(name, ty)| (name.clone(), filled(ty, &format!("{path}.{name}"))))
                .collect(),
        )),
        Type::String => string(path),
        other => panic!("no value for {other}"),
    }
}

/// The value with one attribute after the other, at every depth, replaced.
fn with_each_replaced(value: &Dynamic, replacement: &Dynamic) -> Vec<Dynamic> {
    let Value::Value(Known::Map(entries)) = value else {
        return Vec::new();
    };
    let mut all = Vec::new();
    for (name, inner) in entries {
        let with = |inner: Dynamic| {
            let mut entries = entries.clone();
            entries.insert(name.clone(), inner);
            Value::Value(Known::Map(entries))
        };
        all.push(with(replacement.clone()));
        all.extend(with_each_replaced(inner, replacement).into_iter().map(with));
    }
    all
}

#[test]
fn what_is_read_is_written_back_the_same() {
    let full = filled(Model::ty(), "it");
    let mut values = vec![full.clone()];
    for replacement in [Value::Null, Value::Unknown, string("")] {
        // Only texts may become texts.
        let typed = |value: &Dynamic| Model::read(value).is_ok();
        let mut replaced = with_each_replaced(&full, &replacement);
        if replacement == string("") {
            replaced.retain(typed);
        }
        values.extend(replaced);
    }
    assert!(values.len() > 3 * 15, "{}", values.len());
    for value in values {
        let model = Model::read(&value).expect("a model");
        assert_eq!(model.write().expect("a value"), value);
    }
}

fn row(target: &Target) -> Assignment {
    let raw = RawRow::new(target, crate::graph::ApiVersion::Beta).expect("a row");
    let mut shown: serde_json::Value =
        serde_json::from_str(&serde_json::to_string(&raw).expect("JSON")).expect("JSON");
    shown["id"] = format!("{POLICY}_{GROUP}").into();
    shown["source"] = "direct".into();
    shown["sourceId"] = POLICY.into();
    serde_json::from_str(&shown.to_string()).expect("an assignment")
}

fn every_kind() -> Vec<TargetKind> {
    let group = || GroupId::try_from(GROUP).expect("a group id");
    vec![
        TargetKind::AllDevices,
        TargetKind::AllLicensedUsers,
        TargetKind::Group(group()),
        TargetKind::ExclusionGroup(group()),
        TargetKind::ConfigurationManagerCollection("SMS00001".to_owned()),
        TargetKind::ScopeTagGroup {
            target_type: ScopeTagTargetType::User,
            entra_object_id: GROUP.to_owned(),
        },
        TargetKind::ScopeTagGroup {
            target_type: ScopeTagTargetType::Device,
            entra_object_id: GROUP.to_owned(),
        },
    ]
}

#[test]
fn every_target_comes_back_from_the_state_as_it_was() {
    let id = FilterId::try_from(FILTER).expect("a filter id");
    let filters =
        [FilterMode::Include, FilterMode::Exclude].map(|mode| Some(Filter { id: id.clone(), mode }));
    let policy = PolicyId::try_from(POLICY).expect("a policy id");
    for kind in every_kind() {
        for filter in [None].into_iter().chain(filters.clone()) {
            let target = Target { kind: kind.clone(), filter };
            let mut state = Model::default();
            assert!(state.take(&policy, &row(&target)), "{target}");
            assert_eq!(state.wanted().expect("a target"), (policy.clone(), target));
        }
    }
}

#[test]
fn an_id_that_differs_in_case_alone_keeps_the_users_spelling() {
    let policy = PolicyId::try_from(POLICY).expect("a policy id");
    let upper = |text: &str| Value::Value(text.to_uppercase());
    let mut state = Model {
        compliance_policy_id: upper(POLICY),
        target: Value::Value(TargetModel {
            kind: Value::Value("group".to_owned()),
            group_id: upper(GROUP),
            ..TargetModel::default()
        }),
        ..Model::default()
    };
    let shown = Target::unfiltered(TargetKind::ExclusionGroup(GroupId::try_from(GROUP).expect("an id")));
    assert!(state.take(&policy, &row(&shown)));
    let target = state.target.as_ref_option().expect("a target");
    assert_eq!(state.compliance_policy_id, upper(POLICY));
    assert_eq!(target.group_id, upper(GROUP));
    assert_eq!(known(&target.kind), "exclusion_group", "what truly changed is taken over");
}

#[test]
fn a_filter_that_is_gone_is_gone_from_the_state() {
    let policy = PolicyId::try_from(POLICY).expect("a policy id");
    let mut state = Model::default();
    let filter = Filter { id: FilterId::try_from(FILTER).expect("a filter id"), mode: FilterMode::Include };
    let filtered = Target { kind: TargetKind::AllDevices, filter: Some(filter) };
    assert!(state.take(&policy, &row(&filtered)));
    assert!(state.take(&policy, &row(&Target::unfiltered(TargetKind::AllDevices))));
    let target = state.target.as_ref_option().expect("a target");
    assert_eq!((&target.filter_id, &target.filter_type), (&Value::Null, &Value::Null));
}
