//! What differs between a tenant and a folder of configuration.

use std::collections::{HashMap, HashSet};

use super::folder::{Words, Written};
use super::gather::Gathered;
use super::render::describe;
use crate::graph::PolicyKind;
use crate::provider::{ASSIGNMENT_TYPE, target};

/// One difference.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Difference {
    /// The tenant has it, the folder does not.
    OnlyInTenant { name: String, what: String },
    /// The folder has it, the tenant does not.
    OnlyInFolder { file: String, name: String },
    /// Both have it, and an attribute differs.
    Attribute {
        file: String,
        name: String,
        attribute: String,
        folder: Option<String>,
        tenant: Option<String>,
    },
    /// Two resources of the folder are the same assignment.
    Twice { file: String, name: String, other: String },
    /// Only Terraform can tell.
    Computed { file: String, name: String },
}

/// Compares what was gathered with what is written. Assignments outside of the selection do not count.
pub(super) fn compare(gathered: &Gathered, written: &[Written]) -> Vec<Difference> {
    let mut differences = Vec::new();
    let in_folder: HashMap<Key, (&Written, &Words)> =
        written.iter().filter_map(|one| one.words.as_ref().map(|words| (key(words), (one, words)))).collect();
    let computed: HashSet<&str> =
        written.iter().filter(|one| one.words.is_none()).map(|one| one.name.as_str()).collect();
    let mut in_tenant: HashSet<Key> =
        gathered.unselected.iter().map(|(policy, target)| key(&words(policy.as_str(), target))).collect();
    for (exported, assignment, name) in gathered.resources() {
        let mut tenant = words(exported.policy.id.as_str(), &assignment.target);
        tenant.insert(KIND.to_owned(), exported.policy.kind.to_string());
        let key = key(&tenant);
        match in_folder.get(&key) {
            Some((one, folder)) => differences.extend(attributes(one, folder, &tenant)),
            // Its name is what a person would look for.
            None if computed.contains(name) => {}
            None => differences.push(Difference::OnlyInTenant {
                name: name.to_owned(),
                what: format!(
                    "{} to {}",
                    exported.policy.display_name,
                    describe(assignment, &gathered.called)
                ),
            }),
        }
        in_tenant.insert(key);
    }
    for one in written {
        if let Some(words) = &one.words
            && let Some((other, _)) = in_folder.get(&key(words))
            && *other != one
        {
            differences.push(Difference::Twice {
                file: one.file.clone(),
                name: one.name.clone(),
                other: format!("{}: {ASSIGNMENT_TYPE}.{}", other.file, other.name),
            });
        }
        let (file, name) = (one.file.clone(), one.name.clone());
        match &one.words {
            None => differences.push(Difference::Computed { file, name }),
            Some(words) if !in_tenant.contains(&key(words)) => {
                differences.push(Difference::OnlyInFolder { file, name });
            }
            Some(_) => {}
        }
    }
    differences.sort();
    differences
}

/// Where a policy lives.
const KIND: &str = "policy_kind";

/// Which assignment it is: a policy and whom it is for, without case.
type Key = Vec<String>;

fn key(words: &Words) -> Key {
    let kind = match words.get("type").map(String::as_str) {
        // Included or excluded, it is the same assignment.
        Some("exclusion_group") => Some("group"),
        kind => kind,
    };
    let names = ["compliance_policy_id", "group_id", "collection_id", "target_type", "entra_object_id"];
    let values = names.map(|name| words.get(name).map(String::as_str));
    let all = std::iter::once(kind).chain(values);
    all.map(|value| value.unwrap_or_default().to_lowercase()).collect()
}

fn words(policy: &str, target: &crate::graph::Target) -> Words {
    let target = target::words(target).into_iter();
    std::iter::once(("compliance_policy_id", policy.to_owned()))
        .chain(target)
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

fn attributes(one: &Written, folder: &Words, tenant: &Words) -> Vec<Difference> {
    let names: std::collections::BTreeSet<&String> = folder.keys().chain(tenant.keys()).collect();
    let differs = |name: &&String| {
        // What says nothing is a device compliance policy.
        let default = (*name == KIND).then(|| PolicyKind::Device.to_string());
        let lower = |words: &Words| words.get(*name).map(|value| value.to_lowercase()).or(default.clone());
        lower(folder) != lower(tenant)
    };
    names
        .into_iter()
        .filter(differs)
        .map(|name| Difference::Attribute {
            file: one.file.clone(),
            name: one.name.clone(),
            attribute: name.clone(),
            folder: folder.get(name).cloned(),
            tenant: tenant.get(name).cloned(),
        })
        .collect()
}

/// The differences, a line each.
pub(super) fn report(differences: &[Difference]) -> String {
    let address = |file: &str, name: &str| format!("{file}: {ASSIGNMENT_TYPE}.{name}");
    let value = |value: &Option<String>| match value {
        Some(text) => format!("{text:?}"),
        None => "not set".to_owned(),
    };
    let line = |difference: &Difference| match difference {
        Difference::OnlyInTenant { name, what } => {
            format!("+ only in the tenant: {ASSIGNMENT_TYPE}.{name}: {what}\n")
        }
        Difference::OnlyInFolder { file, name } => format!("- only in the folder: {}\n", address(file, name)),
        Difference::Attribute { file, name, attribute, folder, tenant } => format!(
            "~ {}: {attribute} is {} in the folder and {} in the tenant\n",
            address(file, name),
            value(folder),
            value(tenant)
        ),
        Difference::Twice { file, name, other } => {
            format!("= {}: is the same assignment as {other}\n", address(file, name))
        }
        Difference::Computed { file, name } => format!(
            "? {}: has values that are computed; terraform plan says whether it differs\n",
            address(file, name)
        ),
    };
    if differences.is_empty() {
        return "The folder describes the tenant.\n".to_owned();
    }
    differences.iter().map(line).collect()
}
