//! Checking what is asked for, and looking it up.

use async_trait::async_trait;

use super::model::Model;
use super::schema;
use crate::graph::{Operation, PolicyId};
use crate::plugin::diagnostics::{AttributePath, Diagnostics, diagnostic};
use crate::plugin::schema::Schema;
use crate::plugin::value::Value;
use crate::provider::lookups::Lookup;
use crate::provider::lookups::policy_attributes::candidate;
use crate::provider::lookups::wanted::{self, Wanted};
use crate::provider::report::lookup::{self, Thing};
use crate::provider::session::Session;
use crate::provider::timeouts::ReadTimeout;
use crate::tenant::{Choice, Policy, choose};

#[async_trait]
impl Lookup for Model {
    const TYPE: &'static str = "intune_compliance_policy";

    fn schema() -> Schema {
        schema::schema()
    }

    fn validate(&self, diagnostics: &mut Diagnostics) {
        wanted::check(&self.id, &self.display_name, diagnostics);
        if let (Value::Value(_), Value::Value(_)) = (&self.id, &self.platform) {
            diagnostics.add_error(diagnostic(
                "Contradictory lookup",
                "platform chooses among policies of one display_name; it does not go with id. Remove one of the two.",
                AttributePath::new("platform"),
            ));
        }
    }

    fn timeout(&self) -> &Value<ReadTimeout> {
        &self.timeouts
    }

    /// The policy of that id, or the only one of that name and platform.
    async fn look_up(self, session: &Session, operation: &Operation) -> Result<Self, Diagnostics> {
        let wanted = Wanted::of(&self.id, &self.display_name);
        let unread = |problem| lookup::unread(Thing::Policy, &wanted, &problem);
        let tenant = &session.tenant;
        let name = match wanted {
            Wanted::Id(id) => {
                let id = PolicyId::try_from(id).map_err(|problem| lookup::invalid("id", &problem))?;
                let found = tenant.policy(&id, operation).await.map_err(unread)?;
                let policy =
                    found.ok_or_else(|| lookup::nothing(Thing::Policy, &wanted, tenant.sees_beta(), &[]))?;
                return Ok(self.show(&policy));
            }
            Wanted::Name(name) => name,
        };
        let platform = match &self.platform {
            Value::Value(word) => Some(word.as_str()),
            _ => None,
        };
        let fits = |policy: &Policy| {
            platform.is_none_or(|word| policy.platform.as_ref().is_some_and(|it| it.as_str() == word))
        };
        let enough = |all: &[Policy]| matches!(choose(all, name, fits), Choice::One(_));
        let all = tenant.policies(enough, operation).await.map_err(unread)?;
        let candidates = |found: Vec<&Policy>| found.into_iter().map(candidate).collect::<Vec<_>>();
        match choose(&all, name, fits) {
            Choice::One(policy) => Ok(self.show(policy)),
            Choice::Nothing { similar } => {
                let what = lookup::with_platform(&wanted, platform);
                Err(lookup::nothing(Thing::Policy, &what, tenant.sees_beta(), &candidates(similar)))
            }
            Choice::Several(found) => {
                let what = lookup::with_platform(&wanted, platform);
                Err(lookup::several(Thing::Policy, &what, &candidates(found)))
            }
        }
    }
}
