//! `/q/{code}/redirect`: another delivery, for who has proved a right to the parcel: another day, a neighbour
//! who takes it, or to fetch it at a point. One form for the three, without script.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};

use super::Nonce;
use super::proven::{brought, look, wish_words};
use crate::app::{App, Known};
use crate::base::codes::QrCode;
use crate::base::{Actor, Context, Lang, Words};
use crate::cases::Wish;
use crate::flows::track::Proven;
use crate::flows::{Asking, FlowRefusal, redirect};
use crate::people::{CookieSecret, PersonIn};
use crate::web::Shared;
use crate::web::error::{Problem, ProblemBody};
use crate::web::input::{Form, Path};
use crate::web::lang::Speak;
use crate::web::session::{is_from_here, not_own};
use crate::web::wished::{Choices, Wished, is_over, wrong_at};

/// What the template draws.
#[derive(Template)]
#[template(path = "citizen/redirect.html")]
pub struct RedirectPage<'a> {
    lang: Lang,
    nonce: &'a Nonce,
    here: String,
    part: &'a RedirectPart,
}

/// What can be chosen, what was typed, and what is wrong with it.
#[derive(Debug, Clone, Default)]
pub struct RedirectPart {
    /// The parcel's code.
    pub qr: String,
    /// The word that forms bring.
    pub token: String,
    /// What holds now, in words.
    pub wish: Option<String>,
    /// The days: as data and in words.
    pub days: Vec<(String, String)>,
    /// The points: code, name, and the commune with the kind.
    pub points: Vec<(String, String, String)>,
    /// What was typed.
    pub typed: Wished,
    /// What is wrong: the field, and what to say at it.
    pub wrong: Option<(String, String)>,
}

impl<'a> RedirectPage<'a> {
    /// The form.
    pub fn new(part: &'a RedirectPart, lang: Lang, nonce: &'a Nonce) -> Self {
        Self { lang, nonce, here: format!("/q/{}/redirect", part.qr), part }
    }

    fn say(&self, vi: &'static str, en: &'static str) -> &'static str {
        Words::new(vi, en).to(self.lang)
    }

    fn is(&self, kind: &str) -> bool {
        self.part.typed.kind == kind
    }

    fn wrong(&self, field: &str) -> Option<&str> {
        self.part.wrong.as_ref().filter(|(at, _)| at == field).map(|(_, text)| text.as_str())
    }

    /// What is wrong with no field of the form.
    fn wrong_over(&self) -> Option<&str> {
        let over = self.part.wrong.as_ref().filter(|(at, _)| is_over(at));
        over.map(|(_, text)| text.as_str())
    }
}

impl RedirectPart {
    fn of(
        app: &App,
        (proven, known): &(Proven, Arc<Known>),
        secret: &CookieSecret,
        typed: Wished,
        lang: Lang,
    ) -> Self {
        let choices = Choices::of(app, known, proven.home.as_ref(), &typed.commune, lang);
        let wish = proven.wish.as_ref();
        Self {
            qr: proven.qr.to_string(),
            token: secret.form_token().as_str().to_owned(),
            wish: wish.map(|(kept, name)| {
                wish_words(&kept.wish, name.as_deref(), &known.network, (app.clock.now(), lang))
            }),
            days: choices.days,
            points: choices.points,
            typed,
            wrong: None,
        }
    }
}

/// The form for another delivery
///
/// Without a proof that holds for the parcel: to its page.
#[utoipa::path(
    get,
    path = "/q/{code}/redirect",
    tag = "citizens",
    params(
        ("code" = String, Path, description = "The code of the QR", example = "7K2M9QXR4TGB8ZCN3"),
        ("lang" = Option<String>, Query, description = "`vi` or `en`"),
    ),
    responses(
        (status = 200, description = "The form", body = String, content_type = "text/html"),
        (status = 303, description = "To the parcel's page: there is no proof, or nothing to choose any more"),
    )
)]
pub async fn form(
    State(app): Shared,
    Speak(lang): Speak,
    headers: HeaderMap,
    code: Result<Path<String>, Problem>,
) -> Result<Response, Problem> {
    let Some((code, secret)) = brought(&app, &headers, code) else {
        return Ok(Redirect::to("/t").into_response());
    };
    let Some(found) = look(&app, &code, &secret).await?.filter(|(found, _)| found.redirectable)
    else {
        return Ok(to_page(&code, lang));
    };
    let typed = Wished { kind: "day".to_owned(), ..Wished::default() };
    draw(&app, StatusCode::OK, &RedirectPart::of(&app, &found, &secret, typed, lang), lang)
}

/// Asks for another delivery
///
/// The last wish holds, and it can be withdrawn, until the parcel is delivered or goes back.
#[utoipa::path(
    post,
    path = "/q/{code}/redirect",
    tag = "citizens",
    params(
        ("code" = String, Path, description = "The code of the QR", example = "7K2M9QXR4TGB8ZCN3"),
        ("lang" = Option<String>, Query, description = "`vi` or `en`"),
    ),
    request_body(content = Wished, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 303, description = "To the parcel's page"),
        (status = 200, description = "The form with the points of a commune", body = String, content_type = "text/html"),
        (status = 403, description = "The form was not sent from a page of ours", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "The form again: it is too late for that", body = String, content_type = "text/html"),
        (status = 422, description = "The form again: what is wrong stands at the field", content((String = "text/html"), (ProblemBody = "application/problem+json"))),
    )
)]
pub async fn ask(
    State(app): Shared,
    Speak(lang): Speak,
    headers: HeaderMap,
    code: Result<Path<String>, Problem>,
    Form(typed): Form<Wished>,
) -> Result<Response, Problem> {
    let Some((code, secret)) = brought(&app, &headers, code) else {
        return Ok(Redirect::to("/t").into_response());
    };
    if !is_from_here(&headers, &app) || !secret.form_token().is(&typed.form_token) {
        return Err(not_own());
    }
    let Some(found) = look(&app, &code, &secret).await? else { return Ok(to_page(&code, lang)) };
    if typed.step == "find" {
        let typed = Wished { kind: "point".to_owned(), ..typed };
        let part = RedirectPart::of(&app, &found, &secret, typed, lang);
        return draw(&app, StatusCode::OK, &part, lang);
    }
    let kept = match typed.read() {
        Ok(wish) => keep(&app, code.clone(), secret.clone(), wish).await?,
        Err(wrong) => Err(wrong),
    };
    match kept {
        Ok(()) => Ok(to_page(&code, lang)),
        Err(wrong) => {
            let part = RedirectPart::of(&app, &found, &secret, typed, lang);
            let part = RedirectPart { wrong: Some(wrong_at(&wrong, lang)), ..part };
            draw(&app, wrong.kind().status, &part, lang)
        }
    }
}

async fn keep(
    app: &Arc<App>,
    code: QrCode,
    secret: CookieSecret,
    wish: Wish<PersonIn>,
) -> Result<Result<(), Problem>, Problem> {
    let place = app.clone();
    let cx = Context { now: app.clock.now(), who: Actor::citizen(), ids: app.ids.clone() };
    let kept = app.intake.run(move |conn, known| {
        let rules = known.redirecting(&place.settings);
        redirect(conn, &cx, &rules, Asking::Citizen(&code, &secret), wish)
    });
    match kept.await? {
        Ok(_) => Ok(Ok(())),
        Err(FlowRefusal::Store(error)) => Err(error.into()),
        Err(refusal) => Ok(Err(refusal.into())),
    }
}

fn to_page(code: &QrCode, lang: Lang) -> Response {
    Redirect::to(&format!("/q/{code}?lang={}", lang.code())).into_response()
}

fn draw(
    app: &App,
    status: StatusCode,
    part: &RedirectPart,
    lang: Lang,
) -> Result<Response, Problem> {
    let nonce = super::nonce(&app.ids);
    super::answer(status, &RedirectPage::new(part, lang, &nonce), &nonce)
}
