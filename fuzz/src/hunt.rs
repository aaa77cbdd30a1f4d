//! One target, input after input.
//!
//! There is no instrumentation that would tell which code an input reached. The answers stand in for it: an input
//! whose answer is of a kind that nobody got before (digits and quotations aside) is kept, and changed further.

use std::collections::HashSet;
use std::fmt;
use std::fs::File;
use std::io::{self, Seek, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use crate::mutation::mutated;
use crate::targets::Target;

/// So many inputs are kept besides the right ones.
const MOST_KEPT: usize = 4000;
/// Longer inputs are slow, and say nothing that shorter ones do not.
const LONGEST: usize = 64 << 10;

/// What a hunt without a catch amounts to.
#[derive(Debug)]
pub(crate) struct Found {
    target: &'static str,
    inputs: u64,
    kinds: usize,
    took: Duration,
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { target, inputs, kinds, took } = self;
        let seconds = took.as_secs_f64();
        write!(f, "{target}: {inputs} inputs, {kinds} kinds of answers, {seconds:.1} s")
    }
}

/// Hunts until the time is over. The input under way is in the file `trace`, for whoever finds this process dead.
///
/// # Errors
/// When the file cannot be written.
pub(crate) fn hunt(target: &dyn Target, seed: u64, time: Duration, trace: &Path) -> io::Result<Found> {
    let start = Instant::now();
    let mut random = fastrand::Rng::with_seed(seed);
    let mut trace = File::options().create(true).write(true).truncate(true).open(trace)?;
    let mut kept = target.seeds();
    let right = kept.len();
    let mut kinds = HashSet::new();
    let mut inputs = 0;
    let mut look = |input: &[u8], kinds: &mut HashSet<String>| -> io::Result<bool> {
        trace.set_len(0)?;
        trace.rewind()?;
        trace.write_all(input)?;
        inputs += 1;
        Ok(kinds.insert(kind(&target.run(input))))
    };
    for input in &kept {
        look(input, &mut kinds)?;
    }
    while start.elapsed() < time {
        let input = match random.u8(0..16) {
            0 => target.fresh(&mut random),
            _ => {
                let start = random.usize(0..kept.len());
                mutated(&mut random, &kept[start])
            }
        };
        if input.len() > LONGEST || !look(&input, &mut kinds)? {
            continue;
        }
        if kept.len() < right + MOST_KEPT {
            kept.push(input);
        } else {
            // The newest push out others, never the right ones.
            let place = random.usize(right..kept.len());
            kept[place] = input;
        }
    }
    Ok(Found { target: target.name(), inputs, kinds: kinds.len(), took: start.elapsed() })
}

/// An answer without what differs from one input to the next: digits, and what is quoted from the input.
fn kind(answer: &str) -> String {
    let mut kind = String::new();
    let (mut quoted, mut escaped) = (false, false);
    for character in answer.chars().take(400) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => quoted = !quoted,
            _ if quoted => {}
            '0'..='9' if kind.ends_with('#') => {}
            '0'..='9' => kind.push('#'),
            other => kind.push(other),
        }
    }
    kind
}
