//! The one error of the value codecs: something, at some place, is not what the schema says.

use std::fmt::{self, Display};

use tf_provider::{AttributePath, AttributePathStep};

/// A value that does not fit its schema, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misshapen {
    /// The place inside the value, outermost step first.
    pub path: AttributePath,
    what: String,
}

impl Misshapen {
    /// `what` says what was found and what was wanted.
    pub fn new(what: impl Into<String>) -> Self {
        Self {
            path: AttributePath::root(),
            what: what.into(),
        }
    }

    /// The usual case: `wanted` at this place, `got` instead.
    pub fn unexpected(wanted: &str, got: &str) -> Self {
        Self::new(format!("expected {wanted}, got {got}"))
    }

    /// Values of their own type, nested too deeply to be sensible.
    pub fn too_deep(limit: usize) -> Self {
        Self::new(format!("values of their own type nested deeper than {limit}"))
    }

    /// The same error, one level further out.
    pub fn within(mut self, step: AttributePathStep) -> Self {
        self.path.steps.insert(0, step);
        self
    }
}

impl Display for Misshapen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.steps.is_empty() {
            f.write_str(&self.what)
        } else {
            write!(f, "{}: {}", self.path, self.what)
        }
    }
}

impl std::error::Error for Misshapen {}
