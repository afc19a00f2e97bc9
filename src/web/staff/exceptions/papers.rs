//! The papers of what is claimed as PDF, under addresses that a page can link to. The same as by the API.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;

use crate::base::{ComplaintId, LiabilityId};
use crate::web::Shared;
use crate::web::api::claim_papers::{the_answer, the_liability};
use crate::web::api::documents::Wanted;
use crate::web::error::{Problem, ProblemBody};
use crate::web::input::Path;
use crate::web::staff::Staff;

/// A record of liability on paper
///
/// As PDF, for a browser that is signed in.
#[utoipa::path(
    get,
    path = "/liabilities/{id}/paper.pdf",
    tag = "staff",
    params(("id" = String, Path, description = "Its id")),
    responses(
        (status = 200, description = "The record", body = Vec<u8>, content_type = "application/pdf"),
        (status = 304, description = "As it was (`If-None-Match`)"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn liability(
    State(app): Shared,
    staff: Staff,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let wanted = Wanted::pdf(None, None)?;
    the_liability(&app, staff.context(&app), LiabilityId(id), wanted, &headers).await
}

/// The answer to a complaint on paper
///
/// As PDF, for a browser that is signed in. It names who complained: to print it is noted as a look.
#[utoipa::path(
    get,
    path = "/complaints/{id}/paper.pdf",
    tag = "staff",
    params(("id" = String, Path, description = "Its id")),
    responses(
        (status = 200, description = "The letter", body = Vec<u8>, content_type = "application/pdf"),
        (status = 304, description = "As it was (`If-None-Match`)"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn answer(
    State(app): Shared,
    staff: Staff,
    Path(id): Path<ComplaintId>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    the_answer(&app, staff.context(&app), id, Wanted::pdf(None, None)?, &headers).await
}
