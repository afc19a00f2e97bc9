//! The self-test of a connector: a made-up case and parcel through the whole way.

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::self_test;
use crate::base::{Lang, WebhookId};
use crate::feed::self_test::{SelfTest, Tried};
use crate::people::WebhookKeeper;
use crate::web::Shared;
use crate::web::auth::Caller;
use crate::web::error::{Problem, ProblemBody};
use crate::web::input::Path;
use crate::web::lang::Speak;

/// What came of a self-test.
#[derive(Debug, Serialize, ToSchema)]
pub struct SelfTestOut {
    /// Whether every step is well.
    green: bool,
    /// The made-up case, once there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    case_code: Option<String>,
    /// The steps that were tried; none comes after one that failed.
    steps: Vec<TriedStepOut>,
}

/// One step of a self-test.
#[derive(Debug, Serialize, ToSchema)]
pub struct TriedStepOut {
    /// `webhook`, `places`, `case`, `leg`, `scans`, `custody`, `facts` or `told`.
    #[schema(example = "told")]
    step: &'static str,
    /// What was tried, in words.
    text: &'static str,
    /// Whether it is well.
    good: bool,
    took_ms: i64,
    /// What went wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    found: Option<String>,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    advice: Option<&'static str>,
}

impl SelfTestOut {
    /// In one language.
    pub fn of(test: &SelfTest, lang: Lang) -> Self {
        let step = |tried: &Tried| TriedStepOut {
            step: tried.step.as_str(),
            text: tried.step.words().to(lang),
            good: tried.trouble.is_none(),
            took_ms: tried.took_ms,
            found: tried.said(lang).map(str::to_owned),
            advice: tried.trouble.as_ref().map(|_| tried.step.advice().to(lang)),
        };
        Self {
            green: test.is_green(),
            case_code: test.case_code.as_ref().map(ToString::to_string),
            steps: test.tried.iter().map(step).collect(),
        }
    }
}

/// Try everything but a webhook
///
/// A made-up case of one of your agencies is told, a return leg ordered, handed over, accepted, carried and
/// delivered, so that 10 is proposed. Every event bears the attribute `test: true`, no report, count or list
/// has the case, nothing is charged and no number of the range is used.
#[utoipa::path(
    post,
    path = "/api/v1/self-test",
    tag = "feed",
    security(("token" = [])),
    responses(
        (status = 200, description = "What came of it; `green` says whether all is well", body = SelfTestOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn run(
    State(app): Shared,
    caller: Caller,
    Speak(lang): Speak,
) -> Result<axum::Json<SelfTestOut>, Problem> {
    let cx = caller.context(&app);
    let by = WebhookKeeper::of(&cx.who)?;
    let test = self_test(&app, cx, by, None).await?;
    Ok(axum::Json(SelfTestOut::of(&test, lang)))
}

/// Try a webhook
///
/// The same with a case of the webhook's agencies, and the answer waits, at most 22 seconds, until every
/// event was answered 2xx. A receiver acknowledges events that bear `test: true` and keeps nothing of them.
#[utoipa::path(
    post,
    path = "/api/v1/webhooks/{webhook_id}/self-test",
    tag = "feed",
    security(("token" = [])),
    params(("webhook_id" = String, Path)),
    responses(
        (status = 200, description = "What came of it; `green` says whether all is well", body = SelfTestOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn run_for_webhook(
    State(app): Shared,
    caller: Caller,
    Speak(lang): Speak,
    Path(id): Path<WebhookId>,
) -> Result<axum::Json<SelfTestOut>, Problem> {
    let cx = caller.context(&app);
    let by = WebhookKeeper::of(&cx.who)?;
    let test = self_test(&app, cx, by, Some(id)).await?;
    Ok(axum::Json(SelfTestOut::of(&test, lang)))
}
