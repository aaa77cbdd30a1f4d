//! Errors and warnings, as a person reads them in the terminal.

use std::borrow::Cow;

pub use tf_provider::{AttributePath, AttributePathStep, Diagnostic, Diagnostics};

use super::proto::tfplugin6 as wire;
use wire::attribute_path::{Step, step::Selector};

/// A diagnostic for an attribute, or for the whole object with [`AttributePath::root`].
///
/// tf-provider's own constructors add a backtrace whenever `RUST_BACKTRACE` is set; users do not want it.
pub fn diagnostic(
    summary: impl Into<Cow<'static, str>>,
    detail: impl Into<Cow<'static, str>>,
    attribute: AttributePath,
) -> Diagnostic {
    Diagnostic { summary: summary.into(), detail: detail.into(), attribute }
}

/// Diagnostics that hold one error about the whole object.
pub fn error(summary: impl Into<Cow<'static, str>>, detail: impl Into<Cow<'static, str>>) -> Diagnostics {
    Diagnostics { errors: vec![diagnostic(summary, detail, AttributePath::root())], warnings: Vec::new() }
}

/// The wire form, errors first.
pub(crate) fn to_wire(diagnostics: Diagnostics) -> Vec<wire::Diagnostic> {
    use wire::diagnostic::Severity;
    let one = |severity: Severity| {
        move |diagnostic: Diagnostic| wire::Diagnostic {
            severity: severity.into(),
            summary: diagnostic.summary.into_owned(),
            detail: diagnostic.detail.into_owned(),
            attribute: (!diagnostic.attribute.steps.is_empty()).then(|| path_to_wire(diagnostic.attribute)),
        }
    };
    let errors = diagnostics.errors.into_iter().map(one(Severity::Error));
    errors.chain(diagnostics.warnings.into_iter().map(one(Severity::Warning))).collect()
}

/// The wire form of a path.
pub(crate) fn path_to_wire(path: AttributePath) -> wire::AttributePath {
    let step = |step| Step {
        selector: Some(match step {
            AttributePathStep::Attribute(name) => Selector::AttributeName(name.into_owned()),
            AttributePathStep::Key(key) => Selector::ElementKeyString(key.into_owned()),
            AttributePathStep::Index(index) => Selector::ElementKeyInt(index),
        }),
    };
    wire::AttributePath { steps: path.steps.into_iter().map(step).collect() }
}
