//! Checking what is asked for, and looking it up.

use async_trait::async_trait;

use super::model::Model;
use super::schema;
use crate::graph::filters::AssignmentFilter;
use crate::graph::{FilterId, Operation};
use crate::plugin::diagnostics::Diagnostics;
use crate::plugin::schema::Schema;
use crate::plugin::value::Value;
use crate::provider::lookups::Lookup;
use crate::provider::lookups::wanted::{self, Wanted};
use crate::provider::report::lookup::{self, Thing};
use crate::provider::session::Session;
use crate::provider::timeouts::ReadTimeout;
use crate::tenant::{Choice, Named, choose};

#[async_trait]
impl Lookup for Model {
    const TYPE: &'static str = "intune_assignment_filter";

    fn schema() -> Schema {
        schema::schema()
    }

    fn validate(&self, diagnostics: &mut Diagnostics) {
        wanted::check(&self.id, &self.display_name, diagnostics);
    }

    fn timeout(&self) -> &Value<ReadTimeout> {
        &self.timeouts
    }

    /// The filter of that id, or the only one of that name.
    async fn look_up(self, session: &Session, operation: &Operation) -> Result<Self, Diagnostics> {
        let tenant = &session.tenant;
        if !tenant.sees_beta() {
            return Err(lookup::needs_beta("Assignment filters"));
        }
        let wanted = Wanted::of(&self.id, &self.display_name);
        let unread = |problem| lookup::unread(Thing::Filter, &wanted, &problem);
        let name = match wanted {
            Wanted::Id(id) => {
                let id = FilterId::try_from(id).map_err(|problem| lookup::invalid("id", &problem))?;
                let found = tenant.filter(&id, operation).await.map_err(unread)?;
                let filter = found.ok_or_else(|| lookup::nothing(Thing::Filter, &wanted, true, &[]))?;
                return Ok(self.show(&filter));
            }
            Wanted::Name(name) => name,
        };
        let enough = |all: &[AssignmentFilter]| matches!(choose(all, name, |_| true), Choice::One(_));
        let all = tenant.filters(enough, operation).await.map_err(unread)?;
        match choose(&all, name, |_| true) {
            Choice::One(filter) => Ok(self.show(filter)),
            Choice::Nothing { similar } => {
                Err(lookup::nothing(Thing::Filter, &wanted, true, &candidates(similar)))
            }
            Choice::Several(found) => Err(lookup::several(Thing::Filter, &wanted, &candidates(found))),
        }
    }
}

fn candidates(found: Vec<&AssignmentFilter>) -> Vec<String> {
    let one = |filter: &AssignmentFilter| {
        let platform = filter.platform.as_deref().unwrap_or("platform not shown");
        format!("{} {:?} ({platform})", filter.id, filter.name())
    };
    found.into_iter().map(one).collect()
}
