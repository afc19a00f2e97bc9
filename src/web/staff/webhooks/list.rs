//! `/webhooks`: every webhook and how it stands, and a form for a new one.

use std::collections::HashMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::show::{Drawn, draw as draw_one};
use super::words::{Tag, health};
use super::{keeper, mendable, scope, url};
use crate::app::App;
use crate::base::paging::DEFAULT_LIMIT;
use crate::base::{Lang, WebhookId};
use crate::feed::webhook::Webhook;
use crate::flows::webhooks::{WebhookIn, create_webhook};
use crate::store::webhook_health::{self, Health};
use crate::store::{StoreError, webhooks};
use crate::web::Shared;
use crate::web::api::paging::place;
use crate::web::error::{INVALID, Problem};
use crate::web::input::Query;
use crate::web::staff::form::{said_at, said_over};
use crate::web::staff::shell::Chosen;
use crate::web::staff::{FormTrouble, Shell, Staff, StaffForm, page, words};

/// What the template draws.
#[derive(Template)]
#[template(path = "staff/webhooks/list.html")]
pub struct WebhooksPage<'a> {
    shell: &'a Shell,
    webhooks: &'a [Webhook],
    health: &'a HashMap<WebhookId, Health>,
    next: Option<String>,
    removed: bool,
    typed: Typed,
    trouble: Option<FormTrouble>,
}

/// What was typed for a new webhook.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[schema(as = WebhookTyped)]
pub struct Typed {
    /// Where to call.
    #[serde(default)]
    #[schema(example = "https://motcua.example.vn/hosopost")]
    url: String,
    /// Of which agencies, with spaces or commas between them; none means all.
    #[serde(default)]
    agencies: String,
    /// Which types of event; none means all.
    #[serde(default)]
    events: String,
    /// `all` to begin with the first fact ever, else with what is told from now on.
    #[serde(default)]
    begin: String,
    /// The hidden word of the form.
    #[serde(default, rename = "form_token")]
    #[expect(dead_code, reason = "read by the extractor; here for the description")]
    form_token: String,
}

impl WebhooksPage<'_> {
    fn stands(&self, webhook: &Webhook) -> Tag {
        let none = Health::default();
        health(webhook, self.health.get(&webhook.id).unwrap_or(&none), self.shell.lang)
    }

    fn counts(&self, webhook: &Webhook) -> String {
        let health = self.health.get(&webhook.id).cloned().unwrap_or_default();
        let lang = self.shell.lang;
        let mut parts = vec![lang.pick(
            format!("{} sự kiện chờ", health.waiting),
            format!("{} events waiting", health.waiting),
        )];
        if health.dead > 0 {
            parts.push(lang.pick(
                format!("{} đã gửi hết lượt", health.dead),
                format!("{} given up", health.dead),
            ));
        }
        if let Some(last) = &health.last {
            let status = last.status.map_or_else(String::new, |status| format!(" (HTTP {status})"));
            let at = words::time(last.at, lang);
            parts.push(lang.pick(format!("lần cuối {at}{status}"), format!("last {at}{status}")));
        }
        parts.join(" · ")
    }

    fn about(&self, webhook: &Webhook) -> String {
        about(webhook, self.shell.lang)
    }

    fn at(&self, field: &str) -> Option<&str> {
        said_at(self.trouble.as_ref(), field)
    }

    fn over(&self) -> Option<&str> {
        said_over(self.trouble.as_ref(), &["url", "agencies", "events"])
    }
}

/// Of which agencies and types of event a webhook is told.
pub(super) fn about(webhook: &Webhook, lang: Lang) -> String {
    let agencies: Vec<String> = webhook.scope.agencies.iter().map(ToString::to_string).collect();
    let agencies = match agencies.len() {
        0 => lang.pick("mọi cơ quan", "all agencies").to_owned(),
        1..=4 => agencies.join(" "),
        many => lang.pick(format!("{many} cơ quan"), format!("{many} agencies")),
    };
    let events = match webhook.scope.events.len() {
        0 => lang.pick("mọi sự kiện", "all events").to_owned(),
        many => lang.pick(format!("{many} loại sự kiện"), format!("{many} types of event")),
    };
    format!("{agencies} · {events}")
}

/// Where in the list.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListQuery {
    /// The place in the list that an earlier page gave.
    #[serde(default)]
    cursor: String,
    /// That one was removed.
    #[serde(default)]
    removed: String,
}

/// The list of webhooks
///
/// With how each stands, and a form for a new one. For the administrator.
#[utoipa::path(
    get,
    path = "/webhooks",
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
    keeper(&staff.actor)?;
    Ok(chosen.keep(draw(&app, &staff, &query, Typed::default(), None).await?))
}

async fn draw(
    app: &Arc<App>,
    staff: &Staff,
    query: &ListQuery,
    typed: Typed,
    trouble: Option<FormTrouble>,
) -> Result<Response, Problem> {
    let cursor = Some(query.cursor.as_str()).filter(|cursor| !cursor.is_empty());
    let after: Option<WebhookId> = place(cursor)?;
    let found = app.read(move |conn| -> Result<_, StoreError> {
        let page = webhooks::list(conn, None, after, DEFAULT_LIMIT)?;
        let ids: Vec<WebhookId> = page.items.iter().map(|webhook| webhook.id).collect();
        Ok((page, webhook_health::of(conn, &ids)?))
    });
    let (found, health) = found.await?;
    let status = if trouble.is_some() { INVALID.status } else { StatusCode::OK };
    let shell = &Shell { here: "/webhooks".to_owned(), ..staff.shell.clone() };
    let (webhooks, next, removed) = (&found.items, found.next, !query.removed.is_empty());
    page(status, &WebhooksPage { shell, webhooks, health: &health, next, removed, typed, trouble })
}

/// Makes a webhook
///
/// The page that answers shows its secret, this once. Nothing is called by making one.
#[utoipa::path(
    post,
    path = "/webhooks",
    tag = "staff",
    request_body(content = Typed, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, description = "The webhook, with the secret", body = String, content_type = "text/html"))
)]
pub async fn create(
    State(app): Shared,
    StaffForm { staff, form }: StaffForm<Typed>,
) -> Result<Response, Problem> {
    let by = keeper(&staff.actor)?;
    let lang = staff.lang();
    let read = || -> Result<WebhookIn, FormTrouble> {
        let url = url(&form.url, app.caller.reach(), lang)?;
        let scope = scope(&form.agencies, &form.events, lang)?;
        Ok(WebhookIn { url, scope, after: (form.begin == "all").then_some(0) })
    };
    let input = match read() {
        Ok(input) => input,
        Err(trouble) => {
            return draw(&app, &staff, &ListQuery::default(), form, Some(trouble)).await;
        }
    };
    let cx = staff.context(&app);
    let made =
        app.intake.run(move |conn, known| create_webhook(conn, &cx, &by, &known.network, input));
    match made.await? {
        Ok(made) => {
            let id = made.webhook.id;
            draw_one(&app, &staff, id, Drawn::Secret(Box::new(made))).await
        }
        Err(refusal) => {
            let trouble = mendable(refusal, lang)?;
            draw(&app, &staff, &ListQuery::default(), form, Some(trouble)).await
        }
    }
}
