//! What a Windows console sends instead of signals, put together as Go does it, and so Terraform.

use std::io;

use tokio::signal::windows::{CtrlBreak, CtrlC, CtrlClose, CtrlShutdown};
use tokio::signal::windows::{ctrl_break, ctrl_c, ctrl_close, ctrl_shutdown};

/// Ctrl-C and Ctrl-Break: both are an interrupt to Terraform.
pub(super) struct Interrupts {
    c: CtrlC,
    pause: CtrlBreak,
}

impl Interrupts {
    /// Takes the place of the default action, which is to end, before anything is awaited.
    pub(super) fn listen() -> io::Result<Self> {
        Ok(Self { c: ctrl_c()?, pause: ctrl_break()? })
    }

    pub(super) async fn next(&mut self) -> Option<()> {
        tokio::select! {
            next = self.c.recv() => next,
            next = self.pause.recv() => next,
        }
    }
}

/// The console window is closed, or the machine shuts down.
pub(super) struct Terminations {
    close: CtrlClose,
    shutdown: CtrlShutdown,
}

impl Terminations {
    /// Takes the place of the default action, which is to end, before anything is awaited.
    pub(super) fn listen() -> io::Result<Self> {
        Ok(Self { close: ctrl_close()?, shutdown: ctrl_shutdown()? })
    }

    pub(super) async fn next(&mut self) -> Option<()> {
        tokio::select! {
            next = self.close.recv() => next,
            next = self.shutdown.recv() => next,
        }
    }
}
