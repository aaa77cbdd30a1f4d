//! What only a server with TLS can show: whose certificates are believed, and which HTTP is spoken.

use std::convert::Infallible;

use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use rcgen::{CertificateParams, KeyPair};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use super::*;
use crate::net::Trust;

/// Answers one request on `localhost` with the version of HTTP that it came in. Returns its URL and its certificate.
async fn server(offers: &[&[u8]]) -> (Url, String) {
    let key = KeyPair::generate().expect("key");
    let certificate = CertificateParams::new(vec!["localhost".to_owned()]).expect("parameters");
    let certificate = certificate.self_signed(&key).expect("certificate");
    let private = rustls::pki_types::PrivateKeyDer::try_from(key.serialize_der()).expect("key");
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], private)
        .expect("config");
    config.alpn_protocols = offers.iter().map(|name| name.to_vec()).collect();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("bind");
    let port = listener.local_addr().expect("address").port();
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.expect("accept");
        let stream = acceptor.accept(stream).await.expect("handshake");
        let service = service_fn(|request: hyper::Request<hyper::body::Incoming>| async move {
            let version = format!("{:?}", request.version());
            Ok::<_, Infallible>(hyper::Response::new(version))
        });
        let is_h2 = stream.get_ref().1.alpn_protocol() == Some(b"h2");
        let stream = TokioIo::new(stream);
        if is_h2 {
            let server = hyper::server::conn::http2::Builder::new(TokioExecutor::new());
            server.serve_connection(stream, service).await.ok();
        } else {
            hyper::server::conn::http1::Builder::new().serve_connection(stream, service).await.ok();
        }
    });
    (Url::parse(&format!("https://localhost:{port}/")).expect("url"), certificate.pem())
}

#[tokio::test]
async fn http_2_is_spoken_where_it_is_offered() {
    for (offers, spoken) in [
        (&[&b"h2"[..], b"http/1.1"][..], "HTTP/2.0"),
        (&[&b"http/1.1"[..]][..], "HTTP/1.1"),
        (&[][..], "HTTP/1.1"),
    ] {
        let (url, certificate) = server(offers).await;
        let trust = Trust::read(certificate.as_bytes()).expect("trust");
        let http = Http::try_new(trust).expect("client");
        let answer = http.send(request(Method::GET, url, None)).await;
        let answer = answer.unwrap_or_else(|error| panic!("{error:?}"));
        assert_eq!(String::from_utf8_lossy(&answer.body), spoken);
    }
}
