//! A resource's state as a struct of its own: to and from the host's value, and as the answer to a plan or an apply.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::report;
use crate::plugin::diagnostics::{AttributePath, Diagnostics};
use crate::plugin::resource::{Applied, Apply, Plan, Planned};
use crate::plugin::schema::Type;
use crate::plugin::value::{Dynamic, model};

/// The attributes of a resource type.
pub(super) trait StateModel: Serialize + DeserializeOwned {
    /// The type that its schema describes.
    fn ty() -> &'static Type;

    /// The identity of this state.
    fn identity(&self) -> Dynamic;

    /// Reads a value that the host has checked against the schema.
    ///
    /// # Errors
    /// When struct and schema differ, which is a bug.
    fn read(value: &Dynamic) -> Result<Self, Diagnostics> {
        model::from_dynamic(value, Self::ty()).map_err(report::bug)
    }

    /// The value.
    ///
    /// # Errors
    /// When struct and schema differ, which is a bug.
    fn write(&self) -> Result<Dynamic, Diagnostics> {
        model::to_dynamic(self, Self::ty()).map_err(report::bug)
    }

    /// The answer to a plan: this state, and the attributes that replace the object; or why there is no plan.
    fn planned(plan: Result<(Self, Vec<AttributePath>), Diagnostics>, request: Plan) -> Planned {
        let planned = plan.and_then(|(model, replace)| Ok((model.write()?, model.identity(), replace)));
        match planned {
            Ok((state, identity, requires_replace)) => {
                Planned { state, requires_replace, identity: Some(identity), ..Planned::as_prepared(request) }
            }
            Err(diagnostics) => Planned { diagnostics, ..Planned::as_prepared(request) },
        }
    }

    /// The answer to an apply after which this exists.
    fn applied(&self, request: Apply, diagnostics: Diagnostics) -> Applied {
        let identity = Some(self.identity());
        match self.write() {
            Ok(state) => Applied { state, identity, private: request.private, diagnostics },
            Err(mut more) => {
                more.add_diagnostics(diagnostics);
                Applied::unchanged(request, more)
            }
        }
    }
}
