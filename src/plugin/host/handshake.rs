//! How Terraform and a plugin find each other: variables one way, one line on standard output the other.

use std::io::{self, Write};
use std::ops::RangeInclusive;
use std::path::PathBuf;

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;

use super::{Listener, PinnedPeer};

/// Proves that Terraform or OpenTofu started this process; not a secret.
const MAGIC_COOKIE: (&str, &str) =
    ("TF_PLUGIN_MAGIC_COOKIE", "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2");
/// The version of go-plugin's handshake.
const CORE_VERSION: u8 = 1;
/// The version of Terraform's plugin protocol that this host speaks.
const PROTOCOL: u8 = 6;

/// What the process that started us said.
#[derive(Clone, Debug, Default)]
pub struct Handshake {
    /// The PEM of the certificate that the client will present; without it the connection is not encrypted.
    pub client_certificate: Option<String>,
    /// The ports to choose from, where TCP is used. Zero leaves the choice to the system.
    pub ports: Option<RangeInclusive<u16>>,
    /// The folder for the socket, instead of the system's temporary one.
    pub socket_directory: Option<PathBuf>,
    /// Whether the client wants to know if connections may be multiplexed; older ones do not expect an answer.
    pub asks_for_multiplexing: bool,
}

/// This process was not started as a plugin that we can be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAPlugin {
    /// Started by hand, most likely.
    #[error("this program is started by Terraform or OpenTofu, not by hand")]
    NoCookie,
    /// Terraform before 1.0, or something newer than we know.
    #[error(
        "Terraform offers the plugin protocol versions {0:?}, this provider speaks version 6; use Terraform 1.0 or newer"
    )]
    NoCommonVersion(String),
}

impl Handshake {
    /// Reads the environment through `variable`.
    ///
    /// # Errors
    /// When the magic cookie is absent or wrong, or protocol 6 is not on offer.
    pub fn from_environment(variable: impl Fn(&str) -> Option<String>) -> Result<Self, NotAPlugin> {
        let (name, cookie) = MAGIC_COOKIE;
        if variable(name).as_deref() != Some(cookie) {
            return Err(NotAPlugin::NoCookie);
        }
        let set = |name| variable(name).filter(|value| !value.is_empty());
        // In random order, "5,6" as often as "6,5". A client that does not say takes what it gets.
        if let Some(versions) = set("PLUGIN_PROTOCOL_VERSIONS")
            && !versions.split(',').any(|version| version.trim().parse() == Ok(PROTOCOL))
        {
            return Err(NotAPlugin::NoCommonVersion(versions));
        }
        let port = |name| set(name)?.parse::<u16>().ok();
        let ports = port("PLUGIN_MIN_PORT").zip(port("PLUGIN_MAX_PORT")).map(|(min, max)| min..=max);
        Ok(Self {
            client_certificate: set("PLUGIN_CLIENT_CERT"),
            ports: ports.filter(|ports| !ports.is_empty() && *ports.end() != 0),
            socket_directory: set("PLUGIN_UNIX_SOCKET_DIR").map(PathBuf::from),
            asks_for_multiplexing: set("PLUGIN_MULTIPLEX_GRPC").is_some(),
        })
    }
}

/// The line that tells Terraform where and how to connect.
pub(super) fn line(handshake: &Handshake, listener: &Listener, pinned: Option<&PinnedPeer>) -> String {
    // Go decodes without padding and refuses it.
    let certificate =
        pinned.map(|pinned| STANDARD_NO_PAD.encode(pinned.server_certificate())).unwrap_or_default();
    let multiplexing = if handshake.asks_for_multiplexing { "|false" } else { "" };
    let (network, address) = (listener.network().name(), listener.address());
    format!("{CORE_VERSION}|{PROTOCOL}|{network}|{address}|grpc|{certificate}{multiplexing}\n")
}

/// Writes the line. Afterwards standard output is never used again.
pub(super) fn announce(line: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(line.as_bytes())?;
    out.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(variables: &[(&str, &str)]) -> Result<Handshake, NotAPlugin> {
        let cookie = [(MAGIC_COOKIE.0, MAGIC_COOKIE.1)];
        let all: Vec<_> = cookie.iter().chain(variables).copied().collect();
        Handshake::from_environment(|name| {
            all.iter().rev().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn only_terraform_is_answered() {
        assert!(with(&[]).is_ok());
        assert_eq!(with(&[(MAGIC_COOKIE.0, "")]).unwrap_err(), NotAPlugin::NoCookie);
        assert_eq!(with(&[(MAGIC_COOKIE.0, "cookie")]).unwrap_err(), NotAPlugin::NoCookie);
        assert_eq!(Handshake::from_environment(|_| None).unwrap_err(), NotAPlugin::NoCookie);
    }

    #[test]
    fn protocol_six_is_found_in_any_order() {
        for versions in ["6", "5,6", "6,5", "7, 6"] {
            assert!(with(&[("PLUGIN_PROTOCOL_VERSIONS", versions)]).is_ok(), "{versions}");
        }
        for versions in ["5", "16", "5,66", "x"] {
            let refused = with(&[("PLUGIN_PROTOCOL_VERSIONS", versions)]).unwrap_err();
            assert_eq!(refused, NotAPlugin::NoCommonVersion(versions.to_owned()));
        }
    }

    #[test]
    fn ports_are_a_range_or_nothing() {
        for (min, max, expected) in
            [("10000", "25000", Some(10000..=25000)), ("0", "0", None), ("9", "8", None), ("a", "b", None)]
        {
            let handshake = with(&[("PLUGIN_MIN_PORT", min), ("PLUGIN_MAX_PORT", max)]).unwrap();
            assert_eq!(handshake.ports, expected, "{min} to {max}");
        }
    }
}
