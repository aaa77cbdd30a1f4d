//! Signals as Unix sends them.

use std::io;

use tokio::signal::unix::{Signal, SignalKind, signal};

/// SIGINT, which Ctrl-C sends.
pub(super) struct Interrupts(Signal);

impl Interrupts {
    /// Takes the place of the default action, which is to end, before anything is awaited.
    pub(super) fn listen() -> io::Result<Self> {
        Ok(Self(signal(SignalKind::interrupt())?))
    }

    pub(super) async fn next(&mut self) -> Option<()> {
        self.0.recv().await
    }
}

/// SIGTERM.
pub(super) struct Terminations(Signal);

impl Terminations {
    /// Takes the place of the default action, which is to end, before anything is awaited.
    pub(super) fn listen() -> io::Result<Self> {
        Ok(Self(signal(SignalKind::terminate())?))
    }

    pub(super) async fn next(&mut self) -> Option<()> {
        self.0.recv().await
    }
}
