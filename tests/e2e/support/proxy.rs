//! A forward proxy that leads every CONNECT to one place, whatever name was asked for.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::TcpStream;

use super::loopback::Loopback;

/// Passes on what comes with the right name and password, until dropped.
pub(crate) struct Proxy {
    loopback: Loopback,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Proxy {
    /// Starts. `credentials` are `NAME:PASSWORD`; `None` lets everybody pass.
    pub(crate) fn to(service: SocketAddr, credentials: Option<&str>) -> Self {
        let wanted = credentials.map(|text| format!("Basic {}", STANDARD.encode(text)));
        let asked = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&asked);
        let loopback = Loopback::start(move |stream| {
            let (wanted, log) = (wanted.clone(), Arc::clone(&log));
            async move { serve(stream, service, wanted, &log).await }
        });
        Self { loopback, asked }
    }

    /// `127.0.0.1:PORT`
    pub(crate) fn address(&self) -> SocketAddr {
        self.loopback.address
    }

    /// The first line of each request: `CONNECT host:port`, or `GET http://…` for plain http.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

async fn serve(
    mut outside: TcpStream,
    service: SocketAddr,
    wanted: Option<String>,
    log: &Mutex<Vec<String>>,
) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match outside.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => return,
        }
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let line = head.lines().next().unwrap_or_default().trim_end_matches(" HTTP/1.1").to_owned();
    let is_connect = line.starts_with("CONNECT ");
    log.lock().unwrap_or_else(PoisonError::into_inner).push(line);
    let given = head.lines().find_map(|line| {
        let (name, value) = line.split_once(": ")?;
        name.eq_ignore_ascii_case("proxy-authorization").then(|| value.to_owned())
    });
    let refusal = match (is_connect, wanted) {
        (false, _) => Some("502 Bad Gateway"),
        (true, Some(wanted)) if given.as_ref() != Some(&wanted) => Some("407 Proxy Authentication Required"),
        (true, _) => None,
    };
    if let Some(status) = refusal {
        let answer = format!(
            "HTTP/1.1 {status}\r\nProxy-Authenticate: Basic realm=\"test\"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        );
        let _ = outside.write_all(answer.as_bytes()).await;
        return;
    }
    let Ok(mut inside) = TcpStream::connect(service).await else {
        return;
    };
    if outside.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").await.is_ok() {
        let _ = copy_bidirectional(&mut outside, &mut inside).await;
    }
}
