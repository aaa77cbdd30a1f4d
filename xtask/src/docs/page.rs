//! One page for each thing that is served: front matter, description, examples, schema, import.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::examples::{fenced, in_folder, optional};
use super::folder::Pages;
use super::render;
use super::schema::{Schema, Schemas};
use crate::failure::Failure;

/// The provider's short name, with which every type name begins.
const NAME: &str = "intune";
/// Everything that is served has one; the registry lists an empty one first.
const SUBCATEGORY: &str = "subcategory: \"\"\n";

/// The kinds of things that have a block, and what their pages and examples are called.
struct Kind {
    /// The folder in `docs/`, `examples/` and `templates/`.
    folder: &'static str,
    /// How titles call it.
    title: &'static str,
    /// How names of examples begin and end.
    example: (&'static str, &'static str),
}

const RESOURCE: Kind = Kind { folder: "resources", title: "Resource", example: ("resource", ".tf") };
const DATA_SOURCE: Kind =
    Kind { folder: "data-sources", title: "Data Source", example: ("data-source", ".tf") };
const LIST_RESOURCE: Kind =
    Kind { folder: "list-resources", title: "List Resource", example: ("list-resource", ".tfquery.hcl") };

/// All pages of a provider, from its schemas and what stands below the repository's root.
///
/// # Errors
/// When an example or a template cannot be read, or something served has no example.
pub(super) fn all(schemas: &Schemas, root: &Path) -> Result<Pages, Failure> {
    let mut pages = Pages::new();
    pages.insert(PathBuf::from("index.md"), index(schemas, root)?);
    let kinds = [
        (RESOURCE, &schemas.resource_schemas),
        (DATA_SOURCE, &schemas.data_source_schemas),
        (LIST_RESOURCE, &schemas.list_resource_schemas),
    ];
    for (kind, all) in kinds {
        for (name, schema) in all {
            let page = of_block(&kind, name, schema, schemas, root)?;
            pages.insert(Path::new(kind.folder).join(format!("{}.md", without_prefix(name))), page);
        }
    }
    for (name, function) in &schemas.functions {
        let folder = root.join("examples").join("functions").join(name);
        let mut text = front(&format!("{name} function - {NAME}"), &function.summary, SUBCATEGORY);
        let _ = write!(text, "# function: {name}\n\n{}\n\n", function.description.trim());
        example(&mut text, &in_folder(&folder, "function", ".tf")?, "terraform", &folder)?;
        text += &render::function(name, function);
        pages.insert(Path::new("functions").join(format!("{name}.md")), text);
    }
    Ok(pages)
}

fn index(schemas: &Schemas, root: &Path) -> Result<String, Failure> {
    let block = &schemas.provider.block;
    let folder = root.join("examples").join("provider");
    let mut text = front(&format!("{NAME} Provider"), &block.description, "");
    let _ = write!(text, "# Intune Provider\n\n{}\n\n", block.description.trim());
    example(&mut text, &in_folder(&folder, "provider", ".tf")?, "terraform", &folder)?;
    more(&mut text, &root.join("templates").join("index.md"))?;
    Ok(text + &render::schema(block))
}

fn of_block(
    kind: &Kind,
    name: &str,
    schema: &Schema,
    schemas: &Schemas,
    root: &Path,
) -> Result<String, Failure> {
    let short = without_prefix(name);
    let folder = root.join("examples").join(kind.folder).join(name);
    let description = schema.block.description.trim();
    let mut text = front(&format!("{name} {} - {NAME}", kind.title), description, SUBCATEGORY);
    let _ = write!(text, "# {name} ({})\n\n{description}\n\n", kind.title);
    let (begin, end) = kind.example;
    example(&mut text, &in_folder(&folder, begin, end)?, "terraform", &folder)?;
    more(&mut text, &root.join("templates").join(kind.folder).join(format!("{short}.md")))?;
    text += &render::schema(&schema.block);
    if kind.folder == RESOURCE.folder {
        text += &import(name, schemas, &folder)?;
    }
    Ok(text)
}

/// The section "Import", from the examples that are there.
fn import(name: &str, schemas: &Schemas, folder: &Path) -> Result<String, Failure> {
    let mut text = String::new();
    if let Some(block) = optional(&folder.join("import-by-string-id.tf"))? {
        let _ = write!(
            text,
            "\nFrom Terraform 1.5 and with every OpenTofu that has `import` blocks, by `id`:\n\n{}",
            fenced("terraform", &block)
        );
    }
    if let Some(block) = optional(&folder.join("import-by-identity.tf"))? {
        let _ = write!(text, "\nFrom Terraform 1.12, by `identity`:\n\n{}", fenced("terraform", &block));
        if let Some(identity) = schemas.resource_identity_schemas.get(name) {
            let _ = write!(text, "\n{}", render::identity(identity));
        }
    }
    if let Some(command) = optional(&folder.join("import.sh"))? {
        let _ = write!(text, "\nOn the command line:\n\n{}", fenced("shell", &command));
    }
    if text.is_empty() { Ok(text) } else { Ok(format!("\n## Import\n{text}")) }
}

/// What the registry wants on top of a page: title, subcategory where it has one, and the description's first line.
fn front(title: &str, description: &str, subcategory: &str) -> String {
    let summary = description.trim().lines().next().unwrap_or_default();
    format!("---\npage_title: \"{title}\"\n{subcategory}description: |-\n  {summary}\n---\n\n")
}

fn example(text: &mut String, examples: &[String], language: &str, folder: &Path) -> Result<(), Failure> {
    if examples.is_empty() {
        return Err(Failure::NoExample { folder: folder.to_owned() });
    }
    text.push_str("## Example Usage\n\n");
    for example in examples {
        let _ = writeln!(text, "{}", fenced(language, example));
    }
    Ok(())
}

/// What was written by hand, if anything was.
fn more(text: &mut String, template: &Path) -> Result<(), Failure> {
    if let Some(more) = optional(template)? {
        let _ = write!(text, "{}\n\n", more.trim());
    }
    Ok(())
}

fn without_prefix(name: &str) -> &str {
    name.strip_prefix(NAME).and_then(|name| name.strip_prefix('_')).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCHEMAS: &str = r#"{"provider_schemas": {"a/b/intune": {
        "provider": {"block": {"description": "Manages things.\n\nMore."}},
        "resource_schemas": {"intune_thing": {"block": {"description": "A thing.",
            "attributes": {"id": {"type": "string", "computed": true}}}}},
        "resource_identity_schemas": {"intune_thing": {"attributes":
            {"id": {"type": "string", "description": "The id.", "required_for_import": true}}}}}}}"#;

    fn write(root: &Path, path: &str, text: &str) {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }

    #[test]
    fn a_page_has_front_matter_example_schema_and_import() {
        let schemas = Schemas::read(SCHEMAS).expect("schemas");
        let root = tempfile::tempdir().expect("a folder");
        write(root.path(), "examples/provider/provider.tf", "provider \"intune\" {}\n");
        let missing = all(&schemas, root.path()).expect_err("a resource without an example");
        assert!(missing.to_string().contains("intune_thing"), "{missing}");
        write(root.path(), "examples/resources/intune_thing/resource.tf", "resource\n");
        write(root.path(), "examples/resources/intune_thing/import-by-identity.tf", "by identity\n");
        write(root.path(), "examples/resources/intune_thing/import.sh", "terraform import\n");
        write(root.path(), "templates/resources/thing.md", "## Notes\n\nBy hand.\n");
        let pages = all(&schemas, root.path()).expect("pages");
        let index = &pages[Path::new("index.md")];
        let front = "---\npage_title: \"intune Provider\"\ndescription: |-\n  Manages things.\n---\n\n";
        assert!(index.starts_with(front), "{index}");
        let page = &pages[Path::new("resources/thing.md")];
        let expected = "---\npage_title: \"intune_thing Resource - intune\"\nsubcategory: \"\"\n\
            description: |-\n  A thing.\n---\n\n# intune_thing (Resource)\n\nA thing.\n\n## Example Usage\n\n\
            ```terraform\nresource\n```\n\n## Notes\n\nBy hand.\n\n## Schema\n\n### Read-Only\n\n- `id` (String)\n\n\
            ## Import\n\nFrom Terraform 1.12, by `identity`:\n\n```terraform\nby identity\n```\n\n\
            ### Identity Schema\n\n#### Required\n\n- `id` (String) The id.\n\nOn the command line:\n\n\
            ```shell\nterraform import\n```\n";
        assert_eq!(page, expected);
    }
}
