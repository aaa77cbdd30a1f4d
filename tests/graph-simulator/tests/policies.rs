//! Policies, groups and filters as their listings show them.
//! Numbers are those of the facts in the README's table.

mod support;

use graph_simulator::{Options, PolicySeed, row};
use serde_json::{Value, json};
use support::{Client, FILTER, GROUP, OTHER, POLICY, assign, policies, policy};

#[test]
fn fact_24_policies_are_created_changed_and_deleted() {
    let client = Client::demo();
    let body = json!({"@odata.type": "#microsoft.graph.iosCompliancePolicy", "displayName": "New", "assignments": [row::all_devices()],
        "scheduledActionsForRule": [{"ruleName": "PasswordRequired", "scheduledActionConfigurations": [{"actionType": "block", "gracePeriodHours": 0}]}]});
    let created = client.post(&policies("beta"), body.clone());
    assert_eq!(created.status, 201, "{}", created.text);
    let id = created.json()["id"].as_str().expect("an id").to_owned();
    assert!(client.simulator.assignments(&id).expect("the policy").is_empty(), "a create assigns nothing");

    let one = format!("{}/{id}", policies("beta"));
    assert_eq!(client.send("PATCH", &one, Some(json!({"displayName": "Newer"}))).status, 204);
    let read = client.get(&one).json();
    assert_eq!((read["displayName"].as_str(), read["version"].as_u64()), (Some("Newer"), Some(2)));
    let wrong =
        client.send("PATCH", &one, Some(json!({"@odata.type": "#microsoft.graph.macOSCompliancePolicy"})));
    assert_eq!((wrong.status, wrong.code()), (400, "ModelValidationFailure".to_owned()));

    for part in ["@odata.type", "displayName", "scheduledActionsForRule"] {
        let mut less = body.clone();
        less.as_object_mut().expect("an object").remove(part);
        assert_eq!(client.post(&policies("beta"), less).status, 400, "without {part}");
    }
    assert_eq!(client.send("DELETE", &one, None).status, 204);
    assert_eq!(client.get(&format!("{one}/assignments")).status, 404);
}

#[test]
fn fact_25_listing_expands_selects_and_filters() {
    let client = Client::demo();
    let url = client.simulator.url();
    let all = client.get(&format!("{}?$expand=assignments", policies("beta"))).rows();
    assert_eq!(all.len(), 4, "settings catalog policies are elsewhere");
    assert_eq!(all[0]["assignments"], json!([]));
    let ios = "6a2ac7e4-0f5b-4f0e-9d0c-3b8f2c4d1e02";
    assert_eq!(
        all[1]["assignments@odata.context"],
        format!(
            "{url}/beta/$metadata#deviceManagement/deviceCompliancePolicies('{ios}')/microsoft.graph.iosCompliancePolicy/assignments"
        )
    );
    assert_eq!(all[1]["assignments"].as_array().map(Vec::len), Some(2));
    let single = client
        .get(&format!(
            "{}/{ios}?$expand=assignments,scheduledActionsForRule($expand=scheduledActionConfigurations)",
            policies("beta")
        ))
        .json();
    assert_eq!(single["assignments"].as_array().map(Vec::len), Some(2));
    assert!(single["scheduledActionsForRule"].is_array());

    let named = |query: &str| client.get(&format!("{}?{query}", policies("beta")));
    let selected = named("$filter=displayName%20eq%20'macOS%20-%20baseline'&$select=id,displayName").rows();
    assert_eq!(
        selected,
        [json!({"@odata.type": "#microsoft.graph.macOSCompliancePolicy",
        "id": "6a2ac7e4-0f5b-4f0e-9d0c-3b8f2c4d1e03", "displayName": "macOS - baseline"})]
    );
    assert_eq!(
        named("$filter=isof('microsoft.graph.iosCompliancePolicy')&$expand=assignments").rows().len(),
        1
    );
    client.simulator.add_policy(PolicySeed::new("iosCompliancePolicy", "O'Brien's")).expect("a policy");
    assert_eq!(named("$filter=displayName eq 'O''Brien''s'").rows().len(), 1);
    for function in ["startswith(displayName,'W')", "contains(displayName,'W')", "endswith(displayName,'W')"]
    {
        let answer = named(&format!("$filter={function}"));
        assert_eq!((answer.status, answer.code()), (400, "BadRequest".to_owned()), "{function}");
        assert!(answer.nested_message().contains("not allowed"), "{}", answer.text);
    }
    assert_eq!(named("$expand=deviceStatuses2").status, 400);
}

#[test]
fn fact_26_v1_shows_base_properties_of_types_it_does_not_know() {
    let client = Client::new(Options::default());
    let seed = PolicySeed::new("androidDeviceOwnerCompliancePolicy", "Android Compliance")
        .with_property("passwordRequired", json!(true));
    let id = client.simulator.add_policy(seed).expect("a policy");
    client
        .simulator
        .add_policy(
            PolicySeed::new("iosCompliancePolicy", "iOS").with_property("passcodeRequired", json!(true)),
        )
        .expect("a policy");
    let rows = client.get(&policies("v1.0")).rows();
    let names: Vec<&String> = rows[0].as_object().expect("an object").keys().collect();
    let mut sorted = names.clone();
    sorted.sort();
    assert_eq!(
        sorted,
        ["createdDateTime", "description", "displayName", "id", "lastModifiedDateTime", "version"]
    );
    assert_eq!(rows[1]["@odata.type"], "#microsoft.graph.iosCompliancePolicy");
    assert_eq!(rows[1]["passcodeRequired"], true);
    assert!(rows[1].get("roleScopeTagIds").is_none());
    let beta = client.get(&format!("{}/{id}", policies("beta"))).json();
    assert_eq!((&beta["passwordRequired"], &beta["roleScopeTagIds"]), (&json!(true), &json!(["0"])));
}

#[test]
fn fact_27_listings_page_with_an_opaque_link() {
    let client = Client::new(Options { page_size: 2, assignments_page_size: Some(2), ..Options::demo() });
    let groups: Vec<Value> =
        (1..=5).map(|n| row::group(&format!("00000000-0000-4000-8000-00000000000{n}"))).collect();
    client.simulator.set_assignments(POLICY, groups).expect("the policy");
    for (start, expected) in [
        (format!("{}?$expand=assignments&$select=id", policies("beta")), 4),
        (format!("{}?$top=1", policies("v1.0")), 4),
        (format!("{}/assignments", policy("beta")), 5),
        ("/beta/groups?$select=id".to_owned(), 3),
    ] {
        let (mut seen, mut next) = (Vec::new(), Some(start.clone()));
        while let Some(link) = next {
            let page = client.get(&link);
            assert!(page.rows().len() <= 2);
            seen.extend(page.rows().iter().map(|row| row["id"].as_str().expect("an id").to_owned()));
            next = page.json()["@odata.nextLink"].as_str().map(str::to_owned);
            if let Some(link) = &next {
                assert!(link.starts_with(&client.simulator.url()) && link.contains("$skiptoken="), "{link}");
            }
        }
        let count = seen.len();
        seen.sort();
        seen.dedup();
        assert_eq!((seen.len(), count), (expected, expected), "{start}");
    }
    assert_eq!(client.get(&format!("{}?$skiptoken=2", policies("beta"))).status, 400);
    assert_eq!(client.get(&format!("{}?$top=-1", policies("beta"))).status, 400);
}

#[test]
fn fact_32_the_catalogs_single_read_expands_nothing() {
    let client = Client::demo();
    let linux = "/beta/deviceManagement/compliancePolicies/6a2ac7e4-0f5b-4f0e-9d0c-3b8f2c4d1e05";
    let answer = client.post(&format!("{linux}/assign"), assign(&[row::all_devices(), row::group(GROUP)]));
    assert_eq!(answer.rows().len(), 2);
    assert_eq!(client.get(&format!("{linux}/assignments")).rows().len(), 2);
    let single = client.get(&format!("{linux}?$expand=assignments")).json();
    assert_eq!((&single["assignments"], &single["isAssigned"]), (&json!([]), &json!(true)));
    let list = client.get("/beta/deviceManagement/compliancePolicies?$expand=assignments").rows();
    assert_eq!(list[0]["assignments"].as_array().map(Vec::len), Some(2));
    assert_eq!(client.get(&linux.replace("beta", "v1.0")).code(), "BadRequest");
    assert_eq!(client.get(&format!("{}/6a2ac7e4-0f5b-4f0e-9d0c-3b8f2c4d1e05", policies("beta"))).status, 404);
}

#[test]
fn groups_and_filters_are_read_and_found_by_name() {
    let client = Client::demo();
    for version in ["v1.0", "beta"] {
        assert_eq!(
            client.get(&format!("/{version}/groups/{GROUP}")).json()["displayName"],
            "Finance laptops"
        );
        let found =
            client.get(&format!("/{version}/groups?$filter=displayName eq 'Pilot ring'&$select=id")).rows();
        assert_eq!(found, [json!({"id": OTHER})]);
    }
    let missing = client.get("/v1.0/groups/00000000-0000-4000-8000-00000000dead");
    assert_eq!((missing.status, missing.code()), (404, "Request_ResourceNotFound".to_owned()));
    assert_eq!(client.get("/v1.0/groups/not-a-guid").code(), "Request_BadRequest");

    let filters = "/beta/deviceManagement/assignmentFilters";
    assert_eq!(client.get(filters).rows()[0]["displayName"], "Corporate-owned Windows");
    assert_eq!(client.get(&format!("{filters}/{FILTER}")).json()["platform"], "windows10AndLater");
    assert_eq!(client.get(&format!("{filters}/{OTHER}")).status, 404);
    let v1 = client.get("/v1.0/deviceManagement/assignmentFilters");
    assert_eq!(
        (v1.status, v1.message()),
        (400, "Resource not found for the segment 'assignmentFilters'.".to_owned())
    );
}
