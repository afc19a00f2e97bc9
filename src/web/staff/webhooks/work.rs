//! The forms of a webhook's page: change it, switch it on or off, a new key, tell again, skip, try it,
//! remove it.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use utoipa::ToSchema;

use super::show::{Deed, Drawn, draw};
use super::{keeper, mendable, scope, url};
use crate::app::{App, self_test};
use crate::base::{At, Lang, WebhookId};
use crate::flows::FlowRefusal;
use crate::flows::webhooks::{
    Replay, WebhookChange, change_webhook, delete_webhook, replay_webhook, rotate_webhook,
    skip_event,
};
use crate::web::Shared;
use crate::web::api::webhook_work::try_connection;
use crate::web::error::{Problem, ProblemBody};
use crate::web::input::Path;
use crate::web::staff::sign_in::Nothing;
use crate::web::staff::{FormTrouble, Staff, StaffForm, see};

/// Back to the page, saying what was done; or the page with the form to be mended.
async fn after<T>(
    app: &Arc<App>,
    staff: &Staff,
    id: WebhookId,
    came: Result<T, FlowRefusal>,
    deed: Deed,
) -> Result<Response, Problem> {
    match came {
        Ok(_) => Ok(see(&format!("/webhooks/{id}?done={}", deed.as_str()))),
        Err(refusal) => {
            let trouble = mendable(refusal, staff.lang())?;
            draw(app, staff, id, Drawn::Trouble(trouble)).await
        }
    }
}

/// What is to be otherwise.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[schema(as = WebhookChangeTyped)]
pub struct Change {
    /// Where to call.
    #[serde(default)]
    url: String,
    /// Of which agencies; none means all.
    #[serde(default)]
    agencies: String,
    /// Which types of event; none means all.
    #[serde(default)]
    events: String,
    /// The hidden word of the form.
    #[serde(default, rename = "form_token")]
    #[expect(dead_code, reason = "read by the extractor; here for the description")]
    form_token: String,
}

/// Changes a webhook
///
/// Where it is called, and about what.
#[utoipa::path(
    post,
    path = "/webhooks/{webhook_id}/change",
    tag = "staff",
    params(("webhook_id" = String, Path)),
    request_body(content = Change, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 303, description = "Back to the webhook"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn change(
    State(app): Shared,
    Path(id): Path<WebhookId>,
    StaffForm { staff, form }: StaffForm<Change>,
) -> Result<Response, Problem> {
    keeper(&staff.actor)?;
    let lang = staff.lang();
    let read = || -> Result<WebhookChange, FormTrouble> {
        let scope = scope(&form.agencies, &form.events, lang)?;
        Ok(WebhookChange {
            url: Some(url(&form.url, app.caller.reach(), lang)?),
            agencies: Some(scope.agencies),
            events: Some(scope.events),
            ..WebhookChange::default()
        })
    };
    match read() {
        Ok(change) => changed(&app, &staff, id, change).await,
        Err(trouble) => draw(&app, &staff, id, Drawn::Trouble(trouble)).await,
    }
}

async fn changed(
    app: &Arc<App>,
    staff: &Staff,
    id: WebhookId,
    change: WebhookChange,
) -> Result<Response, Problem> {
    let (cx, by) = (staff.context(app), keeper(&staff.actor)?);
    let changed = app
        .intake
        .run(move |conn, known| change_webhook(conn, &cx, &by, &known.network, id, change));
    after(app, staff, id, changed.await?, Deed::Changed).await
}

/// Whether to call.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[schema(as = WebhookSwitchTyped)]
pub struct Switch {
    /// Anything: it is called. Nothing: it is not.
    #[serde(default)]
    on: String,
    /// Why it is not called.
    #[serde(default)]
    note: String,
    /// The hidden word of the form.
    #[serde(default, rename = "form_token")]
    #[expect(dead_code, reason = "read by the extractor; here for the description")]
    form_token: String,
}

/// Switches a webhook on or off
///
/// What it would be told waits in the feed; on again it goes on where it stopped.
#[utoipa::path(
    post,
    path = "/webhooks/{webhook_id}/switch",
    tag = "staff",
    params(("webhook_id" = String, Path)),
    request_body(content = Switch, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 303, description = "Back to the webhook"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn switch(
    State(app): Shared,
    Path(id): Path<WebhookId>,
    StaffForm { staff, form }: StaffForm<Switch>,
) -> Result<Response, Problem> {
    let enabled = Some(!form.on.is_empty());
    let note = Some(form.note);
    changed(&app, &staff, id, WebhookChange { enabled, note, ..WebhookChange::default() }).await
}

/// How to change over to a new key.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[schema(as = WebhookRotateTyped)]
pub struct Rotate {
    /// For so many hours both keys sign.
    #[serde(default)]
    overlap_hours: String,
    /// The hidden word of the form.
    #[serde(default, rename = "form_token")]
    #[expect(dead_code, reason = "read by the extractor; here for the description")]
    form_token: String,
}

/// Makes a new key
///
/// The page that answers shows its secret, this once.
#[utoipa::path(
    post,
    path = "/webhooks/{webhook_id}/rotate",
    tag = "staff",
    params(("webhook_id" = String, Path)),
    request_body(content = Rotate, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, description = "The webhook, with the secret", body = String, content_type = "text/html"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn rotate(
    State(app): Shared,
    Path(id): Path<WebhookId>,
    StaffForm { staff, form }: StaffForm<Rotate>,
) -> Result<Response, Problem> {
    let (cx, by) = (staff.context(&app), keeper(&staff.actor)?);
    let Ok(hours) = form.overlap_hours.trim().parse() else {
        let text =
            staff.lang().pick("Cần một số giờ, từ 0.", "Expected a number of hours, from 0.");
        let trouble = FormTrouble::at_field("overlap_hours", text);
        return draw(&app, &staff, id, Drawn::Trouble(trouble)).await;
    };
    let rotated = app.intake.run(move |conn, _| rotate_webhook(conn, &cx, &by, id, hours));
    match rotated.await? {
        Ok(made) => draw(&app, &staff, id, Drawn::Secret(Box::new(made))).await,
        Err(refusal) => after::<()>(&app, &staff, id, Err(refusal), Deed::Changed).await,
    }
}

/// What to tell again: one of the three.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[schema(as = WebhookReplayTyped)]
pub struct Again {
    /// Everything behind this cursor.
    #[serde(default)]
    after: String,
    /// Everything known since this day and hour, at office time.
    #[serde(default)]
    #[schema(example = "2025-04-08T09:30")]
    since: String,
    /// One case from its first event.
    #[serde(default)]
    case: String,
    /// The hidden word of the form.
    #[serde(default, rename = "form_token")]
    #[expect(dead_code, reason = "read by the extractor; here for the description")]
    form_token: String,
}

impl Again {
    fn read(&self, lang: Lang) -> Result<Replay, FormTrouble> {
        let [after, since, case] = [&self.after, &self.since, &self.case].map(|text| text.trim());
        let wrong = |field, vi: &str, en: &str| FormTrouble::at_field(field, lang.pick(vi, en));
        match (after, since, case) {
            (after, "", "") if !after.is_empty() => {
                after.parse().map(Replay::After).map_err(|_| {
                    wrong(
                        "after",
                        "Cần con trỏ: một số từ 0.",
                        "Expected a cursor: a number from 0.",
                    )
                })
            }
            ("", since, "") if !since.is_empty() => {
                At::parse(&format!("{since}:00+07:00")).map(Replay::Since).map_err(|_| {
                    wrong(
                        "since",
                        "Cần ngày và giờ, như 2025-04-08T09:30.",
                        "Expected a day and an hour, like 2025-04-08T09:30.",
                    )
                })
            }
            ("", "", case) if !case.is_empty() => case.parse().map(Replay::Case).map_err(|_| {
                wrong(
                    "case",
                    "Cần mã hồ sơ như H27.12-250408-0007.",
                    "Expected a case code like H27.12-250408-0007.",
                )
            }),
            _ => Err(wrong(
                "after",
                "Cần đúng một trong ba: con trỏ, thời điểm hoặc mã hồ sơ.",
                "Expected exactly one of cursor, time and case code.",
            )),
        }
    }
}

/// Tells again
///
/// Under the same ids as the first time, so a receiver knows what it has.
#[utoipa::path(
    post,
    path = "/webhooks/{webhook_id}/replay",
    tag = "staff",
    params(("webhook_id" = String, Path)),
    request_body(content = Again, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 303, description = "Back to the webhook"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn replay(
    State(app): Shared,
    Path(id): Path<WebhookId>,
    StaffForm { staff, form }: StaffForm<Again>,
) -> Result<Response, Problem> {
    let (cx, by) = (staff.context(&app), keeper(&staff.actor)?);
    let what = match form.read(staff.lang()) {
        Ok(what) => what,
        Err(trouble) => return draw(&app, &staff, id, Drawn::Trouble(trouble)).await,
    };
    let replayed = app.intake.run(move |conn, _| replay_webhook(conn, &cx, &by, id, &what));
    after(&app, &staff, id, replayed.await?, Deed::Replayed).await
}

/// What to skip.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[schema(as = WebhookSkipTyped)]
pub struct Skip {
    /// The `webhook-id` of the event.
    #[serde(default)]
    event: String,
    /// The hidden word of the form.
    #[serde(default, rename = "form_token")]
    #[expect(dead_code, reason = "read by the extractor; here for the description")]
    form_token: String,
}

/// Skips an event
///
/// The case's next event is sent; the one skipped stays in the feed and can be told again.
#[utoipa::path(
    post,
    path = "/webhooks/{webhook_id}/skip",
    tag = "staff",
    params(("webhook_id" = String, Path)),
    request_body(content = Skip, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 303, description = "Back to the webhook"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn skip(
    State(app): Shared,
    Path(id): Path<WebhookId>,
    StaffForm { staff, form }: StaffForm<Skip>,
) -> Result<Response, Problem> {
    let (cx, by) = (staff.context(&app), keeper(&staff.actor)?);
    let skipped = app.intake.run(move |conn, _| skip_event(conn, &cx, &by, id, &form.event));
    after(&app, &staff, id, skipped.await?, Deed::Skipped).await
}

/// Tries the connection
///
/// With an event that is about no case. It is not tried again.
#[utoipa::path(
    post,
    path = "/webhooks/{webhook_id}/test",
    tag = "staff",
    params(("webhook_id" = String, Path)),
    request_body(content = Nothing, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 303, description = "Back to the webhook"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn test(
    State(app): Shared,
    Path(id): Path<WebhookId>,
    StaffForm { staff, .. }: StaffForm<Nothing>,
) -> Result<Response, Problem> {
    try_connection(&app, keeper(&staff.actor)?, id).await?;
    Ok(see(&format!("/webhooks/{id}?done={}", Deed::Tried.as_str())))
}

/// Makes a self-test
///
/// The page that answers says green, or the failing step and what to do.
#[utoipa::path(
    post,
    path = "/webhooks/{webhook_id}/self-test",
    tag = "staff",
    params(("webhook_id" = String, Path)),
    request_body(content = Nothing, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, description = "The webhook, with what came of it", body = String, content_type = "text/html"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn try_all(
    State(app): Shared,
    Path(id): Path<WebhookId>,
    StaffForm { staff, .. }: StaffForm<Nothing>,
) -> Result<Response, Problem> {
    let (cx, by) = (staff.context(&app), keeper(&staff.actor)?);
    let test = self_test(&app, cx, by, Some(id)).await?;
    draw(&app, &staff, id, Drawn::Tested(test)).await
}

/// Removes a webhook
///
/// With its keys, what it was not told yet and what was tried.
#[utoipa::path(
    post,
    path = "/webhooks/{webhook_id}/remove",
    tag = "staff",
    params(("webhook_id" = String, Path)),
    request_body(content = Nothing, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 303, description = "Back to the list"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn remove(
    State(app): Shared,
    Path(id): Path<WebhookId>,
    StaffForm { staff, .. }: StaffForm<Nothing>,
) -> Result<Response, Problem> {
    let by = keeper(&staff.actor)?;
    app.intake.run(move |conn, _| delete_webhook(conn, &by, id)).await??;
    Ok(see("/webhooks?removed=1"))
}
