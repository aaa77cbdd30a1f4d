//! The archive of one platform: the program and the licence, with the same bytes on every day.

use std::fs::File;
use std::io::{Seek, Write};
use std::path::Path;

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::{Platform, Release};
use crate::artifact::repository;
use crate::failure::Failure;
use crate::terraform::PROVIDER;

/// Writes the archive of `program`.
///
/// # Errors
/// When something cannot be read or written.
pub(super) fn write(release: &Release, platform: Platform, program: &Path) -> Result<(), Failure> {
    let path = release.archive(platform);
    let read = |path: &Path| std::fs::read(path).map_err(Failure::io(format!("read {}", path.display())));
    let files = [
        ("LICENSE".to_owned(), 0o644, read(&repository().join("LICENSE"))?),
        (platform.program(PROVIDER, release.version), 0o755, read(program)?),
    ];
    let file = File::create(&path).map_err(Failure::io(format!("write {}", path.display())))?;
    pack(file, &files).map_err(|source| Failure::Archive { path, source })
}

/// Files by name, with their permissions. The time of each is the earliest that a zip knows, so that it tells nothing.
fn pack(target: impl Write + Seek, files: &[(String, u32, Vec<u8>)]) -> Result<(), zip::result::ZipError> {
    let mut archive = ZipWriter::new(target);
    for (name, mode, content) in files {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .compression_level(Some(9))
            .last_modified_time(DateTime::default())
            .unix_permissions(*mode);
        archive.start_file(name, options)?;
        archive.write_all(content)?;
    }
    archive.finish().map(|_| ())
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read};

    use super::pack;

    #[test]
    fn an_archive_holds_its_files_with_their_permissions_and_is_always_the_same() {
        let files = [
            ("LICENSE".to_owned(), 0o644, b"free".to_vec()),
            ("program_v1".to_owned(), 0o755, vec![7; 100_000]),
        ];
        let make = || {
            let mut bytes = Cursor::new(Vec::new());
            pack(&mut bytes, &files).expect("an archive");
            bytes.into_inner()
        };
        let bytes = make();
        assert_eq!(bytes, make());
        assert!(bytes.len() < 2_000, "{} bytes", bytes.len());
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
        assert_eq!(archive.len(), 2);
        let mut program = archive.by_name("program_v1").expect("the program");
        assert_eq!(program.unix_mode().map(|mode| mode & 0o777), Some(0o755));
        let mut content = Vec::new();
        program.read_to_end(&mut content).expect("its bytes");
        assert_eq!(content, files[1].2);
    }
}
