//! The command line of `graph-simulator`.
