//! `/anomalies`: what does not fit at one's points, by kind, age, owner and place; resolved with a reason,
//! and taken along as a file for a spreadsheet.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::app::App;
use crate::base::paging::{MAX_LIMIT, Page};
use crate::base::{AnomalyId, At, ItemKey, Lang, Words};
use crate::custody::AnomalyKind;
use crate::flows::{codes_of, resolve_anomaly};
use crate::people::AnomalyResolver;
use crate::store::anomalies::{self, KeptAnomaly};
use crate::store::{Conn, StoreError, carriers, codes};
use crate::web::Shared;
use crate::web::api::paging::after;
use crate::web::error::{INVALID, Problem, ProblemBody};
use crate::web::input::{Path, Query};
use crate::web::staff::clear_up::anomaly::{AnomalyView, status_words};
use crate::web::staff::filter::Filter;
use crate::web::staff::form::said_over;
use crate::web::staff::shell::Chosen;
use crate::web::staff::{FormTrouble, Shell, Staff, StaffForm, listing, page, see, sheet};

/// How many stand on one page.
const A_PAGE: i64 = 25;

/// What the template draws.
#[derive(Template)]
#[template(path = "staff/clear_up/anomalies.html")]
pub struct AnomaliesPage<'a> {
    shell: &'a Shell,
    filter: &'a Filter,
    done: bool,
    lines: &'a [AnomalyView],
    next: Option<String>,
    /// What is wrong with the reason given for the anomaly of this id.
    trouble: Option<(&'a str, FormTrouble)>,
}

/// Which anomalies to list.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListQuery {
    /// `open`, `explained` or `resolved`; all when empty.
    #[serde(default)]
    status: String,
    /// A kind, as `skipped_handoff`; all when empty.
    #[serde(default)]
    kind: String,
    /// Known for so many hours and more.
    #[serde(default)]
    older: String,
    /// The code of the point that has to look into them; all one's own when empty.
    #[serde(default)]
    point: String,
    /// `away`: those that no point has to look into, because somebody on the road or a citizen had the item.
    #[serde(default)]
    owner: String,
    /// The code of the point where the scan was made; all when empty.
    #[serde(default)]
    place: String,
    /// Of one item: a tracking number, a bag's or a run's code; all when empty.
    #[serde(default)]
    code: String,
    /// The place in the list that an earlier page gave.
    #[serde(default)]
    cursor: String,
    /// One was just resolved.
    #[serde(default)]
    done: String,
}

/// The list that was asked for, of what somebody may see.
struct Asked {
    kept: anomalies::Filter,
    /// Of the item with this code.
    code: Option<String>,
}

impl ListQuery {
    fn read(&self, by: &AnomalyResolver, lang: Lang, now: At) -> Result<(Filter, Asked), Problem> {
        let mut filter = Filter::new("/anomalies", lang).with_file();
        let statuses = ["", "open", "explained", "resolved"].map(|s| (s, status_words(s, lang)));
        let label = Words::new("Tình trạng", "Status");
        let status = listing::word(&mut filter, "status", label, &self.status, &statuses);
        let kinds = AnomalyKind::ALL.iter().map(|kind| (kind.as_str(), kind.words(lang)));
        let kind = filter.choice("kind", Words::new("Loại", "Kind"), &self.kind, kinds);
        let before = listing::waiting_since(&mut filter, &self.older, lang, now);
        let owners = [
            ("", lang.pick("bất kỳ", "anybody")),
            ("away", lang.pick("không điểm nào (trên đường)", "no point (on the road)")),
        ];
        let label = Words::new("Người phụ trách", "In charge");
        let owner = listing::word(&mut filter, "owner", label, &self.owner, &owners);
        let label = Words::new("Điểm phụ trách", "Point in charge");
        let points = match listing::point(&mut filter, "point", label, &self.point) {
            Some(point) => {
                by.at(&point)?;
                Some(vec![point])
            }
            None => listing::points(by.reach()),
        };
        let label = Words::new("Nơi quét", "Where it was scanned");
        let place = listing::point(&mut filter, "place", label, &self.place);
        let label = Words::new("Của bưu gửi, túi, chuyến", "Of a parcel, bag or run");
        let code = filter.text("code", label, &self.code, "BH100000017VN");
        let (away, item) = (owner.is_some(), None);
        let kept = anomalies::Filter { status, kind, points, away, place, before, item };
        Ok((filter, Asked { kept, code: Some(code).filter(|code| !code.is_empty()) }))
    }
}

impl Asked {
    /// What to list; none when nobody knows the code that was asked for.
    fn of_item(self, conn: &mut Conn) -> Result<Option<anomalies::Filter>, StoreError> {
        let Some(code) = self.code else { return Ok(Some(self.kept)) };
        let owner = codes::find(conn, &code)?;
        Ok(owner.map(|owner| anomalies::Filter { item: Some(owner.key), ..self.kept }))
    }
}

impl AnomaliesPage<'_> {
    /// What is wrong with the reason given for this one.
    fn why(&self, line: &AnomalyView) -> Option<&str> {
        let (id, trouble) = self.trouble.as_ref()?;
        (*id == line.id).then(|| said_over(Some(trouble), &[])).flatten()
    }
}

/// The list of anomalies
///
/// Of one's own points, the oldest first.
#[utoipa::path(
    get,
    path = "/anomalies",
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

async fn draw(
    app: &Arc<App>,
    staff: &Staff,
    query: &ListQuery,
    trouble: Option<(&str, FormTrouble)>,
) -> Result<Response, Problem> {
    let (now, lang) = (app.clock.now(), staff.lang());
    let (mut filter, asked) = query.read(&AnomalyResolver::of(&staff.actor)?, lang, now)?;
    let shell = &Shell { here: format!("/anomalies?{}", filter.query()), ..staff.shell.clone() };
    let after = after(listing::cursor(&query.cursor));
    if after.is_err() {
        filter.bad_cursor();
    }
    let Page { items, next } = match after {
        Ok(after) if filter.is_good() => {
            let copy = app.clone();
            let read = app.read(move |conn| -> Result<Page<AnomalyView>, StoreError> {
                let Some(kept) = asked.of_item(conn)? else { return Ok(Page::none()) };
                let found = anomalies::list(conn, &kept, after, A_PAGE)?;
                let next = found.next.clone();
                Ok(Page { items: views(conn, &copy, &found.items, now, lang)?, next })
            });
            read.await?
        }
        Ok(_) | Err(_) => Page::none(),
    };
    let status = if trouble.is_some() { INVALID.status } else { filter.status() };
    let next = next.map(|cursor| filter.further(&cursor));
    let (filter, done) = (&filter, !query.done.is_empty());
    page(status, &AnomaliesPage { shell, filter, done, lines: &items, next, trouble })
}

fn views(
    conn: &mut Conn,
    app: &Arc<App>,
    found: &[KeptAnomaly],
    now: At,
    lang: Lang,
) -> Result<Vec<AnomalyView>, StoreError> {
    let keys: Vec<ItemKey> = found.iter().map(|kept| kept.anomaly.item).collect();
    let codes = codes_of(conn, &keys)?;
    let (known, to_search) = (app.known(conn)?, carriers::of_anomalies(conn, found)?);
    let view = |kept: &KeptAnomaly| {
        let view = AnomalyView::of(kept, &known.network, now, lang);
        let view = view.searched(kept, &to_search, lang);
        match codes.get(&kept.anomaly.item).cloned() {
            Some((kind, code)) => view.about(kind, code),
            None => view,
        }
    };
    Ok(found.iter().map(view).collect())
}

/// The same list as a file
///
/// CSV for spreadsheets, without pages.
#[utoipa::path(
    get,
    path = "/anomalies.csv",
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
        let Some(kept) = asked.of_item(conn)? else { return Ok(Vec::new()) };
        let read = |cursor: Option<&str>| {
            let found = anomalies::list(conn, &kept, after(cursor)?, MAX_LIMIT)?;
            let next = found.next.clone();
            Ok(Page { items: views(conn, &copy, &found.items, now, lang)?, next })
        };
        listing::whole(lang, read, |view: AnomalyView| {
            vec![
                view.at,
                view.code,
                view.text.to_owned(),
                view.status_text.to_owned(),
                view.owner,
                view.age,
                view.expected,
                view.found,
                view.decision.unwrap_or_default(),
                view.id,
            ]
        })
    });
    let head = lang.pick(
        [
            "Thời điểm",
            "Mã",
            "Bất thường",
            "Tình trạng",
            "Phụ trách",
            "Đã bao lâu",
            "Cần",
            "Thấy",
            "Kết luận",
            "id",
        ],
        ["At", "Code", "Anomaly", "Status", "Owner", "Age", "Expected", "Found", "Decision", "id"],
    );
    sheet::answer("anomalies", &head, rows.await?)
}

/// Why an anomaly is resolved.
#[derive(Debug, Deserialize, ToSchema)]
pub struct Resolve {
    /// In a sentence; no names of citizens.
    #[serde(default)]
    #[schema(example = "Đã kiểm tra: bưu cục quên quét giao")]
    reason: String,
    /// The hidden word of the form.
    #[serde(default, rename = "form_token")]
    #[expect(dead_code, reason = "read by the extractor; here for the description")]
    form_token: String,
}

/// Resolves an anomaly
///
/// With the reason; scans stay as they are.
#[utoipa::path(
    post,
    path = "/anomalies/{id}/resolve",
    tag = "staff",
    params(("id" = String, Path)),
    request_body(content = Resolve, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 303, description = "Back to the list"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn resolve(
    State(app): Shared,
    Path(id): Path<String>,
    StaffForm { staff, form }: StaffForm<Resolve>,
) -> Result<Response, Problem> {
    let by = AnomalyResolver::of(&staff.actor)?;
    let (cx, anomaly) = (staff.context(&app), AnomalyId(id.clone()));
    let resolved = app
        .intake
        .run(move |conn, _| resolve_anomaly(conn, &cx, &by, &anomaly, &form.reason))
        .await?;
    match listing::mendable(resolved.map_err(Problem::from), staff.lang())? {
        Ok(_) => Ok(see("/anomalies?status=open&done=1")),
        Err(trouble) => {
            let query = ListQuery { status: "open".to_owned(), ..ListQuery::default() };
            draw(&app, &staff, &query, Some((&id, trouble))).await
        }
    }
}
