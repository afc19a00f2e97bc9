//! What the API is: the OpenAPI document for programs, and a page drawn from it for people. No script
//! and no third party: it reads on a locked-down office PC, and prints.

mod model;

use askama::Template;
use axum::Extension;
use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse, Response};

use super::error::{ALL, INTERNAL, Kind, Problem};
use super::openapi::ApiDocument;
use model::Chapter;

#[derive(Template)]
#[template(path = "docs/page.html")]
struct Page<'a> {
    title: &'a str,
    description: model::Prose,
    version: &'a str,
    chapters: Vec<Chapter>,
    schemas: Vec<model::Schema>,
    problems: &'a [&'a Kind],
}

/// The OpenAPI document
#[utoipa::path(
    get,
    path = "/api/openapi.json",
    tag = "operation",
    responses((status = 200, description = "OpenAPI 3.1", body = Object, content_type = "application/json"))
)]
pub async fn json(Extension(document): Extension<ApiDocument>) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/json")], document.json().to_owned())
}

/// The API for people to read
#[utoipa::path(
    get,
    path = "/api/docs",
    tag = "operation",
    responses((status = 200, description = "The page", body = String, content_type = "text/html"))
)]
pub async fn page(Extension(document): Extension<ApiDocument>) -> Result<Response, Problem> {
    let html = draw(&document.value()).map_err(|error| {
        tracing::error!(error = %error, "the documentation page could not be drawn");
        Problem::new(INTERNAL)
    })?;
    // The page is the same for everyone and holds no input, so its own style may stand in it.
    let policy =
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'";
    let policy = HeaderValue::from_static(policy);
    Ok(([(header::CONTENT_SECURITY_POLICY, policy)], Html(html)).into_response())
}

fn draw(document: &serde_json::Value) -> Result<String, askama::Error> {
    let info = |name: &str| document["info"][name].as_str().unwrap_or_default();
    Page {
        title: info("title"),
        description: model::prose(info("description")),
        version: info("version"),
        chapters: model::chapters(document),
        schemas: model::schemas(document),
        problems: ALL,
    }
    .render()
}
