//! `/assign`: what it takes, what it replaces, what it keeps.
//! Numbers are those of the facts in the README's table.

mod support;

use graph_simulator::{Action, AssignBody, Duplicates, Fault, Matcher, Options, Staleness, row};
use serde_json::{Value, json};
use support::{Client, FILTER, GROUP, OTHER, POLICY, assign, policy, target};

#[test]
fn facts_6_to_8_assign_replaces_the_set_and_answers_it() {
    let client = Client::demo();
    for version in ["v1.0", "beta"] {
        let path = format!("{}/assign", policy(version));
        let mut all = target("allDevicesAssignmentTarget", GROUP);
        all["target"].as_object_mut().expect("a target").remove("groupId");
        all["id"] = json!("an id of the client's own");
        let answer = client.post(&path, assign(&[target("groupAssignmentTarget", GROUP), all]));
        assert_eq!(answer.rows().len(), 2);
        let ids: Vec<Value> = answer.rows().iter().map(|row| row["id"].clone()).collect();
        assert_eq!(
            ids,
            [format!("{POLICY}_{GROUP}"), format!("{POLICY}_adadadad-808e-44e2-905a-0b7873a8a531")]
        );
        assert_eq!(client.get(&format!("{}/assignments", policy(version))).rows(), answer.rows());

        let replaced = client.post(&path, assign(&[target("exclusionGroupAssignmentTarget", OTHER)]));
        assert_eq!(replaced.rows().len(), 1);
        assert_eq!(client.post(&path, assign(&[])).rows().len(), 0);
        assert!(client.simulator.assignments(POLICY).expect("the policy").is_empty());
    }
}

#[test]
fn fact_7_assign_can_answer_without_a_body() {
    let client = Client::new(Options { assign_body: AssignBody::Empty, ..Options::demo() });
    let answer = client.post(&format!("{}/assign", policy("beta")), assign(&[row::all_devices()]));
    assert_eq!((answer.status, answer.text.as_str()), (200, ""));
    assert_eq!(client.simulator.assignments(POLICY).expect("the policy").len(), 1);
}

#[test]
fn assign_without_its_collection_changes_nothing() {
    let client = Client::demo();
    client.simulator.add_assignment(POLICY, row::group(GROUP)).expect("a row");
    for body in [
        json!({}),
        json!({"assignments": null}),
        json!({"assignments": {}}),
        json!([]),
        json!({"Assignments": []}),
    ] {
        let answer = client.post(&format!("{}/assign", policy("beta")), body.clone());
        assert_eq!(answer.status, 400, "{body}: {}", answer.text);
    }
    let text = client
        .run(
            client
                .request("POST", &format!("{}/assign", policy("beta")))
                .bearer_auth("simulator-token")
                .body("{}"),
        )
        .expect("an answer");
    assert_eq!(text.status, 400, "a body must say that it is JSON");
    assert_eq!(client.simulator.assignments(POLICY).expect("the policy").len(), 1);
}

#[test]
fn fact_10_v1_refuses_what_only_beta_knows() {
    let client = Client::demo();
    let filtered = row::with_filter(row::group(GROUP), FILTER, "include");
    let mut sourced = row::group(GROUP);
    sourced["source"] = json!("direct");
    for body in [filtered, sourced] {
        let answer = client.post(&format!("{}/assign", policy("v1.0")), assign(std::slice::from_ref(&body)));
        assert_eq!((answer.status, answer.code()), (400, "ModelValidationFailure".to_owned()), "{body}");
        assert!(answer.message().contains("does not exist on type"), "{}", answer.message());
        assert_eq!(client.post(&format!("{}/assign", policy("beta")), assign(&[body])).status, 200);
    }
}

#[test]
fn fact_11_a_v1_write_loses_filters_set_through_beta() {
    let client = Client::demo();
    let filtered = row::with_filter(row::group(GROUP), FILTER, "include");
    client.simulator.set_assignments(POLICY, vec![filtered]).expect("the policy");
    let seen = client.get(&format!("{}/assignments", policy("v1.0"))).rows();
    assert_eq!(client.post(&format!("{}/assign", policy("v1.0")), assign(&seen)).status, 200);
    let rows = client.get(&format!("{}/assignments", policy("beta"))).rows();
    assert_eq!(rows[0]["target"]["deviceAndAppManagementAssignmentFilterId"], Value::Null);
    assert_eq!(rows[0]["target"]["deviceAndAppManagementAssignmentFilterType"], "none");
}

#[test]
fn fact_12_types_the_model_does_not_know_are_refused() {
    let client = Client::demo();
    let scope_tag = "#microsoft.graph.scopeTagGroupAssignmentTarget";
    for (odata_type, code, text) in [
        (
            Some(scope_tag),
            "ModelValidationFailure",
            "A type named 'microsoft.graph.scopeTagGroupAssignmentTarget' could not",
        ),
        (
            Some("#microsoft.graph.futureTarget"),
            "ModelValidationFailure",
            "A type named 'microsoft.graph.futureTarget' could not",
        ),
        (
            Some("groupAssignmentTarget"),
            "ModelValidationFailure",
            "A type named 'groupAssignmentTarget' could not",
        ),
        (
            Some("microsoft.graph.#microsoft.graph.exclusionGroupAssignmentTarget"),
            "BadRequest",
            "Invalid OData type specified: \"microsoft.graph.#microsoft.graph.exclusionGroupAssignmentTarget\"",
        ),
        (
            Some("#microsoft.graph.deviceAndAppManagementAssignmentTarget"),
            "ModelValidationFailure",
            "abstract",
        ),
        (None, "ModelValidationFailure", "abstract"),
    ] {
        let mut body = target("x", GROUP);
        match odata_type {
            Some(name) => body["target"]["@odata.type"] = json!(name),
            None => drop(body["target"].as_object_mut().expect("a target").remove("@odata.type")),
        }
        let answer = client.post(&format!("{}/assign", policy("beta")), assign(&[body]));
        assert_eq!((answer.status, answer.code()), (400, code.to_owned()), "{odata_type:?}");
        assert!(answer.message().contains(text), "{}", answer.message());
        if code == "ModelValidationFailure" {
            assert_eq!(answer.json()["error"]["innerError"]["message"], answer.json()["error"]["message"]);
        }
    }
}

#[test]
fn fact_12_a_registered_type_is_stored_as_posted() {
    let client = Client::demo();
    client.simulator.add_target_type("#microsoft.graph.futureTarget");
    let posted = json!({"target": {"@odata.type": "#microsoft.graph.futureTarget", "zeta": [1, {"b": null, "a": 2}], "alpha": "x"}});
    assert_eq!(
        client.post(&format!("{}/assign", policy("beta")), assign(std::slice::from_ref(&posted))).status,
        200
    );
    let rows = client.get(&format!("{}/assignments", policy("beta"))).rows();
    assert_eq!(rows[0]["target"].to_string(), posted["target"].to_string());
    // Posted again as it was read, it keeps its id.
    assert_eq!(client.post(&format!("{}/assign", policy("beta")), assign(&rows)).rows(), rows);
}

#[test]
fn facts_13_and_14_any_guid_will_do_but_a_guid_it_must_be() {
    let client = Client::demo();
    let path = format!("{}/assign", policy("beta"));
    let orphan = "00000000-1111-4222-8333-444444444444";
    assert_eq!(client.post(&path, assign(&[row::group(orphan)])).status, 200);
    for wrong in
        ["Finance laptops", "", "{9f1d7c3a-5b2e-4c8d-8e6f-1a2b3c4d5e01}", &format!("{POLICY}_{GROUP}")]
    {
        let answer = client.post(&path, assign(&[row::group(wrong)]));
        assert_eq!((answer.status, answer.code()), (400, "BadRequest".to_owned()), "{wrong}");
        let start =
            format!("Invalid GroupId : {wrong} provided, a valid AADGroupId is expected. - Operation ID");
        assert!(answer.nested_message().starts_with(&start), "{}", answer.nested_message());
    }
    assert_eq!(client.simulator.assignments(POLICY).expect("the policy").len(), 1);
}

#[test]
fn facts_15_and_16_a_group_is_targeted_once() {
    let client = Client::demo();
    let path = format!("{}/assign", policy("beta"));
    let include = target("groupAssignmentTarget", GROUP);
    let same = target("groupAssignmentTarget", &GROUP.to_ascii_uppercase());
    let exclude = target("exclusionGroupAssignmentTarget", GROUP);
    for other in [&same, &exclude] {
        let answer = client.post(&path, assign(&[include.clone(), other.clone()]));
        assert_eq!((answer.status, answer.code()), (400, "BadRequest".to_owned()));
        assert!(answer.nested_message().contains("is not unique"), "{}", answer.nested_message());
    }
    let keep = Fault::new(Matcher::path("*/assign"), Action::Duplicates(Duplicates::KeepOne));
    client.simulator.fault(keep);
    assert_eq!(client.post(&path, assign(&[include.clone(), same.clone()])).rows().len(), 1);
    let client = Client::new(Options { duplicates: Duplicates::KeepOne, ..Options::demo() });
    assert_eq!(client.post(&path, assign(&[include, exclude])).rows().len(), 1);
}

#[test]
fn fact_28_rows_of_policy_sets_stay_and_may_share_a_group_with_a_direct_one() {
    let client = Client::demo();
    let set = "55555555-6666-4777-8888-999999999999";
    let theirs = row::from_policy_set(row::group(GROUP), set);
    client.simulator.set_assignments(POLICY, vec![row::group(GROUP), theirs]).expect("the policy");
    let list = format!("{}/assignments", policy("beta"));
    let rows = client.get(&list).rows();
    assert_eq!(
        (rows.len(), &rows[1]["source"], &rows[1]["sourceId"]),
        (2, &json!("policySets"), &json!(set))
    );

    // Re-sending the pair is refused, as M365DSC found.
    let path = format!("{}/assign", policy("beta"));
    assert_eq!(client.post(&path, assign(&rows)).status, 400);
    assert_eq!(client.post(&path, assign(&rows[..1])).rows(), rows);
    assert_eq!(client.post(&path, assign(&[])).rows(), rows[1..]);
}

#[test]
fn fact_30_reads_can_lag_behind_a_write() {
    let client = Client::new(Options { staleness: Some(Staleness::Reads(2)), ..Options::demo() });
    client.simulator.set_assignments(POLICY, vec![row::group(GROUP)]).expect("the policy");
    let written = client.post(&format!("{}/assign", policy("beta")), assign(&[])).rows();
    assert!(written.is_empty());
    assert!(client.simulator.assignments(POLICY).expect("the policy").is_empty());
    let list = format!("{}/assignments", policy("beta"));
    assert_eq!(client.get(&list).rows().len(), 1);
    assert_eq!(
        client.get(&format!("{}?$expand=assignments", policy("beta"))).json()["assignments"]
            .as_array()
            .map(Vec::len),
        Some(1)
    );
    assert_eq!(client.get(&list).rows().len(), 0);
}

#[test]
fn fact_31_the_last_whole_set_write_wins() {
    let client = Client::demo();
    let path = format!("{}/assign", policy("beta"));
    let seen = client.get(&format!("{}/assignments", policy("beta"))).rows();
    assert_eq!(client.post(&path, assign(&[seen.clone(), vec![row::group(GROUP)]].concat())).status, 200);
    let answer = client
        .run(
            client
                .request("POST", &path)
                .bearer_auth("simulator-token")
                .header("if-match", "\"stale\"")
                .json(&assign(&[seen, vec![row::group(OTHER)]].concat())),
        )
        .expect("an answer");
    assert_eq!(answer.status, 200, "no 409 and no 412");
    let rows = client.simulator.assignments(POLICY).expect("the policy");
    assert_eq!((rows.len(), rows[0]["target"]["groupId"].as_str()), (1, Some(OTHER)));
}
