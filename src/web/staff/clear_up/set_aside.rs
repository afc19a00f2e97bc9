//! `/set-aside`: scans that could not be put on an item, with all that was read, as a list and as a file.
//! Matching or closing one of them stands in [`super::settle`].

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::settle::Matched;
use crate::app::App;
use crate::base::paging::{MAX_LIMIT, Page};
use crate::base::{At, Lang, ScanId, Words};
use crate::custody::Scan;
use crate::flows::Aside;
use crate::network::Network;
use crate::people::AnomalyResolver;
use crate::store::StoreError;
use crate::store::scans::{self, AsideFilter, SetAside};
use crate::web::Shared;
use crate::web::api::paging::after;
use crate::web::error::{INVALID, Problem};
use crate::web::input::Query;
use crate::web::staff::filter::Filter;
use crate::web::staff::form::{said_at, said_over};
use crate::web::staff::shell::Chosen;
use crate::web::staff::{FormTrouble, Shell, Staff, listing, page, sheet, words};

const A_PAGE: i64 = 25;

/// What the template draws.
#[derive(Template)]
#[template(path = "staff/clear_up/set_aside.html")]
pub struct SetAsidePage<'a> {
    shell: &'a Shell,
    lines: &'a [AsideLine],
    filter: &'a Filter,
    done: bool,
    next: Option<String>,
    trouble: Option<Wrong>,
}

/// What is wrong with what was said about one scan, and what that was.
#[derive(Debug)]
pub(super) struct Wrong {
    pub scan: Uuid,
    pub typed: Matched,
    pub trouble: FormTrouble,
}

/// A scan in words.
#[derive(Debug)]
pub struct AsideLine {
    scan: Uuid,
    why: String,
    code: String,
    action: &'static str,
    place: String,
    at_code: String,
    happened: String,
    recorded: String,
    status: &'static str,
    is_open: bool,
    note: String,
}

/// What became of a scan, in words.
fn status_words(status: &str, lang: Lang) -> &'static str {
    match status {
        "open" => lang.pick("đang chờ", "waiting"),
        "matched" => lang.pick("đã ghép", "matched"),
        "closed" => lang.pick("đã đóng", "closed"),
        _ => lang.pick("tất cả", "all"),
    }
}

impl AsideLine {
    fn of(aside: &SetAside, network: &Network, lang: Lang) -> Self {
        let read: Option<Scan> = serde_json::from_str(&aside.body).ok();
        let why = Aside::ALL.iter().find(|why| why.as_str() == aside.reason);
        Self {
            scan: aside.scan.0,
            why: why.map_or_else(|| aside.reason.clone(), |why| why.words(lang).to_owned()),
            code: read.as_ref().map_or_else(String::new, |scan| scan.code.clone()),
            action: read.as_ref().map_or("?", |scan| scan.action.words(lang)),
            place: words::point(network, &aside.at, aside.recorded_at),
            at_code: aside.at.to_string(),
            happened: read.map_or_else(String::new, |scan| words::time(scan.happened_at, lang)),
            recorded: words::time(aside.recorded_at, lang),
            status: status_words(&aside.status, lang),
            is_open: aside.status == "open",
            note: aside.note.clone().unwrap_or_default(),
        }
    }
}

impl SetAsidePage<'_> {
    fn wrong(&self, line: &AsideLine) -> Option<&Wrong> {
        self.trouble.as_ref().filter(|wrong| wrong.scan == line.scan)
    }

    fn is_open(&self, line: &AsideLine) -> bool {
        self.wrong(line).is_some()
    }

    fn at(&self, line: &AsideLine, field: &str) -> Option<&str> {
        said_at(self.wrong(line).map(|wrong| &wrong.trouble), field)
    }

    fn over(&self, line: &AsideLine) -> Option<&str> {
        let fields = ["code", "at", "as", "reason"];
        said_over(self.wrong(line).map(|wrong| &wrong.trouble), &fields)
    }

    fn typed(&self, line: &AsideLine, field: &str) -> &str {
        self.wrong(line).map_or("", |wrong| wrong.typed.field(field))
    }
}

/// Which scans to list.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListQuery {
    /// `matched`, `closed` or `all`; those that nobody has dealt with when empty.
    #[serde(default)]
    status: String,
    /// Why they were set aside, as `unknown_code`; all when empty.
    #[serde(default)]
    why: String,
    /// The code of the point where they were made; all one's own when empty.
    #[serde(default)]
    place: String,
    /// Waiting for so many hours and more.
    #[serde(default)]
    older: String,
    /// The place in the list that an earlier page gave.
    #[serde(default)]
    cursor: String,
    /// One was just dealt with.
    #[serde(default)]
    done: String,
}

impl ListQuery {
    /// The list that was asked for, of what somebody may see.
    fn read(
        &self,
        by: &AnomalyResolver,
        lang: Lang,
        now: At,
    ) -> Result<(Filter, AsideFilter), Problem> {
        let mut filter = Filter::new("/set-aside", lang).with_file();
        // Nothing said is what nobody has dealt with: the list is for working, not for looking back.
        let statuses = [("", "open"), ("matched", "matched"), ("closed", "closed"), ("all", "all")]
            .map(|(word, status)| (word, status_words(status, lang)));
        let label = Words::new("Tình trạng", "Status");
        let status = listing::word(&mut filter, "status", label, &self.status, &statuses);
        let mut reasons = vec![("", lang.pick("tất cả", "all"))];
        reasons.extend(Aside::ALL.iter().map(|why| (why.as_str(), why.words(lang))));
        let label = Words::new("Vì sao chờ", "Why");
        let reason = listing::word(&mut filter, "why", label, &self.why, &reasons);
        let before = listing::waiting_since(&mut filter, &self.older, lang, now);
        let label = Words::new("Nơi quét", "Where it was scanned");
        let points = match listing::point(&mut filter, "place", label, &self.place) {
            Some(point) => {
                by.at(&point)?;
                Some(vec![point])
            }
            None => listing::points(by.reach()),
        };
        let status = match status.as_deref() {
            None => Some("open".to_owned()),
            Some("all") => None,
            Some(_) => status,
        };
        Ok((filter, AsideFilter { status, points, reason, before }))
    }
}

/// The scans set aside
///
/// Of one's own points, the oldest first.
#[utoipa::path(
    get,
    path = "/set-aside",
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
    draw(&app, &staff, &query, None).await.map(|answer| chosen.keep(answer))
}

/// The list, with what is wrong at one of its scans.
pub(super) async fn draw(
    app: &Arc<App>,
    staff: &Staff,
    query: &ListQuery,
    trouble: Option<Wrong>,
) -> Result<Response, Problem> {
    let (now, lang) = (app.clock.now(), staff.lang());
    let (mut filter, asked) = query.read(&AnomalyResolver::of(&staff.actor)?, lang, now)?;
    let shell = &Shell { here: format!("/set-aside?{}", filter.query()), ..staff.shell.clone() };
    let after = place(listing::cursor(&query.cursor));
    if after.is_err() {
        filter.bad_cursor();
    }
    let found = match after {
        Ok(after) if filter.is_good() => {
            let copy = app.clone();
            let read = app.read(move |conn| -> Result<Page<AsideLine>, StoreError> {
                let found = scans::list_set_aside(conn, &asked, after, A_PAGE)?;
                let known = copy.known(conn)?;
                Ok(found.map(|aside| AsideLine::of(&aside, &known.network, lang)))
            });
            read.await?
        }
        Ok(_) | Err(_) => Page::none(),
    };
    let status = if trouble.is_some() { INVALID.status } else { filter.status() };
    let next = found.next.map(|cursor| filter.further(&cursor));
    let (lines, filter, done) = (&found.items, &filter, !query.done.is_empty());
    page(status, &SetAsidePage { shell, lines, filter, done, next, trouble })
}

/// The place in the list where a page goes on.
fn place(cursor: Option<&str>) -> Result<Option<(At, ScanId)>, Problem> {
    Ok(after::<Uuid>(cursor)?.map(|(at, id)| (at, ScanId(id))))
}

/// The same list as a file
///
/// CSV for spreadsheets, without pages.
#[utoipa::path(
    get,
    path = "/set-aside.csv",
    tag = "staff",
    params(ListQuery),
    responses((status = 200, description = "The file", body = String, content_type = "text/csv"))
)]
pub async fn file(
    State(app): Shared,
    staff: Staff,
    Query(query): Query<ListQuery>,
) -> Result<Response, Problem> {
    let (copy, now, lang) = (app.clone(), app.clock.now(), staff.lang());
    let (filter, asked) = query.read(&AnomalyResolver::of(&staff.actor)?, lang, now)?;
    filter.must_be_good()?;
    let rows = app.read(move |conn| -> Result<Vec<Vec<String>>, Problem> {
        let known = copy.known(conn)?;
        let read = |cursor: Option<&str>| {
            Ok(scans::list_set_aside(conn, &asked, place(cursor)?, MAX_LIMIT)?)
        };
        listing::whole(lang, read, |aside| {
            let line = AsideLine::of(&aside, &known.network, lang);
            let status = line.status.to_owned();
            let id = line.scan.to_string();
            let action = line.action.to_owned();
            let AsideLine { recorded, happened, code, why, at_code, place, note, .. } = line;
            vec![recorded, happened, code, action, why, at_code, place, status, note, id]
        })
    });
    let vi = [
        "Nhận lúc",
        "Quét lúc",
        "Mã",
        "Thao tác",
        "Vì sao chờ",
        "Mã điểm",
        "Điểm",
        "Tình trạng",
        "Ghi chú",
        "id",
    ];
    let en = [
        "Came in",
        "Scanned",
        "Code",
        "Action",
        "Why",
        "Point code",
        "Point",
        "Status",
        "Note",
        "id",
    ];
    sheet::answer("set-aside", &lang.pick(vi, en), rows.await?)
}
