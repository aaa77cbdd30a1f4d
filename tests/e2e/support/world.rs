//! The worlds that the provider has to live in: what the service has routes for, and how the user lets it write.

use graph_simulator::{Mode, Options, Simulator};

use super::{Workspace, provider_block_with};

/// A service and a way of writing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct World {
    /// What the service has routes for.
    pub(crate) mode: Mode,
    /// The provider's `write_mode`.
    pub(crate) write_mode: &'static str,
}

impl World {
    /// The service as it is reported to be, and the provider's defaults.
    pub(crate) const LIVE: Self = Self { mode: Mode::Live, write_mode: "auto" };
    /// The same, with whole-set writes from the start.
    pub(crate) const LIVE_ASSIGN: Self = Self { mode: Mode::Live, write_mode: "assign" };
    /// The service as it is documented, and the provider's defaults.
    pub(crate) const DOCUMENTED: Self = Self { mode: Mode::Documented, write_mode: "auto" };
    /// The same, with the documented routes only.
    pub(crate) const DOCUMENTED_ASSIGNMENT: Self = Self { mode: Mode::Documented, write_mode: "assignment" };

    /// The demo tenant in this world, and a workspace whose provider works in it.
    pub(crate) fn start(self) -> (Simulator, Workspace) {
        let options = Options { mode: self.mode, ..Options::demo() };
        self.start_with(options)
    }

    /// As [`World::start`], with other options; their mode counts.
    pub(crate) fn start_with(self, options: Options) -> (Simulator, Workspace) {
        let simulator = Simulator::start_blocking(options).expect("a simulator");
        let workspace = Workspace::new();
        let setting = format!("write_mode = \"{}\"", self.write_mode);
        workspace.write("provider.tf", &provider_block_with(&simulator.url(), &setting));
        (simulator, workspace)
    }
}

/// Tells a story in every world, as one test for each: `in_every_world!(a_story)` where `fn a_story(world: World)`.
macro_rules! in_every_world {
    ($($story:ident),+ $(,)?) => { $(
        mod $story {
            use crate::support::World;

            #[test]
            fn live() { super::$story(World::LIVE); }

            #[test]
            fn live_with_whole_sets() { super::$story(World::LIVE_ASSIGN); }

            #[test]
            fn documented() { super::$story(World::DOCUMENTED); }

            #[test]
            fn documented_with_single_assignments() { super::$story(World::DOCUMENTED_ASSIGNMENT); }
        }
    )+ };
}

/// Tells a story in both worlds with the provider's defaults, as one test for each.
macro_rules! in_both_worlds {
    ($($story:ident),+ $(,)?) => { $(
        mod $story {
            use crate::support::World;

            #[test]
            fn live() { super::$story(World::LIVE); }

            #[test]
            fn documented() { super::$story(World::DOCUMENTED); }
        }
    )+ };
}

pub(crate) use {in_both_worlds, in_every_world};
