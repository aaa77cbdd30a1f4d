//! Rules of planning that a schema cannot express: what a change of an attribute means.
//!
//! A rule is given for a path of attribute names, such as `list.id`; it holds for every element of the collections
//! on the way. Lists pair their elements by position, maps by key, sets by likeness, since an element of a set has
//! no name of its own. For the same reason a replacement inside a set is reported at the set.

use std::collections::BTreeMap;

use tf_provider::{AttributePath, AttributePathStep};

use super::resource::{Plan, Planned};
use super::schema::{Schema, Type, schema_type};
use super::value::{Dynamic, Known, Look, Value};

/// What changes mean for the objects of one resource type.
#[derive(Clone, Debug)]
pub struct PlanRules {
    ty: Type,
    root: Rule,
}

#[derive(Clone, Debug, Default)]
struct Rule {
    replace: bool,
    keep: bool,
    inner: BTreeMap<String, Rule>,
}

impl Rule {
    /// Whether a change anywhere below may need a replacement.
    fn may_replace(&self) -> bool {
        self.replace || self.inner.values().any(Rule::may_replace)
    }
}

impl PlanRules {
    /// No rules: every change is made in place, and what is computed is unknown whenever anything changes.
    pub fn new(schema: &Schema) -> Self {
        Self { ty: schema_type(schema), root: Rule::default() }
    }

    /// A change of this attribute, or a new element that gives it, replaces the object.
    #[must_use]
    pub fn replace(mut self, path: &[&str]) -> Self {
        self.rule(path).replace = true;
        self
    }

    /// What this attribute once became, it keeps, as long as the configuration does not say otherwise.
    #[must_use]
    pub fn keep(mut self, path: &[&str]) -> Self {
        self.rule(path).keep = true;
        self
    }

    fn rule(&mut self, path: &[&str]) -> &mut Rule {
        path.iter().fold(&mut self.root, |rule, name| rule.inner.entry((*name).to_owned()).or_default())
    }

    /// Plans what the host prepared, by these rules.
    pub fn plan(&self, request: Plan) -> Planned {
        let (prior, config) = (request.prior.clone(), request.config.clone());
        let mut planned = Planned::as_prepared(request);
        // Nothing is kept or replaced by a create.
        if prior.is_null() {
            return planned;
        }
        let mut walk = Walk::default();
        walk.value(&self.root, &self.ty, [&prior, &config], &mut planned.state);
        planned.requires_replace = walk.replace;
        planned
    }
}

#[derive(Default)]
struct Walk {
    path: AttributePath,
    /// How many sets the walk is in: their elements have no path.
    sets: usize,
    replace: Vec<AttributePath>,
}

impl Walk {
    fn value(&mut self, rule: &Rule, ty: &Type, [prior, config]: [&Dynamic; 2], planned: &mut Dynamic) {
        if rule.inner.is_empty() {
            return;
        }
        match (ty, planned) {
            (Type::Object(types), Value::Value(Known::Map(entries))) => {
                for (name, rule) in &rule.inner {
                    let (Some(ty), Some(planned)) = (types.get(name), entries.get_mut(name)) else {
                        continue;
                    };
                    let step = AttributePathStep::Attribute(name.clone().into());
                    self.within(step, |walk| {
                        walk.attribute(rule, ty, [prior.get(name), config.get(name)], planned);
                    });
                }
            }
            (Type::List(element), Value::Value(Known::List(elements))) => {
                for (index, planned) in elements.iter_mut().enumerate() {
                    let pair = [at(prior, index), at(config, index)];
                    self.within(AttributePathStep::Index(index as i64), |walk| {
                        walk.value(rule, element, pair, planned);
                    });
                }
            }
            (Type::Map(element), Value::Value(Known::Map(entries))) => {
                for (key, planned) in entries {
                    let pair = [prior.get(key), config.get(key)];
                    self.within(AttributePathStep::Key(key.clone().into()), |walk| {
                        walk.value(rule, element, pair, planned);
                    });
                }
            }
            (Type::Set(element), Value::Value(Known::List(elements))) => {
                let priors = pair(prior, elements);
                let configs = pair(config, elements);
                self.sets += 1;
                for ((planned, prior), config) in elements.iter_mut().zip(priors).zip(configs) {
                    self.value(rule, element, [prior, config], planned);
                }
                self.sets -= 1;
            }
            // Its elements are not known yet, so that one of them may turn out to need it.
            (_, Value::Unknown) if rule.may_replace() => self.replace(),
            _ => {}
        }
    }

    fn attribute(&mut self, rule: &Rule, ty: &Type, [prior, config]: [&Dynamic; 2], planned: &mut Dynamic) {
        if rule.keep && *planned == Value::Unknown && config.is_null() && !prior.is_null() {
            *planned = prior.clone();
        }
        if rule.replace && planned != prior {
            self.replace();
        }
        self.value(rule, ty, [prior, config], planned);
    }

    fn within(&mut self, step: AttributePathStep, visit: impl FnOnce(&mut Self)) {
        if self.sets > 0 {
            return visit(self);
        }
        self.path.steps.push(step);
        visit(self);
        self.path.steps.pop();
    }

    fn replace(&mut self) {
        if self.replace.last() != Some(&self.path) {
            self.replace.push(self.path.clone());
        }
    }
}

static NULL: Dynamic = Value::Null;

fn at(list: &Dynamic, index: usize) -> &Dynamic {
    match list {
        Value::Value(Known::List(elements)) => elements.get(index).unwrap_or(&NULL),
        _ => &NULL,
    }
}

/// For each element of a set the one of `others` that it most probably was: itself where it is there, else the one
/// that shares most with it of those that are nobody else's. Null where none is left.
fn pair<'a>(others: &'a Dynamic, elements: &[Dynamic]) -> Vec<&'a Dynamic> {
    let Value::Value(Known::List(others)) = others else {
        return vec![&NULL; elements.len()];
    };
    let mut free: Vec<Option<&Dynamic>> = others.iter().map(Some).collect();
    let mut pairs: Vec<Option<&Dynamic>> = elements
        .iter()
        .map(|element| free.iter_mut().find(|other| **other == Some(element))?.take())
        .collect();
    for (element, pair) in elements.iter().zip(&mut pairs) {
        if pair.is_none() {
            let left = free.iter_mut().filter(|other| other.is_some());
            *pair = left
                .max_by_key(|other| other.map_or(0, |other| likeness(element, other)))
                .and_then(Option::take);
        }
    }
    pairs.into_iter().map(|pair| pair.unwrap_or(&NULL)).collect()
}

/// The number of leaves in which two values agree.
fn likeness(one: &Dynamic, other: &Dynamic) -> usize {
    match (one, other) {
        (Value::Value(Known::Map(one)), Value::Value(Known::Map(_))) => {
            one.iter().map(|(name, value)| likeness(value, other.get(name))).sum()
        }
        (Value::Value(Known::List(one)), Value::Value(Known::List(other))) => {
            one.iter().zip(other).map(|(one, other)| likeness(one, other)).sum()
        }
        (Value::Value(one), Value::Value(other)) => usize::from(one == other),
        _ => 0,
    }
}

#[cfg(test)]
mod tests;
