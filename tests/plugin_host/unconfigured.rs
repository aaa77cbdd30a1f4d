//! The program's own provider, asked before it is configured and with parts missing: a diagnostic, every time.

use terraform_provider_intune::plugin::proto::tfplugin6::provider_client::ProviderClient;
use terraform_provider_intune::plugin::proto::tfplugin6::{
    DynamicValue, RawState, apply_resource_change, get_provider_schema, import_resource_state,
    plan_resource_change, read_resource, upgrade_resource_state,
};

use super::client::{channel, text};
use super::process::{Plugin, plugin};

const ASSIGNMENT: &str = "intune_compliance_assignment";
const POLICY: &str = "6f4a2c1e-0000-4000-8000-000000000001";

#[tokio::test]
async fn nothing_is_done_before_configuration_and_nothing_panics() {
    let folder = tempfile::tempdir().unwrap();
    let mut plugin = Plugin::start(plugin(&folder));
    let mut client = ProviderClient::new(channel(&plugin.fields[3], None).await.unwrap());
    let stored = upgrade_resource_state::Request {
        type_name: ASSIGNMENT.to_owned(),
        version: 0,
        raw_state: Some(RawState {
            json: format!(r#"{{"policy_id":"{POLICY}","all_devices":true}}"#).into(),
            flatmap: Default::default(),
        }),
    };
    let state = client.upgrade_resource_state(stored).await.unwrap().into_inner();
    assert_eq!(text(&state.diagnostics), "", "stored state needs no configuration");
    let null = Some(DynamicValue { msgpack: (&b"\xc0"[..]).into(), json: Default::default() });
    let state = state.upgraded_state;

    let mut answers = Vec::new();
    let read = read_resource::Request {
        type_name: ASSIGNMENT.to_owned(),
        current_state: state.clone(),
        ..Default::default()
    };
    answers.push(("read", client.read_resource(read).await.unwrap().into_inner().diagnostics));
    for (what, prior, planned) in
        [("create", &null, &state), ("update", &state, &state), ("delete", &state, &null)]
    {
        let apply = apply_resource_change::Request {
            type_name: ASSIGNMENT.to_owned(),
            prior_state: prior.clone(),
            planned_state: planned.clone(),
            config: planned.clone(),
            ..Default::default()
        };
        let answer = client.apply_resource_change(apply).await.unwrap().into_inner();
        assert_eq!(answer.new_state.as_ref(), prior.as_ref(), "{what}: what existed before exists still");
        answers.push((what, answer.diagnostics));
    }
    let import = import_resource_state::Request {
        type_name: ASSIGNMENT.to_owned(),
        id: format!("{POLICY}/all_devices"),
        ..Default::default()
    };
    answers.push(("import", client.import_resource_state(import).await.unwrap().into_inner().diagnostics));
    for (what, diagnostics) in answers {
        let said = text(&diagnostics);
        assert!(said.starts_with("Error: ") && said.contains("configured"), "{what}: {said}");
    }

    let empty = ASSIGNMENT.to_owned();
    let plan = plan_resource_change::Request { type_name: empty.clone(), ..Default::default() };
    client.plan_resource_change(plan).await.unwrap();
    let read = read_resource::Request { type_name: empty.clone(), ..Default::default() };
    let said = text(&client.read_resource(read).await.unwrap().into_inner().diagnostics);
    assert!(!said.contains("panicked"), "{said}");
    let apply = apply_resource_change::Request { type_name: empty, ..Default::default() };
    let said = text(&client.apply_resource_change(apply).await.unwrap().into_inner().diagnostics);
    assert!(!said.contains("panicked"), "{said}");
    let schema = client.get_provider_schema(get_provider_schema::Request {}).await;
    assert!(schema.is_ok() && plugin.is_running());
}
