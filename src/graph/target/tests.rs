//! Targets as they are read and written.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::super::api_version::ApiVersion;
use super::*;

const GROUP: &str = "93d20a3f-d668-450f-b5e1-9a84b84e0c08";
const FILTER: &str = "f2822663-9d84-45ed-bd6d-207002142e0a";

fn group() -> GroupId {
    GroupId::try_from(GROUP).expect("id")
}

fn filter(mode: FilterMode) -> Filter {
    Filter { id: FilterId::try_from(FILTER).expect("id"), mode }
}

fn read_json(value: &Value) -> Target {
    read(&serde_json::from_str(&value.to_string()).expect("object"))
}

/// One of each kind, with its v1.0 body.
fn kinds() -> Vec<(TargetKind, Value)> {
    vec![
        (TargetKind::AllDevices, json!({"@odata.type": "#microsoft.graph.allDevicesAssignmentTarget"})),
        (
            TargetKind::AllLicensedUsers,
            json!({"@odata.type": "#microsoft.graph.allLicensedUsersAssignmentTarget"}),
        ),
        (
            TargetKind::Group(group()),
            json!({"@odata.type": "#microsoft.graph.groupAssignmentTarget", "groupId": GROUP}),
        ),
        (
            TargetKind::ExclusionGroup(group()),
            json!({"@odata.type": "#microsoft.graph.exclusionGroupAssignmentTarget", "groupId": GROUP}),
        ),
        (
            TargetKind::ConfigurationManagerCollection("SMS00001".to_owned()),
            json!({
                "@odata.type": "#microsoft.graph.configurationManagerCollectionAssignmentTarget",
                "collectionId": "SMS00001",
            }),
        ),
        (
            TargetKind::ScopeTagGroup {
                target_type: ScopeTagTargetType::User,
                entra_object_id: "Entra Object Id value".to_owned(),
            },
            json!({
                "@odata.type": "#microsoft.graph.scopeTagGroupAssignmentTarget",
                "targetType": "user",
                "entraObjectId": "Entra Object Id value",
            }),
        ),
    ]
}

#[test]
fn every_kind_is_written_as_documented_and_read_back() {
    for (kind, body) in kinds() {
        let target = Target::unfiltered(kind.clone());
        assert_eq!(target.to_json(ApiVersion::V1_0).as_ref(), Ok(&body), "{kind}");
        assert_eq!(read_json(&body), target);
        for (filter, id, mode) in [
            (None, Value::Null, "none"),
            (Some(filter(FilterMode::Include)), FILTER.into(), "include"),
            (Some(filter(FilterMode::Exclude)), FILTER.into(), "exclude"),
        ] {
            let target = Target { kind: kind.clone(), filter };
            let mut wanted = body.clone();
            wanted["deviceAndAppManagementAssignmentFilterId"] = id;
            wanted["deviceAndAppManagementAssignmentFilterType"] = mode.into();
            assert_eq!(target.to_json(ApiVersion::Beta).as_ref(), Ok(&wanted));
            assert_eq!(read_json(&wanted), target);
        }
    }
}

#[test]
fn what_cannot_be_written_is_refused() {
    let filtered = Target { kind: TargetKind::AllDevices, filter: Some(filter(FilterMode::Include)) };
    let error = filtered.to_json(ApiVersion::V1_0).expect_err("filter");
    assert_eq!(
        error.to_string(),
        "the filter on all devices cannot be written with Graph v1.0, which has no assignment filters; use beta"
    );
    let unknown = Target::unfiltered(TargetKind::Unknown { odata_type: "microsoft.graph.new".to_owned() });
    for version in [ApiVersion::V1_0, ApiVersion::Beta] {
        let error = unknown.to_json(version).expect_err("unknown").to_string();
        assert_eq!(
            error,
            "a target of the unknown type microsoft.graph.new cannot be written, only kept as it is"
        );
    }
}

#[test]
fn the_type_may_come_without_its_hash_and_in_other_case() {
    for name in ["microsoft.graph.groupAssignmentTarget", "#Microsoft.Graph.GroupAssignmentTarget"] {
        let target = read_json(&json!({"@odata.type": name, "groupId": GROUP.to_uppercase()}));
        assert_eq!(target, Target::unfiltered(TargetKind::Group(group())), "{name}");
    }
}

#[test]
fn no_filter_has_many_forms() {
    for (id, mode) in [
        (Value::Null, json!("none")),
        (Value::Null, Value::Null),
        (json!(""), json!("none")),
        (json!("00000000-0000-0000-0000-000000000000"), json!("include")),
        (json!("00000000-0000-0000-0000-000000000000"), json!("none")),
        (json!(FILTER), json!("none")),
        (json!(FILTER), Value::Null),
        (Value::Null, json!("include")),
    ] {
        let target = read_json(&json!({
            "@odata.type": "#microsoft.graph.allDevicesAssignmentTarget",
            "deviceAndAppManagementAssignmentFilterId": id,
            "deviceAndAppManagementAssignmentFilterType": mode,
        }));
        assert_eq!(target, Target::unfiltered(TargetKind::AllDevices), "{id} {mode}");
    }
}

#[test]
fn what_is_not_understood_in_full_is_unknown() {
    let group_type = "#microsoft.graph.groupAssignmentTarget";
    for (odata_type, body) in [
        ("", json!({})),
        ("", json!({"@odata.type": null, "groupId": GROUP})),
        ("", json!({"@odata.type": 7})),
        ("microsoft.graph.new", json!({"@odata.type": "#microsoft.graph.new", "groupId": GROUP})),
        ("microsoft.graph.groupAssignmentTarget", json!({"@odata.type": group_type})),
        ("microsoft.graph.groupAssignmentTarget", json!({"@odata.type": group_type, "groupId": null})),
        ("microsoft.graph.groupAssignmentTarget", json!({"@odata.type": group_type, "groupId": "finance"})),
        ("microsoft.graph.groupAssignmentTarget", json!({"@odata.type": group_type, "GroupId": GROUP})),
        (
            "microsoft.graph.groupAssignmentTarget",
            json!({
                "@odata.type": group_type,
                "groupId": GROUP,
                "deviceAndAppManagementAssignmentFilterId": FILTER,
                "deviceAndAppManagementAssignmentFilterType": "unknownFutureValue",
            }),
        ),
        (
            "microsoft.graph.scopeTagGroupAssignmentTarget",
            json!({
                "@odata.type": "#microsoft.graph.scopeTagGroupAssignmentTarget",
                "targetType": "none",
                "entraObjectId": "x",
            }),
        ),
    ] {
        let wanted = TargetKind::Unknown { odata_type: odata_type.to_owned() };
        assert_eq!(read_json(&body), Target::unfiltered(wanted), "{body}");
    }
}

#[test]
fn an_unknown_kind_keeps_its_filter_for_the_reader() {
    let target = read_json(&json!({
        "@odata.type": "#microsoft.graph.new",
        "deviceAndAppManagementAssignmentFilterId": FILTER,
        "deviceAndAppManagementAssignmentFilterType": "exclude",
    }));
    assert_eq!(target.filter, Some(filter(FilterMode::Exclude)));
    assert_eq!(
        target.to_string(),
        format!("a target of the unknown type microsoft.graph.new with exclude filter {FILTER}")
    );
}

proptest! {
    #[test]
    fn any_object_is_read_without_panic(
        odata_type in prop_oneof![Just(names::GROUP.to_owned()), Just(names::SCOPE_TAG_GROUP.to_owned()), ".*"],
        group: String, filter: String, mode: String,
    ) {
        let body = json!({
            "@odata.type": odata_type,
            "groupId": group,
            "targetType": mode,
            names::FILTER_ID: filter,
            names::FILTER_TYPE: mode,
        });
        let _ = read_json(&body).to_string();
    }
}
