//! TCP, where there are no unix sockets: the port range, small messages without delay, the same authentication.

use std::net::{Ipv4Addr, TcpListener};
use std::sync::Arc;

use terraform_provider_intune::plugin::host::{Handshake, Listener, Network, PinnedPeer};
use terraform_provider_intune::plugin::proto::tfplugin6::get_metadata;
use terraform_provider_intune::plugin::proto::tfplugin6::provider_client::ProviderClient;

use super::client::{certificate, channel, host, tls};
use super::made_up::MadeUp;

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
