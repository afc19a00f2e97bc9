//! The files that pages of staff refer to: one style, and the script of the one page that changes by itself. A
//! file's name holds its fingerprint, so a browser keeps it for ever and gets another when it changes.

use std::sync::LazyLock;

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

use super::office;
use super::style;
use crate::web::error::{NOT_FOUND, Problem};
use crate::web::input::Path;

/// A file.
#[derive(Debug)]
pub struct Asset {
    /// What stands in it.
    pub text: &'static str,
    kind: &'static str,
    path: LazyLock<String>,
}

impl Asset {
    /// A file of this text; `named` makes its path of it.
    pub const fn new(text: &'static str, kind: &'static str, named: fn() -> String) -> Self {
        Self { text, kind, path: LazyLock::new(named) }
    }

    /// Where it is.
    pub fn path(&self) -> &str {
        &self.path
    }
}

/// The path of a file of this text.
pub fn named(stem: &str, text: &str, end: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    let start = u64::from_be_bytes(std::array::from_fn(|at| digest[at]));
    format!("/static/{stem}-{start:016x}.{end}")
}

static ALL: [&Asset; 2] = [&style::FILE, &office::SCRIPT];

/// A file that staff's pages refer to
///
/// Under a name that holds its fingerprint: kept by browsers for ever.
#[utoipa::path(
    get,
    path = "/static/{file}",
    tag = "staff",
    params(("file" = String, Path, description = "The name that a page refers to")),
    responses(
        (status = 200, description = "The file", body = String, content_type = "text/css"),
        (status = 404, body = crate::web::error::ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn show(file: Result<Path<String>, Problem>) -> Result<Response, Problem> {
    let wanted = |asset: &&&Asset| {
        let name = asset.path().strip_prefix("/static/");
        file.as_ref().is_ok_and(|Path(file)| name == Some(file.as_str()))
    };
    let asset = ALL.iter().find(wanted).ok_or_else(|| Problem::new(NOT_FOUND))?;
    let kept = HeaderValue::from_static("public, max-age=31536000, immutable");
    let kind = HeaderValue::from_static(asset.kind);
    Ok(([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, kept)], asset.text).into_response())
}
