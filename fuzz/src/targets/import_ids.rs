//! Import ids, as people write them, to the intune provider itself; it is not configured, so nothing is sent.

use std::sync::Arc;

use prost::Message;
use terraform_provider_intune::plugin::proto::tfplugin6::import_resource_state::{Request, Response};
use terraform_provider_intune::provider::{Environment, Intune};
use tokio::runtime::{Builder, Runtime};

use super::Target;
use crate::raw::Raw;

const GUID: &str = "6a2ac7e4-81d3-4d5c-9c2b-0d6cbb3c5a11";

/// Imports by an id: never anything but an error, since there is no configuration.
pub(crate) struct ImportIds {
    runtime: Runtime,
    service: Raw,
}

impl ImportIds {
    pub(crate) fn new() -> Result<Self, String> {
        let runtime =
            Builder::new_current_thread().enable_all().build().map_err(|error| error.to_string())?;
        let provider = Intune::new(Environment::new(|_| None));
        Ok(Self { runtime, service: Raw::new(Arc::new(provider)) })
    }
}

impl Target for ImportIds {
    fn name(&self) -> &'static str {
        "import-ids"
    }

    fn seeds(&self) -> Vec<Vec<u8>> {
        ["_POLICY_", "/all_devices", "/all_licensed_users", "/group:", "/"]
            .iter()
            .map(|middle| match *middle {
                "_POLICY_" => format!("{GUID}_{GUID}"),
                "/group:" => format!("{GUID}/group:{GUID}"),
                "/" => format!("{GUID}/{GUID}_{GUID}"),
                end => format!("{GUID}{end}"),
            })
            .map(String::into_bytes)
            .collect()
    }

    fn run(&self, input: &[u8]) -> String {
        let Ok(id) = std::str::from_utf8(input) else {
            return "not a text".to_owned();
        };
        let type_name = "intune_compliance_assignment".to_owned();
        let request = Request { type_name, id: id.to_owned(), ..Default::default() };
        let answer = self.service.check("ImportResourceState", request.encode_to_vec().into());
        let answer = self.runtime.block_on(answer).unwrap_or_else(|status| panic!("{status}"));
        let answer = Response::decode(answer).unwrap_or_else(|error| panic!("{error}"));
        assert!(answer.imported_resources.is_empty() && answer.diagnostics.len() == 1, "{answer:?}");
        format!("{}: {}", answer.diagnostics[0].summary, answer.diagnostics[0].detail)
    }
}
