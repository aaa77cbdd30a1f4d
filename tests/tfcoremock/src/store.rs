//! Objects as files: one `ID.json` for each.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::stored::Stored;

/// The attributes of an object by name.
pub(crate) type Values = BTreeMap<String, Stored>;

/// A folder of objects.
#[derive(Clone, Debug)]
pub(crate) struct Store {
    folder: PathBuf,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Content {
    values: Values,
}

/// Why an object cannot be stored or read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StoreError {
    #[error("the id {0:?} cannot be the name of a file; use an id without slashes")]
    NoFileName(String),
    #[error("{file} exists already; import it, or choose another id", file = .0.display())]
    Exists(PathBuf),
    #[error("{file} does not exist any more; plan again", file = .0.display())]
    Missing(PathBuf),
    #[error("{file}: {source}", file = .file.display())]
    Io { file: PathBuf, source: std::io::Error },
    #[error("{file} does not hold an object: {source}", file = .file.display())]
    NotAnObject { file: PathBuf, source: serde_json::Error },
}

impl Store {
    /// A folder that need not exist yet.
    pub(crate) fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    /// Stores a new object.
    ///
    /// # Errors
    /// When there is one of this id already, or it cannot be written.
    pub(crate) fn create(&self, id: &str, values: Values) -> Result<(), StoreError> {
        let path = self.path(id)?;
        let mut file = self.create_file(&path)?;
        write(&mut file, values).map_err(io(&path))
    }

    /// Makes the file, and the folder around it. Whoever removes the last object removes the folder as well, which
    /// may happen between the two.
    fn create_file(&self, path: &Path) -> Result<File, StoreError> {
        let mut tries = 0;
        loop {
            fs::create_dir_all(&self.folder).map_err(io(&self.folder))?;
            match OpenOptions::new().write(true).create_new(true).open(path) {
                Ok(file) => return Ok(file),
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                    return Err(StoreError::Exists(path.to_owned()));
                }
                Err(error) if error.kind() == ErrorKind::NotFound && tries < 10 => tries += 1,
                Err(error) => return Err(io(path)(error)),
            }
        }
    }

    /// Stores an object anew.
    ///
    /// # Errors
    /// When there is none of this id, or it cannot be written.
    pub(crate) fn update(&self, id: &str, values: Values) -> Result<(), StoreError> {
        let path = self.path(id)?;
        let opened = OpenOptions::new().write(true).truncate(true).open(&path);
        let mut file = opened.map_err(|error| match error.kind() {
            ErrorKind::NotFound => StoreError::Missing(path.clone()),
            _ => io(&path)(error),
        })?;
        write(&mut file, values).map_err(io(&path))
    }

    /// Reads an object; `None` when there is none.
    ///
    /// # Errors
    /// When there is something else, or it cannot be read.
    pub(crate) fn read(&self, id: &str) -> Result<Option<Values>, StoreError> {
        let path = self.path(id)?;
        let text = match fs::read(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(io(&path)(error)),
        };
        let content = serde_json::from_slice::<Content>(&text)
            .map_err(|source| StoreError::NotAnObject { file: path, source })?;
        Ok(Some(content.values))
    }

    /// Removes an object, and the folder with the last of them. One that is gone already is fine.
    ///
    /// # Errors
    /// When it cannot be removed.
    pub(crate) fn delete(&self, id: &str) -> Result<(), StoreError> {
        let path = self.path(id)?;
        match fs::remove_file(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(io(&path)(error)),
            _ => {}
        }
        // Fails while something is left in it, which is what is wanted.
        let _ = fs::remove_dir(&self.folder);
        Ok(())
    }

    /// The ids of all objects, sorted.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub(crate) fn ids(&self) -> Result<Vec<String>, StoreError> {
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(io(&self.folder)(error)),
        };
        let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let mut ids: Vec<String> =
            names.filter_map(|name| name.strip_suffix(".json").map(str::to_owned)).collect();
        ids.sort();
        Ok(ids)
    }

    fn path(&self, id: &str) -> Result<PathBuf, StoreError> {
        if id.is_empty() || id.contains(['/', '\\', '\0']) {
            return Err(StoreError::NoFileName(id.to_owned()));
        }
        Ok(self.folder.join(format!("{id}.json")))
    }
}

fn write(file: &mut File, values: Values) -> std::io::Result<()> {
    serde_json::to_writer_pretty(&mut *file, &Content { values })?;
    file.write_all(b"\n")
}

fn io(file: &Path) -> impl Fn(std::io::Error) -> StoreError {
    let file = file.to_owned();
    move |source| StoreError::Io { file: file.clone(), source }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_lives_in_its_file_and_the_folder_goes_with_the_last() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::new(folder.path().join("objects"));
        let values = |text: &str| Values::from([("string".to_owned(), Stored::String(text.to_owned()))]);
        assert_eq!(store.read("a").unwrap(), None);
        store.create("a", values("1")).unwrap();
        store.create("b", values("1")).unwrap();
        assert!(matches!(store.create("a", values("2")), Err(StoreError::Exists(_))));
        store.update("a", values("3")).unwrap();
        assert_eq!(store.read("a").unwrap(), Some(values("3")));
        assert_eq!(store.ids().unwrap(), ["a", "b"]);
        store.delete("a").unwrap();
        assert!(matches!(store.update("a", values("4")), Err(StoreError::Missing(_))));
        store.delete("a").unwrap();
        assert!(store.folder.exists());
        store.delete("b").unwrap();
        assert!(!store.folder.exists());
    }

    #[test]
    fn an_id_never_leaves_the_folder() {
        let store = Store::new("objects");
        for id in ["", "../x", "a/b", "a\\b", "a\0"] {
            assert!(matches!(store.read(id), Err(StoreError::NoFileName(_))), "{id:?}");
        }
    }
}
