//! Values that no Terraform sends or stores: of every wrong shape, too large, of another version.

use terraform_provider_intune::plugin::proto::tfplugin6 as wire;
use terraform_provider_intune::plugin::proto::tfplugin6::provider_client::ProviderClient;
use terraform_provider_intune::plugin::proto::tfplugin6::{
    DynamicValue, RawState, apply_resource_change, import_resource_state, move_resource_state,
    upgrade_resource_identity, upgrade_resource_state, validate_resource_config,
};
use terraform_provider_intune::plugin::value::{Known, Value, object, string};
use tonic::transport::Channel;

use super::client::{plain, receive, send, start, text};
use super::hostile_messages::msgpack;
use super::made_up::THING;

fn stored(json: impl Into<Vec<u8>>) -> Option<RawState> {
    Some(RawState { json: json.into().into(), flatmap: Default::default() })
}

async fn validated(client: &mut ProviderClient<Channel>, config: Option<DynamicValue>) -> String {
    let request =
        validate_resource_config::Request { type_name: THING.to_owned(), config, ..Default::default() };
    text(&client.validate_resource_config(request).await.unwrap().into_inner().diagnostics)
}

async fn upgraded(
    client: &mut ProviderClient<Channel>,
    version: i64,
    raw_state: Option<RawState>,
) -> upgrade_resource_state::Response {
    let request = upgrade_resource_state::Request { type_name: THING.to_owned(), version, raw_state };
    client.upgrade_resource_state(request).await.unwrap().into_inner()
}

/// The attributes of the made-up thing, all null but `name`, which is `bytes`.
fn thing_named(bytes: &[u8]) -> Option<DynamicValue> {
    thing_with("name", bytes)
}

fn thing_with(name: &str, bytes: &[u8]) -> Option<DynamicValue> {
    let mut all = vec![0x87];
    for attribute in ["id", "name", "size", "tags", "parts", "rule", "timeouts"] {
        all.push(0xa0 | attribute.len() as u8);
        all.extend(attribute.as_bytes());
        match attribute == name {
            true => all.extend(bytes),
            false => all.push(0xc0),
        }
    }
    msgpack(&all)
}

#[tokio::test]
async fn values_of_every_wrong_shape_are_named_with_their_place() {
    let running = start(None);
    let mut client = plain(&running).await;
    assert_eq!(validated(&mut client, thing_named(b"\xa1x")).await, "");
    let mut deep = vec![0x91; 100_000];
    deep.push(0xc0);
    for (config, says) in [
        (thing_named(b"\x01"), "name: expected a string, got a number"),
        (thing_named(b"\x91\xc0"), "name: expected a string, got an array"),
        (thing_named(b"\x80"), "name: expected a string, got a map"),
        (thing_named(b"\xc4\x01x"), "name: expected a string, got binary data"),
        (thing_named(b"\xc1"), "name: expected a string, got a reserved code"),
        (thing_named(b"\xa2\xff\xfe"), "name: a string that is not UTF-8"),
        (thing_named(b"\xdb\xff\xff\xff\xff"), "ends too early"),
        (thing_named(b"\xc9\xff\xff\xff\xff\x00"), "ends too early"),
        (thing_named(&deep), "name: expected a string, got an array"),
        (thing_with("parts", &deep), "parts[0]: expected an object, got an array"),
        (thing_with("size", b"\xcb\x7f\xf0\0\0\0\0\0\0"), "size: expected a finite number, got inf"),
        (thing_with("size", b"\xca\x7f\xc0\0\0"), "size: expected a finite number, got NaN"),
        (thing_with("size", b"\xa31.e"), "size: \"1.e\" is not a decimal number"),
        (thing_with("tags", b"\x82\xa1a\xa1x\xa1a\xa1y"), "tags: the key \"a\" twice in one map"),
        (thing_with("tags", b"\x81\x07\xa1x"), "tags: expected a string, got a number"),
        (
            thing_with("parts", b"\x91\x81\xa5label\xa1x"),
            "parts[0]: an object without its attributes [\"serial\"]",
        ),
        (thing_with("parts", b"\x91\x81\xa4shoe\xc0"), "parts[0]: the attribute \"shoe\""),
        (thing_with("parts", b"\xdd\xff\xff\xff\xff"), "parts: the value ends too early"),
        (msgpack(b"\xdf\xff\xff\xff\xff"), "ends too early"),
        (msgpack(b"\x80\x80"), "without its attributes"),
        (msgpack(b"\xc0\xc0"), "1 bytes follow"),
        (msgpack(b"\x93\x01\x02\x03"), "expected an object, got an array"),
    ] {
        let said = validated(&mut client, config).await;
        assert!(
            said.starts_with("Error: Terraform sent a value") && said.contains(says) && said.len() < 1000,
            "{says}: {said}"
        );
    }
}

#[tokio::test]
async fn huge_numbers_and_refined_unknowns_are_values_like_others() {
    let running = start(None);
    let mut client = plain(&running).await;
    let huge = format!("1{}", "0".repeat(120));
    let (integer, fraction) = ([&[0xd9, 121][..], huge.as_bytes()].concat(), b"\xaa1e-2000000");
    for size in [&integer[..], fraction, b"\xcf\xff\xff\xff\xff\xff\xff\xff\xff", b"\xc7\x03\x0c\x81\x01\xc2"]
    {
        assert_eq!(validated(&mut client, thing_with("size", size)).await, "");
    }
    let planned = Value::Value(Known::Number(huge.parse().unwrap()));
    let planned = object([("name", string("big")), ("size", planned)]);
    let answer = client
        .apply_resource_change(apply_resource_change::Request {
            type_name: THING.to_owned(),
            planned_state: send(&planned),
            ..Default::default()
        })
        .await
        .unwrap()
        .into_inner();
    let Value::Value(Known::Map(state)) = receive(answer.new_state) else { panic!("a state") };
    let Value::Value(Known::Number(size)) = &state["size"] else { panic!("{state:?}") };
    assert_eq!(size.to_string(), huge);
}

#[tokio::test]
async fn stored_state_is_upgraded_or_refused_by_its_version() {
    let running = start(None);
    let mut client = plain(&running).await;
    let current = upgraded(&mut client, 2, stored(r#"{"id":"1","name":"x","forgotten":[1]}"#)).await;
    assert_eq!(text(&current.diagnostics), "");
    let older = upgraded(&mut client, 0, stored(r#"{"old_name":"x"}"#)).await;
    assert_eq!(text(&older.diagnostics), "");
    let older = receive(older.upgraded_state);
    let Value::Value(Known::Map(older)) = older else { panic!("{older:?}") };
    assert_eq!((&older["id"], &older["name"]), (&string("from-0"), &string("x")));

    let deep = format!(r#"{{"name":{}{}}}"#, "[".repeat(100_000), "]".repeat(100_000));
    let flatmap =
        Some(RawState { json: Default::default(), flatmap: [("id".to_owned(), "1".to_owned())].into() });
    for (version, state, says) in [
        (3, stored("{}"), "schema version 3; this version of the provider knows up to 2"),
        (i64::MAX, stored("{}"), "knows up to 2"),
        (2, None, "sent none"),
        (2, flatmap, "before version 0.12"),
        (2, stored("{"), "not the JSON"),
        (2, stored("[]"), "not the JSON"),
        (2, stored(deep), "name: not the JSON"),
        (2, stored(*b"{\"name\":\"\xff\"}"), "not the JSON"),
        (2, stored(r#"{"name":"\ud800"}"#), "name: not the JSON"),
        (2, stored(r#"{"size":1e99999999999}"#), "size: "),
        (2, stored(r#"{"tags":{"a":"x","a":"y"}}"#), "twice"),
        (2, stored(r#"{"id":"1"} {"id":"2"}"#), "not the JSON"),
        // The made-up upgrade falls over what is not JSON: a panic in a provider is told as one.
        (1, stored("{"), "UpgradeResourceState of made_up_thing panicked"),
    ] {
        let answer = upgraded(&mut client, version, state).await;
        let said = text(&answer.diagnostics);
        assert!(said.starts_with("Error: ") && said.contains(says), "{says}: {said}");
        assert_eq!(answer.upgraded_state, None);
    }
}

#[tokio::test]
async fn identities_are_checked_like_states() {
    let running = start(None);
    let mut client = plain(&running).await;
    for (version, raw_identity, says) in [
        (2, stored(r#"{"id":"1"}"#), "knows up to 1"),
        (1, stored(r#"{"id":[]}"#), "id: not the JSON"),
        (1, None, "sent none"),
    ] {
        let request =
            upgrade_resource_identity::Request { type_name: THING.to_owned(), version, raw_identity };
        let said = text(&client.upgrade_resource_identity(request).await.unwrap().into_inner().diagnostics);
        assert!(said.contains(says), "{says}: {said}");
    }
    let request = import_resource_state::Request {
        type_name: THING.to_owned(),
        identity: Some(wire::ResourceIdentityData { identity_data: msgpack(b"\x81\xa5shoes\xc0") }),
        ..Default::default()
    };
    let said = text(&client.import_resource_state(request).await.unwrap().into_inner().diagnostics);
    assert!(said.contains("\"shoes\""), "{said}");
}

#[tokio::test]
async fn a_version_below_zero_reaches_no_resource() {
    let running = start(None);
    let mut client = plain(&running).await;
    for version in [-1, i64::MIN] {
        let said = text(&upgraded(&mut client, version, stored("{}")).await.diagnostics);
        assert!(
            said.contains(&format!("{THING} has schema version {version}; versions are counted from 0")),
            "{said}"
        );
        let request = upgrade_resource_identity::Request {
            type_name: THING.to_owned(),
            version,
            raw_identity: stored(r#"{"id":"1"}"#),
        };
        let said = text(&client.upgrade_resource_identity(request).await.unwrap().into_inner().diagnostics);
        assert!(said.contains("counted from 0"), "{said}");
        let request = move_resource_state::Request {
            source_type_name: "other_thing".to_owned(),
            source_schema_version: version,
            source_state: stored(r#"{"title":"old"}"#),
            target_type_name: THING.to_owned(),
            ..Default::default()
        };
        let answer = client.move_resource_state(request).await.unwrap().into_inner();
        assert!(text(&answer.diagnostics).contains("other_thing has schema version"));
        assert_eq!(answer.target_state, None);
    }
}
