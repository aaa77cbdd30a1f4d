//! The memory of the provider's processes while Terraform runs them: the most that the system ever saw resident.
//!
//! Read from `/proc`, so known on Linux only; elsewhere it stays unknown.

use std::fs;
use std::path::{Path, PathBuf};

/// Units of 1,024 bytes.
pub(crate) type Kib = u64;

/// Looks at the descendants of a process now and then. The system keeps each one's peak, so that a look misses only
/// what happens between the last look and the end.
#[derive(Debug)]
pub(super) struct Watch {
    program: PathBuf,
    peak: Option<Kib>,
}

impl Watch {
    /// Watches processes that run `program`.
    pub(super) fn new(program: &Path) -> Self {
        Self { program: program.to_owned(), peak: None }
    }

    /// Takes a look below the process `root`.
    pub(super) fn look(&mut self, root: u32) {
        let mut open = vec![root];
        while let Some(process) = open.pop() {
            open.extend(children(process));
            let runs = fs::read_link(format!("/proc/{process}/exe"));
            if runs.is_ok_and(|program| program == self.program) {
                self.peak = self.peak.max(peak_of(process));
            }
        }
    }

    /// The highest peak of any of them.
    pub(super) fn peak(&self) -> Option<Kib> {
        self.peak
    }
}

/// The most memory that this process ever had resident.
pub(crate) fn peak_of(process: u32) -> Option<Kib> {
    high_water_mark(&fs::read_to_string(format!("/proc/{process}/status")).ok()?)
}

/// Those that any thread of the process has started.
fn children(process: u32) -> Vec<u32> {
    let Ok(threads) = fs::read_dir(format!("/proc/{process}/task")) else {
        return Vec::new();
    };
    let lists = threads.filter_map(|thread| fs::read_to_string(thread.ok()?.path().join("children")).ok());
    let ids: Vec<_> =
        lists.flat_map(|list| list.split_whitespace().map(str::parse).collect::<Vec<_>>()).collect();
    ids.into_iter().filter_map(Result::ok).collect()
}

/// `VmHWM` in the text of `/proc/PID/status`.
fn high_water_mark(status: &str) -> Option<Kib> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::high_water_mark;

    #[test]
    fn the_high_water_mark_is_read_from_the_status() {
        let status = "Name:\tx\nVmPeak:\t  999 kB\nVmHWM:\t    6288 kB\nVmRSS:\t 100 kB\n";
        assert_eq!(high_water_mark(status), Some(6288));
        assert_eq!(high_water_mark("Name:\tkthread\n"), None);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn the_memory_of_a_grandchild_is_seen_and_that_of_others_is_not() {
        use std::io::Read;
        use std::process::{Command, Stdio};

        // The shell says "up" when `sleep` runs below it, and waits for it.
        let mut shell = Command::new("sh")
            .args(["-c", "sleep 60 & echo up; wait"])
            .stdout(Stdio::piped())
            .spawn()
            .expect("a shell");
        let mut said = [0; 2];
        shell.stdout.as_mut().expect("its output").read_exact(&mut said).expect("a word");
        let child = super::children(shell.id())[0];
        let program = loop {
            // Between fork and exec it is still the shell.
            let program = std::fs::read_link(format!("/proc/{child}/exe")).expect("its program");
            if program != std::fs::read_link(format!("/proc/{}/exe", shell.id())).expect("the shell") {
                break program;
            }
            std::thread::yield_now();
        };
        let mut watch = super::Watch::new(&program);
        let mut other = super::Watch::new(std::path::Path::new("/no/such/program"));
        watch.look(std::process::id());
        other.look(std::process::id());
        Command::new("kill").arg(child.to_string()).status().expect("kill");
        shell.wait().expect("the end of the shell");
        assert!(watch.peak().is_some_and(|kib| kib > 0));
        assert_eq!(other.peak(), None);
    }
}
