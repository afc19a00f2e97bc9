//! The API says what it is: every route, with its answers, on one document and one page.

use std::path::Path;

use serde_json::Value;

use crate::kit::app::TestApp;
use crate::pages::keep;

fn document() -> Value {
    TestApp::sqlite().get("/api/openapi.json").send().json()
}

fn calls(document: &Value) -> Vec<(String, String, Value)> {
    let mut calls = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, call) in item.as_object().unwrap() {
            calls.push((method.clone(), path.clone(), call.clone()));
        }
    }
    calls
}

#[test]
fn no_route_can_be_registered_without_its_description() {
    let router = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/web/router.rs");
    let text = std::fs::read_to_string(router).unwrap();
    assert!(text.contains(".routes(routes!("));
    for undescribed in [".route(", ".nest_service(", ".route_service(", ".fallback_service("] {
        assert!(
            !text.contains(undescribed),
            "{undescribed} registers a route that nobody described"
        );
    }
}

#[test]
fn every_call_says_what_it_does_and_belongs_to_a_chapter() {
    let document = document();
    let tags: Vec<&Value> =
        document["tags"].as_array().unwrap().iter().map(|tag| &tag["name"]).collect();
    for (method, path, call) in calls(&document) {
        assert!(call["summary"].as_str().is_some_and(|text| !text.is_empty()), "{method} {path}");
        assert!(tags.contains(&&call["tags"][0]), "{method} {path}: {}", call["tags"]);
        assert!(
            call["responses"].as_object().is_some_and(|all| !all.is_empty()),
            "{method} {path}"
        );
    }
}

#[test]
fn what_stands_before_a_handler_is_described_with_every_call() {
    for (method, path, call) in calls(&document()) {
        let answered = |status: &str| {
            let answer = &call["responses"][status];
            assert!(
                answer["description"].as_str().is_some_and(|text| !text.is_empty()),
                "{method} {path}: {status} is not described"
            );
            assert!(
                answer["content"]["application/problem+json"].is_object(),
                "{method} {path}: {status} is no problem"
            );
        };
        answered("503");
        if call["security"].is_array() {
            answered("401");
        }
        if call["requestBody"].is_object() {
            ["400", "413", "415", "422"].into_iter().for_each(answered);
        }
    }
}

#[test]
fn every_schema_that_is_named_is_there() {
    let document = document();
    let text = document.to_string();
    for piece in text.split("\"$ref\":\"").skip(1) {
        let reference = piece.split('"').next().unwrap();
        let pointer = reference.trim_start_matches('#');
        assert!(document.pointer(pointer).is_some(), "{reference}");
    }
}

#[test]
fn the_page_for_people_shows_every_call_and_needs_nobody_else() {
    let answer = TestApp::sqlite().get("/api/docs").send();
    assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
    let page = answer.text();
    keep("api-docs", &page);
    for (method, path, _) in calls(&document()) {
        let shown = path.replace('{', "&#123;").replace('}', "&#125;");
        assert!(page.contains(&path) || page.contains(&shown), "{method} {path}");
    }
    for foreign in ["<script", "src=\"http", "href=\"http", "@import", "url("] {
        assert!(!page.contains(foreign), "{foreign}");
    }
}

/// Two types of one name would silently be described as one of them.
#[test]
fn every_name_in_the_document_means_one_thing() {
    fn collect(folder: &std::path::Path, names: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                collect(&path, names);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                for item in text.split("\n\n").filter(|item| item.contains("ToSchema)]")) {
                    let renamed =
                        item.split("schema(as = ").nth(1).and_then(|rest| rest.split(')').next());
                    let own = ["pub struct ", "pub enum "].iter().find_map(|word| {
                        let rest = item.split(word).nth(1)?;
                        rest.split(|c: char| !c.is_alphanumeric()).next()
                    });
                    names.extend(renamed.or(own).map(str::to_owned));
                }
            }
        }
    }
    let mut names = Vec::new();
    collect(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/web"), &mut names);
    assert!(names.len() > 50, "{names:?}");
    names.sort();
    let twice: Vec<_> = names.windows(2).filter(|pair| pair[0] == pair[1]).collect();
    assert!(twice.is_empty(), "{twice:?}");
}
