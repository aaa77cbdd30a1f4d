//! What the host tells about a provider.

use terraform_provider_intune::plugin::proto::tfplugin6::{
    get_functions, get_metadata, get_provider_schema, get_resource_identity_schemas, open_ephemeral_resource,
};
use tonic::Code;

use super::client::{plain, start};
use super::made_up::THING;

#[tokio::test]
async fn schemas_metadata_and_identities_agree() {
    let running = start(None);
    let mut client = plain(&running).await;
    let schema = client.get_provider_schema(get_provider_schema::Request {}).await.unwrap().into_inner();
    assert!(schema.provider.unwrap().block.is_some());
    assert_eq!(schema.resource_schemas.keys().collect::<Vec<_>>(), [THING]);
    assert_eq!(schema.resource_schemas[THING].version, 2);
    assert_eq!(schema.data_source_schemas.keys().collect::<Vec<_>>(), ["made_up_fact"]);
    let capabilities = schema.server_capabilities.unwrap();
    assert!(capabilities.plan_destroy && capabilities.get_provider_schema_optional);
    assert!(capabilities.move_resource_state && capabilities.generate_resource_config);

    let metadata = client.get_metadata(get_metadata::Request {}).await.unwrap().into_inner();
    assert_eq!(metadata.resources[0].type_name, THING);
    assert_eq!(metadata.data_sources[0].type_name, "made_up_fact");
    assert_eq!(metadata.list_resources[0].type_name, THING);
    assert_eq!(metadata.functions[0].name, "shout");
    let functions = client.get_functions(get_functions::Request {}).await.unwrap().into_inner();
    assert_eq!(functions.functions, schema.functions);
    assert_eq!(schema.list_resource_schemas.keys().collect::<Vec<_>>(), [THING]);

    let request = get_resource_identity_schemas::Request {};
    let identities = client.get_resource_identity_schemas(request).await.unwrap().into_inner();
    let attribute = &identities.identity_schemas[THING].identity_attributes[0];
    assert_eq!((attribute.name.as_str(), &attribute.r#type[..]), ("id", &b"\"string\""[..]));
    assert!(attribute.required_for_import);
}

#[tokio::test]
async fn what_is_not_offered_says_so() {
    let running = start(None);
    let mut client = plain(&running).await;
    let ephemeral =
        client.open_ephemeral_resource(open_ephemeral_resource::Request::default()).await.unwrap_err();
    assert_eq!(ephemeral.code(), Code::Unimplemented);
}
