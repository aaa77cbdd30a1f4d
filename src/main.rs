//! Starts the provider.

fn main() {}
