//! AutoMTLS that really authenticates: a connection is answered only when its certificate is, byte for byte, the one
//! that Terraform announced.
//!
//! Terraform's throw-away certificate is self-signed, an authority, and on the curve P-521. *ring* does not know that
//! curve, so Go's client would send no certificate at all; webpki refuses an authority as a peer. Hence aws-lc-rs and
//! a verifier of our own that compares the certificate and leaves the proof of possession to rustls.

use std::sync::Arc;

use rustls::client::danger::HandshakeSignatureValid;
use rustls::crypto::{CryptoProvider, aws_lc_rs, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, UnixTime, pem};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{
    CertificateError, DigitallySignedStruct, DistinguishedName, ServerConfig, SignatureScheme,
    version::TLS12, version::TLS13,
};

/// Why the encrypted connection cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// `PLUGIN_CLIENT_CERT` is not a PEM certificate.
    #[error("PLUGIN_CLIENT_CERT holds no certificate: {0}")]
    ClientCertificate(#[source] pem::Error),
    /// Our own certificate could not be made.
    #[error("no certificate of our own: {0}")]
    OwnCertificate(#[source] rcgen::Error),
    /// rustls refuses the set-up.
    #[error(transparent)]
    Setup(#[from] rustls::Error),
}

/// The one peer that is let in, and the certificate that we show it.
#[derive(Debug)]
pub struct PinnedPeer {
    server_certificate: CertificateDer<'static>,
    config: Arc<ServerConfig>,
}

impl PinnedPeer {
    /// Pins the certificate in this PEM text, and makes one for ourselves: for `localhost`, which is the name that Go
    /// checks.
    ///
    /// # Errors
    /// When the text holds no certificate, or no certificate of ours can be made.
    pub fn from_pem(pem: &str) -> Result<Self, TlsError> {
        let peer = CertificateDer::from_pem_slice(pem.as_bytes()).map_err(TlsError::ClientCertificate)?;
        let own =
            rcgen::generate_simple_self_signed(["localhost".to_owned()]).map_err(TlsError::OwnCertificate)?;
        let server_certificate = own.cert.der().clone();
        let key = PrivateKeyDer::Pkcs8(own.signing_key.serialize_der().into());
        // Named explicitly: with a second provider in the dependency tree rustls would refuse to choose.
        let provider = Arc::new(aws_lc_rs::default_provider());
        let verifier = Arc::new(OnlyPeer { peer, provider: provider.clone() });
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_protocol_versions(&[&TLS13, &TLS12])?
            .with_client_cert_verifier(verifier)
            .with_single_cert(vec![server_certificate.clone()], key)?;
        config.alpn_protocols = vec![b"h2".to_vec()];
        Ok(Self { server_certificate, config: Arc::new(config) })
    }

    /// The DER of the certificate that we show.
    pub fn server_certificate(&self) -> &[u8] {
        &self.server_certificate
    }

    /// The TLS settings for accepting connections.
    pub(super) fn config(&self) -> Arc<ServerConfig> {
        self.config.clone()
    }
}

/// Accepts exactly one certificate.
#[derive(Debug)]
struct OnlyPeer {
    peer: CertificateDer<'static>,
    provider: Arc<CryptoProvider>,
}

impl ClientCertVerifier for OnlyPeer {
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _now: UnixTime,
    ) -> Result<ClientCertVerified, rustls::Error> {
        if end_entity.as_ref() == self.peer.as_ref() {
            Ok(ClientCertVerified::assertion())
        } else {
            Err(CertificateError::ApplicationVerificationFailure.into())
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(
            message,
            certificate,
            signature,
            &self.provider.signature_verification_algorithms,
        )
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(
            message,
            certificate,
            signature,
            &self.provider.signature_verification_algorithms,
        )
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
