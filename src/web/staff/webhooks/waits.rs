//! `/webhooks/{id}/waiting`: what was not acknowledged yet, case by case, in the order of the feed; also as a
//! file.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;

use super::keeper;
use super::words::WaitingView;
use crate::base::paging::{DEFAULT_LIMIT, MAX_LIMIT};
use crate::base::{At, WebhookId};
use crate::feed::webhook::Webhook;
use crate::flows::FlowRefusal;
use crate::flows::webhooks::find_webhook;
use crate::store::deliveries;
use crate::web::Shared;
use crate::web::api::paging::number;
use crate::web::error::{Problem, ProblemBody};
use crate::web::input::{Path, Query};
use crate::web::staff::listing::{cursor, whole};
use crate::web::staff::shell::Chosen;
use crate::web::staff::{Shell, Staff, page, sheet};

/// What the template draws.
#[derive(Template)]
#[template(path = "staff/webhooks/waiting.html")]
pub struct WaitingPage<'a> {
    shell: &'a Shell,
    webhook: &'a Webhook,
    waiting: Vec<WaitingView>,
    dead: bool,
    next: Option<String>,
}

/// Where in the list.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WaitsQuery {
    /// The place in the list that an earlier page gave.
    #[serde(default)]
    cursor: String,
    /// Anything: only what waits for a person.
    #[serde(default)]
    dead: String,
}

/// What waits
///
/// With forms that tell a case again or skip what it waits for. For the administrator.
#[utoipa::path(
    get,
    path = "/webhooks/{webhook_id}/waiting",
    tag = "staff",
    params(("webhook_id" = String, Path), WaitsQuery),
    responses(
        (status = 200, description = "The page", body = String, content_type = "text/html"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn list(
    State(app): Shared,
    staff: Staff,
    chosen: Chosen,
    Path(id): Path<WebhookId>,
    Query(query): Query<WaitsQuery>,
) -> Result<Response, Problem> {
    let by = keeper(&staff.actor)?;
    let after = number(cursor(&query.cursor))?.unwrap_or(0);
    let dead = !query.dead.is_empty();
    let read = app.read(move |conn| -> Result<_, FlowRefusal> {
        let webhook = find_webhook(conn, &by, id)?;
        Ok((webhook, deliveries::waiting(conn, id, dead, after, DEFAULT_LIMIT)?))
    });
    let (webhook, found) = read.await?;
    let asked = if dead { "?dead=1" } else { "" };
    let shell = &Shell { here: format!("/webhooks/{id}/waiting{asked}"), ..staff.shell.clone() };
    let waiting = found.items.iter().map(|one| WaitingView::of(one, shell.lang)).collect();
    let view = WaitingPage { shell, webhook: &webhook, waiting, dead, next: found.next };
    Ok(chosen.keep(page(StatusCode::OK, &view)?))
}

/// The same list as a file
///
/// CSV for spreadsheets, without pages. For the administrator.
#[utoipa::path(
    get,
    path = "/webhooks/{webhook_id}/waiting.csv",
    tag = "staff",
    params(("webhook_id" = String, Path), WaitsQuery),
    responses(
        (status = 200, description = "The file", body = String, content_type = "text/csv"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn file(
    State(app): Shared,
    staff: Staff,
    Path(id): Path<WebhookId>,
    Query(query): Query<WaitsQuery>,
) -> Result<Response, Problem> {
    let (by, lang) = (keeper(&staff.actor)?, staff.lang());
    let dead = !query.dead.is_empty();
    let read = app.read(move |conn| {
        find_webhook(conn, &by, id)?;
        let page = |cursor: Option<&str>| {
            let after = number(cursor)?.unwrap_or(0);
            Ok(deliveries::waiting(conn, id, dead, after, MAX_LIMIT)?)
        };
        whole(lang, page, |one| {
            let said = WaitingView::of(&one, lang);
            let at = |at: Option<At>| at.map(|at| at.to_string()).unwrap_or_default();
            let (due, died) = (at(one.due_at), at(one.died_at));
            vec![
                said.case,
                said.kind,
                said.attempts.to_string(),
                said.stands,
                due,
                died,
                said.event,
            ]
        })
    });
    let head = lang.pick(
        ["Hồ sơ", "Loại", "Đã gửi (lần)", "Tình trạng", "Gửi lúc", "Hết lượt lúc", "webhook-id"],
        ["Case", "Type", "Tries", "Stands", "Due at", "Given up at", "webhook-id"],
    );
    sheet::answer("waiting", &head, read.await?)
}
