//! Signals: Ctrl-C is for Terraform, a request to terminate is for us.

use tokio_util::sync::CancellationToken;

#[cfg(unix)]
mod unix;
#[cfg(unix)]
use unix::{Interrupts, Terminations};

#[cfg(windows)]
mod windows;
#[cfg(windows)]
use windows::{Interrupts, Terminations};

/// Swallows interrupts from now on. The terminal sends them to Terraform and to us alike; Terraform decides.
pub(super) fn ignore_interrupts() {
    if let Ok(mut interrupts) = Interrupts::listen() {
        tokio::spawn(async move { while interrupts.next().await.is_some() {} });
    }
}

/// Ends the server in good order on Ctrl-C, where no Terraform decides about it.
pub(super) fn shut_down_on_interrupt(shutdown: CancellationToken) {
    if let Ok(mut interrupts) = Interrupts::listen() {
        tokio::spawn(async move {
            interrupts.next().await;
            shutdown.cancel();
        });
    }
}

/// Ends the server in good order when the system wants this process to end.
pub(super) fn shut_down_on_terminate(shutdown: CancellationToken) {
    if let Ok(mut terminations) = Terminations::listen() {
        tokio::spawn(async move {
            terminations.next().await;
            shutdown.cancel();
        });
    }
}
