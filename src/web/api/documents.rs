//! Papers of a parcel, as files; and how every document leaves.

use std::fmt::Display;
use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use utoipa::IntoParams;
use uuid::Uuid;

use super::parcels::find_readable;
use crate::app::{App, Known};
use crate::base::{Actor, Context, ScanId};
use crate::flows::FlowRefusal;
use crate::flows::papers::{
    PrintRoom, apology_of, handover_record_of, receipt_of, sheet_of, slip_of,
};
use crate::parcels::{ItemRefusal, Parcel};
use crate::people::ParcelReader;
use crate::print::{Document, Dpi, Format, PrintError, Sheet, Size};
use crate::store::Conn;
use crate::web::Shared;
use crate::web::auth::Caller;
use crate::web::error::{INTERNAL, INVALID, Problem, ProblemBody};
use crate::web::input::{Path, Query};

/// As what to print.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct FormatQuery {
    /// `pdf` (when not given), `png`, `svg`, or for labels `zpl`: the words of a thermal printer.
    #[param(pattern = "^(pdf|png|svg|zpl)$")]
    format: Option<String>,
    /// A label's size: `a6` (when not given), `100x75` millimetres, or `a4x4`: four on a sheet of A4.
    #[param(pattern = "^([aA]6|100[xX]75|[aA]4[xX]4)$")]
    size: Option<String>,
    /// The printer's dots per inch, for `png` and `zpl`: 203 (when not given) or 300.
    #[param(pattern = "^(203|300)$")]
    dpi: Option<String>,
    /// The first free place of a sheet of `a4x4` that was begun.
    #[param(minimum = 1, maximum = 4)]
    start: Option<usize>,
    /// A picture's page, from 1.
    #[param(minimum = 1)]
    page: Option<usize>,
    /// The hand-over record: the scan that completed it; the last when not given.
    #[param(value_type = Option<String>, format = Uuid)]
    scan: Option<Uuid>,
}

/// A format with the stock and the page that was asked for.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    pub(super) format: Format,
    pub(super) sheet: Sheet,
    pub(super) page: usize,
}

impl Wanted {
    /// A PDF on this stock, as a browser prints it; A6 when none is named.
    pub fn pdf(size: Option<&str>, start: Option<usize>) -> Result<Self, Problem> {
        let (format, sheet) = stock("?", Some("pdf"), size, None, start)?;
        Ok(Self { format, sheet, page: 1 })
    }
}

impl FormatQuery {
    /// As a label can leave.
    pub(super) fn of_label(&self) -> Result<Wanted, Problem> {
        let wanted = self.read()?;
        let fits = wanted.format.check(wanted.sheet.size());
        fits.map_err(|told| wrong("?format", "pdf / png / svg", &told))?;
        Ok(wanted)
    }

    /// As a paper can.
    pub(super) fn of_paper(&self) -> Result<Wanted, Problem> {
        let wanted = self.read()?;
        match wanted.format {
            Format::Zpl(_) => Err(wrong("?format", "pdf / png / svg", &"pdf, png or svg")),
            Format::Pdf | Format::Png(_) | Format::Svg => Ok(wanted),
        }
    }

    fn read(&self) -> Result<Wanted, Problem> {
        let format = self.format.as_deref();
        let size = self.size.as_deref();
        let (format, sheet) = stock("?", format, size, self.dpi.as_deref(), self.start)?;
        let page = self.page.unwrap_or(1);
        if page == 0 {
            return Err(wrong("?page", "1, 2, 3, …", &"1, 2, 3, …"));
        }
        Ok(Wanted { format, sheet, page })
    }
}

/// Reads format, size, dots and first place; `before` stands before the names of the fields.
pub(super) fn stock(
    before: &str,
    format: Option<&str>,
    size: Option<&str>,
    dpi: Option<&str>,
    start: Option<usize>,
) -> Result<(Format, Sheet), Problem> {
    let at = |field: &str| format!("{before}{field}");
    let dpi: Dpi =
        dpi.unwrap_or("203").parse().map_err(|told| wrong(at("dpi"), "203 / 300", &told))?;
    let format = Format::read(format.unwrap_or("pdf"), dpi)
        .map_err(|told| wrong(at("format"), "pdf / png / svg / zpl", &told))?;
    let size: Size = size
        .map_or(Ok(Size::A6), str::parse)
        .map_err(|told| wrong(at("size"), "a6 / 100x75 / a4x4", &told))?;
    let sheet = Sheet::begun(size, start.unwrap_or(1))
        .map_err(|told| wrong(at("start"), "1–4 (size=a4x4)", &told))?;
    Ok((format, sheet))
}

/// A field that holds something else than is expected.
pub(super) fn wrong(field: impl Into<String>, expected: &str, told: &dyn Display) -> Problem {
    let told = told.to_string();
    let told = if told.contains("expected") { told } else { format!("Expected {told}") };
    Problem::new(INVALID).field(field).detail(format!("Cần {expected}"), told)
}

/// What printing stands on, as things are now.
pub(in crate::web) fn room<'a>(app: &'a App, known: &'a Known, cx: &'a Context) -> PrintRoom<'a> {
    PrintRoom {
        network: &known.network,
        catalogue: &known.catalogue,
        public_url: &app.settings.http.public_url,
        names_on_labels: app.settings.labels.names,
        cx,
    }
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
        (status = 200, description = "PDF, PNG or SVG", content((Vec<u8> = "application/pdf"), (Vec<u8> = "image/png"), (String = "image/svg+xml"))),
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
    the_slip(&app, actor, code, query.of_paper()?, &headers).await
}

/// The slip of a parcel, for whoever may read it.
pub async fn the_slip(
    app: &Arc<App>,
    actor: Actor,
    code: String,
    wanted: Wanted,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let find = |conn: &mut Conn, room: &PrintRoom<'_>, parcel: &Parcel| {
        Ok(Some(Document::from(slip_of(conn, room, parcel)?)))
    };
    printed(app, actor, code, wanted, headers, "slip", find).await
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
        (status = 200, description = "PDF, PNG or SVG", content((Vec<u8> = "application/pdf"), (Vec<u8> = "image/png"), (String = "image/svg+xml"))),
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
    the_record(&app, actor, (code, scan), query.of_paper()?, &headers).await
}

/// The record of the hand-over of a parcel that a scan completed, or of the last one, for whoever may read
/// the parcel.
pub async fn the_record(
    app: &Arc<App>,
    actor: Actor,
    (code, scan): (String, Option<ScanId>),
    wanted: Wanted,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let find = move |conn: &mut Conn, room: &PrintRoom<'_>, parcel: &Parcel| {
        Ok(handover_record_of(conn, room, parcel, scan)?.map(Document::from))
    };
    printed(app, actor, code, wanted, headers, "handover-record", find).await
}

/// The sheet for a person without a phone
///
/// What the page of the parcel's QR says as of now, in large type, with its codes. Nothing about any person.
#[utoipa::path(
    get,
    path = "/api/v1/parcels/{code}/sheet",
    tag = "parcels",
    security(("token" = [])),
    params(("code" = String, Path, description = "Tracking number or QR code"), FormatQuery),
    responses(
        (status = 200, description = "PDF, PNG or SVG", content((Vec<u8> = "application/pdf"), (Vec<u8> = "image/png"), (String = "image/svg+xml"))),
        (status = 304, description = "As it was (`If-None-Match`)"),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn sheet(
    State(app): Shared,
    Caller(actor): Caller,
    Path(code): Path<String>,
    Query(query): Query<FormatQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    the_sheet(&app, actor, code, query.of_paper()?, &headers).await
}

/// The sheet of a parcel, for whoever may read the parcel.
pub async fn the_sheet(
    app: &Arc<App>,
    actor: Actor,
    code: String,
    wanted: Wanted,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let place = app.clone();
    let find = move |conn: &mut Conn, room: &PrintRoom<'_>, parcel: &Parcel| {
        let known = place.known(conn)?;
        Ok(sheet_of(conn, room, &known.promises(), parcel)?.map(Document::from))
    };
    printed(app, actor, code, wanted, headers, "sheet", find).await
}

/// The receipt of money collected
///
/// Postage and procedure fee that stand collected for the parcel's case: amounts, receipt numbers, when and
/// where. Nothing about any person.
#[utoipa::path(
    get,
    path = "/api/v1/parcels/{code}/receipt",
    tag = "parcels",
    security(("token" = [])),
    params(("code" = String, Path, description = "Tracking number or QR code"), FormatQuery),
    responses(
        (status = 200, description = "PDF, PNG or SVG", content((Vec<u8> = "application/pdf"), (Vec<u8> = "image/png"), (String = "image/svg+xml"))),
        (status = 304, description = "As it was (`If-None-Match`)"),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "No such parcel, or nothing was collected", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn receipt(
    State(app): Shared,
    Caller(actor): Caller,
    Path(code): Path<String>,
    Query(query): Query<FormatQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    the_receipt(&app, actor, code, query.of_paper()?, &headers).await
}

/// The receipt of a parcel, for whoever may read the parcel.
pub async fn the_receipt(
    app: &Arc<App>,
    actor: Actor,
    code: String,
    wanted: Wanted,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let find = |conn: &mut Conn, room: &PrintRoom<'_>, parcel: &Parcel| {
        Ok(receipt_of(conn, room, parcel)?.map(Document::from))
    };
    printed(app, actor, code, wanted, headers, "receipt", find).await
}

/// The apology letter of a parcel that is late
///
/// Phiếu xin lỗi và hẹn lại: what was promised, why it is late, and the new date, drafted for the office to
/// sign. Names who waits, so to print it is noted as a look.
#[utoipa::path(
    get,
    path = "/api/v1/parcels/{code}/apology",
    tag = "parcels",
    security(("token" = [])),
    params(("code" = String, Path, description = "Tracking number or QR code"), FormatQuery),
    responses(
        (status = 200, description = "PDF, PNG or SVG", content((Vec<u8> = "application/pdf"), (Vec<u8> = "image/png"), (String = "image/svg+xml"))),
        (status = 304, description = "As it was (`If-None-Match`)"),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "No such parcel, or what was promised of it has not passed", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn apology(
    State(app): Shared,
    Caller(actor): Caller,
    Path(code): Path<String>,
    Query(query): Query<FormatQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    the_apology(&app, actor, code, query.of_paper()?, &headers).await
}

/// The apology letter of a parcel, for whoever may read the parcel.
pub async fn the_apology(
    app: &Arc<App>,
    actor: Actor,
    code: String,
    wanted: Wanted,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let find = |conn: &mut Conn, room: &PrintRoom<'_>, parcel: &Parcel| {
        Ok(apology_of(conn, room, parcel)?.map(Document::from))
    };
    printed(app, actor, code, wanted, headers, "apology", find).await
}

/// Finds what is to be printed, and prints it unless the caller has it already.
async fn printed(
    app: &Arc<App>,
    actor: Actor,
    code: String,
    wanted: Wanted,
    headers: &HeaderMap,
    name: &str,
    find: impl FnOnce(&mut Conn, &PrintRoom<'_>, &Parcel) -> Result<Option<Document>, Problem>
    + Send
    + 'static,
) -> Result<Response, Problem> {
    let reader = ParcelReader::of(&actor)?;
    let place = app.clone();
    let cx = Caller(actor).context(app);
    let found = app.read(move |conn| {
        let (parcel, _) = find_readable(conn, &reader, &code)?;
        let known = place.known(conn)?;
        let document = find(conn, &room(&place, &known, &cx), &parcel)?.ok_or_else(|| {
            let code = parcel.tracking.to_string();
            Problem::from(FlowRefusal::from(ItemRefusal::Unknown(code)))
        })?;
        tracing::info!(token = %cx.who.token, parcel = %parcel.id, "papers of a parcel printed");
        Ok::<_, Problem>((parcel, document))
    });
    let (parcel, document) = found.await?;
    sent(app, document, wanted, headers, &format!("{name}-{}", parcel.tracking)).await
}

/// Prints a document and sends it, unless the caller has it already. A template of the office that could
/// not be used is named in the header `Warning`, beside the document that was printed without it.
pub(in crate::web) async fn sent(
    app: &Arc<App>,
    document: Document,
    wanted: Wanted,
    headers: &HeaderMap,
    name: &str,
) -> Result<Response, Problem> {
    let Wanted { format, page, .. } = wanted;
    let etag = etag(&document, wanted)?;
    if headers.get(header::IF_NONE_MATCH).is_some_and(|had| had.as_bytes() == etag.as_bytes()) {
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, etag)]).into_response());
    }
    let printed = app.printing.print(move |printer| printer.print(&document, format, &mut |_| {}));
    let printed = printed.await?;
    // Of what lies in one file, all pages are there whichever was asked for.
    let nth = if format.is_one_file() { 0 } else { page - 1 };
    let file = printed.output.into_iter().nth(nth).ok_or_else(|| {
        let (vi, en) = ("Không có trang này", "There is no such page");
        Problem::new(INVALID).field("?page").detail(vi, en)
    })?;
    let mut answer = file.into_response();
    let told = answer.headers_mut();
    told.insert(header::CONTENT_TYPE, HeaderValue::from_static(format.content_type()));
    told.insert(header::ETAG, etag);
    // To be kept, and asked about each time: the seal or the bag may be known meanwhile.
    told.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    let named = format!("inline; filename=\"{name}.{format}\"");
    if let Ok(named) = HeaderValue::from_str(&named) {
        told.insert(header::CONTENT_DISPOSITION, named);
    }
    for warning in printed.warnings {
        tracing::warn!(%warning, "a template of the office could not be used");
        let plain = warning.to_string().replace(|c: char| !(' '..='~').contains(&c), "?");
        let words = format!("299 hosopost \"{}\"", plain.replace(['"', '\\'], "'"));
        if let Ok(words) = HeaderValue::from_str(&words) {
            told.append(header::WARNING, words);
        }
    }
    Ok(answer)
}

/// What is printed, but for the time of printing; weak, since that time may differ.
fn etag(document: &Document, wanted: Wanted) -> Result<HeaderValue, Problem> {
    let text = serde_json::to_string(document).map_err(PrintError::from)?;
    let digest = Sha256::digest(format!("{:?} {} {text}", wanted.format, wanted.page));
    let half = u128::from_be_bytes(std::array::from_fn(|at| digest[at]));
    HeaderValue::from_str(&format!("W/\"{half:032x}\"")).map_err(|_| Problem::new(INTERNAL))
}

impl From<PrintError> for Problem {
    fn from(error: PrintError) -> Self {
        tracing::error!(error = %error, "a document could not be printed");
        Self::new(INTERNAL)
    }
}
