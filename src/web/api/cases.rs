//! The case record comes in, and goes out with its legs, its parcels and what the case was told.

use axum::extract::State;
use axum::http::StatusCode;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::case_time::{CaseTimeOut, times};
use super::person_in::PersonBody;
use crate::app::Known;
use crate::base::codes::CaseCode;
use crate::base::{Actor, At, Lang, PointCode, Role};
use crate::cases::proposed_status;
use crate::cases::{Arrival, Case, CaseIn, CaseRefusal, Channel, Endpoint, Leg, Status, Taken};
use crate::catalogue::ProcedureCode;
use crate::custody::{Party, State as Standing};
use crate::feed::CloudEvent;
use crate::feed::tell::custodian;
use crate::flows::{CaseRecord, FlowRefusal, case_time, read_timeline, upsert_case};
use crate::network::address::{Asked, Atlas, resolve};
use crate::people::{CaseReader, CaseWriter, Person, Phone};
use crate::store::{Conn, StoreError, cases, facts, legs, parcels, persons};
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
    let told = app
        .intake
        .run(move |conn, known| upsert_case(conn, &cx, &by, &known.network, record))
        .await??;
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
    Caller(actor): Caller,
    Speak(lang): Speak,
    Path(code): Path<CaseCode>,
) -> Result<axum::Json<CaseOut>, Problem> {
    let reader = CaseReader::of(&actor)?;
    let place = app.clone();
    let shown = app.read(move |conn| {
        let known = place.known(conn)?;
        let unknown = || Problem::from(FlowRefusal::from(CaseRefusal::Unknown(code.clone())));
        let case = cases::find(conn, &code)?.ok_or_else(unknown)?;
        reader.at(&case.agency).map_err(|_| unknown())?;
        let today = place.clock.now().date();
        Ok::<_, Problem>(look(conn, (&known, today), &actor, &case, lang)?)
    });
    Ok(axum::Json(shown.await?))
}

fn look(
    conn: &mut Conn,
    (known, today): (&Known, NaiveDate),
    actor: &Actor,
    case: &Case,
    lang: Lang,
) -> Result<CaseOut, StoreError> {
    let mut arrived = Vec::new();
    let mut shown = Vec::new();
    for leg in legs::of_case(conn, case.id)? {
        let (out, state) = look_at_leg(conn, &leg, lang)?;
        if state == Standing::Delivered {
            let to_person = leg.to.person().is_some();
            arrived.push(Arrival { direction: leg.direction, to_person });
        }
        shown.push(out);
    }
    let applicant = persons::find(conn, case.applicant)?;
    Ok(CaseOut {
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
        time: CaseTimeOut::of(&case_time(conn, &times(known), case)?, lang),
        applicant: applicant
            .map(|person| applicant_out(actor, case, &person, (&known.atlas(), today), lang)),
        proposed_status: proposed_status(case.status, &arrived).map(Status::number),
        legs: shown,
        told: facts::of_case(conn, case.id)?.iter().map(CloudEvent::from).collect(),
    })
}

/// The agency knows its applicant; the post's counters and managers see a mask.
fn applicant_out(
    actor: &Actor,
    case: &Case,
    person: &Person,
    (atlas, today): (&Atlas<'_>, NaiveDate),
    lang: Lang,
) -> ApplicantOut {
    match actor.role {
        Role::Officer | Role::Partner | Role::Administrator => {
            tracing::info!(token = %actor.token, case = %case.id, "personal data of a case shown");
            ApplicantOut {
                name: person.name.in_full().to_owned(),
                phone: person.phone.as_ref().map(Phone::in_full).map(str::to_owned),
                address: Some(person.address.in_full().to_owned()),
                lives_in: lives_in(atlas, case, person, today, lang),
            }
        }
        Role::Clerk | Role::Courier | Role::Manager => ApplicantOut {
            name: person.name.masked(),
            phone: person.phone.as_ref().map(Phone::masked),
            address: None,
            lives_in: None,
        },
    }
}

/// Where the address as it was told with the case lies today.
fn lives_in(
    atlas: &Atlas<'_>,
    case: &Case,
    person: &Person,
    today: NaiveDate,
    lang: Lang,
) -> Option<LivesInOut> {
    let asked = Asked {
        text: person.address.in_full(),
        unit: person.address.unit(),
        given_on: Some(case.as_of.date()),
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

fn look_at_leg(conn: &mut Conn, leg: &Leg, lang: Lang) -> Result<(LegOut, Standing), StoreError> {
    let gone = |what: &str| StoreError::bad_row("legs", leg.id, what);
    let parcel = parcels::find(conn, leg.parcel)?.ok_or_else(|| gone("its parcel is gone"))?;
    let (_, now) = read_timeline(conn, parcel.key)?.ok_or_else(|| gone("it is not in custody"))?;
    let out = LegOut {
        leg_id: leg.id.to_string(),
        service: leg.service.as_str(),
        direction: leg.direction.as_str(),
        from: end(&leg.from),
        to: end(&leg.to),
        bound_for: now.bound_for.as_ref().map_or(Value::Null, bound_for),
        ordered_at: leg.ordered_at.to_string(),
        opened_by: leg.opened_by.map(|id| id.to_string()),
        parcel_id: parcel.id.to_string(),
        tracking_number: parcel.tracking.to_string(),
        state: now.state.to_string(),
        state_text: now.state.words(lang).to_owned(),
        custodian: custodian(&now.custodian),
    };
    Ok((out, now.state))
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
