//! Papers to download for who has proved a right to a parcel: what a citizen holds on paper already. Printing
//! one that names a person is noted as a look, like anybody's.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};

use super::proven::brought;
use crate::app::App;
use crate::base::{Actor, Context};
use crate::flows::papers::{PrintRoom, handover_record_of, receipt_of, slip_of};
use crate::flows::track::proved_parcel;
use crate::parcels::Parcel;
use crate::print::Document;
use crate::store::{Conn, StoreError};
use crate::web::Shared;
use crate::web::api::documents::{Wanted, room, sent};
use crate::web::error::{NOT_FOUND, Problem};
use crate::web::input::Path;

/// A parcel's slip, for who proved a right to it
///
/// As PDF, the same that was signed. Without a proof that holds: to the parcel's page.
#[utoipa::path(
    get,
    path = "/q/{code}/slip.pdf",
    tag = "citizens",
    params(("code" = String, Path, description = "The code of the QR", example = "7K2M9QXR4TGB8ZCN3")),
    responses(
        (status = 200, description = "The slip", body = Vec<u8>, content_type = "application/pdf"),
        (status = 303, description = "To the page without details"),
    )
)]
pub async fn slip(
    State(app): Shared,
    headers: HeaderMap,
    code: Result<Path<String>, Problem>,
) -> Result<Response, Problem> {
    let find = |conn: &mut Conn, room: &PrintRoom<'_>, parcel: &Parcel| {
        Ok(Some(Document::from(slip_of(conn, room, parcel)?)))
    };
    paper(&app, &headers, code, "slip", find).await
}

/// The record of a parcel's last hand-over, for who proved a right to it
///
/// As PDF. Without a proof that holds: to the parcel's page.
#[utoipa::path(
    get,
    path = "/q/{code}/handover-record.pdf",
    tag = "citizens",
    params(("code" = String, Path, description = "The code of the QR", example = "7K2M9QXR4TGB8ZCN3")),
    responses(
        (status = 200, description = "The record", body = Vec<u8>, content_type = "application/pdf"),
        (status = 303, description = "To the page without details"),
        (status = 404, description = "It has not changed hands", body = crate::web::error::ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn handover_record(
    State(app): Shared,
    headers: HeaderMap,
    code: Result<Path<String>, Problem>,
) -> Result<Response, Problem> {
    let find = |conn: &mut Conn, room: &PrintRoom<'_>, parcel: &Parcel| {
        Ok(handover_record_of(conn, room, parcel, None)?.map(Document::from))
    };
    paper(&app, &headers, code, "handover-record", find).await
}

/// The receipt of the money collected for a parcel's case, for who proved a right to it
///
/// As PDF. Without a proof that holds: to the parcel's page.
#[utoipa::path(
    get,
    path = "/q/{code}/receipt.pdf",
    tag = "citizens",
    params(("code" = String, Path, description = "The code of the QR", example = "7K2M9QXR4TGB8ZCN3")),
    responses(
        (status = 200, description = "The receipt", body = Vec<u8>, content_type = "application/pdf"),
        (status = 303, description = "To the page without details"),
        (status = 404, description = "Nothing was collected", body = crate::web::error::ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn receipt(
    State(app): Shared,
    headers: HeaderMap,
    code: Result<Path<String>, Problem>,
) -> Result<Response, Problem> {
    let find = |conn: &mut Conn, room: &PrintRoom<'_>, parcel: &Parcel| {
        Ok(receipt_of(conn, room, parcel)?.map(Document::from))
    };
    paper(&app, &headers, code, "receipt", find).await
}

/// Finds and prints what is to be downloaded. Nothing of it is kept on the way: phones are lent.
async fn paper(
    app: &Arc<App>,
    headers: &HeaderMap,
    code: Result<Path<String>, Problem>,
    name: &'static str,
    find: impl FnOnce(&mut Conn, &PrintRoom<'_>, &Parcel) -> Result<Option<Document>, StoreError>
    + Send
    + 'static,
) -> Result<Response, Problem> {
    let Some((code, secret)) = brought(app, headers, code) else {
        return Ok(Redirect::to("/t").into_response());
    };
    let (place, asked) = (app.clone(), code.clone());
    let cx = Context { now: app.clock.now(), who: Actor::citizen(), ids: app.ids.clone() };
    let found = app.read(move |conn| {
        let Some(parcel) = proved_parcel(conn, (&asked, &secret), cx.now)? else { return Ok(None) };
        let known = place.known(conn)?;
        let document = find(conn, &room(&place, &known, &cx), &parcel)?;
        Ok::<_, StoreError>(Some((parcel, document)))
    });
    let Some((parcel, document)) = found.await? else {
        return Ok(Redirect::to(&format!("/q/{code}")).into_response());
    };
    let document = document.ok_or_else(|| Problem::new(NOT_FOUND))?;
    let named = format!("{name}-{}", parcel.tracking);
    let wanted = Wanted::pdf(None, None)?;
    let mut answer = sent(app, document, wanted, headers, &named).await?;
    let kept = HeaderValue::from_static("no-store");
    answer.headers_mut().insert(header::CACHE_CONTROL, kept);
    Ok(answer)
}
