//! What stands below `examples/`, in the registry's layout.

use std::path::{Path, PathBuf};

use crate::failure::Failure;

/// The files of a folder that begin and end so, in order, with their text; none where there is no folder.
///
/// # Errors
/// When something that is there cannot be read.
pub(super) fn in_folder(folder: &Path, begin: &str, end: &str) -> Result<Vec<String>, Failure> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(Failure::io(format!("read {}", folder.display()))(error)),
    };
    let fits = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with(begin) && name.ends_with(end)
    };
    let mut paths = Vec::new();
    for entry in entries {
        let entry = entry.map_err(Failure::io(format!("read {}", folder.display())))?;
        paths.push(entry.path());
    }
    paths.retain(fits);
    paths.sort();
    paths.iter().map(|path| text(path)).collect()
}

/// A file's text, when there is such a file.
///
/// # Errors
/// When it is there and cannot be read.
pub(super) fn optional(path: &Path) -> Result<Option<String>, Failure> {
    if path.exists() { text(path).map(Some) } else { Ok(None) }
}

fn text(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(Failure::io(format!("read {}", path.display())))
}

/// A text within a fence; the registry colours `terraform`, `shell` and `text`.
pub(super) fn fenced(language: &str, text: &str) -> String {
    format!("```{language}\n{}\n```\n", text.trim_end())
}
