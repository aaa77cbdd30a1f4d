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
        Self { path: AttributePath::root(), what: what.into() }
    }

    /// The usual case: `wanted` at this place, `got` instead.
    pub fn unexpected(wanted: &str, got: &str) -> Self {
        Self::new(format!("expected {wanted}, got {got}"))
    }

    /// Values nested too deeply to be sensible.
    pub fn too_deep(limit: usize) -> Self {
        Self::new(format!("values nested deeper than {limit}"))
    }

    /// A name that the schema does not have.
    pub fn undefined(name: &str) -> Self {
        Self::new(format!("the attribute {}, which the schema does not have", Quoted(name)))
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

/// The longest text of others that is shown whole, in bytes.
const MAX_SHOWN: usize = 128;

/// Text that somebody sent; cut short, since it may be of any length.
pub(super) struct Shortened<'a>(pub(super) &'a str);

impl Display for Shortened<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(text) = self;
        if text.len() <= MAX_SHOWN {
            return f.write_str(text);
        }
        let start = &text[..text.floor_char_boundary(MAX_SHOWN)];
        write!(f, "{start}… ({} bytes in all)", text.len())
    }
}

/// The same between quotes, and with what cannot be printed escaped.
pub(super) struct Quoted<'a>(pub(super) &'a str);

impl Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(text) = self;
        if text.len() <= MAX_SHOWN {
            return write!(f, "{text:?}");
        }
        let start = &text[..text.floor_char_boundary(MAX_SHOWN)];
        write!(f, "{start:?}… ({} bytes in all)", text.len())
    }
}
