//! Lists of cases and facts as files, for case systems without a connection: taken in and given out with
//! the rights that `POST /cases` and the feed ask for.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::feed::{agencies, position};
use super::imports::Csv;
use crate::app::App;
use crate::base::Context;
use crate::feed::{Fact, sheet};
use crate::flows::FlowRefusal;
use crate::flows::import::{CaseFile, CasesReport, take_cases};
use crate::flows::road::match_acceptances;
use crate::people::{CaseWriter, FeedReader};
use crate::store::{StoreError, facts};
use crate::web::Shared;
use crate::web::auth::Caller;
use crate::web::error::{INVALID, Problem, ProblemBody, RowProblemOut};
use crate::web::input::Query;

/// The most facts of one file.
pub const MOST_FACTS: i64 = 10_000;

/// Where the next file begins.
static NEXT_CURSOR: HeaderName = HeaderName::from_static("next-cursor");

/// What is said about a list of cases.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CasesQuery {
    /// Say what would change, and change nothing.
    dry_run: Option<bool>,
}

/// What became of a list of cases.
#[derive(Debug, Serialize, ToSchema)]
pub struct CasesReportOut {
    dry_run: bool,
    /// The rows read.
    read: usize,
    /// Cases that were not known.
    created: usize,
    /// Rows later than the record held, which they replaced.
    updated: usize,
    /// Rows as of the same moment as the record held, which stays.
    unchanged: usize,
    /// Rows older than the record held, which stays.
    older: usize,
    /// Rows that were not taken; everything else was.
    refused: usize,
    /// What is wrong with them, at most a thousand of it. What stood in a cell about a person is left out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    problems: Vec<RowProblemOut>,
}

impl From<CasesReport> for CasesReportOut {
    fn from(report: CasesReport) -> Self {
        let CasesReport { dry_run, read, created, updated, unchanged, older, refused, problems } =
            report;
        let problems = problems.iter().map(RowProblemOut::from).collect();
        Self { dry_run, read, created, updated, unchanged, older, refused, problems }
    }
}

/// Import a list of cases
///
/// CSV, a row a case, as `POST /cases` would be told; the columns stand in the documentation of the files.
/// A bad row is named and keeps no other out, so look at `refused`. The later `as_of` wins: sending a file
/// again, or the whole of it with its bad rows mended, changes nothing else. Another file than a list of
/// cases is refused whole.
#[utoipa::path(
    post,
    path = "/api/v1/imports/cases",
    tag = "imports",
    security(("token" = [])),
    params(CasesQuery),
    request_body(content = String, content_type = "text/csv", description = "The file, in UTF-8"),
    responses(
        (status = 200, body = CasesReportOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn take(
    State(app): Shared,
    caller: Caller,
    Query(query): Query<CasesQuery>,
    Csv(bytes): Csv,
) -> Result<axum::Json<CasesReportOut>, Problem> {
    let cx = caller.context(&app);
    let by = CaseWriter::of(&cx.who)?;
    let dry_run = query.dry_run.unwrap_or_default();
    Ok(axum::Json(taken(&app, cx, by, bytes.into(), dry_run).await?.into()))
}

/// Takes a list of cases portion by portion: scans find their turn in between.
pub async fn taken(
    app: &Arc<App>,
    cx: Context,
    by: CaseWriter,
    bytes: Vec<u8>,
    dry_run: bool,
) -> Result<CasesReport, Problem> {
    let read = app.read(move |_| CaseFile::read(&bytes, dry_run, &mut |_| {}));
    let mut file = read.await?;
    while let Some(portion) = file.next_portion() {
        let (cx, by) = (cx.clone(), by.clone());
        let taken =
            app.intake.run(move |conn, known| take_cases(conn, &cx, &by, &known.network, &portion));
        file.note(taken.await??);
    }
    let place = app.clone();
    let finished = app.intake.run(move |conn, known| -> Result<CasesReport, FlowRefusal> {
        let report = file.finish(conn, &cx)?;
        // What was taken in on the road may have waited for one of them.
        if !report.dry_run {
            match_acceptances(conn, &cx, &known.world(&place.settings), None)?;
        }
        Ok(report)
    });
    Ok(finished.await??)
}

/// Where to go on, and how much to bring.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FactsQuery {
    /// The cursor behind which to begin: the last of an earlier file, or `0` for the first fact ever told.
    #[param(default = "0", example = "0")]
    after: Option<String>,
    /// At most so many facts.
    #[param(minimum = 1, maximum = 10000, default = 10000)]
    limit: Option<i64>,
}

/// Read the feed as a file
///
/// The same facts in the same order as CSV, a line each, in the columns of the documentation of the files.
/// The header `Next-Cursor` says where the next file begins, as does the cursor in the last line.
#[utoipa::path(
    get,
    path = "/api/v1/feed.csv",
    tag = "feed",
    security(("token" = [])),
    params(FactsQuery),
    responses(
        (status = 200, description = "The file", body = String, content_type = "text/csv",
            headers(("Next-Cursor" = String, description = "Behind which cursor the next file begins"))),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn facts(
    State(app): Shared,
    Caller(actor): Caller,
    Query(query): Query<FactsQuery>,
) -> Result<Response, Problem> {
    let agencies = agencies(&FeedReader::of(&actor)?);
    let after = position(query.after.as_deref(), "?after")?;
    let limit = query.limit.unwrap_or(MOST_FACTS);
    if !(1..=MOST_FACTS).contains(&limit) {
        return Err(Problem::new(INVALID).field("?limit").detail(
            format!("Cần một số từ 1 đến {MOST_FACTS}"),
            format!("Expected a number from 1 to {MOST_FACTS}"),
        ));
    }
    let read = app.read(move |conn| facts::after(conn, after, agencies.as_deref(), limit)).await;
    let found = read.map_err(|error: StoreError| Problem::from(error))?;
    Ok(file(after, &found))
}

/// These facts as a file; `after` is the cursor behind which they begin.
pub fn file(after: i64, facts: &[Fact]) -> Response {
    let next = facts.last().map_or(after, |fact| fact.position);
    let named = format!("attachment; filename=\"facts-{after}-{next}.csv\"");
    let headers = [
        (header::CONTENT_TYPE, Ok(HeaderValue::from_static("text/csv; charset=utf-8"))),
        (header::CONTENT_DISPOSITION, HeaderValue::try_from(named)),
        (NEXT_CURSOR.clone(), HeaderValue::try_from(next.to_string())),
    ];
    let mut answer = sheet::csv(facts, true).into_response();
    for (name, value) in headers {
        if let Ok(value) = value {
            answer.headers_mut().insert(name, value);
        }
    }
    answer
}
