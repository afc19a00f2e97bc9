//! `/webhooks/{id}`: one webhook: how it stands, its keys, what was tried last, what waits, and the forms
//! that help.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;

use super::keeper;
use super::list::about;
use super::words::{AttemptView, Tag, WaitingView, health};
use crate::app::App;
use crate::base::{At, WebhookId};
use crate::feed::self_test::{SelfTest, Tried};
use crate::feed::webhook::{Webhook, WebhookKey};
use crate::flows::FlowRefusal;
use crate::flows::webhooks::{NewWebhook, find_webhook};
use crate::store::webhook_health::{self, Health};
use crate::store::{attempts, deliveries, facts, webhooks};
use crate::web::Shared;
use crate::web::error::{INVALID, Problem, ProblemBody};
use crate::web::input::{Path, Query};
use crate::web::staff::form::{said_at, said_over};
use crate::web::staff::shell::Chosen;
use crate::web::staff::{FormTrouble, Shell, Staff, page, words};

/// How many tries and waiting events the page shows; the rest has pages of its own.
const SHOWN: i64 = 10;

/// What there is to say that is not kept: a secret that was just drawn, a test that was just made, a form
/// to be mended.
pub(super) enum Drawn {
    /// Nothing.
    Nothing,
    /// Something was done.
    Done(Deed),
    /// A key was drawn.
    Secret(Box<NewWebhook>),
    /// A self-test was made.
    Tested(SelfTest),
    /// A form cannot be taken as it is.
    Trouble(FormTrouble),
}

/// What was done, as an answer's address says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Deed {
    /// Changed, switched on or off.
    Changed,
    /// Something is told again.
    Replayed,
    /// An event was skipped.
    Skipped,
    /// The connection was tried.
    Tried,
}

impl Deed {
    const ALL: [Self; 4] = [Self::Changed, Self::Replayed, Self::Skipped, Self::Tried];

    /// The word in the address.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::Replayed => "replayed",
            Self::Skipped => "skipped",
            Self::Tried => "tried",
        }
    }
}

/// What the template draws.
#[derive(Template)]
#[template(path = "staff/webhooks/show.html")]
pub struct WebhookPage<'a> {
    shell: &'a Shell,
    webhook: &'a Webhook,
    health: &'a Health,
    keys: &'a [WebhookKey],
    behind: i64,
    tried: Vec<AttemptView>,
    more_tried: bool,
    waiting: Vec<WaitingView>,
    more_waiting: bool,
    drawn: &'a Drawn,
}

impl WebhookPage<'_> {
    fn stands(&self) -> Tag {
        health(self.webhook, self.health, self.shell.lang)
    }

    fn about(&self) -> String {
        about(self.webhook, self.shell.lang)
    }

    fn agencies(&self) -> String {
        let codes: Vec<String> =
            self.webhook.scope.agencies.iter().map(ToString::to_string).collect();
        codes.join(" ")
    }

    fn events(&self) -> String {
        let names: Vec<String> =
            self.webhook.scope.events.iter().map(|event| event.0.name()).collect();
        names.join(" ")
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "templates match by reference")]
    fn when(&self, at: &At) -> String {
        words::time(*at, self.shell.lang)
    }

    fn secret(&self) -> Option<(String, String)> {
        match self.drawn {
            Drawn::Secret(made) => {
                Some((made.key.secret.reveal(), made.key.signing.public().to_string()))
            }
            Drawn::Nothing | Drawn::Done(_) | Drawn::Tested(_) | Drawn::Trouble(_) => None,
        }
    }

    fn test(&self) -> Option<&SelfTest> {
        match self.drawn {
            Drawn::Tested(test) => Some(test),
            Drawn::Nothing | Drawn::Done(_) | Drawn::Secret(_) | Drawn::Trouble(_) => None,
        }
    }

    fn step(&self, tried: &Tried) -> &'static str {
        tried.step.words().to(self.shell.lang)
    }

    fn advice(&self, tried: &Tried) -> &'static str {
        tried.step.advice().to(self.shell.lang)
    }

    fn found<'t>(&self, tried: &'t Tried) -> Option<&'t str> {
        tried.said(self.shell.lang)
    }

    #[expect(clippy::unused_self, reason = "templates call it on what they hold")]
    fn public(&self, key: &WebhookKey) -> String {
        key.signing.public().to_string()
    }

    fn trouble(&self) -> Option<&FormTrouble> {
        match self.drawn {
            Drawn::Trouble(trouble) => Some(trouble),
            Drawn::Nothing | Drawn::Done(_) | Drawn::Secret(_) | Drawn::Tested(_) => None,
        }
    }

    fn at(&self, field: &str) -> Option<&str> {
        said_at(self.trouble(), field)
    }

    fn over(&self) -> Option<&str> {
        let fields =
            ["url", "agencies", "events", "note", "overlap_hours", "after", "since", "case"];
        said_over(self.trouble(), &fields)
    }

    fn done(&self) -> Option<&'static str> {
        let Drawn::Done(deed) = self.drawn else { return None };
        Some(match deed {
            Deed::Changed => self.shell.say("Đã lưu thay đổi.", "The change is saved."),
            Deed::Replayed => self.shell.say(
                "Sẽ gửi lại, với cùng mã sự kiện như lần đầu.",
                "It is told again, under the same ids as the first time.",
            ),
            Deed::Skipped => self.shell.say(
                "Đã bỏ qua; sự kiện sau của hồ sơ được gửi ngay.",
                "Skipped; the case's next event is sent now.",
            ),
            Deed::Tried => self.shell.say(
                "Đã gửi thử; kết quả ở dòng đầu của các lần gọi.",
                "The test event was sent; what came of it heads the attempts.",
            ),
        })
    }
}

/// What was done.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ShowQuery {
    /// `changed`, `replayed`, `skipped` or `tried`.
    #[serde(default)]
    done: String,
}

/// One webhook
///
/// How it stands, its keys, the latest tries, what waits. For the administrator.
#[utoipa::path(
    get,
    path = "/webhooks/{webhook_id}",
    tag = "staff",
    params(("webhook_id" = String, Path), ShowQuery),
    responses(
        (status = 200, description = "The page", body = String, content_type = "text/html"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn show(
    State(app): Shared,
    staff: Staff,
    chosen: Chosen,
    Path(id): Path<WebhookId>,
    Query(query): Query<ShowQuery>,
) -> Result<Response, Problem> {
    let done = Deed::ALL.into_iter().find(|deed| deed.as_str() == query.done);
    let drawn = done.map_or(Drawn::Nothing, Drawn::Done);
    Ok(chosen.keep(draw(&app, &staff, id, drawn).await?))
}

/// Draws the page of a webhook.
pub(super) async fn draw(
    app: &Arc<App>,
    staff: &Staff,
    id: WebhookId,
    drawn: Drawn,
) -> Result<Response, Problem> {
    let by = keeper(&staff.actor)?;
    let (now, lang) = (app.clock.now(), staff.lang());
    let read = app.read(move |conn| -> Result<_, FlowRefusal> {
        let webhook = find_webhook(conn, &by, id)?;
        let health = webhook_health::of(conn, &[id])?.remove(&id).unwrap_or_default();
        let mut keys = webhooks::keys(conn, id)?;
        keys.retain(|key| key.is_in_force(now));
        let behind = facts::last_visible(conn)? - webhook.position;
        let tried = attempts::list(conn, id, None, SHOWN)?;
        let waiting = deliveries::waiting(conn, id, false, 0, SHOWN)?;
        Ok((webhook, health, keys, behind, tried, waiting))
    });
    let (webhook, health, keys, behind, tried, waiting) = read.await?;
    let status = match &drawn {
        Drawn::Trouble(_) => INVALID.status,
        Drawn::Nothing | Drawn::Done(_) | Drawn::Secret(_) | Drawn::Tested(_) => StatusCode::OK,
    };
    let shell = &Shell { here: format!("/webhooks/{id}"), ..staff.shell.clone() };
    let view = WebhookPage {
        shell,
        webhook: &webhook,
        health: &health,
        keys: &keys,
        behind,
        tried: tried.items.iter().map(|one| AttemptView::of(one, lang)).collect(),
        more_tried: tried.next.is_some(),
        waiting: waiting.items.iter().map(|one| WaitingView::of(one, lang)).collect(),
        more_waiting: waiting.next.is_some(),
        drawn: &drawn,
    };
    page(status, &view)
}
