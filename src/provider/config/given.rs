//! A [`Given`] is a setting's value together with where it came from: the block, or else the environment.

use std::path::Path;
use std::str::FromStr;

use super::environment::Environment;
use super::setting::Setting;
use crate::plugin::diagnostics::{AttributePath, Diagnostics, diagnostic};
use crate::plugin::value::Value;

/// Why there are no settings.
pub(super) enum Unsettled {
    /// Something is wrong.
    Wrong(Diagnostics),
    /// The setting of this name is known only after apply.
    Unknown(&'static str),
}

/// Where a value came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    Block,
    /// The variable's name.
    Environment(&'static str),
}

/// A value and where it came from, for messages.
pub(super) struct Given {
    pub(super) value: String,
    pub(super) setting: Setting,
    pub(super) origin: Origin,
}

impl Given {
    pub(super) fn is_from_block(&self) -> bool {
        self.origin == Origin::Block
    }

    /// Where it came from, in words.
    pub(super) fn source(&self) -> String {
        match self.origin {
            Origin::Block => format!("the provider setting {}", self.setting.attribute),
            Origin::Environment(variable) => format!("the environment variable {variable}"),
        }
    }

    pub(super) fn refuse(&self, problem: impl std::fmt::Display) -> Unsettled {
        wrong(self.setting, "Invalid provider setting", format!("{}: {problem}.", self.source()))
    }

    pub(super) fn parse<T>(&self) -> Result<T, Unsettled>
    where
        T: FromStr,
        T::Err: std::fmt::Display,
    {
        self.value.parse().map_err(|problem| self.refuse(problem))
    }

    pub(super) fn one_of<T: Copy>(&self, choices: &[(&str, T)]) -> Result<T, Unsettled> {
        let found = choices.iter().find(|(name, _)| self.value.eq_ignore_ascii_case(name));
        found.map(|(_, choice)| *choice).ok_or_else(|| {
            let names: Vec<_> = choices.iter().map(|(name, _)| format!("{name:?}")).collect();
            self.refuse(format!("expected one of {}, got {:?}", names.join(", "), self.value))
        })
    }

    /// The bytes of the file that the value names.
    pub(super) fn read_file(&self) -> Result<Vec<u8>, Unsettled> {
        let path = Path::new(&self.value);
        std::fs::read(path).map_err(|error| {
            self.refuse(format!("expected a file that can be read, got {}: {error}", path.display()))
        })
    }

    /// The text of the file that the value names, without blanks around it.
    pub(super) fn read_text(&self) -> Result<String, Unsettled> {
        let text = String::from_utf8(self.read_file()?).map_err(|_| {
            self.refuse(format!("expected a text file, got {}, which is not UTF-8", self.value))
        })?;
        let text = text.trim().to_owned();
        if text.is_empty() {
            return Err(
                self.refuse(format!("expected a file with a value, got {}, which is empty", self.value))
            );
        }
        Ok(text)
    }
}

/// Looks settings up.
#[derive(Clone, Copy)]
pub(super) struct Look<'a>(pub(super) &'a Environment);

impl Look<'_> {
    /// The block's value, or else the environment's. An empty text in the block is as good as none.
    pub(super) fn up<T: ToString>(
        self,
        setting: Setting,
        value: &Value<T>,
    ) -> Result<Option<Given>, Unsettled> {
        match value {
            Value::Unknown => return Err(Unsettled::Unknown(setting.attribute)),
            Value::Value(value) => {
                let value = value.to_string();
                if !value.is_empty() {
                    return Ok(Some(Given { value, setting, origin: Origin::Block }));
                }
            }
            Value::Null => {}
        }
        Ok(setting.variables.iter().find_map(|variable| {
            self.0.get(variable).map(|value| Given { value, setting, origin: Origin::Environment(variable) })
        }))
    }

    /// A setting that is on or off.
    pub(super) fn flag(
        self,
        setting: Setting,
        value: &Value<bool>,
    ) -> Result<Option<(bool, Origin)>, Unsettled> {
        let Some(given) = self.up(setting, value)? else {
            return Ok(None);
        };
        let on = given.one_of(&[("true", true), ("false", false), ("1", true), ("0", false)])?;
        Ok(Some((on, given.origin)))
    }
}

/// An error about one setting.
pub(super) fn wrong(setting: Setting, summary: &'static str, detail: String) -> Unsettled {
    let errors = vec![diagnostic(summary, detail, AttributePath::new(setting.attribute))];
    Unsettled::Wrong(Diagnostics { errors, warnings: Vec::new() })
}
