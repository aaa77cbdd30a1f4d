//! The configuration that tests repeat: the provider, and assignments with a word for each kind of target.

/// The source address of the provider, without a registry: Terraform and OpenTofu each add their own.
const SOURCE: &str = "terraform-provider-intune/intune";

/// A `terraform` block that requires the provider, for configurations that need no provider settings.
pub(crate) fn required_providers() -> String {
    format!("terraform {{\n  required_providers {{\n    intune = {{ source = \"{SOURCE}\" }}\n  }}\n}}\n")
}

/// Requires the provider and points it at a simulator, signed in with the token that the simulator always accepts.
pub(crate) fn provider_block(simulator_url: &str) -> String {
    provider_block_with(simulator_url, "")
}

/// The same with more settings.
pub(crate) fn provider_block_with(simulator_url: &str, settings: &str) -> String {
    bare_provider_block(&format!(
        "  graph_endpoint = \"{simulator_url}\"\n  access_token   = \"simulator-token\"\n  {settings}"
    ))
}

/// Requires the provider with these settings and no others.
pub(crate) fn bare_provider_block(settings: &str) -> String {
    format!("{}\nprovider \"intune\" {{\n{settings}\n}}\n", required_providers())
}

/// The address of the assignment of that name.
pub(crate) fn address(name: &str) -> String {
    format!("intune_compliance_assignment.{name}")
}

/// An assignment of a policy to a target; see [`group`] and its neighbours.
pub(crate) fn assignment(name: &str, policy: &str, target: &str) -> String {
    assignment_with(name, policy, target, "")
}

/// The same with more in its block.
pub(crate) fn assignment_with(name: &str, policy: &str, target: &str, more: &str) -> String {
    format!(
        "resource \"intune_compliance_assignment\" \"{name}\" {{\n  compliance_policy_id = \"{policy}\"\n  \
         target = {{\n{target}  }}\n{more}}}\n"
    )
}

/// The members of a group.
pub(crate) fn group(id: &str) -> String {
    kind("group") + &attribute("group_id", id)
}

/// The members of a group are left out.
pub(crate) fn excluded(id: &str) -> String {
    kind("exclusion_group") + &attribute("group_id", id)
}

/// The members of a group, as far as a filter matches.
pub(crate) fn filtered(group_id: &str, filter: &str, filter_type: &str) -> String {
    group(group_id) + &attribute("filter_id", filter) + &attribute("filter_type", filter_type)
}

/// A target that is its kind.
pub(crate) fn kind(name: &str) -> String {
    attribute("type", name)
}

fn attribute(name: &str, value: &str) -> String {
    format!("    {name} = \"{value}\"\n")
}

/// An import block for the assignment of that name.
pub(crate) fn import_block(name: &str, id: &str) -> String {
    format!("import {{\n  to = {}\n  id = \"{id}\"\n}}\n", address(name))
}
