//! Runs a command to its end: what it said, how long it took, how much memory the provider needed meanwhile.

use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::memory::{Kib, Watch};
use crate::failure::Failure;

/// How often a look at the memory is taken.
const LOOK: Duration = Duration::from_millis(20);

/// A command that has ended.
#[derive(Clone, Debug)]
pub(crate) struct Finished {
    /// The command line.
    pub(crate) command: String,
    /// How it ended.
    pub(crate) status: ExitStatus,
    /// Standard output.
    pub(crate) stdout: String,
    /// Standard error.
    pub(crate) stderr: String,
    /// From start to end.
    pub(crate) took: Duration,
    /// The highest peak of a process of the provider, where the system tells.
    pub(crate) peak: Option<Kib>,
}

impl Finished {
    /// Both streams.
    pub(crate) fn said(&self) -> String {
        format!("{}{}", self.stdout, self.stderr)
    }

    /// Itself, when it succeeded.
    ///
    /// # Errors
    /// Otherwise, with all that was said.
    pub(crate) fn successful(self) -> Result<Self, Failure> {
        if self.status.success() {
            return Ok(self);
        }
        Err(Failure::Program {
            ended: format!("ended with {}", self.status),
            said: self.said(),
            command: self.command,
        })
    }
}

/// Runs a command.
///
/// # Errors
/// When it cannot be started, or has to be killed after `limit`.
pub(super) fn run(mut command: Command, limit: Duration, provider: &Path) -> Result<Finished, Failure> {
    let line = line(&command);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let start = Instant::now();
    let mut child = command.spawn().map_err(Failure::io(format!("run `{line}`")))?;
    let (closed, streams) = channel();
    let stdout = collect(child.stdout.take(), closed.clone());
    let stderr = collect(child.stderr.take(), closed);
    let mut watch = Watch::new(provider);
    let in_time = loop {
        // Both pipes are closed, and their senders gone, when the command has ended.
        match streams.recv_timeout(LOOK) {
            Err(RecvTimeoutError::Disconnected) => break true,
            Ok(()) => {}
            Err(RecvTimeoutError::Timeout) => watch.look(child.id()),
        }
        if start.elapsed() > limit {
            // The provider notices that its parent is gone, and ends as well.
            child.kill().map_err(Failure::io(format!("kill `{line}`")))?;
            break false;
        }
    };
    let status = end(&mut child, &line)?;
    let took = start.elapsed();
    let (stdout, stderr) = (text(stdout), text(stderr));
    if !in_time {
        return Err(Failure::Endless { command: line, limit, said: stdout + &stderr });
    }
    Ok(Finished { command: line, status, stdout, stderr, took, peak: watch.peak() })
}

fn end(child: &mut Child, line: &str) -> Result<ExitStatus, Failure> {
    child.wait().map_err(Failure::io(format!("wait for the end of `{line}`")))
}

/// Reads a pipe to its end on a thread of its own; `closed` is dropped then.
fn collect(pipe: Option<impl Read + Send + 'static>, closed: Sender<()>) -> JoinHandle<Vec<u8>> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut pipe) = pipe {
            // An unreadable pipe ends the text as its end does.
            let _ = pipe.read_to_end(&mut bytes);
        }
        drop(closed);
        bytes
    })
}

fn text(reader: JoinHandle<Vec<u8>>) -> String {
    String::from_utf8_lossy(&reader.join().unwrap_or_default()).into_owned()
}

/// Program and arguments, as one would type them.
fn line(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let program = program.file_name().unwrap_or(command.get_program());
    let words = std::iter::once(program).chain(command.get_args());
    let words: Vec<_> = words.map(|word| word.to_string_lossy().into_owned()).collect();
    words.join(" ")
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn shell(script: &str, limit: Duration) -> Result<Finished, Failure> {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        run(command, limit, Path::new("/no/such/program"))
    }

    #[test]
    fn a_command_leaves_its_words_and_its_status() {
        let finished = shell("echo out; echo err >&2; exit 3", Duration::from_secs(60)).expect("a run");
        assert_eq!(finished.status.code(), Some(3));
        assert_eq!(finished.said(), "out\nerr\n");
        assert!(finished.command.starts_with("sh -c"), "{}", finished.command);
        let failure = finished.successful().expect_err("a failure").to_string();
        assert!(failure.contains("exit status: 3") && failure.contains("err"), "{failure}");
    }

    #[test]
    fn a_command_that_does_not_end_is_killed() {
        let ended = shell("echo begun; exec sleep 600", Duration::from_millis(300));
        let text = ended.expect_err("an end by force").to_string();
        assert!(text.contains("still running") && text.contains("begun"), "{text}");
    }
}
