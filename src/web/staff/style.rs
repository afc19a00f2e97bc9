//! The one style file of these pages. Its name holds its fingerprint, so a browser keeps it for ever and
//! gets another when it changes.

use std::sync::LazyLock;

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

use crate::web::error::{NOT_FOUND, Problem};
use crate::web::input::Path;

/// The text of the file.
pub const TEXT: &str = include_str!("style.css");

static PATH: LazyLock<String> = LazyLock::new(|| {
    let digest = Sha256::digest(TEXT.as_bytes());
    let start = u64::from_be_bytes(std::array::from_fn(|at| digest[at]));
    format!("/static/staff-{start:016x}.css")
});

/// Where it is.
pub fn path() -> &'static str {
    &PATH
}

/// The style of the staff's pages
///
/// Under a name that holds its fingerprint: kept by browsers for ever.
#[utoipa::path(
    get,
    path = "/static/{file}",
    tag = "staff",
    params(("file" = String, Path, description = "The name that a page refers to")),
    responses(
        (status = 200, description = "The style", body = String, content_type = "text/css"),
        (status = 404, body = crate::web::error::ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn show(file: Result<Path<String>, Problem>) -> Result<Response, Problem> {
    let wanted = file.is_ok_and(|Path(file)| PATH.strip_prefix("/static/") == Some(file.as_str()));
    if !wanted {
        return Err(Problem::new(NOT_FOUND));
    }
    let kind = HeaderValue::from_static("text/css; charset=utf-8");
    let kept = HeaderValue::from_static("public, max-age=31536000, immutable");
    Ok(([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, kept)], TEXT).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_style_is_small_and_asks_nobody_for_anything() {
        assert!(TEXT.len() < 20 * 1024, "{} bytes", TEXT.len());
        for loud in ["http:", "https:", "@import", "url("] {
            assert!(!TEXT.contains(loud), "{loud}");
        }
    }
}
