//! The provider block as a value.

use serde::{Deserialize, Serialize};

use crate::plugin::value::Value;

/// The block as it is configured.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct Model {
    pub(super) access_token: Value<String>,
    pub(super) tenant_id: Value<String>,
    pub(super) client_id: Value<String>,
    pub(super) client_id_file_path: Value<String>,
    pub(super) client_secret: Value<String>,
    pub(super) client_secret_file_path: Value<String>,
    pub(super) client_certificate: Value<String>,
    pub(super) client_certificate_path: Value<String>,
    pub(super) client_certificate_password: Value<String>,
    pub(super) use_oidc: Value<bool>,
    pub(super) oidc_token: Value<String>,
    pub(super) oidc_token_file_path: Value<String>,
    pub(super) oidc_request_url: Value<String>,
    pub(super) oidc_request_token: Value<String>,
    pub(super) ado_pipeline_service_connection_id: Value<String>,
    pub(super) use_aks_workload_identity: Value<bool>,
    pub(super) use_msi: Value<bool>,
    pub(super) msi_endpoint: Value<String>,
    pub(super) use_cli: Value<bool>,
    pub(super) use_azd: Value<bool>,
    pub(super) ca_bundle_path: Value<String>,
    pub(super) partner_id: Value<String>,
    pub(super) disable_terraform_partner_id: Value<bool>,
    pub(super) environment: Value<String>,
    pub(super) graph_endpoint: Value<String>,
    pub(super) authority_host: Value<String>,
    pub(super) api_version: Value<String>,
    pub(super) write_mode: Value<String>,
    pub(super) adopt_existing: Value<bool>,
    pub(super) max_concurrent_requests: Value<i64>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plugin::schema::{Type, schema_type};
    use crate::plugin::value::{Dynamic, Known, Number, model, string};

    #[test]
    fn what_is_read_is_written_back_the_same() {
        let ty = schema_type(&super::super::schema());
        let Type::Object(attributes) = &ty else {
            panic!("a block is an object, got {ty}");
        };
        let of = |value: &dyn Fn(&str, &Type) -> Dynamic| {
            let entries = attributes.iter().map(|(name, ty)| (name.clone(), value(name, ty)));
            Value::Value(Known::Map(entries.collect()))
        };
        let filled = of(&|name, ty| match ty {
            Type::String => string(name),
            Type::Bool => Value::Value(Known::Bool(true)),
            Type::Number => Value::Value(Known::Number(Number::from(7_u64))),
            other => panic!("no value for {other}"),
        });
        for value in [filled, of(&|_, _| Value::Null), of(&|_, _| Value::Unknown)] {
            let read: Model = model::from_dynamic(&value, &ty).expect("a model");
            assert_eq!(model::to_dynamic(&read, &ty).expect("a value"), value);
        }
    }
}
