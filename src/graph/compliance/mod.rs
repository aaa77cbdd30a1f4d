//! Device compliance policies and their assignments: what can be asked of Graph about them.

pub mod assignments;
pub mod catalog;
mod kind;
pub mod policies;

pub use kind::PolicyKind;
