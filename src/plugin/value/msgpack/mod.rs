//! MessagePack, the form in which values cross the wire, read and written as the type directs.
//!
//! Unknown values are extension values: code 0, or code 12 with refinements. Refinements are read past: dropping
//! them is always allowed, keeping them would bind the final value.

mod decode;
mod encode;
mod reader;

pub use decode::decode;
pub use encode::encode;

#[cfg(test)]
mod tests;
