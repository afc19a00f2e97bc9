//! `/access-log`: who looked at whose details when; for the administrator, who answers for it.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::base::paging::{MAX_LIMIT, Page};
use crate::base::{Lang, Words};
use crate::people::Administrator;
use crate::store::access_log::{self, Looked};
use crate::web::Shared;
use crate::web::api::paging::place;
use crate::web::error::Problem;
use crate::web::input::Query;
use crate::web::staff::filter::Filter;
use crate::web::staff::shell::Chosen;
use crate::web::staff::{Shell, Staff, listing, page, sheet, words};

const A_PAGE: i64 = 50;

/// What the template draws.
#[derive(Template)]
#[template(path = "staff/administrator/access_log.html")]
pub struct AccessLogPage<'a> {
    shell: &'a Shell,
    filter: &'a Filter,
    lines: &'a [Looked],
    next: Option<String>,
}

fn page_words(page: &str, lang: Lang) -> String {
    let known = match page {
        "case" => lang.pick("trang hồ sơ", "the case's page"),
        "parcel" => lang.pick("trang bưu gửi", "the parcel's page"),
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
    /// From this moment on, office time.
    #[serde(default)]
    from: String,
    /// Until just before this moment.
    #[serde(default)]
    until: String,
    /// The place in the list that an earlier page gave.
    #[serde(default)]
    cursor: String,
}

impl ListQuery {
    fn read(&self, lang: Lang) -> (Filter, access_log::Filter) {
        let mut filter = Filter::new("/access-log", lang).with_file();
        let expected = Words::new("Không phải mã hồ sơ.", "This is no case code.");
        let label = Words::new("Mã hồ sơ", "Case code");
        let case = filter.code("case", label, &self.case, "H27.12-250408-0007", expected);
        let label = Words::new("Ai (tên đăng nhập, tên mã)", "Who (name of user or token)");
        let name = filter.text("who", label, &self.who, "lan.nguyen");
        let from = filter.moment("from", Words::new("Từ lúc", "From"), &self.from);
        let until = filter.moment("until", Words::new("Đến trước lúc", "Before"), &self.until);
        let name = Some(name).filter(|name| !name.is_empty());
        (filter, access_log::Filter { case, by: None, name, from, until })
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
    responses((status = 200, description = "The page", body = String, content_type = "text/html"))
)]
pub async fn list(
    State(app): Shared,
    staff: Staff,
    chosen: Chosen,
    Query(query): Query<ListQuery>,
) -> Result<Response, Problem> {
    Administrator::of(&staff.actor)?;
    let (mut filter, asked) = query.read(staff.lang());
    let shell = &Shell { here: format!("/access-log?{}", filter.query()), ..staff.shell };
    let before = place(listing::cursor(&query.cursor));
    if before.is_err() {
        filter.bad_cursor();
    }
    let found = match before {
        Ok(before) if filter.is_good() => {
            app.read(move |conn| access_log::list(conn, &asked, before, A_PAGE)).await?
        }
        Ok(_) | Err(_) => Page::none(),
    };
    let next = found.next.map(|cursor| filter.further(&cursor));
    let (lines, filter) = (&found.items, &filter);
    let drawn = AccessLogPage { shell, filter, lines, next };
    Ok(chosen.keep(page(filter.status(), &drawn)?))
}

/// The same list as a file
///
/// CSV for spreadsheets, without pages.
#[utoipa::path(
    get,
    path = "/access-log.csv",
    tag = "staff",
    params(ListQuery),
    responses((status = 200, description = "The file", body = String, content_type = "text/csv"))
)]
pub async fn file(
    State(app): Shared,
    staff: Staff,
    Query(query): Query<ListQuery>,
) -> Result<Response, Problem> {
    Administrator::of(&staff.actor)?;
    let lang = staff.lang();
    let (filter, asked) = query.read(lang);
    filter.must_be_good()?;
    let rows = app.read(move |conn| -> Result<Vec<Vec<String>>, Problem> {
        let read = |from: Option<&str>| {
            let before = place(from)?;
            Ok(access_log::list(conn, &asked, before, MAX_LIMIT)?)
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
