//! The pages of staff: look up, parcel, case, anomalies, scans set aside; for the administrator users,
//! tokens and the access log; for everybody sign-in and account. Rendered here, useful without script,
//! made for a keyboard and a wedge scanner first; one style file for all of them.
//!
//! A handler of a page takes [`Staff`], of a form [`StaffForm`]; both are somebody who signed in. What they
//! may do is asked of [`crate::people::rights`], as in the API.

pub mod sign_in;

pub mod counter;
pub mod hub;

pub mod account;
pub mod home;

pub mod administrator;
pub mod catalogue;
pub mod clear_up;
pub mod exceptions;
pub mod files;
pub mod network;
pub mod office;
pub mod phones;
pub mod record;
pub mod timetable;
pub mod webhooks;

pub mod asset;
mod filter;
mod form;
mod listed;
mod listing;
mod sheet;
mod shell;
pub mod style;
pub mod trouble;
mod upload;
pub(in crate::web) mod words;

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};

use crate::web::error::{INTERNAL, Problem};

pub use form::{FormTrouble, StaffForm, VisitorForm};
pub use shell::{Shell, Staff};
pub use upload::StaffUpload;

/// What these pages may do: show themselves in our style, and post to us.
const POLICY: &str = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// What a page may do that changes by itself: also run our script, and listen to us.
const LIVE_POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// A page as an answer.
fn page(status: StatusCode, drawn: &impl Template) -> Result<Response, Problem> {
    under(POLICY, status, drawn)
}

/// A page that changes by itself, as an answer.
fn live_page(status: StatusCode, drawn: &impl Template) -> Result<Response, Problem> {
    under(LIVE_POLICY, status, drawn)
}

fn under(
    policy: &'static str,
    status: StatusCode,
    page: &impl Template,
) -> Result<Response, Problem> {
    let html = page.render().map_err(|error| {
        tracing::error!(error = %error, "a page could not be drawn");
        Problem::new(INTERNAL)
    })?;
    let mut answer = (status, Html(html)).into_response();
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    // Told to ourselves alone: without it a browser does not say either where a form was posted from.
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    Ok(answer)
}

/// Off to another page, after a form was taken: reloading it posts nothing again.
fn see(path: &str) -> Response {
    Redirect::to(path).into_response()
}

/// Adds a cookie to an answer.
fn with_cookie(mut answer: Response, cookie: Option<HeaderValue>) -> Response {
    if let Some(cookie) = cookie {
        answer.headers_mut().append(header::SET_COOKIE, cookie);
    }
    answer
}
