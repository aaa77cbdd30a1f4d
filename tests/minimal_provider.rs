//! The example of a whole provider in one file, under a real Terraform or OpenTofu: what ARCHITECTURE.md promises of it.
#![cfg(unix)]

#[path = "e2e/cli/mod.rs"]
#[allow(unused_imports, reason = "the harness serves other suites too, and has parts for them")]
mod cli;

use std::path::{Path, PathBuf};
use std::sync::Once;

use cli::Workspace;
use serde_json::json;

/// The provider that is tested here, behind a link that [`workspace`] makes.
const PLUGIN: cli::Plugin = cli::Plugin {
    name: "terraform-provider-notes",
    source: "example/notes",
    executable: concat!(env!("CARGO_TARGET_TMPDIR"), "/terraform-provider-notes"),
};

/// Where cargo puts the example: beside the folder of this test. `cargo test` builds both, `cargo test --test` only this.
fn built_example() -> PathBuf {
    let this = std::env::current_exe().expect("this test is a file");
    let built = this.ancestors().nth(2).map(|profile| profile.join("examples/minimal_provider"));
    let built = built.expect("a folder for what cargo builds");
    assert!(built.exists(), "{} is missing: run cargo build --example minimal_provider", built.display());
    built
}

/// A workspace with the example.
fn workspace() -> Workspace {
    static BUILT: Once = Once::new();
    BUILT.call_once(|| {
        let link = Path::new(PLUGIN.executable);
        // Left over from an earlier run, it may lead to another build.
        if link.is_symlink() {
            std::fs::remove_file(link).expect("the old link is removed");
        }
        std::os::unix::fs::symlink(built_example(), link).expect("a link to the example");
    });
    Workspace::new()
}

fn write(workspace: &Workspace, path: &str, text: &str) {
    workspace.write(
        "main.tf",
        &format!(
            "terraform {{\n  required_providers {{\n    notes = {{\n      source = \"example/notes\"\n    }}\n  }}\n}}\n\
             resource \"notes_note\" \"this\" {{\n  path = \"{path}\"\n  text = \"{text}\"\n}}\n"
        ),
    );
}

const NOTE: &str = "notes_note.this";

#[test]
fn a_note_is_written_changed_moved_and_removed() {
    let workspace = workspace();
    let file = |name: &str| std::fs::read_to_string(workspace.dir().join(name)).ok();
    write(&workspace, "a.txt", "hello");
    let plan = workspace.plan();
    plan.output.expect_text("(known after apply)");
    workspace.apply_saved_plan();
    assert_eq!(file("a.txt").as_deref(), Some("hello"));
    let state = json!({ "path": "a.txt", "text": "hello", "size": 5 });
    assert_eq!(workspace.resource_state(NOTE), Some(state));
    workspace.expect_clean();

    write(&workspace, "a.txt", "good bye");
    workspace.apply().expect_text("0 added, 1 changed, 0 destroyed");
    write(&workspace, "b.txt", "good bye");
    workspace.apply().expect_text("1 added, 0 changed, 1 destroyed");
    assert_eq!((file("a.txt"), file("b.txt").as_deref()), (None, Some("good bye")));

    workspace.run(&["destroy", "-auto-approve"]).expect_success();
    assert_eq!((file("b.txt"), workspace.resource_state(NOTE)), (None, None));
}

#[test]
fn a_file_of_somebody_else_is_left_alone_and_a_note_that_is_gone_is_written_again() {
    let workspace = workspace();
    workspace.write("a.txt", "not a note");
    write(&workspace, "a.txt", "hello");
    let output = workspace.run(&["apply", "-auto-approve"]).expect_failure();
    output.expect_text("The file of the note cannot be used");
    assert_eq!(workspace.resource_state(NOTE), None);
    let path = workspace.dir().join("a.txt");
    assert_eq!(std::fs::read_to_string(&path).expect("the file"), "not a note");

    std::fs::remove_file(&path).expect("the file is removed");
    workspace.apply();
    std::fs::remove_file(&path).expect("the note is removed");
    workspace.apply().expect_text("1 added, 0 changed, 0 destroyed");
    workspace.expect_clean();
}
