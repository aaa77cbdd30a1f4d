//! What a provider function implements: a pure computation, called without configuration.

use async_trait::async_trait;

use super::context::Context;
use super::schema::FunctionSchema;
use super::value::Dynamic;

/// A function that configurations call as `provider::NAME::FUNCTION(…)`.
#[async_trait]
pub trait Function: Send + Sync {
    /// Its parameters and its result. Where a parameter does not allow null or unknown, none arrives.
    fn signature(&self) -> FunctionSchema;

    /// Computes the result. The same arguments always give the same: Terraform compares plan and apply. The
    /// arguments of a variadic parameter follow the others.
    ///
    /// # Errors
    /// When the arguments have no result.
    async fn call(&self, context: &Context, arguments: Vec<Dynamic>) -> Result<Dynamic, FunctionError>;
}

/// Why a function has no result, in words for its caller.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text}")]
pub struct FunctionError {
    /// What is wrong, and what was wanted.
    pub text: String,
    /// The argument that is to blame, counted from zero.
    pub argument: Option<usize>,
}

impl FunctionError {
    /// The whole call is wrong.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), argument: None }
    }

    /// One argument is wrong.
    pub fn at(argument: usize, text: impl Into<String>) -> Self {
        Self { text: text.into(), argument: Some(argument) }
    }
}
