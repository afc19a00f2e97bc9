//! `/t`: the form for who types a code. The code of a QR leads to its page. A tracking number or a case
//! code shows nothing, whether it exists or not: both can be guessed, so they prove nothing.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use utoipa::ToSchema;

use super::Nonce;
use crate::base::codes::{QrCode, scanned};
use crate::base::{Lang, Words};
use crate::web::Shared;
use crate::web::error::Problem;
use crate::web::input::Form;
use crate::web::lang::Speak;

/// What the form answers with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// Nothing was asked yet.
    Nothing,
    /// Nothing was typed.
    Empty,
    /// What was typed is no code of a QR: proof is needed.
    ProofNeeded,
}

/// What the template draws.
#[derive(Template)]
#[template(path = "citizen/lookup.html")]
pub struct LookupPage<'a> {
    lang: Lang,
    nonce: &'a Nonce,
    here: String,
    told: Told,
}

impl<'a> LookupPage<'a> {
    /// The form with what it says above the field.
    pub fn new(told: Told, lang: Lang, nonce: &'a Nonce) -> Self {
        Self { lang, nonce, here: "/t".to_owned(), told }
    }

    fn say(&self, vi: &'static str, en: &'static str) -> &'static str {
        Words::new(vi, en).to(self.lang)
    }
}

/// What was typed into the form.
#[derive(Debug, Deserialize, ToSchema)]
pub struct Asked {
    /// A code as printed or typed.
    #[serde(default)]
    #[schema(example = "7K2M 9QXR 4TGB 8ZCN 3")]
    code: String,
}

/// The look-up form
#[utoipa::path(
    get,
    path = "/t",
    tag = "citizens",
    params(("lang" = Option<String>, Query, description = "`vi` or `en`")),
    responses((status = 200, description = "The page", body = String, content_type = "text/html"))
)]
pub async fn form(State(app): Shared, Speak(lang): Speak) -> Result<Response, Problem> {
    draw(&app, lang, Told::Nothing)
}

/// Looks a code up
///
/// Posted, so that no code stands in an address, a history or a log. The code of a QR redirects to its
/// page; anything else is answered alike, known or unknown.
#[utoipa::path(
    post,
    path = "/t",
    tag = "citizens",
    params(("lang" = Option<String>, Query, description = "`vi` or `en`")),
    request_body(content = Asked, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 303, description = "To the page of the QR's code"),
        (status = 200, description = "The form again: proof is needed", body = String, content_type = "text/html"),
    )
)]
pub async fn ask(
    State(app): Shared,
    Speak(lang): Speak,
    Form(asked): Form<Asked>,
) -> Result<Response, Problem> {
    if asked.code.trim().is_empty() {
        return draw(&app, lang, Told::Empty);
    }
    match scanned(&asked.code).parse::<QrCode>() {
        Ok(code) => Ok(Redirect::to(&format!("/q/{code}?lang={}", lang.code())).into_response()),
        Err(_) => draw(&app, lang, Told::ProofNeeded),
    }
}

fn draw(app: &crate::app::App, lang: Lang, told: Told) -> Result<Response, Problem> {
    let nonce = super::nonce(&app.ids);
    super::answer(StatusCode::OK, &LookupPage::new(told, lang, &nonce), &nonce)
}
