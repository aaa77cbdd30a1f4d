//! A provider with one resource, made up to show what the host does with each kind of answer.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use terraform_provider_intune::plugin::context::Context;
use terraform_provider_intune::plugin::data_source::DataSource;
use terraform_provider_intune::plugin::diagnostics::{AttributePath, Diagnostics, diagnostic, error};
use terraform_provider_intune::plugin::function::Function;
use terraform_provider_intune::plugin::list_resource::ListResource;
use terraform_provider_intune::plugin::provider::{Configure, Provider};
use terraform_provider_intune::plugin::resource::{
    Applied, Apply, DeferredReason, Import, Imported, Move, Moved, Plan, Planned, Read, Refreshed, Resource,
};
use terraform_provider_intune::plugin::schema::{
    Attribute, AttributeConstraint, AttributeType, Block, IdentityAttribute, IdentitySchema, ImportUse,
    NestedBlock, Schema, Type,
};
use terraform_provider_intune::plugin::value::{Dynamic, Known, Look, Value, object, string};

use super::functions::Shout;
use super::offered::Things;

/// The provider. What its resource does depends on the `name` that it is given:
/// `panic` panics, `wait` waits for a stop, `slow` takes a while, `misfit` answers with another shape.
#[derive(Default)]
pub(crate) struct MadeUp {
    pub(crate) finished: Arc<AtomicUsize>,
    /// How often the provider was told that the run is over.
    pub(crate) farewells: Arc<AtomicUsize>,
}

pub(crate) const THING: &str = "made_up_thing";

fn attribute(attr_type: AttributeType, constraint: AttributeConstraint) -> Attribute {
    Attribute { attr_type, constraint, ..Default::default() }
}

fn block<const N: usize>(attributes: [(&str, Attribute); N]) -> Block {
    let attributes = attributes.map(|(name, attribute)| (name.to_owned(), attribute));
    Block { attributes: attributes.into(), ..Default::default() }
}

#[async_trait]
impl Provider for MadeUp {
    fn schema(&self) -> Schema {
        let town = attribute(AttributeType::String, AttributeConstraint::Optional);
        Schema { version: 0, block: block([("town", town)]) }
    }

    fn resources(&self) -> Vec<(String, Arc<dyn Resource>)> {
        vec![(THING.to_owned(), Arc::new(Thing { finished: self.finished.clone() }))]
    }

    fn list_resources(&self) -> Vec<(String, Arc<dyn ListResource>)> {
        let finished = self.finished.clone();
        vec![(THING.to_owned(), Arc::new(Things { finished }))]
    }

    fn functions(&self) -> Vec<(String, Arc<dyn Function>)> {
        vec![("shout".to_owned(), Arc::new(Shout))]
    }

    fn data_sources(&self) -> Vec<(String, Arc<dyn DataSource>)> {
        vec![("made_up_fact".to_owned(), Arc::new(Fact))]
    }

    async fn validate(&self, _: &Context, config: &Dynamic) -> Diagnostics {
        match config.get("town").as_str() {
            Some("nowhere") => Diagnostics {
                errors: vec![diagnostic("No such town", "got nowhere", AttributePath::new("town"))],
                warnings: vec![diagnostic("Take care", "really", AttributePath::root())],
            },
            _ => Diagnostics::default(),
        }
    }

    async fn configure(&self, _: &Context, _: Configure) -> Diagnostics {
        Diagnostics::default()
    }

    async fn finish(&self, _: Duration) {
        // Long enough that a server which does not wait for it is seen to be over.
        tokio::time::sleep(Duration::from_millis(50)).await;
        self.farewells.fetch_add(1, Ordering::SeqCst);
    }
}

struct Thing {
    finished: Arc<AtomicUsize>,
}

#[async_trait]
impl Resource for Thing {
    fn schema(&self) -> Schema {
        use AttributeConstraint::{Computed, Optional, Required};
        let part = HashMap::from([
            ("label".to_owned(), attribute(AttributeType::String, Required)),
            ("serial".to_owned(), attribute(AttributeType::Number, Computed)),
        ]);
        let mut block = block([
            ("id", attribute(AttributeType::String, Computed)),
            ("name", attribute(AttributeType::String, Required)),
            ("size", attribute(AttributeType::Number, Optional)),
            ("tags", attribute(AttributeType::Map(Box::new(AttributeType::String)), Optional)),
            ("parts", attribute(AttributeType::AttributeList(part), Optional)),
        ]);
        let rule = super::made_up::block([("text", attribute(AttributeType::String, Optional))]);
        block.blocks.insert("rule".to_owned(), NestedBlock::List(rule.clone()));
        block.blocks.insert("timeouts".to_owned(), NestedBlock::Optional(rule));
        Schema { version: 2, block }
    }

    fn identity(&self) -> Option<IdentitySchema> {
        let id = IdentityAttribute {
            name: "id".to_owned(),
            ty: Type::String,
            import: ImportUse::Required,
            description: "The id.".to_owned(),
        };
        Some(IdentitySchema { version: 1, attributes: vec![id] })
    }

    async fn plan(&self, _: &Context, request: Plan) -> Planned {
        let renamed = !request.prior.is_null() && request.prior.get("name") != request.planned.get("name");
        let mut planned = Planned::as_prepared(request);
        planned.identity = Some(object([("id", planned.state.get("id").clone())]));
        if renamed {
            planned.requires_replace.push(AttributePath::new("name"));
        }
        planned
    }

    fn defer(&self, request: &Plan) -> Option<DeferredReason> {
        let later = request.config.get("name").as_str() == Some("later");
        later.then_some(DeferredReason::AbsentPrerequisite)
    }

    async fn move_state(&self, _: &Context, request: Move) -> Moved {
        let stored: serde_json::Value = serde_json::from_slice(&request.source_state).unwrap();
        if request.source_type != "other_thing" {
            return Moved::failed(error("Not from there", request.source_type));
        }
        Moved {
            state: object([("id", string("moved")), ("name", string(stored["title"].as_str().unwrap()))]),
            private: request.source_private,
            identity: Some(object([("id", string("moved"))])),
            diagnostics: Diagnostics::default(),
        }
    }

    async fn create(&self, context: &Context, request: Apply) -> Applied {
        let name = request.planned.get("name").as_str().unwrap_or_default().to_owned();
        match name.as_str() {
            "panic" => panic!("the thing fell over"),
            "wait" => {
                context.stop.cancelled().await;
                let mut applied = made(request);
                applied.diagnostics = error("Interrupted", "The thing was made, its paint is still wet.");
                return applied;
            }
            "slow" => tokio::time::sleep(Duration::from_millis(300)).await,
            "misfit" => {
                let state = object([("shoe", string("left"))]);
                return Applied { state, ..made(request) };
            }
            _ => {}
        }
        self.finished.fetch_add(1, Ordering::SeqCst);
        made(request)
    }

    async fn update(&self, _: &Context, request: Apply) -> Applied {
        made(request)
    }

    async fn delete(&self, _: &Context, _: Apply) -> Applied {
        Applied::deleted(Diagnostics::default())
    }

    async fn read(&self, _: &Context, request: Read) -> Refreshed {
        match request.state.get("name").as_str() {
            Some("gone") => Refreshed::gone(),
            Some("panic") => panic!("cannot look"),
            _ => Refreshed::unchanged(request, Diagnostics::default()),
        }
    }

    async fn import(&self, _: &Context, request: Import) -> Imported {
        let id = match request {
            Import::Id(id) => id,
            Import::Identity(identity) => identity.get("id").as_str().unwrap_or_default().to_owned(),
        };
        if id == "nothing" {
            return Imported::failed(error("Nothing to import", "There is no thing called nothing."));
        }
        Imported {
            state: object([("id", string(&*id)), ("name", string("imported"))]),
            private: Bytes::new(),
            identity: Some(object([("id", string(id))])),
            diagnostics: Diagnostics::default(),
        }
    }

    async fn upgrade(&self, _: &Context, version: i64, state: &[u8]) -> Result<Dynamic, Diagnostics> {
        let stored: serde_json::Value = serde_json::from_slice(state).unwrap();
        let name = stored["old_name"].as_str().unwrap_or_default();
        Ok(object([("id", string(format!("from-{version}"))), ("name", string(name))]))
    }
}

/// The planned state with everything unknown filled in.
fn made(request: Apply) -> Applied {
    fn fill(value: Dynamic) -> Dynamic {
        match value {
            Value::Unknown => string("made"),
            Value::Value(Known::Map(entries)) => Value::Value(Known::Map(
                entries.into_iter().map(|(name, value)| (name, fill(value))).collect(),
            )),
            other => other,
        }
    }
    let state = match fill(request.planned) {
        Value::Value(Known::Map(mut entries)) => {
            if let Some(Value::Value(Known::List(parts))) = entries.get_mut("parts") {
                for part in parts {
                    let label = part.get("label").clone();
                    *part = object([("label", label), ("serial", Value::Value(Known::Number(7i64.into())))]);
                }
            }
            Value::Value(Known::Map(entries))
        }
        other => other,
    };
    let identity = Some(object([("id", state.get("id").clone())]));
    Applied {
        state,
        private: Bytes::from_static(b"\xff private"),
        identity,
        diagnostics: Diagnostics::default(),
    }
}

struct Fact;

#[async_trait]
impl DataSource for Fact {
    fn schema(&self) -> Schema {
        use AttributeConstraint::{Computed, Required};
        let question = attribute(AttributeType::String, Required);
        let answer = attribute(AttributeType::Number, Computed);
        Schema { version: 0, block: block([("question", question), ("answer", answer)]) }
    }

    async fn read(&self, _: &Context, config: Dynamic) -> (Dynamic, Diagnostics) {
        let answer = Value::Value(Known::Number(42i64.into()));
        (object([("question", config.get("question").clone()), ("answer", answer)]), Diagnostics::default())
    }
}
