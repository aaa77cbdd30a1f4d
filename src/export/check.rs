//! What differs between a tenant and a folder of configuration.

use std::collections::{HashMap, HashSet};

use super::folder::{Words, Written};
use super::gather::Gathered;
use super::render::describe;
use crate::graph::PolicyKind;
use crate::provider::{ASSIGNMENT_TYPE, SET_TYPE, target};

/// One difference.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Difference {
    /// The tenant has it, the folder does not.
    OnlyInTenant { address: String, what: String },
    /// The folder has it, the tenant does not.
    OnlyInFolder { place: String },
    /// Both have it, and an attribute differs.
    Attribute { place: String, attribute: String, folder: Option<String>, tenant: Option<String> },
    /// The folder has the same assignment in two places.
    Twice { place: String, other: String },
    /// Only Terraform can tell.
    Computed { place: String },
}

/// Compares what was gathered with what is written. Assignments outside of the selection do not count.
pub(super) fn compare(gathered: &Gathered, written: &[Written]) -> Vec<Difference> {
    let mut differences = Vec::new();
    let in_folder: HashMap<Key, (&Written, &Words)> =
        written.iter().filter_map(|one| one.words.as_ref().map(|words| (key(words), (one, words)))).collect();
    let computed: HashSet<&str> =
        written.iter().filter(|one| one.words.is_none()).map(|one| one.address.as_str()).collect();
    let mut in_tenant: HashSet<Key> =
        gathered.unselected.iter().map(|(policy, target)| key(&words(policy.as_str(), target))).collect();
    for (exported, assignment, name) in gathered.resources() {
        let mut tenant = words(exported.policy.id.as_str(), &assignment.target);
        tenant.insert(KIND.to_owned(), exported.policy.kind.to_string());
        let key = key(&tenant);
        let address = format!("{ASSIGNMENT_TYPE}.{name}");
        let set = format!("{SET_TYPE}.{}", exported.part);
        match in_folder.get(&key) {
            Some((one, folder)) => differences.extend(attributes(&place(one), folder, &tenant)),
            // Its name is what a person would look for.
            None if computed.contains(address.as_str()) || computed.contains(set.as_str()) => {}
            None => differences.push(Difference::OnlyInTenant {
                address,
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
            differences.push(Difference::Twice { place: place(one), other: place(other) });
        }
        match &one.words {
            None => differences.push(Difference::Computed { place: place(one) }),
            Some(words) if !in_tenant.contains(&key(words)) => {
                differences.push(Difference::OnlyInFolder { place: place(one) });
            }
            Some(_) => {}
        }
    }
    differences.sort();
    differences
}

/// Where an assignment is written; one of a set is told by its target.
fn place(one: &Written) -> String {
    let Written { file, address, words } = one;
    match words {
        Some(words) if address.starts_with(&format!("{SET_TYPE}.")) => {
            let names = ["type", "group_id", "collection_id", "target_type", "entra_object_id"];
            let target: Vec<&str> =
                names.iter().filter_map(|name| words.get(*name).map(String::as_str)).collect();
            format!("{file}: {address}, target {}", target.join(" "))
        }
        _ => format!("{file}: {address}"),
    }
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

fn attributes(place: &str, folder: &Words, tenant: &Words) -> Vec<Difference> {
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
            place: place.to_owned(),
            attribute: name.clone(),
            folder: folder.get(name).cloned(),
            tenant: tenant.get(name).cloned(),
        })
        .collect()
}

/// The differences, a line each.
pub(super) fn report(differences: &[Difference]) -> String {
    let value = |value: &Option<String>| match value {
        Some(text) => format!("{text:?}"),
        None => "not set".to_owned(),
    };
    let line = |difference: &Difference| match difference {
        Difference::OnlyInTenant { address, what } => format!("+ only in the tenant: {address}: {what}\n"),
        Difference::OnlyInFolder { place } => format!("- only in the folder: {place}\n"),
        Difference::Attribute { place, attribute, folder, tenant } => format!(
            "~ {place}: {attribute} is {} in the folder and {} in the tenant\n",
            value(folder),
            value(tenant)
        ),
        Difference::Twice { place, other } => format!("= {place}: is the same assignment as {other}\n"),
        Difference::Computed { place } => {
            format!("? {place}: has values that are computed; terraform plan says whether it differs\n")
        }
    };
    if differences.is_empty() {
        return "The folder describes the tenant.\n".to_owned();
    }
    differences.iter().map(line).collect()
}
