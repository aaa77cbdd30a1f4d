//! The reads of `…/assignments`, and the writes that only the documentation knows.
//! Numbers are those of the facts in the README's table.

mod support;

use graph_simulator::{Mode, Options, RouteSwitch, row};
use serde_json::json;
use support::{Client, FILTER, GROUP, OTHER, POLICY, assign, policies, policy, target};

#[test]
fn fact_1_to_3_per_assignment_writes_have_no_route_on_either_version() {
    let client = Client::demo();
    for version in ["v1.0", "beta"] {
        let row = format!("{}/assignments/{POLICY}_{GROUP}", policy(version));
        for (method, path, template) in [
            ("POST", format!("{}/assignments", policy(version)), "~/singleton/navigation/key/navigation"),
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
    assert!(client.simulator.assignments(POLICY).expect("the policy").is_empty());
}

#[test]
fn fact_3_a_switch_lets_patch_work_in_live_mode() {
    let client = Client::new(Options { patch_one: RouteSwitch::Works, ..Options::demo() });
    client.simulator.add_assignment(POLICY, row::group(GROUP)).expect("a row");
    let path = format!("{}/assignments/{POLICY}_{GROUP}", policy("beta"));
    let answer = client.send("PATCH", &path, Some(target("exclusionGroupAssignmentTarget", GROUP)));
    assert_eq!(answer.status, 200, "{}", answer.text);
    let rows = client.simulator.assignments(POLICY).expect("the policy");
    assert_eq!(rows[0]["target"]["@odata.type"], "#microsoft.graph.exclusionGroupAssignmentTarget");
}

#[test]
fn facts_4_9_and_10_each_version_shows_its_own_shape() {
    let client = Client::demo();
    let filtered = row::with_filter(row::group(GROUP), FILTER, "include");
    client.simulator.set_assignments(POLICY, vec![row::all_devices(), filtered]).expect("the policy");

    let beta = client.get(&format!("{}/assignments", policy("beta")));
    let url = client.simulator.url();
    let devices = format!("{POLICY}_adadadad-808e-44e2-905a-0b7873a8a531");
    assert_eq!(
        beta.text,
        format!(
            r##"{{"@odata.context":"{url}/beta/$metadata#deviceManagement/deviceCompliancePolicies('{POLICY}')/assignments","value":[{{"id":"{devices}","source":"direct","sourceId":"{POLICY}","target":{{"@odata.type":"#microsoft.graph.allDevicesAssignmentTarget","deviceAndAppManagementAssignmentFilterId":null,"deviceAndAppManagementAssignmentFilterType":"none"}}}},{{"id":"{POLICY}_{GROUP}","source":"direct","sourceId":"{POLICY}","target":{{"@odata.type":"#microsoft.graph.groupAssignmentTarget","groupId":"{GROUP}","deviceAndAppManagementAssignmentFilterId":"{FILTER}","deviceAndAppManagementAssignmentFilterType":"include"}}}}]}}"##
        )
    );
    let v1 = client.get(&format!("{}/assignments", policy("v1.0"))).rows();
    assert_eq!(
        v1,
        [
            json!({"id": devices, "target": {"@odata.type": "#microsoft.graph.allDevicesAssignmentTarget"}}),
            json!({"id": format!("{POLICY}_{GROUP}"),
                   "target": {"@odata.type": "#microsoft.graph.groupAssignmentTarget", "groupId": GROUP}}),
        ]
    );
}

#[test]
fn fact_5_one_assignment_is_read_unless_switched_off() {
    let client = Client::demo();
    client.simulator.add_assignment(POLICY, row::group(GROUP)).expect("a row");
    let path = format!("{}/assignments/{POLICY}_{GROUP}", policy("beta"));
    let answer = client.get(&path);
    assert_eq!((answer.status, answer.json()["id"].as_str()), (200, Some(&*format!("{POLICY}_{GROUP}"))));
    let missing = client.get(&format!("{}/assignments/{POLICY}_{OTHER}", policy("beta")));
    assert_eq!((missing.status, missing.code()), (404, "ResourceNotFound".to_owned()));

    let client = Client::new(Options { read_one: RouteSwitch::NoRoute, ..Options::demo() });
    let answer = client.get(&path);
    assert_eq!((answer.status, answer.code()), (400, "No method match route template".to_owned()));
}

#[test]
fn seeded_unknown_properties_are_shown_word_for_word() {
    let client = Client::demo();
    let seeded = json!({"id": "own-id", "source": "direct", "sourceId": POLICY,
        "target": {"@odata.type": "#microsoft.graph.groupAssignmentTarget", "later": {"z": 1, "a": 1.50},
                   "deviceAndAppManagementAssignmentFilterId": null, "deviceAndAppManagementAssignmentFilterType": "none",
                   "groupId": GROUP},
        "futureRowProperty": ["x"]});
    client.simulator.set_assignments(POLICY, vec![seeded.clone()]).expect("the policy");
    let rows = client.get(&format!("{}/assignments", policy("beta"))).rows();
    assert_eq!(rows[0].to_string(), seeded.to_string());
}

#[test]
fn the_documented_world_has_working_assignment_routes() {
    let client = Client::new(Options { mode: Mode::Documented, ..Options::demo() });
    for version in ["v1.0", "beta"] {
        let list = format!("{}/assignments", policy(version));
        let mut body = target("groupAssignmentTarget", GROUP);
        body["@odata.type"] = json!("#microsoft.graph.deviceCompliancePolicyAssignment");
        let created = client.post(&list, body.clone());
        assert_eq!(created.status, 201, "{}", created.text);
        assert_eq!(created.json()["id"], format!("{POLICY}_{GROUP}"));
        assert_eq!(created.json()["@odata.type"], "#microsoft.graph.deviceCompliancePolicyAssignment");
        assert_eq!(created.json().get("source").is_some(), version == "beta");
        assert_eq!(client.post(&list, body).status, 400, "it is there already");

        let one = format!("{list}('{POLICY}_{GROUP}')");
        assert_eq!(client.get(&one).json()["target"]["groupId"], GROUP);
        let changed = client.send("PATCH", &one, Some(target("exclusionGroupAssignmentTarget", GROUP)));
        assert_eq!(changed.status, 200, "{}", changed.text);
        let rows = client.get(&list).rows();
        assert_eq!(rows[0]["target"]["@odata.type"], "#microsoft.graph.exclusionGroupAssignmentTarget");
        let deleted = client.send("DELETE", &one, None);
        assert_eq!((deleted.status, deleted.text.as_str()), (204, ""));
        assert_eq!(client.send("DELETE", &one, None).status, 404);
        assert!(client.get(&list).rows().is_empty());
    }
    let sample = json!({"@odata.type": "#microsoft.graph.deviceCompliancePolicyAssignment", "target": {
        "@odata.type": "microsoft.graph.scopeTagGroupAssignmentTarget", "targetType": "user", "entraObjectId": "Entra Object Id value"}});
    let created = client.post(&format!("{}/assignments", policy("v1.0")), sample);
    assert_eq!(created.status, 201, "the documentation's own sample: {}", created.text);
    client.simulator.set_mode(Mode::Live);
    assert_eq!(client.post(&format!("{}/assignments", policy("v1.0")), row::all_devices()).status, 400);
}

#[test]
fn ids_in_urls_compare_without_case_and_take_both_spellings() {
    let client = Client::demo();
    let upper = POLICY.to_ascii_uppercase();
    for path in [
        format!("{}/{upper}/assignments", policies("beta")),
        format!("{}('{upper}')/assignments", policies("beta")),
    ] {
        assert_eq!(client.get(&path).status, 200, "{path}");
    }
    let shown = client.post(
        &format!("{}/{upper}/assign", policies("beta")),
        assign(&[row::group(&GROUP.to_ascii_uppercase())]),
    );
    assert_eq!(shown.rows()[0]["id"], format!("{POLICY}_{GROUP}"), "ids are lower case");
}
