//! Feeds everything that reads what comes from outside with input that nobody meant.
//!
//! It needs no nightly compiler and no instrumentation: each input is a right one, changed a little, and whatever is
//! answered in a way not seen before is changed further. A panic, an abort, an endless loop or a value that does not
//! survive its round trip ends the run, and the input is printed with the command that repeats it.
#![allow(clippy::print_stdout, reason = "this command talks to a person on standard output")]

#[allow(dead_code, unreachable_pub, reason = "shared with the tests of the host, which use more of it")]
#[path = "../../tests/plugin_host/all_kinds.rs"]
mod all_kinds;
mod hunt;
#[path = "../../tests/plugin_host/mutation.rs"]
mod mutation;
#[allow(dead_code, reason = "shared with the tests of the host, which use more of it")]
#[path = "../../tests/plugin_host/raw.rs"]
mod raw;
#[allow(dead_code, reason = "shared with the tests of the host, which use more of it")]
#[path = "../../tests/plugin_host/seeds.rs"]
mod seeds;
mod supervision;
mod targets;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;

/// Looks for input that the provider cannot take.
#[derive(Debug, Parser)]
#[command(name = "fuzz")]
struct Arguments {
    /// How long to look, shared evenly by the targets.
    #[arg(long, default_value_t = 60)]
    seconds: u64,
    /// Where chance begins; the same seed looks at the same inputs.
    #[arg(long)]
    seed: Option<u64>,
    /// Only this target; may be given several times.
    #[arg(long = "target")]
    targets: Vec<String>,
    /// Gives this one input, in hexadecimal, to the one target that is named.
    #[arg(long, requires = "targets")]
    replay: Option<String>,
    /// Hunts in this process, keeping the input under way in a file: for the supervisor.
    #[arg(long, hide = true, requires = "targets")]
    trace: Option<PathBuf>,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(&arguments) {
        Ok(code) => code,
        Err(problem) => {
            eprintln!("fuzz: {problem}");
            ExitCode::from(2)
        }
    }
}

fn run(arguments: &Arguments) -> Result<ExitCode, String> {
    let seed = arguments.seed.unwrap_or_else(|| fastrand::u64(..));
    if let (Some(hex), [name]) = (&arguments.replay, &arguments.targets[..]) {
        let input = unhex(hex).ok_or("--replay wants pairs of hexadecimal digits")?;
        println!("{}", targets::named(name)?.run(&input));
        return Ok(ExitCode::SUCCESS);
    }
    if let (Some(trace), [name]) = (&arguments.trace, &arguments.targets[..]) {
        let target = targets::named(name)?;
        let found = hunt::hunt(&*target, seed, Duration::from_secs(arguments.seconds), trace)
            .map_err(|error| format!("cannot write {}: {error}", trace.display()))?;
        println!("{found}");
        return Ok(ExitCode::SUCCESS);
    }
    let names = match &arguments.targets[..] {
        [] => targets::NAMES.map(str::to_owned).to_vec(),
        names => names.to_vec(),
    };
    for name in &names {
        targets::named(name)?;
    }
    let each = (arguments.seconds / names.len() as u64).max(1);
    println!("seed {seed}, {each} s for each target");
    let mut code = ExitCode::SUCCESS;
    for name in names {
        if !supervision::supervise(&name, seed, each)? {
            code = ExitCode::FAILURE;
        }
    }
    Ok(code)
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let pairs = text.as_bytes().chunks(2);
    pairs.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}
