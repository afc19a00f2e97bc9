//! The page of the app, its service worker, and what a phone needs to put it on the home screen.

use std::borrow::Cow;

use askama::Template;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::Response;
use serde_json::json;

use super::files::{self, ALL, File, Keep, answer, answer_text};
use crate::web::error::{INTERNAL, Problem};

/// What the template draws.
#[derive(Debug, Template)]
#[template(path = "road/app/shell.html")]
pub struct ShellPage {
    version: &'static str,
    decoder: &'static str,
}

/// The app
///
/// A page without anything of anybody's, the same for all, that a phone keeps: it opens without a line.
#[utoipa::path(
    get,
    path = "/road",
    tag = "road",
    responses(
        (status = 200, description = "The page", body = String, content_type = "text/html"),
        (status = 304, description = "Still the same"),
    )
)]
pub async fn show(headers: HeaderMap) -> Result<Response, Problem> {
    let page = ShellPage { version: &ALL.version, decoder: ALL.decoder() };
    let html = page.render().map_err(|error| {
        tracing::error!(error = %error, "a page could not be drawn");
        Problem::new(INTERNAL)
    })?;
    Ok(answer_text(&html, "text/html; charset=utf-8", &headers))
}

/// The service worker
///
/// With the names of all that belongs to this version, so that it is kept together.
#[utoipa::path(
    get,
    path = "/road/sw.js",
    tag = "road",
    responses(
        (status = 200, description = "The script", body = String, content_type = "text/javascript"),
        (status = 304, description = "Still the same"),
    )
)]
pub async fn worker(headers: HeaderMap) -> Response {
    let own = ["/road/icon.svg", "/road/manifest.webmanifest"].map(str::to_owned);
    let files: Vec<String> = ALL.app.keys().map(|name| ALL.path(name)).chain(own).collect();
    let vendor: Vec<String> =
        ALL.vendor.keys().map(|name| format!("/road/vendor/{name}")).collect();
    let head = json!({"version": ALL.version, "files": files, "vendor": vendor});
    let text = format!("self.ROAD={head};\n{}", files::worker());
    let mut told = answer_text(&text, "text/javascript; charset=utf-8", &headers);
    // It lies below what it serves.
    let allowed = HeaderName::from_static("service-worker-allowed");
    told.headers_mut().insert(allowed, HeaderValue::from_static("/road"));
    told
}

/// What the app is called on a home screen
#[utoipa::path(
    get,
    path = "/road/manifest.webmanifest",
    tag = "road",
    responses(
        (status = 200, description = "The manifest", body = Object, content_type = "application/manifest+json"),
        (status = 304, description = "Still the same"),
    )
)]
pub async fn manifest(headers: HeaderMap) -> Response {
    let text = json!({
        "id": "/road",
        "name": "Hosopost · quét trên đường",
        "short_name": "Hosopost",
        "description": "Quét bưu gửi hồ sơ bằng điện thoại, cả khi không có sóng",
        "lang": "vi",
        "start_url": "/road",
        "scope": "/road",
        "display": "standalone",
        "orientation": "portrait",
        "background_color": "#ffffff",
        "theme_color": "#0b5d4e",
        "icons": [
            {"src": "/road/icon.svg", "sizes": "any", "type": "image/svg+xml", "purpose": "any"},
            {"src": "/road/icon.svg", "sizes": "any", "type": "image/svg+xml", "purpose": "maskable"},
        ],
    });
    answer_text(&text.to_string(), "application/manifest+json", &headers)
}

static ICON: File =
    File::new("icon.svg", Cow::Borrowed(include_bytes!("app/icon.svg")), "image/svg+xml");

/// The icon of the app
#[utoipa::path(
    get,
    path = "/road/icon.svg",
    tag = "road",
    responses(
        (status = 200, description = "The drawing", body = String, content_type = "image/svg+xml"),
        (status = 304, description = "Still the same"),
    )
)]
pub async fn icon(headers: HeaderMap) -> Response {
    answer(&ICON, &headers, Keep::UntilAsked)
}
