//! The pages in `docs/`: what differs, and writing them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::failure::Failure;

/// The folders whose pages are all ours; guides are not.
pub(super) const FOLDERS: [&str; 4] = ["resources", "data-sources", "list-resources", "functions"];

/// Pages by their path in `docs/`.
pub(super) type Pages = BTreeMap<PathBuf, String>;

/// One line for each page that is missing, different, or there without a reason.
///
/// # Errors
/// When a folder or page cannot be read.
pub(super) fn differences(docs: &Path, pages: &Pages) -> Result<Vec<String>, Failure> {
    let mut differences = Vec::new();
    for (path, expected) in pages {
        let got = match std::fs::read_to_string(docs.join(path)) {
            Ok(text) => Some(text),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(error) => return Err(Failure::io(format!("read docs/{}", path.display()))(error)),
        };
        match got {
            None => differences.push(format!("docs/{} is missing", path.display())),
            Some(got) if got != *expected => {
                let line = got.lines().zip(expected.lines()).take_while(|(a, b)| a == b).count() + 1;
                differences.push(format!("docs/{}:{line} is not what the schema says", path.display()));
            }
            Some(_) => {}
        }
    }
    let stale = present(docs)?.into_iter().filter(|path| !pages.contains_key(path));
    differences.extend(stale.map(|path| format!("docs/{} is about nothing that is served", path.display())));
    Ok(differences)
}

/// Writes all pages, and removes those that nothing is behind any more.
///
/// # Errors
/// When something cannot be written.
pub(super) fn write(docs: &Path, pages: &Pages) -> Result<(), Failure> {
    for stale in present(docs)?.into_iter().filter(|path| !pages.contains_key(path)) {
        std::fs::remove_file(docs.join(&stale))
            .map_err(Failure::io(format!("remove docs/{}", stale.display())))?;
    }
    for (path, text) in pages {
        let path = docs.join(path);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(Failure::io(format!("make {}", folder.display())))?;
        }
        std::fs::write(&path, text).map_err(Failure::io(format!("write {}", path.display())))?;
    }
    Ok(())
}

/// What is in the folders now.
fn present(docs: &Path) -> Result<BTreeSet<PathBuf>, Failure> {
    let mut present = BTreeSet::new();
    for folder in FOLDERS {
        let entries = match std::fs::read_dir(docs.join(folder)) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            Err(error) => return Err(Failure::io(format!("read docs/{folder}"))(error)),
        };
        for entry in entries {
            let entry = entry.map_err(Failure::io(format!("read docs/{folder}")))?;
            present.insert(Path::new(folder).join(entry.file_name()));
        }
    }
    Ok(present)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_is_named_and_writing_makes_it_agree() {
        let docs = tempfile::tempdir().expect("a folder");
        let page = |text: &str| -> Pages {
            [(PathBuf::from("resources/thing.md"), text.to_owned()), ("index.md".into(), "i\n".to_owned())]
                .into()
        };
        let missing = differences(docs.path(), &page("a\nb\n")).expect("differences");
        assert_eq!(missing, ["docs/index.md is missing", "docs/resources/thing.md is missing"]);
        write(docs.path(), &page("a\nb\n")).expect("pages");
        assert_eq!(differences(docs.path(), &page("a\nb\n")).expect("differences"), Vec::<String>::new());
        let changed = differences(docs.path(), &page("a\nc\n")).expect("differences");
        assert_eq!(changed, ["docs/resources/thing.md:2 is not what the schema says"]);
        std::fs::write(docs.path().join("resources/old.md"), "x").expect("a page");
        let stale = differences(docs.path(), &page("a\nb\n")).expect("differences");
        assert_eq!(stale, ["docs/resources/old.md is about nothing that is served"]);
        write(docs.path(), &page("a\nb\n")).expect("pages");
        assert!(!docs.path().join("resources/old.md").exists());
    }
}
