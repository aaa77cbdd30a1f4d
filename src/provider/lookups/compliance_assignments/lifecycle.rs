//! Checking what is asked for, and looking it up.

use async_trait::async_trait;

use super::model::Model;
use super::schema;
use crate::graph::{Operation, PolicyId, PolicyKind};
use crate::plugin::diagnostics::Diagnostics;
use crate::plugin::schema::Schema;
use crate::plugin::value::Value;
use crate::provider::lookups::Lookup;
use crate::provider::lookups::wanted::{self, Wanted};
use crate::provider::report::lookup::{self, Thing};
use crate::provider::session::Session;
use crate::provider::timeouts::ReadTimeout;

#[async_trait]
impl Lookup for Model {
    const TYPE: &'static str = "intune_compliance_assignments";

    fn schema() -> Schema {
        schema::schema()
    }

    fn validate(&self, diagnostics: &mut Diagnostics) {
        wanted::check_guid("compliance_policy_id", &self.compliance_policy_id, diagnostics);
        let words = [PolicyKind::Device, PolicyKind::SettingsCatalog].map(PolicyKind::as_str);
        wanted::check_word("policy_kind", &self.policy_kind, &words, diagnostics);
    }

    fn timeout(&self) -> &Value<ReadTimeout> {
        &self.timeouts
    }

    /// The assignments of the policy; of the kind that has it, when none is given.
    async fn look_up(self, session: &Session, operation: &Operation) -> Result<Self, Diagnostics> {
        let Value::Value(text) = &self.compliance_policy_id else {
            return Ok(self);
        };
        let wanted = Wanted::Id(text);
        let policy = PolicyId::try_from(text.as_str())
            .map_err(|problem| lookup::invalid("compliance_policy_id", &problem))?;
        let (kind, tenant) = (self.kind(), &session.tenant);
        let unread = |problem| lookup::unread(Thing::Assignments, &wanted, &problem);
        if kind == Some(PolicyKind::SettingsCatalog) && !tenant.sees_beta() {
            return Err(lookup::needs_beta("Settings catalog policies"));
        }
        if kind != Some(PolicyKind::SettingsCatalog) {
            let found = session.assignments.all(&policy, operation).await;
            if let Some(rows) = found.map_err(unread)? {
                return Ok(self.show(PolicyKind::Device, &rows));
            }
        }
        if kind != Some(PolicyKind::Device) && tenant.sees_beta() {
            let found = session.assignments.of(PolicyKind::SettingsCatalog).all(&policy, operation).await;
            if let Some(rows) = found.map_err(unread)? {
                return Ok(self.show(PolicyKind::SettingsCatalog, &rows));
            }
        }
        Err(lookup::nothing(Thing::Policy, &lookup::with_kind(&wanted, kind), tenant.sees_beta(), &[]))
    }
}
