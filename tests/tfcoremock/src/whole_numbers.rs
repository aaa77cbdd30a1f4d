//! Integers: Terraform has only numbers, so that fractions are refused here.

use std::collections::BTreeMap;

use terraform_provider_intune::plugin::diagnostics::{
    AttributePath, AttributePathStep, Diagnostic, diagnostic,
};
use terraform_provider_intune::plugin::value::{Dynamic, Known, Look, Value};

use super::definition::{Attribute, Attributes, Block, Definition, Shape};

/// An error for each integer that has a fraction.
pub(crate) fn check(definition: &Definition, config: &Dynamic) -> Vec<Diagnostic> {
    let mut check = Check::default();
    check.members(&definition.attributes, &definition.blocks, config);
    check.found
}

#[derive(Default)]
struct Check {
    path: AttributePath,
    found: Vec<Diagnostic>,
}

impl Check {
    fn members(&mut self, attributes: &Attributes, blocks: &BTreeMap<String, Block>, value: &Dynamic) {
        for (name, attribute) in attributes {
            self.within(AttributePathStep::Attribute(name.clone().into()), |check| {
                check.attribute(attribute, value.get(name));
            });
        }
        for (name, block) in blocks {
            self.within(AttributePathStep::Attribute(name.clone().into()), |check| {
                check.elements(value.get(name), |check, element| {
                    check.members(&block.attributes, &block.blocks, element);
                });
            });
        }
    }

    fn attribute(&mut self, attribute: &Attribute, value: &Dynamic) {
        match (attribute.shape(), value) {
            (Some(Shape::Integer), Value::Value(Known::Number(number))) if !number.is_whole() => {
                self.found.push(diagnostic(
                    "Expected a whole number",
                    format!("This attribute is an integer and cannot be {number}."),
                    self.path.clone(),
                ));
            }
            (Some(Shape::List(inner) | Shape::Map(inner) | Shape::Set(inner)), value) => {
                self.elements(value, |check, element| check.attribute(inner, element));
            }
            (Some(Shape::Object(attributes)), value) => self.members(attributes, &BTreeMap::new(), value),
            _ => {}
        }
    }

    fn elements(&mut self, value: &Dynamic, visit: impl Fn(&mut Self, &Dynamic)) {
        match value {
            Value::Value(Known::List(elements)) => {
                for (index, element) in elements.iter().enumerate() {
                    self.within(AttributePathStep::Index(index as i64), |check| visit(check, element));
                }
            }
            Value::Value(Known::Map(entries)) => {
                for (key, element) in entries {
                    self.within(AttributePathStep::Key(key.clone().into()), |check| visit(check, element));
                }
            }
            _ => {}
        }
    }

    fn within(&mut self, step: AttributePathStep, visit: impl FnOnce(&mut Self)) {
        self.path.steps.push(step);
        visit(self);
        self.path.steps.pop();
    }
}
