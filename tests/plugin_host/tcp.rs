//! TCP, where there are no unix sockets: the port range, small messages without delay, the same authentication.

use std::net::{Ipv4Addr, TcpListener};
use std::sync::Arc;

use terraform_provider_intune::plugin::host::{Handshake, Listener, Network, PinnedPeer};
use terraform_provider_intune::plugin::proto::tfplugin6::get_metadata;
use terraform_provider_intune::plugin::proto::tfplugin6::provider_client::ProviderClient;

use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::client::{certificate, channel, host, tls};
use super::made_up::MadeUp;
use super::process::LIMIT;

fn within(first: u16, last: u16) -> std::io::Result<Listener> {
    let handshake = Handshake { ports: Some(first..=last), ..Default::default() };
    Listener::bind(Network::Tcp, &handshake)
}

/// Two neighbouring ports, both held. Ports change hands quickly on a busy machine, so several are tried.
fn neighbours() -> (TcpListener, TcpListener, u16) {
    for _ in 0..100 {
        let first = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = first.local_addr().unwrap().port();
        let Some(next) = port.checked_add(1) else { continue };
        if let Ok(second) = TcpListener::bind((Ipv4Addr::LOCALHOST, next)) {
            return (first, second, port);
        }
    }
    panic!("no two neighbouring ports are free");
}

#[tokio::test]
async fn the_first_free_port_of_the_range_is_taken() {
    let (_first, second, port) = neighbours();
    drop(second);
    let listener = within(port, port + 1).unwrap();
    assert_eq!(listener.address(), format!("127.0.0.1:{}", port + 1));
    assert_eq!(listener.network().name(), "tcp");
}

#[tokio::test]
async fn a_range_without_a_free_port_is_named_with_the_cause() {
    let (_first, _second, port) = neighbours();
    let error = within(port, port + 1).unwrap_err().to_string();
    for part in [&*format!("no port from {port} to {} is free", port + 1), "in use", "PLUGIN_MAX_PORT"] {
        assert!(error.contains(part), "{part}: {error}");
    }
}

#[tokio::test]
async fn only_the_announced_peer_is_answered() {
    let terraform = certificate();
    let pinned = PinnedPeer::from_pem(&terraform.pem).unwrap();
    let server = pinned.server_certificate().to_vec();
    let running = host(Arc::new(MadeUp::default()), Network::Tcp, Some(pinned));
    for (own, expected) in [(Some(&terraform), true), (Some(&certificate()), false), (None, false)] {
        let answered = match channel(&running.address, Some(tls(&server, own))).await {
            Err(_) => false,
            Ok(channel) => ProviderClient::new(channel).get_metadata(get_metadata::Request {}).await.is_ok(),
        };
        assert_eq!(answered, expected);
    }
}

/// What an HTTP/2 client says first, and the beginning of what comes next.
const HALF_A_CALL: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0\0\x01\0";

/// Says something before the connection is reset, which it is as soon as it is dropped.
async fn reset_after(stream: &mut (impl AsyncWriteExt + Unpin), words: &[u8]) {
    stream.write_all(words).await.unwrap();
    stream.flush().await.unwrap();
}

#[tokio::test]
async fn resets_at_every_stage_leave_the_others_alone() {
    let terraform = certificate();
    let pinned = PinnedPeer::from_pem(&terraform.pem).unwrap();
    let config = tls(pinned.server_certificate(), Some(&terraform));
    let running = host(Arc::new(MadeUp::default()), Network::Tcp, Some(pinned));
    let answered = ProviderClient::new(channel(&running.address, Some(config.clone())).await.unwrap());
    for round in 0..50 {
        let mut stream = TcpStream::connect(&running.address).await.unwrap();
        stream.set_zero_linger().unwrap();
        match round % 4 {
            0 => {}
            1 => reset_after(&mut stream, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03").await,
            stage => {
                let connector = tokio_rustls::TlsConnector::from(config.clone());
                let mut stream = connector.connect("localhost".try_into().unwrap(), stream).await.unwrap();
                let words = if stage == 2 { &b""[..] } else { HALF_A_CALL };
                reset_after(&mut stream, words).await;
            }
        }
    }
    for mut client in [answered, ProviderClient::new(channel(&running.address, Some(config)).await.unwrap())]
    {
        let answer = timeout(LIMIT, client.get_metadata(get_metadata::Request {})).await.expect("an answer");
        assert!(answer.is_ok(), "{answer:?}");
    }
    running.shutdown.cancel();
    timeout(LIMIT, running.served).await.expect("nothing is left over").unwrap().unwrap();
}
