//! Builds the provider for one target, so that the same sources give the same bytes and the result needs nothing of the
//! machine it runs on.

use std::path::PathBuf;
use std::process::Command;

use crate::artifact::{answer, cargo, executable, repository};
use crate::failure::Failure;
use crate::terraform::PROVIDER;

/// The triple of this machine.
///
/// # Errors
/// When rustc does not say.
pub(super) fn host() -> Result<String, Failure> {
    let mut command = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    command.arg("-vV");
    let said = answer(command)?;
    let host = said.lines().find_map(|line| line.strip_prefix("host: ")).map(str::to_owned);
    host.ok_or(Failure::Answer { from: "rustc -vV".to_owned(), expected: "a line with host", got: said })
}

/// Builds the provider as it is released and returns its path.
///
/// # Errors
/// When the build fails; cargo has said why on standard error.
pub(super) fn release(triple: &str) -> Result<PathBuf, Failure> {
    let mut command = cargo();
    command.args(["build", "--quiet", "--release", "--locked", "--message-format=json-render-diagnostics"]);
    command.args(["--package", PROVIDER, "--bin", PROVIDER, "--target", triple]);
    command.env("CARGO_ENCODED_RUSTFLAGS", rust_flags(triple, &remapped()?).join("\u{1f}"));
    // The C code within the cryptography library names its files as well.
    let maps = remapped()?.into_iter().map(|(from, to)| format!("-ffile-prefix-map={from}={to}"));
    if !triple.contains("-msvc") {
        let name = format!("CFLAGS_{}", triple.replace('-', "_"));
        command.env(name, maps.collect::<Vec<_>>().join(" "));
    }
    let said = answer(command)?;
    executable(&said, PROVIDER).ok_or_else(|| Failure::Answer {
        from: format!("cargo build --package {PROVIDER} --target {triple}"),
        expected: "the path of an executable",
        got: said,
    })
}

/// Folders of this machine, and what the program calls them instead.
fn remapped() -> Result<Vec<(String, &'static str)>, Failure> {
    let home = std::env::var("CARGO_HOME").ok().map(PathBuf::from);
    let home =
        home.or_else(|| Some(std::env::home_dir()?.join(".cargo"))).ok_or_else(|| Failure::Answer {
            from: "the environment".to_owned(),
            expected: "CARGO_HOME or a home folder",
            got: String::new(),
        })?;
    Ok(vec![(repository().display().to_string(), "/provider"), (home.display().to_string(), "/cargo")])
}

fn rust_flags(triple: &str, remapped: &[(String, &str)]) -> Vec<String> {
    let maps = remapped.iter().map(|(from, to)| format!("--remap-path-prefix={from}={to}"));
    let mut flags: Vec<_> = maps.collect();
    if triple.contains("-linux-") || triple.ends_with("-windows-msvc") {
        // One file that runs on every distribution, and on a Windows without Visual C++'s runtime.
        flags.push("-Ctarget-feature=+crt-static".to_owned());
    }
    flags
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_bring_their_c_runtime_along_and_folders_of_this_machine_are_renamed() {
        let maps = [("/home/me/provider".to_owned(), "/provider")];
        assert_eq!(
            rust_flags("x86_64-unknown-linux-musl", &maps),
            ["--remap-path-prefix=/home/me/provider=/provider", "-Ctarget-feature=+crt-static"]
        );
        assert_eq!(rust_flags("x86_64-pc-windows-msvc", &[]), ["-Ctarget-feature=+crt-static"]);
        assert_eq!(rust_flags("aarch64-apple-darwin", &[]), Vec::<String>::new());
    }

    #[test]
    fn this_machine_has_a_triple() {
        let host = host().expect("a triple");
        assert!(host.contains(std::env::consts::ARCH), "{host}");
    }
}
