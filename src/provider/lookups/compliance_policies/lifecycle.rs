//! Looking it up.

use super::model::Model;
use crate::graph::{Operation, PolicyKind};
use crate::plugin::diagnostics::Diagnostics;
use crate::provider::report::lookup::{self, Thing};
use crate::provider::session::Session;

/// All policies that fit, as they are now.
pub(super) async fn look_up(
    model: Model,
    session: &Session,
    operation: &Operation,
) -> Result<Model, Diagnostics> {
    let tenant = &session.tenant;
    if model.kind() == Some(PolicyKind::SettingsCatalog) && !tenant.sees_beta() {
        return Err(lookup::needs_beta("Settings catalog policies"));
    }
    let all = tenant
        .policies(|_| false, operation)
        .await
        .map_err(|problem| lookup::unread(Thing::Policies, &"of the tenant", &problem))?;
    Ok(model.show(&all))
}
