//! `/counter`: at which counter one stands, and what is done there.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::Deserialize;
use utoipa::ToSchema;

use super::Here;
use crate::app::App;
use crate::people::{CounterWorker, Reach};
use crate::store::StoreError;
use crate::web::Shared;
use crate::web::error::{INVALID, Problem};
use crate::web::staff::shell::Chosen;
use crate::web::staff::{FormTrouble, Shell, Staff, StaffForm, page, see, with_cookie, words};

/// What the template draws.
#[derive(Template)]
#[template(path = "staff/counter/menu.html")]
pub struct MenuPage<'a> {
    shell: &'a Shell,
    here: Option<&'a Here>,
    counters: &'a [Here],
    anywhere: bool,
    trouble: Option<FormTrouble>,
}

impl MenuPage<'_> {
    fn capacity(&self, here: &Here) -> &'static str {
        words::capacity(here.capacity).to(self.shell.lang)
    }

    fn is_here(&self, other: &Here) -> bool {
        self.here == Some(other)
    }

    fn said(&self) -> Option<&str> {
        self.trouble.as_ref().map(FormTrouble::text)
    }
}

/// The counter
///
/// What is done there. Who works at several points chooses one first; the browser remembers it.
#[utoipa::path(
    get,
    path = "/counter",
    tag = "staff",
    responses((status = 200, description = "The page", body = String, content_type = "text/html"))
)]
pub async fn show(
    State(app): Shared,
    staff: Staff,
    chosen: Chosen,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    draw(&app, &staff, &headers, None).await.map(|answer| chosen.keep(answer))
}

async fn draw(
    app: &Arc<App>,
    staff: &Staff,
    headers: &HeaderMap,
    trouble: Option<FormTrouble>,
) -> Result<Response, Problem> {
    let by = CounterWorker::of(&staff.actor)?;
    let here = Here::chosen(app, staff, headers).await?;
    let (copy, actor, today) = (app.clone(), staff.actor.clone(), app.clock.now().date());
    let counters = app.read(move |conn| -> Result<_, StoreError> {
        Ok(Here::all(&copy.known(conn)?.network, &actor, today))
    });
    let status = if trouble.is_some() { INVALID.status } else { StatusCode::OK };
    let shell = &Shell { here: "/counter".to_owned(), ..staff.shell.clone() };
    let counters = &counters.await?;
    let anywhere = *by.reach() == Reach::Everywhere;
    page(status, &MenuPage { shell, here: here.as_ref(), counters, anywhere, trouble })
}

/// At which counter one stands.
#[derive(Debug, Deserialize, ToSchema)]
pub struct Stand {
    /// The code of the point.
    #[serde(default)]
    #[schema(example = "481940")]
    point: String,
    /// The hidden word of the form.
    #[serde(default, rename = "form_token")]
    #[expect(dead_code, reason = "read by the extractor; here for the description")]
    form_token: String,
}

/// Says at which counter one stands
#[utoipa::path(
    post,
    path = "/counter",
    tag = "staff",
    request_body(content = Stand, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303, description = "To the counter"))
)]
pub async fn stand(
    State(app): Shared,
    headers: HeaderMap,
    StaffForm { staff, form }: StaffForm<Stand>,
) -> Result<Response, Problem> {
    match Here::named(&app, &staff, &form.point).await {
        Ok(here) => Ok(with_cookie(see("/counter"), here.remember())),
        Err(problem) if problem.kind() == INVALID => {
            let trouble = FormTrouble::of(&problem, staff.lang());
            draw(&app, &staff, &headers, Some(trouble)).await
        }
        Err(problem) => Err(problem),
    }
}
