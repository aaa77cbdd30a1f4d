//! A whole provider on `plugin`: notes, each of them a file. ARCHITECTURE.md explains it part by part.
//!
//! `cargo run --example minimal_provider -- --debug` starts it for Terraform to attach to.

use std::error::Error;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::process::ExitCode;
use std::sync::Arc;

use async_trait::async_trait;
use terraform_provider_intune::plugin::context::Context;
use terraform_provider_intune::plugin::diagnostics::{Diagnostics, error};
use terraform_provider_intune::plugin::planning::PlanRules;
use terraform_provider_intune::plugin::provider::Provider;
use terraform_provider_intune::plugin::resource::{Applied, Apply, Plan, Planned, Read, Refreshed, Resource};
use terraform_provider_intune::plugin::schema::{
    Attribute, AttributeConstraint, AttributeType, Block, Schema,
};
use terraform_provider_intune::plugin::value::{Dynamic, Known, Look, Value, object, string};
use terraform_provider_intune::plugin::{host, log};

struct Notes;

impl Provider for Notes {
    fn schema(&self) -> Schema {
        Schema { version: 0, block: Block::default() }
    }

    fn resources(&self) -> Vec<(String, Arc<dyn Resource>)> {
        vec![("notes_note".to_owned(), Arc::new(Note))]
    }
}

struct Note;

#[async_trait]
impl Resource for Note {
    fn schema(&self) -> Schema {
        let attribute = |name: &str, attr_type, constraint| {
            (name.to_owned(), Attribute { attr_type, constraint, ..Default::default() })
        };
        let attributes = [
            attribute("path", AttributeType::String, AttributeConstraint::Required),
            attribute("text", AttributeType::String, AttributeConstraint::Required),
            attribute("size", AttributeType::Number, AttributeConstraint::Computed),
        ];
        Schema { version: 0, block: Block { attributes: attributes.into(), ..Default::default() } }
    }

    async fn plan(&self, _: &Context, request: Plan) -> Planned {
        PlanRules::new(&self.schema()).replace(&["path"]).plan(request)
    }

    async fn create(&self, _: &Context, request: Apply) -> Applied {
        written(File::create_new(path(&request.planned)), request)
    }

    async fn update(&self, _: &Context, request: Apply) -> Applied {
        written(File::create(path(&request.planned)), request)
    }

    async fn read(&self, _: &Context, mut request: Read) -> Refreshed {
        match fs::read_to_string(path(&request.state)) {
            Err(cause) if cause.kind() == ErrorKind::NotFound => return Refreshed::gone(),
            Err(cause) => return Refreshed::unchanged(request, failed(cause)),
            Ok(text) => request.state = note(path(&request.state), &text),
        }
        Refreshed::unchanged(request, Diagnostics::default())
    }

    async fn delete(&self, _: &Context, request: Apply) -> Applied {
        match fs::remove_file(path(&request.prior)) {
            Err(cause) if cause.kind() != ErrorKind::NotFound => Applied::unchanged(request, failed(cause)),
            _ => Applied::deleted(Diagnostics::default()),
        }
    }
}

/// What exists after writing: once the file is open there is a note, even if its text does not fit on the disk.
fn written(file: io::Result<File>, request: Apply) -> Applied {
    let text = request.planned.get("text").as_str().unwrap_or_default();
    let state = note(path(&request.planned), text);
    match file.map(|mut file| file.write_all(text.as_bytes())) {
        Err(cause) => Applied::unchanged(request, failed(cause)),
        Ok(Err(cause)) => Applied { state, ..Applied::unchanged(request, failed(cause)) },
        Ok(Ok(())) => Applied { state, ..Applied::unchanged(request, Diagnostics::default()) },
    }
}

fn note(path: &str, text: &str) -> Dynamic {
    let size = Value::Value(Known::Number((text.len() as u64).into()));
    object([("path", string(path)), ("text", string(text)), ("size", size)])
}

fn path(note: &Dynamic) -> &str {
    note.get("path").as_str().unwrap_or_default()
}

fn failed(cause: io::Error) -> Diagnostics {
    error("The file of the note cannot be used", cause.to_string())
}

#[tokio::main]
async fn main() -> Result<ExitCode, Box<dyn Error>> {
    log::install_panic_hook();
    match std::env::args().nth(1).as_deref() {
        Some("--debug") => Ok(host::debug(Arc::new(Notes), "example/notes").await?),
        _ => Ok(host::serve(Arc::new(Notes), |name| std::env::var(name).ok()).await?),
    }
}
