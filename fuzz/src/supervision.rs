//! Hunts in a process of its own, so that not even an abort or an endless loop hides the input that led to it.

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime};

/// No input of some kilobytes takes longer, on a busy machine and without optimisation.
const LONGEST: Duration = Duration::from_secs(10);

/// Hunts one target for some seconds: true when nothing was caught. What was is printed.
///
/// # Errors
/// When no process can be started.
pub(crate) fn supervise(target: &str, seed: u64, seconds: u64) -> Result<bool, String> {
    let problem = |error: std::io::Error| format!("cannot hunt {target}: {error}");
    let folder = tempfile::tempdir().map_err(problem)?;
    let trace = folder.path().join("input");
    let mut hunter = Command::new(std::env::current_exe().map_err(problem)?)
        .args(["--target", target, "--seed", &seed.to_string(), "--seconds", &seconds.to_string()])
        .arg("--trace")
        .arg(&trace)
        .stdin(Stdio::null())
        .spawn()
        .map_err(problem)?;
    loop {
        if let Some(status) = hunter.try_wait().map_err(problem)? {
            if !status.success() {
                report(target, seed, &format!("ended with {status}"), &trace);
            }
            return Ok(status.success());
        }
        if age(&trace) > LONGEST {
            hunter.kill().and_then(|()| hunter.wait()).map_err(problem)?;
            report(target, seed, &format!("took more than {} s for one input", LONGEST.as_secs()), &trace);
            return Ok(false);
        }
        #[allow(
            clippy::disallowed_methods,
            reason = "another process is polled; there is no runtime to block"
        )]
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// How long the file has been as it is.
fn age(trace: &Path) -> Duration {
    let changed =
        fs::metadata(trace).and_then(|metadata| metadata.modified()).unwrap_or_else(|_| SystemTime::now());
    changed.elapsed().unwrap_or_default()
}

fn report(target: &str, seed: u64, what: &str, trace: &Path) {
    let input = fs::read(trace).unwrap_or_default();
    let mut hex = String::new();
    for byte in &input {
        // Writing into a text cannot fail.
        let _ = write!(hex, "{byte:02x}");
    }
    println!(
        "\n{target} {what}, with seed {seed} and this input of {} bytes:\n{}\nto repeat it: cargo run --package fuzz -- \
         --target {target} --replay {hex}\n",
        input.len(),
        input.escape_ascii()
    );
}
