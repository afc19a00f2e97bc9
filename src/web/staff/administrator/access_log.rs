//! `/access-log`: who looked at whose details when; for the administrator, who answers for it.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::people::Administrator;
use crate::store::access_log::{self, Filter, Looked};
use crate::web::Shared;
use crate::web::api::access_log::cursor;
use crate::web::error::{INVALID, Problem, ProblemBody};
use crate::web::input::Query;
use crate::web::staff::shell::Chosen;
use crate::web::staff::{Shell, Staff, page, words};

const A_PAGE: i64 = 50;

/// What the template draws.
#[derive(Template)]
#[template(path = "staff/administrator/access_log.html")]
pub struct AccessLogPage<'a> {
    shell: &'a Shell,
    asked: &'a ListQuery,
    lines: &'a [Looked],
    next: Option<String>,
    wrong: Option<&'static str>,
}

impl AccessLogPage<'_> {
    fn time(&self, line: &Looked) -> String {
        words::time(line.view.at, self.shell.lang)
    }

    fn page(&self, line: &Looked) -> String {
        let lang = self.shell.lang;
        let known = match line.view.page.as_str() {
            "case" => lang.pick("trang hồ sơ", "the case's page"),
            "label" => lang.pick("nhãn", "a label"),
            "slip" => lang.pick("phiếu gửi", "a slip"),
            other => other,
        };
        known.to_owned()
    }

    fn who(&self, line: &Looked) -> String {
        if line.name.is_empty() {
            self.shell.say("dòng lệnh", "command line").to_owned()
        } else {
            line.name.clone()
        }
    }
}

/// Which lines.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListQuery {
    /// Of this case; all when empty.
    #[serde(default)]
    case: String,
    /// The place in the list that an earlier page gave.
    #[serde(default)]
    cursor: String,
}

/// The access log
///
/// The newest first. It says who looked at which case, never what they saw.
#[utoipa::path(
    get,
    path = "/access-log",
    tag = "staff",
    params(ListQuery),
    responses(
        (status = 200, description = "The page", body = String, content_type = "text/html"),
        (status = 303, description = "To the form to sign in"),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn list(
    State(app): Shared,
    staff: Staff,
    chosen: Chosen,
    Query(query): Query<ListQuery>,
) -> Result<Response, Problem> {
    Administrator::of(&staff.actor)?;
    let shell = &Shell { here: "/access-log".to_owned(), ..staff.shell };
    let asked = query.case.trim();
    let case = if asked.is_empty() {
        None
    } else {
        let Ok(code) = asked.parse() else {
            let wrong = Some(shell.say("Không phải mã hồ sơ.", "This is no case code."));
            let drawn = AccessLogPage { shell, asked: &query, lines: &[], next: None, wrong };
            return page(INVALID.status, &drawn);
        };
        Some(code)
    };
    let before = cursor(Some(query.cursor.as_str()).filter(|cursor| !cursor.is_empty()))?;
    let filter = Filter { case, by: None };
    let found = app.read(move |conn| access_log::list(conn, &filter, before, A_PAGE)).await?;
    let (lines, next) = (&found.items, found.next);
    let drawn = AccessLogPage { shell, asked: &query, lines, next, wrong: None };
    Ok(chosen.keep(page(StatusCode::OK, &drawn)?))
}
