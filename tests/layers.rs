//! The layers of `src/` look one way only, as ARCHITECTURE.md draws them: what a lower one knew of a higher one, it
//! could no longer be read, tested or lifted out without it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Each layer, and those that it may know; nobody may know one that is not listed.
const LAYERS: [(&str, &[&str]); 8] = [
    ("net", &[]),
    ("auth", &["net"]),
    ("graph", &["auth", "net"]),
    ("assignments", &["graph", "net"]),
    ("tenant", &["assignments", "graph", "net"]),
    ("plugin", &[]),
    ("provider", &["assignments", "auth", "graph", "net", "plugin", "tenant"]),
    ("export", &["assignments", "graph", "net", "plugin", "provider", "tenant"]),
];

#[test]
fn every_layer_knows_only_those_below_it() {
    let mut upwards = Vec::new();
    for (layer, below) in LAYERS {
        let files = sources(layer);
        assert!(!files.is_empty(), "src/{layer} is not there; take it off the list");
        for file in files {
            let text = std::fs::read_to_string(&file).expect("a source file");
            let known = known_layers(&text);
            let unknown = known.iter().filter(|known| **known != layer && !below.contains(&known.as_str()));
            upwards.extend(unknown.map(|known| format!("{} uses crate::{known}", file.display())));
        }
    }
    assert_eq!(upwards, Vec::<String>::new());
}

#[test]
fn every_folder_of_the_source_is_a_layer() {
    let folders: BTreeSet<String> = entries(&root())
        .into_iter()
        .filter(|path| path.is_dir())
        .filter_map(|path| path.file_name().map(|name| name.to_string_lossy().into_owned()))
        .collect();
    assert_eq!(folders, LAYERS.map(|(layer, _)| layer.to_owned()).into());
}

#[test]
fn layers_are_found_in_code_and_not_in_comments_or_tests() {
    let text = "//! About [`crate::export`].\nuse crate::net::Http;\nfn f() -> crate::auth::Error {}\n/// crate::tenant\n\
                #[cfg(test)]\nmod tests {\n    use crate::graph::Client;\n}\n";
    assert_eq!(known_layers(text), ["auth".to_owned(), "net".to_owned()].into());
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The files of a layer, without those that hold only tests: a test may play the layer above.
fn sources(layer: &str) -> Vec<PathBuf> {
    let mut open = vec![root().join(layer)];
    let mut files = Vec::new();
    while let Some(folder) = open.pop() {
        for path in entries(&folder) {
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            if name == "tests" {
                continue;
            }
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    entries.map(|entry| entry.expect("an entry").path()).collect()
}

/// The layers that a file names in its code, up to its unit tests.
fn known_layers(text: &str) -> BTreeSet<String> {
    let code = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
    let code = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    let mut known = BTreeSet::new();
    for line in code {
        assert!(!line.contains("crate::{"), "name one layer in each use: {line}");
        for after in line.split("crate::").skip(1) {
            let end = after.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(after.len());
            known.insert(after[..end].to_owned());
        }
    }
    known
}
