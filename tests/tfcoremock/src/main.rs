//! A provider that manages nothing but files, so that Terraform's own conformance cases can judge the plugin host.
//!
//! A resource type is a [`definition`], built in or loaded from a file; schema, planning, values and storage all
//! follow from it. What a general provider could need too is in the host, not here.

mod builtin;
mod computed;
mod data_source;
mod definition;
mod dynamic;
mod list_resource;
mod provider;
mod resource;
mod schema;
mod settings;
mod store;
mod stored;
mod whole_numbers;

use std::io::Write;
use std::process::ExitCode;
use std::sync::Arc;

use provider::CoreMock;
use terraform_provider_intune::plugin::{host, log};

fn main() -> ExitCode {
    let variable = |name: &str| std::env::var(name).ok();
    log::install("terraform_provider_intune", log::wanted_level("tfcoremock", variable));
    log::install_panic_hook();
    let provider = Arc::new(CoreMock::new(&dynamic::file(variable)));
    let served = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| format!("cannot start: {error}"))
        .and_then(|runtime| {
            let served = runtime.block_on(host::serve(provider, variable));
            runtime.shutdown_background();
            served.map_err(|error| error.to_string())
        });
    served.unwrap_or_else(|message| {
        // Nobody is left to tell when even this fails.
        let _ = writeln!(std::io::stderr(), "terraform-provider-tfcoremock: {message}");
        ExitCode::FAILURE
    })
}
