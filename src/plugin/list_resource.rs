//! What a list resource implements: finding objects that may not be managed yet (`terraform query`).
//!
//! A list resource belongs to the resource type of the same name: its results carry that type's identity and, where
//! asked for, its state.

use std::ops::ControlFlow;

use async_trait::async_trait;
use tf_provider::Diagnostics;
use tokio::sync::mpsc;

use super::context::Context;
use super::schema::Schema;
use super::value::Dynamic;

/// Finds the objects of one resource type.
#[async_trait]
pub trait ListResource: Send + Sync {
    /// The `config` block inside a `list` block.
    fn schema(&self) -> Schema;

    /// Checks a `list` block; values may be unknown.
    async fn validate(&self, _context: &Context, _request: &ValidateList) -> Diagnostics {
        Diagnostics::default()
    }

    /// Finds objects and sends each on its way. The listing should end when `results` says so: enough were found,
    /// or nobody waits any longer.
    ///
    /// What is returned ends the stream, as a result of its own when there is something to say.
    async fn list(&self, context: &Context, request: List, results: Results) -> Diagnostics;
}

/// A `list` block to be checked.
#[derive(Clone, Debug)]
pub struct ValidateList {
    /// The configuration.
    pub config: Dynamic,
    /// Whether states are wanted; a bool.
    pub include_state: Dynamic,
    /// How many results are wanted at most; a number.
    pub limit: Dynamic,
}

/// What is to be found.
#[derive(Clone, Debug)]
pub struct List {
    /// The configuration.
    pub config: Dynamic,
    /// Whether the results should carry states.
    pub detail: Detail,
    /// How many results are wanted at most; the host stops there by itself.
    pub limit: Option<u64>,
}

/// How much a listing says about each object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// Identity and name.
    Identity,
    /// The state as well.
    State,
}

/// One object that was found.
#[derive(Clone, Debug)]
pub struct Listed {
    /// Its identity, by the resource type's identity schema.
    pub identity: Dynamic,
    /// What a person calls it.
    pub display_name: String,
    /// Its state, where it was asked for.
    pub state: Option<Dynamic>,
    /// What went wrong with this one object.
    pub diagnostics: Diagnostics,
}

/// Takes what a listing finds.
#[derive(Debug)]
pub struct Results {
    sender: mpsc::Sender<Listed>,
    left: Option<u64>,
}

impl Results {
    pub(crate) fn new(sender: mpsc::Sender<Listed>, limit: Option<u64>) -> Self {
        Self { sender, left: limit }
    }

    /// Sends one result, as soon as Terraform takes it. A break says that no more are wanted.
    pub async fn send(&mut self, listed: Listed) -> ControlFlow<()> {
        if self.left == Some(0) || self.sender.send(listed).await.is_err() {
            return ControlFlow::Break(());
        }
        if let Some(left) = &mut self.left {
            *left -= 1;
        }
        if self.left == Some(0) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}
