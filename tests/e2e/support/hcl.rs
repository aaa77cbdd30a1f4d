//! The configuration that every test repeats. Everything else is written out in the tests, as a user would write it.

/// The source address of the provider, without a registry: Terraform and OpenTofu each add their own.
const SOURCE: &str = "terraform-provider-intune/intune";

/// A `terraform` block that requires the provider, for configurations that need no provider settings.
pub(crate) fn required_providers() -> String {
    format!("terraform {{\n  required_providers {{\n    intune = {{ source = \"{SOURCE}\" }}\n  }}\n}}\n")
}

/// Requires the provider and points it at a simulator, signed in with the token that the simulator always accepts.
pub(crate) fn provider_block(simulator_url: &str) -> String {
    let required = required_providers();
    format!(
        "{required}\nprovider \"intune\" {{\n  graph_endpoint = \"{simulator_url}\"\n  access_token   = \"simulator-token\"\n}}\n"
    )
}
