//! Labels of parcels and bags, one or many, as files.

use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;
use utoipa::ToSchema;

use super::documents::{FormatQuery, Wanted, room, sent, stock, wrong};
use crate::app::App;
use crate::base::{Actor, Lang};
use crate::flows::FlowRefusal;
use crate::flows::papers::{LabelReader, labels_of};
use crate::parcels::ItemRefusal;
use crate::people::CarrierReader;
use crate::print::{Document, Label, Labels};
use crate::web::Shared;
use crate::web::auth::Caller;
use crate::web::error::{NOT_FOUND, Problem, ProblemBody};
use crate::web::input::{Json, Path, Query};

/// The most labels of one request.
pub(super) const MOST: usize = 1_000;

/// A parcel's label
///
/// With two QR codes and the tracking number in large type. A name and an address stand on it only when
/// it goes to a person's door and the office does not leave them off.
#[utoipa::path(
    get,
    path = "/api/v1/parcels/{code}/label",
    tag = "parcels",
    security(("token" = [])),
    params(("code" = String, Path, description = "Tracking number or QR code"), FormatQuery),
    responses(
        (status = 200, description = "PDF, SVG, or PNG and ZPL in a printer's own dots", content((Vec<u8> = "application/pdf"), (Vec<u8> = "image/png"), (String = "image/svg+xml"), (String = "application/zpl"))),
        (status = 304, description = "As it was (`If-None-Match`)"),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn of_parcel(
    State(app): Shared,
    Caller(actor): Caller,
    Path(code): Path<String>,
    Query(query): Query<FormatQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    the_parcels(&app, actor, code, query.of_label()?, &headers).await
}

/// The label of a parcel, for whoever may read it.
pub async fn the_parcels(
    app: &Arc<App>,
    actor: Actor,
    code: String,
    wanted: Wanted,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    one(app, actor, code, wanted, headers, |label| match label {
        Label::Parcel(label) => Some(format!("label-{}", label.tracking_number)),
        Label::Blank(_) | Label::Bag(_) => None,
    })
    .await
}

/// A bag's label
///
/// Where it goes, on which run, how many items under which seal; nothing of what lies in it.
#[utoipa::path(
    get,
    path = "/api/v1/bags/{code}/label",
    tag = "bags",
    security(("token" = [])),
    params(("code" = String, Path, description = "The bag's code or QR code"), FormatQuery),
    responses(
        (status = 200, description = "PDF, SVG, or PNG and ZPL in a printer's own dots", content((Vec<u8> = "application/pdf"), (Vec<u8> = "image/png"), (String = "image/svg+xml"), (String = "application/zpl"))),
        (status = 304, description = "As it was (`If-None-Match`)"),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn of_bag(
    State(app): Shared,
    Caller(actor): Caller,
    Path(code): Path<String>,
    Query(query): Query<FormatQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    the_bags(&app, actor, code, query.of_label()?, &headers).await
}

/// The label of a bag, for whoever may look into it.
pub async fn the_bags(
    app: &Arc<App>,
    actor: Actor,
    code: String,
    wanted: Wanted,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    CarrierReader::of(&actor)?;
    one(app, actor, code, wanted, headers, |label| match label {
        Label::Bag(label) => Some(format!("label-{}", label.code)),
        Label::Parcel(_) | Label::Blank(_) => None,
    })
    .await
}

/// One label, when it is of the right kind; `name` names its file.
async fn one(
    app: &Arc<App>,
    actor: Actor,
    code: String,
    wanted: Wanted,
    headers: &HeaderMap,
    name: impl Fn(&Label) -> Option<String>,
) -> Result<Response, Problem> {
    let short = code.chars().take(60).collect();
    let found = found(app, actor, vec![code]).await?.pop().flatten();
    let named = found.and_then(|label| Some((name(&label)?, label)));
    let (name, label) =
        named.ok_or_else(|| Problem::from(FlowRefusal::from(ItemRefusal::Unknown(short))))?;
    let labels = Labels { labels: vec![label], sheet: wanted.sheet };
    sent(app, labels.into(), wanted, headers, &name).await
}

async fn found(
    app: &Arc<App>,
    actor: Actor,
    codes: Vec<String>,
) -> Result<Vec<Option<Label>>, Problem> {
    let by = LabelReader::of(&actor)?;
    let (place, cx) = (app.clone(), Caller(actor).context(app));
    let found = app.read(move |conn| {
        let known = place.known(conn)?;
        let labels = labels_of(conn, &by, &room(&place, &known, &cx), &codes)?;
        let count = labels.iter().flatten().count();
        tracing::info!(token = %cx.who.token, labels = count, "labels printed");
        Ok::<_, Problem>(labels)
    });
    found.await
}

/// Labels to be printed together.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LabelsIn {
    /// Tracking numbers, bag codes or QR codes, one label each, in this order.
    #[schema(min_items = 1, max_items = 1000, example = json!(["BH100000017VN"]))]
    codes: Vec<String>,
    /// `pdf` (when not given) or `zpl`: all labels in one file.
    #[schema(pattern = "^(pdf|zpl)$")]
    format: Option<String>,
    /// `a6` (when not given), `100x75` millimetres, or `a4x4`: four on a sheet of A4.
    #[schema(pattern = "^([aA]6|100[xX]75|[aA]4[xX]4)$")]
    size: Option<String>,
    /// The printer's dots per inch, for `zpl`: 203 (when not given) or 300.
    #[schema(value_type = Option<u32>, minimum = 203, maximum = 300)]
    dpi: Option<u32>,
    /// The first free place of a sheet of `a4x4` that was begun.
    #[schema(minimum = 1, maximum = 4)]
    start: Option<usize>,
}

/// Labels of many parcels and bags
///
/// Up to 1,000 in one file, in the order of the codes. When one is not known, nothing is printed.
#[utoipa::path(
    post,
    path = "/api/v1/labels",
    tag = "parcels",
    security(("token" = [])),
    request_body = LabelsIn,
    responses(
        (status = 200, description = "PDF, or ZPL for thermal printers", content((Vec<u8> = "application/pdf"), (String = "application/zpl"))),
        (status = 304, description = "As it was (`If-None-Match`)"),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "One of the codes is not known; `field` says which", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn of_many(
    State(app): Shared,
    Caller(actor): Caller,
    headers: HeaderMap,
    Json(input): Json<LabelsIn>,
) -> Result<Response, Problem> {
    LabelReader::of(&actor)?;
    let (format, size) = (input.format.as_deref(), input.size.as_deref());
    let dpi = input.dpi.map(|dpi| dpi.to_string());
    let (format, sheet) = stock("", format, size, dpi.as_deref(), input.start)?;
    format.check(sheet.size()).map_err(|told| wrong("format", "pdf", &told))?;
    if !format.is_one_file() {
        let told = "expected pdf or zpl: pictures are had one by one";
        return Err(wrong("format", "pdf / zpl", &told));
    }
    if !(1..=MOST).contains(&input.codes.len()) {
        let told = format!("expected 1 to {MOST} codes, got {}", input.codes.len());
        return Err(wrong("codes", &format!("1–{MOST} mã"), &told));
    }
    let codes = input.codes;
    let labels = found(&app, actor, codes.clone()).await?;
    let missing: Vec<usize> = (0..codes.len()).filter(|n| labels[*n].is_none()).collect();
    if let Some(first) = missing.first() {
        return Err(unknown(&codes, *first, &missing));
    }
    let labels = Labels { labels: labels.into_iter().flatten().collect(), sheet };
    let wanted = Wanted { format, sheet, page: 1 };
    sent(&app, Document::from(labels), wanted, &headers, "labels").await
}

/// Names the first code that is not known, and where the others stand.
fn unknown(codes: &[String], first: usize, missing: &[usize]) -> Problem {
    let told = ItemRefusal::Unknown(codes[first].chars().take(60).collect());
    let places: Vec<String> = missing.iter().take(20).map(|n| format!("codes[{n}]")).collect();
    let more = if missing.len() > places.len() { ", …" } else { "" };
    let (places, count) = (places.join(", "), missing.len());
    Problem::new(NOT_FOUND).code(told.code()).field(format!("codes[{first}]")).detail(
        format!("{} Chưa in gì: {count} mã chưa biết ({places}{more}).", told.text(Lang::Vi)),
        format!("{}; nothing was printed: {count} unknown ({places}{more})", told.text(Lang::En)),
    )
}
