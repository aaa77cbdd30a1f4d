//! What a provider declares about its blocks and attributes, and what follows from it.
//!
//! Schemas are written in tf-provider's types. This module derives the value type that a schema implies, turns it
//! into its wire form, and answers the questions that planning asks of it.

mod computed;
mod configurable;
mod identity;
mod implied;
mod location;
mod wire;

pub use computed::{mark_computed, no_null_blocks};
pub use configurable::configurable;
pub use identity::{IdentityAttribute, IdentitySchema, ImportUse};
pub use implied::{block_type, schema_type};
pub use location::locatable;
pub use tf_provider::schema::{
    Attribute, AttributeConstraint, AttributeType, Block, Description, FunctionSchema, NestedBlock,
    Parameter, Schema, StringKind, Type,
};
pub use wire::{function_to_wire, identity_to_wire, schema_to_wire};
