//! Blocks: lists and sets of them, side by side and inside each other, never null.

use serde_json::json;

use crate::fixture::Mock;

const X: &str = "tfcoremock_complex_resource.x";

#[test]
fn blocks_are_added_changed_and_removed_in_place() {
    let mock = Mock::new();
    let block = |name: &str, text: &str| format!("  {name} {{\n    string = \"{text}\"\n  }}\n");
    for name in ["list_block", "set_block"] {
        let texts = [vec!["a", "b"], vec!["a", "c", "d"], vec!["d"], vec![]];
        for texts in texts {
            let blocks: String = texts.iter().map(|text| block(name, text)).collect();
            mock.resource("tfcoremock_complex_resource", &format!("  id = \"one\"\n{blocks}"));
            mock.planned();
            let state = mock.state(X);
            let kept: Vec<_> =
                state[name].as_array().expect("blocks").iter().map(|block| &block["string"]).collect();
            assert_eq!(json!(kept), json!(texts), "{name}");
        }
        mock.workspace.destroy();
    }
}

#[test]
fn blocks_nest_and_hold_nested_attributes() {
    let mock = Mock::new();
    let body = |text: &str| {
        format!(
            "  id = \"one\"\n  list_block {{\n    list = [{{ string = \"{text}\" }}]\n    set_block {{\n      object = {{ string = \"{text}\" }}\n    }}\n    set_block {{\n      list_block {{\n        string = \"{text}\"\n      }}\n    }}\n  }}\n"
        )
    };
    mock.resource("tfcoremock_complex_resource", &body("one"));
    assert_eq!(mock.planned().actions(X), ["create"]);
    mock.resource("tfcoremock_complex_resource", &body("two"));
    let plan = mock.planned();
    assert_eq!(plan.actions(X), ["update"]);
    let text = mock.state(X)["list_block"].to_string();
    assert_eq!(text.matches("\"two\"").count(), 3, "{text}");
    assert!(!text.contains("\"one\""), "{text}");
}

#[test]
fn several_block_types_stand_side_by_side() {
    let block = json!({ "attributes": { "id": { "type": "string", "required": true } } });
    let mock = Mock::with_types(&json!({ "tfcoremock_blocks": { "blocks": {
        "first_block": block, "second_block": { "attributes": block["attributes"], "mode": "list" },
        "third_block": { "attributes": block["attributes"], "mode": "set" },
    } } }));
    let body = "  id = \"one\"\n  first_block { id = \"a\" }\n  second_block { id = \"b\" }\n  third_block { id = \"c\" }\n";
    mock.resource("tfcoremock_blocks", body).settle();
    let more = format!("{body}  third_block {{ id = \"d\" }}\n  second_block {{ id = \"e\" }}\n");
    mock.resource("tfcoremock_blocks", &more);
    assert_eq!(mock.planned().actions("tfcoremock_blocks.x"), ["update"]);
    let state = mock.state("tfcoremock_blocks.x");
    assert_eq!(state["first_block"], json!([{"id": "a"}]));
    assert_eq!(state["second_block"], json!([{"id": "b"}, {"id": "e"}]));
    assert_eq!(state["third_block"], json!([{"id": "c"}, {"id": "d"}]));
    mock.resource("tfcoremock_blocks", "  id = \"one\"").settle();
    assert_eq!(mock.state("tfcoremock_blocks.x")["third_block"], json!([]));
}

#[test]
fn blocks_in_files_are_lists_and_sets_of_objects() {
    let mock = Mock::new();
    mock.resource("tfcoremock_complex_resource", "  id = \"one\"\n  set_block {\n    string = \"a\"\n  }")
        .settle();
    let empty = json!({"list": []});
    let none = json!({"set": []});
    assert_eq!(
        mock.file("one"),
        json!({
            "id": {"string": "one"}, "list_block": empty,
            "set_block": {"set": [{"object": {"string": {"string": "a"}, "list_block": empty, "set_block": none}}]},
        })
    );
}
