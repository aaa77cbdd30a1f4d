//! A stateful Microsoft Graph and Entra token service for demo, tests and benchmarks.
