//! A plugin whose Terraform is gone has nobody to answer to, and ends.

use tokio_util::sync::CancellationToken;

/// Ends the server when the process that started us has ended.
#[cfg(unix)]
pub(super) fn shut_down_with_parent(shutdown: CancellationToken) {
    use std::os::unix::process::parent_id;
    use std::time::Duration;

    let parent = parent_id();
    tokio::spawn(async move {
        // An orphan gets another parent; there is no event for it that works everywhere.
        while parent_id() == parent {
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
        tracing::warn!("the process that started this provider has ended");
        shutdown.cancel();
    });
}

/// Elsewhere the end of the connection has to do.
#[cfg(not(unix))]
pub(super) fn shut_down_with_parent(_shutdown: CancellationToken) {}
