//! The socket of the running plugin answers Terraform and nobody else.

use std::io::{Read, Write};
use std::os::unix::fs::{FileTypeExt, PermissionsExt};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use graph_simulator::{Action, Fault, Matcher, RequestRecord};
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::{ClientConfig, ClientConnection, DigitallySignedStruct, SignatureScheme, StreamOwned};

use crate::support::tenant::{FINANCE, WINDOWS, ids};
use crate::support::{World, assignment, group};

const PATIENCE: Duration = Duration::from_secs(60);
/// The start of HTTP/2, with an empty SETTINGS frame.
const HTTP2: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00";

#[test]
fn a_foreign_connection_gets_no_answer_and_terraform_goes_on() {
    let (simulator, mut workspace) = World::LIVE.start();
    // Sockets have short paths, so the folder is not the workspace's.
    let folder = tempfile::tempdir().expect("a temporary folder");
    workspace.env("TMPDIR", &folder.path().to_string_lossy());
    workspace.write("main.tf", &assignment("x", WINDOWS, &group(FINANCE)));
    simulator.fault(Fault::new(Matcher::on("POST", "*/assign"), Action::DelayMs(5000)));
    let apply = workspace.spawn(&["apply", "-auto-approve"]);
    let writing = |log: &[RequestRecord]| log.iter().any(|request| request.path.ends_with("/assign"));
    assert!(simulator.wait_until(writing, PATIENCE), "{:?}", simulator.requests());

    let sockets = sockets(folder.path());
    assert!(!sockets.is_empty(), "the running plugin has a socket below {}", folder.path().display());
    for socket in &sockets {
        assert_eq!(mode(socket), 0o600);
        assert_eq!(mode(socket.parent().expect("its folder")), 0o700);
        expect_no_plain_answer(socket);
        expect_no_answer_over_tls(socket, None);
        expect_no_answer_over_tls(socket, Some(own_certificate()));
    }
    // All of that happened while Terraform's own connection was at work.
    let still_writing = simulator.requests().iter().any(|request| request.status.is_none());
    assert!(still_writing, "the apply was over too soon");
    apply.wait(PATIENCE).expect_success();
    assert_eq!(ids(&simulator, WINDOWS), [format!("{WINDOWS}_{FINANCE}")]);
    assert_eq!(self::sockets(folder.path()), Vec::<PathBuf>::new(), "nothing stays behind");
}

/// The sockets of plugins below a folder for temporary files.
fn sockets(folder: &Path) -> Vec<PathBuf> {
    let entries = |folder: &Path| -> Vec<PathBuf> {
        let entries = std::fs::read_dir(folder).into_iter().flatten();
        entries.filter_map(|entry| Some(entry.ok()?.path())).collect()
    };
    let is_socket = |path: &PathBuf| path.metadata().is_ok_and(|metadata| metadata.file_type().is_socket());
    entries(folder).iter().flat_map(|path| entries(path)).filter(is_socket).collect()
}

fn mode(path: &Path) -> u32 {
    path.metadata().expect("its metadata").permissions().mode() & 0o777
}

fn connect(socket: &Path) -> UnixStream {
    let stream = UnixStream::connect(socket).expect("a connection");
    stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
    stream
}

/// Speaks HTTP/2 and reads to the end; a connection that is broken off has said what it said before.
fn answer(stream: &mut (impl Read + Write)) -> Vec<u8> {
    let mut answer = Vec::new();
    if stream.write_all(HTTP2).and_then(|()| stream.flush()).is_ok() {
        let _ = stream.read_to_end(&mut answer);
    }
    answer
}

fn expect_no_plain_answer(socket: &Path) {
    let answer = answer(&mut connect(socket));
    // A TLS alert at most.
    assert!(answer.is_empty() || answer[0] == 0x15, "{answer:x?}");
}

fn expect_no_answer_over_tls(socket: &Path, own: Option<Own>) {
    let connection = ClientConnection::new(client(own), ServerName::try_from("localhost").expect("a name"));
    let mut stream = StreamOwned::new(connection.expect("a TLS client"), connect(socket));
    let answer = answer(&mut stream);
    assert!(answer.is_empty(), "{answer:x?}");
    // It was the plugin that refused: it had shown its own certificate.
    assert!(stream.conn.peer_certificates().is_some());
}

/// A certificate that nobody announced, with its key.
struct Own(CertificateDer<'static>, PrivateKeyDer<'static>);

fn own_certificate() -> Own {
    let own = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
    Own(own.cert.der().clone(), PrivateKeyDer::Pkcs8(own.signing_key.serialize_der().into()))
}

/// A client that takes any server for the right one.
fn client(own: Option<Own>) -> Arc<ClientConfig> {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .expect("TLS versions")
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Trusting(provider)));
    let mut config = match own {
        None => builder.with_no_client_auth(),
        Some(Own(certificate, key)) => {
            builder.with_client_auth_cert(vec![certificate], key).expect("a client certificate")
        }
    };
    config.alpn_protocols = vec![b"h2".to_vec()];
    Arc::new(config)
}

/// Asks nothing of the server's certificate.
#[derive(Debug)]
struct Trusting(Arc<CryptoProvider>);

impl ServerCertVerifier for Trusting {
    fn verify_server_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _message: &[u8],
        _certificate: &CertificateDer<'_>,
        _signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _message: &[u8],
        _certificate: &CertificateDer<'_>,
        _signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
