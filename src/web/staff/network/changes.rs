//! `/network/changes`: what changed in a period: units, points, what persons decided, what was imported; and
//! what imports have left open.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chrono::{Days, NaiveDate};
use serde::Deserialize;
use utoipa::IntoParams;

use super::super::filter::{A_PAGE, Filter, read_day};
use super::super::sheet;
use super::super::shell::Chosen;
use super::{Link, Shell, page};
use crate::app::Known;
use crate::base::paging::{MAX_LIMIT, Page};
use crate::base::{At, Lang, Words};
use crate::people::Administrator;
use crate::store::gaps::GapFilter;
use crate::store::{Conn, gaps, imports};
use crate::web::Shared;
use crate::web::error::Problem;
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
pub(super) struct ChangeLine {
    /// Its place in the list.
    pub(super) key: String,
    pub(super) on: String,
    pub(super) what: String,
    pub(super) link: Option<Link>,
    pub(super) note: String,
    pub(super) who: String,
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
pub(super) struct Asked {
    what: What,
    pub(super) from: NaiveDate,
    pub(super) to: NaiveDate,
    pub(super) lang: Lang,
    /// Who imported what is for the administrator, as in the API.
    pub(super) names: bool,
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
        let last = read_day(&self.to).unwrap_or(today);
        let year_ago = last.checked_sub_days(Days::new(365)).unwrap_or(last);
        let from = filter.day("from", Words::new("Từ ngày", "From"), &self.from, year_ago);
        let to = filter.day("to", Words::new("Đến ngày", "Until"), &self.to, today);
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
    responses((status = 200, description = "The file", body = String, content_type = "text/csv"))
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
}
