//! Any bytes as a value: with a type that has everything, or with a type that travels in the same bytes.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::{Corpus, fuzz_mutator, fuzz_target};
use terraform_provider_intune::plugin::schema::Type;
use terraform_provider_intune::plugin::value::json::{self, Undefined};
use terraform_provider_intune::plugin::value::msgpack;

#[path = "../../tests/plugin_host/all_kinds.rs"]
#[allow(dead_code, reason = "only its type is needed")]
mod all_kinds;
#[path = "../../tests/plugin_host/seeds.rs"]
#[allow(dead_code, reason = "only the state is needed")]
mod seeds;

static EVERYTHING: LazyLock<Type> = LazyLock::new(all_kinds::everything);

fuzz_target!(|data: &[u8]| -> Corpus {
    let Some((&form, bytes)) = data.split_first() else {
        return Corpus::Reject;
    };
    let ty = if form & 2 == 0 { &*EVERYTHING } else { &Type::Any };
    let read = match form & 1 {
        0 => msgpack::decode(bytes, ty),
        _ => json::decode(bytes, ty, Undefined::Ignore),
    };
    match read {
        // What was read can be written, and is the same when it is read again.
        Ok(value) => {
            let written = msgpack::encode(&value, ty).expect("what was read fits its type");
            assert_eq!(msgpack::decode(&written, ty).as_ref(), Ok(&value));
        }
        Err(error) => assert!(error.to_string().len() < 20_000, "an error that repeats what it got"),
    }
    Corpus::Keep
});

// Now and then from a right value on, which chance would not find.
fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    if !seed.is_multiple_of(100) {
        return libfuzzer_sys::fuzzer_mutate(data, size, max_size);
    }
    let start = match seed / 100 % 2 {
        0 => {
            let bytes = msgpack::encode(&seeds::state(), &EVERYTHING).expect("a right value");
            [vec![0], bytes].concat()
        }
        _ => [b"\x01", seeds::STATE.as_bytes()].concat(),
    };
    let length = start.len().min(max_size);
    data[..length].copy_from_slice(&start[..length]);
    length
});
