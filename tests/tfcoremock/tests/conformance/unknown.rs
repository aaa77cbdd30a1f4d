//! Values that are known only after apply, at every depth of a configuration.

use serde_json::json;

use crate::fixture::Mock;

const X: &str = "tfcoremock_complex_resource.x";

/// A configuration in which `late` is unknown at plan.
fn with(body: &str) -> String {
    format!(
        "resource \"terraform_data\" \"late\" {{ input = {{ text = \"late\", list = [{{ string = \"late\" }}] }} }}\n\
         locals {{\n  late  = terraform_data.late.output.text\n  lates = terraform_data.late.output.list\n}}\n\
         resource \"tfcoremock_complex_resource\" \"x\" {{\n  id = \"one\"\n{body}\n}}\n"
    )
}

#[test]
fn what_is_not_known_yet_is_known_after_apply() {
    let cases = [
        ("  string = local.late", json!({"string": true})),
        ("  list = [{ string = \"a\" }, { string = local.late }]", json!({"list": [{}, {"string": true}]})),
        ("  map = { k = { string = local.late } }", json!({"map": {"k": {"string": true}}})),
        ("  object = { object = { string = local.late } }", json!({"object": {"object": {"string": true}}})),
        (
            "  list = [{ map = { k = { list = [{ string = local.late }] } } }]",
            json!({"list": [{"map": {"k": {"list": [{"string": true}]}}}]}),
        ),
        ("  list_block {\n    string = local.late\n  }", json!({"list_block": [{"string": true}]})),
        (
            "  list_block {\n    set_block {\n      string = local.late\n    }\n  }",
            json!({"list_block": [{"set_block": [{"string": true}]}]}),
        ),
    ];
    for (body, expected) in cases {
        let mock = Mock::new();
        mock.write(&with(body));
        let plan = mock.planned();
        let unknown = without_empty(&plan.change(X)["after_unknown"]);
        assert_eq!(unknown, without_empty(&expected), "{body}");
        assert!(mock.state(X).to_string().contains("\"late\""), "{body}");
    }
}

#[test]
fn sets_and_whole_collections_may_be_unknown() {
    for (body, name) in [
        ("  set = [{ string = \"a\" }, { string = local.late }]", "set"),
        ("  list = local.lates", "list"),
        ("  set = local.lates", "set"),
        ("  map = { for one in local.lates : one.string => one }", "map"),
        ("  object = local.lates[0]", "object"),
        ("  set_block {\n    string = local.late\n  }", "set_block"),
        (
            "  dynamic \"list_block\" {\n    for_each = local.lates\n    content {\n      string = list_block.value.string\n    }\n  }",
            "list_block",
        ),
    ] {
        let mock = Mock::new();
        mock.write(&with(body));
        let plan = mock.planned();
        assert!(plan.change(X)["after_unknown"][name].to_string().contains("true"), "{body}");
        assert!(mock.state(X)[name].to_string().contains("\"late\""), "{body}");
    }
}

#[test]
fn an_update_may_wait_for_a_value_too() {
    let mock = Mock::new();
    mock.resource("tfcoremock_complex_resource", "  id = \"one\"\n  list = [{ string = \"a\" }]").settle();
    mock.write(&with("  list = [{ string = local.late }]"));
    let plan = mock.planned();
    assert_eq!(plan.actions(X), ["update"]);
    assert_eq!(mock.state(X)["list"][0]["string"], "late");
}

/// Terraform writes an empty form for what is known inside a collection; only what is unknown counts here.
fn without_empty(value: &serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    match value {
        Value::Object(entries) => {
            let kept = entries.iter().map(|(key, value)| (key.clone(), without_empty(value)));
            Value::Object(kept.filter(|(_, value)| !hollow(value)).collect())
        }
        Value::Array(elements) => Value::Array(elements.iter().map(without_empty).collect()),
        other => other.clone(),
    }
}

fn hollow(value: &serde_json::Value) -> bool {
    value.as_array().is_some_and(|all| all.iter().all(hollow))
        || value.as_object().is_some_and(|all| all.is_empty())
}
