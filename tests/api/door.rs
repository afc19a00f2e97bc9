//! What no handler has to think of: problems, languages, limits, headers, panics.

use axum::Router;
use axum::http::Method;
use axum::routing::{get, post};
use hosopost::web::Problem;
use hosopost::web::input::{Json, MAX_BODY, Path, Query};
use serde::Deserialize;
use serde_json::json;

use crate::kit::app::TestApp;

#[derive(Deserialize)]
struct Leg {
    #[serde(rename = "case_code")]
    _case_code: String,
    #[serde(rename = "papers")]
    _papers: Vec<Paper>,
}

#[derive(Deserialize)]
struct Paper {
    #[serde(rename = "count")]
    _count: u32,
}

#[derive(Deserialize)]
struct Limit {
    #[serde(rename = "limit")]
    _limit: Option<u32>,
}

fn app() -> TestApp {
    let routes = Router::new()
        .route("/json", post(async |Json(_): Json<Leg>| "read"))
        .route("/query", get(async |Query(_): Query<Limit>| "read"))
        .route("/path/{number}", get(async |Path(_): Path<u32>| "read"))
        .route("/panic", get(async || -> Result<&'static str, Problem> { panic!("a mistake") }));
    TestApp::sqlite().with_routes(routes)
}

#[test]
fn a_path_that_is_not_there_is_a_problem_in_the_language_asked_for() {
    let app = TestApp::sqlite();
    let problem = app.get("/api/v1/nothing").send().problem(404, "not_found");
    assert_eq!(problem["title"], "Không tìm thấy");
    let answer = app.get("/api/v1/nothing").english().send();
    assert_eq!(answer.problem(404, "not_found")["title"], "Not found");
    assert_eq!(answer.header("content-language"), "en");
}

#[test]
fn a_wrong_method_is_a_problem_that_names_the_right_ones() {
    let answer = TestApp::sqlite().ask(Method::DELETE, "/t").send();
    answer.problem(405, "wrong_method");
    assert_eq!(answer.header("allow"), "GET,HEAD,POST");
}

#[test]
fn a_body_that_is_too_large_is_refused_whole() {
    let large = vec![b' '; MAX_BODY + 1];
    let problem =
        app().post("/json").body("application/json", large).send().problem(413, "too_large");
    assert!(problem["detail"].as_str().unwrap().contains("1048576"), "{problem}");
    let form = vec![b'a'; MAX_BODY + 1];
    let kind = "application/x-www-form-urlencoded";
    TestApp::sqlite().post("/t").body(kind, form).send().problem(413, "too_large");
}

#[test]
fn a_body_of_another_kind_is_refused() {
    for kind in ["text/plain", "application/xml", "", "json"] {
        app().post("/json").body(kind, "{}").send().problem(415, "wrong_content");
    }
    TestApp::sqlite().post("/t").body("text/plain", "code=x").send().problem(415, "wrong_content");
}

#[test]
fn bad_json_is_a_problem_that_names_the_field() {
    let app = app();
    let bad: [(&[u8], u16, &str, Option<&str>); 7] = [
        (b"", 400, "malformed", None),
        (b"{\"case_code\":", 400, "malformed", None),
        (b"\xff\xfe", 400, "malformed", None),
        (b"[]", 422, "invalid", None),
        (b"{\"papers\": []}", 422, "invalid", None),
        (b"{\"case_code\": 7, \"papers\": []}", 422, "invalid", Some("case_code")),
        (
            b"{\"case_code\": \"x\", \"papers\": [{\"count\": -1}]}",
            422,
            "invalid",
            Some("papers[0].count"),
        ),
    ];
    for (body, status, code, field) in bad {
        let problem = app.post("/json").body("application/json", body).send().problem(status, code);
        assert_eq!(problem["field"].as_str(), field, "{problem}");
        assert!(!problem["detail"].as_str().unwrap().is_empty());
    }
}

#[test]
fn json_that_fits_is_read() {
    let leg = json!({"case_code": "H27-250408-0001", "papers": [{"count": 2}]});
    assert_eq!(app().post("/json").json(&leg).send().text(), "read");
}

#[test]
fn json_nested_without_end_is_refused_and_does_no_harm() {
    let deep = format!("{{\"case_code\": {}", "[".repeat(500_000));
    let answer = app().post("/json").body("application/json", deep).send();
    assert!(answer.status.is_client_error(), "{}", answer.status);
}

#[test]
fn a_bad_query_or_path_names_its_part() {
    let app = app();
    let problem = app.get("/query?limit=many").english().send().problem(422, "invalid");
    assert_eq!(problem["field"], "?limit");
    let problem = app.get("/path/x").english().send().problem(422, "invalid");
    assert!(problem["detail"].as_str().unwrap().contains("u32"), "{problem}");
    app.get("/path/%FF").send().problem(422, "invalid");
}

#[test]
fn a_panic_is_answered_without_its_text() {
    let answer = app().get("/panic").send();
    answer.problem(500, "internal");
    assert!(!answer.text().contains("mistake"));
}

#[test]
fn every_answer_asks_browsers_to_be_careful_and_bears_an_id() {
    // A page with a form tells itself alone where it was posted from.
    for (path, referrer) in [
        ("/t", "same-origin"),
        ("/nothing", "no-referrer"),
        ("/healthz", "no-referrer"),
        ("/api/docs", "no-referrer"),
    ] {
        let answer = TestApp::sqlite().get(path).send();
        assert!(
            answer.header("content-security-policy").starts_with("default-src 'none'"),
            "{path}"
        );
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("referrer-policy"), referrer, "{path}");
        assert!(answer.header("x-robots-tag").contains("noindex"));
        assert_eq!(answer.header("x-request-id").len(), 36);
    }
}

#[test]
fn an_id_from_a_proxy_is_kept_when_it_is_plain() {
    let app = TestApp::sqlite();
    let kept = app.get("/healthz").header("x-request-id", "proxy-0001").send();
    assert_eq!(kept.header("x-request-id"), "proxy-0001");
    let replaced = app.get("/healthz").header("x-request-id", "a b; c").send();
    assert_eq!(replaced.header("x-request-id").len(), 36);
}
