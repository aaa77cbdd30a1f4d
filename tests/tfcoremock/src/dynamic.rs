//! `dynamic_resources.json`: types that a test brings along.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::definition::{Attribute, Attributes, Block, Definition};
use super::stored;

/// The file to be read, from the environment.
pub(crate) fn file(variable: impl Fn(&str) -> Option<String>) -> PathBuf {
    let named = variable("TFCOREMOCK_DYNAMIC_RESOURCES_FILE").filter(|name| !name.is_empty());
    named.unwrap_or_else(|| "dynamic_resources.json".to_owned()).into()
}

/// Why the types of a file cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DynamicError {
    #[error("{file} cannot be read: {source}", file = .file.display())]
    Unreadable { file: PathBuf, source: std::io::Error },
    #[error("{file} is not a definition of resource types: {source}", file = .file.display())]
    NotDefinitions { file: PathBuf, source: serde_json::Error },
    #[error("{file} defines {place}, {problem}", file = .file.display())]
    Unusable { file: PathBuf, place: String, problem: String },
}

/// Reads a file. One that does not exist defines nothing.
///
/// # Errors
/// When it cannot be read, or defines what cannot be.
pub(crate) fn load(file: &Path) -> Result<BTreeMap<String, Definition>, DynamicError> {
    let text = match std::fs::read(file) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(BTreeMap::new()),
        Err(source) => {
            return Err(DynamicError::Unreadable { file: file.to_owned(), source });
        }
    };
    let definitions: BTreeMap<String, Definition> = serde_json::from_slice(&text)
        .map_err(|source| DynamicError::NotDefinitions { file: file.to_owned(), source })?;
    for (name, definition) in &definitions {
        check(name, definition).map_err(|(place, problem)| DynamicError::Unusable {
            file: file.to_owned(),
            place,
            problem,
        })?;
    }
    Ok(definitions)
}

/// Where something is wrong, and what.
type Wrong = (String, String);

fn check(name: &str, definition: &Definition) -> Result<(), Wrong> {
    let id = "id";
    if definition.attributes.contains_key(id) || definition.blocks.contains_key(id) {
        return Err((format!("{name}.id"), "but every type has an id of its own; leave it out".to_owned()));
    }
    check_members(name, &definition.attributes, &definition.blocks)
}

fn check_members(
    place: &str,
    attributes: &Attributes,
    blocks: &BTreeMap<String, Block>,
) -> Result<(), Wrong> {
    for (name, attribute) in attributes {
        let place = format!("{place}.{name}");
        if !(attribute.required || attribute.optional || attribute.computed) {
            return Err((place, "which is neither required nor optional nor computed".to_owned()));
        }
        if attribute.required && (attribute.optional || attribute.computed) {
            return Err((place, "which is required, so it can be neither optional nor computed".to_owned()));
        }
        check_attribute(&place, attribute, attribute.nested().is_some())?;
    }
    for (name, block) in blocks {
        let place = format!("{place}.{name}");
        if attributes.contains_key(name) {
            return Err((place, "as an attribute and as a block".to_owned()));
        }
        check_members(&place, &block.attributes, &block.blocks)?;
    }
    Ok(())
}

fn check_attribute(place: &str, attribute: &Attribute, nested: bool) -> Result<(), Wrong> {
    let wrong = |problem: String| Err((place.to_owned(), problem));
    if attribute.shape().is_none() {
        let kind = format!("{:?}", attribute.kind).to_lowercase();
        return wrong(format!("a {kind} without {kind:?}, which says what it holds"));
    }
    if let Some(value) = &attribute.value {
        if !attribute.computed {
            return wrong("with a value, which only a computed attribute can have".to_owned());
        }
        if let Err(error) = stored::value(value, &attribute.ty()) {
            return wrong(format!("with a value of another type: {error}"));
        }
    }
    let element = attribute.list.as_ref().or(attribute.map.as_ref()).or(attribute.set.as_ref());
    match (&attribute.object, element) {
        (Some(attributes), _) if nested => check_members(place, attributes, &BTreeMap::new()),
        // In a plain type nothing but types counts.
        (Some(attributes), _) => attributes
            .iter()
            .try_for_each(|(name, attribute)| check_attribute(&format!("{place}.{name}"), attribute, false)),
        (None, Some(element)) => check_attribute(&format!("{place}[]"), element, nested),
        (None, None) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn loaded(text: &str) -> Result<BTreeMap<String, Definition>, String> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("dynamic_resources.json");
        std::fs::write(&file, text).unwrap();
        load(&file).map_err(|error| error.to_string())
    }

    #[test]
    fn a_file_that_is_not_there_defines_nothing() {
        assert!(load(Path::new("no-such-folder/dynamic_resources.json")).unwrap().is_empty());
    }

    #[test]
    fn the_file_is_named_by_the_environment() {
        assert_eq!(file(|_| None), Path::new("dynamic_resources.json"));
        assert_eq!(file(|_| Some("other.json".to_owned())), Path::new("other.json"));
    }

    #[test]
    fn what_cannot_be_is_refused_with_its_place() {
        let cases = [
            (r#"{"t": {"attributes": {"a": {"type": "text", "optional": true}}}}"#, "text"),
            (r#"{"t": {"attributes": {"id": {"type": "string", "optional": true}}}}"#, "t.id"),
            (r#"{"t": {"attributes": {"a": {"type": "string"}}}}"#, "t.a, which is neither"),
            (
                r#"{"t": {"attributes": {"a": {"type": "string", "required": true, "computed": true}}}}"#,
                "t.a, which is required",
            ),
            (
                r#"{"t": {"attributes": {"a": {"type": "list", "optional": true}}}}"#,
                "a list without \"list\"",
            ),
            (
                r#"{"t": {"attributes": {"a": {"type": "string", "optional": true, "value": {"string": "x"}}}}}"#,
                "t.a, with a value, which only a computed",
            ),
            (
                r#"{"t": {"attributes": {"a": {"type": "string", "computed": true, "value": {"number": "1"}}}}}"#,
                "t.a, with a value of another type",
            ),
            (
                r#"{"t": {"attributes": {"a": {"type": "list", "optional": true, "list": {"type": "object", "object": {"b": {"type": "string"}}}}}}}"#,
                "t.a[].b, which is neither",
            ),
            (r#"{"t": {"blocks": {"b": {"mode": "map"}}}}"#, "map"),
            (r#"{"t": {"atributes": {}}}"#, "atributes"),
            ("[]", "not a definition"),
        ];
        for (text, expected) in cases {
            let error = loaded(text).unwrap_err();
            assert!(error.contains(expected), "{text}: {error}");
        }
    }

    #[test]
    fn plain_types_need_no_constraints_inside() {
        let text = r#"{"t": {"attributes": {"a": {"type": "list", "optional": true, "skip_nested_metadata": true,
            "list": {"type": "object", "object": {"b": {"type": "string"}}}}},
            "blocks": {"b": {"mode": "set", "attributes": {"id": {"type": "string", "required": true}}}}}}"#;
        let definitions = loaded(text).unwrap();
        assert!(definitions["t"].attributes["a"].nested().is_none());
    }
}
