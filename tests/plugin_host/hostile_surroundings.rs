//! The built program where something is missing: a place for its socket, its standard streams, room on the disk.

use std::fs::{self, File};
use std::process::{Command, Stdio};

use terraform_provider_intune::plugin::proto::tfplugin6::provider_client::ProviderClient;
use terraform_provider_intune::plugin::proto::tfplugin6::{configure_provider, get_metadata};

use super::client::{certificate, channel};
use super::process::{Plugin, plugin, texts};

/// The program with this folder for its socket: what it complains about, when it cannot start.
fn complaint(socket_folder: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let output = plugin(&folder).env("TMPDIR", socket_folder).output().unwrap();
    let (stdout, stderr) = texts(&output);
    assert_eq!((output.status.code(), stdout.as_str()), (Some(1), ""), "{stderr}");
    stderr
}

#[test]
fn a_folder_that_cannot_hold_the_socket_is_named_with_the_way_out() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    File::create(&file).unwrap();
    for (place, cause) in
        [(file.to_str().unwrap(), "Not a directory"), ("/nonexistent", "No such file or directory")]
    {
        let said = complaint(place);
        for part in ["cannot listen for Terraform", place, cause, "TMPDIR"] {
            assert!(said.contains(part), "{part}: {said}");
        }
    }
}

/// Runs the program where `mount` options make its folder what it should not be. `None` where mounting needs rights
/// that this user does not have.
#[cfg(target_os = "linux")]
fn complaint_on(options: &str) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    let script = format!("mount -t tmpfs -o {options} none \"$TMPDIR\" || exit 77; exec \"$0\"");
    let program = plugin(&folder);
    let output = Command::new("unshare")
        .args(["--user", "--map-root-user", "--mount", "/bin/sh", "-c", &script])
        .arg(program.get_program())
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))))
        .stdin(Stdio::null())
        .output()
        .ok()?;
    let (stdout, stderr) = texts(&output);
    if output.status.code() == Some(77) || stderr.starts_with("unshare:") {
        eprintln!("skipped, no mount of our own: {stderr}");
        return None;
    }
    assert_eq!((output.status.code(), stdout.as_str()), (Some(1), ""), "{stderr}");
    Some(stderr)
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_and_a_read_only_one_are_told_apart() {
    for (options, cause) in [("nr_inodes=1", "No space left on device"), ("ro", "Read-only file system")] {
        let Some(said) = complaint_on(options) else { return };
        for part in ["cannot listen for Terraform", cause, "set TMPDIR to a folder that can be written"] {
            assert!(said.contains(part), "{part}: {said}");
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_handshake_line_that_cannot_be_written_is_an_error_and_leaves_no_socket() {
    let folder = tempfile::tempdir().unwrap();
    let full = File::options().write(true).open("/dev/full").unwrap();
    let output = plugin(&folder).stdout(full).output().unwrap();
    let (_, stderr) = texts(&output);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr.contains("cannot tell Terraform where to connect: No space left on device"), "{stderr}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_parent_that_is_gone_before_the_handshake_line_is_an_error_and_leaves_no_socket() {
    let folder = tempfile::tempdir().unwrap();
    let (nobody, stdout) = std::io::pipe().unwrap();
    drop(nobody);
    let output = plugin(&folder).stdout(stdout).output().unwrap();
    let (_, stderr) = texts(&output);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr.contains("cannot tell Terraform where to connect: Broken pipe"), "{stderr}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn closed_standard_streams_do_not_matter() {
    let folder = tempfile::tempdir().unwrap();
    // Standard input closed outright, and the reader of standard error gone while everything is logged.
    let program = plugin(&folder);
    let mut command = Command::new("/bin/sh");
    command
        .args(["-c", "exec \"$0\" <&-"])
        .arg(program.get_program())
        .env_clear()
        .envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))))
        .env("TF_LOG", "TRACE")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut plugin = Plugin::start(command);
    drop(plugin.child.stderr.take());
    let mut client = ProviderClient::new(channel(&plugin.fields[3], None).await.unwrap());
    for _ in 0..10 {
        assert!(client.configure_provider(configure_provider::Request::default()).await.is_ok());
        assert!(client.get_metadata(get_metadata::Request {}).await.is_ok());
    }
    assert!(plugin.is_running());
}

#[test]
fn a_certificate_that_is_none_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let half = certificate().pem.split_at(200).0.to_owned();
    for pem in [half.as_str(), "nonsense"] {
        let output = plugin(&folder).env("PLUGIN_CLIENT_CERT", pem).output().unwrap();
        let (stdout, stderr) = texts(&output);
        assert_eq!((output.status.code(), stdout.as_str()), (Some(1), ""));
        assert!(stderr.contains("PLUGIN_CLIENT_CERT holds no certificate"), "{stderr}");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
