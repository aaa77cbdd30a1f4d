//! A unix socket that only its owner can reach.

use std::fs::{self, DirBuilder, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};

use tokio::net::{UnixListener, UnixStream};

/// The kernel's limit for a socket's path is 108 bytes on Linux and 104 on macOS.
const MAX_PATH: usize = 103;

/// A listening socket in a folder of its own; both are removed when it is dropped.
#[derive(Debug)]
pub(super) struct Socket {
    listener: UnixListener,
    address: String,
    folder: PathBuf,
}

impl Socket {
    /// Opens a socket below `parent`, or below the temporary folder.
    pub(super) fn bind(parent: Option<&Path>) -> io::Result<Self> {
        let folder = private_folder(parent)?;
        let bound = Self::bind_in(&folder);
        if bound.is_err() {
            let _ = fs::remove_dir_all(&folder);
        }
        let (listener, address) = bound?;
        Ok(Self { listener, address, folder })
    }

    fn bind_in(folder: &Path) -> io::Result<(UnixListener, String)> {
        let path = folder.join("plugin");
        let explain = |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
        let address = path.to_str().ok_or_else(|| explain(io::ErrorKind::InvalidFilename.into()))?.to_owned();
        let listener = UnixListener::bind(&path).map_err(explain)?;
        fs::set_permissions(&path, Permissions::from_mode(0o600)).map_err(explain)?;
        Ok((listener, address))
    }

    pub(super) fn address(&self) -> &str {
        &self.address
    }

    pub(super) async fn accept(&self) -> io::Result<UnixStream> {
        Ok(self.listener.accept().await?.0)
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        // Whoever has removed it already has done our work.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Makes a folder that only the owner may enter. A name that exists already is never used.
fn private_folder(parent: Option<&Path>) -> io::Result<PathBuf> {
    let parent = match parent {
        Some(parent) => parent.to_owned(),
        None => std::env::temp_dir(),
    };
    let name = format!("tfplugin-{}", &uuid::Uuid::new_v4().simple().to_string()[..12]);
    let mut folder = parent.join(&name);
    if folder.as_os_str().len() + "/plugin".len() > MAX_PATH {
        folder = Path::new("/tmp").join(&name);
    }
    DirBuilder::new().mode(0o700).create(&folder).map_err(|error| {
        let advice = "set TMPDIR to a folder that can be written";
        io::Error::new(error.kind(), format!("cannot make {}: {error}; {advice}", folder.display()))
    })?;
    Ok(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[tokio::test]
    async fn only_the_owner_reaches_the_socket_and_nothing_stays_behind() {
        let parent = tempfile::tempdir().unwrap();
        let socket = Socket::bind(Some(parent.path())).unwrap();
        let path = PathBuf::from(socket.address());
        assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
        drop(socket);
        assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 0);
    }

    #[tokio::test]
    async fn a_folder_that_cannot_be_used_is_named() {
        let error = Socket::bind(Some(Path::new("/nonexistent/folder"))).unwrap_err();
        assert!(error.to_string().contains("/nonexistent/folder/tfplugin-"), "{error}");
        assert!(error.to_string().contains("TMPDIR"), "{error}");
    }
}
