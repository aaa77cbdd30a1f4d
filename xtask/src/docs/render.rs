//! Schemas as markdown, in the shape that readers of the registry know: Required, Optional, Read-Only, and the nested
//! ones below.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::Value;

use super::schema::{Attribute, Block, Function, Identity, NestedType, Parameter};

/// The parts of a schema, in the order in which they are shown.
const PARTS: [Part; 3] = [Part::Required, Part::Optional, Part::ReadOnly];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Required,
    Optional,
    ReadOnly,
}

impl Part {
    fn title(self) -> &'static str {
        match self {
            Self::Required => "Required",
            Self::Optional => "Optional",
            Self::ReadOnly => "Read-Only",
        }
    }
}

/// An attribute or a block, as one line of a list.
struct Entry<'a> {
    part: Part,
    kind: String,
    description: &'a str,
    /// What is shown in a section of its own.
    below: Option<Below<'a>>,
}

enum Below<'a> {
    Block(&'a Block),
    Attributes(&'a NestedType),
}

impl Below<'_> {
    fn anchor(&self, path: &[&str]) -> String {
        let word = match self {
            Self::Block(_) => "nestedblock",
            Self::Attributes(_) => "nestedatt",
        };
        format!("{word}--{}", path.join("--"))
    }

    fn entries(&self) -> BTreeMap<&str, Entry<'_>> {
        match self {
            Self::Block(block) => entries(block),
            Self::Attributes(nested) => of_attributes(&nested.attributes).collect(),
        }
    }
}

/// The section "Schema" of a block and all that is in it.
pub(super) fn schema(block: &Block) -> String {
    let mut text = String::from("## Schema\n");
    let entries = entries(block);
    for part in PARTS {
        let lines = lines(&entries, part, &[]);
        if !lines.is_empty() {
            let _ = write!(text, "\n### {}\n\n{lines}", part.title());
        }
    }
    nested(&mut text, &entries, &[]);
    text
}

/// The section "Identity Schema".
pub(super) fn identity(identity: &Identity) -> String {
    let mut text = String::from("### Identity Schema\n");
    for (title, wanted) in [("Required", true), ("Optional", false)] {
        let attributes = identity.attributes.iter().filter(|(_, it)| it.required_for_import == wanted);
        let lines: String =
            attributes.map(|(name, it)| line(name, &type_name(&it.r#type), &it.description, None)).collect();
        if !lines.is_empty() {
            let _ = write!(text, "\n#### {title}\n\n{lines}");
        }
    }
    text
}

/// The sections "Signature" and "Arguments" of a function.
pub(super) fn function(name: &str, function: &Function) -> String {
    let parameter = |it: &Parameter| format!("{} {}", it.name, type_words(&it.r#type));
    let variadic = function.variadic_parameter.iter();
    let signature: Vec<_> = function
        .parameters
        .iter()
        .map(parameter)
        .chain(variadic.clone().map(|it| format!("{}...", parameter(it))))
        .collect();
    let mut text = format!(
        "## Signature\n\n```text\n{name}({}) {}\n```\n\n## Arguments\n\n",
        signature.join(", "),
        type_words(&function.return_type)
    );
    for (number, it) in function.parameters.iter().chain(variadic).enumerate() {
        let _ =
            writeln!(text, "{}. `{}` ({}) {}", number + 1, it.name, type_name(&it.r#type), it.description);
    }
    text
}

fn entries(block: &Block) -> BTreeMap<&str, Entry<'_>> {
    let blocks = block.block_types.iter().map(|(name, nested)| {
        let part = if nested.min_items > 0 { Part::Required } else { Part::Optional };
        let kind = match nested.nesting_mode.as_str() {
            "list" => "Block List",
            "set" => "Block Set",
            "map" => "Block Map",
            _ if part == Part::Optional => "Block, Optional",
            _ => "Block",
        };
        let description = &nested.block.description;
        let below = Some(Below::Block(&nested.block));
        (name.as_str(), Entry { part, kind: kind.to_owned(), description, below })
    });
    of_attributes(&block.attributes).chain(blocks).collect()
}

fn of_attributes(attributes: &BTreeMap<String, Attribute>) -> impl Iterator<Item = (&str, Entry<'_>)> {
    attributes.iter().map(|(name, attribute)| {
        let part = match attribute {
            Attribute { required: true, .. } => Part::Required,
            Attribute { optional: true, .. } => Part::Optional,
            _ => Part::ReadOnly,
        };
        let below = attribute.nested_type.as_ref().map(Below::Attributes);
        (name.as_str(), Entry { part, kind: kind(attribute), description: &attribute.description, below })
    })
}

fn kind(attribute: &Attribute) -> String {
    let mut words = vec![match &attribute.nested_type {
        None => type_name(&attribute.r#type),
        Some(nested) => match nested.nesting_mode.as_str() {
            "list" => "Attributes List".to_owned(),
            "set" => "Attributes Set".to_owned(),
            "map" => "Attributes Map".to_owned(),
            _ => "Attributes".to_owned(),
        },
    }];
    let marks = [
        (attribute.sensitive, "Sensitive"),
        (attribute.deprecated, "Deprecated"),
        (attribute.write_only, "Write-only"),
    ];
    words.extend(marks.iter().filter(|(is_so, _)| *is_so).map(|(_, word)| (*word).to_owned()));
    words.join(", ")
}

fn lines(entries: &BTreeMap<&str, Entry<'_>>, part: Part, path: &[&str]) -> String {
    let entries = entries.iter().filter(|(_, entry)| entry.part == part);
    let lines = entries.map(|(name, entry)| {
        let anchor = entry.below.as_ref().map(|below| below.anchor(&[path, &[name]].concat()));
        line(name, &entry.kind, entry.description, anchor.as_deref())
    });
    lines.collect()
}

fn line(name: &str, kind: &str, description: &str, anchor: Option<&str>) -> String {
    let mut line = format!("- `{name}` ({kind})");
    // A list ends at an empty line.
    let description = description.replace("\n\n", " ").replace('\n', " ");
    if !description.is_empty() {
        let _ = write!(line, " {description}");
    }
    if let Some(anchor) = anchor {
        let _ = write!(line, " (see [below for nested schema](#{anchor}))");
    }
    line + "\n"
}

fn nested(text: &mut String, entries: &BTreeMap<&str, Entry<'_>>, path: &[&str]) {
    for (name, entry) in entries {
        let Some(below) = &entry.below else { continue };
        let path = [path, &[*name]].concat();
        let inner = below.entries();
        let _ = write!(
            text,
            "\n<a id=\"{}\"></a>\n### Nested Schema for `{}`\n",
            below.anchor(&path),
            path.join(".")
        );
        for part in PARTS {
            let lines = lines(&inner, part, &path);
            if !lines.is_empty() {
                let _ = write!(text, "\n{}:\n\n{lines}", part.title());
            }
        }
        nested(text, &inner, &path);
    }
}

/// A type as the lists name it: `String`, `Set of String`, `Object`.
fn type_name(ty: &Value) -> String {
    match ty {
        Value::String(word) => match word.as_str() {
            "bool" => "Boolean".to_owned(),
            "dynamic" => "Dynamic".to_owned(),
            "number" => "Number".to_owned(),
            _ => "String".to_owned(),
        },
        Value::Array(parts) => match (parts.first().and_then(Value::as_str), parts.get(1)) {
            (Some("object"), _) => "Object".to_owned(),
            (Some("tuple"), _) => "Tuple".to_owned(),
            (Some(word), Some(of)) => {
                let first = word.chars().take(1).flat_map(char::to_uppercase);
                format!("{}{} of {}", first.collect::<String>(), &word[1..], type_name(of))
            }
            _ => ty.to_string(),
        },
        _ => ty.to_string(),
    }
}

/// A type as a signature names it: `string`, `set of string`, `object`.
fn type_words(ty: &Value) -> String {
    match ty {
        Value::String(word) => word.clone(),
        _ => type_name(ty).to_lowercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(json: &str) -> Block {
        serde_json::from_str(json).expect("a block")
    }

    #[test]
    fn attributes_and_blocks_are_sorted_into_their_parts_and_nested_ones_follow() {
        let block = block(
            r#"{"attributes": {
                "name": {"type": "string", "required": true, "description": "What it is called."},
                "tags": {"type": ["map", "string"], "optional": true, "sensitive": true},
                "id": {"type": "string", "computed": true, "description": "One\nline."},
                "parts": {"optional": true, "nested_type": {"nesting_mode": "list", "attributes": {
                    "size": {"type": "number", "required": true},
                    "inner": {"nested_type": {"nesting_mode": "single", "attributes": {}}, "optional": true}}}}},
              "block_types": {"timeouts": {"nesting_mode": "single", "block": {
                "attributes": {"create": {"type": "string", "optional": true}}, "description": "How long."}}}}"#,
        );
        let expected = "## Schema\n\n### Required\n\n- `name` (String) What it is called.\n\n### Optional\n\n\
            - `parts` (Attributes List) (see [below for nested schema](#nestedatt--parts))\n\
            - `tags` (Map of String, Sensitive)\n\
            - `timeouts` (Block, Optional) How long. (see [below for nested schema](#nestedblock--timeouts))\n\n\
            ### Read-Only\n\n- `id` (String) One line.\n\n\
            <a id=\"nestedatt--parts\"></a>\n### Nested Schema for `parts`\n\nRequired:\n\n- `size` (Number)\n\n\
            Optional:\n\n- `inner` (Attributes) (see [below for nested schema](#nestedatt--parts--inner))\n\n\
            <a id=\"nestedatt--parts--inner\"></a>\n### Nested Schema for `parts.inner`\n\n\
            <a id=\"nestedblock--timeouts\"></a>\n### Nested Schema for `timeouts`\n\nOptional:\n\n- `create` (String)\n";
        assert_eq!(schema(&block), expected);
    }

    #[test]
    fn types_are_named_as_readers_know_them() {
        for (json, name, words) in [
            (r#""string""#, "String", "string"),
            (r#""bool""#, "Boolean", "bool"),
            (r#"["set","string"]"#, "Set of String", "set of string"),
            (r#"["list",["map","number"]]"#, "List of Map of Number", "list of map of number"),
            (r#"["object",{"a":"string"}]"#, "Object", "object"),
            (r#""dynamic""#, "Dynamic", "dynamic"),
        ] {
            let ty: Value = serde_json::from_str(json).expect("a type");
            assert_eq!((type_name(&ty).as_str(), type_words(&ty).as_str()), (name, words));
        }
    }

    #[test]
    fn a_function_is_shown_with_its_signature() {
        let it: Function = serde_json::from_str(
            r#"{"return_type": "string", "parameters": [{"name": "id", "type": "string", "description": "The id."}],
                "variadic_parameter": {"name": "rest", "type": "number", "description": "More."}}"#,
        )
        .expect("a function");
        let expected = "## Signature\n\n```text\njoin(id string, rest number...) string\n```\n\n## Arguments\n\n\
            1. `id` (String) The id.\n2. `rest` (Number) More.\n";
        assert_eq!(function("join", &it), expected);
    }
}
