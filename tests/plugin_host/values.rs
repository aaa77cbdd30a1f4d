//! Values that fit, and values that do not.

use terraform_provider_intune::plugin::proto::tfplugin6::attribute_path::step::Selector;
use terraform_provider_intune::plugin::proto::tfplugin6::{
    DynamicValue, apply_resource_change, read_data_source, validate_provider_config, validate_resource_config,
};
use terraform_provider_intune::plugin::value::{Value, object, string};

use super::client::{plain, send, start, text};
use super::made_up::THING;

fn json(text: &str) -> Option<DynamicValue> {
    Some(DynamicValue { json: text.to_owned().into(), msgpack: Default::default() })
}

#[tokio::test]
async fn configuration_is_read_as_msgpack_and_as_json() {
    let running = start(None);
    let mut client = plain(&running).await;
    for config in [
        json(r#"{"town":"nowhere"}"#),
        Some(DynamicValue { msgpack: (&b"\x81\xa4town\xa7nowhere"[..]).into(), json: Default::default() }),
    ] {
        let answer = client.validate_provider_config(validate_provider_config::Request { config });
        let diagnostics = answer.await.unwrap().into_inner().diagnostics;
        assert_eq!(text(&diagnostics), "Error: No such town: got nowhere\nWarning: Take care: really\n");
        let path = diagnostics[0].attribute.clone().unwrap();
        assert_eq!(path.steps[0].selector, Some(Selector::AttributeName("town".to_owned())));
        assert!(diagnostics[1].attribute.is_none());
    }
}

#[tokio::test]
async fn a_value_that_does_not_fit_is_a_diagnostic_with_its_place() {
    let running = start(None);
    let mut client = plain(&running).await;
    for (config, says) in [
        (json(r#"{"name":7}"#), "name: "),
        (json("{"), "not the JSON"),
        (Some(DynamicValue { msgpack: (&b"\x81"[..]).into(), json: Default::default() }), "ends too early"),
    ] {
        let request =
            validate_resource_config::Request { type_name: THING.to_owned(), config, ..Default::default() };
        let said = text(&client.validate_resource_config(request).await.unwrap().into_inner().diagnostics);
        assert!(said.contains("does not fit the schema") && said.contains(says), "{said}");
    }
}

#[tokio::test]
async fn an_answer_that_does_not_fit_is_the_providers_fault() {
    let running = start(None);
    let mut client = plain(&running).await;
    let request = apply_resource_change::Request {
        type_name: THING.to_owned(),
        prior_state: send(&Value::Null),
        planned_state: send(&object([("name", string("misfit"))])),
        ..Default::default()
    };
    let said = text(&client.apply_resource_change(request).await.unwrap().into_inner().diagnostics);
    assert!(said.contains("The provider has a bug") && said.contains("\"shoe\""), "{said}");
}

#[tokio::test]
async fn unknown_types_are_named() {
    let running = start(None);
    let mut client = plain(&running).await;
    let request =
        validate_resource_config::Request { type_name: "made_up_other".to_owned(), ..Default::default() };
    let said = text(&client.validate_resource_config(request).await.unwrap().into_inner().diagnostics);
    assert!(said.contains("\"made_up_other\""), "{said}");
}

#[tokio::test]
async fn data_sources_are_read() {
    let running = start(None);
    let mut client = plain(&running).await;
    let config = json(r#"{"question":"why"}"#);
    let request =
        read_data_source::Request { type_name: "made_up_fact".to_owned(), config, ..Default::default() };
    let answer = client.read_data_source(request).await.unwrap().into_inner();
    assert_eq!(text(&answer.diagnostics), "");
    let bytes = answer.state.unwrap().msgpack;
    assert!(bytes.windows(3).any(|window| window == b"why") && bytes.contains(&42));
}

#[tokio::test]
async fn large_messages_pass() {
    let running = start(None);
    let mut client = plain(&running).await.max_encoding_message_size(usize::MAX);
    let name = "x".repeat(20 << 20);
    let request = apply_resource_change::Request {
        type_name: THING.to_owned(),
        prior_state: send(&Value::Null),
        planned_state: send(&object([("name", string(name))])),
        ..Default::default()
    };
    let answer = client.apply_resource_change(request).await.unwrap().into_inner();
    assert!(answer.new_state.unwrap().msgpack.len() > 20 << 20);
}
