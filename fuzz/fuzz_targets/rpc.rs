//! Any bytes as the message of any RPC: an answer or a refusal, never a panic.
#![no_main]

use std::sync::{Arc, LazyLock};

use bytes::Bytes;
use libfuzzer_sys::{Corpus, fuzz_mutator, fuzz_target};
use tokio::runtime::{Builder, Runtime};

#[path = "../../tests/plugin_host/all_kinds.rs"]
mod all_kinds;
#[path = "../../tests/plugin_host/raw.rs"]
mod raw;
#[path = "../../tests/plugin_host/seeds.rs"]
mod seeds;

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Builder::new_current_thread().build().expect("a runtime"));
static SERVICE: LazyLock<raw::Raw> = LazyLock::new(|| raw::Raw::new(Arc::new(all_kinds::AllKinds)));
static SEEDS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let with_number = |(rpc, message): (&str, Vec<u8>)| {
        let number = raw::RPCS.iter().position(|name| *name == rpc).expect("an RPC");
        [vec![number as u8], message].concat()
    };
    seeds::messages(|value| value).into_iter().map(with_number).collect()
});

fuzz_target!(|data: &[u8]| -> Corpus {
    let Some((&number, message)) = data.split_first() else {
        return Corpus::Reject;
    };
    let rpc = raw::RPCS[usize::from(number) % raw::RPCS.len()];
    let _ = RUNTIME.block_on(SERVICE.check(rpc, Bytes::copy_from_slice(message)));
    Corpus::Keep
});

// Now and then from a right message on, which chance would not find.
fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    if !seed.is_multiple_of(100) {
        return libfuzzer_sys::fuzzer_mutate(data, size, max_size);
    }
    let start = &SEEDS[(seed / 100) as usize % SEEDS.len()];
    let length = start.len().min(max_size);
    data[..length].copy_from_slice(&start[..length]);
    length
});
