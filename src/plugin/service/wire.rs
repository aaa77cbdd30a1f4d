//! Values between the wire and the traits, with a diagnostic for what does not fit.

use tf_provider::Diagnostics;
use tf_provider::schema::Type;

use super::Shape;
use crate::plugin::diagnostics::diagnostic;
use crate::plugin::proto::tfplugin6 as wire;
use crate::plugin::resource::DeferredReason;
use crate::plugin::schema::no_null_blocks;
use crate::plugin::value::json::{self, Undefined};
use crate::plugin::value::{Dynamic, Misshapen, Value, msgpack};

/// Reads a value that Terraform sent; `what` names it in the diagnostic.
pub(super) fn decode(
    value: Option<&wire::DynamicValue>,
    ty: &Type,
    what: &str,
) -> Result<Dynamic, Diagnostics> {
    let Some(value) = value else {
        return Ok(Value::Null);
    };
    if !value.msgpack.is_empty() {
        return msgpack::decode(&value.msgpack, ty).map_err(|error| received(what, error));
    }
    if value.json.is_empty() {
        return Ok(Value::Null);
    }
    json::decode(&value.json, ty, Undefined::Refuse).map_err(|error| received(what, error))
}

/// Reads a state or a configuration. Inside it much may be unknown; the object itself never is.
pub(super) fn decode_object(
    value: Option<&wire::DynamicValue>,
    ty: &Type,
    what: &str,
) -> Result<Dynamic, Diagnostics> {
    match decode(value, ty, what)? {
        Value::Unknown => Err(received(what, Misshapen::unexpected("an object", "an unknown value"))),
        value => Ok(value),
    }
}

/// Writes a state: complete, with repeated blocks never null.
pub(super) fn encode_state(
    mut value: Dynamic,
    shape: &Shape,
    what: &str,
) -> Result<wire::DynamicValue, Diagnostics> {
    no_null_blocks(shape.block(), &mut value);
    encode(&value, &shape.ty, what)
}

/// Writes a value.
pub(super) fn encode(value: &Dynamic, ty: &Type, what: &str) -> Result<wire::DynamicValue, Diagnostics> {
    match msgpack::encode(value, ty) {
        Ok(bytes) => Ok(wire::DynamicValue { msgpack: bytes.into(), json: Default::default() }),
        Err(error) => Err(one(
            "The provider has a bug",
            format!("It made a {what} that does not fit its own schema: {error}. Please report this."),
            error,
        )),
    }
}

/// The wire form of a reason to wait.
pub(super) fn deferred(reason: DeferredReason) -> wire::Deferred {
    use wire::deferred::Reason;
    let reason = match reason {
        DeferredReason::ResourceConfigUnknown => Reason::ResourceConfigUnknown,
        DeferredReason::ProviderConfigUnknown => Reason::ProviderConfigUnknown,
        DeferredReason::AbsentPrerequisite => Reason::AbsentPrereq,
    };
    wire::Deferred { reason: reason.into() }
}

/// A problem with what Terraform sent.
pub(super) fn received(what: &str, error: Misshapen) -> Diagnostics {
    one(
        "Terraform sent a value that does not fit the schema",
        format!(
            "The {what} cannot be read: {error}.\n\nThis happens when Terraform and the provider disagree about the \
             schema, for example when a plan file was made with another version of the provider. Plan again."
        ),
        error,
    )
}

fn one(summary: &'static str, detail: String, error: Misshapen) -> Diagnostics {
    Diagnostics { errors: vec![diagnostic(summary, detail, error.path)], warnings: Vec::new() }
}
