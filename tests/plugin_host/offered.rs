//! What a provider may offer beside resources: list resources, moves, deferral, generated configuration.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use terraform_provider_intune::plugin::context::Context;
use terraform_provider_intune::plugin::diagnostics::{Diagnostics, error};
use terraform_provider_intune::plugin::list_resource::{
    Detail, List, ListResource, Listed, Results, ValidateList,
};
use terraform_provider_intune::plugin::proto::tfplugin6::{
    self as wire, configure_provider, generate_resource_config, list_resource, move_resource_state,
    plan_resource_change, stop_provider, validate_list_resource_config,
};
use terraform_provider_intune::plugin::schema::{
    Attribute, AttributeConstraint, AttributeType, Block, Schema, Type,
};
use terraform_provider_intune::plugin::value::{Dynamic, Known, Look, Value, msgpack, object, string};
use tokio::time::timeout;

use super::client::{plain, receive, send, start, text};
use super::made_up::THING;

/// As many things as its configuration says; counts those that it could send.
pub(crate) struct Things {
    pub(crate) finished: Arc<AtomicUsize>,
}

#[async_trait]
impl ListResource for Things {
    fn schema(&self) -> Schema {
        let count = Attribute {
            attr_type: AttributeType::Number,
            constraint: AttributeConstraint::Required,
            ..Default::default()
        };
        let block = Block { attributes: [("count".to_owned(), count)].into(), ..Default::default() };
        Schema { version: 0, block }
    }

    async fn validate(&self, _: &Context, request: &ValidateList) -> Diagnostics {
        if request.limit == Value::Unknown {
            return error("No limit yet", "It is not known.");
        }
        Diagnostics::default()
    }

    async fn list(&self, _: &Context, request: List, mut results: Results) -> Diagnostics {
        let Value::Value(Known::Number(count)) = request.config.get("count") else {
            return error("No count", "Give one.");
        };
        for index in 0..count.as_i64().unwrap_or_default() {
            let id = format!("thing-{index}");
            let listed = Listed {
                identity: object([("id", string(id.clone()))]),
                state: (request.detail == Detail::State)
                    .then(|| object([("id", string(id.clone())), ("name", string("listed"))])),
                display_name: id,
                diagnostics: Diagnostics::default(),
            };
            let flow = results.send(listed).await;
            self.finished.fetch_add(1, Ordering::SeqCst);
            if flow == ControlFlow::Break(()) {
                break;
            }
        }
        if count.as_i64() == Some(0) {
            std::future::pending::<()>().await;
        }
        Diagnostics::default()
    }
}

pub(crate) fn packed(value: &Dynamic, ty: &Type) -> wire::DynamicValue {
    wire::DynamicValue { msgpack: msgpack::encode(value, ty).unwrap().into(), json: Default::default() }
}

fn listing(count: i64, limit: i64, include_resource_object: bool) -> list_resource::Request {
    let config = object([("count", Value::Value(Known::Number(count.into())))]);
    let ty = Type::Object([("count".to_owned(), Type::Number)].into());
    list_resource::Request {
        type_name: THING.to_owned(),
        config: Some(packed(&config, &ty)),
        include_resource_object,
        limit,
    }
}

#[tokio::test]
async fn a_listing_streams_identities_and_states_up_to_its_limit() {
    let running = start(None);
    let mut client = plain(&running).await;
    for (limit, expected) in [(0, 40), (3, 3), (40, 40), (100, 40)] {
        let mut events = client.list_resource(listing(40, limit, true)).await.unwrap().into_inner();
        let mut names = Vec::new();
        while let Some(event) = events.message().await.unwrap() {
            assert!(event.diagnostic.is_empty(), "{}", text(&event.diagnostic));
            assert_eq!(receive(event.resource_object).get("name"), &string("listed"));
            assert!(event.identity.is_some());
            names.push(event.display_name);
        }
        assert_eq!(names.len(), expected, "limit {limit}");
        assert_eq!(names[2], "thing-2");
    }
    let mut events = client.list_resource(listing(1, 0, false)).await.unwrap().into_inner();
    assert_eq!(events.message().await.unwrap().unwrap().resource_object, None);
}

#[tokio::test]
async fn a_listing_that_nobody_reads_ends() {
    let running = start(None);
    let mut client = plain(&running).await;
    let mut events = client.list_resource(listing(1_000_000_000, 0, false)).await.unwrap().into_inner();
    events.message().await.unwrap().unwrap();
    drop(events);
    // It stops sending: what it has sent stays the same from one look to the next.
    let settled = async {
        let mut before = usize::MAX;
        loop {
            tokio::time::sleep(Duration::from_millis(100)).await;
            let now = running.finished.load(Ordering::SeqCst);
            if now == before {
                return;
            }
            before = now;
        }
    };
    timeout(Duration::from_secs(10), settled).await.expect("the listing ends");
}

#[tokio::test]
async fn a_listing_ends_when_terraform_asks_to_stop() {
    let running = start(None);
    let mut client = plain(&running).await;
    let mut events = client.list_resource(listing(0, 0, false)).await.unwrap().into_inner();
    client.stop_provider(stop_provider::Request {}).await.unwrap();
    let last = timeout(Duration::from_secs(5), events.message()).await.expect("it ends").unwrap().unwrap();
    assert!(text(&last.diagnostic).contains("asked to stop"));
    assert!(events.message().await.unwrap().is_none());
}

#[tokio::test]
async fn a_list_block_is_checked() {
    let running = start(None);
    let mut client = plain(&running).await;
    let request = |type_name: &str, limit: Dynamic| validate_list_resource_config::Request {
        type_name: type_name.to_owned(),
        config: listing(1, 0, false).config,
        include_resource_object: None,
        limit: Some(packed(&limit, &Type::Number)),
    };
    for (request, expected) in [
        (request(THING, Value::Null), ""),
        (request(THING, Value::Unknown), "Error: No limit yet: It is not known.\n"),
    ] {
        let answer = client.validate_list_resource_config(request).await.unwrap().into_inner();
        assert_eq!(text(&answer.diagnostics), expected);
    }
    let answer = client.validate_list_resource_config(request("no_thing", Value::Null)).await.unwrap();
    assert!(text(&answer.into_inner().diagnostics).contains("Unknown list resource type"));
    let unknown = list_resource::Request { type_name: "no_thing".to_owned(), ..listing(1, 0, false) };
    let mut events = client.list_resource(unknown).await.unwrap().into_inner();
    let said = text(&events.message().await.unwrap().unwrap().diagnostic);
    assert!(said.contains("Unknown list resource type"), "{said}");
}

#[tokio::test]
async fn an_object_moves_from_another_type_or_is_refused() {
    let running = start(None);
    let mut client = plain(&running).await;
    let request = |source: &str| move_resource_state::Request {
        source_provider_address: "registry.terraform.io/somebody/other".to_owned(),
        source_type_name: source.to_owned(),
        source_state: Some(wire::RawState { json: br#"{"title":"old"}"#[..].into(), ..Default::default() }),
        target_type_name: THING.to_owned(),
        source_private: b"\xff"[..].into(),
        ..Default::default()
    };
    let answer = client.move_resource_state(request("other_thing")).await.unwrap().into_inner();
    assert_eq!(receive(answer.target_state).get("name"), &string("old"));
    assert_eq!(&answer.target_private[..], b"\xff");
    assert!(answer.target_identity.is_some());
    let answer = client.move_resource_state(request("strange_thing")).await.unwrap().into_inner();
    assert_eq!(answer.target_state, None);
    assert!(text(&answer.diagnostics).contains("Not from there"));
}

#[tokio::test]
async fn a_plan_is_put_off_only_where_terraform_allows_it() {
    let running = start(None);
    let mut client = plain(&running).await;
    let planned = object([("name", string("later"))]);
    // Released versions say that they allow it, and do not.
    for (version, said) in [("1.15.0-alpha20251203", true), ("1.15.0-dev", false), ("1.15.5", true)] {
        let configure =
            configure_provider::Request { terraform_version: version.to_owned(), ..Default::default() };
        client.configure_provider(configure).await.unwrap();
        let allowed = said && version.contains("alpha");
        let request = plan_resource_change::Request {
            type_name: THING.to_owned(),
            prior_state: send(&Value::Null),
            proposed_new_state: send(&planned),
            config: send(&planned),
            client_capabilities: Some(wire::ClientCapabilities {
                deferral_allowed: said,
                ..Default::default()
            }),
            ..Default::default()
        };
        let answer = client.plan_resource_change(request).await.unwrap().into_inner();
        let reason = answer.deferred.map(|deferred| deferred.reason());
        assert_eq!(reason, allowed.then_some(wire::deferred::Reason::AbsentPrereq));
        assert_eq!(receive(answer.planned_state).get("id"), &Value::Unknown);
    }
}

#[tokio::test]
async fn configuration_is_what_a_state_has_without_what_is_computed() {
    let running = start(None);
    let mut client = plain(&running).await;
    let part = |serial: Dynamic| {
        Value::Value(Known::List(vec![object([("label", string("l")), ("serial", serial)])]))
    };
    let seven = Value::Value(Known::Number(7i64.into()));
    let request = generate_resource_config::Request {
        type_name: THING.to_owned(),
        state: send(&object([("id", string("1")), ("name", string("n")), ("parts", part(seven))])),
    };
    let answer = client.generate_resource_config(request).await.unwrap().into_inner();
    let config = receive(answer.config);
    assert_eq!(config.get("id"), &Value::Null);
    assert_eq!(config.get("name"), &string("n"));
    assert_eq!(config.get("parts"), &part(Value::Null));
}
