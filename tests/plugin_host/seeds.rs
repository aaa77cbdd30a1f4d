//! Messages that are right, for mutations to start from.

use prost::Message;
use terraform_provider_intune::plugin::proto::tfplugin6::{
    DynamicValue, RawState, ResourceIdentityData, apply_resource_change, configure_provider,
    import_resource_state, plan_resource_change, read_data_source, read_resource, upgrade_resource_identity,
    upgrade_resource_state, validate_data_resource_config, validate_provider_config,
    validate_resource_config,
};
use terraform_provider_intune::plugin::value::{Dynamic, Value, json, msgpack};

use crate::all_kinds::{EVERYTHING, VERSION, everything};

/// State in which nothing is null.
pub(crate) const STATE: &str = r#"{
    "id":"x","text":"ä","number":0.1000000000000000000001,"flag":true,
    "any":{"type":["object",{"a":["list","number"],"b":"dynamic"}],
        "value":{"a":[1,1e400],"b":{"type":["tuple",["bool","string"]],"value":[true,"y"]}}},
    "list":[[1,2.5],[]],"set":["b","a"],"map":{"k":true},"object":{"text":"t"},"tuple":["t",7],
    "nested":{"given":"g","made":1},"nested_list":[{"given":"g","made":1}],
    "nested_set":[{"given":"g","made":1}],"nested_map":{"k":{"given":"g","made":1}},
    "single":{"given":"g","made":1},"group":{"given":"g","made":1},
    "several":[{"given":"g","made":1}],"distinct":[{"given":"g","made":1}],"named":{"k":{"given":"g","made":1}}
}"#;

/// The same as a value.
pub(crate) fn state() -> Dynamic {
    json::decode(STATE.as_bytes(), &everything(), json::Undefined::Refuse).expect("a state")
}

/// Right messages, each with the RPC that it is for; every value in them goes through `change` first.
pub(crate) fn messages(mut change: impl FnMut(Vec<u8>) -> Vec<u8>) -> Vec<(&'static str, Vec<u8>)> {
    let type_name = || EVERYTHING.to_owned();
    let mut sent = |value: &Dynamic| {
        let bytes = msgpack::encode(value, &everything()).expect("a value");
        Some(DynamicValue { msgpack: change(bytes).into(), json: Default::default() })
    };
    let (full, null) = (sent(&state()), sent(&Value::Null));
    let as_json = Some(DynamicValue { json: change(STATE.into()).into(), msgpack: Default::default() });
    let identity = Some(ResourceIdentityData {
        identity_data: Some(DynamicValue {
            msgpack: (&b"\x82\xa2id\xa1x\xa5parts\x92\x01\xcb\x3f\xf8\0\0\0\0\0\0"[..]).into(),
            json: Default::default(),
        }),
    });
    let mut stored =
        |json: &str| Some(RawState { json: change(json.into()).into(), flatmap: Default::default() });
    let mut messages = Vec::new();
    let mut add = |rpc, message: Vec<u8>| messages.push((rpc, message));
    for config in [full.clone(), as_json.clone()] {
        let request = validate_provider_config::Request { config: config.clone() };
        add("ValidateProviderConfig", request.encode_to_vec());
        let request = validate_resource_config::Request {
            type_name: type_name(),
            config: config.clone(),
            ..Default::default()
        };
        add("ValidateResourceConfig", request.encode_to_vec());
        let request =
            validate_data_resource_config::Request { type_name: type_name(), config: config.clone() };
        add("ValidateDataResourceConfig", request.encode_to_vec());
        let request = read_data_source::Request {
            type_name: type_name(),
            config: config.clone(),
            ..Default::default()
        };
        add("ReadDataSource", request.encode_to_vec());
        let request = configure_provider::Request { config, ..Default::default() };
        add("ConfigureProvider", request.encode_to_vec());
    }
    for version in [1, VERSION] {
        let request =
            upgrade_resource_state::Request { type_name: type_name(), version, raw_state: stored(STATE) };
        add("UpgradeResourceState", request.encode_to_vec());
    }
    let request = upgrade_resource_identity::Request {
        type_name: type_name(),
        version: 1,
        raw_identity: stored(r#"{"id":"x","parts":[1,1.5]}"#),
    };
    add("UpgradeResourceIdentity", request.encode_to_vec());
    let request = read_resource::Request {
        type_name: type_name(),
        current_state: full.clone(),
        private: (&b"private"[..]).into(),
        current_identity: identity.clone(),
        ..Default::default()
    };
    add("ReadResource", request.encode_to_vec());
    for (prior, planned) in [(&null, &full), (&full, &as_json), (&full, &null)] {
        let request = plan_resource_change::Request {
            type_name: type_name(),
            prior_state: prior.clone(),
            proposed_new_state: planned.clone(),
            config: planned.clone(),
            prior_identity: identity.clone(),
            ..Default::default()
        };
        add("PlanResourceChange", request.encode_to_vec());
        let request = apply_resource_change::Request {
            type_name: type_name(),
            prior_state: prior.clone(),
            planned_state: planned.clone(),
            config: planned.clone(),
            planned_identity: identity.clone(),
            ..Default::default()
        };
        add("ApplyResourceChange", request.encode_to_vec());
    }
    for (id, identity) in [("x", None), ("", identity)] {
        let request = import_resource_state::Request {
            type_name: type_name(),
            id: id.to_owned(),
            identity,
            ..Default::default()
        };
        add("ImportResourceState", request.encode_to_vec());
    }
    messages
}
