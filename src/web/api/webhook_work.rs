//! What a person does when a webhook has to be looked after: what waits, what was tried, a new key, telling
//! again, skipping, trying the connection.

use std::sync::Arc;

use axum::extract::State;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::feed::position;
use super::paging::{limit, number};
use super::webhook_out::{AttemptOut, AttemptsOut, KeyedWebhookOut, WaitingsOut, WebhookOut};
use crate::app::App;
use crate::base::codes::CaseCode;
use crate::base::{At, WebhookId};
use crate::feed::webhook::{Attempt, Message, WebhookRefusal};
use crate::flows::FlowRefusal;
use crate::flows::webhooks::{
    Replay, find_webhook, record_test, replay_webhook, rotate_webhook, skip_event,
};
use crate::people::WebhookKeeper;
use crate::store::{StoreError, attempts, deliveries, webhooks};
use crate::web::Shared;
use crate::web::auth::Caller;
use crate::web::error::{CONFLICT, NOT_FOUND, Problem, ProblemBody};
use crate::web::input::{Json, Path, Query};

/// Where a list begins, and how much of it.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// `next` of an earlier page.
    cursor: Option<String>,
    /// At most so many.
    #[param(minimum = 1, maximum = 500, default = 50)]
    limit: Option<i64>,
}

/// What of what waits, where it begins, and how much of it.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WaitingQuery {
    /// Only what is dead: whose last try failed.
    #[serde(default)]
    #[param(default = false)]
    dead: bool,
    /// `next` of an earlier page.
    cursor: Option<String>,
    /// At most so many.
    #[param(minimum = 1, maximum = 500, default = 50)]
    limit: Option<i64>,
}

/// What was tried
///
/// The latest first, the latest 10,000 are kept: when, what came back, and when it is tried again.
#[utoipa::path(
    get,
    path = "/api/v1/webhooks/{webhook_id}/attempts",
    tag = "feed",
    security(("token" = [])),
    params(("webhook_id" = String, Path), PageQuery),
    responses(
        (status = 200, body = AttemptsOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn attempts(
    State(app): Shared,
    Caller(actor): Caller,
    Path(id): Path<WebhookId>,
    Query(query): Query<PageQuery>,
) -> Result<axum::Json<AttemptsOut>, Problem> {
    let by = WebhookKeeper::of(&actor)?;
    let (before, limit) = (number(query.cursor.as_deref())?, limit(query.limit)?);
    let page = app.read(move |conn| -> Result<_, FlowRefusal> {
        find_webhook(conn, &by, id)?;
        Ok(attempts::list(conn, id, before, limit)?)
    });
    Ok(axum::Json(page.await?.into()))
}

/// What was not acknowledged yet
///
/// In the order of the feed. Of each case the first is tried, the others wait behind it.
#[utoipa::path(
    get,
    path = "/api/v1/webhooks/{webhook_id}/waiting",
    tag = "feed",
    security(("token" = [])),
    params(("webhook_id" = String, Path), WaitingQuery),
    responses(
        (status = 200, body = WaitingsOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn waiting(
    State(app): Shared,
    Caller(actor): Caller,
    Path(id): Path<WebhookId>,
    Query(query): Query<WaitingQuery>,
) -> Result<axum::Json<WaitingsOut>, Problem> {
    let by = WebhookKeeper::of(&actor)?;
    let (after, limit) = (number(query.cursor.as_deref())?.unwrap_or(0), limit(query.limit)?);
    let page = app.read(move |conn| -> Result<_, FlowRefusal> {
        find_webhook(conn, &by, id)?;
        Ok(deliveries::waiting(conn, id, query.dead, after, limit)?)
    });
    Ok(axum::Json(page.await?.into()))
}

/// How to change over.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = RotateIn)]
#[serde(deny_unknown_fields)]
pub struct RotateBody {
    /// For so many hours messages bear the signatures of both keys; 0 when the old one became known.
    #[serde(default = "a_day")]
    #[schema(minimum = 0, maximum = 336, default = 24)]
    overlap_hours: i64,
}

const fn a_day() -> i64 {
    24
}

/// Make a new key
///
/// Its secret is in this answer and nowhere else.
#[utoipa::path(
    post,
    path = "/api/v1/webhooks/{webhook_id}/rotate",
    tag = "feed",
    security(("token" = [])),
    params(("webhook_id" = String, Path)),
    request_body = RotateBody,
    responses(
        (status = 200, body = KeyedWebhookOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn rotate(
    State(app): Shared,
    caller: Caller,
    Path(id): Path<WebhookId>,
    Json(body): Json<RotateBody>,
) -> Result<axum::Json<KeyedWebhookOut>, Problem> {
    let cx = caller.context(&app);
    let by = WebhookKeeper::of(&cx.who)?;
    let rotated =
        app.intake.run(move |conn, _| rotate_webhook(conn, &cx, &by, id, body.overlap_hours));
    Ok(axum::Json(rotated.await??.into()))
}

/// What to tell again: one of the three.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = ReplayIn)]
#[serde(deny_unknown_fields)]
pub struct ReplayBody {
    /// Everything behind this cursor of the feed.
    #[serde(default)]
    #[schema(example = "0")]
    after: Option<String>,
    /// Everything that became known at this time or later.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "2025-04-08T09:30:00+07:00")]
    since: Option<At>,
    /// One case from its first event; what is dead of it lives again.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    case: Option<CaseCode>,
}

/// Tell again
///
/// Under the same ids as the first time, so a receiver knows what it has.
#[utoipa::path(
    post,
    path = "/api/v1/webhooks/{webhook_id}/replay",
    tag = "feed",
    security(("token" = [])),
    params(("webhook_id" = String, Path)),
    request_body = ReplayBody,
    responses(
        (status = 200, body = WebhookOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn replay(
    State(app): Shared,
    caller: Caller,
    Path(id): Path<WebhookId>,
    Json(body): Json<ReplayBody>,
) -> Result<axum::Json<WebhookOut>, Problem> {
    let cx = caller.context(&app);
    let by = WebhookKeeper::of(&cx.who)?;
    let what = match (body.after, body.since, body.case) {
        (Some(after), None, None) => Replay::After(position(Some(&after), "after")?),
        (None, Some(since), None) => Replay::Since(since),
        (None, None, Some(case)) => Replay::Case(case),
        (Some(_) | None, Some(_) | None, Some(_) | None) => {
            return Err(FlowRefusal::from(WebhookRefusal::AfterOrCase).into());
        }
    };
    let replayed = app.intake.run(move |conn, _| replay_webhook(conn, &cx, &by, id, &what));
    Ok(axum::Json(replayed.await??.into()))
}

/// What to skip.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = SkipIn)]
#[serde(deny_unknown_fields)]
pub struct SkipBody {
    /// The `webhook-id` of the event: the first of its case that was not acknowledged.
    event: String,
}

/// Skip an event
///
/// The case's next event is sent; the one skipped stays in the feed and can be replayed.
#[utoipa::path(
    post,
    path = "/api/v1/webhooks/{webhook_id}/skip",
    tag = "feed",
    security(("token" = [])),
    params(("webhook_id" = String, Path)),
    request_body = SkipBody,
    responses(
        (status = 200, body = AttemptOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn skip(
    State(app): Shared,
    caller: Caller,
    Path(id): Path<WebhookId>,
    Json(body): Json<SkipBody>,
) -> Result<axum::Json<AttemptOut>, Problem> {
    let cx = caller.context(&app);
    let by = WebhookKeeper::of(&cx.who)?;
    let skipped = app.intake.run(move |conn, _| skip_event(conn, &cx, &by, id, &body.event));
    Ok(axum::Json(skipped.await??.into()))
}

/// Try the connection
///
/// Sends a signed event of type `vn.hosopost.webhook.test`, which is about no case, and answers with what
/// came back. It is not tried again.
#[utoipa::path(
    post,
    path = "/api/v1/webhooks/{webhook_id}/test",
    tag = "feed",
    security(("token" = [])),
    params(("webhook_id" = String, Path)),
    responses(
        (status = 200, body = AttemptOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn test(
    State(app): Shared,
    Caller(actor): Caller,
    Path(id): Path<WebhookId>,
) -> Result<axum::Json<AttemptOut>, Problem> {
    let by = WebhookKeeper::of(&actor)?;
    Ok(axum::Json(try_connection(&app, by, id).await?.into()))
}

/// Sends a test event and writes down what came back.
pub async fn try_connection(
    app: &Arc<App>,
    by: WebhookKeeper,
    id: WebhookId,
) -> Result<Attempt, Problem> {
    if !app.settings.webhooks.called {
        return Err(Problem::new(CONFLICT).code("webhooks_not_called").detail(
            "Tiến trình này không gọi webhook (thiết lập webhooks)",
            "This process calls no webhooks (the setting webhooks)",
        ));
    }
    let read = app.read(move |conn| -> Result<_, FlowRefusal> {
        let webhook = find_webhook(conn, &by, id)?;
        Ok((webhook, webhooks::keys(conn, id)?))
    });
    let (webhook, keys) = read.await?;
    let now = app.clock.now();
    let message = Message::test(id, &app.ids.uuid(now).simple().to_string(), now);
    let event = message.id.clone();
    let exchange = app.caller.call(&webhook.url, &keys, message).await;
    let recorded = app.intake.run(move |conn, _| record_test(conn, id, event, &exchange)).await?;
    let recorded = recorded.map_err(|error: StoreError| Problem::from(error))?;
    // Removed while it was called.
    recorded.ok_or_else(|| Problem::new(NOT_FOUND))
}
