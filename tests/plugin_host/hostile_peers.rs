//! Peers that are not Terraform, or a Terraform that lost its mind: silence, garbage, resets, at every stage.

use std::sync::Arc;
use std::time::Duration;

use terraform_provider_intune::plugin::host::PinnedPeer;
use terraform_provider_intune::plugin::proto::tfplugin6::get_metadata;
use terraform_provider_intune::plugin::proto::tfplugin6::provider_client::ProviderClient;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::{Instant, timeout};

use super::client::{Certificate, Running, Stream, certificate, channel, connect, plain, start, tls};

const LIMIT: Duration = Duration::from_secs(20);
/// What an HTTP/2 client says first.
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

fn pinned() -> (Running, Certificate, Vec<u8>) {
    let terraform = certificate();
    let pinned = PinnedPeer::from_pem(&terraform.pem).unwrap();
    let server = pinned.server_certificate().to_vec();
    (start(Some(pinned)), terraform, server)
}

async fn is_answered(running: &Running, terraform: &Certificate, server: &[u8]) -> bool {
    let channel = channel(&running.address, Some(tls(server, Some(terraform)))).await.unwrap();
    let answer = ProviderClient::new(channel).get_metadata(get_metadata::Request {}).await;
    answer.is_ok()
}

/// Everything that the server still says, until it hangs up.
async fn last_words(mut stream: impl Stream) -> Vec<u8> {
    let mut words = Vec::new();
    let ended = timeout(LIMIT, stream.read_to_end(&mut words)).await;
    assert!(ended.is_ok(), "the server keeps the connection");
    words
}

/// The start of a TLS handshake, and then no more.
const HALF_A_HELLO: &[u8] = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03";

#[tokio::test]
async fn whoever_does_not_speak_tls_is_hung_up_on() {
    let (running, terraform, server) = pinned();
    for words in [
        PREFACE,
        b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
        &[0; 4096],
        &[0xff; 70_000],
        b"\x16\x03\x01\xff\xff",
        b"\x80\x2e\x01\x00\x02",
        b"\x15\x03\x01\x00\x02\x02\x28",
    ] {
        let mut stream = connect(&running.address).await.unwrap();
        // The server may hang up in the middle.
        let _ = stream.write_all(words).await;
        let _ = stream.shutdown().await;
        let said = last_words(stream).await;
        // A TLS alert at most.
        assert!(said.is_empty() || said[0] == 0x15, "{said:x?}");
    }
    assert!(is_answered(&running, &terraform, &server).await);
}

#[tokio::test]
async fn whoever_leaves_in_the_middle_leaves_nothing_behind() {
    let (running, terraform, server) = pinned();
    for length in 0..HALF_A_HELLO.len() {
        let mut stream = connect(&running.address).await.unwrap();
        stream.write_all(&HALF_A_HELLO[..length]).await.unwrap();
    }
    assert!(is_answered(&running, &terraform, &server).await);
    running.shutdown.cancel();
    timeout(Duration::from_secs(1), running.served).await.unwrap().unwrap().unwrap();
}

/// The clock stands still and jumps to the next timer whenever nobody has anything to do.
#[tokio::test(start_paused = true)]
async fn whoever_says_nothing_is_hung_up_on_in_time() {
    let (running, _, _) = pinned();
    for words in [&b""[..], HALF_A_HELLO] {
        let start = Instant::now();
        let mut stream = connect(&running.address).await.unwrap();
        stream.write_all(words).await.unwrap();
        let mut said = Vec::new();
        let _ = stream.read_to_end(&mut said).await;
        assert!(said.is_empty(), "{said:x?}");
        let waited = start.elapsed();
        assert!(waited >= Duration::from_secs(10) && waited < LIMIT, "{waited:?}");
    }
}

#[tokio::test]
async fn peers_that_say_nothing_do_not_keep_the_server_from_ending() {
    for (running, hello) in
        [(start(None), &b""[..]), (start(None), PREFACE), (pinned().0, b""), (pinned().0, HALF_A_HELLO)]
    {
        let mut silent = Vec::new();
        for _ in 0..50 {
            let mut stream = connect(&running.address).await.unwrap();
            stream.write_all(hello).await.unwrap();
            silent.push(stream);
        }
        running.shutdown.cancel();
        let ended = timeout(Duration::from_secs(1), running.served).await;
        ended.expect("it ends").unwrap().unwrap();
    }
}

#[tokio::test]
async fn garbage_after_the_handshake_ends_that_connection_only() {
    let (running, terraform, server) = pinned();
    let config = tls(&server, Some(&terraform));
    for words in [&b"garbage that is no HTTP/2 preface at all"[..], &[PREFACE, &[0xff; 100]].concat()] {
        let stream = connect(&running.address).await.unwrap();
        let name = "localhost".try_into().unwrap();
        let connector = tokio_rustls::TlsConnector::from(Arc::clone(&config));
        let mut stream = connector.connect(name, stream).await.unwrap();
        stream.write_all(words).await.unwrap();
        last_words(stream).await;
    }
    assert!(is_answered(&running, &terraform, &server).await);
}

#[tokio::test]
async fn garbage_without_tls_ends_that_connection_only() {
    let running = start(None);
    let frame_of_a_gigabyte = [PREFACE, b"\xff\xff\xff\x00\x00\x00\x00\x00\x01"].concat();
    for words in [&b"GET / HTTP/1.1\r\n\r\n"[..], &[0; 1000], &frame_of_a_gigabyte] {
        let mut stream = connect(&running.address).await.unwrap();
        stream.write_all(words).await.unwrap();
        let _ = stream.shutdown().await;
        last_words(stream).await;
    }
    assert!(plain(&running).await.get_metadata(get_metadata::Request {}).await.is_ok());
}

#[tokio::test]
async fn the_handshake_signature_is_checked_and_not_the_certificate_alone() {
    // Another process may read the announced certificate; it does not have the key.
    let (running, terraform, server) = pinned();
    let thief = Certificate::with_key_of(&terraform, certificate());
    let answered = match channel(&running.address, Some(tls(&server, Some(&thief)))).await {
        Err(_) => false,
        Ok(channel) => ProviderClient::new(channel).get_metadata(get_metadata::Request {}).await.is_ok(),
    };
    assert!(!answered);
    assert!(is_answered(&running, &terraform, &server).await);
}
