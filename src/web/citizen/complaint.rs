//! `/q/{code}/complaint`: a complaint, for who has proved a right to the parcel, and taking it back. How it stands is
//! read on the parcel's page.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use utoipa::ToSchema;

use super::Nonce;
use super::proven::{brought, look};
use super::words;
use crate::app::App;
use crate::base::codes::{QrCode, scanned};
use crate::base::{Actor, At, ComplaintId, Context, Lang, Words};
use crate::claims::{ClaimRefusal, ComplaintStage, Stage};
use crate::flows::FlowRefusal;
use crate::flows::claims::{Claims, Complaining, file_complaint, withdraw_complaint};
use crate::people::CookieSecret;
use crate::web::Shared;
use crate::web::complained::{Complained, kinds};
use crate::web::cookies::ProofCookie;
use crate::web::error::{Problem, ProblemBody};
use crate::web::input::{Form, Path};
use crate::web::lang::Speak;
use crate::web::session::{is_from_here, not_own};

/// What the template draws.
#[derive(Template)]
#[template(path = "citizen/complaint.html")]
pub struct ComplaintPage<'a> {
    lang: Lang,
    nonce: &'a Nonce,
    here: String,
    part: &'a ComplaintPart,
}

/// What was typed, and what is wrong with it.
#[derive(Debug, Clone, Default)]
pub struct ComplaintPart {
    /// The parcel's code.
    pub qr: String,
    /// The word that forms bring.
    pub token: String,
    /// What was typed.
    pub typed: Complained,
    /// What is wrong: the field, and what to say at it.
    pub wrong: Option<(String, String)>,
}

impl<'a> ComplaintPage<'a> {
    /// The form.
    pub fn new(part: &'a ComplaintPart, lang: Lang, nonce: &'a Nonce) -> Self {
        Self { lang, nonce, here: format!("/q/{}/complaint", part.qr), part }
    }

    fn say(&self, vi: &'static str, en: &'static str) -> &'static str {
        Words::new(vi, en).to(self.lang)
    }

    fn kinds(&self) -> Vec<(&'static str, &'static str)> {
        kinds(self.lang)
    }

    fn wrong(&self, field: &str) -> Option<&str> {
        self.part.wrong.as_ref().filter(|(at, _)| at == field).map(|(_, text)| text.as_str())
    }

    /// What is wrong with no field of the form.
    fn over(&self) -> Option<&str> {
        let fields = ["kind", "words"];
        let over = self.part.wrong.as_ref().filter(|(at, _)| !fields.contains(&at.as_str()));
        over.map(|(_, text)| text.as_str())
    }
}

/// A complaint as who filed it reads on.
#[derive(Debug, Clone)]
pub struct ComplaintLine {
    /// Its id.
    pub id: String,
    /// What it is about.
    pub kind: &'static str,
    /// When it was filed.
    pub filed: String,
    /// By when it is answered; none once it was, and where that is not known.
    pub due: Option<String>,
    /// That time is past, and nobody has answered.
    pub late: bool,
    /// The answer: what it says, in words, and when.
    pub answer: Option<(&'static str, String, String)>,
    /// Whether it still can be taken back.
    pub open: bool,
    /// It was taken back.
    pub withdrawn: bool,
}

/// What is said of a loss or damage: the harm, and how far the compensation is, each in plain words.
pub type HarmLine = (&'static str, String);

impl ComplaintLine {
    /// The complaints about a parcel, the latest first.
    pub fn all(claims: &Claims, now: At, lang: Lang) -> Vec<Self> {
        let line = |(one, answer): &(crate::claims::Complaint, Option<crate::claims::Answer>)| {
            let open = one.stage == ComplaintStage::Open;
            let answered = answer.as_ref().and_then(|answer| {
                let said = answer.words.clone()?;
                Some((answer.outcome.words(lang), said, words::time(answer.at, lang)))
            });
            Self {
                id: one.id.to_string(),
                kind: one.kind.words(lang),
                filed: words::time(one.filed_at, lang),
                due: one.due_at.filter(|_| open).map(|due| words::date(due.date(), lang)),
                late: open && one.due_at.is_some_and(|due| due < now),
                answer: answered,
                open,
                withdrawn: one.stage == ComplaintStage::Withdrawn,
            }
        };
        claims.complaints.iter().rev().map(line).collect()
    }
}

/// How the post answers for harm, in the words of a person.
pub fn harms(claims: &Claims, lang: Lang) -> Vec<HarmLine> {
    let line = |(record, last): &(crate::claims::Liability, Option<crate::claims::Done>)| {
        let amount = last.as_ref().and_then(|done| done.amount);
        let amount = amount.map(|amount| amount.to_string()).unwrap_or_default();
        let due = record.due_at.map(|due| words::date(due.date(), lang));
        let said = match (record.stage, record.stands, due) {
            (Stage::Opened, false, _) => lang.pick(
                "Đã tìm thấy, bưu điện đang kiểm tra lại.".to_owned(),
                "It was found again; the post is looking into it.".to_owned(),
            ),
            (Stage::Opened, true, _) => lang.pick(
                "Bưu điện đã ghi nhận và đang xác định trách nhiệm.".to_owned(),
                "The post has it on record and is finding out who answers for it.".to_owned(),
            ),
            (Stage::Fixed, _, Some(due)) => lang.pick(
                format!("Bưu điện bồi thường {amount}, trả chậm nhất ngày {due}."),
                format!("The post pays {amount} in compensation, by {due} at the latest."),
            ),
            (Stage::Fixed, _, None) => lang.pick(
                format!("Bưu điện bồi thường {amount}."),
                format!("The post pays {amount} in compensation."),
            ),
            (Stage::Paid, _, _) => lang.pick(
                format!("Bưu điện đã trả bồi thường {amount}."),
                format!("The post has paid {amount} in compensation."),
            ),
            (Stage::Closed, _, _) => lang.pick(
                "Bưu điện đã kết thúc xem xét, không bồi thường. Ông/bà có thể hỏi lý do tại bưu cục."
                    .to_owned(),
                "The post has looked into it and pays nothing. You can ask at the post office why."
                    .to_owned(),
            ),
        };
        (record.harm.words(lang), said)
    };
    claims.liabilities.iter().map(line).collect()
}

/// The form of a complaint
///
/// Without a proof that holds for the parcel: to its page.
#[utoipa::path(
    get,
    path = "/q/{code}/complaint",
    tag = "citizens",
    params(
        ("code" = String, Path, description = "The code of the QR", example = "7K2M9QXR4TGB8ZCN3"),
        ("lang" = Option<String>, Query, description = "`vi` or `en`"),
    ),
    responses(
        (status = 200, description = "The form", body = String, content_type = "text/html"),
        (status = 303, description = "To the parcel's page: there is no proof"),
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
    if look(&app, &code, &secret).await?.is_none() {
        return Ok(to_page(&code, lang));
    }
    draw(&app, StatusCode::OK, &part(&code, &secret, Complained::default()), lang)
}

/// Files a complaint
///
/// The answer is read on the parcel's page, and by when it is due.
#[utoipa::path(
    post,
    path = "/q/{code}/complaint",
    tag = "citizens",
    params(
        ("code" = String, Path, description = "The code of the QR", example = "7K2M9QXR4TGB8ZCN3"),
        ("lang" = Option<String>, Query, description = "`vi` or `en`"),
    ),
    request_body(content = Complained, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 303, description = "To the parcel's page"),
        (status = 403, description = "The form was not sent from a page of ours", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "The form again: it is too late, or the same waits for an answer", body = String, content_type = "text/html"),
        (status = 422, description = "The form again: what is wrong stands at the field", content((String = "text/html"), (ProblemBody = "application/problem+json"))),
    )
)]
pub async fn file(
    State(app): Shared,
    Speak(lang): Speak,
    headers: HeaderMap,
    code: Result<Path<String>, Problem>,
    Form(typed): Form<Complained>,
) -> Result<Response, Problem> {
    let Some((code, secret)) = brought(&app, &headers, code) else {
        return Ok(Redirect::to("/t").into_response());
    };
    if !is_from_here(&headers, &app) || !secret.form_token().is(&typed.form_token) {
        return Err(not_own());
    }
    if look(&app, &code, &secret).await?.is_none() {
        return Ok(to_page(&code, lang));
    }
    let done = match typed.read() {
        Ok(input) => {
            let cx = citizen(&app);
            let (qr, proof) = (code.clone(), secret.clone());
            let filed = app.intake.run(move |conn, known| {
                let who = Complaining::Citizen(&qr, &proof);
                file_complaint(conn, &cx, (&known.claims(), &known.promises()), who, &input)
            });
            match filed.await? {
                Ok(_) => Ok(()),
                Err(FlowRefusal::Store(error)) => return Err(error.into()),
                Err(refusal) => Err(Problem::from(refusal)),
            }
        }
        Err(wrong) => Err(wrong),
    };
    match done {
        Ok(()) => Ok(to_page(&code, lang)),
        Err(wrong) => {
            let field = wrong.at_field().unwrap_or_default().to_owned();
            let text = wrong.told(lang).unwrap_or(wrong.kind().title.to(lang)).to_owned();
            let part = ComplaintPart { wrong: Some((field, text)), ..part(&code, &secret, typed) };
            draw(&app, wrong.kind().status, &part, lang)
        }
    }
}

/// Nothing but the word of the form.
#[derive(Debug, Deserialize, ToSchema)]
pub struct Withdrawn {
    /// The hidden word of the form.
    #[serde(default)]
    form_token: String,
}

/// Takes a complaint back
///
/// As long as it waits for an answer.
#[utoipa::path(
    post,
    path = "/q/{code}/complaint/{id}/withdraw",
    tag = "citizens",
    params(
        ("code" = String, Path, description = "The code of the QR", example = "7K2M9QXR4TGB8ZCN3"),
        ("id" = String, Path, description = "The complaint's id"),
        ("lang" = Option<String>, Query, description = "`vi` or `en`"),
    ),
    request_body(content = Withdrawn, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 303, description = "To the parcel's page"),
        (status = 403, description = "The form was not sent from a page of ours", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn withdraw(
    State(app): Shared,
    Speak(lang): Speak,
    headers: HeaderMap,
    path: Result<Path<(String, String)>, Problem>,
    Form(typed): Form<Withdrawn>,
) -> Result<Response, Problem> {
    let read = path.ok().and_then(|Path((code, id))| {
        let code = scanned(&code).parse::<QrCode>().ok()?;
        Some((code, id.parse::<ComplaintId>().ok()?))
    });
    let secret = ProofCookie::read(&headers, &app.settings.http);
    let Some(((code, id), secret)) = read.zip(secret) else {
        return Ok(Redirect::to("/t").into_response());
    };
    if !is_from_here(&headers, &app) || !secret.form_token().is(&typed.form_token) {
        return Err(not_own());
    }
    let (cx, qr) = (citizen(&app), code.clone());
    let done = app.intake.run(move |conn, _| withdraw_complaint(conn, &cx, (&qr, &secret), id));
    match done.await? {
        // It was answered or withdrawn meanwhile, or is none of this parcel's: the page says how it stands.
        Ok(())
        | Err(FlowRefusal::Claim(ClaimRefusal::NotOpen(_) | ClaimRefusal::UnknownComplaint(_))) => {
            Ok(to_page(&code, lang))
        }
        Err(refusal) => Err(refusal.into()),
    }
}

fn citizen(app: &App) -> Context {
    Context { now: app.clock.now(), who: Actor::citizen(), ids: app.ids.clone() }
}

fn part(code: &QrCode, secret: &CookieSecret, typed: Complained) -> ComplaintPart {
    let token = secret.form_token().as_str().to_owned();
    ComplaintPart { qr: code.to_string(), token, typed, wrong: None }
}

fn to_page(code: &QrCode, lang: Lang) -> Response {
    Redirect::to(&format!("/q/{code}?lang={}", lang.code())).into_response()
}

fn draw(
    app: &Arc<App>,
    status: StatusCode,
    part: &ComplaintPart,
    lang: Lang,
) -> Result<Response, Problem> {
    let nonce = super::nonce(&app.ids);
    super::answer(status, &ComplaintPage::new(part, lang, &nonce), &nonce)
}
