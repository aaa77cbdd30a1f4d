//! The `provider` block.

use std::collections::{BTreeSet, HashMap};

use terraform_provider_intune::plugin::diagnostics::{AttributePath, Diagnostics, diagnostic};
use terraform_provider_intune::plugin::schema::{
    Attribute, AttributeConstraint, AttributeType, Block, Schema,
};
use terraform_provider_intune::plugin::value::{Dynamic, Known, Look, Value};

use super::store::Store;

/// Where objects are, and what is to go wrong.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    /// Where resources are stored; `None` when nothing is stored at all.
    pub(crate) resources: Option<Store>,
    /// Where data sources are read.
    pub(crate) data: Store,
    pub(crate) fail_on_create: BTreeSet<String>,
    pub(crate) fail_on_read: BTreeSet<String>,
    pub(crate) fail_on_update: BTreeSet<String>,
    pub(crate) fail_on_delete: BTreeSet<String>,
    pub(crate) defer_changes: BTreeSet<String>,
}

const LISTS: [(&str, &str); 5] = [
    ("fail_on_create", "The ids whose creation fails."),
    ("fail_on_read", "The ids whose reading fails."),
    ("fail_on_update", "The ids whose update fails."),
    ("fail_on_delete", "The ids whose deletion fails."),
    ("defer_changes", "The ids whose changes are put off, where Terraform allows it."),
];

/// The schema of the block.
pub(crate) fn schema() -> Schema {
    let optional = |name: &str, attr_type: AttributeType, description: &str| {
        let attribute = Attribute {
            attr_type,
            description: description.into(),
            constraint: AttributeConstraint::Optional,
            ..Default::default()
        };
        (name.to_owned(), attribute)
    };
    let mut attributes = HashMap::from([
        optional(
            "resource_directory",
            AttributeType::String,
            "Where resources are stored, one file for each. Default: terraform.resource.",
        ),
        optional(
            "data_directory",
            AttributeType::String,
            "Where data sources are read, one file for each. Default: terraform.data.",
        ),
        optional(
            "use_only_state",
            AttributeType::Bool,
            "Whether resources live in the state alone, without files. Default: false.",
        ),
    ]);
    attributes.extend(LISTS.map(|(name, description)| {
        optional(name, AttributeType::List(Box::new(AttributeType::String)), description)
    }));
    let block = Block {
        version: 0,
        attributes,
        description: "Exercises Terraform with objects that are files.".into(),
        ..Default::default()
    };
    Schema { version: 0, block }
}

/// Refuses what no value of Terraform could mend later: ids that are null.
pub(crate) fn validate(config: &Dynamic) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    for (name, _) in LISTS {
        if let Value::Value(Known::List(elements)) = config.get(name) {
            for (index, _) in elements.iter().enumerate().filter(|(_, id)| id.is_null()) {
                diagnostics.errors.push(diagnostic(
                    "An id is null",
                    format!("The list {name} holds ids, and none of them can be null."),
                    AttributePath::new(name).index(index as i64),
                ));
            }
        }
    }
    diagnostics
}

impl Settings {
    /// Takes the block over.
    ///
    /// # Errors
    /// When a setting is not known, or a list holds null.
    pub(crate) fn new(config: &Dynamic) -> Result<Self, Diagnostics> {
        let mut diagnostics = validate(config);
        if let Value::Value(Known::Map(settings)) = config {
            for (name, _) in settings.iter().filter(|(_, value)| !value.is_wholly_known()) {
                diagnostics.errors.push(diagnostic(
                    "A setting is not known yet",
                    format!("{name} depends on something that is only known after apply. Give it a value that is known."),
                    AttributePath::new(name.clone()),
                ));
            }
        }
        if !diagnostics.errors.is_empty() {
            return Err(diagnostics);
        }
        let folder = |name: &str, default: &str| Store::new(config.get(name).as_str().unwrap_or(default));
        let only_state = *config.get("use_only_state") == Value::Value(Known::Bool(true));
        Ok(Self {
            resources: (!only_state).then(|| folder("resource_directory", "terraform.resource")),
            data: folder("data_directory", "terraform.data"),
            fail_on_create: ids(config.get("fail_on_create")),
            fail_on_read: ids(config.get("fail_on_read")),
            fail_on_update: ids(config.get("fail_on_update")),
            fail_on_delete: ids(config.get("fail_on_delete")),
            defer_changes: ids(config.get("defer_changes")),
        })
    }
}

fn ids(list: &Dynamic) -> BTreeSet<String> {
    match list {
        Value::Value(Known::List(ids)) => ids.iter().filter_map(Look::as_str).map(str::to_owned).collect(),
        _ => BTreeSet::new(),
    }
}
