//! Requests as they are on the wire.

use super::*;
use crate::graph::call::Effect;
use crate::graph::{Filter, FilterId, FilterMode, GroupId, TargetKind};
use crate::net::Endpoint;

const POLICY: &str = "6a2ac7e4-0d58-4ea5-8f39-bd11b3bcd51a";
const GROUP: &str = "93d20a3f-d668-450f-b5e1-9a84b84e0c08";
const FILTER: &str = "f2822663-9d84-45ed-bd6d-207002142e0a";

fn policy() -> PolicyId {
    PolicyId::try_from(POLICY).expect("id")
}

fn id() -> AssignmentId {
    AssignmentId::try_from(format!("{POLICY}_{GROUP}").as_str()).expect("id")
}

fn group() -> Target {
    Target::unfiltered(TargetKind::Group(GroupId::try_from(GROUP).expect("id")))
}

fn line<T>(call: &Call<T>) -> String {
    let root = Endpoint::try_new("https://graph.example").expect("root");
    format!("{} {}", call.method(), call.url(&root))
}

fn json(text: Option<&str>) -> serde_json::Value {
    serde_json::from_str(text.expect("body")).expect("json")
}

#[test]
fn every_call_has_its_documented_line() {
    let base = format!("deviceManagement/deviceCompliancePolicies/{POLICY}");
    let row = id();
    let call = list(PolicyKind::Device, ApiVersion::Beta, &policy());
    assert_eq!(line(&call), format!("GET https://graph.example/beta/{base}/assignments"));
    assert_eq!((call.effect(), call.body()), (Effect::Read, None));
    let call = get(PolicyKind::Device, ApiVersion::V1_0, &policy(), &row);
    assert_eq!(line(&call), format!("GET https://graph.example/v1.0/{base}/assignments/{row}"));
    assert_eq!((call.effect(), call.body()), (Effect::Read, None));
    let call = create(PolicyKind::Device, ApiVersion::V1_0, &policy(), &group()).expect("call");
    assert_eq!(line(&call), format!("POST https://graph.example/v1.0/{base}/assignments"));
    assert_eq!(call.effect(), Effect::Write);
    let call = update(PolicyKind::Device, ApiVersion::V1_0, &policy(), &row, &group()).expect("call");
    assert_eq!(line(&call), format!("PATCH https://graph.example/v1.0/{base}/assignments/{row}"));
    assert_eq!(call.effect(), Effect::Write);
    let call = delete(PolicyKind::Device, ApiVersion::V1_0, &policy(), &row);
    assert_eq!(line(&call), format!("DELETE https://graph.example/v1.0/{base}/assignments/{row}"));
    assert_eq!((call.effect(), call.body()), (Effect::Write, None));
    let call = assign(PolicyKind::Device, ApiVersion::Beta, &policy(), Vec::new());
    assert_eq!(line(&call), format!("POST https://graph.example/beta/{base}/assign"));
    assert_eq!((call.effect(), call.body()), (Effect::Replace, Some(r#"{"assignments":[]}"#)));
}

#[test]
fn the_documented_example_is_sent_as_documented() {
    let target = Target::unfiltered(TargetKind::ScopeTagGroup {
        target_type: crate::graph::ScopeTagTargetType::User,
        entra_object_id: "Entra Object Id value".to_owned(),
    });
    let wanted = serde_json::json!({
        "@odata.type": "#microsoft.graph.deviceCompliancePolicyAssignment",
        "target": {
            "@odata.type": "#microsoft.graph.scopeTagGroupAssignmentTarget",
            "targetType": "user",
            "entraObjectId": "Entra Object Id value",
        },
    });
    assert_eq!(
        json(create(PolicyKind::Device, ApiVersion::V1_0, &policy(), &target).expect("call").body()),
        wanted
    );
    assert_eq!(
        json(update(PolicyKind::Device, ApiVersion::V1_0, &policy(), &id(), &target).expect("call").body()),
        wanted
    );
}

#[test]
fn a_filter_goes_to_beta_or_nowhere() {
    let filter = Filter { id: FilterId::try_from(FILTER).expect("id"), mode: FilterMode::Exclude };
    let target = Target { filter: Some(filter), ..group() };
    assert!(create(PolicyKind::Device, ApiVersion::V1_0, &policy(), &target).is_err());
    assert!(update(PolicyKind::Device, ApiVersion::V1_0, &policy(), &id(), &target).is_err());
    let body = json(create(PolicyKind::Device, ApiVersion::Beta, &policy(), &target).expect("call").body());
    assert_eq!(body["target"]["deviceAndAppManagementAssignmentFilterId"], FILTER);
    assert_eq!(body["target"]["deviceAndAppManagementAssignmentFilterType"], "exclude");
    assert_eq!(body["target"]["groupId"], GROUP);
}

#[test]
fn a_whole_set_write_carries_rows_byte_for_byte() {
    let row = r##"{"id":"a_b","source":"direct","target":{"x" : 1.0,"@odata.type":"#microsoft.graph.new"}}"##;
    let row: Assignment = serde_json::from_str(row).expect("row");
    let rows = vec![row.repost().expect("direct"), RawRow::new(&group(), ApiVersion::V1_0).expect("row")];
    let call = assign(PolicyKind::Device, ApiVersion::Beta, &policy(), rows);
    let body = call.body().expect("body");
    let kept = r##"{"assignments":[{"target":{"x" : 1.0,"@odata.type":"#microsoft.graph.new"}},{"target":{"##;
    assert!(body.starts_with(kept), "{body}");
    assert_eq!(json(Some(body))["assignments"][1]["target"]["groupId"], GROUP);
}

#[test]
fn answers_are_read_and_unread_as_promised() {
    let body = format!(
        r##"{{"@odata.context":"x","value":[{{"id":"{POLICY}_{GROUP}","target":{{"@odata.type":"#microsoft.graph.groupAssignmentTarget","groupId":"{GROUP}"}}}},
            {{"id":"a_b","target":{{"@odata.type":"#microsoft.graph.new"}}}}],"@odata.nextLink":"https://graph.example/next"}}"##
    );
    let page = list(PolicyKind::Device, ApiVersion::V1_0, &policy()).read(body.as_bytes()).expect("page");
    assert_eq!((page.items.len(), page.next.as_deref()), (2, Some("https://graph.example/next")));
    assert_eq!(page.items[0].target, group());
    assert!(matches!(page.items[1].target.kind, TargetKind::Unknown { .. }));
    let error = list(PolicyKind::Device, ApiVersion::V1_0, &policy())
        .read(br#"{"value":[{"id":"a_b"}]}"#)
        .expect_err("no target");
    assert!(error.to_string().contains("assignment a_b has no \"target\""), "{error}");
    for body in ["", "null", "{}", r#"{"value":[]}"#, "<html>"] {
        assert!(
            assign(PolicyKind::Device, ApiVersion::V1_0, &policy(), Vec::new()).read(body.as_bytes()).is_ok()
        );
        assert!(delete(PolicyKind::Device, ApiVersion::V1_0, &policy(), &id()).read(body.as_bytes()).is_ok());
    }
    assert!(
        create(PolicyKind::Device, ApiVersion::V1_0, &policy(), &group()).expect("call").read(b"").is_err()
    );
}
