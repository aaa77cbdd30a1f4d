//! The schemas as `terraform providers schema -json` prints them, format version 1.0.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

/// Everything that one provider serves.
#[derive(Debug, Deserialize)]
pub(super) struct Schemas {
    pub(super) provider: Schema,
    #[serde(default)]
    pub(super) resource_schemas: BTreeMap<String, Schema>,
    #[serde(default)]
    pub(super) data_source_schemas: BTreeMap<String, Schema>,
    #[serde(default)]
    pub(super) list_resource_schemas: BTreeMap<String, Schema>,
    #[serde(default)]
    pub(super) resource_identity_schemas: BTreeMap<String, Identity>,
    #[serde(default)]
    pub(super) functions: BTreeMap<String, Function>,
}

/// Terraform's answer, which names the provider by its address.
#[derive(Debug, Deserialize)]
struct Answer {
    provider_schemas: BTreeMap<String, Schemas>,
}

/// The schema of a provider, resource, data source or list resource.
#[derive(Debug, Deserialize)]
pub(super) struct Schema {
    pub(super) block: Block,
}

/// A block: the outermost one, or one within another.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Block {
    #[serde(default)]
    pub(super) attributes: BTreeMap<String, Attribute>,
    #[serde(default)]
    pub(super) block_types: BTreeMap<String, NestedBlock>,
    #[serde(default)]
    pub(super) description: String,
}

/// A block that can stand in another.
#[derive(Debug, Deserialize)]
pub(super) struct NestedBlock {
    pub(super) nesting_mode: String,
    #[serde(default)]
    pub(super) block: Block,
    #[serde(default)]
    pub(super) min_items: u64,
}

/// An attribute; either `r#type` or `nested_type` is there.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Attribute {
    #[serde(default)]
    pub(super) r#type: Value,
    pub(super) nested_type: Option<NestedType>,
    #[serde(default)]
    pub(super) description: String,
    #[serde(default)]
    pub(super) required: bool,
    #[serde(default)]
    pub(super) optional: bool,
    #[serde(default)]
    pub(super) sensitive: bool,
    #[serde(default)]
    pub(super) deprecated: bool,
    #[serde(default)]
    pub(super) write_only: bool,
}

/// The attributes of an attribute.
#[derive(Debug, Deserialize)]
pub(super) struct NestedType {
    #[serde(default)]
    pub(super) attributes: BTreeMap<String, Attribute>,
    pub(super) nesting_mode: String,
}

/// The identity of a resource.
#[derive(Debug, Deserialize)]
pub(super) struct Identity {
    pub(super) attributes: BTreeMap<String, IdentityAttribute>,
}

/// A part of an identity.
#[derive(Debug, Deserialize)]
pub(super) struct IdentityAttribute {
    #[serde(default)]
    pub(super) r#type: Value,
    #[serde(default)]
    pub(super) description: String,
    #[serde(default)]
    pub(super) required_for_import: bool,
}

/// A function.
#[derive(Debug, Deserialize)]
pub(super) struct Function {
    #[serde(default)]
    pub(super) summary: String,
    #[serde(default)]
    pub(super) description: String,
    pub(super) return_type: Value,
    #[serde(default)]
    pub(super) parameters: Vec<Parameter>,
    pub(super) variadic_parameter: Option<Parameter>,
}

/// A function's parameter.
#[derive(Debug, Deserialize)]
pub(super) struct Parameter {
    pub(super) name: String,
    #[serde(default)]
    pub(super) description: String,
    pub(super) r#type: Value,
}

impl Schemas {
    /// Reads Terraform's answer, which has to be about one provider.
    ///
    /// # Errors
    /// When it is not of this form.
    pub(super) fn read(text: &str) -> Result<Self, serde_json::Error> {
        let answer: Answer = serde_json::from_str(text)?;
        let mut all = answer.provider_schemas.into_values();
        match (all.next(), all.next()) {
            (Some(only), None) => Ok(only),
            _ => Err(serde::de::Error::custom("expected the schemas of exactly one provider")),
        }
    }
}
