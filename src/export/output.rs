//! Files that are there whole or not at all: written beside their place, then renamed into it.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::render::File;

/// A file that could not be written.
#[derive(Debug, thiserror::Error)]
pub(super) enum Error {
    #[error("Error: cannot write {path}: {source}. Nothing was changed.")]
    Write { path: String, source: io::Error },
    #[error(
        "Error: cannot put {path} in its place: {source}. Files before it in the alphabet are new already."
    )]
    Place { path: String, source: io::Error },
}

/// A file beside its place; removed unless it is put there.
struct Waiting {
    at: PathBuf,
    place: PathBuf,
}

impl Waiting {
    fn write(place: PathBuf, text: &str) -> Result<Self, Error> {
        let mut name = place.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{}.tmp", std::process::id()));
        let waiting = Self { at: place.with_file_name(name), place };
        let written = fs::File::create(&waiting.at).and_then(|mut file| {
            file.write_all(text.as_bytes())?;
            file.sync_all()
        });
        match written {
            Ok(()) => Ok(waiting),
            Err(source) => Err(not_written(&waiting.place, source)),
        }
    }

    fn put(self) -> Result<(), Error> {
        fs::rename(&self.at, &self.place)
            .map_err(|source| Error::Place { path: self.place.display().to_string(), source })
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        // Gone already when it was put in place.
        let _ = fs::remove_file(&self.at);
    }
}

fn not_written(path: &Path, source: io::Error) -> Error {
    Error::Write { path: path.display().to_string(), source }
}

/// Writes one file.
pub(super) fn write_file(path: &Path, text: &str) -> Result<(), Error> {
    Waiting::write(path.to_owned(), text)?.put()
}

/// Writes several files into a folder, which is made if need be: first all of them beside their places, so that a
/// full disk is noticed before anything has changed.
pub(super) fn write_files(folder: &Path, files: &[File]) -> Result<(), Error> {
    fs::create_dir_all(folder).map_err(|source| not_written(folder, source))?;
    let waiting = files
        .iter()
        .map(|file| Waiting::write(folder.join(&file.name), &file.text))
        .collect::<Result<Vec<_>, _>>()?;
    waiting.into_iter().try_for_each(Waiting::put)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .expect("a folder")
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn files_replace_their_forerunners_and_leave_nothing_beside() {
        let folder = tempfile::tempdir().expect("a folder");
        let below = folder.path().join("new");
        let file = |name: &str, text: &str| File { name: name.to_owned(), text: text.to_owned() };
        write_files(&below, &[file("a.tf", "1"), file("b.tf", "2")]).expect("written");
        write_files(&below, &[file("b.tf", "3")]).expect("written");
        assert_eq!(names(&below), ["a.tf", "b.tf"]);
        assert_eq!(fs::read_to_string(below.join("b.tf")).expect("a file"), "3");
    }

    #[test]
    fn a_failure_changes_nothing_and_is_told() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("a.tf"), "old").expect("a file");
        let files =
            ["a.tf", "missing/b.tf"].map(|name| File { name: name.to_owned(), text: "new".to_owned() });
        let error = write_files(folder.path(), &files).expect_err("no such folder").to_string();
        assert!(error.contains("b.tf") && error.ends_with("Nothing was changed."), "{error}");
        assert_eq!(names(folder.path()), ["a.tf"]);
        assert_eq!(fs::read_to_string(folder.path().join("a.tf")).expect("a file"), "old");
    }
}
