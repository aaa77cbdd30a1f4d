//! Does what no target may, to see that it is caught. Never hunted unless it is named.

use super::Target;

/// Panics, dies or never ends, as its input says.
pub(crate) struct Broken;

impl Target for Broken {
    fn name(&self) -> &'static str {
        "broken"
    }

    fn seeds(&self) -> Vec<Vec<u8>> {
        let way = std::env::var("FUZZ_BROKEN").unwrap_or_default();
        vec![b"harmless".to_vec(), way.into_bytes()]
    }

    fn run(&self, input: &[u8]) -> String {
        match input {
            b"panic" => panic!("as it was asked to"),
            b"abort" => std::process::abort(),
            b"hang" => loop {
                std::thread::park();
            },
            _ => String::new(),
        }
    }
}
