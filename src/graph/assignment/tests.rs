//! Rows as they are recorded from the service, and odd ones.

use super::*;
use crate::graph::{Filter, FilterId, FilterMode, GroupId, TargetKind};

const POLICY: &str = "1adf69b9-39d5-4ca4-828a-021948731e04";
const GROUP: &str = "93d20a3f-d668-450f-b5e1-9a84b84e0c08";
const FILTER: &str = "f2822663-9d84-45ed-bd6d-207002142e0a";

fn assignment(text: &str) -> Assignment {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn repost(text: &str) -> String {
    assignment(text).repost().expect("direct").as_str().to_owned()
}

#[test]
fn a_beta_row_is_understood() {
    let row = assignment(&format!(
        r##"{{"id":"{POLICY}_{GROUP}","source":"direct","sourceId":"{POLICY}",
            "target":{{"@odata.type":"#microsoft.graph.groupAssignmentTarget",
              "deviceAndAppManagementAssignmentFilterId":"{FILTER}",
              "deviceAndAppManagementAssignmentFilterType":"include","groupId":"{GROUP}"}}}}"##
    ));
    assert_eq!(row.id.as_str(), format!("{POLICY}_{GROUP}"));
    assert_eq!((row.source.as_str(), row.source_id.as_deref()), ("direct", Some(POLICY)));
    let id = FilterId::try_from(FILTER).expect("id");
    assert_eq!(row.target.filter, Some(Filter { id, mode: FilterMode::Include }));
    assert_eq!(row.target.kind, TargetKind::Group(GroupId::try_from(GROUP).expect("id")));
}

#[test]
fn a_v1_row_without_source_is_direct() {
    let row = assignment(
        r##"{"id":"a_b","target":{"@odata.type":"#microsoft.graph.allDevicesAssignmentTarget"}}"##,
    );
    assert_eq!((row.source, row.source_id), (Source::Direct, None));
}

#[test]
fn a_row_is_reposted_as_it_came_less_what_the_service_sets() {
    let target = r##"{ "zeta" : 1.50, "@odata.type":"#microsoft.graph.new",  "groupId":"\u0041", "@odata.context":"kept", "n":null }"##;
    let row = format!(
        r##"{{"@odata.context":"https://graph/x","@odata.type":"#microsoft.graph.deviceCompliancePolicyAssignment","unknown":{{"b":1,"a":2}},"id":"a_b","target":{target},"source":"direct","sourceId":"p","count@odata.type":"#Int64","count":1,"x@odata.navigationLink":"y","@odata.etag":"e"}}"##
    );
    let wanted = format!(
        r##"{{"@odata.type":"#microsoft.graph.deviceCompliancePolicyAssignment","unknown":{{"b":1,"a":2}},"target":{target},"count@odata.type":"#Int64","count":1}}"##
    );
    assert_eq!(repost(&row), wanted);
}

#[test]
fn a_row_of_a_policy_set_is_never_reposted() {
    for (word, source) in [("policySets", Source::PolicySets), ("new", Source::Other("new".to_owned()))] {
        let row = assignment(&format!(r#"{{"id":"a_b","source":"{word}","target":{{}}}}"#));
        assert_eq!(row.source, source);
        assert_eq!(row.source.as_str(), word);
        assert!(row.repost().is_none());
    }
}

#[test]
fn a_row_that_is_no_assignment_is_an_error_that_says_so() {
    for (text, wanted) in [
        ("{}", "without an \"id\""),
        (r#"{"id":null,"target":{}}"#, "without an \"id\""),
        (r#"{"id":7,"target":{}}"#, "without an \"id\""),
        (r#"{"id":"a/b","target":{}}"#, "got \"a/b\""),
        (r#"{"id":"a_b"}"#, "assignment a_b has no \"target\""),
        (r#"{"id":"a_b","target":null}"#, "\"target\" of assignment a_b is not an object"),
        (r#"{"id":"a_b","target":"x"}"#, "\"target\" of assignment a_b is not an object"),
        ("[]", "expected a JSON object"),
    ] {
        let error = serde_json::from_str::<Assignment>(text).expect_err(text).to_string();
        assert!(error.contains(wanted), "{text}: {error}");
    }
}

#[test]
fn a_new_row_is_a_target_alone() {
    let target = Target::unfiltered(TargetKind::AllDevices);
    let row = RawRow::new(&target, ApiVersion::V1_0).expect("row");
    assert_eq!(row.as_str(), r##"{"target":{"@odata.type":"#microsoft.graph.allDevicesAssignmentTarget"}}"##);
    let unknown = Target::unfiltered(TargetKind::Unknown { odata_type: String::new() });
    assert!(RawRow::new(&unknown, ApiVersion::Beta).is_err());
}
