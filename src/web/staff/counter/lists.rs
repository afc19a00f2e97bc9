//! `/counter/lists`: the lists a counter signed; of each what became of its lines, what to do about the odd
//! ones, and the record to print for both signatures. The lists also come as a file.

use std::collections::HashMap;

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;

use super::AtCounter;
use crate::app::Known;
use crate::base::Lang;
use crate::base::codes::HandoverNumber;
use crate::base::paging::{MAX_LIMIT, Page};
use crate::custody::advice::advice;
use crate::custody::{HandoverLine, HandoverList, LineOutcome};
use crate::flows::papers::handover_list_of;
use crate::flows::{Aside, read_timelines};
use crate::people::CounterWorker;
use crate::print::Document;
use crate::store::handover_lists::{self, Tally};
use crate::store::{Conn, StoreError, parcels};
use crate::web::Shared;
use crate::web::api::documents::{Wanted, room, sent};
use crate::web::api::paging::after;
use crate::web::error::{NOT_FOUND, Problem, ProblemBody};
use crate::web::input::{Path, Query};
use crate::web::staff::listing::{cursor, whole};
use crate::web::staff::shell::Chosen;
use crate::web::staff::{Shell, Staff, page, sheet, words};

/// How many stand on one page.
const A_PAGE: i64 = 25;

/// What the list of lists draws.
#[derive(Template)]
#[template(path = "staff/counter/lists.html")]
struct ListsPage<'a> {
    shell: &'a Shell,
    here: &'a str,
    lists: &'a [ListView],
    next: Option<String>,
}

/// What one list draws.
#[derive(Template)]
#[template(path = "staff/counter/signed.html")]
struct SignedPage<'a> {
    shell: &'a Shell,
    list: &'a ListView,
    lines: &'a [SignedLine],
}

/// A list in words.
struct ListView {
    number: String,
    gives: bool,
    at: String,
    capacity: &'static str,
    other: Option<String>,
    signed: String,
    tally: Tally,
}

/// A line in words.
struct SignedLine {
    code: String,
    page: Option<String>,
    is_odd: bool,
    outcome: String,
    advice: Option<String>,
    seal_intact: Option<bool>,
    papers: Option<String>,
}

impl ListView {
    fn of(list: &HandoverList, tally: Tally, known: &Known, lang: Lang) -> Self {
        Self {
            number: list.number.to_string(),
            gives: list.gives,
            at: super::point_name(known, &list.at, list.signed_at.date()),
            capacity: words::capacity(list.capacity).to(lang),
            other: list
                .other
                .as_ref()
                .map(|code| super::point_name(known, code, list.signed_at.date())),
            signed: words::time(list.signed_at, lang),
            tally,
        }
    }
}

/// Which page of lists.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListsQuery {
    /// The place in the list that an earlier page gave.
    #[serde(default)]
    cursor: String,
}

/// The lists a counter signed
///
/// The newest first.
#[utoipa::path(
    get,
    path = "/counter/lists",
    tag = "staff",
    params(ListsQuery),
    responses(
        (status = 200, description = "The page", body = String, content_type = "text/html"),
        (status = 303, description = "To the form to sign in, or to choose a counter"),
    )
)]
pub async fn list(
    State(app): Shared,
    AtCounter { staff, here }: AtCounter,
    chosen: Chosen,
    Query(query): Query<ListsQuery>,
) -> Result<Response, Problem> {
    let before = after(cursor(&query.cursor))?;
    let (copy, point, lang) = (app.clone(), here.point.clone(), staff.lang());
    let found = app.read(move |conn| -> Result<Page<ListView>, StoreError> {
        let known = copy.known(conn)?;
        let lists = handover_lists::list(conn, &point, before, A_PAGE)?;
        Ok(lists.map(|(list, tally)| ListView::of(&list, tally, &known, lang)))
    });
    let Page { items, next } = found.await?;
    let shell = &Shell { here: "/counter/lists".to_owned(), ..staff.shell };
    let drawn = ListsPage { shell, here: &here.name, lists: &items, next };
    Ok(chosen.keep(page(StatusCode::OK, &drawn)?))
}

/// The same list as a file
///
/// CSV for spreadsheets, without pages: a row for each list.
#[utoipa::path(
    get,
    path = "/counter/lists.csv",
    tag = "staff",
    responses(
        (status = 200, description = "The file", body = String, content_type = "text/csv"),
        (status = 303, description = "To the form to sign in, or to choose a counter"),
    )
)]
pub async fn file(
    State(app): Shared,
    AtCounter { staff, here }: AtCounter,
) -> Result<Response, Problem> {
    let (copy, point, lang) = (app.clone(), here.point, staff.lang());
    let read = app.read(move |conn| {
        let known = copy.known(conn)?;
        let page = |cursor: Option<&str>| {
            let before = after(cursor)?;
            Ok(handover_lists::list(conn, &point, before, MAX_LIMIT)?)
        };
        whole(lang, page, |(list, tally)| {
            let said = ListView::of(&list, tally, &known, lang);
            let given = if said.gives { ("giao", "given") } else { ("nhận", "taken over") };
            vec![
                said.number,
                list.signed_at.to_string(),
                lang.pick(given.0, given.1).to_owned(),
                list.at.to_string(),
                said.at,
                said.capacity.to_owned(),
                list.other.map(|code| code.to_string()).unwrap_or_default(),
                said.other.unwrap_or_default(),
                said.tally.lines.to_string(),
                said.tally.odd.to_string(),
            ]
        })
    });
    let head = lang.pick(
        [
            "Số",
            "Ký lúc",
            "Giao hay nhận",
            "Mã điểm",
            "Điểm",
            "Tư cách",
            "Mã bên kia",
            "Bên kia",
            "Số dòng",
            "Bất thường",
        ],
        [
            "Number",
            "Signed at",
            "Given or taken over",
            "Point code",
            "Point",
            "Capacity",
            "Other's code",
            "Other",
            "Lines",
            "Odd",
        ],
    );
    sheet::answer("lists", &head, read.await?)
}

/// A list that this person may see; else the same answer as for one that is not there.
fn find(conn: &mut Conn, staff: &Staff, number: &str) -> Result<HandoverList, Problem> {
    let by = CounterWorker::of(&staff.actor)?;
    let number: Option<HandoverNumber> = number.parse().ok();
    let found = number.map(|number| handover_lists::find(conn, &number)).transpose()?.flatten();
    found.filter(|list| by.at(&list.at).is_ok()).ok_or_else(|| Problem::new(NOT_FOUND))
}

/// A list that was signed
#[utoipa::path(
    get,
    path = "/counter/lists/{number}",
    tag = "staff",
    params(("number" = String, Path, example = "BBGN-250408-7K2M9QXR")),
    responses(
        (status = 200, description = "The page", body = String, content_type = "text/html"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn show(
    State(app): Shared,
    staff: Staff,
    chosen: Chosen,
    Path(number): Path<String>,
) -> Result<Response, Problem> {
    let (copy, asking, lang) = (app.clone(), staff.clone(), staff.lang());
    let found = app.read(move |conn| -> Result<_, Problem> {
        let list = find(conn, &asking, &number)?;
        let known = copy.known(conn)?;
        let lines = lines(conn, &list, lang)?;
        let odd = lines.iter().filter(|line| line.is_odd).count();
        let tally = Tally { lines: lines.len() as i64, odd: odd as i64 };
        Ok((ListView::of(&list, tally, &known, lang), lines))
    });
    let (list, lines) = &found.await?;
    let shell = &Shell { here: format!("/counter/lists/{}", list.number), ..staff.shell };
    Ok(chosen.keep(page(StatusCode::OK, &SignedPage { shell, list, lines })?))
}

fn lines(conn: &mut Conn, list: &HandoverList, lang: Lang) -> Result<Vec<SignedLine>, StoreError> {
    let keys: Vec<_> = list.lines.iter().filter_map(|line| line.item).collect();
    let lives = read_timelines(conn, keys.iter().copied())?;
    let numbers: HashMap<_, String> = parcels::find_many(conn, &keys)?
        .into_iter()
        .map(|parcel| (parcel.key, parcel.tracking.to_string()))
        .collect();
    let line = |line: &HandoverLine| {
        let life = line.item.and_then(|key| lives.get(&key));
        let (outcome, advice) = match &line.outcome {
            LineOutcome::SetAside(why) => {
                let known = Aside::ALL.iter().find(|aside| aside.as_str() == why);
                (known.map_or_else(|| why.clone(), |aside| aside.words(lang).to_owned()), None)
            }
            LineOutcome::Recorded(kinds) if kinds.is_empty() => {
                let next = life.map(|(subject, life)| advice(subject, life, &[], lang));
                (lang.pick("đã ghi", "on record").to_owned(), next)
            }
            LineOutcome::Recorded(kinds) => {
                let odd: Vec<&str> = kinds.iter().map(|kind| kind.words(lang)).collect();
                (odd.join("; "), life.map(|(subject, life)| advice(subject, life, &[], lang)))
            }
        };
        SignedLine {
            code: line.code.clone(),
            page: line.item.and_then(|key| numbers.get(&key)).map(|n| format!("/parcels/{n}")),
            is_odd: line.outcome != LineOutcome::Recorded(Vec::new()),
            outcome,
            advice,
            seal_intact: line.seal_intact,
            papers: line.papers.as_ref().map(|counts| {
                counts.iter().map(ToString::to_string).collect::<Vec<_>>().join(" + ")
            }),
        }
    };
    Ok(list.lines.iter().map(line).collect())
}

/// The record of a list
///
/// Biên bản giao nhận: every line, for two signatures.
#[utoipa::path(
    get,
    path = "/counter/lists/{number}/record",
    tag = "staff",
    params(("number" = String, Path, example = "BBGN-250408-7K2M9QXR")),
    responses(
        (status = 200, description = "PDF", body = Vec<u8>, content_type = "application/pdf"),
        (status = 304, description = "As it was (`If-None-Match`)"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn record(
    State(app): Shared,
    staff: Staff,
    Path(number): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (copy, cx) = (app.clone(), staff.context(&app));
    let found = app.read(move |conn| -> Result<_, Problem> {
        let list = find(conn, &staff, &number)?;
        let known = copy.known(conn)?;
        let record = handover_list_of(conn, &room(&copy, &known, &cx), &list)?;
        Ok((list.number, Document::from(record)))
    });
    let (number, document) = found.await?;
    let wanted = Wanted::pdf(None, None)?;
    sent(&app, document, wanted, &headers, number.as_str()).await
}
