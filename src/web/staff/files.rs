//! `/files`: for a desk whose system has no connection. The list of cases goes in, what the cases were told
//! since the last time comes out.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::shell::Chosen;
use super::sign_in::Nothing;
use super::{Shell, Staff, StaffForm, StaffUpload, page, see, words};
use crate::app::App;
use crate::base::rows::RowProblem;
use crate::flows::download_facts;
use crate::flows::import::{CASE_COLUMNS, CasesReport, case_rule};
use crate::people::{CaseWriter, FeedReader};
use crate::store::downloads::{self, Download};
use crate::store::{StoreError, facts};
use crate::web::Shared;
use crate::web::api::case_file::{MOST_FACTS, file, taken};
use crate::web::api::feed::{agencies, position};
use crate::web::api::imports::MAX_FILE;
use crate::web::error::{INVALID, Problem, TOO_LARGE};
use crate::web::input::Query;

/// The most bytes of a form with a file in it.
pub const MAX_UPLOAD: usize = MAX_FILE + 64 * 1024;

/// How many bad rows a page names; who has more has another mistake.
const NAMED: usize = 100;

/// How many earlier files are offered again.
const EARLIER: i64 = 10;

/// What the template draws.
#[derive(Template)]
#[template(path = "staff/files.html")]
pub struct FilesPage<'a> {
    shell: &'a Shell,
    report: Option<CasesReport>,
    trouble: Option<String>,
    earlier: &'a [Download],
    nothing_new: bool,
}

impl FilesPage<'_> {
    fn columns(&self) -> Vec<(&'static str, &'static str)> {
        CASE_COLUMNS.iter().map(|name| (*name, case_rule(name).to(self.shell.lang))).collect()
    }

    #[expect(clippy::unused_self, reason = "templates call it on what they hold")]
    fn named<'r>(&self, report: &'r CasesReport) -> &'r [RowProblem] {
        &report.problems[..report.problems.len().min(NAMED)]
    }

    fn expected(&self, problem: &RowProblem) -> &'static str {
        case_rule(&problem.column).to(self.shell.lang)
    }

    fn when(&self, one: &Download) -> String {
        words::time(one.at, self.shell.lang)
    }
}

/// What the page is asked for.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FilesQuery {
    /// That nothing was told since the last file.
    #[serde(default)]
    none: String,
}

/// Files for a system without a connection
///
/// For an officer, of the own agencies, and for the administrator.
#[utoipa::path(
    get,
    path = "/files",
    tag = "staff",
    params(FilesQuery),
    responses((status = 200, description = "The page", body = String, content_type = "text/html"))
)]
pub async fn show(
    State(app): Shared,
    staff: Staff,
    chosen: Chosen,
    Query(query): Query<FilesQuery>,
) -> Result<Response, Problem> {
    CaseWriter::of(&staff.actor)?;
    Ok(chosen.keep(draw(&app, &staff, Outcome::Nothing, !query.none.is_empty()).await?))
}

/// What a page has to say of a file that was sent.
enum Outcome {
    Nothing,
    Taken(CasesReport),
    Refused(StatusCode, String),
}

async fn draw(
    app: &Arc<App>,
    staff: &Staff,
    outcome: Outcome,
    nothing_new: bool,
) -> Result<Response, Problem> {
    let by = staff.actor.token;
    let earlier = app.read(move |conn| downloads::latest(conn, by, EARLIER)).await?;
    let (status, report, trouble) = match outcome {
        Outcome::Nothing => (StatusCode::OK, None, None),
        Outcome::Taken(report) => (StatusCode::OK, Some(report), None),
        Outcome::Refused(status, text) => (status, None, Some(text)),
    };
    let shell = &Shell { here: "/files".to_owned(), ..staff.shell.clone() };
    page(status, &FilesPage { shell, report, trouble, earlier: &earlier, nothing_new })
}

/// A list of cases, as a browser sends it.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "describes what StaffUpload reads")]
pub struct CasesForm {
    /// The CSV file.
    #[schema(format = Binary, content_media_type = "text/csv")]
    file: String,
    /// Whether to say only what would change.
    dry_run: Option<String>,
    /// The hidden word of the form.
    form_token: String,
}

/// Takes a list of cases
///
/// The page that answers says what became of it, and names every row that was not taken.
#[utoipa::path(
    post,
    path = "/files/cases",
    tag = "staff",
    request_body(content = CasesForm, content_type = "multipart/form-data"),
    responses((status = 200, description = "The page, with what became of the file", body = String, content_type = "text/html"))
)]
pub async fn take(State(app): Shared, upload: StaffUpload) -> Result<Response, Problem> {
    let dry_run = upload.is_ticked("dry_run");
    let StaffUpload { staff, file, .. } = upload;
    let by = CaseWriter::of(&staff.actor)?;
    let lang = staff.lang();
    if file.is_empty() {
        let text = lang.pick("Hãy chọn một tệp CSV.", "Choose a CSV file.").to_owned();
        return draw(&app, &staff, Outcome::Refused(INVALID.status, text), false).await;
    }
    if file.len() > MAX_FILE {
        return Err(Problem::new(TOO_LARGE));
    }
    let outcome = match taken(&app, staff.context(&app), by, file, dry_run).await {
        Ok(report) => Outcome::Taken(report),
        Err(problem) if problem.kind() == INVALID => {
            let text = lang.pick(
                "Đây không phải danh sách hồ sơ: cần đúng các cột nêu dưới đây và ít nhất một dòng. Chưa nạp gì.",
                "This is no list of cases: it must have the columns named below, and a row at least. Nothing was taken.",
            );
            Outcome::Refused(INVALID.status, text.to_owned())
        }
        Err(problem) => return Err(problem),
    };
    draw(&app, &staff, outcome, false).await
}

/// Makes the next file of facts
///
/// It begins where the last one ended, and is offered again afterwards.
#[utoipa::path(
    post,
    path = "/files/facts",
    tag = "staff",
    request_body(content = Nothing, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303, description = "To the file, or back when nothing was told since"))
)]
pub async fn next(
    State(app): Shared,
    StaffForm { staff, .. }: StaffForm<Nothing>,
) -> Result<Response, Problem> {
    CaseWriter::of(&staff.actor)?;
    let by = FeedReader::of(&staff.actor)?;
    let cx = staff.context(&app);
    let made = app.intake.run(move |conn, _| download_facts(conn, &cx, &by, MOST_FACTS)).await??;
    Ok(match made {
        Some(Download { after, until, .. }) => {
            see(&format!("/files/facts.csv?after={after}&until={until}"))
        }
        None => see("/files?none=1"),
    })
}

/// Which facts.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FactsQuery {
    /// The cursor behind which the file begins.
    after: Option<String>,
    /// The cursor of its last fact.
    until: Option<String>,
}

/// A file of facts
///
/// CSV in the columns of `GET /api/v1/feed.csv`.
#[utoipa::path(
    get,
    path = "/files/facts.csv",
    tag = "staff",
    params(FactsQuery),
    responses((status = 200, description = "The file", body = String, content_type = "text/csv"))
)]
pub async fn facts(
    State(app): Shared,
    staff: Staff,
    Query(query): Query<FactsQuery>,
) -> Result<Response, Problem> {
    CaseWriter::of(&staff.actor)?;
    let agencies = agencies(&FeedReader::of(&staff.actor)?);
    let after = position(query.after.as_deref(), "?after")?;
    let until = query.until.map(|until| position(Some(&until), "?until")).transpose()?;
    let read = app.read(move |conn| facts::after(conn, after, agencies.as_deref(), MOST_FACTS));
    let mut found = read.await.map_err(|error: StoreError| Problem::from(error))?;
    found.retain(|fact| until.is_none_or(|until| fact.position <= until));
    Ok(file(after, &found))
}
