//! `/anomalies`: what does not fit at one's points, by kind, age, owner and place; resolved with a reason,
//! and taken along as a file for a spreadsheet.

use std::collections::HashMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::app::App;
use crate::base::paging::{MAX_LIMIT, Page};
use crate::base::{AnomalyId, At, ItemKey, PointCode};
use crate::custody::AnomalyKind;
use crate::flows::resolve_anomaly;
use crate::parcels::ItemKind;
use crate::people::{AnomalyResolver, Reach};
use crate::store::anomalies::{self, Filter, KeptAnomaly};
use crate::store::{Conn, StoreError, bags, parcels, runs};
use crate::web::Shared;
use crate::web::api::paging::after;
use crate::web::error::{INVALID, Problem, ProblemBody};
use crate::web::input::{Path, Query};
use crate::web::staff::clear_up::anomaly::{AnomalyView, status_words};
use crate::web::staff::shell::Chosen;
use crate::web::staff::{FormTrouble, Shell, Staff, StaffForm, page, see, sheet};

/// How many stand on one page.
const A_PAGE: i64 = 25;

/// How many a file holds at the most; a filter brings out the others.
const A_FILE: usize = 20_000;

/// What the template draws.
#[derive(Template)]
#[template(path = "staff/clear_up/anomalies.html")]
pub struct AnomaliesPage<'a> {
    shell: &'a Shell,
    asked: &'a ListQuery,
    lines: &'a [AnomalyView],
    next: Option<String>,
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
    /// The code of the point that has to look into them; all one's own when empty.
    #[serde(default)]
    point: String,
    /// The place in the list that an earlier page gave.
    #[serde(default)]
    cursor: String,
    /// One was just resolved.
    #[serde(default)]
    done: String,
}

impl ListQuery {
    /// The list that a filter asks for, of what somebody may see; or what is wrong with it.
    fn filter(&self, by: &AnomalyResolver) -> Result<Filter, Problem> {
        let wrong =
            |field: &str, vi: &str, en: &str| Problem::new(INVALID).field(field).detail(vi, en);
        if !["", "open", "explained", "resolved"].contains(&self.status.as_str()) {
            let words = "open, explained, resolved";
            return Err(wrong(
                "?status",
                &format!("Cần một trong: {words}"),
                &format!("Expected one of: {words}"),
            ));
        }
        let kind: Option<AnomalyKind> = match self.kind.as_str() {
            "" => None,
            kind => Some(kind.parse().map_err(|told: crate::base::place::BadCode| {
                wrong("?kind", "Không có loại bất thường này", &told.to_string())
            })?),
        };
        let points = match (by.reach(), self.point.trim()) {
            (Reach::Everywhere, "") => None,
            (Reach::Points(points), "") => Some(points.clone()),
            (_, code) => {
                let point: PointCode =
                    code.parse().map_err(|told: crate::base::place::BadCode| {
                        wrong(
                            "?point",
                            "Cần mã điểm: chữ, số, dấu chấm hoặc gạch nối",
                            &told.to_string(),
                        )
                    })?;
                by.at(&point)?;
                Some(vec![point])
            }
        };
        let status = (!self.status.is_empty()).then(|| self.status.clone());
        Ok(Filter { status, kind, points, item: None })
    }

    /// The filter as part of an address.
    fn text(&self) -> String {
        format!("status={}&kind={}&point={}", self.status, self.kind, self.point.trim())
    }
}

impl AnomaliesPage<'_> {
    fn kinds(&self) -> Vec<(&'static str, &'static str)> {
        AnomalyKind::ALL.iter().map(|kind| (kind.as_str(), kind.words(self.shell.lang))).collect()
    }

    fn statuses(&self) -> [(&'static str, &'static str); 4] {
        ["open", "explained", "resolved", ""].map(|s| (s, status_words(s, self.shell.lang)))
    }

    /// What is wrong with the reason given for this one.
    fn why(&self, line: &AnomalyView) -> Option<&str> {
        let (id, trouble) = self.trouble.as_ref()?;
        (*id == line.id).then(|| crate::web::staff::form::said_over(Some(trouble), &[])).flatten()
    }

    fn is_filtered(&self) -> bool {
        !(self.asked.status.is_empty() && self.asked.kind.is_empty() && self.asked.point.is_empty())
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
    draw(&app, &staff, &query, None).await.map(|answer| chosen.keep(answer))
}

async fn draw(
    app: &Arc<App>,
    staff: &Staff,
    query: &ListQuery,
    trouble: Option<(&str, FormTrouble)>,
) -> Result<Response, Problem> {
    let filter = query.filter(&AnomalyResolver::of(&staff.actor)?)?;
    let cursor = Some(&query.cursor).filter(|cursor| !cursor.is_empty());
    let after = after(cursor)?;
    let (copy, now, lang) = (app.clone(), app.clock.now(), staff.lang());
    let read = app.read(move |conn| -> Result<Page<AnomalyView>, StoreError> {
        let found = anomalies::list(conn, &filter, after, A_PAGE)?;
        let next = found.next.clone();
        Ok(Page { items: views(conn, &copy, &found.items, now, lang)?, next })
    });
    let Page { items, next } = read.await?;
    let status = if trouble.is_some() { INVALID.status } else { StatusCode::OK };
    let shell = &Shell { here: format!("/anomalies?{}", query.text()), ..staff.shell.clone() };
    page(status, &AnomaliesPage { shell, asked: query, lines: &items, next, trouble })
}

fn views(
    conn: &mut Conn,
    app: &Arc<App>,
    found: &[KeptAnomaly],
    now: At,
    lang: crate::base::Lang,
) -> Result<Vec<AnomalyView>, StoreError> {
    let keys: Vec<ItemKey> = found.iter().map(|kept| kept.anomaly.item).collect();
    let mut codes: HashMap<ItemKey, (ItemKind, String)> = HashMap::new();
    let parcels = parcels::find_many(conn, &keys)?.into_iter();
    codes.extend(parcels.map(|p| (p.key, (ItemKind::Parcel, p.tracking.to_string()))));
    let bags = bags::find_many(conn, &keys)?.into_iter();
    codes.extend(bags.map(|b| (b.key, (ItemKind::Bag, b.code.to_string()))));
    let runs = runs::find_many(conn, &keys)?.into_iter();
    codes.extend(runs.map(|r| (r.key, (ItemKind::Run, r.code.to_string()))));
    let known = app.known(conn)?;
    let view = |kept: &KeptAnomaly| {
        let view = AnomalyView::of(kept, &known.network, now, lang);
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
    let filter = query.filter(&AnomalyResolver::of(&staff.actor)?)?;
    let (copy, now, lang) = (app.clone(), app.clock.now(), staff.lang());
    let rows = app.read(move |conn| -> Result<Vec<Vec<String>>, Problem> {
        let (mut rows, mut cursor) = (Vec::new(), None);
        loop {
            let found = anomalies::list(conn, &filter, after(cursor.as_ref())?, MAX_LIMIT)?;
            for view in views(conn, &copy, &found.items, now, lang)? {
                let decision = view.decision.unwrap_or_default();
                rows.push(vec![
                    view.at,
                    view.code,
                    view.text.to_owned(),
                    view.status_text.to_owned(),
                    view.owner,
                    view.age,
                    view.expected,
                    view.found,
                    decision,
                    view.id,
                ]);
            }
            cursor = found.next;
            if cursor.is_none() || rows.len() >= A_FILE {
                return Ok(rows);
            }
        }
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
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
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
    match resolved.map_err(Problem::from) {
        Ok(_) => Ok(see("/anomalies?status=open&done=1")),
        Err(problem) if problem.kind() == INVALID => {
            let trouble = FormTrouble::of(&problem, staff.lang());
            let query = ListQuery { status: "open".to_owned(), ..ListQuery::default() };
            draw(&app, &staff, &query, Some((&id, trouble))).await
        }
        Err(problem) => Err(problem),
    }
}
