//! Messages that no Terraform sends: parts missing, names unknown, values of every wrong shape.

use prost::Message;
use terraform_provider_intune::plugin::proto::tfplugin6 as wire;
use terraform_provider_intune::plugin::proto::tfplugin6::provider_client::ProviderClient;
use terraform_provider_intune::plugin::proto::tfplugin6::{
    DynamicValue, RawState, apply_resource_change, configure_provider, get_metadata, import_resource_state,
    plan_resource_change, read_data_source, read_resource, upgrade_resource_identity, upgrade_resource_state,
    validate_resource_config,
};
use terraform_provider_intune::plugin::value::{Known, Value, object, string};
use tonic::Code;
use tonic::transport::Channel;

use super::client::{plain, receive, send, start, text};
use super::made_up::{MadeUp, THING};
use super::raw::Raw;

fn msgpack(bytes: &[u8]) -> Option<DynamicValue> {
    Some(DynamicValue { msgpack: bytes.to_vec().into(), json: Default::default() })
}

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

#[tokio::test]
async fn unknown_type_names_are_told_by_every_rpc() {
    let running = start(None);
    let mut client = plain(&running).await;
    let name = || "made_up_other".to_owned();
    let mut answers = Vec::new();
    macro_rules! ask {
        ($call:ident, $request:ident) => {{
            let request = $request::Request { type_name: name(), ..Default::default() };
            let answer = client.$call(request).await.unwrap().into_inner();
            answers.push((stringify!($call), text(&answer.diagnostics)));
        }};
    }
    ask!(validate_resource_config, validate_resource_config);
    ask!(upgrade_resource_state, upgrade_resource_state);
    ask!(upgrade_resource_identity, upgrade_resource_identity);
    ask!(read_resource, read_resource);
    ask!(plan_resource_change, plan_resource_change);
    ask!(apply_resource_change, apply_resource_change);
    ask!(import_resource_state, import_resource_state);
    ask!(read_data_source, read_data_source);
    for (call, said) in answers {
        assert!(said.starts_with("Error: ") && said.contains("\"made_up_other\""), "{call}: {said}");
    }
}

#[tokio::test]
async fn messages_without_anything_in_them_are_answered() {
    let raw = Raw::new(std::sync::Arc::new(MadeUp::default()));
    for rpc in super::raw::RPCS {
        match raw.check(rpc, Default::default()).await {
            Ok(_) => {}
            Err(status) => assert_eq!(status.code(), Code::Unimplemented, "{rpc}: {status}"),
        }
    }
    let unknown = raw.call("MakeCoffee", Default::default()).await.unwrap_err();
    assert_eq!(unknown.code(), Code::Unimplemented);
}

#[tokio::test]
async fn a_failed_plan_apply_or_read_gives_back_what_was_there() {
    let running = start(None);
    let mut client = plain(&running).await;
    let prior = || send(&object([("id", string("1")), ("name", string("x"))]));
    let broken = || msgpack(b"\x81");
    let planned = client
        .plan_resource_change(plan_resource_change::Request {
            type_name: THING.to_owned(),
            prior_state: prior(),
            proposed_new_state: broken(),
            prior_private: (&b"p"[..]).into(),
            ..Default::default()
        })
        .await
        .unwrap()
        .into_inner();
    assert!(text(&planned.diagnostics).contains("ends too early"));
    assert_eq!((planned.planned_state, &planned.planned_private[..]), (prior(), &b"p"[..]));
    let applied = client
        .apply_resource_change(apply_resource_change::Request {
            type_name: THING.to_owned(),
            prior_state: prior(),
            planned_state: broken(),
            planned_private: (&b"p"[..]).into(),
            ..Default::default()
        })
        .await
        .unwrap()
        .into_inner();
    assert!(text(&applied.diagnostics).contains("ends too early"));
    assert_eq!((applied.new_state, &applied.private[..]), (prior(), &b"p"[..]));
    let read = client
        .read_resource(read_resource::Request {
            type_name: THING.to_owned(),
            current_state: broken(),
            private: (&b"p"[..]).into(),
            ..Default::default()
        })
        .await
        .unwrap()
        .into_inner();
    assert!(text(&read.diagnostics).contains("ends too early"));
    assert_eq!((read.new_state, &read.private[..]), (broken(), &b"p"[..]));
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
async fn calls_before_configuration_and_after_a_second_one_are_answered() {
    let running = start(None);
    let mut client = plain(&running).await;
    let read = || read_resource::Request {
        type_name: THING.to_owned(),
        current_state: send(&object([("id", string("1")), ("name", string("x"))])),
        ..Default::default()
    };
    for _ in 0..2 {
        let answer = client.read_resource(read()).await.unwrap().into_inner();
        assert_eq!(text(&answer.diagnostics), "");
        let configure = configure_provider::Request::default();
        let answer = client.configure_provider(configure).await.unwrap().into_inner();
        assert_eq!(text(&answer.diagnostics), "");
    }
}

#[tokio::test]
async fn protobuf_that_is_none_is_a_status_and_the_next_call_works() {
    let running = start(None);
    let raw = Raw::new(std::sync::Arc::new(MadeUp::default()));
    for message in
        [&b"\x0a\xff\xff\xff\xff\x0f"[..], b"\x0a\x02x", b"\x0a\x01\xff", b"\xff\xff\xff\xff\xff\xff"]
    {
        let status = raw.call("ValidateResourceConfig", message.to_vec().into()).await.unwrap_err();
        assert!(matches!(status.code(), Code::Internal | Code::InvalidArgument), "{status}");
    }
    // A field of a version to come is read past.
    let mut message = get_metadata::Request {}.encode_to_vec();
    message.extend(b"\xfa\x07\x03new");
    assert!(raw.call("GetMetadata", message.into()).await.is_ok());
    assert!(plain(&running).await.get_metadata(get_metadata::Request {}).await.is_ok());
}
