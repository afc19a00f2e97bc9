//! Dossiers that were taken in on the road.

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::base::codes::{CaseCode, scanned};
use crate::base::text::clean;
use crate::base::{At, PointCode};
use crate::catalogue::ProcedureCode;
use crate::flows::road::{AcceptanceIn, Accepted, Asked, MadeOfIt, accept_on_road};
use crate::people::DoorAccepter;
use crate::web::Shared;
use crate::web::api::person_in::{PaperBody, PersonBody, papers};
use crate::web::auth::Caller;
use crate::web::error::{INVALID, Problem, ProblemBody};
use crate::web::input::Json;
use crate::web::lang::Speak;

/// A dossier that was taken in, with a label of a roll on it.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = RoadAcceptance)]
#[serde(deny_unknown_fields)]
pub struct AcceptanceBody {
    /// A UUID made on the phone. Sending the same again under it is harmless.
    #[schema(example = "01961a2b-7c00-7000-8000-000000000001")]
    id: Uuid,
    /// The phone.
    #[schema(min_length = 1, max_length = 64)]
    device: String,
    /// The tracking number or QR code of the blank label.
    #[schema(min_length = 1, max_length = 200, example = "BH100042316VN")]
    blank: String,
    /// The point of the post from which one goes.
    #[schema(value_type = String, example = "481900")]
    at: PointCode,
    /// What the person asks for. Needed where no case is named that was told.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "1.004199")]
    procedure: Option<ProcedureCode>,
    /// The code of the case, where the person has one.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "H27.12-250408-0007")]
    case_code: Option<CaseCode>,
    /// Who gives it.
    person: PersonBody,
    /// The desk of the agency it goes to.
    #[schema(value_type = String, example = "H27.12")]
    to: PointCode,
    /// The papers, as counted before the person.
    #[schema(max_items = 200)]
    papers: Vec<PaperBody>,
    /// When it happened, by the phone's clock.
    #[schema(value_type = String, example = "2025-04-08T09:30:00+07:00")]
    happened_at: At,
    /// How far the phone's clock is behind the server's, in milliseconds.
    #[serde(default)]
    #[schema(example = 0)]
    clock_offset_ms: i64,
    /// The number on the seal that was put on before the person.
    #[serde(default)]
    #[schema(max_length = 40)]
    seal: Option<String>,
    /// The ids of signature and photo.
    #[serde(default)]
    #[schema(max_length = 200)]
    evidence: Option<String>,
}

/// What became of it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RoadAccepted)]
pub struct AcceptedOut {
    id: String,
    /// `recorded`, `repeated`, or `waiting`: its case was not told yet, and it is put on record when it is.
    #[schema(example = "recorded")]
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    tracking: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    leg: Option<String>,
    /// The case's code; one that was drawn here where none was named.
    #[serde(skip_serializing_if = "Option::is_none")]
    case_code: Option<String>,
}

/// Hand in a dossier that was taken in on the road
///
/// Once the line is back: the leg is ordered, the label bound to it, and the acceptance recorded as it happened; no
/// scan of it has to be sent. Where only a case's code is said and that case was not told yet, it waits for it.
/// Sending the same again is harmless.
#[utoipa::path(
    post,
    path = "/api/v1/road/acceptances",
    tag = "road",
    security(("token" = [])),
    request_body = AcceptanceBody,
    responses(
        (status = 200, description = "It came in before, or waits for its case", body = AcceptedOut),
        (status = 201, body = AcceptedOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "No such blank label", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "The id says something else already; the label is on another parcel, or was voided", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn hand_in(
    State(app): Shared,
    caller: Caller,
    Speak(lang): Speak,
    Json(body): Json<AcceptanceBody>,
) -> Result<(StatusCode, axum::Json<AcceptedOut>), Problem> {
    let by = DoorAccepter::of(&caller.0)?;
    let cx = caller.context(&app);
    let counted = papers(&body.papers)?;
    let input = AcceptanceIn {
        id: body.id,
        person: body.person.read("person")?,
        asked: Asked {
            device: short("device", &body.device, 64)?,
            blank: scanned(&short("blank", &body.blank, 200)?),
            at: body.at,
            procedure: body.procedure,
            case_code: body.case_code,
            to: body.to,
            papers: counted
                .lines()
                .iter()
                .map(|line| (line.name().to_owned(), line.form(), line.count()))
                .collect(),
            happened_at: body.happened_at,
            clock_offset_ms: body.clock_offset_ms,
            seal: body.seal.map(|seal| short("seal", &seal, 40)).transpose()?,
            evidence: body.evidence.map(|said| short("evidence", &said, 200)).transpose()?,
        },
        lang,
    };
    let (place, id) = (app.clone(), body.id.to_string());
    let done = app.intake.run(move |conn, known| {
        let world = known.world(&place.settings);
        accept_on_road(conn, &cx, &by, &world, &input)
    });
    let done = done.await?.map_err(|refusal| {
        // At a counter the field is called after the agency.
        let is_agency = refusal.field() == Some("agency");
        let problem = Problem::from(refusal);
        if is_agency { problem.field("to") } else { problem }
    });
    let (status, outcome, made) = match done? {
        Accepted::Recorded(made) => (StatusCode::CREATED, "recorded", Some(made)),
        Accepted::Repeated(made) => (StatusCode::OK, "repeated", Some(made)),
        Accepted::Waiting => (StatusCode::OK, "waiting", None),
    };
    let made = made.map(|MadeOfIt { tracking, leg, case_code }| (tracking, leg, case_code));
    let (tracking, leg, case_code) = match made {
        Some((tracking, leg, code)) => (Some(tracking), Some(leg), Some(code.to_string())),
        None => (None, None, None),
    };
    Ok((status, axum::Json(AcceptedOut { id, outcome, tracking, leg, case_code })))
}

/// A text of 1 to `most` characters, cleaned.
fn short(field: &str, text: &str, most: usize) -> Result<String, Problem> {
    let text = clean(text);
    let length = text.chars().count();
    if (1..=most).contains(&length) {
        return Ok(text);
    }
    Err(Problem::new(INVALID).field(field).detail(
        format!("Cần 1 đến {most} ký tự, đang có {length}"),
        format!("Expected 1 to {most} characters, got {length}"),
    ))
}
