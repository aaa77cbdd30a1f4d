//! `CallFunction`.

use super::Service;
use super::call::Subject;
use super::wire::{decode, encode};
use crate::plugin::diagnostics::Diagnostics;
use crate::plugin::function::FunctionError;
use crate::plugin::proto::tfplugin6::{self as wire, DynamicValue, call_function};

impl Service {
    pub(super) async fn call_function(&self, request: call_function::Request) -> call_function::Response {
        match self.try_call_function(request).await {
            Ok(result) => call_function::Response { result: Some(result), error: None },
            Err(error) => call_function::Response {
                result: None,
                error: Some(wire::FunctionError {
                    text: before_a_full_stop(error.text),
                    function_argument: error.argument.and_then(|index| i64::try_from(index).ok()),
                }),
            },
        }
    }

    async fn try_call_function(
        &self,
        request: call_function::Request,
    ) -> Result<DynamicValue, FunctionError> {
        let name = request.name;
        let Some(hosted) = self.shared.functions.get(&name) else {
            return Err(FunctionError::new(format!(
                "This version of the provider does not have the function {name:?}."
            )));
        };
        let signature = &hosted.signature;
        let (given, wanted) = (request.arguments.len(), signature.parameters.len());
        if given < wanted || (given > wanted && signature.variadic.is_none()) {
            return Err(FunctionError::new(format!("{name} takes {wanted} arguments, {given} were given.")));
        }
        let parameters = signature.parameters.iter().chain(
            signature.variadic.iter().flat_map(|variadic| std::iter::repeat_n(variadic, given - wanted)),
        );
        let arguments = request.arguments.iter().zip(parameters).enumerate();
        let arguments = arguments
            .map(|(index, (argument, parameter))| {
                decode(Some(argument), &parameter.param_type, "argument")
                    .map_err(|diagnostics| FunctionError::at(index, text(diagnostics)))
            })
            .collect::<Result<Vec<_>, _>>()?;
        let handler = hosted.handler.clone();
        let subject = Subject { rpc: "CallFunction", type_name: &name };
        let result = self
            .run(subject, |context| async move { handler.call(&context, arguments).await })
            .await
            .map_err(|diagnostics| FunctionError::new(text(diagnostics)))??;
        encode(&result, &signature.return_type, "function result")
            .map_err(|diagnostics| FunctionError::new(text(diagnostics)))
    }
}

/// The text without its last full stop: Terraform and OpenTofu end the sentence themselves.
fn before_a_full_stop(mut text: String) -> String {
    if text.ends_with('.') {
        text.pop();
    }
    text
}

/// Diagnostics in the one string that a function's error is.
fn text(diagnostics: Diagnostics) -> String {
    let all = diagnostics.errors.into_iter();
    all.map(|error| format!("{}: {}", error.summary, error.detail)).collect::<Vec<_>>().join("\n\n")
}
