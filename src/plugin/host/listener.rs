//! The socket that Terraform connects to: a unix socket in a folder of its own that only its owner may enter, or
//! TCP on the loopback address where there are no unix sockets.

use std::io;
use std::net::{Ipv4Addr, TcpListener as StdTcpListener};
use std::ops::RangeInclusive;

use tokio::net::{TcpListener, TcpStream};

use super::Handshake;
use super::connection::Connection;

#[cfg(unix)]
mod unix;

/// The kind of socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Network {
    /// A unix socket.
    #[cfg(unix)]
    Unix,
    /// TCP on 127.0.0.1.
    Tcp,
}

impl Network {
    /// What go-plugin uses here: unix sockets where they exist.
    pub fn of_this_platform() -> Self {
        #[cfg(unix)]
        {
            Self::Unix
        }
        #[cfg(not(unix))]
        {
            Self::Tcp
        }
    }

    /// The name in the handshake line.
    pub fn name(self) -> &'static str {
        match self {
            #[cfg(unix)]
            Self::Unix => "unix",
            Self::Tcp => "tcp",
        }
    }
}

/// A socket that is ready to accept. A unix socket is removed when it is dropped.
#[derive(Debug)]
pub struct Listener(Kind);

#[derive(Debug)]
enum Kind {
    #[cfg(unix)]
    Unix(unix::Socket),
    Tcp(TcpListener, String),
}

impl Listener {
    /// Opens the socket where the handshake allows it.
    ///
    /// # Errors
    /// When the folder cannot be written, or no port of the range is free.
    pub fn bind(network: Network, handshake: &Handshake) -> io::Result<Self> {
        Ok(Self(match network {
            #[cfg(unix)]
            Network::Unix => Kind::Unix(unix::Socket::bind(handshake.socket_directory.as_deref())?),
            Network::Tcp => {
                let listener = bind_tcp(handshake)?;
                let address = listener.local_addr()?.to_string();
                Kind::Tcp(listener, address)
            }
        }))
    }

    /// The kind of this socket.
    pub fn network(&self) -> Network {
        match self.0 {
            #[cfg(unix)]
            Kind::Unix(_) => Network::Unix,
            Kind::Tcp(..) => Network::Tcp,
        }
    }

    /// Where to connect: a path, or an address with a port.
    pub fn address(&self) -> &str {
        match &self.0 {
            #[cfg(unix)]
            Kind::Unix(socket) => socket.address(),
            Kind::Tcp(_, address) => address,
        }
    }

    /// Waits for the next connection.
    pub(super) async fn accept(&self) -> io::Result<Connection> {
        match &self.0 {
            #[cfg(unix)]
            Kind::Unix(socket) => Ok(Connection::new(socket.accept().await?)),
            Kind::Tcp(listener, _) => Ok(Connection::new(accept_tcp(listener).await?)),
        }
    }
}

async fn accept_tcp(listener: &TcpListener) -> io::Result<TcpStream> {
    let (stream, _) = listener.accept().await?;
    // Small messages in both directions: with Nagle's algorithm each waits for a delayed acknowledgement.
    stream.set_nodelay(true)?;
    Ok(stream)
}

fn bind_tcp(handshake: &Handshake) -> io::Result<TcpListener> {
    let bind = |port| StdTcpListener::bind((Ipv4Addr::LOCALHOST, port));
    let listener = match &handshake.ports {
        None => bind(0)?,
        Some(ports) => first_free(ports.clone(), bind)?,
    };
    listener.set_nonblocking(true)?;
    TcpListener::from_std(listener)
}

/// The first port of the range that can be bound; when none can, the error says why the last one could not.
fn first_free(
    ports: RangeInclusive<u16>,
    bind: impl Fn(u16) -> io::Result<StdTcpListener>,
) -> io::Result<StdTcpListener> {
    let mut cause = io::Error::from(io::ErrorKind::AddrInUse);
    for port in ports.clone() {
        match bind(port) {
            Ok(listener) => return Ok(listener),
            Err(error) => cause = error,
        }
    }
    let (first, last) = (ports.start(), ports.end());
    Err(io::Error::new(
        cause.kind(),
        format!(
            "no port from {first} to {last} is free on 127.0.0.1 ({cause}); free one, or widen the range that \
             PLUGIN_MIN_PORT and PLUGIN_MAX_PORT give"
        ),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn small_messages_are_not_held_back() {
        let listener = bind_tcp(&Handshake::default()).unwrap();
        let _client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        assert!(accept_tcp(&listener).await.unwrap().nodelay().unwrap());
    }

    #[test]
    fn the_cause_that_no_port_can_be_had_for_is_shown() {
        let error = first_free(80..=81, |_| Err(io::ErrorKind::PermissionDenied.into())).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::PermissionDenied);
        assert!(error.to_string().contains("no port from 80 to 81"), "{error}");
        assert!(error.to_string().contains("permission denied"), "{error}");
    }
}
