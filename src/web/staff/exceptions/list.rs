//! `/exceptions`: anomalies, parcels nobody heard of, harm to answer for and complaints on one list, what is due first on top; and how much
//! each owner has open.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;

use super::{DueView, kind_words};
use crate::app::App;
use crate::base::paging::{MAX_LIMIT, Page};
use crate::base::{At, Lang, Words};
use crate::claims::{Exception, Source};
use crate::flows::claims::list_exceptions;
use crate::network::Network;
use crate::parcels::ItemKind;
use crate::people::AnomalyResolver;
use crate::store::exceptions::{self, Order};
use crate::store::{Conn, StoreError};
use crate::web::Shared;
use crate::web::api::paging::after;
use crate::web::error::Problem;
use crate::web::input::Query;
use crate::web::staff::filter::Filter;
use crate::web::staff::shell::Chosen;
use crate::web::staff::{Shell, Staff, listing, page, sheet, words};

/// How many stand on one page.
const A_PAGE: i64 = 25;
/// How many owners stand over the list.
const OWNERS: i64 = 12;

/// What the template draws.
#[derive(Template)]
#[template(path = "staff/exceptions/list.html")]
struct ListPage<'a> {
    shell: &'a Shell,
    filter: &'a Filter,
    owners: &'a [OwnerView],
    lines: &'a [Line],
    next: Option<String>,
}

/// How much an owner has open.
#[derive(Debug, Clone)]
struct OwnerView {
    name: String,
    /// The same list of this owner alone.
    page: String,
    open: i64,
    overdue: i64,
    oldest: String,
}

/// One thing to look into.
#[derive(Debug, Clone)]
struct Line {
    source: &'static str,
    what: String,
    /// Where it is worked on.
    page: String,
    code: String,
    code_page: String,
    owner: String,
    since: String,
    age: String,
    due: Option<DueView>,
    id: String,
}

/// Which exceptions to list.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListQuery {
    /// `anomaly`, `dark`, `liability` or `complaint`; all when empty.
    #[serde(default)]
    source: String,
    /// The code of the point that has to look into them; all one's own when empty.
    #[serde(default)]
    point: String,
    /// `away`: those that no point has to look into.
    #[serde(default)]
    owner: String,
    /// Known for so many hours and more.
    #[serde(default)]
    older: String,
    /// `overdue`, or due within `24` or `72` hours.
    #[serde(default)]
    due: String,
    /// `due` (when empty) or `age`: what stands first.
    #[serde(default)]
    order: String,
    /// The place in the list that an earlier page gave.
    #[serde(default)]
    cursor: String,
}

impl ListQuery {
    fn read(
        &self,
        by: &AnomalyResolver,
        lang: Lang,
        now: At,
    ) -> Result<(Filter, exceptions::Filter), Problem> {
        let mut filter = Filter::new("/exceptions", lang).with_file();
        let sources = Source::ALL.iter().map(|one| (one.as_str(), one.words(lang)));
        let source = filter.choice("source", Words::new("Loại", "Kind"), &self.source, sources);
        let label = Words::new("Điểm phụ trách", "Point in charge");
        let points = match listing::point(&mut filter, "point", label, &self.point) {
            Some(point) => {
                by.at(&point)?;
                Some(vec![point])
            }
            None => listing::points(by.reach()),
        };
        let owners = [
            ("", lang.pick("bất kỳ", "anybody")),
            ("away", lang.pick("không điểm nào (trên đường)", "no point (on the road)")),
        ];
        let label = Words::new("Người phụ trách", "In charge");
        let away = listing::word(&mut filter, "owner", label, &self.owner, &owners).is_some();
        let before = listing::waiting_since(&mut filter, &self.older, lang, now);
        let dues = [
            ("", lang.pick("bất kỳ", "any time")),
            ("overdue", lang.pick("đã quá hạn", "overdue")),
            ("24", lang.pick("trong 24 giờ", "within 24 hours")),
            ("72", lang.pick("trong 3 ngày", "within 3 days")),
        ];
        let due = listing::word(&mut filter, "due", Words::new("Hạn", "Due"), &self.due, &dues);
        // A word that is no number is `overdue`.
        let hours = |word: String| word.parse::<i64>().unwrap_or_default();
        let due_before = due.map(|word| now.plus_millis(hours(word) * 3_600_000));
        let orders = [
            ("", lang.pick("hạn gần nhất", "what is due first")),
            ("age", lang.pick("lâu nhất", "the oldest")),
        ];
        let label = Words::new("Xếp theo", "Order by");
        let order = match listing::word(&mut filter, "order", label, &self.order, &orders) {
            Some(_) => Order::Age,
            None => Order::Due,
        };
        Ok((filter, exceptions::Filter { source, points, away, before, due_before, order }))
    }
}

/// The exceptions desk
///
/// Everything at one's own points that somebody has to look into, what is due first on top.
#[utoipa::path(
    get,
    path = "/exceptions",
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
    let (now, lang) = (app.clock.now(), staff.lang());
    let by = AnomalyResolver::of(&staff.actor)?;
    let (mut filter, asked) = query.read(&by, lang, now)?;
    let shell = &Shell { here: format!("/exceptions?{}", filter.query()), ..staff.shell.clone() };
    let after = after(listing::cursor(&query.cursor));
    if after.is_err() {
        filter.bad_cursor();
    }
    let own = listing::points(by.reach());
    let copy = app.clone();
    let good = after.ok().filter(|_| filter.is_good());
    let read = app.read(move |conn| -> Result<_, Problem> {
        let known = copy.known(conn)?;
        let owners = exceptions::by_owner(conn, own.as_deref(), now, OWNERS)?;
        let owners: Vec<OwnerView> =
            owners.iter().map(|one| OwnerView::of(one, &known.network, now, lang)).collect();
        let page = match good {
            Some(after) => lines(conn, &copy, &asked, after, (A_PAGE, now, lang))?,
            None => Page::none(),
        };
        Ok((owners, page))
    });
    let (owners, Page { items, next }) = read.await?;
    let next = next.map(|cursor| filter.further(&cursor));
    let drawn = ListPage { shell, filter: &filter, owners: &owners, lines: &items, next };
    Ok(chosen.keep(page(filter.status(), &drawn)?))
}

impl OwnerView {
    fn of(owned: &exceptions::Owned, network: &Network, now: At, lang: Lang) -> Self {
        let (name, page) = match &owned.owner {
            Some(code) => (words::point(network, code, now), format!("/exceptions?point={code}")),
            None => (
                lang.pick("Không điểm nào (trên đường)", "No point (on the road)").to_owned(),
                "/exceptions?owner=away".to_owned(),
            ),
        };
        Self {
            name,
            page,
            open: owned.open,
            overdue: owned.overdue,
            oldest: words::age(owned.oldest, now, lang),
        }
    }
}

fn lines(
    conn: &mut Conn,
    app: &Arc<App>,
    asked: &exceptions::Filter,
    after: Option<(At, String)>,
    (limit, now, lang): (i64, At, Lang),
) -> Result<Page<Line>, StoreError> {
    let known = app.known(conn)?;
    let page = list_exceptions(conn, asked, after, limit)?;
    Ok(page.map(|(one, code)| Line::of(one, code, &known.network, (now, lang))))
}

impl Line {
    fn of(
        one: Exception,
        code: Option<(ItemKind, String)>,
        network: &Network,
        (now, lang): (At, Lang),
    ) -> Self {
        let code_page = code.as_ref().map(|(kind, code)| words::page_of(*kind, code));
        let code = code.map(|(_, code)| code).unwrap_or_default();
        let page = match one.source {
            Source::Anomaly => format!("/anomalies?status=open&code={code}#{}", one.id),
            Source::Dark => code_page.clone().unwrap_or_default(),
            Source::Liability => format!("/liabilities/{}", one.id),
            Source::Complaint => format!("/complaints/{}", one.id),
        };
        let owner = one.owner.as_ref().map(|code| words::point(network, code, now));
        Self {
            source: one.source.words(lang),
            what: kind_words(one.source, &one.kind, lang),
            page,
            code,
            code_page: code_page.unwrap_or_default(),
            owner: owner.unwrap_or_else(|| lang.pick("trên đường", "on the road").to_owned()),
            since: words::time(one.since, lang),
            age: words::age(one.since, now, lang),
            due: DueView::of(one.due_at, now, lang),
            id: one.id,
        }
    }
}

/// The same list as a file
///
/// CSV for spreadsheets, without pages.
#[utoipa::path(
    get,
    path = "/exceptions.csv",
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
        let read = |cursor: Option<&str>| {
            Ok(lines(conn, &copy, &asked, after(cursor)?, (MAX_LIMIT, now, lang))?)
        };
        listing::whole(lang, read, |line: Line| {
            let (due, left) = line.due.map(|due| (due.at, due.left)).unwrap_or_default();
            let Line { source, what, code, owner, since, age, id, .. } = line;
            vec![source.to_owned(), what, code, owner, since, age, due, left, id]
        })
    });
    let head = lang.pick(
        ["Loại", "Việc", "Mã", "Phụ trách", "Từ lúc", "Đã bao lâu", "Hạn", "Còn lại", "id"],
        ["Kind", "What", "Code", "Owner", "Since", "Age", "Due", "Left", "id"],
    );
    sheet::answer("exceptions", &head, rows.await?)
}
