//! What the provider says to GitHub, and the stand-in to the provider, held against GitHub's own document.
//!
//! `LIBGITOPS_GITHUB_OPENAPI` names the folder `generated` of the npm package `@octokit/openapi`.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::Path;

use jsonschema::Validator;
use libgitops_storage::pull_request::Forge;
use serde_json::{Map, Value, json};

use super::http::{Exchange, Reply};
use super::suite::BEHAVIORS;
use super::world::World;

/// The API as github.com has it, and as an Enterprise does.
const DOCUMENTS: [&str; 2] = ["api.github.com.json", "ghes-3.19.json"];

#[test]
fn every_request_and_answer_is_as_github_publishes_it() {
    let Some(folder) = std::env::var_os("LIBGITOPS_GITHUB_OPENAPI") else {
        println!("skipped: LIBGITOPS_GITHUB_OPENAPI names no folder with GitHub's OpenAPI documents");
        return;
    };
    let mut exchanges = Vec::new();
    for (_, behavior) in BEHAVIORS {
        let world = World::new(Forge::GitHub);
        behavior(&world);
        exchanges.extend(world.exchanges());
    }
    for name in DOCUMENTS {
        let text = fs::read(Path::new(&folder).join(name)).unwrap();
        let document = Document::new(serde_json::from_slice(&text).unwrap());
        let mut seen = BTreeSet::new();
        let breaches: BTreeSet<String> =
            exchanges.iter().flat_map(|exchange| document.breaches(exchange, &mut seen)).collect();
        assert!(breaches.is_empty(), "{name}:\n{}", breaches.into_iter().collect::<Vec<_>>().join("\n"));
        println!("{name}: {} exchanges fit, of these kinds:\n{}", exchanges.len(), join(&seen));
        assert!(seen.len() >= 15, "only these were seen:\n{}", join(&seen));
    }
}

#[test]
fn what_is_not_as_published_is_found() {
    let document = Document::new(json!({
        "paths": { "/repos/{owner}/{repo}/things/{number}": { "post": {
            "parameters": [{ "$ref": "#/components/parameters/page" }],
            "requestBody": { "content": { "application/json": { "schema": {
                "type": "object", "required": ["name"], "properties": { "name": { "type": "string" } } } } } },
            "responses": { "201": { "content": { "application/json": { "schema": {
                "$ref": "#/components/schemas/thing" } } } } },
        } } },
        "components": {
            "parameters": { "page": { "name": "page", "in": "query", "schema": { "type": "integer" } } },
            "schemas": { "thing": { "type": "object", "required": ["id", "note"], "properties": {
                "id": { "type": "integer" }, "note": { "type": "string", "nullable": true } } } },
        },
    }));
    let exchange = |path: &str, query: &[(&str, &str)], body: Value, status: u16, answer: Value| Exchange {
        request: super::http::Request {
            method: "POST".to_owned(),
            segments: path.split('/').map(str::to_owned).collect(),
            query: query.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            headers: Vec::new(),
            body,
        },
        reply: Some(Reply::new(status, answer)),
        is_injected: false,
    };
    let (good, thing) = ("repos/a/b/things/1", json!({ "id": 1, "note": null }));
    let name = || json!({ "name": "x" });
    let rows = [
        (exchange(good, &[("page", "2")], name(), 201, thing.clone()), ""),
        (exchange("repos/a/b/others/1", &[], name(), 201, thing.clone()), "no such operation"),
        (exchange(good, &[("pages", "2")], name(), 201, thing.clone()), "no parameter pages"),
        (exchange(good, &[("page", "x")], name(), 201, thing.clone()), "page"),
        (exchange(good, &[], json!({}), 201, thing.clone()), "\"name\" is a required property"),
        (exchange(good, &[], name(), 200, thing), "no answer 200"),
        (exchange(good, &[], name(), 201, json!({ "id": 1 })), "\"note\" is a required property"),
        (exchange(good, &[], name(), 201, json!({ "id": "1", "note": null })), "is not of type \"integer\""),
    ];
    for (exchange, expect) in rows {
        let breaches = document.breaches(&exchange, &mut BTreeSet::new());
        assert_eq!(breaches.is_empty(), expect.is_empty(), "{breaches:?}");
        assert!(breaches.concat().contains(expect), "{breaches:?} does not say {expect}");
    }
}

fn join(lines: &BTreeSet<String>) -> String {
    lines.iter().map(|line| format!("  {line}")).collect::<Vec<_>>().join("\n")
}

/// A document of OpenAPI 3.0.
struct Document {
    root: Value,
    /// By the schema as it stands in the document: they are few, and the exchanges many.
    validators: RefCell<HashMap<String, Validator>>,
}

impl Document {
    fn new(root: Value) -> Self {
        Self { root, validators: RefCell::default() }
    }

    /// Everything about an exchange that is not as published.
    fn breaches(&self, exchange: &Exchange, seen: &mut BTreeSet<String>) -> Vec<String> {
        let request = &exchange.request;
        let method = request.method.to_ascii_lowercase();
        let Some((path, operation)) = self.operation(&method, &request.segments) else {
            // A stand-in that was asked for a missing repository by way of its faults has no other operations.
            return vec![format!("{method} {}: no such operation", request.path())];
        };
        let what = format!("{method} {path}");
        let mut breaches = self.parameters(operation, &request.query);
        if let Some(schema) = operation.pointer("/requestBody/content/application~1json/schema") {
            breaches.extend(self.check("body", schema, &request.body));
        } else if !request.body.is_null() {
            breaches.push("a body where none is expected".to_owned());
        }
        if let Some(reply) = &exchange.reply {
            seen.insert(format!("{what} {}", reply.status));
            breaches.extend(self.answer(operation, reply, exchange.is_injected));
        }
        breaches.into_iter().map(|breach| format!("{what}: {breach}")).collect()
    }

    fn operation(&self, method: &str, segments: &[String]) -> Option<(&str, &Value)> {
        let fits = |path: &str| {
            let parts: Vec<&str> = path.split('/').skip(1).collect();
            parts.len() == segments.len()
                && parts.iter().zip(segments).all(|(part, segment)| part.starts_with('{') || part == segment)
        };
        let paths = self.root["paths"].as_object()?;
        let found = paths.iter().filter(|(path, _)| fits(path));
        let found = found.filter_map(|(path, item)| Some((path.as_str(), item.get(method)?)));
        // One without a parameter goes before one with it.
        found.min_by_key(|(path, _)| path.matches('{').count())
    }

    fn parameters(&self, operation: &Value, query: &[(String, String)]) -> Vec<String> {
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        let known: Vec<&Value> =
            parameters.map(|one| self.resolve(one)).filter(|one| one["in"] == "query").collect();
        let mut breaches = Vec::new();
        for (name, value) in query {
            match known.iter().find(|parameter| parameter["name"] == **name) {
                None => breaches.push(format!("no parameter {name}")),
                Some(parameter) => {
                    let value = value.parse::<i64>().map_or_else(|_| json!(value), |number| json!(number));
                    breaches.extend(self.check(name, &parameter["schema"], &value));
                }
            }
        }
        breaches
    }

    fn answer(&self, operation: &Value, reply: &Reply, is_injected: bool) -> Vec<String> {
        let status = reply.status.to_string();
        match operation["responses"].get(&status).map(|answer| self.resolve(answer)) {
            Some(answer) => match answer.pointer("/content/application~1json/schema") {
                // What breaks off on its way is no answer of GitHub's.
                Some(_) if is_injected && !reply.body.is_object() => Vec::new(),
                Some(_) if is_injected && reply.status < 400 => Vec::new(),
                Some(schema) => self.check(&format!("answer {status}"), schema, &reply.body),
                None => Vec::new(),
            },
            // What any operation can say is not written at each of them.
            None if matches!(reply.status, 301 | 302 | 307 | 401 | 403 | 404 | 429 | 500..) => {
                let error = json!({ "type": "object", "required": ["message"] });
                if reply.body.is_object() {
                    self.check(&format!("answer {status}"), &error, &reply.body)
                } else {
                    vec![]
                }
            }
            None if is_injected => Vec::new(),
            None => vec![format!("no answer {status}")],
        }
    }

    fn resolve<'d>(&'d self, value: &'d Value) -> &'d Value {
        match value["$ref"].as_str() {
            Some(reference) => self.resolve(self.root.pointer(reference.trim_start_matches('#')).unwrap()),
            None => value,
        }
    }

    fn check(&self, place: &str, schema: &Value, instance: &Value) -> Vec<String> {
        let mut validators = self.validators.borrow_mut();
        let validator = validators.entry(schema.to_string()).or_insert_with(|| {
            let mut schema = schema.clone();
            let mut definitions = Map::new();
            self.translate(&mut schema, &mut definitions);
            schema["definitions"] = Value::Object(definitions);
            jsonschema::draft4::new(&schema).unwrap()
        });
        let errors = validator.iter_errors(instance);
        errors.map(|error| format!("{place}{}: {error}", error.instance_path())).collect()
    }

    /// Turns a schema of OpenAPI 3.0 into one of JSON Schema, draft 4, with all that it refers to.
    fn translate(&self, schema: &mut Value, definitions: &mut Map<String, Value>) {
        match schema {
            Value::Array(items) => items.iter_mut().for_each(|item| self.translate(item, definitions)),
            Value::Object(fields) => {
                // These hold anything, also what looks like a schema.
                for name in ["example", "examples", "default", "description"] {
                    if fields.get(name).is_some_and(|value| name != "description" || value.is_string()) {
                        fields.remove(name);
                    }
                }
                if let Some(reference) = fields.get("$ref").and_then(Value::as_str).map(str::to_owned) {
                    let name = reference.rsplit('/').next().unwrap().to_owned();
                    fields.insert("$ref".to_owned(), json!(format!("#/definitions/{name}")));
                    if !definitions.contains_key(&name) {
                        definitions.insert(name.clone(), Value::Null);
                        let mut target =
                            self.root.pointer(reference.trim_start_matches('#')).unwrap().clone();
                        self.translate(&mut target, definitions);
                        definitions.insert(name, target);
                    }
                }
                fields.values_mut().for_each(|value| self.translate(value, definitions));
                if fields.remove("nullable") == Some(json!(true)) {
                    *schema = json!({ "anyOf": [schema.take(), { "type": "null" }] });
                }
            }
            _ => {}
        }
    }
}
