//! Where a parcel is, and how it came there.

use std::collections::HashMap;

use axum::extract::State;
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::anomalies::AnomalyOut;
use super::outlook_out::OutlookOut;
use super::person_in::PaperBody;
use crate::base::paging::MAX_LIMIT;
use crate::base::{Actor, ItemKey, Lang, Role};
use crate::cases::Case;
use crate::custody::{Custodian, Entry, Timeline};
use crate::feed::tell::Holder;
use crate::flows::{FlowRefusal, prospect_of, read_timeline};
use crate::network::Network;
use crate::parcels::{ItemRefusal, Parcel};
use crate::people::ParcelReader;
use crate::store::anomalies::{Filter, list};
use crate::store::{Conn, StoreError, bags, cases, legs, parcels, runs};
use crate::web::Shared;
use crate::web::auth::Caller;
use crate::web::error::{Problem, ProblemBody};
use crate::web::input::Path;
use crate::web::lang::Speak;

/// A parcel and where it is.
#[derive(Debug, Serialize, ToSchema)]
pub struct ParcelOut {
    parcel_id: String,
    tracking_number: String,
    leg_id: String,
    case_code: String,
    #[schema(example = "at_point")]
    state: String,
    state_text: String,
    /// Who holds it and answers for it.
    custodian: Value,
    /// The give that nobody has answered yet: to whom.
    #[serde(skip_serializing_if = "Option::is_none")]
    open_handover: Option<String>,
    /// It is on its way back.
    returning: bool,
    /// How often a delivery failed.
    failed_attempts: u32,
    papers: Vec<PaperBody>,
    /// How many pieces lie in the envelope.
    pieces: u32,
    /// What was promised and is expected; missing until the parcel was looked at first.
    #[serde(skip_serializing_if = "Option::is_none")]
    outlook: Option<OutlookOut>,
    /// What is odd and still open.
    anomalies: Vec<AnomalyOut>,
}

/// A parcel that the caller may read, with its case; else the same answer as for one that is not there.
pub(super) fn find_readable(
    conn: &mut Conn,
    reader: &ParcelReader,
    code: &str,
) -> Result<(Parcel, Case), Problem> {
    let unknown = || {
        let code = code.chars().take(60).collect();
        Problem::from(FlowRefusal::from(ItemRefusal::Unknown(code)))
    };
    let parcel = parcels::find_by_code(conn, code)?.ok_or_else(unknown)?;
    let leg = legs::find(conn, parcel.leg)?.ok_or_else(unknown)?;
    let case = cases::load(conn, leg.case)?;
    reader.at(&case.agency).map_err(|_| unknown())?;
    Ok((parcel, case))
}

fn timeline(conn: &mut Conn, parcel: &Parcel) -> Result<Timeline, StoreError> {
    let gone = || StoreError::bad_row("parcels", parcel.id, "it is not in custody");
    Ok(read_timeline(conn, parcel.key)?.ok_or_else(gone)?.1)
}

/// A postman is named by a token to the post alone.
fn held(actor: &Actor, by: &Custodian) -> Value {
    match actor.role {
        Role::Partner => json!(Holder(by)),
        Role::Clerk | Role::Courier | Role::Officer | Role::Manager | Role::Administrator => {
            json!(by)
        }
    }
}

fn anomalies(
    conn: &mut Conn,
    item: ItemKey,
    status: Option<&str>,
    lang: Lang,
) -> Result<Vec<AnomalyOut>, StoreError> {
    let filter =
        Filter { status: status.map(str::to_owned), item: Some(item), ..Filter::default() };
    let page = list(conn, &filter, None, MAX_LIMIT)?;
    AnomalyOut::of_all(conn, &page.items, lang)
}

/// Look at a parcel
///
/// By tracking number or by the code of its QR. One of another agency is answered as one that is not
/// there.
#[utoipa::path(
    get,
    path = "/api/v1/parcels/{code}",
    tag = "parcels",
    security(("token" = [])),
    params(("code" = String, Path, description = "Tracking number or QR code", example = "BH100000017VN")),
    responses(
        (status = 200, body = ParcelOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn show(
    State(app): Shared,
    Caller(actor): Caller,
    Speak(lang): Speak,
    Path(code): Path<String>,
) -> Result<axum::Json<ParcelOut>, Problem> {
    let reader = ParcelReader::of(&actor)?;
    let shown = app.read(move |conn| {
        let (parcel, case) = find_readable(conn, &reader, &code)?;
        let now = timeline(conn, &parcel)?;
        let prospect = prospect_of(conn, &parcel, case.id)?;
        Ok::<_, Problem>(ParcelOut {
            parcel_id: parcel.id.to_string(),
            tracking_number: parcel.tracking.to_string(),
            leg_id: parcel.leg.to_string(),
            case_code: case.code.to_string(),
            state: now.state.to_string(),
            state_text: now.state.words(lang).to_owned(),
            custodian: held(&actor, &now.custodian),
            open_handover: now.open_handover.as_ref().map(ToString::to_string),
            returning: now.returning,
            failed_attempts: now.failed_attempts,
            papers: parcel.papers.lines().iter().map(PaperBody::from).collect(),
            pieces: parcel.papers.pieces(),
            outlook: OutlookOut::of(&prospect, lang),
            anomalies: anomalies(conn, parcel.key, Some("open"), lang)?,
        })
    });
    Ok(axum::Json(shown.await?))
}

/// The life of a parcel as far as it is recorded.
#[derive(Debug, Serialize, ToSchema)]
pub struct TimelineOut {
    tracking_number: String,
    state: String,
    custodian: Value,
    entries: Vec<EntryOut>,
    /// Who held it from when until when, without gaps.
    custody: Vec<SpanOut>,
    /// When it lay in which bag or on which run.
    containments: Vec<ContainmentOut>,
    anomalies: Vec<AnomalyOut>,
}

/// One thing that happened.
#[derive(Debug, Serialize, ToSchema)]
pub struct EntryOut {
    scan_id: String,
    action: String,
    /// When it took effect: what the timeline is ordered by.
    effective_at: String,
    /// By the device's clock.
    happened_at: String,
    /// When it came in.
    recorded_at: String,
    /// The point.
    at: String,
    at_name: String,
    /// For the `post` or the `desk`.
    #[serde(rename = "as")]
    capacity: String,
    state: String,
    custodian: Value,
    /// The bag or run that was scanned, when the parcel was only carried.
    #[serde(skip_serializing_if = "Option::is_none")]
    through: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seal: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seal_intact: Option<bool>,
    /// Papers counted, line by line of the slip.
    #[serde(skip_serializing_if = "Option::is_none")]
    papers: Option<Vec<u16>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

/// Who held it when.
#[derive(Debug, Serialize, ToSchema)]
pub struct SpanOut {
    custodian: Value,
    from: String,
    until: Option<String>,
}

/// In what it lay when.
#[derive(Debug, Serialize, ToSchema)]
pub struct ContainmentOut {
    /// The code of the bag or run.
    carrier: String,
    from: String,
    until: Option<String>,
}

/// The printed codes of bags and runs.
fn carrier_codes(
    conn: &mut Conn,
    timeline: &Timeline,
) -> Result<HashMap<ItemKey, String>, StoreError> {
    let through = timeline.entries.iter().filter_map(|entry| entry.through);
    let mut keys: Vec<ItemKey> =
        timeline.containments.iter().map(|lay| lay.carrier).chain(through).collect();
    keys.sort_unstable();
    keys.dedup();
    let mut codes = HashMap::new();
    codes.extend(bags::find_many(conn, &keys)?.into_iter().map(|b| (b.key, b.code.to_string())));
    codes.extend(runs::find_many(conn, &keys)?.into_iter().map(|r| (r.key, r.code.to_string())));
    Ok(codes)
}

fn entry_out(
    entry: &Entry,
    network: &Network,
    codes: &HashMap<ItemKey, String>,
    actor: &Actor,
) -> EntryOut {
    let point =
        network.point_on(&entry.at, entry.effective_at.date()).or_else(|| network.point(&entry.at));
    EntryOut {
        scan_id: entry.scan.to_string(),
        action: entry.action.to_string(),
        effective_at: entry.effective_at.to_string(),
        happened_at: entry.happened_at.to_string(),
        recorded_at: entry.recorded_at.to_string(),
        at: entry.at.to_string(),
        at_name: point.map_or_else(|| entry.at.to_string(), |point| point.name.clone()),
        capacity: entry.capacity.to_string(),
        state: entry.state.to_string(),
        custodian: held(actor, &entry.custodian),
        through: entry.through.and_then(|key| codes.get(&key).cloned()),
        seal: entry.detail.seal.clone(),
        seal_intact: entry.detail.seal_intact,
        papers: entry.detail.papers.clone(),
        reason: entry.detail.reason.clone(),
    }
}

/// Read a parcel's timeline
///
/// Every scan of it and of what carried it, in the order of effect, each with its three times; who held
/// it when; what is odd.
#[utoipa::path(
    get,
    path = "/api/v1/parcels/{code}/timeline",
    tag = "parcels",
    security(("token" = [])),
    params(("code" = String, Path, description = "Tracking number or QR code")),
    responses(
        (status = 200, body = TimelineOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn timeline_of(
    State(app): Shared,
    Caller(actor): Caller,
    Speak(lang): Speak,
    Path(code): Path<String>,
) -> Result<axum::Json<TimelineOut>, Problem> {
    let reader = ParcelReader::of(&actor)?;
    let place = app.clone();
    let shown = app.read(move |conn| {
        let (parcel, _) = find_readable(conn, &reader, &code)?;
        let life = timeline(conn, &parcel)?;
        let known = place.known(conn)?;
        let codes = carrier_codes(conn, &life)?;
        let entry = |entry| entry_out(entry, &known.network, &codes, &actor);
        let code_of = |key: &ItemKey| codes.get(key).cloned().unwrap_or_default();
        Ok::<_, Problem>(TimelineOut {
            tracking_number: parcel.tracking.to_string(),
            state: life.state.to_string(),
            custodian: held(&actor, &life.custodian),
            entries: life.entries.iter().map(entry).collect(),
            custody: life
                .spans
                .iter()
                .map(|span| SpanOut {
                    custodian: held(&actor, &span.custodian),
                    from: span.from.to_string(),
                    until: span.until.map(|at| at.to_string()),
                })
                .collect(),
            containments: life
                .containments
                .iter()
                .map(|lay| ContainmentOut {
                    carrier: code_of(&lay.carrier),
                    from: lay.from.to_string(),
                    until: lay.until.map(|at| at.to_string()),
                })
                .collect(),
            anomalies: anomalies(conn, parcel.key, None, lang)?,
        })
    });
    Ok(axum::Json(shown.await?))
}
