//! Runs the simulator as a process until it is interrupted.

use std::error::Error;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use clap::Parser;
use graph_simulator::Simulator;
use graph_simulator::cli::Arguments;

#[tokio::main]
async fn main() -> ExitCode {
    match run(&Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let mut text = error.to_string();
            let mut cause = error.source();
            while let Some(next) = cause {
                text = format!("{text}: {next}");
                cause = next.source();
            }
            let _ = writeln!(io::stderr(), "graph-simulator: {text}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: &Arguments) -> Result<(), Box<dyn Error>> {
    let mut interruption = Interruption::listen()?;
    let simulator = Simulator::start(arguments.options()?).await?;
    let url = simulator.url();
    // Whoever reads stdout may be gone already; that is no reason not to serve.
    let _ = writeln!(io::stdout(), "{url}").and_then(|()| io::stdout().flush());
    if let Some(path) = &arguments.url_file {
        write_whole(path, &url).map_err(|error| format!("cannot write {}: {error}", path.display()))?;
    }
    interruption.happens().await?;
    Ok(())
}

/// A script that waits for the file must never see half of it.
fn write_whole(path: &Path, text: &str) -> io::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}", std::process::id()));
    let draft = path.with_file_name(name);
    std::fs::write(&draft, text)?;
    std::fs::rename(&draft, path)
}

/// Ctrl-C, and on Unix SIGTERM. Listened for before the URL is out, so that nobody can be too early with it.
struct Interruption {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Interruption {
    fn listen() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        let (terminate, interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
        Ok(Self { terminate, interrupt })
    }

    async fn happens(&mut self) -> io::Result<()> {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
        Ok(())
    }
}

#[cfg(not(unix))]
impl Interruption {
    fn listen() -> io::Result<Self> {
        Ok(Self {})
    }

    async fn happens(&mut self) -> io::Result<()> {
        tokio::signal::ctrl_c().await
    }
}
