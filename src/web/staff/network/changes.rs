//! `/network/changes`: what changed in a period: units, points, what persons decided, what was imported; and
//! what imports have left open.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chrono::{Days, NaiveDate};
use serde::Deserialize;
use utoipa::IntoParams;

use super::super::filter::{A_PAGE, Filter};
use super::super::shell::Chosen;
use super::super::{sheet, words};
use super::{Link, Shell, page};
use crate::app::Known;
use crate::base::paging::{MAX_LIMIT, Page};
use crate::base::{At, Lang, TokenId, UnitCode, Words};
use crate::flows::import::Kind;
use crate::network::{Network, PointChange, Succession};
use crate::people::Administrator;
use crate::store::decisions::KeptDecision;
use crate::store::gaps::{Gap, GapFilter};
use crate::store::imports::Import;
use crate::store::{Conn, decisions, gaps, imports, tokens};
use crate::web::Shared;
use crate::web::error::{Problem, ProblemBody};
use crate::web::input::Query;
use crate::web::staff::Staff;

/// How many lines a file holds at the most; a shorter period brings out the others.
const A_FILE: usize = 20_000;

/// What the template draws.
#[derive(Template)]
#[template(path = "staff/network/changes.html")]
pub struct ChangesPage<'a> {
    shell: &'a Shell,
    filter: &'a Filter,
    what: What,
    lines: &'a [ChangeLine],
    next: Option<String>,
}

/// What is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Units,
    Points,
    Decisions,
    Imports,
    Gaps,
}

/// A change.
#[derive(Debug)]
struct ChangeLine {
    /// Its place in the list.
    key: String,
    on: String,
    what: String,
    link: Option<Link>,
    note: String,
    who: String,
}

/// What to list, of which period.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ChangesQuery {
    /// `units` (when empty), `points`, `decisions`, `imports` or `gaps`.
    #[serde(default)]
    what: String,
    /// From this day on; a year before the last one when empty.
    #[serde(default)]
    from: String,
    /// Until this day, with it; today when empty.
    #[serde(default)]
    to: String,
    /// The place in the list that an earlier page gave.
    #[serde(default)]
    cursor: String,
}

/// What was asked, read.
#[derive(Debug, Clone, Copy)]
struct Asked {
    what: What,
    from: NaiveDate,
    to: NaiveDate,
    lang: Lang,
    /// Who imported what is for the administrator, as in the API.
    names: bool,
}

impl What {
    const ALL: [Self; 5] = [Self::Units, Self::Points, Self::Decisions, Self::Imports, Self::Gaps];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Units => "units",
            Self::Points => "points",
            Self::Decisions => "decisions",
            Self::Imports => "imports",
            Self::Gaps => "gaps",
        }
    }

    const fn words(self) -> Words {
        match self {
            Self::Units => Words::new("Đơn vị sáp nhập, chia tách", "Units merged and divided"),
            Self::Points => Words::new("Điểm mở, đổi, đóng", "Points opened, changed, closed"),
            Self::Decisions => {
                Words::new("Quyết định về đơn vị bị chia", "Decisions about divided units")
            }
            Self::Imports => Words::new("Các lần nạp dữ liệu", "Imports"),
            Self::Gaps => Words::new("Chỗ còn thiếu của dữ liệu", "What imports left open"),
        }
    }
}

impl std::str::FromStr for What {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|what| what.as_str() == text).ok_or(())
    }
}

impl ChangesPage<'_> {
    /// What to do where nothing is listed.
    fn nothing(&self) -> &'static str {
        let words = match self.what {
            What::Units => Words::new(
                "Không có đơn vị nào thay đổi trong thời gian này. Nạp thay đổi bằng: hosopost import successions successions.csv",
                "No unit changed in this time. Changes are imported by: hosopost import successions successions.csv",
            ),
            What::Points => Words::new(
                "Không có điểm nào mở, đổi hay đóng trong thời gian này. Nạp bằng: hosopost import points points.csv",
                "No point opened, changed or closed in this time. They are imported by: hosopost import points points.csv",
            ),
            What::Decisions => Words::new(
                "Chưa có quyết định nào trong thời gian này.",
                "Nothing was decided in this time.",
            ),
            What::Imports => Words::new(
                "Chưa nạp gì trong thời gian này. Nạp cả một thư mục bằng: hosopost import all DIR",
                "Nothing was imported in this time. A whole folder is imported by: hosopost import all DIR",
            ),
            What::Gaps => {
                Words::new("Dữ liệu đã nạp không còn chỗ thiếu.", "Imports left nothing open.")
            }
        };
        words.to(self.shell.lang)
    }
}

impl ChangesQuery {
    fn read(&self, staff: &Staff, today: NaiveDate) -> (Filter, Asked) {
        let lang = staff.lang();
        let mut filter = Filter::new("/network/changes", lang).with_file();
        let all = What::ALL.map(|what| (what, what.as_str(), what.words().to(lang)));
        let what = filter.one_of("what", Words::new("Xem", "Show"), &self.what, &all);
        let to = filter.day("to", Words::new("Đến ngày", "Until"), &self.to, today);
        let year_ago = to.checked_sub_days(Days::new(365)).unwrap_or(to);
        let from = filter.day("from", Words::new("Từ ngày", "From"), &self.from, year_ago);
        if from > to {
            filter.wrong(
                "from",
                "Ngày đầu phải trước ngày cuối.",
                "Expected a first day before the last one.",
            );
        }
        let names = Administrator::of(&staff.actor).is_ok();
        (filter, Asked { what, from, to, lang, names })
    }
}

/// What changed
///
/// Units, points, decisions and imports of a period, the latest first; and what imports left open.
#[utoipa::path(
    get,
    path = "/network/changes",
    tag = "staff",
    params(ChangesQuery),
    responses(
        (status = 200, description = "The page", body = String, content_type = "text/html"),
        (status = 303, description = "To the form to sign in"),
        (status = 422, description = "The page, with what is wrong in the field", body = String, content_type = "text/html"),
    )
)]
pub async fn list(
    State(app): Shared,
    staff: Staff,
    chosen: Chosen,
    Query(query): Query<ChangesQuery>,
) -> Result<Response, Problem> {
    let (mut filter, asked) = query.read(&staff, app.clock.now().date());
    let place = app.clone();
    let read = app.read(move |conn| {
        if !filter.is_good() {
            return Ok((filter, Page { items: Vec::new(), next: None }));
        }
        let known = place.known(conn)?;
        let page = asked.page(conn, &known, &mut filter, &query.cursor)?;
        Ok::<_, Problem>((filter, page))
    });
    let (filter, Page { items, next }) = read.await?;
    let next = next.map(|cursor| filter.further(&cursor));
    let (shell, what) = (&staff.shell, asked.what);
    let drawn = ChangesPage { shell, filter: &filter, what, lines: &items, next };
    Ok(chosen.keep(page(filter.status(), &drawn)?))
}

/// The same list as a file
///
/// CSV for spreadsheets, without pages.
#[utoipa::path(
    get,
    path = "/network/changes.csv",
    tag = "staff",
    params(ChangesQuery),
    responses(
        (status = 200, description = "The file", body = String, content_type = "text/csv"),
        (status = 303, description = "To the form to sign in"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn file(
    State(app): Shared,
    staff: Staff,
    Query(query): Query<ChangesQuery>,
) -> Result<Response, Problem> {
    let lang = staff.lang();
    let (filter, asked) = query.read(&staff, app.clock.now().date());
    filter.must_be_good()?;
    let place = app.clone();
    let rows = app.read(move |conn| {
        let known = place.known(conn)?;
        let row = |line: ChangeLine| {
            let (code, name) = line.link.map(|link| (link.note, link.name)).unwrap_or_default();
            vec![line.on, line.what, code, name, line.note, line.who]
        };
        Ok::<_, Problem>(asked.all(conn, &known)?.into_iter().map(row).collect::<Vec<_>>())
    });
    let head = lang.pick(
        ["Khi nào", "Thay đổi", "Mã", "Tên", "Chi tiết", "Ai"],
        ["When", "Change", "Code", "Name", "Details", "Who"],
    );
    sheet::answer("changes", &head, rows.await?)
}

impl Asked {
    /// A page of what was asked for. What lies in memory is cut here, what lies in the database there.
    fn page(
        self,
        conn: &mut Conn,
        known: &Known,
        filter: &mut Filter,
        cursor: &str,
    ) -> Result<Page<ChangeLine>, Problem> {
        let stored = match self.what {
            What::Units | What::Points | What::Decisions => {
                let lines = self.in_memory(conn, known)?;
                return Ok(filter.cut(lines, cursor, |line| line.key.clone()));
            }
            What::Imports if !cursor.is_empty() && cursor.parse::<i64>().is_err() => None,
            What::Imports | What::Gaps => Some(self.stored(conn, cursor, A_PAGE as i64)?),
        };
        Ok(stored.unwrap_or_else(|| {
            filter.bad_cursor();
            Page { items: Vec::new(), next: None }
        }))
    }

    /// All of it, as far as a file takes it.
    fn all(self, conn: &mut Conn, known: &Known) -> Result<Vec<ChangeLine>, Problem> {
        if matches!(self.what, What::Units | What::Points | What::Decisions) {
            return self.in_memory(conn, known);
        }
        let (mut lines, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = self.stored(conn, &cursor, MAX_LIMIT)?;
            lines.extend(page.items);
            match page.next {
                Some(next) if lines.len() < A_FILE => cursor = next,
                Some(_) | None => return Ok(lines),
            }
        }
    }

    fn in_memory(self, conn: &mut Conn, known: &Known) -> Result<Vec<ChangeLine>, Problem> {
        let network = &known.network;
        Ok(match self.what {
            What::Units => {
                let changes = network.unit_changes(self.from, self.to).into_iter();
                changes.map(|one| self.unit(network, one)).collect()
            }
            What::Points => {
                let changes = network.point_changes(self.from, self.to).into_iter();
                changes.map(|one| self.point(network, &one)).collect()
            }
            What::Decisions => self.decisions(conn, network)?,
            What::Imports | What::Gaps => Vec::new(),
        })
    }

    fn stored(
        self,
        conn: &mut Conn,
        cursor: &str,
        limit: i64,
    ) -> Result<Page<ChangeLine>, Problem> {
        let after = Some(cursor).filter(|cursor| !cursor.is_empty());
        match self.what {
            What::Imports => {
                let last = self.to.checked_add_days(Days::new(1)).unwrap_or(self.to);
                let span = (At::office(self.from, 0, 0), At::office(last, 0, 0));
                let before = after.and_then(|cursor| cursor.parse().ok());
                let page = imports::list_between(conn, span, before, limit)?;
                Ok(page.map(|(number, import)| self.import(number, &import)))
            }
            What::Gaps => {
                let page = gaps::list(conn, &GapFilter::default(), after, limit)?;
                Ok(page.map(|gap| self.gap(&gap)))
            }
            What::Units | What::Points | What::Decisions => {
                Ok(Page { items: Vec::new(), next: None })
            }
        }
    }

    fn unit(self, network: &Network, edge: &Succession) -> ChangeLine {
        let eve = edge.on.pred_opt().unwrap_or(edge.on);
        let (old, new) = (&edge.old, &edge.new);
        let name = |code: &UnitCode, on| {
            network.path_name(code, on, self.lang).unwrap_or_else(|| code.to_string())
        };
        let proposed = match (edge.relation, edge.is_default) {
            (crate::network::Relation::Split, true) => {
                self.lang.pick(" (phần được đề xuất)", " (the proposed part)")
            }
            _ => "",
        };
        ChangeLine {
            key: format!("{} {old} {new}", edge.on),
            on: words::day(edge.on, self.lang),
            what: edge.relation.word(self.lang).to_owned(),
            link: Some(Link {
                path: format!("/network/units/{old}?on={eve}"),
                name: name(old, eve),
                note: old.to_string(),
            }),
            note: format!("→ {}{proposed}", name(new, edge.on)),
            who: String::new(),
        }
    }

    fn point(self, network: &Network, change: &PointChange<'_>) -> ChangeLine {
        let lang = self.lang;
        let PointChange { on, point, before, closed } = *change;
        let what = match (before, closed) {
            (_, true) => lang.pick("đóng", "closed"),
            (None, false) => lang.pick("mở", "opened"),
            (Some(_), false) => lang.pick("thay đổi", "changed"),
        };
        let place = |code, day| network.path_name(code, day, lang).unwrap_or_default();
        let eve = on.pred_opt().unwrap_or(on);
        let note = match (before, closed) {
            (_, true) => point.successor.as_ref().map_or_else(
                || lang.pick("chưa có điểm kế thừa", "no successor").to_owned(),
                |to| format!("→ {}", words::point(network, to)),
            ),
            (None, false) => format!("{} · {}", point.kind.word(lang), place(&point.unit, on)),
            (Some(before), false) => {
                let pairs = [
                    (before.name.clone(), point.name.clone()),
                    (before.kind.word(lang).to_owned(), point.kind.word(lang).to_owned()),
                    (place(&before.unit, eve), place(&point.unit, on)),
                    (words::hours(&before.hours, lang), words::hours(&point.hours, lang)),
                    (before.roles.as_str().to_owned(), point.roles.as_str().to_owned()),
                ];
                let differing = pairs.into_iter().filter(|(was, is)| was != is);
                differing.map(|(was, is)| format!("{was} → {is}")).collect::<Vec<_>>().join("; ")
            }
        };
        ChangeLine {
            key: format!("{on} {} {closed}", point.code),
            on: words::day(on, lang),
            what: what.to_owned(),
            link: Some(Link {
                path: format!(
                    "/network/points/{}?on={}",
                    point.code,
                    if closed { eve } else { on }
                ),
                name: point.name.clone(),
                note: point.code.to_string(),
            }),
            note,
            who: String::new(),
        }
    }

    fn decisions(self, conn: &mut Conn, network: &Network) -> Result<Vec<ChangeLine>, Problem> {
        let all = decisions::list(conn, false)?;
        let takers: Vec<TokenId> = all.iter().map(|one| one.decided_by).collect();
        let names = tokens::names(conn, &takers)?;
        let within = |one: &&KeptDecision| {
            let day = one.decided_at.date();
            self.from <= day && day <= self.to
        };
        let line = |one: &KeptDecision| {
            let decided = &one.decision;
            let eve = decided.on.pred_opt().unwrap_or(decided.on);
            let name = |code: &UnitCode, on| {
                network.path_name(code, on, self.lang).unwrap_or_else(|| code.to_string())
            };
            let ended = one.ended.map_or_else(String::new, |(at, _)| {
                let until = words::time(at, self.lang);
                format!(" ({} {until})", self.lang.pick("hết hiệu lực", "ended"))
            });
            ChangeLine {
                key: one.id.to_string(),
                on: words::time(one.decided_at, self.lang),
                what: format!("{}{ended}", super::locality(&decided.locality, self.lang)),
                link: Some(Link {
                    path: format!("/network/units/{}?on={eve}", decided.old),
                    name: name(&decided.old, eve),
                    note: decided.old.to_string(),
                }),
                note: format!(
                    "→ {}{}",
                    name(&decided.new, decided.on),
                    one.reason.as_ref().map_or_else(String::new, |why| format!(": {why}"))
                ),
                who: names.get(&one.decided_by).cloned().unwrap_or_default(),
            }
        };
        Ok(all.iter().filter(within).map(line).collect())
    }

    fn import(self, number: i64, import: &Import) -> ChangeLine {
        let lang = self.lang;
        let kind: Option<Kind> = import.kind.parse().ok();
        let kind = kind.map_or(import.kind.as_str(), |kind| kind.words().to(lang));
        let Import { read, added, changed, ended, gaps_opened, .. } = import;
        ChangeLine {
            key: number.to_string(),
            on: words::time(import.at, lang),
            what: kind.to_owned(),
            link: None,
            note: lang.pick(
                format!("{read} dòng: {added} mới, {changed} đổi, {ended} kết thúc, {gaps_opened} chỗ thiếu ({})", import.format),
                format!("{read} rows: {added} new, {changed} changed, {ended} ended, {gaps_opened} gaps ({})", import.format),
            ),
            who: if self.names { import.actor.clone() } else { String::new() },
        }
    }

    fn gap(self, gap: &Gap) -> ChangeLine {
        let lang = self.lang;
        let kind: Option<Kind> = gap.kind.parse().ok();
        let kind = kind.map_or(gap.kind.as_str(), |kind| kind.words().to(lang));
        let found = if gap.found.is_empty() {
            lang.pick("không có gì", "nothing").to_owned()
        } else {
            gap.found.clone()
        };
        ChangeLine {
            key: String::new(),
            on: words::time(gap.since, lang),
            what: kind.to_owned(),
            link: None,
            note: format!(
                "{} · {} {} · {} {found}",
                gap.entry,
                lang.pick("cột", "column"),
                gap.column,
                lang.pick("đã thấy", "found")
            ),
            who: String::new(),
        }
    }
}
