//! Sensitive attributes: hidden in what people read, marked in what machines read.

use serde_json::json;

use crate::fixture::Mock;

#[test]
fn a_sensitive_value_is_marked_and_never_shown() {
    let secret = json!({ "type": "string", "optional": true, "sensitive": true });
    let mock = Mock::with_types(&json!({ "tfcoremock_it": { "attributes": {
        "secret": secret,
        "made": { "type": "string", "computed": true, "sensitive": true, "value": { "string": "made-secret" } },
        "list": { "type": "list", "optional": true, "list": { "type": "object", "object": { "secret": secret } } },
    } } }));
    for text in ["first-secret", "second-secret"] {
        mock.resource(
            "tfcoremock_it",
            &format!("  id = \"one\"\n  secret = \"{text}\"\n  list = [{{ secret = \"{text}\" }}]"),
        );
        let plan = mock.workspace.plan();
        let marked = &plan.change("tfcoremock_it.x")["after_sensitive"];
        assert_eq!(marked["secret"], json!(true));
        assert_eq!(marked["list"], json!([{"secret": true}]));
        let said = plan.text() + &mock.workspace.apply_saved_plan().text();
        assert!(!said.contains("-secret"), "{said}");
        assert!(said.contains("(sensitive value)"), "{said}");
        assert_eq!(mock.state("tfcoremock_it.x")["secret"], text);
        assert_eq!(mock.state("tfcoremock_it.x")["made"], "made-secret");
    }
}
