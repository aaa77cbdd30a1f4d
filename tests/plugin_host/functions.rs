//! Functions: declared, called, and blamed on the right argument.

use async_trait::async_trait;
use terraform_provider_intune::plugin::context::Context;
use terraform_provider_intune::plugin::function::{Function, FunctionError};
use terraform_provider_intune::plugin::proto::tfplugin6::{call_function, get_provider_schema};
use terraform_provider_intune::plugin::schema::{FunctionSchema, Parameter, Type};
use terraform_provider_intune::plugin::value::{Dynamic, Known, Look, Value, msgpack, string};

use super::client::{plain, start};
use super::offered::packed;

/// Joins texts, loudly. The empty text is nothing to shout.
pub(crate) struct Shout;

#[async_trait]
impl Function for Shout {
    fn signature(&self) -> FunctionSchema {
        let text = Parameter { name: "text".to_owned(), param_type: Type::String, ..Default::default() };
        FunctionSchema {
            parameters: vec![text.clone()],
            variadic: Some(text),
            return_type: Type::String,
            summary: "Shouts.".to_owned(),
            deprecated: Some("Whisper instead.".to_owned()),
            ..Default::default()
        }
    }

    async fn call(&self, _: &Context, arguments: Vec<Dynamic>) -> Result<Dynamic, FunctionError> {
        let texts: Vec<_> = arguments.iter().filter_map(Look::as_str).collect();
        match texts.iter().position(|text| text.is_empty()) {
            Some(index) => Err(FunctionError::at(index, "nothing to shout")),
            None if texts == ["panic"] => panic!("lost its voice"),
            None => Ok(string(texts.join(" ").to_uppercase())),
        }
    }
}

fn calling(name: &str, arguments: &[&str]) -> call_function::Request {
    call_function::Request {
        name: name.to_owned(),
        arguments: arguments.iter().map(|text| packed(&string(*text), &Type::String)).collect(),
    }
}

#[tokio::test]
async fn a_function_is_declared_and_called() {
    let running = start(None);
    let mut client = plain(&running).await;
    let schema = client.get_provider_schema(get_provider_schema::Request {}).await.unwrap().into_inner();
    let shout = &schema.functions["shout"];
    assert_eq!(shout.r#return.as_ref().unwrap().r#type[..], b"\"string\""[..]);
    assert_eq!(shout.deprecation_message, "Whisper instead.");
    for (arguments, expected) in [(&["a"][..], "A"), (&["a", "b", "c"], "A B C")] {
        let answer = client.call_function(calling("shout", arguments)).await.unwrap().into_inner();
        let result = msgpack::decode(&answer.result.unwrap().msgpack, &Type::String).unwrap();
        assert_eq!(result, string(expected));
    }
}

#[tokio::test]
async fn a_function_that_fails_says_which_argument_is_to_blame() {
    let running = start(None);
    let mut client = plain(&running).await;
    for (request, argument, expected) in [
        (calling("shout", &["a", ""]), Some(1), "nothing to shout"),
        (calling("shout", &[]), None, "shout takes 1 arguments, 0 were given"),
        (calling("whisper", &["a"]), None, "does not have the function"),
        (calling("shout", &["panic"]), None, "CallFunction of shout panicked: lost its voice"),
    ] {
        let answer = client.call_function(request).await.unwrap().into_inner();
        let error = answer.error.unwrap();
        assert_eq!(error.function_argument, argument, "{}", error.text);
        assert!(error.text.contains(expected), "{}", error.text);
    }
    let wrong = call_function::Request {
        name: "shout".to_owned(),
        arguments: vec![packed(&Value::Value(Known::Bool(true)), &Type::Bool)],
    };
    let error = client.call_function(wrong).await.unwrap().into_inner().error.unwrap();
    assert_eq!(error.function_argument, Some(0));
    assert!(error.text.contains("expected a string, got a bool"), "{}", error.text);
}
