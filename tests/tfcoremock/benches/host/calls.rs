//! The host alone: one RPC after the other, and as many at once as Terraform sends.

use std::time::{Duration, Instant};

use terraform_provider_intune::plugin::proto::tfplugin6::provider_client::ProviderClient;
use terraform_provider_intune::plugin::proto::tfplugin6::{
    self as wire, DynamicValue, apply_resource_change, configure_provider, get_provider_schema,
    plan_resource_change, read_resource,
};
use terraform_provider_intune::plugin::schema::Type;
use terraform_provider_intune::plugin::value::{Dynamic, Known, Value, msgpack, object, parse_type, string};
use tokio::task::JoinSet;
use tonic::transport::Channel;

use crate::figures::{Figures, peak};
use crate::peer::{Identity, Started};

const TYPE: &str = "tfcoremock_simple_resource";
const ONE_BY_ONE: usize = 5_000;
const AT_ONCE: usize = 10;
const EACH: usize = 3_000;

/// One kind of call.
#[derive(Clone, Copy)]
enum Rpc {
    Plan,
    Read,
    Apply,
}

/// Right messages for the simple resource.
#[derive(Clone)]
struct Messages {
    null: Option<DynamicValue>,
    planned: Option<DynamicValue>,
    made: Option<DynamicValue>,
}

/// The type of what a schema of plain attributes describes.
fn type_of(schema: Option<&wire::Schema>) -> Type {
    let attributes = &schema.and_then(|schema| schema.block.as_ref()).unwrap().attributes;
    let typed = attributes.iter().map(|it| (it.name.clone(), parse_type(&it.r#type).unwrap()));
    Type::Object(typed.collect())
}

fn send(value: &Dynamic, ty: &Type) -> Option<DynamicValue> {
    Some(DynamicValue { msgpack: msgpack::encode(value, ty).unwrap().into(), json: Default::default() })
}

/// Configures the provider to keep its objects in the state alone.
async fn prepare(client: &mut ProviderClient<Channel>) -> Messages {
    let schema = client.get_provider_schema(get_provider_schema::Request {}).await.unwrap().into_inner();
    let only_state = object([("use_only_state", Value::Value(Known::Bool(true)))]);
    let config = send(&only_state, &type_of(schema.provider.as_ref()));
    let configure = configure_provider::Request { config, ..Default::default() };
    let configured = client.configure_provider(configure).await.unwrap().into_inner();
    assert!(configured.diagnostics.is_empty(), "{configured:?}");
    let ty = type_of(schema.resource_schemas.get(TYPE));
    let with_id = |id| {
        let number = Value::Value(Known::Number(7i64.into()));
        object([("id", id), ("string", string("a text of some length")), ("number", number)])
    };
    Messages {
        null: send(&Value::Null, &ty),
        planned: send(&with_id(Value::Unknown), &ty),
        made: send(&with_id(string("6a2ac7e4-81d3-4d5c-9c2b-0d6cbb3c5a11")), &ty),
    }
}

async fn call(client: &mut ProviderClient<Channel>, rpc: Rpc, messages: &Messages) -> Duration {
    let Messages { null, planned, made } = messages.clone();
    let type_name = TYPE.to_owned();
    let begun = Instant::now();
    let diagnostics = match rpc {
        Rpc::Plan => {
            let (prior_state, proposed_new_state, config) = (null, planned.clone(), planned);
            let request = plan_resource_change::Request {
                type_name,
                prior_state,
                proposed_new_state,
                config,
                ..Default::default()
            };
            client.plan_resource_change(request).await.unwrap().into_inner().diagnostics
        }
        Rpc::Read => {
            let request = read_resource::Request { type_name, current_state: made, ..Default::default() };
            client.read_resource(request).await.unwrap().into_inner().diagnostics
        }
        Rpc::Apply => {
            let (prior_state, planned_state) = (null, planned);
            let request = apply_resource_change::Request {
                type_name,
                prior_state,
                planned_state,
                ..Default::default()
            };
            client.apply_resource_change(request).await.unwrap().into_inner().diagnostics
        }
    };
    let took = begun.elapsed();
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    took
}

/// Measures and prints.
pub(crate) fn measure() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    runtime.block_on(async {
        let identity = Identity::new();
        let started = Started::new(&identity);
        let mut client = ProviderClient::new(started.connect(&identity).await);
        let messages = prepare(&mut client).await;
        for (name, rpc) in [("Plan", Rpc::Plan), ("Read", Rpc::Read), ("Apply", Rpc::Apply)] {
            for _ in 0..500 {
                call(&mut client, rpc, &messages).await;
            }
            let mut took = Vec::with_capacity(ONE_BY_ONE);
            for _ in 0..ONE_BY_ONE {
                took.push(call(&mut client, rpc, &messages).await);
            }
            Figures::of(took).print(&format!("{name}: one call after the other"));
            let begun = Instant::now();
            let mut crowd = JoinSet::new();
            for _ in 0..AT_ONCE {
                let (mut client, messages) = (client.clone(), messages.clone());
                crowd.spawn(async move {
                    let mut took = Vec::with_capacity(EACH);
                    for _ in 0..EACH {
                        took.push(call(&mut client, rpc, &messages).await);
                    }
                    took
                });
            }
            let took = crowd.join_all().await.concat();
            let rate = took.len() as f64 / begun.elapsed().as_secs_f64();
            Figures::of(took).print(&format!("{name}: {AT_ONCE} at once, {rate:.0} calls a second"));
        }
        if let Some(kib) = peak(started.process()) {
            println!("{:<44}{kib:>8} KiB", "most memory after all these calls");
        }
    });
}
