//! The facts of the reference on Graph's behaviour, each by its number.

mod support;

use graph_simulator::{Mode, Options, PolicySeed, row};
use serde_json::{Value, json};
use support::Client;

const POLICY: &str = "6a2ac7e4-0f5b-4f0e-9d0c-3b8f2c4d1e01";
const GROUP: &str = "9f1d7c3a-5b2e-4c8d-8e6f-1a2b3c4d5e01";
const OTHER: &str = "9f1d7c3a-5b2e-4c8d-8e6f-1a2b3c4d5e02";
const FILTER: &str = "f2822663-9d84-45ed-bd6d-207002142e0a";

fn policies(version: &str) -> String {
    format!("/{version}/deviceManagement/deviceCompliancePolicies")
}

fn policy(version: &str) -> String {
    format!("{}/{POLICY}", policies(version))
}

fn target(kind: &str, group: &str) -> Value {
    json!({"target": {"@odata.type": format!("#microsoft.graph.{kind}"), "groupId": group}})
}

fn assign(rows: &[Value]) -> Value {
    json!({ "assignments": rows })
}

#[test]
fn fact_1_to_3_per_assignment_writes_have_no_route_on_either_version() {
    let client = Client::demo();
    for version in ["v1.0", "beta"] {
        let row = format!("{}/assignments/{POLICY}_{GROUP}", policy(version));
        for (method, path, template) in [
            (
                "POST",
                format!("{}/assignments", policy(version)),
                "~/singleton/navigation/key/navigation",
            ),
            ("DELETE", row.clone(), "~/singleton/navigation/key/navigation/key"),
            ("PATCH", row, "~/singleton/navigation/key/navigation/key"),
        ] {
            let answer = client.send(method, &path, Some(target("groupAssignmentTarget", GROUP)));
            assert_eq!(answer.status, 400, "{method} {path}");
            assert_eq!(answer.code(), "No method match route template");
            let start = format!(
                "No OData route exists that match template {template} with http verb {method} for request \
                 /DeviceConfiguration_2602/StatelessDeviceConfigurationFEService/deviceManagement/\
                 deviceCompliancePolicies('{POLICY}')/assignments"
            );
            assert!(answer.message().starts_with(&start), "{}", answer.message());
        }
    }
    assert!(
        client
            .simulator
            .assignments(POLICY)
            .expect("the policy")
            .is_empty()
    );
}
