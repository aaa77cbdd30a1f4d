//! Policies as they are asked for and read.

use super::*;
use crate::net::Endpoint;

const POLICY: &str = "1adf69b9-39d5-4ca4-828a-021948731e04";

fn url<T>(call: &Call<T>) -> String {
    call.url(&Endpoint::try_new("https://graph.example").expect("root")).into()
}

fn policy(text: &str) -> Policy {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[test]
fn policies_are_asked_for_as_documented() {
    let base = "https://graph.example/beta/deviceManagement/deviceCompliancePolicies";
    let id = PolicyId::try_from(POLICY).expect("id");
    assert_eq!(
        url(&get(ApiVersion::Beta, &id)),
        format!("{base}/{POLICY}?$select=id,displayName,description")
    );
    assert_eq!(
        url(&list(ApiVersion::Beta, Expand::Nothing)),
        format!("{base}?$select=id,displayName,description")
    );
    assert_eq!(url(&list(ApiVersion::Beta, Expand::Assignments)), format!("{base}?$expand=assignments"));
}

#[test]
fn a_recorded_policy_is_read_with_its_assignments() {
    let read = policy(&format!(
        r##"{{"@odata.type":"#microsoft.graph.macOSCompliancePolicy","roleScopeTagIds":["0"],"id":"{POLICY}","version":8,
            "displayName":"Macs","assignments@odata.context":"https://graph.example/beta/x",
            "assignments":[{{"id":"a_b","source":"direct","target":{{"@odata.type":"#microsoft.graph.allDevicesAssignmentTarget"}}}}]}}"##
    ));
    assert_eq!(read.id.as_str(), POLICY);
    assert_eq!(read.display_name.as_deref(), Some("Macs"));
    assert_eq!(read.odata_type.as_deref(), Some("#microsoft.graph.macOSCompliancePolicy"));
    assert_eq!(read.assignments.map(|rows| rows.len()), Some(1));
}

#[test]
fn assignments_that_were_not_asked_for_or_came_in_part_are_not_taken_for_the_set() {
    for rest in [
        "",
        r#","assignments":null"#,
        r#","assignments":[],"assignments@odata.nextLink":"https://graph.example/more""#,
        r#","assignments":[{"id":"a_b"}]"#,
    ] {
        let read = policy(&format!(r#"{{"id":"{POLICY}"{rest}}}"#));
        assert!(read.assignments.is_none(), "{rest}");
        assert_eq!((read.display_name, read.odata_type), (None, None));
    }
    assert_eq!(
        policy(&format!(r#"{{"id":"{POLICY}","assignments":[]}}"#)).assignments.map(|rows| rows.len()),
        Some(0)
    );
}

#[test]
fn a_row_without_a_policy_id_is_an_error() {
    for text in ["{}", r#"{"id":"x"}"#, "[]"] {
        assert!(serde_json::from_str::<Policy>(text).is_err(), "{text}");
    }
}
