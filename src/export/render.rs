//! The export as text.

use std::fmt::Write;

use super::arguments::Format;
use super::gather::{Called, Exported, Fate, Gathered, Row};
use super::hcl::{self, Attribute};
use crate::graph::{Assignment, TargetKind};
use crate::provider::{ASSIGNMENT_TYPE, import_id, target};

/// A file and what is in it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct File {
    pub(super) name: String,
    pub(super) text: String,
}

/// Everything in one text; empty when there is nothing.
pub(super) fn whole(gathered: &Gathered, format: Format) -> String {
    let sections = gathered.policies.iter().map(|one| section(one, &gathered.called, format));
    let mut sections: Vec<String> = sections.collect();
    let catalog: String = gathered
        .catalog
        .iter()
        .map(|policy| {
            let name = hcl::comment(&policy.display_name);
            format!("# Not exported: {name} ({}), made from the settings catalog.\n", policy.id)
        })
        .collect();
    if !catalog.is_empty() {
        sections.push(catalog);
    }
    match format {
        Format::Shell if !sections.is_empty() => {
            format!("#!/bin/sh\nset -eu\n\n{}", sections.join("\n"))
        }
        _ => sections.join("\n"),
    }
}

/// A file for each policy that has something to manage.
pub(super) fn per_policy(gathered: &Gathered, format: Format) -> Vec<File> {
    let policies = gathered.policies.iter().filter(|one| one.has_resources());
    policies
        .map(|one| File { name: format!("{}.tf", one.part), text: section(one, &gathered.called, format) })
        .collect()
}

fn section(one: &Exported, called: &Called, format: Format) -> String {
    let blocks: Vec<String> = one.rows.iter().map(|row| block(one, row, called, format)).collect();
    let (mut out, gap) = (heading(one), if format == Format::Shell { "" } else { "\n" });
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
    let shown = || hcl::comment(&describe(assignment, called));
    match &row.fate {
        Fate::OfPolicySet => {
            let set = assignment.source_id.as_deref().unwrap_or("unknown");
            format!("# Of the policy set {}, which alone can change it: {}\n", hcl::comment(set), shown())
        }
        Fate::Unknown => format!("# Not exported, because the provider does not know it: {}\n", shown()),
        Fate::Resource(name) => {
            let id = import_id(&one.policy.id, &assignment.id);
            match format {
                Format::Hcl => format!("{}\n{}", import(name, &id), resource(one, name, assignment, called)),
                Format::Resources => resource(one, name, assignment, called),
                Format::Shell => {
                    format!(
                        "terraform import {} {}\n",
                        shell(&format!("{ASSIGNMENT_TYPE}.{name}")),
                        shell(&id)
                    )
                }
            }
        }
    }
}

fn import(name: &str, id: &str) -> String {
    format!("import {{\n  to = {ASSIGNMENT_TYPE}.{name}\n  id = {}\n}}\n", hcl::quoted(id))
}

fn resource(one: &Exported, name: &str, assignment: &Assignment, called: &Called) -> String {
    let mut out = format!("resource \"{ASSIGNMENT_TYPE}\" \"{name}\" {{\n");
    let policy = Attribute {
        name: "compliance_policy_id",
        value: one.policy.id.to_string(),
        comment: Some(hcl::comment(&one.policy.display_name)).filter(|name| !name.is_empty()),
    };
    let words = target::words(&assignment.target).into_iter();
    let words = words.map(|(name, value)| {
        let comment = match (name, &assignment.target.kind, &assignment.target.filter) {
            ("group_id", TargetKind::Group(id) | TargetKind::ExclusionGroup(id), _) => called.group(id),
            ("filter_id", _, Some(filter)) => called.filter(&filter.id),
            _ => None,
        };
        let comment = comment.map(hcl::comment).filter(|text| !text.is_empty());
        Attribute { name, value, comment }
    });
    let words: Vec<Attribute> = words.collect();
    out.push_str(&hcl::attributes("  ", &[policy]));
    let _ = write!(out, "  target = {{\n{}  }}\n}}\n", hcl::attributes("    ", &words));
    out
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
