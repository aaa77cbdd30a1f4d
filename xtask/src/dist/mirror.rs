//! Tries an archive as a user gets it: from a mirror, with `terraform init`, a lock file, an apply and a destroy.

use std::path::Path;
use std::process::{Command, Stdio};

use graph_simulator::{Options, STATIC_TOKEN, Simulator};

use super::{Platform, Release, copy};
use crate::failure::Failure;
use crate::terraform::Installation;

/// Where each CLI looks a provider without a registry's name up.
const REGISTRIES: [&str; 2] = ["registry.terraform.io", "registry.opentofu.org"];
const ADDRESS: &str = "terraform-provider-intune/intune";
const LOCK_FILE: &str = ".terraform.lock.hcl";

/// Installs the archive of this platform, and applies with it on the simulator's demo tenant.
///
/// # Errors
/// When any command fails, the lock file lacks the version, or something is left on the tenant.
pub(super) fn try_archive(release: &Release, platform: Platform) -> Result<(), Failure> {
    let terraform = Installation::chosen()?;
    let folder = tempfile::tempdir().map_err(Failure::io("make a temporary folder"))?;
    let mirror = folder.path().join("mirror");
    let archive = release.archive(platform);
    for registry in REGISTRIES {
        let place = mirror.join(registry).join(ADDRESS);
        std::fs::create_dir_all(&place).map_err(Failure::io("make a mirror"))?;
        copy(&archive, &place.join(archive.file_name().unwrap_or_default()))?;
    }
    let write = |name: &str, text: String| {
        std::fs::write(folder.path().join(name), text).map_err(Failure::io(format!("write {name}")))
    };
    write("cli.tfrc", cli_config(&mirror))?;
    write("main.tf", configuration(release.version))?;
    let simulator = Simulator::start_blocking(Options::demo())?;
    for arguments in [
        &["init", "-input=false"][..],
        &["validate"],
        &["apply", "-auto-approve", "-input=false"],
        &["plan", "-detailed-exitcode", "-input=false"],
        &["destroy", "-auto-approve", "-input=false"],
    ] {
        run(&terraform, arguments, folder.path(), &simulator)?;
        println!("dist: {} passes with {}", arguments[0], archive.display());
    }
    let lock =
        std::fs::read_to_string(folder.path().join(LOCK_FILE)).map_err(Failure::io("read the lock file"))?;
    if !lock.contains(&format!("\"{}\"", release.version)) || !lock.contains("h1:") {
        return Err(Failure::Answer {
            from: LOCK_FILE.to_owned(),
            expected: "the version and its hash",
            got: lock,
        });
    }
    Ok(())
}

fn run(terraform: &Path, arguments: &[&str], folder: &Path, simulator: &Simulator) -> Result<(), Failure> {
    let output = Command::new(terraform)
        .args(arguments)
        .current_dir(folder)
        .env("TF_CLI_CONFIG_FILE", folder.join("cli.tfrc"))
        .env("CHECKPOINT_DISABLE", "1")
        .env("INTUNE_GRAPH_ENDPOINT", simulator.url())
        .env("INTUNE_ACCESS_TOKEN", STATIC_TOKEN)
        .stdin(Stdio::null())
        .output()
        .map_err(Failure::io(format!("run {}", terraform.display())))?;
    if output.status.success() {
        return Ok(());
    }
    Err(Failure::Program {
        command: format!("terraform {}", arguments.join(" ")),
        ended: format!("ended with {}", output.status),
        said: format!(
            "{}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        ),
    })
}

/// A CLI configuration that knows no other place for providers than the mirror.
fn cli_config(mirror: &Path) -> String {
    format!(
        "provider_installation {{\n  filesystem_mirror {{\n    path = \"{}\"\n  }}\n}}\n",
        mirror.display()
    )
}

fn configuration(version: &str) -> String {
    format!(
        "terraform {{\n  required_providers {{\n    intune = {{\n      source  = \"{ADDRESS}\"\n      version = \
         \"{version}\"\n    }}\n  }}\n}}\n\nresource \"intune_compliance_assignment\" \"macs\" {{\n  \
         compliance_policy_id = \"6a2ac7e4-0f5b-4f0e-9d0c-3b8f2c4d1e03\"\n  target = {{\n    type = \
         \"all_devices\"\n  }}\n}}\n"
    )
}

#[cfg(test)]
mod tests {
    use super::configuration;

    #[test]
    fn the_configuration_asks_for_the_version_that_was_built() {
        let text = configuration("1.2.3");
        assert!(
            text.contains("version = \"1.2.3\"")
                && text.contains("source  = \"terraform-provider-intune/intune\"")
        );
    }
}
