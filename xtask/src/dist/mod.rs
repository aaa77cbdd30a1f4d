//! `cargo xtask dist`: the files of a release, named and laid out as the Terraform and OpenTofu registries want them.
//!
//! One run builds one platform: `terraform-provider-intune_VERSION_OS_ARCH.zip` and its bill of materials. Each run ends
//! with the manifest and with `SHA256SUMS` over everything that lies in the folder, so the runs of several machines can be
//! put together by a last one with `--no-build`. Signing is `tools/sign`.

mod archive;
mod compile;
mod mirror;
mod platform;
mod sbom;
mod sums;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::artifact::{repository, target_folder};
use crate::failure::Failure;
use crate::terraform::PROVIDER;
use platform::Platform;

/// What `cargo xtask dist` can be asked for.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The platform as Rust names it, such as x86_64-unknown-linux-musl; without it, this machine's.
    #[arg(long)]
    target: Option<String>,
    /// Where the files go; without it, `dist` in cargo's target folder.
    #[arg(long)]
    out: Option<PathBuf>,
    /// Builds nothing: only the manifest, and the sums of what lies in the folder.
    #[arg(long, conflicts_with = "target")]
    no_build: bool,
    /// Installs the archive from a mirror with a real Terraform (the variable TERRAFORM names it), and applies with it on
    /// the simulator.
    #[arg(long)]
    r#try: bool,
}

/// A version, and where its files go.
struct Release {
    version: &'static str,
    folder: PathBuf,
}

impl Release {
    /// The path of a file whose name goes on like this after the version.
    fn file(&self, end: &str) -> PathBuf {
        self.folder.join(format!("{PROVIDER}_{}_{end}", self.version))
    }

    /// The archive of a platform.
    fn archive(&self, platform: Platform) -> PathBuf {
        self.file(&format!("{platform}.zip"))
    }
}

/// Makes the files.
///
/// # Errors
/// When something cannot be built, read or written, or Terraform does not take the archive.
pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let folder = match &arguments.out {
        Some(folder) => folder.clone(),
        None => target_folder()?.join("dist"),
    };
    std::fs::create_dir_all(&folder).map_err(Failure::io(format!("make {}", folder.display())))?;
    // All packages of the workspace have one version.
    let release = Release { version: env!("CARGO_PKG_VERSION"), folder };
    let triple = match &arguments.target {
        Some(triple) => triple.clone(),
        None => compile::host()?,
    };
    let platform = Platform::of(&triple)?;
    if !arguments.no_build {
        let program = compile::release(&triple)?;
        archive::write(&release, platform, &program)?;
        sbom::write(&release.file(&format!("{platform}_sbom.cdx.json")), release.version, &triple)?;
    }
    copy_manifest(&release)?;
    sums::write(&release)?;
    if arguments.r#try {
        mirror::try_archive(&release, platform)?;
    }
    println!("dist: {}", release.folder.display());
    Ok(ExitCode::SUCCESS)
}

/// The manifest tells the registries which protocol the provider speaks.
fn copy_manifest(release: &Release) -> Result<(), Failure> {
    let source = repository().join("terraform-registry-manifest.json");
    copy(&source, &release.file("manifest.json"))
}

fn copy(source: &Path, target: &Path) -> Result<(), Failure> {
    let copied = std::fs::copy(source, target);
    copied.map(|_| ()).map_err(Failure::io(format!("copy {} to {}", source.display(), target.display())))
}
