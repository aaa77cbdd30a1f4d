//! Crash reports in the form that Terraform collects: a line that starts with `panic: `, and what follows.

use std::backtrace::Backtrace;
use std::io::Write;

/// Makes panics print in that form from now on.
pub fn install_panic_hook() {
    std::panic::set_hook(Box::new(|panic| {
        let message = panic.payload_as_str().unwrap_or("no message").replace('\n', " ");
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let report = format!("panic: {message}\n\nat {place}\n{}\n", Backtrace::force_capture());
        // Standard error may be gone already; a panic hook has nobody else to tell.
        let _ = std::io::stderr().write_all(report.as_bytes());
    }));
}
