//! The built program as Terraform starts it: cookie, handshake line, signals, its end.

use std::io::{BufRead, BufReader, Read};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Output, Stdio};
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;
use terraform_provider_intune::plugin::proto::go_plugin::Empty;
use terraform_provider_intune::plugin::proto::go_plugin::grpc_controller_client::GrpcControllerClient;
use terraform_provider_intune::plugin::proto::tfplugin6::get_provider_schema;
use terraform_provider_intune::plugin::proto::tfplugin6::provider_client::ProviderClient;

use super::client::{certificate, channel, tls};

const COOKIE: &str = "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2";
pub(crate) const LIMIT: Duration = Duration::from_secs(10);

pub(crate) fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_terraform-provider-intune"));
    command.env_clear().stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// The program as a plugin, with the socket below a folder of the test.
pub(crate) fn plugin(folder: &TempDir) -> Command {
    let mut command = program();
    command
        .env("TF_PLUGIN_MAGIC_COOKIE", COOKIE)
        .env("PLUGIN_PROTOCOL_VERSIONS", "6,5")
        .env("PLUGIN_MIN_PORT", "10000")
        .env("PLUGIN_MAX_PORT", "25000")
        .env("TMPDIR", folder.path());
    command
}

/// A running plugin and its handshake line, cut at the bars.
pub(crate) struct Plugin {
    pub(crate) child: Child,
    pub(crate) fields: Vec<String>,
    _stdout: BufReader<ChildStdout>,
}

impl Plugin {
    pub(crate) fn start(mut command: Command) -> Self {
        let mut child = command.spawn().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        let fields = line.trim_end().split('|').map(str::to_owned).collect();
        Self { child, fields, _stdout: stdout }
    }

    fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
    }

    pub(crate) fn is_running(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    pub(crate) async fn ends(&mut self) -> Option<i32> {
        let start = Instant::now();
        while start.elapsed() < LIMIT {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code();
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        panic!("the plugin did not end");
    }
}

impl Drop for Plugin {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub(crate) fn texts(output: &Output) -> (String, String) {
    (
        String::from_utf8_lossy(&output.stdout).into_owned(),
        String::from_utf8_lossy(&output.stderr).into_owned(),
    )
}

#[test]
fn started_by_hand_it_explains_itself_on_standard_error() {
    for cookie in [None, Some("wrong")] {
        let mut command = program();
        command.envs(cookie.map(|cookie| ("TF_PLUGIN_MAGIC_COOKIE", cookie)));
        let output = command.output().unwrap();
        let (stdout, stderr) = texts(&output);
        assert_eq!((output.status.code(), stdout.as_str()), (Some(1), ""));
        assert!(stderr.contains("required_providers"), "{stderr}");
    }
}

#[test]
fn a_terraform_that_does_not_speak_protocol_six_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let output = plugin(&folder).env("PLUGIN_PROTOCOL_VERSIONS", "5").output().unwrap();
    let (stdout, stderr) = texts(&output);
    assert_eq!((output.status.code(), stdout.as_str()), (Some(1), ""));
    assert!(stderr.contains("versions \"5\"") && stderr.contains("Terraform 1.0"), "{stderr}");
}

#[tokio::test]
async fn the_handshake_leads_to_an_authenticated_provider_that_ends_at_once_when_told() {
    let folder = tempfile::tempdir().unwrap();
    let terraform = certificate();
    let mut command = plugin(&folder);
    command.env("PLUGIN_CLIENT_CERT", &terraform.pem);
    let mut plugin = Plugin::start(command);
    let [core, app, network, address, protocol, server] = &plugin.fields[..] else {
        panic!("{:?}", plugin.fields)
    };
    assert_eq!([core.as_str(), app, network, protocol], ["1", "6", "unix", "grpc"]);
    assert!(Path::new(address).starts_with(folder.path()));
    assert!(!server.contains('='), "Go refuses padding: {server}");

    let server = STANDARD_NO_PAD.decode(server).unwrap();
    let channel = channel(address, Some(tls(&server, Some(&terraform)))).await.unwrap();
    let mut client = ProviderClient::new(channel.clone());
    let schema = client.get_provider_schema(get_provider_schema::Request {}).await.unwrap().into_inner();
    assert!(schema.resource_schemas.contains_key("intune_compliance_assignment"));

    let told = Instant::now();
    GrpcControllerClient::new(channel).shutdown(Empty {}).await.unwrap();
    assert_eq!(plugin.ends().await, Some(0));
    assert!(told.elapsed() < Duration::from_secs(1), "{:?}", told.elapsed());
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "the socket is removed");
}

#[tokio::test]
async fn without_tls_the_certificate_field_is_empty() {
    let folder = tempfile::tempdir().unwrap();
    let plugin = Plugin::start(plugin(&folder));
    assert_eq!(plugin.fields[5], "");
    let channel = channel(&plugin.fields[3], None).await.unwrap();
    let schema = ProviderClient::new(channel).get_provider_schema(get_provider_schema::Request {}).await;
    assert!(schema.is_ok());
}

#[tokio::test]
async fn an_older_client_gets_six_fields_and_a_newer_one_that_asks_gets_seven() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(Plugin::start(plugin(&folder)).fields.len(), 6);
    let mut asking = plugin(&folder);
    asking.env("PLUGIN_MULTIPLEX_GRPC", "true");
    assert_eq!(Plugin::start(asking).fields[6], "false");
}

#[tokio::test]
async fn interrupts_are_left_to_terraform_and_a_request_to_terminate_ends_it_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let mut plugin = Plugin::start(plugin(&folder));
    for _ in 0..3 {
        plugin.signal(Signal::INT);
        let answered = channel(&plugin.fields[3], None).await;
        assert!(answered.is_ok() && plugin.is_running());
    }
    plugin.signal(Signal::TERM);
    assert_eq!(plugin.ends().await, Some(0));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn it_ends_when_the_process_that_started_it_is_gone() {
    let folder = tempfile::tempdir().unwrap();
    // A shell in between, which ends and leaves the plugin behind.
    let program = env!("CARGO_BIN_EXE_terraform-provider-intune");
    let mut parent = Command::new("/bin/sh");
    parent.arg0("parent").args(["-c", "\"$0\" & read -r line", program]).env_clear().envs(
        plugin(&folder).get_envs().filter_map(|(name, value)| Some((name.to_owned(), value?.to_owned()))),
    );
    let mut parent =
        parent.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut stdout = BufReader::new(parent.stdout.take().unwrap());
    let mut line = String::new();
    stdout.read_line(&mut line).unwrap();
    assert!(line.starts_with("1|6|unix|"), "{line}");

    drop(parent.stdin.take());
    parent.wait().unwrap();
    // Standard output closes when the plugin, its last owner, has ended.
    let closed = tokio::task::spawn_blocking(move || stdout.read_to_end(&mut Vec::new()));
    tokio::time::timeout(LIMIT, closed).await.expect("the plugin ends").unwrap().unwrap();
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn debug_mode_prints_what_terraform_and_opentofu_need_to_attach() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = program().arg("--debug").env("TMPDIR", folder.path()).spawn().unwrap();
    let stdout = BufReader::new(child.stdout.take().unwrap());
    let line =
        stdout.lines().map_while(Result::ok).find(|line| line.starts_with("TF_REATTACH_PROVIDERS=")).unwrap();
    let value = line.trim_start_matches("TF_REATTACH_PROVIDERS=").trim_matches('\'');
    let value: serde_json::Value = serde_json::from_str(value).unwrap();
    for host in ["registry.terraform.io", "registry.opentofu.org"] {
        let entry = &value[format!("{host}/terraform-provider-intune/intune")];
        assert_eq!((&entry["Protocol"], &entry["ProtocolVersion"]), (&"grpc".into(), &6.into()));
        assert_eq!((&entry["Pid"], &entry["Test"]), (&child.id().into(), &true.into()));
        assert!(channel(entry["Addr"]["String"].as_str().unwrap(), None).await.is_ok());
    }
    kill_process(Pid::from_child(&child), Signal::INT).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
}
