//! `/q/{code}`: where the parcel is, for who scanned its QR. An unknown code gets a friendly page, the
//! same for every code that is not there. Who has proved a right to the parcel (see [`super::lookup`]) sees
//! its details below.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use chrono::NaiveDate;

use super::proven::ProvenPart;
use super::{Nonce, words};
use crate::base::codes::{QrCode, scanned};
use crate::base::{At, Lang, Words};
use crate::tracking::{CitizenView, Place, Progress, Stage, Step, Tone};
use crate::web::Shared;
use crate::web::cookies::ProofCookie;
use crate::web::error::Problem;
use crate::web::input::Path;
use crate::web::lang::Speak;

/// What the template draws.
#[derive(Template)]
#[template(path = "citizen/page.html")]
pub struct Page<'a> {
    lang: Lang,
    nonce: &'a Nonce,
    here: String,
    code: &'a str,
    view: &'a CitizenView,
    today: NaiveDate,
    proven: Option<&'a ProvenPart>,
}

/// The page of a code that is not there.
#[derive(Template)]
#[template(path = "citizen/unknown.html")]
pub struct Unknown<'a> {
    lang: Lang,
    nonce: &'a Nonce,
    here: String,
}

impl<'a> Page<'a> {
    /// The page of a parcel; `code` is what the language switch leads back to.
    pub fn new(
        view: &'a CitizenView,
        code: &'a str,
        lang: Lang,
        today: NaiveDate,
        nonce: &'a Nonce,
    ) -> Self {
        Self { lang, nonce, here: format!("/q/{code}"), code, view, today, proven: None }
    }

    /// The same for who has proved a right to the parcel.
    #[must_use]
    pub const fn with_proof(mut self, proven: &'a ProvenPart) -> Self {
        self.proven = Some(proven);
        self
    }

    fn say(&self, vi: &'static str, en: &'static str) -> &'static str {
        Words::new(vi, en).to(self.lang)
    }

    fn heading(&self) -> &'static str {
        self.view.stage.words(self.view.direction).to(self.lang)
    }

    fn advice(&self) -> &'static str {
        self.view.stage.advice(self.view.direction).to(self.lang)
    }

    fn tone(&self) -> &'static str {
        match self.view.stage.tone() {
            Tone::Moving => "moving",
            Tone::Done => "done",
            Tone::Attention => "attention",
            Tone::Ended => "ended",
        }
    }

    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "templates hand values over by reference"
    )]
    fn time(&self, at: &At) -> String {
        words::time(*at, self.lang)
    }

    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "templates hand values over by reference"
    )]
    fn date(&self, date: &NaiveDate) -> String {
        words::date(*date, self.lang)
    }

    fn late(&self) -> bool {
        self.view.is_late(self.today)
    }

    fn broken(&self) -> bool {
        self.view.breaks_its_promise(self.today)
    }

    fn step(&self, step: &Step) -> &'static str {
        step.stage.words(self.view.direction).to(self.lang)
    }

    fn place(&self, place: &Place) -> String {
        place.words(self.lang)
    }

    fn stretches(&self) -> Vec<(&'static str, &'static str)> {
        let reached = self.view.stage.progress();
        let state = |stretch: Progress| match reached {
            Some(reached) if stretch == reached && self.view.stage != Stage::Delivered => "now",
            Some(reached) if stretch <= reached => "past",
            Some(_) | None => "ahead",
        };
        Progress::ALL.map(|stretch| (stretch.words().to(self.lang), state(stretch))).to_vec()
    }
}

impl<'a> Unknown<'a> {
    /// The page of a code that is not there.
    pub fn new(lang: Lang, nonce: &'a Nonce) -> Self {
        // The switch leads to the form: the code that was typed is not written back into the page.
        Self { lang, nonce, here: "/t".to_owned() }
    }

    fn say(&self, vi: &'static str, en: &'static str) -> &'static str {
        Words::new(vi, en).to(self.lang)
    }
}

/// Where a parcel is, by the code of its QR
///
/// A page for people. Whoever holds the code sees the state in plain words, the time of the last event,
/// the kind of point and its commune, and the date due; nothing about any person. With the cookie of a proof
/// that still holds for this parcel: procedure, office, masked receiver, attempts, and its papers to download.
#[utoipa::path(
    get,
    path = "/q/{code}",
    tag = "citizens",
    params(
        ("code" = String, Path, description = "The code of the QR, in capitals or not", example = "7K2M9QXR4TGB8ZCN3"),
        ("lang" = Option<String>, Query, description = "`vi` or `en`"),
    ),
    responses(
        (status = 200, description = "The page", body = String, content_type = "text/html"),
        (status = 404, description = "A page that says so, the same for every unknown code", body = String, content_type = "text/html"),
    )
)]
pub async fn show(
    State(app): Shared,
    Speak(lang): Speak,
    headers: HeaderMap,
    code: Result<Path<String>, Problem>,
) -> Result<Response, Problem> {
    let nonce = super::nonce(&app.ids);
    let now = app.clock.now();
    // Bytes that are no text are as unknown as any other code that is not there.
    let code = code.ok().and_then(|Path(code)| scanned(&code).parse::<QrCode>().ok());
    let Some(code) = code else {
        return super::answer(StatusCode::NOT_FOUND, &Unknown::new(lang, &nonce), &nonce);
    };
    if let Some(secret) = ProofCookie::read(&headers, &app.settings.http)
        && let Some((proven, known)) = super::proven::look(&app, &code, &secret).await?
    {
        let part = ProvenPart::of(&proven, &secret, &known.network, (now, lang));
        let page = Page::new(&proven.public, code.as_str(), lang, now.date(), &nonce);
        return super::answer(StatusCode::OK, &page.with_proof(&part), &nonce);
    }
    let found = app.citizen_view(code.clone()).await;
    match found.map_err(Problem::from)? {
        Some(view) => {
            let page = Page::new(&view, code.as_str(), lang, now.date(), &nonce);
            super::answer(StatusCode::OK, &page, &nonce)
        }
        None => super::answer(StatusCode::NOT_FOUND, &Unknown::new(lang, &nonce), &nonce),
    }
}

/// The same page at the address as it is printed
///
/// A QR code in alphanumeric mode has capitals only, the path included.
#[utoipa::path(
    get,
    path = "/Q/{code}",
    tag = "citizens",
    params(
        ("code" = String, Path, description = "The code of the QR", example = "7K2M9QXR4TGB8ZCN3"),
        ("lang" = Option<String>, Query, description = "`vi` or `en`"),
    ),
    responses(
        (status = 200, description = "The page", body = String, content_type = "text/html"),
        (status = 404, description = "A page that says so, the same for every unknown code", body = String, content_type = "text/html"),
    )
)]
pub async fn show_capital(
    app: Shared,
    lang: Speak,
    headers: HeaderMap,
    code: Result<Path<String>, Problem>,
) -> Result<Response, Problem> {
    show(app, lang, headers, code).await
}
