//! Checking what is asked for, and looking it up.

use async_trait::async_trait;

use super::model::Model;
use super::schema;
use crate::graph::groups::Group;
use crate::graph::{GroupId, Operation};
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
    const TYPE: &'static str = "intune_group";

    fn schema() -> Schema {
        schema::schema()
    }

    fn validate(&self, diagnostics: &mut Diagnostics) {
        wanted::check(&self.id, &self.display_name, diagnostics);
    }

    fn timeout(&self) -> &Value<ReadTimeout> {
        &self.timeouts
    }

    /// The group of that id, or the only one of that name.
    async fn look_up(self, session: &Session, operation: &Operation) -> Result<Self, Diagnostics> {
        let tenant = &session.tenant;
        let wanted = Wanted::of(&self.id, &self.display_name);
        let unread = |problem| lookup::unread(Thing::Group, &wanted, &problem);
        let name = match wanted {
            Wanted::Id(id) => {
                let id = GroupId::try_from(id).map_err(|problem| lookup::invalid("id", &problem))?;
                let found = tenant.group(&id, operation).await.map_err(unread)?;
                let group = found.ok_or_else(|| lookup::nothing(Thing::Group, &wanted, true, &[]))?;
                return Ok(self.show(&group));
            }
            Wanted::Name(name) => name,
        };
        // The directory looks for us, and brings what differs in case as well.
        let all = tenant.groups_named(name, operation).await.map_err(unread)?;
        match choose(&all, name, |_| true) {
            Choice::One(group) => Ok(self.show(group)),
            Choice::Nothing { similar } => {
                Err(lookup::nothing(Thing::Group, &wanted, true, &candidates(similar)))
            }
            Choice::Several(found) => Err(lookup::several(Thing::Group, &wanted, &candidates(found))),
        }
    }
}

fn candidates(mut found: Vec<&Group>) -> Vec<String> {
    found.sort_by(|a, b| a.id.cmp(&b.id));
    let one = |group: &Group| match group.description.as_deref() {
        Some(text) if !text.is_empty() => format!("{} {:?} ({text})", group.id, group.name()),
        _ => format!("{} {:?}", group.id, group.name()),
    };
    found.into_iter().map(one).collect()
}
