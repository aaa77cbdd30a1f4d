//! Hundreds at once: calls, connections, configurations, and clients that change their mind.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use terraform_provider_intune::plugin::proto::tfplugin6::provider_client::ProviderClient;
use terraform_provider_intune::plugin::proto::tfplugin6::{
    apply_resource_change, configure_provider, get_metadata,
};
use terraform_provider_intune::plugin::value::{Look, Value, object, string};
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::client::{Certificate, certificate, channel, plain, receive, send, start, text, tls};
use super::made_up::THING;
use super::process::{LIMIT, Plugin, plugin};

fn creating(name: &str) -> apply_resource_change::Request {
    apply_resource_change::Request {
        type_name: THING.to_owned(),
        prior_state: send(&Value::Null),
        planned_state: send(&object([("id", Value::Unknown), ("name", string(name))])),
        config: send(&object([("name", string(name))])),
        ..Default::default()
    }
}

#[tokio::test]
async fn hundreds_of_calls_get_their_own_answers() {
    let running = start(None);
    let mut clients = Vec::new();
    for _ in 0..5 {
        clients.push(plain(&running).await);
    }
    let mut calls = JoinSet::new();
    for number in 0..500 {
        let mut client = clients[number % clients.len()].clone();
        calls.spawn(async move {
            // Configured over and over meanwhile, and some fall over.
            if number % 50 == 0 {
                client.configure_provider(configure_provider::Request::default()).await.unwrap();
            }
            let name = if number % 7 == 0 { "panic".to_owned() } else { format!("thing {number}") };
            let answer = client.apply_resource_change(creating(&name)).await.unwrap().into_inner();
            if name == "panic" {
                assert!(text(&answer.diagnostics).contains("panicked"));
            } else {
                assert_eq!(receive(answer.new_state).get("name"), &string(name));
            }
        });
    }
    while let Some(call) = timeout(LIMIT, calls.join_next()).await.expect("an answer") {
        call.unwrap();
    }
}

#[tokio::test]
async fn calls_that_are_given_up_come_to_their_end_all_the_same() {
    let running = start(None);
    let client = plain(&running).await;
    let mut calls = JoinSet::new();
    for _ in 0..150 {
        let mut client = client.clone();
        calls.spawn(async move { client.apply_resource_change(creating("slow")).await.map(drop) });
    }
    // All of them arrive, in the order in which they were sent; then nobody waits for them any more.
    let mut last = client.clone();
    last.apply_resource_change(creating("quick")).await.unwrap();
    calls.shutdown().await;
    drop((client, last));
    let all = async {
        while running.finished.load(Ordering::SeqCst) < 151 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    timeout(LIMIT, all).await.expect("each create is brought to its end");
    running.shutdown.cancel();
    timeout(Duration::from_secs(1), running.served).await.expect("nothing is left over").unwrap().unwrap();
}

/// How many files a process has open, and how many threads it has.
#[cfg(target_os = "linux")]
fn holds(process: u32) -> (usize, usize) {
    let count = |what| std::fs::read_dir(format!("/proc/{process}/{what}")).unwrap().count();
    (count("fd"), count("task"))
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn hundreds_of_connections_come_and_go_without_a_trace() {
    let folder = tempfile::tempdir().unwrap();
    let mut plugin = Plugin::start(plugin(&folder));
    let (process, address) = (plugin.child.id(), plugin.fields[3].clone());
    // The first call may start threads that stay.
    let first = channel(&address, None).await.unwrap();
    ProviderClient::new(first.clone()).get_metadata(get_metadata::Request {}).await.unwrap();
    drop(first);
    let settled = |wanted: Option<(usize, usize)>| async move {
        for _ in 0..1000 {
            tokio::time::sleep(Duration::from_millis(10)).await;
            let (files, threads) = holds(process);
            match wanted {
                Some((most, same)) if files > most || threads > same => {}
                _ => return (files, threads),
            }
        }
        holds(process)
    };
    let before = settled(None).await;

    let mut open = Vec::new();
    for number in 0..400 {
        let channel = channel(&address, None).await.unwrap();
        let answer = ProviderClient::new(channel.clone()).get_metadata(get_metadata::Request {}).await;
        answer.unwrap_or_else(|status| panic!("connection {number}: {status}"));
        open.push(channel);
    }
    assert!(holds(process).0 >= before.0 + 400, "each connection is a file");
    drop(open);
    assert!(settled(Some(before)).await <= before, "{:?} before, {:?} after", before, holds(process));
    assert!(plugin.is_running());
}

/// How much memory a process has, in KiB.
#[cfg(target_os = "linux")]
fn resident(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

/// Three hundred peers prove themselves at the same time: every third is Terraform, every third has another
/// certificate, every third has none. Terraform is answered, the others are not.
#[cfg(target_os = "linux")]
async fn crowd(address: &str, server: &[u8], terraform: &Arc<Certificate>, stranger: &Arc<Certificate>) {
    let mut peers = JoinSet::new();
    for number in 0..300 {
        let (own, is_terraform) = match number % 3 {
            0 => (Some(terraform), true),
            1 => (Some(stranger), false),
            _ => (None, false),
        };
        let (address, tls) = (address.to_owned(), tls(server, own.map(Arc::as_ref)));
        peers.spawn(async move {
            let answered = match channel(&address, Some(tls)).await {
                Err(_) => false,
                Ok(channel) => {
                    ProviderClient::new(channel).get_metadata(get_metadata::Request {}).await.is_ok()
                }
            };
            assert_eq!(answered, is_terraform, "peer {number}");
        });
    }
    while let Some(peer) = timeout(LIMIT, peers.join_next()).await.expect("an answer or a refusal") {
        peer.unwrap();
    }
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hundreds_that_prove_themselves_at_once_leave_neither_files_nor_memory() {
    let folder = tempfile::tempdir().unwrap();
    let (terraform, stranger) = (Arc::new(certificate()), Arc::new(certificate()));
    let mut command = plugin(&folder);
    command.env("PLUGIN_CLIENT_CERT", &terraform.pem);
    let mut plugin = Plugin::start(command);
    let (process, address) = (plugin.child.id(), plugin.fields[3].clone());
    let server = STANDARD_NO_PAD.decode(&plugin.fields[5]).unwrap();
    let files = holds(process).0;
    let all_gone = async || {
        while holds(process).0 > files {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    // What the first crowds need is kept for the next ones; after that nothing more is taken.
    for _ in 0..2 {
        crowd(&address, &server, &terraform, &stranger).await;
        timeout(LIMIT, all_gone()).await.expect("each connection is closed");
    }
    let before = resident(process);
    for _ in 0..3 {
        crowd(&address, &server, &terraform, &stranger).await;
        timeout(LIMIT, all_gone()).await.expect("each connection is closed");
    }
    let after = resident(process);
    // 900 connections more, and not 4 KiB for each of them.
    assert!(after < before + 3600, "{before} KiB before, {after} KiB after");
    assert!(plugin.is_running());
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn without_file_descriptors_it_waits_for_somebody_to_hang_up() {
    let folder = tempfile::tempdir().unwrap();
    let mut limited = std::process::Command::new("/bin/sh");
    let program = plugin(&folder);
    limited
        .args(["-c", "ulimit -n 40; exec \"$0\""])
        .arg(program.get_program())
        .env_clear()
        .envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))))
        .stdin(std::process::Stdio::null())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::null());
    let mut plugin = Plugin::start(limited);
    let address = plugin.fields[3].clone();
    let mut silent = Vec::new();
    for _ in 0..60 {
        silent.push(tokio::net::UnixStream::connect(&address).await.unwrap());
    }
    let waiting = tokio::spawn(async move {
        let channel = channel(&address, None).await.unwrap();
        ProviderClient::new(channel).get_metadata(get_metadata::Request {}).await.map(drop)
    });
    let full = async {
        while holds(plugin.child.id()).0 < 40 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    timeout(LIMIT, full).await.expect("every descriptor is taken");
    assert!(!waiting.is_finished() && plugin.is_running());
    drop(silent);
    timeout(LIMIT, waiting).await.expect("an answer").unwrap().unwrap();
}
