//! The provider's functions: pure computations that configurations call as `provider::intune::NAME(…)`.

mod assignment_id;
mod parse_assignment_id;

use std::sync::Arc;

use crate::plugin::function::Function;
use crate::plugin::schema::{Description, Parameter, Type};

/// Every function by its name.
pub(super) fn all() -> Vec<(String, Arc<dyn Function>)> {
    vec![
        (assignment_id::NAME.to_owned(), Arc::new(assignment_id::ComputeAssignmentId)),
        (parse_assignment_id::NAME.to_owned(), Arc::new(parse_assignment_id::ParseAssignmentId)),
    ]
}

fn parameter(name: &str, param_type: Type, description: &str) -> Parameter {
    Parameter {
        name: name.to_owned(),
        param_type,
        description: Description::markdown(description.to_owned()),
        ..Parameter::default()
    }
}
