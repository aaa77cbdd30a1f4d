//! What only a real socket can show.

mod secure;

use reqwest::Method;
use reqwest::header::HeaderMap;
use url::Url;

use super::*;
use crate::net::Sent;
use crate::net::loopback::Loopback;

fn request(method: Method, url: Url, body: Option<&str>) -> Request {
    Request { method, url, headers: HeaderMap::new(), body: body.map(|body| body.as_bytes().to_vec()) }
}

fn http() -> Http {
    Http::try_new(crate::net::Trust::default()).expect("client")
}

#[tokio::test]
async fn an_answer_comes_back_whole() {
    let server = Loopback::answering(
        "HTTP/1.1 418 I'm a teapot\r\nrequest-id: abc\r\ncontent-length: 5\r\nconnection: close\r\n\r\nhello",
    )
    .await;
    let answer = http().send(request(Method::POST, server.url("/x?y=z"), Some("body"))).await;
    let answer = answer.unwrap_or_else(|error| panic!("{error:?}"));
    assert_eq!((answer.status.as_u16(), answer.header("request-id")), (418, Some("abc")));
    assert_eq!(answer.body, b"hello");
    let sent = server.requests().await;
    assert!(sent[0].starts_with("POST /x?y=z HTTP/1.1\r\n") && sent[0].ends_with("\r\n\r\nbody"), "{sent:?}");
}

#[tokio::test]
async fn a_redirect_is_an_answer_and_is_not_followed() {
    let elsewhere = Loopback::answering("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await;
    let head = format!("HTTP/1.1 302 Found\r\nlocation: {}\r\ncontent-length: 0\r\n\r\n", elsewhere.url("/"));
    let server = Loopback::answering(head).await;
    let answer = http().send(request(Method::GET, server.url("/"), None)).await;
    assert_eq!(answer.map(|answer| answer.status.as_u16()).ok(), Some(302));
    assert!(elsewhere.requests().await.is_empty());
}

#[tokio::test]
async fn a_refused_connection_was_never_sent() {
    let server = Loopback::answering("").await;
    let url = server.url("/secret-path");
    drop(server);
    // The listener lives until its task has ended.
    let error = loop {
        match http().send(request(Method::GET, url.clone(), None)).await {
            Err(error @ Error::Connect(_)) => break error,
            Err(_) | Ok(_) => tokio::task::yield_now().await,
        }
    };
    assert_eq!(error.sent(), Sent::Never);
    assert!(error.is_transient());
    assert!(!format!("{error:?}").contains("secret-path"), "{error:?}");
}

#[tokio::test]
async fn a_connection_closed_without_an_answer_may_have_been_acted_on() {
    let server = Loopback::answering("").await;
    let error =
        http().send(request(Method::POST, server.url("/"), Some("{}"))).await.err().expect("no answer");
    assert!(matches!(error, Error::NoAnswer(_)), "{error:?}");
    assert_eq!(error.sent(), Sent::Perhaps);
}

#[tokio::test]
async fn an_answer_cut_in_its_body_is_no_answer() {
    let server = Loopback::answering("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf").await;
    let error = http().send(request(Method::GET, server.url("/"), None)).await.err().expect("no answer");
    assert!(matches!(error, Error::NoAnswer(_)), "{error:?}");
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_refused() {
    let body = "x".repeat(2000);
    let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: 2000\r\nconnection: close\r\n\r\n{body}");
    let server = Loopback::answering(answer).await;
    let small = Http { body_limit: 1999, ..http() };
    let error = small.send(request(Method::GET, server.url("/"), None)).await.err().expect("too large");
    assert!(matches!(error, Error::TooLarge { limit: 1999 }), "{error:?}");
    assert!(!error.is_transient());
    let exact = Http { body_limit: 2000, ..http() };
    assert!(exact.send(request(Method::GET, server.url("/"), None)).await.is_ok());
}

fn gzipped(text: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    std::io::Write::write_all(&mut writer, text).expect("compress");
    writer.finish().expect("compress")
}

#[tokio::test]
async fn gzip_is_offered_and_understood_and_the_limit_counts_what_comes_out() {
    let body = gzipped(&[b'x'; 100_000]);
    let mut answer = format!(
        "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    )
    .into_bytes();
    answer.extend(body);
    let server = Loopback::answering(answer).await;
    let answer = http().send(request(Method::GET, server.url("/"), None)).await;
    assert_eq!(answer.map(|answer| answer.body.len()).ok(), Some(100_000));
    let sent = server.requests().await;
    assert!(sent[0].to_ascii_lowercase().contains("accept-encoding: gzip"), "{sent:?}");
    let small = Http { body_limit: 10_000, ..http() };
    let error = small.send(request(Method::GET, server.url("/"), None)).await.err().expect("too large");
    assert!(matches!(error, Error::TooLarge { limit: 10_000 }), "{error:?}");
}

#[tokio::test]
async fn plain_http_to_another_machine_is_refused_before_anything_is_sent() {
    let url = Url::parse("http://192.0.2.1/").expect("url");
    let error = http().send(request(Method::GET, url, None)).await.err().expect("refused");
    assert!(matches!(error, Error::NotSecure), "{error:?}");
}

#[tokio::test]
async fn a_certificate_nobody_vouches_for_is_not_tried_again() {
    let key = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("certificate");
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let private = rustls::pki_types::PrivateKeyDer::try_from(key.signing_key.serialize_der()).expect("key");
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(vec![key.cert.der().clone()], private)
        .expect("config");
    let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("bind");
    let port = listener.local_addr().expect("address").port();
    let server = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.expect("accept");
        acceptor.accept(stream).await.is_err()
    });

    let url = Url::parse(&format!("https://localhost:{port}/")).expect("url");
    let error = http().send(request(Method::GET, url, None)).await.err().expect("refused");
    assert!(matches!(error, Error::Untrusted(_)), "{error:?}");
    assert_eq!((error.sent(), error.is_transient()), (Sent::Never, false));
    assert!(server.await.expect("server"), "the handshake must have failed");
}
