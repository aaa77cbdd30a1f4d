//! Any bytes as the message of any RPC, to a provider whose answers always fit: what goes wrong is the host's.
//!
//! An input is a byte for the RPC, and the message.

use std::sync::Arc;

use bytes::Bytes;
use tokio::runtime::{Builder, Runtime};

use super::Target;
use crate::all_kinds::AllKinds;
use crate::raw::{RPCS, Raw};
use crate::seeds;

/// Calls an RPC; it answers or refuses.
pub(crate) struct Rpcs {
    runtime: Runtime,
    service: Raw,
}

impl Rpcs {
    pub(crate) fn new() -> Result<Self, String> {
        let runtime =
            Builder::new_current_thread().enable_all().build().map_err(|error| error.to_string())?;
        Ok(Self { runtime, service: Raw::new(Arc::new(AllKinds)) })
    }
}

impl Target for Rpcs {
    fn name(&self) -> &'static str {
        "rpcs"
    }

    fn seeds(&self) -> Vec<Vec<u8>> {
        let numbered = |(rpc, message): (&str, Vec<u8>)| {
            let number = RPCS.iter().position(|name| *name == rpc).unwrap_or_default();
            [vec![number as u8], message].concat()
        };
        seeds::messages(|value| value).into_iter().map(numbered).collect()
    }

    fn run(&self, input: &[u8]) -> String {
        let Some((&number, message)) = input.split_first() else {
            return "too short".to_owned();
        };
        let rpc = RPCS[usize::from(number) % RPCS.len()];
        match self.runtime.block_on(self.service.check(rpc, Bytes::copy_from_slice(message))) {
            // Answers hold values of every kind; what they complain about is what tells them apart.
            Ok(answer) => {
                let text = String::from_utf8_lossy(&answer);
                let complaint = text.split("cannot be read: ").nth(1).unwrap_or_default();
                format!("{rpc}: {complaint}")
            }
            Err(status) => format!("{rpc}: {:?}", status.code()),
        }
    }
}
