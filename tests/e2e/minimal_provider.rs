//! The example of a whole provider in one file: Terraform lives with it as with any other.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

use super::support::Terraform;

/// Builds the example as cargo would for whoever tries it. Nothing to do, when it is built already.
fn built_example() -> PathBuf {
    let build = Command::new(env!("CARGO"))
        .args([
            "build",
            "--quiet",
            "--example",
            "minimal_provider",
            "--message-format=json",
        ])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    assert!(
        build.status.success(),
        "{}",
        String::from_utf8_lossy(&build.stderr)
    );
    let executable = build.stdout.split(|byte| *byte == b'\n').find_map(|line| {
        let message: Value = serde_json::from_slice(line).ok()?;
        let is_it = message["target"]["name"] == "minimal_provider";
        is_it.then(|| message["executable"].as_str().map(PathBuf::from))?
    });
    executable.expect("cargo names the executable")
}

struct Folder(TempDir);

impl Folder {
    fn run(&self, arguments: &[&str]) -> Output {
        Command::new(&Terraform::chosen().path)
            .args(arguments)
            .current_dir(self.0.path())
            .env("TF_CLI_CONFIG_FILE", self.0.path().join("cli.tfrc"))
            .env("CHECKPOINT_DISABLE", "1")
            .env("TF_IN_AUTOMATION", "1")
            .env_remove("TF_REATTACH_PROVIDERS")
            .output()
            .expect("terraform runs")
    }

    #[track_caller]
    fn succeeds(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {said}{complaint}");
        said
    }

    fn write(&self, text: &str) {
        let configuration = format!(
            "terraform {{\n  required_providers {{\n    minimal = {{ source = \"example/minimal\" }}\n  }}\n}}\n\
             resource \"minimal_note\" \"this\" {{\n  text = \"{text}\"\n}}\n"
        );
        std::fs::write(self.0.path().join("main.tf"), configuration).expect("a configuration");
    }

    fn note(&self) -> Value {
        let state: Value = serde_json::from_str(&self.succeeds(&["show", "-json"])).expect("a state");
        state["values"]["root_module"]["resources"][0]["values"].clone()
    }
}

fn folder(executable: &Path) -> Folder {
    let folder = tempfile::tempdir().expect("a folder");
    let plugins = folder.path().join("plugins");
    std::fs::create_dir(&plugins).expect("a folder for the provider");
    std::os::unix::fs::symlink(executable, plugins.join("terraform-provider-minimal"))
        .expect("a link to the provider");
    let hosts = ["registry.terraform.io", "registry.opentofu.org"];
    let overrides = hosts.map(|host| format!("\"{host}/example/minimal\" = \"{}\"\n", plugins.display()));
    let overrides = overrides.concat();
    let config = format!("provider_installation {{\n  dev_overrides {{\n{overrides}  }}\n}}\n");
    std::fs::write(folder.path().join("cli.tfrc"), config).expect("a CLI configuration");
    Folder(folder)
}

#[test]
fn a_note_is_written_changed_and_removed() {
    let folder = folder(&built_example());
    folder.write("hello");
    let planned = folder.succeeds(&["plan", "-no-color"]);
    assert!(planned.contains("(known after apply)"), "{planned}");
    folder.succeeds(&["apply", "-auto-approve"]);
    assert_eq!(
        folder.note(),
        serde_json::json!({ "id": "note-5", "text": "hello" })
    );
    folder.succeeds(&["plan", "-detailed-exitcode"]);

    folder.write("good bye");
    let changed = folder.succeeds(&["apply", "-auto-approve", "-no-color"]);
    assert!(changed.contains("0 added, 1 changed, 0 destroyed"), "{changed}");
    assert_eq!(folder.note()["text"], "good bye");

    folder.succeeds(&["destroy", "-auto-approve"]);
    assert_eq!(folder.note(), Value::Null);
}
