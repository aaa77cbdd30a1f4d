//! Who is let in: the one peer whose certificate was announced, nobody else.

use std::time::Duration;

use terraform_provider_intune::plugin::host::PinnedPeer;
use terraform_provider_intune::plugin::proto::tfplugin6 as wire;
use terraform_provider_intune::plugin::proto::tfplugin6::provider_client::ProviderClient;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::UnixStream;

use super::client::{Certificate, Running, certificate, channel, start, tls};

fn pinned(peer: &Certificate) -> (Running, Vec<u8>) {
    let pinned = PinnedPeer::from_pem(&peer.pem).unwrap();
    let server = pinned.server_certificate().to_vec();
    (start(Some(pinned)), server)
}

/// Whether an RPC is answered.
async fn is_answered(running: &Running, config: std::sync::Arc<rustls::ClientConfig>) -> bool {
    let Ok(channel) = channel(&running.address, Some(config)).await else {
        return false;
    };
    ProviderClient::new(channel).get_metadata(wire::get_metadata::Request {}).await.is_ok()
}

#[tokio::test]
async fn the_announced_peer_is_answered() {
    let terraform = certificate();
    let (running, server) = pinned(&terraform);
    assert!(is_answered(&running, tls(&server, Some(&terraform))).await);
}

#[tokio::test]
async fn a_peer_without_a_certificate_is_refused() {
    let (running, server) = pinned(&certificate());
    assert!(!is_answered(&running, tls(&server, None)).await);
}

#[tokio::test]
async fn a_peer_with_another_certificate_is_refused() {
    let (running, server) = pinned(&certificate());
    assert!(!is_answered(&running, tls(&server, Some(&certificate()))).await);
}

#[tokio::test]
async fn plain_text_is_refused_where_tls_was_agreed() {
    let (running, _) = pinned(&certificate());
    let mut stream = UnixStream::connect(&running.address).await.unwrap();
    stream.write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").await.unwrap();
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    // A TLS alert at most, and the end of the connection.
    assert!(answer.is_empty() || answer[0] == 0x15, "{answer:x?}");
}

#[tokio::test]
async fn silent_peers_hold_up_nobody() {
    let terraform = certificate();
    let (running, server) = pinned(&terraform);
    let mut silent = Vec::new();
    for _ in 0..200 {
        silent.push(UnixStream::connect(&running.address).await.unwrap());
    }
    let answered = is_answered(&running, tls(&server, Some(&terraform)));
    assert!(tokio::time::timeout(Duration::from_secs(5), answered).await.unwrap());
}

#[tokio::test]
async fn a_certificate_that_is_none_is_named() {
    let error = PinnedPeer::from_pem("-----BEGIN NONSENSE-----").unwrap_err();
    assert!(error.to_string().contains("PLUGIN_CLIENT_CERT"), "{error}");
}
