//! The assignments that a folder of configuration describes, as far as they are written out.
//!
//! This reads just enough of Terraform's language to find resources and their literal attributes. What is computed
//! is for Terraform itself to say, and is marked so.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use super::tokens::{Token, tokens};
use super::values::{Attributes, Value, body, check_brackets};
use crate::provider::{ASSIGNMENT_TYPE, SET_TYPE};

/// An assignment in a file: a resource of its own, or one of the targets of a whole set.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Written {
    pub(super) file: String,
    /// The resource that it is, or is part of.
    pub(super) address: String,
    /// `None` when anything that says which assignment it is has to be computed.
    pub(super) words: Option<Words>,
}

/// Literal attributes: `compliance_policy_id`, `policy_kind`, and those of the target without their prefix.
pub(super) type Words = BTreeMap<String, String>;

/// A folder that could not be read.
#[derive(Debug, thiserror::Error)]
pub(super) enum Error {
    #[error("Error: cannot read {path}: {source}")]
    Io { path: String, source: io::Error },
    #[error("Error: cannot read {path}: it is not configuration: {problem}")]
    Syntax { path: String, problem: &'static str },
}

/// Reads the `*.tf` files of a folder, as Terraform does: without the folders below.
pub(super) fn read(folder: &Path) -> Result<Vec<Written>, Error> {
    let unread = |path: &Path| {
        let path = path.display().to_string();
        move |source| Error::Io { path, source }
    };
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(unread(folder))? {
        let path = entry.map_err(unread(folder))?.path();
        if path.extension().is_some_and(|extension| extension == "tf") {
            files.push(path);
        }
    }
    files.sort();
    let mut found = Vec::new();
    for path in files {
        let text = fs::read_to_string(&path).map_err(unread(&path))?;
        let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let resources = resources(&file, &text)
            .map_err(|problem| Error::Syntax { path: path.display().to_string(), problem })?;
        found.extend(resources);
    }
    Ok(found)
}

/// The assignments of one file.
fn resources(file: &str, text: &str) -> Result<Vec<Written>, &'static str> {
    let tokens = tokens(text)?;
    check_brackets(&tokens)?;
    let (mut found, mut depth, mut at) = (Vec::new(), 0_usize, 0);
    while at < tokens.len() {
        match &tokens[at..] {
            [Token::Word(word), Token::Text(Some(ty)), Token::Text(Some(name)), Token::Open('{'), ..]
                if depth == 0 && word == "resource" && (ty == ASSIGNMENT_TYPE || ty == SET_TYPE) =>
            {
                let (body, after) = body(&tokens, at + 4);
                let written =
                    |words| Written { file: file.to_owned(), address: format!("{ty}.{name}"), words };
                if ty == ASSIGNMENT_TYPE {
                    found.push(written(of_single(body)));
                } else {
                    match of_set(body) {
                        Some(targets) => found.extend(targets.into_iter().map(|words| written(Some(words)))),
                        None => found.push(written(None)),
                    }
                }
                at = after;
                continue;
            }
            [Token::Open(_), ..] => depth += 1,
            [Token::Close, ..] => depth = depth.saturating_sub(1),
            _ => {}
        }
        at += 1;
    }
    Ok(found)
}

/// What the resource of one assignment says; `None` when it is computed.
fn of_single(mut body: Attributes) -> Option<Words> {
    let mut words = of_policy(&mut body)?;
    match body.remove("target") {
        Some(Value::Object(target)) => words.extend(literals(target)?),
        _ => return None,
    }
    Some(words)
}

/// What the resource of a whole set says of each target; `None` when any of it is computed.
fn of_set(mut body: Attributes) -> Option<Vec<Words>> {
    let policy = of_policy(&mut body)?;
    let Some(Value::List(targets)) = body.remove("targets") else {
        return None;
    };
    let words = targets.into_iter().map(|target| match target {
        Value::Object(target) => Some(policy.clone().into_iter().chain(literals(target)?).collect()),
        _ => None,
    });
    words.collect()
}

/// Which policy it is about.
fn of_policy(body: &mut Attributes) -> Option<Words> {
    // Several resources from one block.
    if body.contains_key("count") || body.contains_key("for_each") {
        return None;
    }
    let Some(Value::Literal(policy)) = body.remove("compliance_policy_id") else {
        return None;
    };
    let mut words = Words::from([("compliance_policy_id".to_owned(), policy)]);
    match body.remove("policy_kind") {
        Some(Value::Literal(kind)) => drop(words.insert("policy_kind".to_owned(), kind)),
        None => {}
        Some(_) => return None,
    }
    Some(words)
}

/// Attributes that are all written out.
fn literals(attributes: Attributes) -> Option<Words> {
    let literal = |(name, value)| match value {
        Value::Literal(text) => Some((name, text)),
        _ => None,
    };
    attributes.into_iter().map(literal).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(body: &str) -> Option<Words> {
        let text = format!("resource \"{ASSIGNMENT_TYPE}\" \"x\" {{\n{body}\n}}\n");
        let mut found = resources("main.tf", &text).expect("configuration");
        assert_eq!(found.len(), 1, "{text}");
        found.remove(0).words
    }

    #[test]
    fn literal_attributes_are_read() {
        let words = one(
            "  compliance_policy_id = \"1\" # one\n  target = { /* a\n b */ type = \"group\", \"group_id\" : \"2\"\n filter_id = null }\n\
             timeouts {\n create = \"1m\"\n}\n lifecycle {\n ignore_changes = [target]\n }",
        );
        let wanted = [("compliance_policy_id", "1"), ("type", "group"), ("group_id", "2")];
        let wanted = wanted.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(words, Some(wanted.into()));
    }

    #[test]
    fn what_is_computed_is_left_to_terraform() {
        for body in [
            "compliance_policy_id = var.policy\n target = { type = \"group\" }",
            "compliance_policy_id = \"${var.policy}\"\n target = { type = \"group\" }",
            "compliance_policy_id = \"1\"\n target = local.target",
            "compliance_policy_id = \"1\"\n target = { type = \"group\", group_id = data.intune_group.x.id }",
            "compliance_policy_id = \"1\"\n target = { type = \"a\" == \"b\" ? \"c\" : \"d\" }",
            "for_each = toset([\"a\"])\n compliance_policy_id = \"1\"\n target = { type = \"group\" }",
            "",
        ] {
            assert_eq!(one(body), None, "{body}");
        }
    }

    #[test]
    fn each_target_of_a_set_is_an_assignment() {
        let of = |targets: &str| {
            let text = format!(
                "resource \"{SET_TYPE}\" \"x\" {{\n compliance_policy_id = \"1\"\n targets = {targets}\n timeouts {{}}\n}}\n"
            );
            let found = resources("main.tf", &text).expect("configuration");
            assert!(found.iter().all(|one| one.address == format!("{SET_TYPE}.x")), "{found:?}");
            found.into_iter().map(|one| Some(one.words?.get("type")?.clone())).collect::<Vec<_>>()
        };
        let kind = |kind: &str| Some(kind.to_owned());
        let two = "[\n  {\n  type = \"group\"\n  group_id = \"2\" # it\n },\n { type = \"all_devices\" }\n]";
        assert_eq!(of(two), [kind("group"), kind("all_devices")]);
        assert_eq!(of("[]"), []);
        for computed in [
            "[for id in var.groups : { type = \"group\", group_id = id }]",
            "[{ type = \"group\", group_id = var.group }]",
            "[{ type = \"group\" }, local.other]",
            "concat([{ type = \"group\" }], local.others)",
            "local.targets",
        ] {
            assert_eq!(of(computed), [None], "{computed}");
        }
    }

    #[test]
    fn other_blocks_and_texts_that_look_like_resources_are_passed_over() {
        let text = format!(
            "# resource \"{ASSIGNMENT_TYPE}\" \"a\" {{}}\nlocals {{\n t = <<-EOT\n resource \"{ASSIGNMENT_TYPE}\" \"b\" {{}}\n EOT\n}}\n\
             resource \"other\" \"c\" {{\n x {{}}\n}}\nresource \"{ASSIGNMENT_TYPE}\" \"d\" {{}}\n"
        );
        let found = resources("main.tf", &text).expect("configuration");
        let addresses: Vec<_> = found.into_iter().map(|one| one.address).collect();
        assert_eq!(addresses, [format!("{ASSIGNMENT_TYPE}.d")]);
    }

    #[test]
    fn a_file_that_ends_in_the_middle_of_a_block_is_no_configuration() {
        let begin =
            format!("resource \"{ASSIGNMENT_TYPE}\" \"x\" {{\n  target = {{\n    type = \"group\"\n  }}\n");
        assert_eq!(resources("main.tf", &begin), Err("a bracket is not closed"));
        let too_many = format!("{begin}}}\n}}\n");
        assert_eq!(resources("main.tf", &too_many), Err("a bracket is closed that was not opened"));
        assert!(resources("main.tf", &format!("{begin}}}\n")).is_ok());
    }
}
