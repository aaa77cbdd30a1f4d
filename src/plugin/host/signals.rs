//! Signals: Ctrl-C is for Terraform, a request to terminate is for us.

use tokio_util::sync::CancellationToken;

/// Swallows interrupts from now on. The terminal sends them to Terraform and to us alike; Terraform decides.
pub(super) fn ignore_interrupts() {
    // The handler replaces the default action (to end) when it is made, not when it is first awaited.
    #[cfg(unix)]
    if let Ok(mut interrupts) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::interrupt()) {
        tokio::spawn(async move { while interrupts.recv().await.is_some() {} });
    }
    #[cfg(not(unix))]
    tokio::spawn(async { while tokio::signal::ctrl_c().await.is_ok() {} });
}

/// Ends the server in good order on Ctrl-C, where no Terraform decides about it.
pub(super) fn shut_down_on_interrupt(shutdown: CancellationToken) {
    #[cfg(unix)]
    if let Ok(mut interrupts) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::interrupt()) {
        tokio::spawn(async move {
            interrupts.recv().await;
            shutdown.cancel();
        });
    }
    #[cfg(not(unix))]
    tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            shutdown.cancel();
        }
    });
}

/// Ends the server in good order on SIGTERM.
pub(super) fn shut_down_on_terminate(shutdown: CancellationToken) {
    #[cfg(unix)]
    if let Ok(mut terminate) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        tokio::spawn(async move {
            terminate.recv().await;
            shutdown.cancel();
        });
    }
    #[cfg(not(unix))]
    drop(shutdown);
}
