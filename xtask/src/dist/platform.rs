//! Platforms, as Rust names them and as Go, and so the registries, do.

use std::fmt;

use crate::failure::Failure;

/// A platform in the registries' words; shown as `linux_amd64`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Platform {
    pub(super) os: &'static str,
    pub(super) arch: &'static str,
}

impl Platform {
    /// The platform of a target triple.
    ///
    /// # Errors
    /// When the registries have no word for it, or we do not know it.
    pub(super) fn of(triple: &str) -> Result<Self, Failure> {
        let unknown = || Failure::Platform { triple: triple.to_owned() };
        let os = [("-linux-", "linux"), ("-windows-", "windows"), ("-apple-darwin", "darwin")];
        let os = os.iter().find(|(part, _)| triple.contains(part)).ok_or_else(unknown)?.1;
        let arch = match triple.split('-').next() {
            Some("x86_64") => "amd64",
            Some("aarch64") => "arm64",
            Some("i686") => "386",
            _ => return Err(unknown()),
        };
        Ok(Self { os, arch })
    }

    /// What the program is called within an archive.
    pub(super) fn program(self, name: &str, version: &str) -> String {
        let end = if self.os == "windows" { ".exe" } else { "" };
        format!("{name}_v{version}{end}")
    }
}

impl fmt::Display for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_{}", self.os, self.arch)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn platforms_are_named_as_the_registries_name_them() {
        for (triple, expected) in [
            ("x86_64-unknown-linux-musl", "linux_amd64"),
            ("aarch64-unknown-linux-gnu", "linux_arm64"),
            ("x86_64-pc-windows-msvc", "windows_amd64"),
            ("aarch64-apple-darwin", "darwin_arm64"),
        ] {
            assert_eq!(Platform::of(triple).expect("a platform").to_string(), expected);
        }
        for triple in ["riscv64gc-unknown-linux-gnu", "x86_64-unknown-freebsd", ""] {
            assert!(Platform::of(triple).is_err(), "{triple}");
        }
    }

    #[test]
    fn a_program_is_called_by_its_version() {
        let program = |triple| Platform::of(triple).expect("a platform").program("p", "1.2.3");
        assert_eq!(program("x86_64-unknown-linux-musl"), "p_v1.2.3");
        assert_eq!(program("x86_64-pc-windows-msvc"), "p_v1.2.3.exe");
    }
}
