//! `/catalogue/difference`: what differs between two states of the catalogue, each a day or a named version.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::IntoParams;

use super::super::filter::{Filter, read_day};
use super::super::shell::Chosen;
use super::super::{sheet, words};
use super::{Shell, page};
use crate::app::Known;
use crate::base::paging::Page;
use crate::base::{Lang, Words};
use crate::catalogue::{CatalogueVersion, Difference, Part, Side};
use crate::store::procedures::versions;
use crate::web::Shared;
use crate::web::error::Problem;
use crate::web::input::Query;
use crate::web::staff::Staff;

/// What the template draws.
#[derive(Template)]
#[template(path = "staff/catalogue/difference.html")]
pub struct DifferencePage<'a> {
    shell: &'a Shell,
    filter: &'a Filter,
    shown: Option<&'a Shown>,
    next: Option<String>,
}

/// What differs.
#[derive(Debug)]
struct Shown {
    from: String,
    to: String,
    day: NaiveDate,
    counts: [(usize, &'static str); 5],
    entries: Page<Entry>,
}

/// What became of one procedure.
#[derive(Debug)]
struct Entry {
    /// Its place in the list.
    number: usize,
    mark: &'static str,
    code: String,
    name: String,
    changes: Vec<String>,
}

/// Between which two.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DifferenceQuery {
    /// The catalogue of before: a day, or the name of a version.
    #[serde(default)]
    from: String,
    /// The catalogue of after.
    #[serde(default)]
    to: String,
    /// The place in the list that an earlier page gave.
    #[serde(default)]
    cursor: String,
}

impl DifferenceQuery {
    fn filter(&self, lang: Lang) -> Filter {
        let button = Words::new("So sánh", "Compare");
        let mut filter = Filter::new("/catalogue/difference", lang).focused().button(button);
        if self.is_asked() {
            filter = filter.with_file();
        }
        let label = Words::new("Từ: ngày hoặc tên phiên bản", "From: a day or a version");
        filter.text("from", label, &self.from, "30/06/2025");
        let label = Words::new("Đến: ngày hoặc tên phiên bản", "To: a day or a version");
        filter.text("to", label, &self.to, "01/07/2025");
        filter
    }

    const fn is_asked(&self) -> bool {
        !self.from.is_empty() || !self.to.is_empty()
    }

    /// The two days, or what is wrong at the field.
    fn days(&self, named: &[CatalogueVersion], filter: &mut Filter) -> (NaiveDate, NaiveDate) {
        let mut day = |name: &str, typed: &str| {
            let read = read_day(typed).map_or_else(|| CatalogueVersion::day_of(typed, named), Ok);
            read.unwrap_or_else(|refusal| {
                filter.wrong(name, refusal.text(Lang::Vi), refusal.text(Lang::En));
                NaiveDate::default()
            })
        };
        (day("from", &self.from), day("to", &self.to))
    }
}

fn between(known: &Known, from: NaiveDate, to: NaiveDate) -> Difference {
    let side = |on| Side { catalogue: &known.catalogue, on, tells: &Part::ALL };
    Difference::between(side(from), side(to))
}

impl Shown {
    fn of(
        difference: &Difference,
        from: NaiveDate,
        to: NaiveDate,
        filter: &mut Filter,
        cursor: &str,
        lang: Lang,
    ) -> Self {
        let plain = |mark: &'static str, all: &[crate::catalogue::Named]| {
            let entry = |one: &crate::catalogue::Named| {
                (mark, one.code.to_string(), one.name.clone(), Vec::new())
            };
            all.iter().map(entry).collect::<Vec<_>>()
        };
        let added = lang.pick("thêm mới", "added");
        let removed = lang.pick("bãi bỏ", "removed");
        let changed = lang.pick("thay đổi", "changed");
        let recoded = lang.pick("có thể đổi mã", "probably recoded");
        let mut entries = plain(added, &difference.added);
        entries.extend(plain(removed, &difference.removed));
        entries.extend(difference.changed.iter().map(|one| {
            let lines = one.changes.iter().map(|change| change.text(lang)).collect();
            (changed, one.code.to_string(), one.name.clone(), lines)
        }));
        entries.extend(difference.recoded.iter().map(|one| {
            let lines = vec![format!("{} → {}", one.before, one.after)];
            (recoded, one.after.to_string(), one.name.clone(), lines)
        }));
        let entries = entries.into_iter().enumerate().map(|(at, (mark, code, name, lines))| {
            Entry { number: at + 1, mark, code, name, changes: lines }
        });
        let unchanged = lang.pick("giữ nguyên", "unchanged");
        Self {
            from: words::day(from, lang),
            to: words::day(to, lang),
            day: to,
            counts: [
                (difference.added.len(), added),
                (difference.removed.len(), removed),
                (difference.changed.len(), changed),
                (difference.recoded.len(), recoded),
                (difference.unchanged, unchanged),
            ],
            entries: filter.cut(entries.collect(), cursor, |entry| entry.number.to_string()),
        }
    }
}

/// Compare two catalogues
///
/// What was added, removed and changed between two days or named versions, field by field.
#[utoipa::path(
    get,
    path = "/catalogue/difference",
    tag = "staff",
    params(DifferenceQuery),
    responses(
        (status = 200, description = "The page", body = String, content_type = "text/html"),
        (status = 422, description = "The page, with what is wrong in the field", body = String, content_type = "text/html"),
    )
)]
pub async fn show(
    State(app): Shared,
    staff: Staff,
    chosen: Chosen,
    Query(query): Query<DifferenceQuery>,
) -> Result<Response, Problem> {
    let lang = staff.lang();
    let mut filter = query.filter(lang);
    let place = app.clone();
    let (filter, shown) = if query.is_asked() && filter.is_good() {
        let read = app.read(move |conn| {
            let named = versions::load(conn)?;
            let (from, to) = query.days(&named, &mut filter);
            if !filter.is_good() {
                return Ok((filter, None));
            }
            let known = place.known(conn)?;
            let found = between(&known, from, to);
            let shown = Shown::of(&found, from, to, &mut filter, &query.cursor, lang);
            Ok::<_, Problem>((filter, Some(shown)))
        });
        read.await?
    } else {
        (filter, None)
    };
    let next = shown.as_ref().and_then(|shown| shown.entries.next.as_ref());
    let next = next.map(|cursor| filter.further(cursor));
    let shown = shown.as_ref();
    let drawn = DifferencePage { shell: &staff.shell, filter: &filter, shown, next };
    Ok(chosen.keep(page(filter.status(), &drawn)?))
}

/// The same difference as a file
///
/// A row for each thing that differs: CSV for spreadsheets.
#[utoipa::path(
    get,
    path = "/catalogue/difference.csv",
    tag = "staff",
    params(DifferenceQuery),
    responses((status = 200, description = "The file", body = String, content_type = "text/csv"))
)]
pub async fn file(
    State(app): Shared,
    staff: Staff,
    Query(query): Query<DifferenceQuery>,
) -> Result<Response, Problem> {
    let lang = staff.lang();
    let mut filter = query.filter(lang);
    let place = app.clone();
    let rows = app.read(move |conn| {
        let named = versions::load(conn)?;
        let (from, to) = query.days(&named, &mut filter);
        filter.must_be_good()?;
        let known = place.known(conn)?;
        Ok::<_, Problem>(between(&known, from, to).rows())
    });
    let rows = rows.await?.into_iter().map(Vec::from);
    sheet::answer("difference", &Difference::COLUMNS, rows)
}
