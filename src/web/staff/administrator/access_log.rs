//! `/access-log`: who looked at whose details when; for the administrator, who answers for it.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{Datelike, Days, NaiveDate};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::base::paging::MAX_LIMIT;
use crate::base::{At, Lang};
use crate::people::Administrator;
use crate::store::access_log::{self, Filter, Looked};
use crate::web::Shared;
use crate::web::api::access_log::cursor;
use crate::web::error::{INVALID, Problem, ProblemBody};
use crate::web::input::Query;
use crate::web::staff::form::said_at;
use crate::web::staff::shell::Chosen;
use crate::web::staff::{FormTrouble, Shell, Staff, listing, page, sheet, words};

const A_PAGE: i64 = 50;

/// What the template draws.
#[derive(Template)]
#[template(path = "staff/administrator/access_log.html")]
pub struct AccessLogPage<'a> {
    shell: &'a Shell,
    asked: &'a ListQuery,
    lines: &'a [Looked],
    next: Option<String>,
    /// What is wrong with the filter.
    wrong: Option<FormTrouble>,
}

fn page_words(page: &str, lang: Lang) -> String {
    let known = match page {
        "case" => lang.pick("trang hồ sơ", "the case's page"),
        "label" => lang.pick("nhãn", "a label"),
        "slip" => lang.pick("phiếu gửi", "a slip"),
        "search" => lang.pick("kết quả tìm theo người", "found by a search for a person"),
        other => other,
    };
    known.to_owned()
}

fn who(line: &Looked, lang: Lang) -> String {
    let nobody = || lang.pick("dòng lệnh", "command line").to_owned();
    if line.name.is_empty() { nobody() } else { line.name.clone() }
}

impl AccessLogPage<'_> {
    fn time(&self, line: &Looked) -> String {
        words::time(line.view.at, self.shell.lang)
    }

    fn page(&self, line: &Looked) -> String {
        page_words(&line.view.page, self.shell.lang)
    }

    fn who(&self, line: &Looked) -> String {
        who(line, self.shell.lang)
    }

    /// What is wrong with a field of the filter.
    fn at(&self, field: &str) -> Option<&str> {
        said_at(self.wrong.as_ref(), field)
    }

    fn is_filtered(&self) -> bool {
        self.asked.fields().iter().any(|(_, text)| !text.is_empty())
    }

    fn file(&self) -> String {
        listing::address("/access-log.csv", &self.asked.fields())
    }

    fn following(&self, cursor: &str) -> String {
        let mut fields = self.asked.fields().to_vec();
        fields.push(("cursor", cursor));
        listing::address("/access-log", &fields)
    }
}

/// Which lines.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListQuery {
    /// Of this case; all when empty.
    #[serde(default)]
    case: String,
    /// Of who looked, by the name to sign in with or the token's; all when empty.
    #[serde(default)]
    who: String,
    /// From this day on.
    #[serde(default)]
    from: String,
    /// Until this day, with it.
    #[serde(default)]
    until: String,
    /// The place in the list that an earlier page gave.
    #[serde(default)]
    cursor: String,
}

impl ListQuery {
    fn filter(&self) -> Result<Filter, Problem> {
        // From midnight to midnight, office time, in years that a calendar of ours can hold.
        let day = |field: &str, text: &str, later: u64| {
            let expected = "Cần ngày như 2025-04-08";
            let day = listing::read::<NaiveDate>(field, text, expected)?;
            if day.is_some_and(|day| !(2000..2200).contains(&day.year())) {
                return Err(listing::wrong(field, expected, "Expected a day like 2025-04-08"));
            }
            let midnight = |day: NaiveDate| At::office(day + Days::new(later), 0, 0);
            Ok::<_, Problem>(day.map(midnight))
        };
        Ok(Filter {
            case: listing::read("case", &self.case, "Không phải mã hồ sơ.")?,
            by: None,
            name: listing::given(&self.who).map(ToOwned::to_owned),
            from: day("from", &self.from, 0)?,
            until: day("until", &self.until, 1)?,
        })
    }

    fn fields(&self) -> [(&'static str, &str); 4] {
        [("case", &self.case), ("who", &self.who), ("from", &self.from), ("until", &self.until)]
    }
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
    let lang = staff.lang();
    let here = listing::address("/access-log", &query.fields());
    let (shell, asked) = (&Shell { here, ..staff.shell }, &query);
    let filter = match listing::mendable(query.filter(), lang)? {
        Ok(filter) => filter,
        Err(wrong) => {
            let wrong = Some(wrong);
            let drawn = AccessLogPage { shell, asked, lines: &[], next: None, wrong };
            return page(INVALID.status, &drawn);
        }
    };
    let before = cursor(listing::cursor(&query.cursor))?;
    let found = app.read(move |conn| access_log::list(conn, &filter, before, A_PAGE)).await?;
    let (lines, next) = (&found.items, found.next);
    let drawn = AccessLogPage { shell, asked, lines, next, wrong: None };
    Ok(chosen.keep(page(StatusCode::OK, &drawn)?))
}

/// The same list as a file
///
/// CSV for spreadsheets, without pages.
#[utoipa::path(
    get,
    path = "/access-log.csv",
    tag = "staff",
    params(ListQuery),
    responses(
        (status = 200, description = "The file", body = String, content_type = "text/csv"),
        (status = 303, description = "To the form to sign in"),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn file(
    State(app): Shared,
    staff: Staff,
    Query(query): Query<ListQuery>,
) -> Result<Response, Problem> {
    Administrator::of(&staff.actor)?;
    let (lang, filter) = (staff.lang(), query.filter()?);
    let rows = app.read(move |conn| -> Result<Vec<Vec<String>>, Problem> {
        let read = |from: Option<&String>| {
            let before = cursor(from.map(String::as_str))?;
            Ok(access_log::list(conn, &filter, before, MAX_LIMIT)?)
        };
        listing::whole(lang, read, |line: Looked| {
            vec![
                words::time(line.view.at, lang),
                who(&line, lang),
                line.case_code.to_string(),
                page_words(&line.view.page, lang),
                line.view.parcel.map_or_else(String::new, |id| id.to_string()),
                line.view.person.to_string(),
                line.view.by.to_string(),
                line.view.id.to_string(),
            ]
        })
    });
    let vi = ["Lúc", "Ai", "Hồ sơ", "Ở đâu", "parcel_id", "person_id", "token_id", "id"];
    let en = ["When", "Who", "Case", "Where", "parcel_id", "person_id", "token_id", "id"];
    sheet::answer("access-log", &lang.pick(vi, en), rows.await?)
}
