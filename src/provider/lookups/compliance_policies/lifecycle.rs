//! Checking what is asked for, and looking it up.

use async_trait::async_trait;

use super::model::Model;
use super::schema;
use crate::graph::{Operation, PolicyKind};
use crate::plugin::diagnostics::Diagnostics;
use crate::plugin::schema::Schema;
use crate::plugin::value::Value;
use crate::provider::lookups::{Lookup, wanted};
use crate::provider::report::lookup::{self, Thing};
use crate::provider::session::Session;
use crate::provider::timeouts::ReadTimeout;

#[async_trait]
impl Lookup for Model {
    const TYPE: &'static str = "intune_compliance_policies";

    fn schema() -> Schema {
        schema::schema()
    }

    fn validate(&self, diagnostics: &mut Diagnostics) {
        let words = [PolicyKind::Device, PolicyKind::SettingsCatalog].map(PolicyKind::as_str);
        wanted::check_word("policy_kind", &self.policy_kind, &words, diagnostics);
    }

    fn timeout(&self) -> &Value<ReadTimeout> {
        &self.timeouts
    }

    /// All policies that fit, as they are now.
    async fn look_up(self, session: &Session, operation: &Operation) -> Result<Self, Diagnostics> {
        let tenant = &session.tenant;
        if self.kind() == Some(PolicyKind::SettingsCatalog) && !tenant.sees_beta() {
            return Err(lookup::needs_beta("Settings catalog policies"));
        }
        let all = tenant
            .policies(|_| false, operation)
            .await
            .map_err(|problem| lookup::unread(Thing::Policies, &"of the tenant", &problem))?;
        Ok(self.show(&all))
    }
}
