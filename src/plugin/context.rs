//! What every call may look at: who asks, and whether Terraform wants to stop.

use tokio_util::sync::CancellationToken;

/// The circumstances of one call.
#[derive(Clone, Debug)]
pub struct Context {
    /// The RPC that is being served, such as `ApplyResourceChange`.
    pub rpc: &'static str,
    /// Cancelled when Terraform asks to stop (Ctrl-C). Waits should end; a write that is on its way must be brought
    /// to its end, so that the answer tells the truth about what exists.
    pub stop: CancellationToken,
}
