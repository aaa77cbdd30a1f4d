//! Which way of writing works: the documented one, or the whole set.
//!
//! With `auto` the first write of the process finds out and all others wait for it, so the service is asked once
//! however many resources start together. Only the answer "no such route" switches; any other failure teaches nothing.

use std::sync::OnceLock;

use tokio::sync::{Mutex, MutexGuard};

/// How to write, as the user sets it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum WriteMode {
    /// The documented routes where the service has them, the whole set elsewhere.
    #[default]
    Auto,
    /// Only the documented routes: POST, PATCH and DELETE below `…/assignments`.
    Assignment,
    /// Only the whole-set action `…/assign`.
    Assign,
}

/// A way of writing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Route {
    /// POST, PATCH and DELETE below `…/assignments`.
    Documented,
    /// POST to `…/assign`.
    WholeSet,
}

/// What is known about the service's routes.
pub(super) struct Routes {
    known: OnceLock<Route>,
    asking: Mutex<Option<Route>>,
}

impl Routes {
    pub(super) fn new(mode: WriteMode) -> Self {
        let known = match mode {
            WriteMode::Auto => OnceLock::new(),
            WriteMode::Assignment => OnceLock::from(Route::Documented),
            WriteMode::Assign => OnceLock::from(Route::WholeSet),
        };
        Self { known, asking: Mutex::new(None) }
    }

    /// The route to take, once it is known.
    pub(super) fn known(&self) -> Option<Route> {
        self.known.get().copied()
    }

    /// Waits for one's turn to find out. What the guard holds was learned in the meantime.
    pub(super) async fn ask(&self) -> MutexGuard<'_, Option<Route>> {
        self.asking.lock().await
    }

    /// Remembers what the service was found to have, for the life of the process.
    pub(super) fn learn(&self, asking: &mut Option<Route>, route: Route) {
        *asking = Some(route);
        if self.known.set(route).is_ok() && route == Route::WholeSet {
            tracing::info!(
                "the service does not have the documented route for single assignments; from here on the whole set of \
                 a policy's assignments is read, merged and written back"
            );
        }
    }
}
