//! What is fed, each with right input to start from.

mod answers;
mod broken;
mod graph_bodies;
mod import_ids;
mod numbers;
mod rpcs;
mod types;
mod values;

/// Something that reads what comes from outside.
pub(crate) trait Target {
    /// Its name on the command line.
    fn name(&self) -> &'static str;

    /// Right input.
    fn seeds(&self) -> Vec<Vec<u8>>;

    /// Input made by chance that is right, or nearly.
    fn fresh(&self, random: &mut fastrand::Rng) -> Vec<u8> {
        let seeds = self.seeds();
        seeds[random.usize(0..seeds.len())].clone()
    }

    /// Reads the input, and says what came of it.
    ///
    /// # Panics
    /// When it does what it never may.
    fn run(&self, input: &[u8]) -> String;
}

/// The targets that are hunted unless others are named.
pub(crate) const NAMES: [&str; 7] =
    ["values", "types", "numbers", "rpcs", "import-ids", "graph-bodies", "answers"];

/// The target of that name.
///
/// # Errors
/// When there is none.
pub(crate) fn named(name: &str) -> Result<Box<dyn Target>, String> {
    Ok(match name {
        "values" => Box::new(values::Values::new()),
        "types" => Box::new(types::Types),
        "numbers" => Box::new(numbers::Numbers),
        "rpcs" => Box::new(rpcs::Rpcs::new()?),
        "import-ids" => Box::new(import_ids::ImportIds::new()?),
        "graph-bodies" => Box::new(graph_bodies::GraphBodies::new()?),
        "answers" => Box::new(answers::Answers::new()?),
        "broken" => Box::new(broken::Broken),
        _ => return Err(format!("there is no target {name:?}; there are {}", NAMES.join(", "))),
    })
}

/// What came of reading: the error's text, which must be short whatever it is about.
fn said<T>(read: Result<T, impl std::fmt::Display>) -> String {
    match read {
        Ok(_) => "read".to_owned(),
        Err(error) => {
            let text = error.to_string();
            assert!(text.len() < 20_000, "an error of {} bytes", text.len());
            text
        }
    }
}
