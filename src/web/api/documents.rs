//! Labels and papers of a parcel, as files.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use utoipa::IntoParams;
use uuid::Uuid;

use super::parcels::find_readable;
use crate::app::App;
use crate::base::{Actor, ScanId};
use crate::flows::FlowRefusal;
use crate::flows::papers::{PrintRoom, handover_record_of, label_of, slip_of};
use crate::parcels::{ItemRefusal, Parcel};
use crate::people::ParcelReader;
use crate::print::{Document, Dpi, PrintError};
use crate::store::Conn;
use crate::web::Shared;
use crate::web::auth::Caller;
use crate::web::error::{INTERNAL, INVALID, Problem, ProblemBody};
use crate::web::input::{Path, Query};
use std::sync::Arc;

/// As what to print.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct FormatQuery {
    /// `pdf` (when not given) or `png`.
    #[param(pattern = "^(pdf|png)$")]
    format: Option<String>,
    /// A label's size: `a6`.
    #[param(pattern = "^[aA]6$")]
    size: Option<String>,
    /// A picture's dots per inch: 203 (when not given) or 300.
    #[param(pattern = "^(203|300)$")]
    dpi: Option<String>,
    /// A picture's page, from 1.
    #[param(minimum = 1)]
    page: Option<usize>,
    /// The hand-over record: the scan that completed it; the last when not given.
    #[param(value_type = Option<String>, format = Uuid)]
    scan: Option<Uuid>,
}

#[derive(Debug, Clone, Copy)]
enum Format {
    Pdf,
    Png(Dpi, usize),
}

impl FormatQuery {
    fn read(&self) -> Result<Format, Problem> {
        let wrong = |field: &str, expected: &str| {
            Problem::new(INVALID)
                .field(format!("?{field}"))
                .detail(format!("Cần {expected}"), format!("Expected {expected}"))
        };
        if self.size.as_deref().is_some_and(|size| !size.eq_ignore_ascii_case("a6")) {
            return Err(wrong("size", "a6"));
        }
        let dpi = self.dpi.as_deref().unwrap_or("203").parse();
        let dpi: Dpi = dpi.map_err(|_| wrong("dpi", "203 / 300"))?;
        let page = self.page.unwrap_or(1);
        if page == 0 {
            return Err(wrong("page", "1, 2, 3, …"));
        }
        match self.format.as_deref().unwrap_or("pdf") {
            "pdf" => Ok(Format::Pdf),
            "png" => Ok(Format::Png(dpi, page)),
            _ => Err(wrong("format", "pdf / png")),
        }
    }
}

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
        (status = 200, description = "PDF, or PNG for a printer's own dots", content((Vec<u8> = "application/pdf"), (Vec<u8> = "image/png"))),
        (status = 304, description = "As it was (`If-None-Match`)"),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn label(
    State(app): Shared,
    Caller(actor): Caller,
    Path(code): Path<String>,
    Query(query): Query<FormatQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let find = |conn: &mut Conn, room: &PrintRoom<'_>, parcel: &Parcel| {
        Ok(Some(Document::from(label_of(conn, room, parcel)?)))
    };
    printed(&app, actor, code, &query, &headers, "label", find).await
}

/// A parcel's consignment slip
///
/// Phiếu gửi hồ sơ: every paper, original or copy, for two signatures.
#[utoipa::path(
    get,
    path = "/api/v1/parcels/{code}/slip",
    tag = "parcels",
    security(("token" = [])),
    params(("code" = String, Path, description = "Tracking number or QR code"), FormatQuery),
    responses(
        (status = 200, description = "PDF or PNG", content((Vec<u8> = "application/pdf"), (Vec<u8> = "image/png"))),
        (status = 304, description = "As it was (`If-None-Match`)"),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn slip(
    State(app): Shared,
    Caller(actor): Caller,
    Path(code): Path<String>,
    Query(query): Query<FormatQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let find = |conn: &mut Conn, room: &PrintRoom<'_>, parcel: &Parcel| {
        Ok(Some(Document::from(slip_of(conn, room, parcel)?)))
    };
    printed(&app, actor, code, &query, &headers, "slip", find).await
}

/// The record of a hand-over of a parcel
///
/// Biên bản giao nhận: what changed hands, to the minute, for two signatures.
#[utoipa::path(
    get,
    path = "/api/v1/parcels/{code}/handover-record",
    tag = "parcels",
    security(("token" = [])),
    params(("code" = String, Path, description = "Tracking number or QR code"), FormatQuery),
    responses(
        (status = 200, description = "PDF or PNG", content((Vec<u8> = "application/pdf"), (Vec<u8> = "image/png"))),
        (status = 304, description = "As it was (`If-None-Match`)"),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "No such parcel, or it did not change hands by that scan", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn handover_record(
    State(app): Shared,
    Caller(actor): Caller,
    Path(code): Path<String>,
    Query(query): Query<FormatQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let scan = query.scan.map(ScanId);
    let find = move |conn: &mut Conn, room: &PrintRoom<'_>, parcel: &Parcel| {
        Ok(handover_record_of(conn, room, parcel, scan)?.map(Document::from))
    };
    printed(&app, actor, code, &query, &headers, "handover-record", find).await
}

/// Finds what is to be printed, and prints it unless the caller has it already.
async fn printed(
    app: &Arc<App>,
    actor: Actor,
    code: String,
    query: &FormatQuery,
    headers: &HeaderMap,
    name: &str,
    find: impl FnOnce(&mut Conn, &PrintRoom<'_>, &Parcel) -> Result<Option<Document>, Problem>
    + Send
    + 'static,
) -> Result<Response, Problem> {
    let reader = ParcelReader::of(&actor)?;
    let format = query.read()?;
    let place = app.clone();
    let now = app.clock.now();
    let found = app.read(move |conn| {
        let (parcel, _) = find_readable(conn, &reader, &code)?;
        let known = place.known(conn)?;
        let room = PrintRoom {
            network: &known.network,
            catalogue: &known.catalogue,
            public_url: &place.settings.http.public_url,
            names_on_labels: place.settings.labels.names,
            now,
        };
        let document = find(conn, &room, &parcel)?.ok_or_else(|| {
            let code = parcel.tracking.to_string();
            Problem::from(FlowRefusal::from(ItemRefusal::Unknown(code)))
        })?;
        tracing::info!(token = %actor.token, parcel = %parcel.id, "papers of a parcel printed");
        Ok::<_, Problem>((parcel, document))
    });
    let (parcel, document) = found.await?;
    let etag = etag(&document, format)?;
    if headers.get(header::IF_NONE_MATCH).is_some_and(|had| had.as_bytes() == etag.as_bytes()) {
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, etag)]).into_response());
    }
    let (kind, ending) = match format {
        Format::Pdf => ("application/pdf", "pdf"),
        Format::Png(..) => ("image/png", "png"),
    };
    let file = app.printing.print(move |printer| {
        let (file, warnings) = match format {
            Format::Pdf => {
                let pdf = printer.pdf(&document)?;
                (Some(pdf.output), pdf.warnings)
            }
            Format::Png(dpi, page) => {
                let png = printer.png(&document, dpi)?;
                (png.output.into_iter().nth(page - 1), png.warnings)
            }
        };
        for warning in warnings {
            tracing::warn!(%warning, "a template of the office could not be used");
        }
        Ok(file)
    });
    let file = file.await?.ok_or_else(|| {
        let (vi, en) = ("Không có trang này", "There is no such page");
        Problem::new(INVALID).field("?page").detail(vi, en)
    })?;
    let named = format!("inline; filename=\"{name}-{}.{ending}\"", parcel.tracking);
    let mut answer = file.into_response();
    let told = answer.headers_mut();
    told.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    told.insert(header::ETAG, etag);
    // To be kept, and asked about each time: the seal or the bag may be known meanwhile.
    told.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    if let Ok(named) = HeaderValue::from_str(&named) {
        told.insert(header::CONTENT_DISPOSITION, named);
    }
    Ok(answer)
}

/// What is printed, but for the time of printing; weak, since that time may differ.
fn etag(document: &Document, format: Format) -> Result<HeaderValue, Problem> {
    let mut value = serde_json::to_value(document).map_err(PrintError::from)?;
    if let Some(labels) = value.as_array_mut() {
        for label in labels.iter_mut().filter_map(serde_json::Value::as_object_mut) {
            label.remove("printed_at");
        }
    }
    let digest = Sha256::digest(format!("{format:?}{value}"));
    let half = u128::from_be_bytes(std::array::from_fn(|at| digest[at]));
    HeaderValue::from_str(&format!("W/\"{half:032x}\"")).map_err(|_| Problem::new(INTERNAL))
}

impl From<PrintError> for Problem {
    fn from(error: PrintError) -> Self {
        tracing::error!(error = %error, "a document could not be printed");
        Self::new(INTERNAL)
    }
}
