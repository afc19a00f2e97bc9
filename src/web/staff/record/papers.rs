//! Papers of a parcel and labels to print again, as PDF under addresses that a page can link to and a
//! browser opens beside it. What is printed is the same as by the API; who may print it too, and printing
//! what names a person is noted as a look.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use crate::base::ScanId;
use crate::flows::look_at_evidence;
use crate::people::EvidenceReader;
use crate::web::Shared;
use crate::web::api::documents::{
    Wanted, the_apology, the_receipt, the_record, the_sheet, the_slip,
};
use crate::web::api::evidence::picture;
use crate::web::api::labels::{the_bags, the_parcels};
use crate::web::error::{NOT_FOUND, Problem, ProblemBody};
use crate::web::input::{Path, Query};
use crate::web::staff::Staff;

/// On what a label is printed.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct StockQuery {
    /// `a6` (when not given), `100x75` millimetres, or `a4x4`: four on a sheet of A4.
    #[param(pattern = "^([aA]6|100[xX]75|[aA]4[xX]4)$")]
    size: Option<String>,
    /// The first free place of a sheet of `a4x4` that was begun.
    #[param(minimum = 1, maximum = 4)]
    start: Option<usize>,
}

impl StockQuery {
    fn wanted(&self) -> Result<Wanted, Problem> {
        Wanted::pdf(self.size.as_deref(), self.start)
    }
}

/// A parcel's label to print again
///
/// As PDF, for a browser that is signed in.
#[utoipa::path(
    get,
    path = "/parcels/{code}/label.pdf",
    tag = "staff",
    params(("code" = String, Path, description = "The tracking number", example = "BH100000017VN"), StockQuery),
    responses(
        (status = 200, description = "The label", body = Vec<u8>, content_type = "application/pdf"),
        (status = 304, description = "As it was (`If-None-Match`)"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn label(
    State(app): Shared,
    staff: Staff,
    Path(code): Path<String>,
    Query(query): Query<StockQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    the_parcels(&app, staff.actor, code, query.wanted()?, &headers).await
}

/// A parcel's consignment slip to print again
///
/// As PDF, for a browser that is signed in.
#[utoipa::path(
    get,
    path = "/parcels/{code}/slip.pdf",
    tag = "staff",
    params(("code" = String, Path, description = "The tracking number", example = "BH100000017VN")),
    responses(
        (status = 200, description = "The slip", body = Vec<u8>, content_type = "application/pdf"),
        (status = 304, description = "As it was (`If-None-Match`)"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn slip(
    State(app): Shared,
    staff: Staff,
    Path(code): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    the_slip(&app, staff.actor, code, Wanted::pdf(None, None)?, &headers).await
}

/// The sheet for a person without a phone
///
/// As PDF, for a browser that is signed in: what the page of the parcel's QR says, in large type.
#[utoipa::path(
    get,
    path = "/parcels/{code}/sheet.pdf",
    tag = "staff",
    params(("code" = String, Path, description = "The tracking number", example = "BH100000017VN")),
    responses(
        (status = 200, description = "The sheet", body = Vec<u8>, content_type = "application/pdf"),
        (status = 304, description = "As it was (`If-None-Match`)"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn sheet(
    State(app): Shared,
    staff: Staff,
    Path(code): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    the_sheet(&app, staff.actor, code, Wanted::pdf(None, None)?, &headers).await
}

/// The receipt of the money collected for a parcel's case
///
/// As PDF, for a browser that is signed in.
#[utoipa::path(
    get,
    path = "/parcels/{code}/receipt.pdf",
    tag = "staff",
    params(("code" = String, Path, description = "The tracking number", example = "BH100000017VN")),
    responses(
        (status = 200, description = "The receipt", body = Vec<u8>, content_type = "application/pdf"),
        (status = 304, description = "As it was (`If-None-Match`)"),
        (status = 404, description = "No such parcel, or nothing was collected", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn receipt(
    State(app): Shared,
    staff: Staff,
    Path(code): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    the_receipt(&app, staff.actor, code, Wanted::pdf(None, None)?, &headers).await
}

/// The apology letter of a parcel that is late
///
/// As PDF, for a browser that is signed in: what was promised, why it is late, and the new date.
#[utoipa::path(
    get,
    path = "/parcels/{code}/apology.pdf",
    tag = "staff",
    params(("code" = String, Path, description = "The tracking number", example = "BH100000017VN")),
    responses(
        (status = 200, description = "The letter", body = Vec<u8>, content_type = "application/pdf"),
        (status = 304, description = "As it was (`If-None-Match`)"),
        (status = 404, description = "No such parcel, or what was promised of it has not passed", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn apology(
    State(app): Shared,
    staff: Staff,
    Path(code): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    the_apology(&app, staff.actor, code, Wanted::pdf(None, None)?, &headers).await
}

/// The record of one hand-over of a parcel to print again
///
/// As PDF, for a browser that is signed in; the file bears the id of the scan that completed the hand-over.
#[utoipa::path(
    get,
    path = "/parcels/{code}/records/{file}",
    tag = "staff",
    params(
        ("code" = String, Path, description = "The tracking number", example = "BH100000017VN"),
        ("file" = String, Path, description = "The scan's id and `.pdf`", example = "01961a2b-7c00-7000-8000-000000000001.pdf"),
    ),
    responses(
        (status = 200, description = "The record", body = Vec<u8>, content_type = "application/pdf"),
        (status = 304, description = "As it was (`If-None-Match`)"),
        (status = 404, description = "No such parcel, or it did not change hands by that scan", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn record(
    State(app): Shared,
    staff: Staff,
    Path((code, file)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let scan: Option<Uuid> = file.strip_suffix(".pdf").and_then(|id| id.parse().ok());
    let scan = Some(ScanId(scan.ok_or_else(|| Problem::new(NOT_FOUND))?));
    the_record(&app, staff.actor, (code, scan), Wanted::pdf(None, None)?, &headers).await
}

/// A bag's label to print again
///
/// As PDF, for a browser that is signed in.
#[utoipa::path(
    get,
    path = "/bags/{code}/label.pdf",
    tag = "staff",
    params(("code" = String, Path, description = "The bag's code", example = "TUI-0001"), StockQuery),
    responses(
        (status = 200, description = "The label", body = Vec<u8>, content_type = "application/pdf"),
        (status = 304, description = "As it was (`If-None-Match`)"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn bag_label(
    State(app): Shared,
    staff: Staff,
    Path(code): Path<String>,
    Query(query): Query<StockQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    the_bags(&app, staff.actor, code, query.wanted()?, &headers).await
}

/// A photo or a signature of a parcel
///
/// That a scan of it names. To look at it is noted.
#[utoipa::path(
    get,
    path = "/parcels/{code}/evidence/{id}",
    tag = "staff",
    params(
        ("code" = String, Path, description = "The tracking number", example = "BH100000017VN"),
        ("id" = Uuid, Path, description = "As a scan of it names it"),
    ),
    responses(
        (status = 200, description = "The picture", body = Vec<u8>, content_type = "image/jpeg"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn evidence(
    State(app): Shared,
    staff: Staff,
    Path((code, id)): Path<(String, Uuid)>,
) -> Result<Response, Problem> {
    let by = EvidenceReader::of(&staff.actor)?;
    let cx = staff.context(&app);
    let read = app.read(move |conn| look_at_evidence(conn, &cx, &by, &code, id));
    Ok(picture(read.await?))
}
