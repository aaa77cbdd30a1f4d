//! What the process says on standard error: hclog JSON lines, which Terraform merges into its own log, and crash
//! reports in the form that Terraform shows to the user.

mod hclog;
mod level;
mod panic;

pub use hclog::Hclog;
pub use level::{Level, wanted_level};
pub use panic::install_panic_hook;

use tracing_subscriber::layer::SubscriberExt;

/// Sends this process's own events to standard error from now on.
///
/// Only events of `crate_name` are written: the libraries underneath would log headers, and with them tokens.
pub fn install(crate_name: &'static str, level: Level) {
    let Some(level) = level.as_tracing() else { return };
    let subscriber = tracing_subscriber::registry().with(Hclog::new(crate_name, level, std::io::stderr));
    // A second installation in one process (tests) keeps the first.
    let _ = tracing::subscriber::set_global_default(subscriber);
}
