//! The assignments that a folder of configuration describes, as far as they are written out.
//!
//! This reads just enough of Terraform's language to find resources and their literal attributes. What is computed
//! is for Terraform itself to say, and is marked so.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use super::tokens::{Token, tokens};
use crate::provider::ASSIGNMENT_TYPE;

/// A resource in a file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Written {
    pub(super) file: String,
    pub(super) name: String,
    /// `None` when anything that says which assignment it is has to be computed.
    pub(super) words: Option<Words>,
}

/// Literal attributes: `compliance_policy_id`, `policy_kind`, and those of `target` without their prefix.
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
                if depth == 0 && word == "resource" && ty == ASSIGNMENT_TYPE =>
            {
                let (body, after) = body(&tokens, at + 4);
                found.push(Written { file: file.to_owned(), name: name.clone(), words: words(body) });
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

/// A file that ends in the middle of a block would otherwise pass for one whose values are computed.
fn check_brackets(tokens: &[Token]) -> Result<(), &'static str> {
    let mut open = 0_usize;
    for token in tokens {
        match token {
            Token::Open(_) => open += 1,
            Token::Close => open = open.checked_sub(1).ok_or("a bracket is closed that was not opened")?,
            _ => {}
        }
    }
    if open == 0 { Ok(()) } else { Err("a bracket is not closed") }
}

/// What stands behind an attribute's name.
#[derive(Debug)]
enum Value {
    Literal(String),
    Object(BTreeMap<String, Value>),
    Expression,
}

fn words(mut body: BTreeMap<String, Value>) -> Option<Words> {
    // Several assignments from one block.
    if body.contains_key("count") || body.contains_key("for_each") {
        return None;
    }
    let Some(Value::Literal(policy)) = body.remove("compliance_policy_id") else {
        return None;
    };
    let Some(Value::Object(target)) = body.remove("target") else {
        return None;
    };
    let mut words = Words::from([("compliance_policy_id".to_owned(), policy)]);
    match body.remove("policy_kind") {
        Some(Value::Literal(kind)) => drop(words.insert("policy_kind".to_owned(), kind)),
        None => {}
        Some(_) => return None,
    }
    for (name, value) in target {
        match value {
            Value::Literal(text) => {
                words.insert(name, text);
            }
            Value::Object(_) | Value::Expression => return None,
        }
    }
    Some(words)
}

/// The attributes between an opening brace and its closing one, and where the text goes on.
fn body(tokens: &[Token], mut at: usize) -> (BTreeMap<String, Value>, usize) {
    let mut attributes = BTreeMap::new();
    loop {
        match &tokens[at.min(tokens.len())..] {
            [] => return (attributes, at),
            [Token::Close, ..] => return (attributes, at + 1),
            [Token::Word(name) | Token::Text(Some(name)), Token::Sign('=' | ':'), ..] => {
                let (value, after) = value(tokens, at + 2);
                if !matches!(&value, Value::Expression) || !is_null(&tokens[at + 2..after]) {
                    attributes.insert(name.clone(), value);
                }
                at = after;
            }
            // A block: its content is of no interest.
            [Token::Open(_), ..] => at = skip(tokens, at + 1),
            _ => at += 1,
        }
    }
}

fn is_null(tokens: &[Token]) -> bool {
    matches!(tokens, [Token::Word(word)] if word == "null")
}

/// The value at a place, and where it ends.
fn value(tokens: &[Token], at: usize) -> (Value, usize) {
    let is_end =
        |token: Option<&Token>| matches!(token, None | Some(Token::Line | Token::Close | Token::Sign(',')));
    match tokens.get(at) {
        Some(Token::Text(Some(text))) if is_end(tokens.get(at + 1)) => (Value::Literal(text.clone()), at + 1),
        Some(Token::Open('{')) => {
            let (attributes, after) = body(tokens, at + 1);
            if is_end(tokens.get(after)) {
                (Value::Object(attributes), after)
            } else {
                (Value::Expression, expression(tokens, after))
            }
        }
        _ => (Value::Expression, expression(tokens, at)),
    }
}

/// Where an expression ends: with its line, unless brackets are open.
fn expression(tokens: &[Token], mut at: usize) -> usize {
    while let Some(token) = tokens.get(at) {
        match token {
            Token::Line | Token::Close | Token::Sign(',') => break,
            Token::Open(_) => at = skip(tokens, at + 1),
            _ => at += 1,
        }
    }
    at
}

/// Behind the bracket that closes what is open at a place.
fn skip(tokens: &[Token], mut at: usize) -> usize {
    let mut depth = 1_usize;
    while depth > 0
        && let Some(token) = tokens.get(at)
    {
        match token {
            Token::Open(_) => depth += 1,
            Token::Close => depth -= 1,
            _ => {}
        }
        at += 1;
    }
    at
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
    fn other_blocks_and_texts_that_look_like_resources_are_passed_over() {
        let text = format!(
            "# resource \"{ASSIGNMENT_TYPE}\" \"a\" {{}}\nlocals {{\n t = <<-EOT\n resource \"{ASSIGNMENT_TYPE}\" \"b\" {{}}\n EOT\n}}\n\
             resource \"other\" \"c\" {{\n x {{}}\n}}\nresource \"{ASSIGNMENT_TYPE}\" \"d\" {{}}\n"
        );
        let names: Vec<_> =
            resources("main.tf", &text).expect("configuration").into_iter().map(|one| one.name).collect();
        assert_eq!(names, ["d"]);
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
