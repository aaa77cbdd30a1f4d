//! A resource from plan to import, one RPC after the other.

use terraform_provider_intune::plugin::proto::tfplugin6::{
    DynamicValue, RawState, ResourceIdentityData, apply_resource_change, import_resource_state,
    plan_resource_change, read_resource, upgrade_resource_identity, upgrade_resource_state,
};
use terraform_provider_intune::plugin::value::{Dynamic, Known, Look, Value, object, string};

use super::client::{plain, receive, send, start, text};
use super::made_up::THING;

fn thing(name: &str) -> Dynamic {
    let parts =
        Value::Value(Known::List(vec![object([("label", string("wheel")), ("serial", Value::Null)])]));
    object([("name", string(name)), ("parts", parts)])
}

fn identity(id: &str) -> Option<ResourceIdentityData> {
    let msgpack = [&[0x81, 0xa2][..], b"id", &[0xa0 | id.len() as u8], id.as_bytes()].concat();
    let identity_data = Some(DynamicValue { msgpack: msgpack.into(), json: Default::default() });
    Some(ResourceIdentityData { identity_data })
}

fn plan(prior: &Dynamic, proposed: &Dynamic, config: &Dynamic) -> plan_resource_change::Request {
    plan_resource_change::Request {
        type_name: THING.to_owned(),
        prior_state: send(prior),
        proposed_new_state: send(proposed),
        config: send(config),
        ..Default::default()
    }
}

#[tokio::test]
async fn created_values_are_unknown_until_they_are_made() {
    let running = start(None);
    let mut client = plain(&running).await;
    let planned =
        client.plan_resource_change(plan(&Value::Null, &thing("a"), &thing("a"))).await.unwrap().into_inner();
    let state = receive(planned.planned_state.clone());
    assert_eq!(state.get("id"), &Value::Unknown);
    assert_eq!(planned.planned_identity, None, "core cannot show a plan with an unknown identity");
    assert_eq!(state.get("size"), &Value::Null);
    let Value::Value(Known::List(parts)) = state.get("parts") else { panic!("{state:?}") };
    assert_eq!((parts[0].get("label"), parts[0].get("serial")), (&string("wheel"), &Value::Unknown));
    assert_eq!(state.get("rule"), &Value::Value(Known::List(vec![])), "repeated blocks are empty, not null");
    assert_eq!(state.get("timeouts"), &Value::Null);

    let apply = apply_resource_change::Request {
        type_name: THING.to_owned(),
        prior_state: send(&Value::Null),
        planned_state: planned.planned_state,
        ..Default::default()
    };
    let applied = client.apply_resource_change(apply).await.unwrap().into_inner();
    assert_eq!(&applied.private[..], b"\xff private");
    assert!(applied.new_identity.is_some());
    let state = receive(applied.new_state);
    assert!(state.is_wholly_known());

    // The same configuration again: nothing is unknown, nothing changes.
    let planned = client.plan_resource_change(plan(&state, &state, &thing("a"))).await.unwrap().into_inner();
    assert_eq!(receive(planned.planned_state), state);
    assert_eq!(planned.planned_identity, identity(state.get("id").as_str().unwrap_or_default()));
    assert!(planned.requires_replace.is_empty());

    let mut renamed = state.clone();
    if let Value::Value(Known::Map(entries)) = &mut renamed {
        entries.insert("name".to_owned(), string("b"));
    }
    let planned =
        client.plan_resource_change(plan(&state, &renamed, &thing("b"))).await.unwrap().into_inner();
    assert_eq!(planned.requires_replace.len(), 1);
    assert_eq!(receive(planned.planned_state).get("id"), &Value::Unknown);
}

#[tokio::test]
async fn a_destroy_plans_nothing() {
    let running = start(None);
    let mut client = plain(&running).await;
    let mut request = plan(&thing("a"), &Value::Null, &Value::Null);
    request.prior_private = (&b"kept"[..]).into();
    let planned = client.plan_resource_change(request).await.unwrap().into_inner();
    assert_eq!(receive(planned.planned_state), Value::Null);
    assert_eq!(&planned.planned_private[..], b"kept");
}

#[tokio::test]
async fn a_read_gives_back_private_bytes_and_identity() {
    let running = start(None);
    let mut client = plain(&running).await;
    let read = |name: &str| read_resource::Request {
        type_name: THING.to_owned(),
        current_state: send(&thing(name)),
        private: (&b"\xfe\xff"[..]).into(),
        current_identity: identity("1"),
        ..Default::default()
    };
    let answer = client.read_resource(read("a")).await.unwrap().into_inner();
    assert_eq!(&answer.private[..], b"\xfe\xff");
    assert_eq!(answer.new_identity, identity("1"));
    let answer = client.read_resource(read("gone")).await.unwrap().into_inner();
    assert_eq!(receive(answer.new_state), Value::Null);
    assert!(answer.diagnostics.is_empty());
}

#[tokio::test]
async fn stored_state_is_brought_to_the_current_schema() {
    let running = start(None);
    let mut client = plain(&running).await;
    for (version, json, expected) in [
        (2, r#"{"id":"1","name":"same","forgotten":true}"#, Ok(("1", "same"))),
        (1, r#"{"old_name":"older"}"#, Ok(("from-1", "older"))),
        (3, r#"{}"#, Err("schema version 3; this version of the provider knows up to 2")),
        (2, r#"{"name":["not a name"]}"#, Err("name: ")),
        (2, r#"{"#, Err("not the JSON")),
    ] {
        let raw_state = Some(RawState { json: json.to_owned().into(), flatmap: Default::default() });
        let request = upgrade_resource_state::Request { type_name: THING.to_owned(), version, raw_state };
        let answer = client.upgrade_resource_state(request).await.unwrap().into_inner();
        match expected {
            Ok((id, name)) => {
                let state = receive(answer.upgraded_state);
                assert_eq!((state.get("id"), state.get("name")), (&string(id), &string(name)), "{json}");
            }
            Err(says) => {
                let said = text(&answer.diagnostics);
                assert!(said.contains(says) && answer.upgraded_state.is_none(), "{json}: {said}");
            }
        }
    }
    let request =
        upgrade_resource_state::Request { type_name: THING.to_owned(), version: 2, raw_state: None };
    let answer = client.upgrade_resource_state(request).await.unwrap().into_inner();
    assert!(text(&answer.diagnostics).contains("State is missing"));
}

#[tokio::test]
async fn identities_are_upgraded_too() {
    let running = start(None);
    let mut client = plain(&running).await;
    let raw_identity = Some(RawState { json: (&br#"{"id":"1"}"#[..]).into(), flatmap: Default::default() });
    let request =
        upgrade_resource_identity::Request { type_name: THING.to_owned(), version: 1, raw_identity };
    let answer = client.upgrade_resource_identity(request).await.unwrap().into_inner();
    assert_eq!(answer.upgraded_identity, identity("1"));
}

#[tokio::test]
async fn imports_go_by_id_and_by_identity() {
    let running = start(None);
    let mut client = plain(&running).await;
    let by_id = |id: &str| import_resource_state::Request {
        type_name: THING.to_owned(),
        id: id.to_owned(),
        ..Default::default()
    };
    let by_identity = import_resource_state::Request { identity: identity("8"), ..by_id("") };
    for (request, id) in [(by_id("7"), "7"), (by_identity, "8")] {
        let mut answer = client.import_resource_state(request).await.unwrap().into_inner();
        let imported = answer.imported_resources.remove(0);
        assert_eq!(imported.type_name, THING);
        assert_eq!(imported.identity, identity(id));
        assert_eq!(receive(imported.state).get("id"), &string(id));
    }
    let answer = client.import_resource_state(by_id("nothing")).await.unwrap().into_inner();
    assert!(answer.imported_resources.is_empty());
    assert!(text(&answer.diagnostics).contains("no thing called nothing"));
}
