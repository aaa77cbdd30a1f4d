//! A whole provider on `plugin`: one resource that keeps a text, and gives it an id.
//!
//! `cargo run --example minimal_provider -- --debug` starts it for Terraform to attach to.

use std::{error::Error, process::ExitCode, sync::Arc};

use async_trait::async_trait;
use terraform_provider_intune::plugin::context::Context;
use terraform_provider_intune::plugin::diagnostics::Diagnostics;
use terraform_provider_intune::plugin::provider::{Configure, Provider};
use terraform_provider_intune::plugin::resource::{Applied, Apply, Plan, Planned, Read, Refreshed, Resource};
use terraform_provider_intune::plugin::schema::{
    Attribute, AttributeConstraint, AttributeType, Block, Schema,
};
use terraform_provider_intune::plugin::value::{Dynamic, Look, object, string};
use terraform_provider_intune::plugin::{host, log};

struct Minimal;

#[async_trait]
impl Provider for Minimal {
    fn schema(&self) -> Schema {
        schema([])
    }

    fn resources(&self) -> Vec<(String, Arc<dyn Resource>)> {
        vec![("minimal_note".to_owned(), Arc::new(Note))]
    }

    async fn configure(&self, _: &Context, _: Configure) -> Diagnostics {
        Diagnostics::default()
    }
}

/// A block of texts.
fn schema<const N: usize>(attributes: [(&str, AttributeConstraint); N]) -> Schema {
    let attributes = attributes.map(|(name, constraint)| {
        let attribute = Attribute {
            attr_type: AttributeType::String,
            constraint,
            ..Default::default()
        };
        (name.to_owned(), attribute)
    });
    let block = Block {
        attributes: attributes.into(),
        ..Default::default()
    };
    Schema { version: 0, block }
}

struct Note;

/// What a note is once it is written: its id comes from its text, as long as it has none.
fn written(request: Apply) -> Applied {
    let text = request.planned.get("text").clone();
    let id = match request.prior.get("id") {
        Dynamic::Null => string(format!("note-{}", text.as_str().unwrap_or_default().len())),
        id => id.clone(),
    };
    Applied {
        state: object([("id", id), ("text", text)]),
        ..Applied::unchanged(request, Diagnostics::default())
    }
}

#[async_trait]
impl Resource for Note {
    fn schema(&self) -> Schema {
        schema([
            ("id", AttributeConstraint::Computed),
            ("text", AttributeConstraint::Required),
        ])
    }

    async fn plan(&self, _: &Context, request: Plan) -> Planned {
        Planned::as_prepared(request)
    }

    async fn create(&self, _: &Context, request: Apply) -> Applied {
        written(request)
    }

    async fn update(&self, _: &Context, request: Apply) -> Applied {
        written(request)
    }

    async fn delete(&self, _: &Context, _: Apply) -> Applied {
        Applied::deleted(Diagnostics::default())
    }

    async fn read(&self, _: &Context, request: Read) -> Refreshed {
        Refreshed::unchanged(request, Diagnostics::default())
    }
}

#[tokio::main]
async fn main() -> Result<ExitCode, Box<dyn Error>> {
    log::install_panic_hook();
    match std::env::args().nth(1).as_deref() {
        Some("--debug") => Ok(host::debug(Arc::new(Minimal), "example/minimal").await?),
        _ => Ok(host::serve(Arc::new(Minimal), |name| std::env::var(name).ok()).await?),
    }
}
