//! `SHA256SUMS`: what a download must be, for every archive and the manifest.

use std::path::PathBuf;

use sha2::{Digest, Sha256};

use super::Release;
use crate::failure::Failure;
use crate::terraform::PROVIDER;

/// Writes the sums of everything in the folder that belongs to this version.
///
/// # Errors
/// When a file cannot be read or the sums cannot be written.
pub(super) fn write(release: &Release) -> Result<(), Failure> {
    let mut text = String::new();
    for path in files(release)? {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let content = std::fs::read(&path).map_err(Failure::io(format!("read {}", path.display())))?;
        text += &format!("{}  {name}\n", hexadecimal(&content));
    }
    let path = release.file("SHA256SUMS");
    std::fs::write(&path, text).map_err(Failure::io(format!("write {}", path.display())))
}

fn files(release: &Release) -> Result<Vec<PathBuf>, Failure> {
    let doing = || format!("read {}", release.folder.display());
    let mut files = Vec::new();
    for entry in std::fs::read_dir(&release.folder).map_err(Failure::io(doing()))? {
        files.push(entry.map_err(Failure::io(doing()))?.path());
    }
    let begin = format!("{PROVIDER}_{}_", release.version);
    files.retain(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with(&begin) && (name.ends_with(".zip") || name.ends_with(".json"))
    });
    files.sort();
    Ok(files)
}

fn hexadecimal(content: &[u8]) -> String {
    Sha256::digest(content).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sums_are_of_the_archives_and_the_manifest_of_this_version() {
        let folder = tempfile::tempdir().expect("a folder");
        let release = Release { version: "1.2.3", folder: folder.path().to_owned() };
        for name in
            ["1.2.3_linux_amd64.zip", "1.2.3_manifest.json", "1.2.2_linux_amd64.zip", "1.2.3_SHA256SUMS"]
        {
            std::fs::write(folder.path().join(format!("{PROVIDER}_{name}")), "abc").expect("a file");
        }
        write(&release).expect("sums");
        let sum = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        let expected =
            format!("{sum}  {PROVIDER}_1.2.3_linux_amd64.zip\n{sum}  {PROVIDER}_1.2.3_manifest.json\n");
        assert_eq!(std::fs::read_to_string(release.file("SHA256SUMS")).expect("the sums"), expected);
    }
}
