//! The citizen's pages: `/q/{code}` for who holds the QR of a parcel, and the form `/t`. Rendered here,
//! readable without script, styled by what is inside the page; a phone on a weak line fetches one thing.
//!
//! They show what [`crate::tracking::CitizenView`] holds and cannot show more; to who proved a right also
//! [`crate::tracking::ProvenView`].

pub mod complaint;
pub mod lookup;
pub mod page;
pub mod papers;
pub mod proven;
pub mod redirect;

mod words;

pub(in crate::web) use words::{date, time};

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};

use crate::base::ids::Ids;
use crate::web::error::{INTERNAL, Problem};

/// What allows this page's own style and nothing else: a word that is new with every answer.
#[derive(Debug, Clone)]
pub struct Nonce(String);

impl Nonce {
    fn draw(ids: &Ids) -> Self {
        Self(ids.symbols(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", 22))
    }

    /// For drawing samples, where nobody is kept out.
    pub fn fixed() -> Self {
        Self("sample".to_owned())
    }
}

impl std::fmt::Display for Nonce {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A page as an answer, with the one rule that its style needs.
pub(in crate::web) fn answer(
    status: StatusCode,
    page: &impl Template,
    nonce: &Nonce,
) -> Result<Response, Problem> {
    let html = page.render().map_err(|error| {
        tracing::error!(error = %error, "a page could not be drawn");
        Problem::new(INTERNAL)
    })?;
    let policy = format!(
        "default-src 'none'; style-src 'nonce-{nonce}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    );
    let mut response = (status, Html(html)).into_response();
    if let Ok(policy) = HeaderValue::try_from(policy) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    // Told to ourselves alone: without it a browser does not say either where a form was posted from.
    let referrer = HeaderValue::from_static("same-origin");
    response.headers_mut().insert(header::REFERRER_POLICY, referrer);
    Ok(response)
}

pub(in crate::web) fn nonce(ids: &Ids) -> Nonce {
    Nonce::draw(ids)
}
