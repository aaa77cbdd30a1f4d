//! What the provider costs before it does anything: from its start to the handshake line, at rest, and for its schema.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rcgen::{CertificateParams, KeyPair, PKCS_ECDSA_P521_SHA512};
use serde::Serialize;

use super::life::median;
use crate::failure::Failure;
use crate::terraform::{Installation, Kib, SignIn, Workspace, peak_of};

/// How often the start is measured.
const STARTS: usize = 20;
/// How often Terraform is asked for the schema.
const SCHEMAS: usize = 5;
const LIMIT: Duration = Duration::from_secs(120);

/// The results.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Startup {
    /// From the start of the process to its handshake line: the least and the median, in milliseconds.
    pub(super) handshake_min_ms: f64,
    pub(super) handshake_median_ms: f64,
    /// The most memory that a process had that has just said its line, in KiB.
    pub(super) idle_peak_kib: Option<Kib>,
    /// Medians, in seconds.
    pub(super) schema_seconds: f64,
    pub(super) terraform_version_seconds: f64,
}

/// The first line of what the CLI says of itself.
///
/// # Errors
/// When it cannot be run.
pub(super) fn terraform_version(installation: &Installation) -> Result<String, Failure> {
    let said = Workspace::without_provider(installation, LIMIT)?.run(&["version"])?.successful()?.stdout;
    Ok(said.lines().next().unwrap_or_default().to_owned())
}

/// Measures.
///
/// # Errors
/// When the provider does not start, or Terraform does not take its schema.
pub(super) fn measure(installation: &Installation) -> Result<Startup, Failure> {
    let certificate = certificate()?;
    let starts: Vec<_> =
        (0..STARTS).map(|_| handshake(installation, &certificate)).collect::<Result<_, _>>()?;
    let times: Vec<f64> = starts.iter().map(|(time, _)| time.as_secs_f64() * 1000.0).collect();
    // The service is not asked for its schema; no address is needed.
    let workspace = Workspace::new(installation, "http://127.0.0.1:9", SignIn::ClientSecret, LIMIT)?;
    let timed = |arguments: &[&str]| {
        let times: Result<Vec<f64>, Failure> =
            (0..SCHEMAS).map(|_| Ok(workspace.run(arguments)?.successful()?.took.as_secs_f64())).collect();
        times.map(median)
    };
    Ok(Startup {
        handshake_min_ms: times.iter().copied().fold(f64::INFINITY, f64::min),
        handshake_median_ms: median(times),
        idle_peak_kib: starts.iter().filter_map(|(_, peak)| *peak).max(),
        schema_seconds: timed(&["providers", "schema", "-json"])?,
        terraform_version_seconds: timed(&["version"])?,
    })
}

/// A certificate as Terraform makes one for every process that it starts: self-signed, an authority, on P-521.
fn certificate() -> Result<String, Failure> {
    let key = KeyPair::generate_for(&PKCS_ECDSA_P521_SHA512)?;
    let mut parameters = CertificateParams::new(["localhost".to_owned()])?;
    parameters.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    Ok(pem(parameters.self_signed(&key)?.der()))
}

/// The text form of a certificate.
fn pem(der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let mut lines = vec!["-----BEGIN CERTIFICATE-----"];
    let mut rest = text.as_str();
    while !rest.is_empty() {
        let (line, after) = rest.split_at(rest.len().min(64));
        lines.push(line);
        rest = after;
    }
    lines.push("-----END CERTIFICATE-----\n");
    lines.join("\n")
}

/// Starts the provider as Terraform does, and waits for its line.
fn handshake(installation: &Installation, certificate: &str) -> Result<(Duration, Option<Kib>), Failure> {
    let mut command = Command::new(installation.provider());
    command
        .env_clear()
        .env("TF_PLUGIN_MAGIC_COOKIE", "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2")
        .env("PLUGIN_PROTOCOL_VERSIONS", "5,6")
        .env("PLUGIN_CLIENT_CERT", certificate)
        .env("PLUGIN_MULTIPLEX_GRPC", "true")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let start = Instant::now();
    let child = command.spawn().map_err(Failure::io("start the provider"))?;
    let mut started = Started(child);
    let mut line = String::new();
    if let Some(stdout) = started.0.stdout.take() {
        BufReader::new(stdout).read_line(&mut line).map_err(Failure::io("read the handshake line"))?;
    }
    let took = start.elapsed();
    if !line.starts_with("1|6|") {
        return Err(Failure::Answer {
            from: "the provider".to_owned(),
            expected: "a handshake line for protocol 6",
            got: line,
        });
    }
    Ok((took, peak_of(started.0.id())))
}

/// A provider that ends when dropped.
struct Started(Child);

impl Drop for Started {
    fn drop(&mut self) {
        // It may have ended on its own; there is nothing left to do then.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::pem;

    #[test]
    fn a_certificate_is_written_in_lines_of_64() {
        let text = pem(&[0; 60]);
        let lengths: Vec<_> = text.lines().map(str::len).collect();
        assert_eq!(lengths, [27, 64, 16, 25]);
        assert!(text.ends_with("-----END CERTIFICATE-----\n"));
    }
}
