//! A client as Terraform is one, and the server to talk to.

use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use base64::Engine;
use hyper_util::rt::TokioIo;
use rcgen::{BasicConstraints, CertificateParams, IsCa, KeyPair, PKCS_ECDSA_P521_SHA512};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::{ClientConfig, RootCertStore};
use tempfile::TempDir;
use terraform_provider_intune::plugin::host::{Handshake, Listener, Network, PinnedPeer, Server};
use terraform_provider_intune::plugin::proto::tfplugin6 as wire;
use terraform_provider_intune::plugin::proto::tfplugin6::provider_client::ProviderClient;
use terraform_provider_intune::plugin::schema::{Type, schema_type};
use terraform_provider_intune::plugin::value::{Dynamic, msgpack};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, UnixStream};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tonic::transport::{Channel, Endpoint};

use super::made_up::MadeUp;
use terraform_provider_intune::plugin::provider::Provider;

/// A running server with the made-up provider.
pub(crate) struct Running {
    pub(crate) address: String,
    pub(crate) shutdown: CancellationToken,
    pub(crate) served: JoinHandle<Result<(), tonic::transport::Error>>,
    pub(crate) finished: Arc<AtomicUsize>,
    pub(crate) farewells: Arc<AtomicUsize>,
    pub(crate) folder: TempDir,
}

/// Starts a server, pinned to a peer or open to whoever reaches its socket.
pub(crate) fn start(pinned: Option<PinnedPeer>) -> Running {
    let provider = MadeUp::default();
    let (finished, farewells) = (provider.finished.clone(), provider.farewells.clone());
    Running { finished, farewells, ..host(Arc::new(provider), Network::Unix, pinned) }
}

/// Starts a server with another provider, or on another network.
pub(crate) fn host(provider: Arc<dyn Provider>, network: Network, pinned: Option<PinnedPeer>) -> Running {
    let folder = tempfile::tempdir().unwrap();
    let handshake = Handshake { socket_directory: Some(folder.path().to_owned()), ..Default::default() };
    let listener = Listener::bind(network, &handshake).unwrap();
    let address = listener.address().to_owned();
    let server = Server::new(provider, listener, pinned);
    let shutdown = server.shutdown_signal();
    let served = tokio::spawn(server.run());
    Running { address, shutdown, served, finished: Arc::default(), farewells: Arc::default(), folder }
}

/// A client of a server without TLS.
pub(crate) async fn plain(running: &Running) -> ProviderClient<Channel> {
    ProviderClient::new(channel(&running.address, None).await.unwrap()).max_decoding_message_size(usize::MAX)
}

/// Connects, with TLS where a configuration is given.
pub(crate) async fn channel(
    address: &str,
    tls: Option<Arc<ClientConfig>>,
) -> Result<Channel, tonic::transport::Error> {
    let address = address.to_owned();
    let connector = tower::service_fn(move |_| {
        let (address, tls) = (address.clone(), tls.clone());
        async move {
            let stream = connect(&address).await?;
            let stream: Box<dyn Stream> = match tls {
                None => stream,
                Some(tls) => {
                    let name = ServerName::try_from("localhost").unwrap();
                    Box::new(tokio_rustls::TlsConnector::from(tls).connect(name, stream).await?)
                }
            };
            Ok::<_, std::io::Error>(TokioIo::new(stream))
        }
    });
    Endpoint::from_static("http://localhost").connect_with_connector(connector).await
}

/// A bare connection to a socket: a path, or an address with a port.
pub(crate) async fn connect(address: &str) -> std::io::Result<Box<dyn Stream>> {
    Ok(match address.starts_with('/') {
        true => Box::new(UnixStream::connect(address).await?),
        false => Box::new(TcpStream::connect(address).await?),
    })
}

pub(crate) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// A certificate like the one that Go's client makes: P-521, self-signed, an authority.
pub(crate) struct Certificate {
    pub(crate) pem: String,
    der: CertificateDer<'static>,
    key: KeyPair,
}

impl Certificate {
    /// One certificate, with the key of another.
    pub(crate) fn with_key_of(certificate: &Self, other: Self) -> Self {
        Self { pem: certificate.pem.clone(), der: certificate.der.clone(), key: other.key }
    }
}

pub(crate) fn certificate() -> Certificate {
    let key = KeyPair::generate_for(&PKCS_ECDSA_P521_SHA512).unwrap();
    let mut params = CertificateParams::new(["localhost".to_owned()]).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let certificate = params.self_signed(&key).unwrap();
    let body = base64::engine::general_purpose::STANDARD.encode(certificate.der());
    let pem = format!("-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n");
    Certificate { pem, der: certificate.der().clone(), key }
}

/// The settings of a client that trusts this server and shows this certificate, or none.
pub(crate) fn tls(server: &[u8], own: Option<&Certificate>) -> Arc<ClientConfig> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from(server.to_vec())).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots);
    let mut config = match own {
        None => builder.with_no_client_auth(),
        Some(own) => {
            // Not checked to belong together: a thief has the one without the other.
            let key = PrivateKeyDer::Pkcs8(own.key.serialize_der().into());
            let key = rustls::crypto::aws_lc_rs::sign::any_supported_type(&key).unwrap();
            let own = CertifiedKey::new(vec![own.der.clone()], key);
            builder.with_client_cert_resolver(Arc::new(SingleCertAndKey::from(own)))
        }
    };
    config.alpn_protocols = vec![b"h2".to_vec()];
    Arc::new(config)
}

/// The type of the made-up thing.
pub(crate) fn thing() -> Type {
    let (_, resource) = MadeUp::default().resources().remove(0);
    schema_type(&resource.schema())
}

/// A value of the made-up thing, as it crosses the wire.
pub(crate) fn send(value: &Dynamic) -> Option<wire::DynamicValue> {
    Some(wire::DynamicValue {
        msgpack: msgpack::encode(value, &thing()).unwrap().into(),
        json: Default::default(),
    })
}

/// The same, read.
pub(crate) fn receive(value: Option<wire::DynamicValue>) -> Dynamic {
    msgpack::decode(&value.expect("a value").msgpack, &thing()).unwrap()
}

/// Summaries and details of diagnostics, in one text.
pub(crate) fn text(diagnostics: &[wire::Diagnostic]) -> String {
    diagnostics.iter().map(|it| format!("{:?}: {}: {}\n", it.severity(), it.summary, it.detail)).collect()
}
