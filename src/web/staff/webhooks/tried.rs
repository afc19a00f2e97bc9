//! `/webhooks/{id}/attempts`: everything that was tried and what came back, the latest first; also as a file.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;

use super::keeper;
use super::words::AttemptView;
use crate::base::WebhookId;
use crate::base::paging::{DEFAULT_LIMIT, MAX_LIMIT};
use crate::feed::webhook::Webhook;
use crate::flows::FlowRefusal;
use crate::flows::webhooks::find_webhook;
use crate::store::attempts;
use crate::web::Shared;
use crate::web::api::paging::number;
use crate::web::error::{Problem, ProblemBody};
use crate::web::input::{Path, Query};
use crate::web::staff::listing::{cursor, whole};
use crate::web::staff::shell::Chosen;
use crate::web::staff::{Shell, Staff, page, sheet};

/// What the template draws.
#[derive(Template)]
#[template(path = "staff/webhooks/attempts.html")]
pub struct AttemptsPage<'a> {
    shell: &'a Shell,
    webhook: &'a Webhook,
    tried: Vec<AttemptView>,
    next: Option<String>,
}

/// Where in the list.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TriedQuery {
    /// The place in the list that an earlier page gave.
    #[serde(default)]
    cursor: String,
}

/// What was tried
///
/// The latest first: when, what came back and how soon, and when it is tried again. For the administrator.
#[utoipa::path(
    get,
    path = "/webhooks/{webhook_id}/attempts",
    tag = "staff",
    params(("webhook_id" = String, Path), TriedQuery),
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
    Query(query): Query<TriedQuery>,
) -> Result<Response, Problem> {
    let by = keeper(&staff.actor)?;
    let before = number(cursor(&query.cursor))?;
    let read = app.read(move |conn| -> Result<_, FlowRefusal> {
        Ok((find_webhook(conn, &by, id)?, attempts::list(conn, id, before, DEFAULT_LIMIT)?))
    });
    let (webhook, found) = read.await?;
    let shell = &Shell { here: format!("/webhooks/{id}/attempts"), ..staff.shell.clone() };
    let tried = found.items.iter().map(|one| AttemptView::of(one, shell.lang)).collect();
    let view = AttemptsPage { shell, webhook: &webhook, tried, next: found.next };
    Ok(chosen.keep(page(StatusCode::OK, &view)?))
}

/// The same list as a file
///
/// CSV for spreadsheets, without pages. For the administrator.
#[utoipa::path(
    get,
    path = "/webhooks/{webhook_id}/attempts.csv",
    tag = "staff",
    params(("webhook_id" = String, Path)),
    responses(
        (status = 200, description = "The file", body = String, content_type = "text/csv"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn file(
    State(app): Shared,
    staff: Staff,
    Path(id): Path<WebhookId>,
) -> Result<Response, Problem> {
    let (by, lang) = (keeper(&staff.actor)?, staff.lang());
    let read = app.read(move |conn| {
        find_webhook(conn, &by, id)?;
        let page = |cursor: Option<&str>| Ok(attempts::list(conn, id, number(cursor)?, MAX_LIMIT)?);
        whole(lang, page, |one| {
            let said = AttemptView::of(&one, lang);
            let next = one.next_at.map(|at| at.to_string());
            let (outcome, nth, took) = (said.outcome.text, one.nth, one.took_ms);
            vec![
                one.at.to_string(),
                outcome.to_owned(),
                said.came,
                took.to_string(),
                said.case.unwrap_or_default(),
                nth.to_string(),
                next.unwrap_or_default(),
                said.event,
                said.answer,
            ]
        })
    });
    let head = lang.pick(
        [
            "Lúc",
            "Kết quả",
            "Trả lời",
            "Mất (ms)",
            "Hồ sơ",
            "Lần",
            "Gửi lại lúc",
            "webhook-id",
            "Nội dung trả lời",
        ],
        [
            "At",
            "Outcome",
            "Came back",
            "Took (ms)",
            "Case",
            "Try",
            "Again at",
            "webhook-id",
            "Answer",
        ],
    );
    sheet::answer("attempts", &head, read.await?)
}
