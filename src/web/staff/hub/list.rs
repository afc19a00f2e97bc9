//! `/counter/manifests/{number}`: one list, to print, with what stands on it.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use super::MOST;
use super::lists::ListLine;
use crate::dispatch::manifest::Subject;
use crate::flows::manifests::find_list;
use crate::people::ListReader;
use crate::web::Shared;
use crate::web::api::documents::Wanted;
use crate::web::api::manifests::{sheet, the_paper};
use crate::web::error::{Problem, ProblemBody};
use crate::web::input::Path;
use crate::web::staff::shell::Chosen;
use crate::web::staff::{Shell, Staff, page};

/// What the template draws.
#[derive(Template)]
#[template(path = "staff/hub/list.html")]
struct ListPage<'a> {
    shell: &'a Shell,
    list: &'a ListLine,
    at: &'a str,
    commitment: &'a str,
    lines: &'a [String],
    left_out: usize,
    names_persons: bool,
}

/// A list
#[utoipa::path(
    get,
    path = "/counter/manifests/{number}",
    tag = "staff",
    params(("number" = String, Path, example = "BK-250408-7K2M9QXR")),
    responses(
        (status = 200, description = "The page", body = String, content_type = "text/html"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn show(
    State(app): Shared,
    staff: Staff,
    chosen: Chosen,
    Path(number): Path<String>,
) -> Result<Response, Problem> {
    let (by, sheet) = (ListReader::of(&staff.actor)?, sheet(&number)?);
    let copy = app.clone();
    let found = app.read(move |conn| -> Result<_, Problem> {
        let list = find_list(conn, &by, &sheet)?;
        let at = super::named(&copy.known(conn)?.network, &list.at, copy.clock.now());
        Ok((list, at))
    });
    let (list, at) = found.await?;
    let line = ListLine::of(&list, list.lines.len() as i64, staff.lang());
    let lines: Vec<String> = list.lines.iter().take(MOST).map(|line| line.code.clone()).collect();
    let here = format!("/counter/manifests/{}", list.number);
    let drawn = ListPage {
        shell: &Shell { here, ..staff.shell },
        list: &line,
        at: &at,
        commitment: &list.commitment().grouped(),
        left_out: list.lines.len() - lines.len(),
        lines: &lines,
        names_persons: matches!(list.subject, Subject::Round(_)),
    };
    Ok(chosen.keep(page(StatusCode::OK, &drawn)?))
}

/// The paper of a list
///
/// A round names receivers: printing it is noted as a look at each of them.
#[utoipa::path(
    get,
    path = "/counter/manifests/{number}/paper.pdf",
    tag = "staff",
    params(("number" = String, Path, example = "BK-250408-7K2M9QXR")),
    responses(
        (status = 200, description = "PDF", body = Vec<u8>, content_type = "application/pdf"),
        (status = 304, description = "As it was (`If-None-Match`)"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn paper(
    State(app): Shared,
    staff: Staff,
    Path(number): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let wanted = Wanted::pdf(None, None)?;
    the_paper(&app, staff.context(&app), &number, wanted, &headers).await
}
