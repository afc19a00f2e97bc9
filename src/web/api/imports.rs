//! Files of places, days and procedures, sent by the administrator.

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, FromRequest, Request, State};
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use serde::Deserialize;
use utoipa::IntoParams;

use super::import_out::{GapOut, GapsOut, ImportOut, ImportsOut, ReportOut};
use super::paging::{limit, place};
use crate::base::place::BadCode;
use crate::flows::import::{self, AboutCodes, CodeList, Days, ImportFile, Kind, Source, Staged};
use crate::flows::name_version;
use crate::people::Administrator;
use crate::store::gaps::{self, GapFilter};
use crate::store::imports;
use crate::web::Shared;
use crate::web::auth::Caller;
use crate::web::error::{INVALID, MALFORMED, Problem, ProblemBody, TOO_LARGE, WRONG_CONTENT};
use crate::web::input::{Path, Query};

/// The most bytes that a file may have. The largest list of the whole country has two million.
pub const MAX_FILE: usize = 16 * 1024 * 1024;

/// A CSV file as the body of a request.
#[derive(Debug, Clone)]
pub struct Csv(pub Bytes);

impl<S: Send + Sync> FromRequest<S> for Csv {
    type Rejection = Problem;

    async fn from_request(mut request: Request, state: &S) -> Result<Self, Problem> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        let kind = kind.and_then(|kind| kind.split(';').next()).unwrap_or_default().trim();
        if !kind.eq_ignore_ascii_case("text/csv") {
            return Err(Problem::new(WRONG_CONTENT).detail(
                "Cần tiêu đề Content-Type: text/csv",
                "Expected the header Content-Type: text/csv",
            ));
        }
        DefaultBodyLimit::max(MAX_FILE).apply(&mut request);
        Bytes::from_request(request, state).await.map(Self).map_err(unreadable)
    }
}

fn unreadable(refused: BytesRejection) -> Problem {
    if refused.into_response().status() == StatusCode::PAYLOAD_TOO_LARGE {
        let most = MAX_FILE / (1024 * 1024);
        Problem::new(TOO_LARGE).detail(
            format!("Tệp tối đa {most} MiB, chưa nạp gì; hãy chia nhỏ hoặc dùng lệnh hosopost import"),
            format!("A file has at most {most} MiB, and nothing was imported; send it in parts, or use the command hosopost import"),
        )
    } else {
        Problem::new(MALFORMED)
    }
}

/// What is said about the file.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ImportQuery {
    /// Whose columns it has: `own` (the default) or `opendata`; or `codes`, a list of what may go by post, a
    /// code a line.
    #[param(example = "opendata")]
    from: Option<String>,
    /// Say what would change, and change nothing.
    dry_run: Option<bool>,
    /// The day from which a list without days of its own holds.
    #[param(format = Date)]
    valid_from: Option<String>,
    /// The day after the last on which a list without days of its own holds.
    #[param(format = Date)]
    valid_until: Option<String>,
    /// Of codes: whose list it is, `ministry`, `province`, `district`, `commune` or `other`.
    level: Option<String>,
    /// Of codes: `received`, `returned` or `both` (when not given).
    direction: Option<String>,
    /// The decision that published it; it names the catalogue of the first day.
    #[param(max_length = 500)]
    decision: Option<String>,
}

fn bad(field: &str, bad: &BadCode) -> Problem {
    let BadCode { expected, got } = bad;
    Problem::new(INVALID).field(field).detail(
        format!("Cần {expected}, nhận được {got:?}"),
        format!("Expected {expected}, got {got:?}"),
    )
}

/// Import a file
///
/// All of it, or nothing and every bad row. Importing a file again changes nothing.
#[utoipa::path(
    post,
    path = "/api/v1/imports/{kind}",
    tag = "imports",
    security(("token" = [])),
    params(
        ("kind" = String, Path, example = "units",
            description = "What the file holds: `units`, `points`, `holidays`, … as `hosopost import --help` lists them"),
        ImportQuery,
    ),
    request_body(content = String, content_type = "text/csv", description = "The file, in UTF-8"),
    responses(
        (status = 200, body = ReportOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn take(
    State(app): Shared,
    caller: Caller,
    Path(kind): Path<String>,
    Query(query): Query<ImportQuery>,
    Csv(bytes): Csv,
) -> Result<axum::Json<ReportOut>, Problem> {
    let cx = caller.context(&app);
    let by = Administrator::of(&cx.who)?;
    let kind: Kind = kind.parse().map_err(|refused| bad("kind", &refused))?;
    let source = query.from.as_deref().unwrap_or(Source::Own.as_str());
    let source: Source = source.parse().map_err(|refused| bad("?from", &refused))?;
    let days = Days::read(query.valid_from.as_deref(), query.valid_until.as_deref())?;
    let dry_run = query.dry_run.unwrap_or_default();
    let about = AboutCodes {
        level: query.level.as_deref(),
        direction: query.direction.as_deref(),
        decision: query.decision.as_deref(),
        days,
    };
    if (kind, source) == (Kind::Listings, Source::Codes) {
        let list = CodeList::read(&bytes, about)?;
        let taken = app
            .intake
            .run(move |conn, _| import::take_codes(conn, &cx, &by, &list, dry_run, &mut |_| {}));
        return Ok(axum::Json(taken.await??.into()));
    }
    let version = about.version(kind)?.filter(|_| !dry_run);
    // Read beside the thread that writes, so that scans wait for what has to be written alone.
    let staged = app.read(move |_| {
        let file = ImportFile { kind, source, bytes: &bytes, days };
        Staged::read(&file, &mut |_| {})
    });
    let staged = staged.await?;
    let taken = app.intake.run(move |conn, _| {
        let report = import::take(conn, &cx, &by, staged, dry_run, &mut |_| {})?;
        if let Some((name, day)) = version {
            name_version(conn, &cx, &by, &name, day)?;
        }
        Ok::<_, Problem>(report)
    });
    Ok(axum::Json(taken.await??.into()))
}

/// Which imports to list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ImportsQuery {
    /// `next` of an earlier page.
    cursor: Option<String>,
    /// At most so many.
    #[param(minimum = 1, maximum = 500, default = 50)]
    limit: Option<i64>,
}

/// List imports
///
/// Who took in what, the latest first; trials are not among it.
#[utoipa::path(
    get,
    path = "/api/v1/imports",
    tag = "imports",
    security(("token" = [])),
    params(ImportsQuery),
    responses(
        (status = 200, body = ImportsOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn list(
    State(app): Shared,
    Caller(actor): Caller,
    Query(query): Query<ImportsQuery>,
) -> Result<axum::Json<ImportsOut>, Problem> {
    Administrator::of(&actor)?;
    let before = place(query.cursor.as_deref())?;
    let limit = limit(query.limit)?;
    let page = app.read(move |conn| imports::list(conn, before, limit)).await?.map(ImportOut::from);
    Ok(axum::Json(ImportsOut { items: page.items, next: page.next }))
}

/// Which gaps to list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct GapsQuery {
    /// Only those of this kind of file.
    #[param(example = "points")]
    kind: Option<String>,
    /// Only those of this column.
    #[param(example = "lat")]
    column: Option<String>,
    /// `next` of an earlier page.
    cursor: Option<String>,
    /// At most so many.
    #[param(minimum = 1, maximum = 500, default = 50)]
    limit: Option<i64>,
}

/// List gaps
///
/// What imports left open: a column that nothing could be made of, or that names what is no longer there.
#[utoipa::path(
    get,
    path = "/api/v1/imports/gaps",
    tag = "imports",
    security(("token" = [])),
    params(GapsQuery),
    responses(
        (status = 200, body = GapsOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn gaps(
    State(app): Shared,
    Caller(actor): Caller,
    Query(query): Query<GapsQuery>,
) -> Result<axum::Json<GapsOut>, Problem> {
    Administrator::of(&actor)?;
    let kind = query.kind.map(|kind| kind.parse::<Kind>()).transpose();
    let kind = kind.map_err(|refused| bad("?kind", &refused))?;
    let filter = GapFilter { kind: kind.map(|kind| kind.to_string()), column: query.column };
    let limit = limit(query.limit)?;
    let page =
        app.read(move |conn| gaps::list(conn, &filter, query.cursor.as_deref(), limit)).await?;
    let page = page.map(GapOut::from);
    Ok(axum::Json(GapsOut { items: page.items, next: page.next }))
}
