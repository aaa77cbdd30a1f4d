//! The provider that a suite is about.

/// A built provider, and how configurations call it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plugin {
    /// The name of its executable, as Terraform looks for it.
    pub(crate) name: &'static str,
    /// Its source address without a registry: Terraform and OpenTofu each add their own.
    pub(crate) source: &'static str,
    /// Where it was built.
    pub(crate) executable: &'static str,
}
