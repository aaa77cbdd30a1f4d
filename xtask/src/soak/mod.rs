//! `cargo xtask soak`: looks for assignments that get lost.
//!
//! Several workspaces with states of their own and a portal work on shared policies, in weather that the simulator
//! makes. After every step it is checked that no row of others has changed (byte for byte), that nothing is in Graph
//! that nobody owns, that nothing is in a state that is not in Graph, and that a plan after an apply has nothing to
//! do. The seed decides everything but the timing of requests.

mod aim;
mod check;
mod dice;
mod estate;
mod report;
mod steps;
mod tenant;
mod unseen;
mod weather;
mod world;

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use graph_simulator::{Authorization, Mode};

use crate::artifact::{self, Profile};
use crate::failure::Failure;
use crate::terraform::{Installation, PROVIDER, SignIn, Workspace};
use dice::Dice;
use estate::Estate;
use steps::Step;
use tenant::Tenant;
use world::{Crew, World};

/// No command takes longer, whatever the weather: operations end after five minutes.
const LIMIT: Duration = Duration::from_secs(400);
/// How often the portal has been at work before the first step.
const SCENE: u32 = 4;

/// How long, and which.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// How long to go on; the last step is finished.
    #[arg(long, value_name = "N", default_value_t = 5)]
    minutes: u64,
    /// How many steps to take, instead of a time.
    #[arg(long, value_name = "N")]
    steps: Option<u64>,
    /// What happens; random when not given, and always printed.
    #[arg(long, value_name = "S")]
    seed: Option<u64>,
    /// How many workspaces there are.
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u32).range(2..=10))]
    workspaces: u32,
    /// How the service takes writes.
    #[arg(long, value_enum, default_value = "live")]
    mode: Mode,
    /// Shows a policy's assignments in pages of this size; whole when not given, as nobody has seen the service page
    /// them.
    #[arg(long, value_name = "N")]
    page_size: Option<usize>,
    /// Goes on after a violation, taking what is there for given.
    #[arg(long)]
    keep_going: bool,
    /// Uses the release build of the provider.
    #[arg(long)]
    release_build: bool,
}

/// Builds, soaks, reports.
///
/// # Errors
/// When something cannot be run or read at all, or a command does not end.
pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let profile = if arguments.release_build { Profile::Release } else { Profile::Debug };
    let installation = Installation::new(&artifact::build(PROVIDER, profile)?)?;
    let seed = arguments.seed.unwrap_or_else(|| u64::from(fastrand::u32(..)));
    println!("Seed {seed}. To repeat: cargo xtask soak --seed {seed} --steps N");
    // The steps count from 1: number 0 sets the scene.
    let mut scene = Dice::of(seed, 0);
    let tenant = Tenant::start(arguments.mode, seed, arguments.page_size)?;
    let crews = (0..arguments.workspaces as usize).map(|number| {
        let sign_in = match unseen::signs_in_as(number) {
            Authorization::Static => SignIn::AccessToken,
            _ => SignIn::ClientSecret,
        };
        Ok(Crew {
            workspace: Workspace::new(&installation, &tenant.simulator.url(), sign_in, LIMIT)?,
            estate: Estate::default(),
        })
    });
    let crews: Vec<Crew<'_>> = crews.collect::<Result<_, Failure>>()?;
    let mut world = World { tenant, crews, journal: Vec::new(), unseen: 0 };
    for _ in 0..SCENE {
        Step::Portal.take(&mut world, &mut scene)?;
    }
    let tally = soak(&mut world, arguments, seed)?;
    print!("{tally}");
    Ok(if tally.violations == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What a run came to.
#[derive(Debug, Default)]
struct Tally {
    seed: u64,
    steps: BTreeMap<Step, u64>,
    requests: u64,
    violations: usize,
    unseen: u64,
    took: Duration,
}

impl std::fmt::Display for Tally {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let kinds: Vec<String> = self.steps.iter().map(|(step, count)| format!("{step:?} {count}")).collect();
        writeln!(
            formatter,
            "\nSeed {}: {} steps ({}), {} requests, {:.0} s; violations: {}; overwritten unseen and \
             repaired: {}",
            self.seed,
            self.steps.values().sum::<u64>(),
            kinds.join(", "),
            self.requests,
            self.took.as_secs_f64(),
            self.violations,
            self.unseen
        )
    }
}

fn soak(world: &mut World<'_>, arguments: &Arguments, seed: u64) -> Result<Tally, Failure> {
    let start = Instant::now();
    let limit = Duration::from_secs(arguments.minutes * 60);
    let mut tally = Tally { seed, ..Tally::default() };
    for number in 1_u64.. {
        let enough = match arguments.steps {
            Some(steps) => number > steps,
            None => start.elapsed() >= limit,
        };
        if enough {
            break;
        }
        let mut dice = Dice::of(seed, number);
        let step = Step::random(&mut dice);
        world.journal.clear();
        world.tenant.simulator.clear_requests();
        let began = Instant::now();
        let taken = step.take(world, &mut dice);
        let requests = world.requests();
        *tally.steps.entry(step).or_default() += 1;
        tally.requests += requests.len() as u64;
        tally.took = start.elapsed();
        tally.unseen = world.unseen;
        let violations = taken.inspect_err(|failure| {
            print!("{}", report::step(seed, number, step, &world.journal, &[failure.chain()], &requests));
        })?;
        let verdict = if violations.is_empty() { "ok" } else { "VIOLATION" };
        println!(
            "step {number:>4} {:<9} {:>4} requests {:>6.1} s  {verdict}",
            format!("{step:?}"),
            requests.len(),
            began.elapsed().as_secs_f64()
        );
        if !violations.is_empty() {
            tally.violations += violations.len();
            let texts: Vec<String> = violations.iter().map(ToString::to_string).collect();
            print!("{}", report::step(seed, number, step, &world.journal, &texts, &requests));
            if !arguments.keep_going {
                break;
            }
            world.accept_reality()?;
        }
    }
    Ok(tally)
}
