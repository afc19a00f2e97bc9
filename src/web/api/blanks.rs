//! The single labels of a roll: what became of each, printing those still free, and binding one to a parcel.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::documents::{Wanted, room, sent, stock, wrong};
use super::labels::MOST;
use super::paging::{limit, place};
use super::rolls::{ListQuery, find_readable};
use crate::base::{ItemKey, RollId};
use crate::flows::papers::blank_labels_of;
use crate::flows::{Rules, bind_blank};
use crate::parcels::{Blank, BlankStatus, Roll};
use crate::people::{BlankBinder, RollMaker, RollReader};
use crate::print::{Document, Labels};
use crate::store::{parcels, rolls};
use crate::web::Shared;
use crate::web::auth::Caller;
use crate::web::error::{Problem, ProblemBody};
use crate::web::input::{Json, Path, Query};

/// A label of a roll. Its QR code is not among it: that is for who holds the label.
#[derive(Debug, Serialize, ToSchema)]
pub struct BlankOut {
    /// Its place on the roll.
    place: u32,
    tracking_number: String,
    /// `free`, `bound` or `voided`.
    status: &'static str,
    /// The tracking number of the parcel it is on, which may be another than its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    parcel: Option<String>,
}

/// A page of labels.
#[derive(Debug, Serialize, ToSchema)]
pub struct BlanksOut {
    items: Vec<BlankOut>,
    /// The cursor of the next page.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// What became of each label of a roll
///
/// By their places on the roll.
#[utoipa::path(
    get,
    path = "/api/v1/rolls/{roll_id}/blanks",
    tag = "rolls",
    security(("token" = [])),
    params(("roll_id" = String, Path), ListQuery),
    responses(
        (status = 200, body = BlanksOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn list(
    State(app): Shared,
    Caller(actor): Caller,
    Path(id): Path<RollId>,
    Query(query): Query<ListQuery>,
) -> Result<axum::Json<BlanksOut>, Problem> {
    let by = RollReader::of(&actor)?;
    let limit = limit(query.limit)? as u32;
    let after: u32 = place(query.cursor.as_deref())?.unwrap_or(0);
    let page = app.read(move |conn| {
        let roll = find_readable(conn, &by, id)?;
        let places = (after.saturating_add(1), after.saturating_add(limit));
        let blanks = rolls::blanks(conn, id, places)?;
        let keys: Vec<ItemKey> = blanks.iter().filter_map(item).collect();
        let parcels = parcels::find_many(conn, &keys)?;
        let on = |blank: &Blank| {
            let key = item(blank)?;
            parcels.iter().find(|p| p.key == key).map(|parcel| parcel.tracking.to_string())
        };
        let items = blanks.iter().map(|blank| BlankOut {
            place: blank.place,
            tracking_number: blank.tracking.to_string(),
            status: blank.status.as_str(),
            parcel: on(blank),
        });
        let next = (places.1 < roll.count).then(|| places.1.to_string());
        Ok::<_, Problem>(BlanksOut { items: items.collect(), next })
    });
    Ok(axum::Json(page.await?))
}

const fn item(blank: &Blank) -> Option<ItemKey> {
    match blank.status {
        BlankStatus::Bound(key) => Some(key),
        BlankStatus::Free | BlankStatus::Voided => None,
    }
}

/// Which labels of a roll to print, and as what.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct RollLabelsQuery {
    /// `pdf` (when not given) or `zpl`: all labels in one file.
    #[param(pattern = "^(pdf|zpl)$")]
    format: Option<String>,
    /// `a6` (when not given), `100x75` millimetres, or `a4x4`: four on a sheet of A4.
    #[param(pattern = "^([aA]6|100[xX]75|[aA]4[xX]4)$")]
    size: Option<String>,
    /// The printer's dots per inch, for `zpl`: 203 (when not given) or 300.
    #[param(pattern = "^(203|300)$")]
    dpi: Option<String>,
    /// The first free place of a sheet of `a4x4` that was begun.
    #[param(minimum = 1, maximum = 4)]
    start: Option<usize>,
    /// The first place on the roll; 1 when not given.
    #[param(minimum = 1, maximum = 5000)]
    from: Option<u32>,
    /// The last place on the roll, at most 999 after the first; the roll's last when not given.
    #[param(minimum = 1, maximum = 5000)]
    to: Option<u32>,
}

/// The free labels of a roll
///
/// Up to 1,000 in one file; of a longer roll ask for parts by `from` and `to`. What is on a parcel or was
/// voided is not printed again.
#[utoipa::path(
    get,
    path = "/api/v1/rolls/{roll_id}/labels",
    tag = "rolls",
    security(("token" = [])),
    params(("roll_id" = String, Path), RollLabelsQuery),
    responses(
        (status = 200, description = "PDF, or ZPL for thermal printers", content((Vec<u8> = "application/pdf"), (String = "application/zpl"))),
        (status = 304, description = "As it was (`If-None-Match`)"),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "None of them is free", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn labels(
    State(app): Shared,
    Caller(actor): Caller,
    Path(id): Path<RollId>,
    Query(query): Query<RollLabelsQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let by = RollMaker::of(&actor)?;
    let (format, size) = (query.format.as_deref(), query.size.as_deref());
    let (format, sheet) = stock("?", format, size, query.dpi.as_deref(), query.start)?;
    format.check(sheet.size()).map_err(|told| wrong("?format", "pdf", &told))?;
    if !format.is_one_file() {
        return Err(wrong("?format", "pdf / zpl", &"pdf or zpl"));
    }
    let from = query.from.unwrap_or(1);
    if from == 0 {
        return Err(wrong("?from", "1, 2, 3, …", &"1, 2, 3, …"));
    }
    let (place, cx) = (app.clone(), Caller(actor.clone()).context(&app));
    let found = app.read(move |conn| {
        let known = place.known(conn)?;
        let to = query.to.unwrap_or(Roll::COUNT_MAX);
        let room = room(&place, &known, &cx);
        let found = blank_labels_of(conn, &by, &room, id, (from, to));
        let (_, labels) = found.map_err(Problem::from)?;
        if labels.len() > MOST {
            let told = format!(
                "expected at most {MOST} labels at once, got {}: ask for parts by from and to",
                labels.len()
            );
            return Err(wrong("?to", &format!("nhiều nhất {MOST} nhãn một lần (from, to)"), &told));
        }
        tracing::info!(token = %actor.token, roll = %id, labels = labels.len(), "blank labels printed");
        Ok::<_, Problem>(labels)
    });
    let document = Document::from(Labels { labels: found.await?, sheet });
    let wanted = Wanted { format, sheet, page: 1 };
    sent(&app, document, wanted, &headers, &format!("roll-{id}")).await
}

/// The blank label that is on a parcel.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BindIn {
    /// Its tracking number or QR code.
    #[schema(min_length = 1, max_length = 200, example = "BH100042316VN")]
    blank: String,
}

/// A blank label that is a further name of a parcel now.
#[derive(Debug, Serialize, ToSchema)]
pub struct BoundOut {
    /// The parcel's own number.
    tracking_number: String,
    /// The number on the label; both find the parcel.
    label: String,
    /// How many scans of the label had waited for this and are on record now.
    recorded_scans: usize,
}

/// Bind a blank label to a parcel
///
/// The label's codes become further names of the parcel. Scans of it that came in before were set aside and
/// go on record with the times they had. Doing so again changes nothing.
#[utoipa::path(
    post,
    path = "/api/v1/parcels/{code}/label",
    tag = "rolls",
    security(("token" = [])),
    params(("code" = String, Path, description = "Tracking number or QR code")),
    request_body = BindIn,
    responses(
        (status = 200, body = BoundOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "No such parcel, or no such blank label", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "The label is on another parcel, or was voided", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn bind(
    State(app): Shared,
    caller: Caller,
    Path(code): Path<String>,
    Json(input): Json<BindIn>,
) -> Result<axum::Json<BoundOut>, Problem> {
    let by = BlankBinder::of(&caller.0)?;
    let cx = caller.context(&app);
    let clock_limit_ms = app.settings.scans.clock_skew_ms;
    let bound = app.intake.run(move |conn, known| {
        let rules = Rules { network: &known.network, clock_limit_ms };
        bind_blank(conn, &cx, &by, &rules, &code, &input.blank)
    });
    let bound = bound.await??;
    Ok(axum::Json(BoundOut {
        tracking_number: bound.parcel.tracking.to_string(),
        label: bound.blank.tracking.to_string(),
        recorded_scans: bound.recorded,
    }))
}
