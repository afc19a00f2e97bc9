//! What the page of a parcel shows beside the public view to who has proved a right to it, and the way out.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use utoipa::ToSchema;

use super::complaint::{ComplaintLine, HarmLine, harms};
use super::words;
use crate::app::{App, Known};
use crate::base::codes::{QrCode, scanned};
use crate::base::{At, Lang, Words};
use crate::cases::Wish;
use crate::custody::scan::Receiver;
use crate::flows::track::{Proven, by_proof};
use crate::network::Network;
use crate::people::CookieSecret;
use crate::store::{StoreError, proofs, write};
use crate::tracking::{ProvenView, ReceivedBy};
use crate::web::Shared;
use crate::web::cookies::ProofCookie;
use crate::web::error::{Problem, ProblemBody};
use crate::web::input::{Form, Path};
use crate::web::lang::Speak;
use crate::web::session::{is_from_here, not_own};
use crate::web::staff::words as staff;

/// What the template draws, in words.
#[derive(Debug, Clone)]
pub struct ProvenPart {
    /// The parcel's own code, under which its pages lie.
    pub qr: String,
    /// The word that forms bring.
    pub token: String,
    /// The case code.
    pub case: String,
    /// The procedure's name.
    pub procedure: String,
    /// The competent agency.
    pub office: String,
    /// For whom it is, masked.
    pub receiver: String,
    /// The masked number.
    pub phone: Option<String>,
    /// Attempts that failed: when, and why.
    pub attempts: Vec<(String, &'static str)>,
    /// When it was delivered, and to whom in kind.
    pub delivered: Option<(String, Option<&'static str>)>,
    /// Papers to download: the last part of the address, and what they are.
    pub papers: Vec<(&'static str, &'static str)>,
    /// Another delivery that was asked for, in words.
    pub wish: Option<String>,
    /// Whether another can still be asked for.
    pub redirectable: bool,
    /// What is said of loss and damage.
    pub harms: Vec<HarmLine>,
    /// Complaints, the latest first.
    pub complaints: Vec<ComplaintLine>,
    /// Whether there is anything to complain of yet.
    pub complainable: bool,
    /// Codes of other parcels that the same proof opened.
    pub others: Vec<String>,
}

impl ProvenPart {
    /// Of what was found.
    pub fn of(
        proven: &Proven,
        secret: &CookieSecret,
        network: &Network,
        (now, lang): (At, Lang),
    ) -> Self {
        let view = &proven.view;
        let (receiver, phone) = match &view.receiver {
            ReceivedBy::Point(name) => (name.clone(), None),
            ReceivedBy::Person { name, phone } => (name.clone(), phone.clone()),
            ReceivedBy::Erased => {
                let erased = Words::new("thông tin đã được xóa", "details were erased");
                (erased.to(lang).to_owned(), None)
            }
        };
        Self {
            qr: proven.qr.to_string(),
            token: secret.form_token().as_str().to_owned(),
            case: view.case.to_string(),
            procedure: view.procedure.clone(),
            office: view.office.clone(),
            receiver,
            phone,
            attempts: view
                .attempts
                .iter()
                .map(|attempt| {
                    let why = attempt.reason.map_or("", |reason| staff::failure(reason).to(lang));
                    (words::time(attempt.at, lang), why)
                })
                .collect(),
            delivered: view
                .delivered
                .map(|(at, to)| (words::time(at, lang), to.map(|to| taken_by(to).to(lang)))),
            papers: papers(view, lang),
            wish: proven.wish.as_ref().map(|(kept, proxy)| {
                wish_words(&kept.wish, proxy.as_deref(), network, (now, lang))
            }),
            redirectable: proven.redirectable,
            harms: harms(&proven.claims, lang),
            complaints: ComplaintLine::all(&proven.claims, now, lang),
            complainable: proven.accepted,
            others: proven.others.iter().map(ToString::to_string).collect(),
        }
    }
}

/// The papers that there are.
fn papers(view: &ProvenView, lang: Lang) -> Vec<(&'static str, &'static str)> {
    let mut papers = vec![("slip.pdf", lang.pick("Phiếu gửi", "Consignment slip"))];
    if view.changed_hands {
        let name = lang.pick("Biên bản giao nhận gần nhất", "Record of the last hand-over");
        papers.push(("handover-record.pdf", name));
    }
    if view.paid {
        papers.push(("receipt.pdf", lang.pick("Xác nhận thu tiền", "Receipt of money collected")));
    }
    papers
}

/// A wish as its owner reads it.
pub(super) fn wish_words(
    wish: &Wish,
    proxy: Option<&str>,
    network: &Network,
    (now, lang): (At, Lang),
) -> String {
    match wish {
        Wish::Day(day) => {
            let day = words::date(*day, lang);
            lang.pick(format!("Phát vào {day}"), format!("Delivery on {day}"))
        }
        Wish::Proxy(_) => {
            let name = proxy.unwrap_or("—");
            lang.pick(
                format!("Hàng xóm nhận thay: {name}"),
                format!("Delivery to a neighbour: {name}"),
            )
        }
        Wish::Point(code) => {
            let name = staff::point(network, code, now);
            lang.pick(format!("Tự đến lấy tại {name}"), format!("To be fetched at {name}"))
        }
        Wish::Withdrawn => String::new(),
    }
}

/// Who took a parcel, as a citizen is told.
const fn taken_by(receiver: Receiver) -> Words {
    match receiver {
        Receiver::Addressee => Words::new("người nhận", "the receiver"),
        Receiver::Proxy => Words::new("người được uỷ quyền", "an authorised proxy"),
        Receiver::Household => Words::new("người trong gia đình", "a member of the household"),
        Receiver::Desk => Words::new("cán bộ của cơ quan", "an officer of the agency"),
    }
}

/// What the holder of this secret may see of the parcel; none without a proof that still holds.
pub(super) async fn look(
    app: &Arc<App>,
    code: &QrCode,
    secret: &CookieSecret,
) -> Result<Option<(Proven, Arc<Known>)>, Problem> {
    let (copy, now) = (app.clone(), app.clock.now());
    let (code, secret) = (code.clone(), secret.clone());
    let found = app.read(move |conn| {
        let known = copy.known(conn)?;
        let found = by_proof(conn, &known.promises(), &known.catalogue, (&code, &secret), now)?;
        Ok::<_, StoreError>(found.map(|found| (found, known)))
    });
    Ok(found.await?)
}

/// The code of an address and the secret that came with it; none where one of them is missing.
pub(super) fn brought(
    app: &App,
    headers: &HeaderMap,
    code: Result<Path<String>, Problem>,
) -> Option<(QrCode, CookieSecret)> {
    let code = code.ok().and_then(|Path(code)| scanned(&code).parse::<QrCode>().ok())?;
    Some((code, ProofCookie::read(headers, &app.settings.http)?))
}

/// Nothing but the word of the form.
#[derive(Debug, Deserialize, ToSchema)]
pub struct Done {
    /// The hidden word of the form.
    #[serde(default)]
    form_token: String,
}

/// Forgets a proof
///
/// The details are no longer shown in this browser: for a borrowed phone.
#[utoipa::path(
    post,
    path = "/q/{code}/close",
    tag = "citizens",
    params(
        ("code" = String, Path, description = "The code of the QR", example = "7K2M9QXR4TGB8ZCN3"),
        ("lang" = Option<String>, Query, description = "`vi` or `en`"),
    ),
    request_body(content = Done, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 303, description = "To the page without details"),
        (status = 403, description = "The form was not sent from a page of ours", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn close(
    State(app): Shared,
    Speak(lang): Speak,
    headers: HeaderMap,
    code: Result<Path<String>, Problem>,
    Form(form): Form<Done>,
) -> Result<Response, Problem> {
    let Some((code, secret)) = brought(&app, &headers, code) else {
        return Ok(Redirect::to("/t").into_response());
    };
    if !is_from_here(&headers, &app) || !secret.form_token().is(&form.form_token) {
        return Err(not_own());
    }
    let ended = app.intake.run(move |conn, _| {
        write(conn, |conn| -> Result<(), StoreError> { proofs::end(conn, &secret) })
    });
    ended.await??;
    let mut answer = Redirect::to(&format!("/q/{code}?lang={}", lang.code())).into_response();
    if let Some(cookie) = ProofCookie::clear(&code, &app.settings.http) {
        answer.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(answer)
}
