//! The two versions of Graph's API, and what each can say about assignments.

use std::fmt;

/// The first segment of every Graph path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ApiVersion {
    /// `v1.0`: an assignment is a target, without filter and source.
    V1_0,
    /// `beta`: with filters and source.
    Beta,
}

impl ApiVersion {
    /// As it stands in the path.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::V1_0 => "v1.0",
            Self::Beta => "beta",
        }
    }
}

impl fmt::Display for ApiVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
