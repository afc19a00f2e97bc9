//! `/t`: the form for who types a code, and the door for who proves a right. The code of a QR leads to its
//! page. A tracking number or a case code shows nothing, whether it exists or not: both can be guessed. With
//! the slip's second code, or a case code with the last four digits of a phone number, it opens the page of
//! the parcel with its details.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use utoipa::ToSchema;

use super::Nonce;
use crate::base::codes::{QrCode, scanned};
use crate::base::{Lang, Words};
use crate::flows::{PROOF_LASTS_MS, ProofRefusal, Proved, Proving, prove};
use crate::people::Shown;
use crate::web::Shared;
use crate::web::asker::Asker;
use crate::web::cookies::ProofCookie;
use crate::web::error::{INVALID, Problem, ProblemBody};
use crate::web::input::Form;
use crate::web::lang::Speak;
use crate::web::session::{is_from_here, not_own};

/// What the form answers with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// Nothing was asked yet.
    Nothing,
    /// Nothing was typed.
    Empty,
    /// What was typed is no code of a QR: proof is needed.
    ProofNeeded,
    /// The code and the proof do not belong together, or there is no such code.
    Wrong,
    /// The tries of the day are used up, whether there is such a code or not.
    Enough,
}

/// What the template draws.
#[derive(Template)]
#[template(path = "citizen/lookup.html")]
pub struct LookupPage<'a> {
    lang: Lang,
    nonce: &'a Nonce,
    here: String,
    told: Told,
    code: &'a str,
}

impl<'a> LookupPage<'a> {
    /// The form with what it says above the field.
    pub fn new(told: Told, lang: Lang, nonce: &'a Nonce) -> Self {
        Self { lang, nonce, here: "/t".to_owned(), told, code: "" }
    }

    /// The same with the code that was typed.
    #[must_use]
    pub const fn with_code(mut self, code: &'a str) -> Self {
        self.code = code;
        self
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
    /// The slip's second code (eight digits), or with a case code the last four digits of a phone number.
    #[serde(default)]
    #[schema(example = "4827 1930")]
    proof: String,
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
    draw(&app, lang, Told::Nothing, "")
}

/// Looks a code up
///
/// Posted, so that no code stands in an address, a history or a log. The code of a QR alone redirects to its
/// page; any other alone is answered alike, known or unknown. With a proof it opens the parcel's page with its
/// details for half an hour. Five failures a day on a code, and fifty from an address, are the end of that
/// day's tries; an unknown code and a wrong proof are answered alike.
#[utoipa::path(
    post,
    path = "/t",
    tag = "citizens",
    params(("lang" = Option<String>, Query, description = "`vi` or `en`")),
    request_body(content = Asked, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 303, description = "To the page of the QR's code, or of the parcel that was proved"),
        (status = 200, description = "The form again: proof is needed", body = String, content_type = "text/html"),
        (status = 403, description = "The form was not sent from a page of ours", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "The form again: code and proof do not belong together", content((String = "text/html"), (ProblemBody = "application/problem+json"))),
        (status = 429, description = "The form again: no try is left today", body = String, content_type = "text/html"),
    )
)]
pub async fn ask(
    State(app): Shared,
    Speak(lang): Speak,
    asker: Asker,
    headers: HeaderMap,
    Form(form): Form<Asked>,
) -> Result<Response, Problem> {
    let code = form.code.trim();
    if code.is_empty() {
        return draw(&app, lang, Told::Empty, "");
    }
    if form.proof.trim().is_empty() {
        return match scanned(code).parse::<QrCode>() {
            Ok(code) => {
                Ok(Redirect::to(&format!("/q/{code}?lang={}", lang.code())).into_response())
            }
            Err(_) => draw(&app, lang, Told::ProofNeeded, code),
        };
    }
    // A form on another site must not spend somebody's tries in their own browser.
    if !is_from_here(&headers, &app) {
        return Err(not_own());
    }
    let proving = Proving {
        code: code.replace('\0', " "),
        shown: Shown::read(&form.proof),
        address: asker.address,
    };
    let (now, ids) = (app.clock.now(), app.ids.clone());
    match app.intake.run(move |conn, _| prove(conn, now, &ids, &proving)).await? {
        Ok(proved) => Ok(opened(&app, lang, &proved)),
        Err(ProofRefusal::Wrong) => draw(&app, lang, Told::Wrong, code),
        Err(ProofRefusal::Enough) => draw(&app, lang, Told::Enough, code),
        Err(ProofRefusal::Store(error)) => Err(error.into()),
    }
}

/// To the parcel's page, with a cookie for the pages of each parcel that was proved.
fn opened(app: &crate::app::App, lang: Lang, proved: &Proved) -> Response {
    let to = format!("/q/{}?lang={}", proved.first, lang.code());
    let mut answer = Redirect::to(&to).into_response();
    for (_, qr) in &proved.legs {
        let cookie =
            ProofCookie::set(&proved.secret, qr, PROOF_LASTS_MS / 1000, &app.settings.http);
        if let Some(cookie) = cookie {
            answer.headers_mut().append(header::SET_COOKIE, cookie);
        }
    }
    answer
}

fn draw(app: &crate::app::App, lang: Lang, told: Told, code: &str) -> Result<Response, Problem> {
    let nonce = super::nonce(&app.ids);
    let status = match told {
        Told::Nothing | Told::Empty | Told::ProofNeeded => StatusCode::OK,
        Told::Wrong => INVALID.status,
        Told::Enough => StatusCode::TOO_MANY_REQUESTS,
    };
    super::answer(status, &LookupPage::new(told, lang, &nonce).with_code(code), &nonce)
}
