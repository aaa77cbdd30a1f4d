//! The results: as a table for people, as JSON for comparisons.

use std::fmt;
use std::path::Path;

use serde::Serialize;

use super::case::Case;
use super::life::{Cost, Phase};
use super::startup::Startup;
use super::targets::{Judged, judge, megabytes};
use crate::artifact::Profile;
use crate::failure::Failure;

/// Everything that was measured.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Report {
    provider: Provider,
    terraform: String,
    /// The load of the machine when the run began: figures of a busy one are worse.
    load: Option<String>,
    processors: Option<usize>,
    pub(super) startup: Option<Startup>,
    cells: Vec<Cell>,
    targets: Vec<Judged>,
}

/// The measured program.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Provider {
    profile: &'static str,
    bytes: u64,
}

/// One case at one latency.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Cell {
    #[serde(flatten)]
    pub(super) case: Case,
    pub(super) latency_ms: u64,
    pub(super) costs: Vec<Cost>,
    /// Why there are no costs.
    pub(super) failed: Option<String>,
}

impl Provider {
    /// The program in this file.
    ///
    /// # Errors
    /// When the file cannot be looked at.
    pub(super) fn of(program: &Path, profile: Profile) -> Result<Self, Failure> {
        let metadata =
            std::fs::metadata(program).map_err(Failure::io(format!("look at {}", program.display())))?;
        Ok(Self { profile: profile.name(), bytes: metadata.len() })
    }
}

impl Report {
    /// Without results so far.
    pub(super) fn new(provider: Provider, terraform: String) -> Self {
        Self {
            provider,
            terraform,
            load: std::fs::read_to_string("/proc/loadavg").ok().map(|text| text.trim().to_owned()),
            processors: std::thread::available_parallelism().ok().map(Into::into),
            startup: None,
            cells: Vec::new(),
            targets: Vec::new(),
        }
    }

    /// Adds what became of a case, and shows it.
    pub(super) fn add(&mut self, case: Case, latency_ms: u64, measured: Result<Vec<Cost>, Failure>) -> Cell {
        let (costs, failed) = match measured {
            Ok(costs) => (costs, None),
            Err(failure) => (Vec::new(), Some(failure.chain())),
        };
        let cell = Cell { case, latency_ms, costs, failed };
        self.cells.push(cell.clone());
        cell
    }

    /// Compares with the targets.
    pub(super) fn judge(&mut self) {
        self.targets = judge(&self.cells);
    }

    /// Whether everything could be measured. Missed targets are no failure: they are judged by whoever reads them.
    pub(super) fn is_complete(&self) -> bool {
        self.cells.iter().all(|cell| cell.failed.is_none())
    }

    /// Writes it as JSON.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub(super) fn write(&self, file: &Path) -> Result<(), Failure> {
        let doing = || format!("write {}", file.display());
        let text = serde_json::to_string_pretty(self)
            .map_err(|error| Failure::io(doing())(std::io::Error::other(error)))?;
        std::fs::write(file, text + "\n").map_err(Failure::io(doing()))
    }
}

impl fmt::Display for Report {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let megabytes_of_file = self.provider.bytes as f64 / 1e6;
        writeln!(
            formatter,
            "{}; provider: {} build, {megabytes_of_file:.1} MB; {} processors, load {}",
            self.terraform,
            self.provider.profile,
            self.processors.map_or("?".to_owned(), |count| count.to_string()),
            self.load.as_deref().unwrap_or("?"),
        )?;
        if let Some(startup) = &self.startup {
            writeln!(
                formatter,
                "start to handshake: {:.1} ms at best, {:.1} ms in the median; memory at rest: {} MB\n\
                 terraform providers schema: {:.3} s; terraform version: {:.3} s",
                startup.handshake_min_ms,
                startup.handshake_median_ms,
                memory(startup.idle_peak_kib),
                startup.schema_seconds,
                startup.terraform_version_seconds,
            )?;
        }
        if !self.cells.is_empty() {
            writeln!(
                formatter,
                "\n{:<9} {:>7} {:<8} {:>6} {:>6} {:>7} {:>6} {:>9} {:>9} {:>6} {:>7}",
                "case",
                "latency",
                "command",
                "reads",
                "writes",
                "refused",
                "tokens",
                "seconds",
                "floor",
                "ratio",
                "peak MB"
            )?;
        }
        for cell in &self.cells {
            write!(formatter, "{cell}")?;
        }
        for judged in &self.targets {
            let verdict = if judged.is_met() { "met   " } else { "MISSED" };
            let Judged { target, figure, at_most } = judged;
            writeln!(formatter, "{verdict} {target}: {figure:.2}, at most {at_most}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for cost in &self.costs {
            row(formatter, self, cost)?;
        }
        match &self.failed {
            Some(failed) => writeln!(formatter, "{} at {} ms failed: {failed}", self.case, self.latency_ms),
            None => Ok(()),
        }
    }
}

fn row(formatter: &mut fmt::Formatter<'_>, cell: &Cell, cost: &Cost) -> fmt::Result {
    let phase = match cost.phase {
        Phase::Apply => "apply",
        Phase::Plan => "plan",
        Phase::Destroy => "destroy",
    };
    writeln!(
        formatter,
        "{:<9} {:>7} {phase:<8} {:>6} {:>6} {:>7} {:>6} {:>9.2} {:>9.2} {:>6.2} {:>7}",
        cell.case.to_string(),
        cell.latency_ms,
        cost.requests.reads,
        cost.requests.writes,
        cost.requests.refused,
        cost.requests.tokens,
        cost.seconds,
        cost.floor_seconds,
        cost.ratio,
        memory(cost.peak_kib),
    )
}

fn memory(kib: Option<u64>) -> String {
    kib.map_or_else(|| "?".to_owned(), |kib| format!("{:.1}", megabytes(kib)))
}
