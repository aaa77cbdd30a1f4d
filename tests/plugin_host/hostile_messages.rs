//! Messages that no Terraform sends: parts missing, names unknown, protobuf that is none.

use prost::Message;
use terraform_provider_intune::plugin::proto::tfplugin6::{
    DynamicValue, apply_resource_change, configure_provider, get_metadata, import_resource_state,
    plan_resource_change, read_data_source, read_resource, upgrade_resource_identity, upgrade_resource_state,
    validate_resource_config,
};
use terraform_provider_intune::plugin::value::{Value, object, string};
use tonic::Code;

use super::client::{plain, send, start, text};
use super::made_up::{MadeUp, THING};
use super::raw::Raw;

pub(crate) fn msgpack(bytes: &[u8]) -> Option<DynamicValue> {
    Some(DynamicValue { msgpack: bytes.to_vec().into(), json: Default::default() })
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

#[tokio::test]
async fn a_change_from_nothing_to_nothing_reaches_no_resource() {
    let running = start(None);
    let mut client = plain(&running).await;
    for null in [None, send(&Value::Null)] {
        let request = apply_resource_change::Request {
            type_name: THING.to_owned(),
            prior_state: null.clone(),
            planned_state: null.clone(),
            planned_private: (&b"p"[..]).into(),
            ..Default::default()
        };
        let answer = client.apply_resource_change(request).await.unwrap().into_inner();
        let said = text(&answer.diagnostics);
        assert!(said.starts_with("Error: Nothing to apply") && said.contains(THING), "{said}");
        assert_eq!((answer.new_state, &answer.private[..]), (null, &b"p"[..]));
    }
}

#[tokio::test]
async fn a_read_of_nothing_reaches_no_resource() {
    let running = start(None);
    let mut client = plain(&running).await;
    for null in [None, send(&Value::Null)] {
        let request = read_resource::Request {
            type_name: THING.to_owned(),
            current_state: null.clone(),
            ..Default::default()
        };
        let answer = client.read_resource(request).await.unwrap().into_inner();
        let said = text(&answer.diagnostics);
        assert!(said.starts_with("Error: Nothing to read") && said.contains(THING), "{said}");
        assert_eq!(answer.new_state, null);
    }
}

#[tokio::test]
async fn an_object_that_is_unknown_as_a_whole_reaches_no_resource() {
    let running = start(None);
    let mut client = plain(&running).await;
    let unknown = || send(&Value::Unknown);
    let says = "expected an object, got an unknown value";
    let known = || send(&object([("id", string("1")), ("name", string("x"))]));
    for (prior_state, planned_state) in [(unknown(), known()), (known(), unknown()), (None, unknown())] {
        let request = apply_resource_change::Request {
            type_name: THING.to_owned(),
            prior_state: prior_state.clone(),
            planned_state,
            ..Default::default()
        };
        let answer = client.apply_resource_change(request).await.unwrap().into_inner();
        assert!(text(&answer.diagnostics).contains(says), "{}", text(&answer.diagnostics));
        assert_eq!(answer.new_state, prior_state);
    }
    let request = read_resource::Request {
        type_name: THING.to_owned(),
        current_state: unknown(),
        ..Default::default()
    };
    let answer = client.read_resource(request).await.unwrap().into_inner();
    assert!(text(&answer.diagnostics).contains(says));
    let request = plan_resource_change::Request {
        type_name: THING.to_owned(),
        proposed_new_state: unknown(),
        ..Default::default()
    };
    let answer = client.plan_resource_change(request).await.unwrap().into_inner();
    assert!(text(&answer.diagnostics).contains(says));
}
