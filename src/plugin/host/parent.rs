//! A plugin whose Terraform is gone has nobody to answer to, and ends.

use tokio_util::sync::CancellationToken;

/// The process that started us.
#[derive(Clone, Copy, Debug)]
pub(super) struct Parent {
    #[cfg(unix)]
    pid: u32,
}

impl Parent {
    /// Remembers who started us. To be asked before the handshake line is written: a parent that ends right after it
    /// would otherwise be mistaken for whoever inherits its orphans, which never ends.
    pub(super) fn of_this_process() -> Self {
        Self {
            #[cfg(unix)]
            pid: std::os::unix::process::parent_id(),
        }
    }

    /// Ends the server when that process has ended.
    #[cfg(unix)]
    pub(super) fn shut_down_with(self, shutdown: CancellationToken) {
        use std::os::unix::process::parent_id;
        use std::time::Duration;

        tokio::spawn(async move {
            // An orphan gets another parent; there is no event for it that works everywhere.
            while parent_id() == self.pid {
                tokio::time::sleep(Duration::from_millis(500)).await;
            }
            tracing::warn!("the process that started this provider has ended");
            shutdown.cancel();
        });
    }

    /// Elsewhere nobody can be asked without unsafe code: when Terraform is killed, this process stays. The end of its
    /// connection tells nothing, since gRPC also closes one that was idle for long and opens another when it has to.
    #[cfg(not(unix))]
    pub(super) fn shut_down_with(self, _shutdown: CancellationToken) {}
}
