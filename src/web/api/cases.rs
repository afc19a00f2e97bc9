//! The case record comes in, and goes out with its legs, its parcels and what the case was told.

use axum::extract::State;
use axum::http::StatusCode;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::case_time::{CaseTimeOut, times};
use super::person_in::PersonBody;
use crate::base::codes::CaseCode;
use crate::base::{At, Lang, PointCode};
use crate::cases::{CaseIn, Channel, Endpoint, Status, Taken};
use crate::catalogue::ProcedureCode;
use crate::custody::Party;
use crate::feed::CloudEvent;
use crate::feed::tell::Holder;
use crate::flows::road::match_acceptances;
use crate::flows::{
    Applicant, CaseRecord, FlowRefusal, SeenCase, SeenLeg, case_time, look_at_case, upsert_case,
};
use crate::network::address::{Asked, Atlas, resolve};
use crate::people::{CaseReader, CaseWriter};
use crate::web::Shared;
use crate::web::auth::Caller;
use crate::web::error::{Problem, ProblemBody};
use crate::web::input::{Json, Path};
use crate::web::lang::Speak;

/// A case record as the one-stop system knows it.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = CaseIn)]
#[serde(deny_unknown_fields)]
pub struct CaseBody {
    /// The one-stop system's code; its identity there.
    #[schema(value_type = String, example = "H27.12-250408-0007")]
    case_code: CaseCode,
    /// When you held this to be so; a later one wins, whatever the order in which they come.
    #[schema(value_type = String, example = "2025-04-08T09:30:00+07:00")]
    as_of: At,
    /// The national code of the procedure.
    #[schema(value_type = String, example = "1.004199")]
    procedure_code: ProcedureCode,
    /// The point code of the competent agency's desk.
    #[schema(value_type = String, example = "H27.12")]
    agency: PointCode,
    /// 1 direct, 2 online, 3 public post.
    #[schema(value_type = i64, minimum = 1, maximum = 3)]
    channel: Channel,
    /// 1 to 10, as in the national exchange.
    #[schema(value_type = i64, minimum = 1, maximum = 10)]
    status: Status,
    /// When the dossier was received.
    #[schema(value_type = String)]
    received_at: At,
    /// When the result is due.
    #[schema(value_type = Option<String>)]
    due_at: Option<At>,
    /// Who applied.
    applicant: PersonBody,
}

/// What became of a record.
#[derive(Debug, Serialize, ToSchema)]
pub struct TakenOut {
    case_code: String,
    /// `created`, `updated`, `unchanged` (as of the same moment) or `older` (a later one is held).
    #[schema(example = "created")]
    taken: &'static str,
    /// As of when the record held now is.
    as_of: String,
}

/// Tell a case record
///
/// By case code: the first is kept, a later one (`as_of`) takes its place, an older one changes nothing.
#[utoipa::path(
    post,
    path = "/api/v1/cases",
    tag = "cases",
    security(("token" = [])),
    request_body = CaseBody,
    responses(
        (status = 200, description = "Known already; `taken` says what became of it", body = TakenOut),
        (status = 201, description = "A new case", body = TakenOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn tell(
    State(app): Shared,
    caller: Caller,
    Json(body): Json<CaseBody>,
) -> Result<(StatusCode, axum::Json<TakenOut>), Problem> {
    let cx = caller.context(&app);
    let by = CaseWriter::of(&cx.who)?;
    let record = CaseRecord {
        case: CaseIn {
            code: body.case_code,
            as_of: body.as_of,
            procedure: body.procedure_code,
            agency: body.agency,
            channel: body.channel,
            status: body.status,
            received_at: body.received_at,
            due_at: body.due_at,
        },
        applicant: body.applicant.read("applicant")?,
    };
    let place = app.clone();
    let told = app.intake.run(move |conn, known| -> Result<_, FlowRefusal> {
        let told = upsert_case(conn, &cx, &by, &known.network, record)?;
        // What was taken in on the road may have waited for it.
        let world = known.world(&place.settings);
        match_acceptances(conn, &cx, &world, Some(&told.case.code))?;
        Ok(told)
    });
    let told = told.await??;
    let status = if told.taken == Taken::Created { StatusCode::CREATED } else { StatusCode::OK };
    let out = TakenOut {
        case_code: told.case.code.to_string(),
        taken: told.taken.as_str(),
        as_of: told.case.as_of.to_string(),
    };
    Ok((status, axum::Json(out)))
}

/// A case, its legs and what it was told.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseOut {
    case_id: String,
    case_code: String,
    as_of: String,
    procedure_code: String,
    agency: String,
    channel: i64,
    status: i64,
    /// The status in words.
    status_text: String,
    received_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    due_at: Option<String>,
    /// What is counted here: never what the one-stop system said.
    time: CaseTimeOut,
    /// None when the details were erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    applicant: Option<ApplicantOut>,
    /// What the post proposes the case system to set: 10 once a result reached the person, else nothing.
    proposed_status: Option<i64>,
    legs: Vec<LegOut>,
    /// What the case was told, from the first fact on, as CloudEvents.
    #[schema(value_type = Vec<Object>)]
    told: Vec<CloudEvent>,
}

/// Who applied: in full for the agency, masked for others who serve the case.
#[derive(Debug, Serialize, ToSchema)]
pub struct ApplicantOut {
    #[schema(example = "N*** V** M***")]
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "09•••••123")]
    phone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<String>,
    /// The commune of today in which the address lies, where it can be told.
    #[serde(skip_serializing_if = "Option::is_none")]
    lives_in: Option<LivesInOut>,
}

/// The commune of today in which an address lies.
#[derive(Debug, Serialize, ToSchema)]
pub struct LivesInOut {
    #[schema(example = "18583")]
    code: String,
    /// With those above it.
    #[schema(example = "xã Mai Phụ, tỉnh Hà Tĩnh")]
    name: String,
    /// As in `POST /api/v1/addresses/resolve`.
    #[schema(example = "exact_names")]
    confidence: &'static str,
}

/// A leg and its parcel.
#[derive(Debug, Serialize, ToSchema)]
pub struct LegOut {
    leg_id: String,
    /// What was ordered.
    service: &'static str,
    /// `submit`, `return` or `internal`.
    direction: &'static str,
    from: Value,
    /// As it was ordered.
    to: Value,
    /// Where its parcel goes: `to`, or the point that took over from there.
    bound_for: Value,
    ordered_at: String,
    /// The leg at whose delivery these papers were collected.
    #[serde(skip_serializing_if = "Option::is_none")]
    opened_by: Option<String>,
    parcel_id: String,
    tracking_number: String,
    #[schema(example = "at_point")]
    state: String,
    state_text: String,
    custodian: Value,
    /// By when the post promised it; given once, and never moved.
    #[serde(skip_serializing_if = "Option::is_none")]
    promised_at: Option<String>,
    /// When it is expected, or was last.
    #[serde(skip_serializing_if = "Option::is_none")]
    expected_at: Option<String>,
}

/// Look at a case
///
/// Its record, its legs with where each parcel is, what the case was told and which status is proposed;
/// and, under `time`, the due moment counted here where the record tells none.
/// A case of another agency is answered as one that is not there.
#[utoipa::path(
    get,
    path = "/api/v1/cases/{case_code}",
    tag = "cases",
    security(("token" = [])),
    params(("case_code" = String, Path, example = "H27.12-250408-0007")),
    responses(
        (status = 200, body = CaseOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn show(
    State(app): Shared,
    caller: Caller,
    Speak(lang): Speak,
    Path(code): Path<CaseCode>,
) -> Result<axum::Json<CaseOut>, Problem> {
    let cx = caller.context(&app);
    let reader = CaseReader::of(&cx.who)?;
    let place = app.clone();
    let shown = app.read(move |conn| {
        let known = place.known(conn)?;
        let seen = look_at_case(conn, &cx, &reader, &code)?;
        let time = CaseTimeOut::of(&case_time(conn, &times(&known), &seen.case)?, lang);
        Ok::<_, Problem>(CaseOut::of(seen, time, (&known.atlas(), cx.now.date()), lang))
    });
    Ok(axum::Json(shown.await?))
}

/// Where the address as it was told with the case lies today, for who sees the address.
fn lives_in(
    atlas: &Atlas<'_>,
    as_of: At,
    applicant: &Applicant,
    today: NaiveDate,
    lang: Lang,
) -> Option<LivesInOut> {
    let asked = Asked {
        text: applicant.address.as_deref()?,
        unit: applicant.unit.as_ref(),
        given_on: Some(as_of.date()),
        position: None,
        on: today,
    };
    let found = resolve(atlas, &asked);
    let unit = found.proposed()?;
    Some(LivesInOut {
        code: unit.code.to_string(),
        name: atlas.network.path_name(&unit.code, today, lang)?,
        confidence: found.confidence.as_str(),
    })
}

impl CaseOut {
    fn of(
        seen: SeenCase,
        time: CaseTimeOut,
        (atlas, today): (&Atlas<'_>, NaiveDate),
        lang: Lang,
    ) -> Self {
        let SeenCase { case, applicant, legs, proposed, told } = seen;
        Self {
            case_id: case.id.to_string(),
            case_code: case.code.to_string(),
            as_of: case.as_of.to_string(),
            procedure_code: case.procedure.to_string(),
            agency: case.agency.to_string(),
            channel: case.channel.number(),
            status: case.status.number(),
            status_text: case.status.text(lang).to_owned(),
            received_at: case.received_at.to_string(),
            due_at: case.due_at.map(|at| at.to_string()),
            time,
            applicant: applicant.map(|applicant| ApplicantOut {
                lives_in: lives_in(atlas, case.as_of, &applicant, today, lang),
                name: applicant.name,
                phone: applicant.phone,
                address: applicant.address,
            }),
            proposed_status: proposed.map(Status::number),
            legs: legs.iter().map(|seen| LegOut::of(seen, lang)).collect(),
            told: told.iter().map(CloudEvent::from).collect(),
        }
    }
}

impl LegOut {
    fn of(seen: &SeenLeg, lang: Lang) -> Self {
        let SeenLeg { leg, parcel, timeline, promised, expected } = seen;
        Self {
            leg_id: leg.id.to_string(),
            service: leg.service.as_str(),
            direction: leg.direction.as_str(),
            from: end(&leg.from),
            to: end(&leg.to),
            bound_for: timeline.bound_for.as_ref().map_or(Value::Null, bound_for),
            ordered_at: leg.ordered_at.to_string(),
            opened_by: leg.opened_by.map(|id| id.to_string()),
            parcel_id: parcel.id.to_string(),
            tracking_number: parcel.tracking.to_string(),
            state: timeline.state.to_string(),
            state_text: timeline.state.words(lang).to_owned(),
            custodian: json!(Holder(&timeline.custodian)),
            promised_at: promised.map(|at| at.to_string()),
            expected_at: expected.map(|at| at.to_string()),
        }
    }
}

/// Where a parcel goes, without saying who the person is.
fn bound_for(party: &Party) -> Value {
    match party {
        Party::Point { code, .. } => json!({"point": code}),
        Party::Person => json!({"kind": "citizen"}),
        Party::Run { .. } | Party::Postman { .. } => Value::Null,
    }
}

/// An end of a leg without saying who the person is.
pub(super) fn end(end: &Endpoint) -> Value {
    match end {
        Endpoint::Point(code) => json!({"point": code}),
        Endpoint::Person(_) => json!({"kind": "citizen"}),
    }
}
