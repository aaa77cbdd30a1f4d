//! The `timeouts` block: how long each operation may go on trying.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::duration::parse;
use super::schema::{attributes, text};
use crate::graph::Operation;
use crate::plugin::context::Context;
use crate::plugin::diagnostics::{AttributePath, Diagnostics, diagnostic};
use crate::plugin::schema::{AttributeConstraint, Block, Description, NestedBlock};
use crate::plugin::value::Value;

/// The block's name in a resource.
pub(super) const BLOCK: &str = "timeouts";

/// The block as it is configured.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Timeouts {
    create: Value<String>,
    read: Value<String>,
    update: Value<String>,
    delete: Value<String>,
}

/// What is timed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Timed {
    Create,
    Read,
    Update,
    Delete,
}

const ALL: [Timed; 4] = [Timed::Create, Timed::Read, Timed::Update, Timed::Delete];

impl Timed {
    fn name(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Read => "read",
            Self::Update => "update",
            Self::Delete => "delete",
        }
    }

    fn default(self) -> Duration {
        match self {
            Self::Read => Duration::from_secs(120),
            Self::Create | Self::Update | Self::Delete => Duration::from_secs(300),
        }
    }
}

/// The block's schema.
pub(super) fn schema() -> NestedBlock {
    let about = |timed: Timed| {
        let minutes = timed.default().as_secs() / 60;
        let action = timed.name();
        let sentence =
            format!("How long to try to {action} it, such as `30s` or `1h30m`. Defaults to `{minutes}m`.");
        text(AttributeConstraint::Optional, &sentence)
    };
    NestedBlock::Optional(Block {
        version: 0,
        attributes: attributes(ALL.map(|timed| (timed.name(), about(timed)))),
        blocks: Default::default(),
        description: Description::markdown(
            "How long operations may go on trying, throttling and retries included. What is not set has its default.",
        ),
        deprecated: false,
    })
}

impl Timeouts {
    fn get(&self, timed: Timed) -> &Value<String> {
        match timed {
            Timed::Create => &self.create,
            Timed::Read => &self.read,
            Timed::Update => &self.update,
            Timed::Delete => &self.delete,
        }
    }

    /// Checks what is known of the block.
    pub(super) fn validate(&self, diagnostics: &mut Diagnostics) {
        for timed in ALL {
            if let Value::Value(text) = self.get(timed)
                && let Err(problem) = parse(text)
            {
                let path = AttributePath::new(BLOCK).attribute(timed.name());
                diagnostics.add_error(diagnostic(
                    "Invalid timeout",
                    format!("timeouts.{}: {problem}.", timed.name()),
                    path,
                ));
            }
        }
    }
}

/// The block of what is only read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ReadTimeout {
    read: Value<String>,
}

impl ReadTimeout {
    /// Checks what is known of the block.
    pub(super) fn validate(&self, diagnostics: &mut Diagnostics) {
        let timeouts = Timeouts { read: self.read.clone(), ..Timeouts::default() };
        timeouts.validate(diagnostics);
    }

    /// How long reading may take.
    pub(super) fn duration(block: &Value<Self>) -> Duration {
        let configured = match block {
            // Checked before it is used.
            Value::Value(Self { read: Value::Value(text) }) => parse(text).ok(),
            _ => None,
        };
        configured.unwrap_or_else(|| Timed::Read.default())
    }
}

/// The blocks of a data source: a `timeouts` block with `read` alone.
pub(super) fn read_only_block() -> std::collections::HashMap<String, NestedBlock> {
    let sentence = "How long to try to read it, such as `30s` or `5m`. Defaults to `2m`.";
    let block = NestedBlock::Optional(Block {
        version: 0,
        attributes: attributes([(Timed::Read.name(), text(AttributeConstraint::Optional, sentence))]),
        blocks: Default::default(),
        description: Description::markdown(
            "How long reading may go on trying, throttling and retries included.",
        ),
        deprecated: false,
    });
    [(BLOCK.to_owned(), block)].into()
}

/// The limits of one call: its timeout, and Terraform's wish to stop.
pub(super) fn operation(timeouts: &Value<Timeouts>, timed: Timed, context: &Context) -> Operation {
    let configured = match timeouts {
        // Checked when the configuration was validated.
        Value::Value(timeouts) => match timeouts.get(timed) {
            Value::Value(text) => parse(text).ok(),
            _ => None,
        },
        _ => None,
    };
    Operation::new(configured.unwrap_or_else(|| timed.default()), context.stop.clone())
}
