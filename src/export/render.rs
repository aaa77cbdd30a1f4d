//! The export as text.

mod whole;

use std::fmt::Write;

use super::arguments::{Format, Grain, Style};
use super::gather::{Called, Exported, Fate, Gathered, Row};
use super::hcl::{self, Attribute};
use crate::graph::{Assignment, PolicyKind, TargetKind};
use crate::provider::{ASSIGNMENT_TYPE, import_id, target};

/// A file and what is in it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct File {
    pub(super) name: String,
    pub(super) text: String,
}

/// Everything in one text; empty when there is nothing.
pub(super) fn whole(gathered: &Gathered, style: Style) -> String {
    let sections: Vec<String> =
        gathered.policies.iter().map(|one| section(one, &gathered.called, style)).collect();
    match style.format {
        Format::Shell if !sections.is_empty() => {
            format!("#!/bin/sh\nset -eu\n\n{}", sections.join("\n"))
        }
        _ => sections.join("\n"),
    }
}

/// A file for each policy that has something to manage.
pub(super) fn per_policy(gathered: &Gathered, style: Style) -> Vec<File> {
    let policies = gathered.policies.iter().filter(|one| one.has_resources());
    policies
        .map(|one| File { name: format!("{}.tf", one.part), text: section(one, &gathered.called, style) })
        .collect()
}

fn section(one: &Exported, called: &Called, style: Style) -> String {
    let gap = if style.format == Format::Shell { "" } else { "\n" };
    let blocks = match style.grain {
        Grain::Single => one.rows.iter().map(|row| block(one, row, called, style.format)).collect(),
        Grain::Whole => whole::blocks(one, called, style.format),
    };
    let mut out = heading(one);
    out.push_str(gap);
    out.push_str(&blocks.join(gap));
    out
}

fn heading(one: &Exported) -> String {
    let name = hcl::comment(&one.policy.display_name);
    match &one.policy.platform {
        Some(platform) => format!("# {name} ({platform})\n"),
        None => format!("# {name}\n"),
    }
}

fn block(one: &Exported, row: &Row, called: &Called, format: Format) -> String {
    let assignment = &row.assignment;
    match &row.fate {
        Fate::OfPolicySet | Fate::Unknown => remark(row, called),
        Fate::Resource(name) => {
            let address = format!("{ASSIGNMENT_TYPE}.{name}");
            let id = import_id(&one.policy.id, &assignment.id);
            imported(format, &address, &id, &resource(one, name, assignment, called))
        }
    }
}

/// What is said about an assignment that is not exported.
fn remark(row: &Row, called: &Called) -> String {
    let shown = hcl::comment(&describe(&row.assignment, called));
    match &row.fate {
        Fate::OfPolicySet => {
            let set = row.assignment.source_id.as_deref().unwrap_or("unknown");
            format!("# Of the policy set {}, which alone can change it: {shown}\n", hcl::comment(set))
        }
        _ => format!("# Not exported, because the provider does not know it: {shown}\n"),
    }
}

/// A resource with what imports it, as far as it is wanted.
fn imported(format: Format, address: &str, id: &str, resource: &str) -> String {
    match format {
        Format::Hcl => {
            format!("import {{\n  to = {address}\n  id = {}\n}}\n\n{resource}", hcl::quoted(id))
        }
        Format::Resources => resource.to_owned(),
        Format::Shell => format!("terraform import {} {}\n", shell(address), shell(id)),
    }
}

fn resource(one: &Exported, name: &str, assignment: &Assignment, called: &Called) -> String {
    let mut out = format!("resource \"{ASSIGNMENT_TYPE}\" \"{name}\" {{\n");
    out.push_str(&hcl::attributes("  ", &policy(one)));
    let words = words(assignment, called);
    let _ = write!(out, "  target = {{\n{}  }}\n}}\n", hcl::attributes("    ", &words));
    out
}

/// The attributes that say whose assignments these are.
fn policy(one: &Exported) -> Vec<Attribute> {
    let id = Attribute {
        name: "compliance_policy_id",
        value: one.policy.id.to_string(),
        comment: Some(hcl::comment(&one.policy.display_name)).filter(|name| !name.is_empty()),
    };
    let kind = (one.policy.kind != PolicyKind::Device).then(|| Attribute {
        name: "policy_kind",
        value: one.policy.kind.to_string(),
        comment: None,
    });
    std::iter::once(id).chain(kind).collect()
}

/// The attributes of a target, with the names behind GUIDs.
fn words(assignment: &Assignment, called: &Called) -> Vec<Attribute> {
    let words = target::words(&assignment.target).into_iter().map(|(name, value)| {
        let comment = match (name, &assignment.target.kind, &assignment.target.filter) {
            ("group_id", TargetKind::Group(id) | TargetKind::ExclusionGroup(id), _) => called.group(id),
            ("filter_id", _, Some(filter)) => called.filter(&filter.id),
            _ => None,
        };
        let comment = comment.map(hcl::comment).filter(|text| !text.is_empty());
        Attribute { name, value, comment }
    });
    words.collect()
}

/// A target in words, with a group's name where it is known.
pub(super) fn describe(assignment: &Assignment, called: &Called) -> String {
    match &assignment.target.kind {
        TargetKind::Group(id) | TargetKind::ExclusionGroup(id) => match called.group(id) {
            Some(name) => format!("{} ({name})", assignment.target),
            None => assignment.target.to_string(),
        },
        _ => assignment.target.to_string(),
    }
}

/// A word of a shell script. Names and ids have no quotes; what has any is no name or id.
fn shell(word: &str) -> String {
    format!("'{}'", word.replace('\'', "'\\''"))
}
