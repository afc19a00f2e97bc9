//! Webhooks: where case systems are called instead of asking.

use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::feed::position;
use super::paging::{limit, place};
use super::webhook_out::{KeyedWebhookOut, WebhookDetailOut, WebhookOut, WebhooksOut};
use crate::base::{PointCode, WebhookId};
use crate::feed::webhook::{EventName, Scope, WebhookKey, WebhookUrl};
use crate::flows::FlowRefusal;
use crate::flows::webhooks::{
    WebhookChange, WebhookIn, change_webhook, create_webhook, delete_webhook, find_webhook,
};
use crate::people::{Reach, WebhookKeeper};
use crate::store::{deliveries, webhooks};
use crate::web::Shared;
use crate::web::auth::Caller;
use crate::web::error::{Problem, ProblemBody};
use crate::web::input::{Json, Path, Query};

/// A webhook to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = WebhookIn)]
#[serde(deny_unknown_fields)]
pub struct WebhookBody {
    /// Where to call: `https`, on the public Internet unless the office allows its own network.
    #[schema(example = "https://motcua.example.vn/hosopost", max_length = 2000)]
    url: String,
    /// About the cases of these agencies; a partner that names none means its own, the administrator all.
    #[serde(default)]
    #[schema(value_type = Vec<String>, max_items = 1000)]
    agencies: Vec<PointCode>,
    /// About these types of event, as `vn.hosopost.parcel.deliver`; none means all.
    #[serde(default)]
    #[schema(value_type = Vec<String>, max_items = 100)]
    events: Vec<EventName>,
    /// Behind which cursor of the feed to begin, `0` for everything ever told; without it, with what is
    /// told from now on.
    #[serde(default)]
    after: Option<String>,
}

/// Make a webhook
///
/// Its secret is in this answer and nowhere else; there is no `Idempotency-Key` here, because the answer
/// would have to be kept for it. Nothing is called by making one: try it with `test`.
///
/// Messages are CloudEvents as in the feed, signed by Standard Webhooks 1.0, with `v1` (the secret) and
/// `v1a` (the public key). Each case is told in order: its next event is sent once the one before was
/// answered 2xx within 20 seconds. What was not is tried again, ten times within four days; then the case
/// waits for a person. An event may come twice: `webhook-id` says which it is.
#[utoipa::path(
    post,
    path = "/api/v1/webhooks",
    tag = "feed",
    security(("token" = [])),
    request_body = WebhookBody,
    responses(
        (status = 201, body = KeyedWebhookOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn create(
    State(app): Shared,
    caller: Caller,
    Json(body): Json<WebhookBody>,
) -> Result<(StatusCode, axum::Json<KeyedWebhookOut>), Problem> {
    let cx = caller.context(&app);
    let by = WebhookKeeper::of(&cx.who)?;
    let after = body.after.as_deref();
    let input = WebhookIn {
        url: WebhookUrl::read(&body.url, app.caller.reach()).map_err(FlowRefusal::from)?,
        scope: Scope::read(body.agencies, body.events).map_err(FlowRefusal::from)?,
        after: after.map(|cursor| position(Some(cursor), "after")).transpose()?,
    };
    let made =
        app.intake.run(move |conn, known| create_webhook(conn, &cx, &by, &known.network, input));
    Ok((StatusCode::CREATED, axum::Json(made.await??.into())))
}

/// Which webhooks to list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListQuery {
    /// `next` of an earlier page.
    cursor: Option<String>,
    /// At most so many.
    #[param(minimum = 1, maximum = 500, default = 50)]
    limit: Option<i64>,
}

/// List webhooks
///
/// The oldest first; a partner's own alone.
#[utoipa::path(
    get,
    path = "/api/v1/webhooks",
    tag = "feed",
    security(("token" = [])),
    params(ListQuery),
    responses(
        (status = 200, body = WebhooksOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn list(
    State(app): Shared,
    Caller(actor): Caller,
    Query(query): Query<ListQuery>,
) -> Result<axum::Json<WebhooksOut>, Problem> {
    let within = match WebhookKeeper::of(&actor)?.reach() {
        Reach::Everywhere => None,
        Reach::Points(own) => Some(own.clone()),
    };
    let after = place(query.cursor.as_deref())?;
    let limit = limit(query.limit)?;
    let page = app.read(move |conn| webhooks::list(conn, within.as_deref(), after, limit)).await?;
    Ok(axum::Json(page.map(WebhookOut::from).into()))
}

/// One webhook
///
/// With the public keys that check its messages, and how much it was not told yet.
#[utoipa::path(
    get,
    path = "/api/v1/webhooks/{webhook_id}",
    tag = "feed",
    security(("token" = [])),
    params(("webhook_id" = String, Path)),
    responses(
        (status = 200, body = WebhookDetailOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn show(
    State(app): Shared,
    Caller(actor): Caller,
    Path(id): Path<WebhookId>,
) -> Result<axum::Json<WebhookDetailOut>, Problem> {
    let by = WebhookKeeper::of(&actor)?;
    let now = app.clock.now();
    let shown = app.read(move |conn| -> Result<_, FlowRefusal> {
        let webhook = find_webhook(conn, &by, id)?;
        let counts = deliveries::count(conn, id)?;
        let keys: Vec<WebhookKey> =
            webhooks::keys(conn, id)?.into_iter().filter(|key| key.is_in_force(now)).collect();
        Ok(WebhookDetailOut::new(webhook, counts, &keys))
    });
    Ok(axum::Json(shown.await?))
}

/// Whether to call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum StatusIn {
    /// It is called.
    Enabled,
    /// It is not called; what it would be told waits in the feed.
    Disabled,
}

/// What is to be otherwise; what is not named stays.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = WebhookChange)]
#[serde(deny_unknown_fields)]
pub struct ChangeBody {
    /// Where to call.
    #[serde(default)]
    #[schema(example = "https://motcua.example.vn/hosopost", max_length = 2000)]
    url: Option<String>,
    /// About the cases of these agencies.
    #[serde(default)]
    #[schema(value_type = Option<Vec<String>>, max_items = 1000)]
    agencies: Option<Vec<PointCode>>,
    /// About these types of event.
    #[serde(default)]
    #[schema(value_type = Option<Vec<String>>, max_items = 100)]
    events: Option<Vec<EventName>>,
    /// Whether to call.
    #[serde(default)]
    status: Option<StatusIn>,
    /// Why it is not to be called.
    #[serde(default)]
    #[schema(max_length = 200)]
    note: Option<String>,
}

/// Change a webhook
///
/// Switched on again, it goes on where it stopped.
#[utoipa::path(
    patch,
    path = "/api/v1/webhooks/{webhook_id}",
    tag = "feed",
    security(("token" = [])),
    params(("webhook_id" = String, Path)),
    request_body = ChangeBody,
    responses(
        (status = 200, body = WebhookOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn change(
    State(app): Shared,
    caller: Caller,
    Path(id): Path<WebhookId>,
    Json(body): Json<ChangeBody>,
) -> Result<axum::Json<WebhookOut>, Problem> {
    let cx = caller.context(&app);
    let by = WebhookKeeper::of(&cx.who)?;
    let url = body.url.as_deref().map(|url| WebhookUrl::read(url, app.caller.reach()));
    let change = WebhookChange {
        url: url.transpose().map_err(FlowRefusal::from)?,
        agencies: body.agencies,
        events: body.events,
        enabled: body.status.map(|status| status == StatusIn::Enabled),
        note: body.note,
    };
    let changed = app
        .intake
        .run(move |conn, known| change_webhook(conn, &cx, &by, &known.network, id, change));
    Ok(axum::Json(changed.await??.into()))
}

/// Remove a webhook
///
/// With its keys, what it was not told yet and what was tried.
#[utoipa::path(
    delete,
    path = "/api/v1/webhooks/{webhook_id}",
    tag = "feed",
    security(("token" = [])),
    params(("webhook_id" = String, Path)),
    responses(
        (status = 204, description = "It is gone"),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn remove(
    State(app): Shared,
    Caller(actor): Caller,
    Path(id): Path<WebhookId>,
) -> Result<StatusCode, Problem> {
    let by = WebhookKeeper::of(&actor)?;
    app.intake.run(move |conn, _| delete_webhook(conn, &by, id)).await??;
    Ok(StatusCode::NO_CONTENT)
}
