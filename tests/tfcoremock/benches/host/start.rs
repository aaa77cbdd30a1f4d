//! From the start of the process to its handshake line, and to the first answer.

use std::time::Instant;

use terraform_provider_intune::plugin::proto::tfplugin6::get_metadata;
use terraform_provider_intune::plugin::proto::tfplugin6::provider_client::ProviderClient;

use crate::figures::{Figures, peak};
use crate::peer::{Identity, Started};

const STARTS: usize = 30;

/// Measures and prints.
pub(crate) fn measure() {
    let identity = Identity::new();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (mut lines, mut answers, mut memory) = (Vec::new(), Vec::new(), None);
    for _ in 0..STARTS {
        let begun = Instant::now();
        let started = Started::new(&identity);
        lines.push(started.took);
        runtime.block_on(async {
            let mut client = ProviderClient::new(started.connect(&identity).await);
            client.get_metadata(get_metadata::Request {}).await.unwrap();
        });
        answers.push(begun.elapsed());
        memory = memory.max(peak(started.process()));
    }
    Figures::of(lines).print("start to handshake line");
    Figures::of(answers).print("start to first answer (mTLS)");
    if let Some(kib) = memory {
        println!("{:<44}{kib:>8} KiB", "most memory after the first answer");
    }
}
