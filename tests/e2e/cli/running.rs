//! A command while it runs: for tests that interrupt, kill, or wait for a line.

use std::io::Read;
use std::os::unix::process::CommandExt;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group};

use super::Output;

/// A started command, leader of a process group of its own that also holds the plugins which it starts.
///
/// Dropping it kills whatever of the group still runs.
pub(crate) struct Running {
    command: String,
    group: Pid,
    streams: Arc<Streams>,
    readers: Vec<JoinHandle<()>>,
    exited: Receiver<std::io::Result<ExitStatus>>,
    finished: bool,
}

/// What was written so far, and a bell that rings when there is more.
#[derive(Default)]
struct Streams {
    written: Mutex<Written>,
    more: Condvar,
}

#[derive(Default)]
struct Written {
    stdout: Vec<u8>,
    stderr: Vec<u8>,
    closed: usize,
}

impl Streams {
    fn lock(&self) -> MutexGuard<'_, Written> {
        self.written.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Running {
    /// Starts `command` with both output streams captured and nothing to read.
    ///
    /// # Panics
    /// When it cannot be started.
    pub(crate) fn start(mut command: Command) -> Self {
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).process_group(0);
        let line = command_line(&command);
        let mut child = command.spawn().unwrap_or_else(|error| panic!("cannot start `{line}`: {error}"));
        let group = Pid::from_child(&child);
        let streams = Arc::new(Streams::default());
        let mut readers = Vec::new();
        if let Some(pipe) = child.stdout.take() {
            readers.push(collect(pipe, Arc::clone(&streams), |written| &mut written.stdout));
        }
        if let Some(pipe) = child.stderr.take() {
            readers.push(collect(pipe, Arc::clone(&streams), |written| &mut written.stderr));
        }
        let (sender, exited) = channel();
        std::thread::spawn(move || sender.send(child.wait()));
        Self { command: line, group, streams, readers, exited, finished: false }
    }

    /// Waits until either stream contains `text`.
    ///
    /// # Panics
    /// When the command ends, or `limit` passes, without it.
    #[track_caller]
    pub(crate) fn wait_for(&self, text: &str, limit: Duration) {
        let deadline = Instant::now() + limit;
        let mut written = self.streams.lock();
        loop {
            let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            let (stdout, stderr) = (said(&written.stdout), said(&written.stderr));
            if stdout.contains(text) || stderr.contains(text) {
                return;
            }
            let left = deadline.saturating_duration_since(Instant::now());
            let over = written.closed == self.readers.len();
            assert!(
                !over && !left.is_zero(),
                "`{}` did not say {text:?} within {limit:?}, but:\n{stdout}\n{stderr}",
                self.command
            );
            written = self.streams.more.wait_timeout(written, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// What Ctrl-C in a terminal does: SIGINT to the command and to every plugin that it started.
    pub(crate) fn interrupt(&self) {
        self.signal(Signal::INT);
    }

    /// What a crash or the out-of-memory killer does: SIGKILL to the command and to every plugin that it started.
    pub(crate) fn kill(&self) {
        self.signal(Signal::KILL);
    }

    fn signal(&self, signal: Signal) {
        if let Err(error) = kill_process_group(self.group, signal) {
            // The group is gone when the command has just ended on its own.
            assert!(error == rustix::io::Errno::SRCH, "cannot signal `{}`: {error}", self.command);
        }
    }

    /// Waits for the end of the command.
    ///
    /// # Panics
    /// When it has not ended after `limit`; it is killed then.
    #[track_caller]
    pub(crate) fn wait(mut self, limit: Duration) -> Output {
        let status = match self.exited.recv_timeout(limit) {
            Ok(Ok(status)) => status,
            Ok(Err(error)) => panic!("cannot wait for `{}`: {error}", self.command),
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                let written = self.streams.lock();
                let said = [&written.stdout, &written.stderr]
                    .map(|bytes| String::from_utf8_lossy(bytes).into_owned());
                drop(written);
                panic!("`{}` still runs after {limit:?}; it said:\n{}\n{}", self.command, said[0], said[1]);
            }
        };
        self.finished = true;
        for reader in self.readers.drain(..) {
            // A reader that panicked has shown its own message.
            reader.join().ok();
        }
        let mut written = self.streams.lock();
        let take = |bytes: &mut Vec<u8>| String::from_utf8_lossy(&std::mem::take(bytes)).into_owned();
        let (stdout, stderr) = (take(&mut written.stdout), take(&mut written.stderr));
        drop(written);
        Output { command: self.command.clone(), status, stdout, stderr }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if !self.finished {
            kill_process_group(self.group, Signal::KILL).ok();
        }
    }
}

/// Reads `pipe` to its end on a thread of its own.
fn collect(
    mut pipe: impl Read + Send + 'static,
    streams: Arc<Streams>,
    stream: fn(&mut Written) -> &mut Vec<u8>,
) -> JoinHandle<()> {
    std::thread::spawn(move || {
        let mut chunk = [0; 8192];
        // An unreadable pipe ends the text as its end does.
        while let Ok(length @ 1..) = pipe.read(&mut chunk) {
            stream(&mut streams.lock()).extend_from_slice(&chunk[..length]);
            streams.more.notify_all();
        }
        streams.lock().closed += 1;
        streams.more.notify_all();
    })
}

/// The program's name and arguments, as one would type them.
fn command_line(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let words = std::iter::once(program).chain(command.get_args());
    words.map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}
