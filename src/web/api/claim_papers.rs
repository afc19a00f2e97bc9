//! The papers of what is claimed: the record of liability, and the answer to a complaint.

use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;

use super::documents::{FormatQuery, Wanted, room, sent};
use crate::app::App;
use crate::base::{ComplaintId, Context, LiabilityId};
use crate::flows::papers::{answer_paper_of, liability_paper_of};
use crate::people::{ClaimReader, ComplaintAnswerer};
use crate::web::Shared;
use crate::web::auth::Caller;
use crate::web::error::{Problem, ProblemBody};
use crate::web::input::{Path, Query};

/// Print a record of liability
///
/// Biên bản xác định trách nhiệm bồi thường: who held the parcel when, in whose custody the harm came about, what is
/// paid and by when. Names no citizen.
#[utoipa::path(
    get,
    path = "/api/v1/liabilities/{id}/paper",
    tag = "claims",
    security(("token" = [])),
    params(("id" = String, Path, description = "Its id"), FormatQuery),
    responses(
        (status = 200, description = "PDF, PNG or SVG", content((Vec<u8> = "application/pdf"), (Vec<u8> = "image/png"), (String = "image/svg+xml"))),
        (status = 304, description = "As it was (`If-None-Match`)"),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn liability(
    State(app): Shared,
    caller: Caller,
    Path(id): Path<String>,
    Query(query): Query<FormatQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let wanted = query.of_paper()?;
    the_liability(&app, caller.context(&app), LiabilityId(id), wanted, &headers).await
}

/// The paper of a record, for whoever may look into it.
pub async fn the_liability(
    app: &Arc<App>,
    cx: Context,
    id: LiabilityId,
    wanted: Wanted,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let by = ClaimReader::of(&cx.who)?;
    let place = app.clone();
    let found = app.read(move |conn| -> Result<_, Problem> {
        let known = place.known(conn)?;
        let room = room(&place, &known, &cx);
        let paper = liability_paper_of(conn, &room, (&by, &known.claims()), &id)?;
        tracing::info!(token = %cx.who.token, liability = %id, "a record of liability was printed");
        Ok(paper)
    });
    let paper = found.await?;
    let name = paper.head.number.clone();
    sent(app, paper.into(), wanted, headers, &name).await
}

/// Print the answer to a complaint
///
/// Văn bản trả lời khiếu nại: the last answer as a letter to who complained, without what they wrote. It names
/// them, so to print it is noted as a look; for the point that answers alone.
#[utoipa::path(
    get,
    path = "/api/v1/complaints/{id}/paper",
    tag = "claims",
    security(("token" = [])),
    params(("id" = String, Path, description = "Its id"), FormatQuery),
    responses(
        (status = 200, description = "PDF, PNG or SVG", content((Vec<u8> = "application/pdf"), (Vec<u8> = "image/png"), (String = "image/svg+xml"))),
        (status = 304, description = "As it was (`If-None-Match`)"),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "No such complaint, or it was not answered", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn answer(
    State(app): Shared,
    caller: Caller,
    Path(id): Path<ComplaintId>,
    Query(query): Query<FormatQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    the_answer(&app, caller.context(&app), id, query.of_paper()?, &headers).await
}

/// The letter, for whoever may answer the complaint.
pub async fn the_answer(
    app: &Arc<App>,
    cx: Context,
    id: ComplaintId,
    wanted: Wanted,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let rights = (ClaimReader::of(&cx.who)?, ComplaintAnswerer::of(&cx.who)?);
    let place = app.clone();
    let found = app.read(move |conn| -> Result<_, Problem> {
        let known = place.known(conn)?;
        let (by, answers) = (&rights.0, &rights.1);
        let letter = answer_paper_of(conn, &room(&place, &known, &cx), (by, answers), id)?;
        tracing::info!(token = %cx.who.token, complaint = %id, "an answer was printed");
        Ok(letter)
    });
    let letter = found.await?;
    let name = letter.head.number.clone();
    sent(app, letter.into(), wanted, headers, &name).await
}
