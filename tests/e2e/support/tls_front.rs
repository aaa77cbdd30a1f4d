//! TLS in front of a plain service, with a certificate of its own CA: the provider speaks https, the simulator http.

use std::net::SocketAddr;
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, KeyUsagePurpose};
use tokio::io::copy_bidirectional;
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;

use super::loopback::Loopback;

/// The name, besides `localhost`, that the certificate is for. Nothing resolves it.
pub(crate) const NAME: &str = "graph.intune.test";

/// Passes on what arrives over TLS, until dropped.
pub(crate) struct TlsFront {
    loopback: Loopback,
    /// The CA's certificate as PEM.
    pub(crate) ca: String,
}

impl TlsFront {
    /// Starts in front of `service`, such as `http://127.0.0.1:8080`.
    pub(crate) fn of(service: &str) -> Self {
        let service: SocketAddr = service.trim_start_matches("http://").parse().expect("an address");
        let (ca, acceptor) = authority();
        let loopback = Loopback::start(move |stream| {
            let acceptor = acceptor.clone();
            async move {
                // A client that does not trust the certificate hangs up here.
                let (Ok(mut outside), Ok(mut inside)) =
                    (acceptor.accept(stream).await, TcpStream::connect(service).await)
                else {
                    return;
                };
                let _ = copy_bidirectional(&mut outside, &mut inside).await;
            }
        });
        Self { loopback, ca }
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.loopback.address
    }

    /// `https://localhost:PORT`
    pub(crate) fn url(&self) -> String {
        format!("https://localhost:{}", self.address().port())
    }
}

/// A CA's certificate as PEM, and a server's TLS with a certificate that it signed.
fn authority() -> (String, TlsAcceptor) {
    let ca_key = KeyPair::generate().expect("a key");
    let mut parameters = CertificateParams::new(Vec::<String>::new()).expect("parameters");
    parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    parameters.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    let ca = parameters.self_signed(&ca_key).expect("a CA").pem();
    let issuer = Issuer::new(parameters, ca_key);

    let key = KeyPair::generate().expect("a key");
    let names = vec!["localhost".to_owned(), NAME.to_owned()];
    let certificate = CertificateParams::new(names).expect("parameters").signed_by(&key, &issuer);
    let chain = vec![certificate.expect("a certificate").der().clone()];
    let key = rustls::pki_types::PrivateKeyDer::try_from(key.serialize_der()).expect("a key");
    let config =
        rustls::ServerConfig::builder_with_provider(Arc::new(rustls::crypto::aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .expect("a configuration");
    (ca, TlsAcceptor::from(Arc::new(config)))
}
