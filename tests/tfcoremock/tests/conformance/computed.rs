//! What the provider fills in: unknown at plan, its value at apply, at every depth and in every collection.

use serde_json::{Value, json};

use crate::fixture::Mock;

const X: &str = "tfcoremock_it.x";

fn given(kind: &str, value: Value) -> Value {
    json!({ "type": kind, "computed": true, "value": value })
}

/// A computed attribute beside one that is configured.
fn members() -> Value {
    json!({
        "name": { "type": "string", "optional": true },
        "answer": given("string", json!({"string": "found"})),
        "nothing": { "type": "integer", "computed": true },
        "either": { "type": "string", "optional": true, "computed": true, "value": {"string": "default"} },
    })
}

fn element() -> Value {
    json!({ "type": "object", "object": members() })
}

fn types() -> Value {
    let of = |kind: &str| json!({ "type": kind, "optional": true, kind: element() });
    let mut attributes = members();
    attributes["list"] = of("list");
    attributes["set"] = of("set");
    attributes["map"] = of("map");
    attributes["object"] = json!({ "type": "object", "optional": true, "object": members() });
    json!({ "tfcoremock_it": {
        "attributes": attributes,
        "blocks": { "list_block": { "attributes": members() }, "set_block": { "attributes": members(), "mode": "set" } },
    } })
}

fn body(name: &str) -> String {
    format!(
        r#"  id = "one"
  name = "{name}"
  list = [{{ name = "a" }}, {{ name = "{name}", either = "mine" }}]
  set = [{{ name = "a" }}, {{ name = "{name}", either = "mine" }}, {{ name = "b" }}]
  map = {{ k = {{ name = "{name}" }} }}
  object = {{ name = "{name}" }}
  list_block {{
    name = "{name}"
  }}
  set_block {{
    name = "{name}"
  }}
  set_block {{
    name   = "z"
    either = "mine"
  }}"#
    )
}

#[test]
fn computed_attributes_are_unknown_until_they_have_their_value() {
    let mock = Mock::with_types(&types());
    let all = json!({"answer": true, "nothing": true, "either": true});
    let but_one = json!({"answer": true, "nothing": true});
    for (name, action) in [("first", "create"), ("second", "update")] {
        mock.resource("tfcoremock_it", &body(name));
        let plan = mock.planned();
        assert_eq!(plan.actions(X), [action]);
        let unknown = &plan.change(X)["after_unknown"];
        assert_eq!(
            (&unknown["answer"], &unknown["nothing"], &unknown["either"]),
            (&json!(true), &json!(true), &json!(true))
        );
        assert_eq!(unknown["list"], json!([all, but_one]));
        assert_eq!(unknown["map"], json!({"k": all}));
        assert_eq!(unknown["object"], all);
        assert_eq!(unknown["list_block"], json!([all]));
        let count = |name: &str, element: &Value| {
            unknown[name].as_array().map_or(0, |all| all.iter().filter(|one| *one == element).count())
        };
        assert_eq!((count("set", &all), count("set", &but_one)), (2, 1), "{}", unknown["set"]);
        assert_eq!(
            (count("set_block", &all), count("set_block", &but_one)),
            (1, 1),
            "{}",
            unknown["set_block"]
        );

        let state = mock.state(X);
        let filled = |name: &str, either: &str| json!({"name": name, "answer": "found", "nothing": null, "either": either});
        assert_eq!(state["list"], json!([filled("a", "default"), filled(name, "mine")]));
        assert_eq!(state["map"], json!({"k": filled(name, "default")}));
        assert_eq!(state["object"], filled(name, "default"));
        assert_eq!(state["list_block"], json!([filled(name, "default")]));
        let set = state["set"].as_array().expect("a set");
        for element in [filled("a", "default"), filled("b", "default"), filled(name, "mine")] {
            assert!(set.contains(&element), "{element} in {set:?}");
        }
        assert_eq!(set.len(), 3);
    }
}

#[test]
fn whole_collections_and_objects_can_be_computed() {
    // Where anything inside were optional alone, core would take it for configuration that was removed.
    let object = json!({ "type": "object", "object": { "a": { "type": "string", "optional": true, "computed": true } } });
    let one = json!({ "object": { "a": { "string": "x" } } });
    let of = |kind: &str, value: Value| json!({ "type": kind, "computed": true, "optional": true, kind: object, "value": { kind: value } });
    let mut whole = object.clone();
    whole["computed"] = json!(true);
    whole["value"] = one;
    let types = json!({ "tfcoremock_it": { "attributes": {
        "text": { "type": "string", "optional": true },
        "list": of("list", json!([whole["value"]])),
        "set": of("set", json!([whole["value"], whole["value"]])),
        "map": of("map", json!({"k": whole["value"]})),
        "object": whole,
    } } });
    let mock = Mock::with_types(&types);
    mock.resource("tfcoremock_it", "  id = \"one\"");
    let plan = mock.planned();
    assert_eq!(
        plan.change(X)["after_unknown"],
        json!({"list": true, "map": true, "object": true, "set": true})
    );
    let x = json!({"a": "x"});
    let state = mock.state(X);
    assert_eq!((&state["list"], &state["set"]), (&json!([x]), &json!([x])));
    assert_eq!((&state["map"], &state["object"]), (&json!({"k": x}), &x));

    // What is configured is not computed.
    mock.resource("tfcoremock_it", "  id = \"one\"\n  list = []\n  set = [{ a = \"mine\" }]\n  map = {}");
    let plan = mock.planned();
    assert_eq!(plan.actions(X), ["update"]);
    assert_eq!(plan.change(X)["after_unknown"]["list"], json!([]));
    assert_eq!(mock.state(X)["set"], json!([{"a": "mine"}]));
}

#[test]
fn without_a_change_nothing_becomes_unknown() {
    let mock = Mock::with_types(&types());
    mock.resource("tfcoremock_it", &body("same")).settle();
    let plan = mock.workspace.plan().expect_empty();
    assert_eq!(plan.actions(X), ["no-op"]);
}
