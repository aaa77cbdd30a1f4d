//! The bill of materials of one platform: what is linked into the program, in CycloneDX 1.5.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::{Value, json};

use crate::artifact::{answer, cargo};
use crate::failure::Failure;
use crate::terraform::PROVIDER;

/// Writes what cargo knows about the program's dependencies on this target.
///
/// # Errors
/// When cargo does not say, or the file cannot be written.
pub(super) fn write(path: &Path, version: &str, triple: &str) -> Result<(), Failure> {
    let mut command = cargo();
    command.args(["metadata", "--format-version", "1", "--locked", "--filter-platform", triple]);
    let said = answer(command)?;
    let bill = serde_json::from_str(&said).ok().and_then(|metadata| bill(&metadata, version));
    let bill = bill.ok_or_else(|| Failure::Answer {
        from: "cargo metadata".to_owned(),
        expected: "packages and how they depend on each other",
        got: said.chars().take(200).collect(),
    })?;
    std::fs::write(path, format!("{bill:#}\n")).map_err(Failure::io(format!("write {}", path.display())))
}

fn bill(metadata: &Value, version: &str) -> Option<Value> {
    let packages = metadata["packages"].as_array()?;
    let packages: BTreeMap<&str, &Value> =
        packages.iter().filter_map(|package| Some((package["id"].as_str()?, package))).collect();
    let root = packages.iter().find(|(_, package)| package["name"] == PROVIDER)?.0;
    let linked = linked(metadata, root)?;
    let components: Vec<_> =
        linked.iter().filter(|id| *id != root).filter_map(|id| Some(component(packages.get(id)?))).collect();
    let name = |id: &&str| packages.get(*id).map(|package| purl(package));
    let dependencies: Vec<_> = linked
        .iter()
        .filter_map(|id| {
            let on: BTreeSet<_> = depends_on(metadata, id).iter().filter_map(name).collect();
            Some(json!({ "ref": name(id)?, "dependsOn": on }))
        })
        .collect();
    let purl = format!("pkg:cargo/{PROVIDER}@{version}");
    Some(json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": { "component": {
            "type": "application", "bom-ref": purl, "name": PROVIDER, "version": version, "purl": purl,
        }},
        "components": components,
        "dependencies": dependencies,
    }))
}

/// Everything that is reached from `root` by what is linked: build tools and tests are not.
fn linked<'a>(metadata: &'a Value, root: &'a str) -> Option<BTreeSet<&'a str>> {
    metadata["resolve"]["nodes"].as_array()?;
    let (mut found, mut open) = (BTreeSet::from([root]), vec![root]);
    while let Some(id) = open.pop() {
        let new: Vec<_> = depends_on(metadata, id).into_iter().filter(|id| found.insert(id)).collect();
        open.extend(new);
    }
    Some(found)
}

fn depends_on<'a>(metadata: &'a Value, id: &str) -> Vec<&'a str> {
    let nodes = metadata["resolve"]["nodes"].as_array().into_iter().flatten();
    let node = nodes.into_iter().find(|node| node["id"] == id);
    let dependencies = node.and_then(|node| node["deps"].as_array()).into_iter().flatten();
    let is_linked = |dependency: &&Value| {
        let mut kinds = dependency["dep_kinds"].as_array().into_iter().flatten();
        kinds.any(|kind| kind["kind"].is_null())
    };
    dependencies.filter(is_linked).filter_map(|dependency| dependency["pkg"].as_str()).collect()
}

fn component(package: &Value) -> Value {
    let purl = purl(package);
    let mut component = json!({
        "type": "library", "bom-ref": purl, "name": package["name"], "version": package["version"], "purl": purl,
    });
    if let Some(licence) = package["license"].as_str() {
        // The old way to write "or".
        component["licenses"] = json!([{ "expression": licence.replace('/', " OR ") }]);
    }
    component
}

fn purl(package: &Value) -> String {
    let text = |key: &str| package[key].as_str().unwrap_or_default();
    format!("pkg:cargo/{}@{}", text("name"), text("version"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_linked_is_listed_and_tools_are_not() {
        let package = |id: &str, name: &str| json!({"id": id, "name": name, "version": "1.0.0", "license": "MIT/Apache-2.0"});
        let on = |id: &str, kind: Value| json!({"pkg": id, "dep_kinds": [{"kind": kind}]});
        let metadata = json!({
            "packages": [package("r", PROVIDER), package("a", "a"), package("b", "b"), package("t", "tool"), package("d", "dev")],
            "resolve": {"nodes": [
                {"id": "r", "deps": [on("a", Value::Null), on("t", json!("build")), on("d", json!("dev"))]},
                {"id": "a", "deps": [on("b", Value::Null)]}, {"id": "b", "deps": []}, {"id": "t", "deps": []}]},
        });
        let bill = bill(&metadata, "0.1.0").expect("a bill");
        let names: Vec<_> =
            bill["components"].as_array().into_iter().flatten().map(|it| &it["name"]).collect();
        assert_eq!(names, ["a", "b"]);
        assert_eq!(bill["components"][0]["licenses"][0]["expression"], "MIT OR Apache-2.0");
        let root = format!("pkg:cargo/{PROVIDER}@1.0.0");
        let of_root =
            bill["dependencies"].as_array().into_iter().flatten().find(|it| it["ref"] == root.as_str());
        assert_eq!(of_root.expect("the root")["dependsOn"], json!(["pkg:cargo/a@1.0.0"]));
    }
}
