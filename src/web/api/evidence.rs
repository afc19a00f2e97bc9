//! Photos and signatures that scans name.

use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::flows::{FlowRefusal, keep_evidence, look_at_evidence};
use crate::parcels::{Evidence, EvidenceRefusal, PictureKind};
use crate::people::{EvidenceReader, PhoneHolder};
use crate::web::Shared;
use crate::web::auth::Caller;
use crate::web::error::{Problem, ProblemBody, TOO_LARGE, WRONG_CONTENT};
use crate::web::input::{Path, too_large};

/// What was kept.
#[derive(Debug, Serialize, ToSchema)]
pub struct EvidenceOut {
    id: String,
    /// How large it is.
    bytes: usize,
    /// `kept`, or `repeated` when it was there already.
    #[schema(example = "kept")]
    outcome: &'static str,
}

/// Keep a photo or a signature
///
/// Under an id that the phone made, a UUID, by which a scan names it as `evidence`; before that scan or after it. At
/// most 300 KB of JPEG, PNG or WebP. Sending the same again is harmless; another picture under the same id is refused.
#[utoipa::path(
    put,
    path = "/api/v1/evidence/{id}",
    tag = "scans",
    security(("token" = [])),
    params(("id" = Uuid, Path, description = "Made on the phone")),
    request_body(content(
        (Vec<u8> = "image/jpeg"), (Vec<u8> = "image/png"), (Vec<u8> = "image/webp"),
    )),
    responses(
        (status = 200, description = "It was there already", body = EvidenceOut),
        (status = 201, body = EvidenceOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "The id is another picture's", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn keep(
    State(app): Shared,
    caller: Caller,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<(StatusCode, axum::Json<EvidenceOut>), Problem> {
    let by = PhoneHolder::of(&caller.0)?;
    let cx = caller.context(&app);
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let kind = PictureKind::read(kind.unwrap_or_default()).map_err(refused)?;
    let body = body.map_err(|_| too_large())?;
    let picture = Evidence::read(id, kind, body.to_vec()).map_err(refused)?;
    let bytes = picture.content.len();
    let kept = app.intake.run_beside_scans(move |conn, _| keep_evidence(conn, &cx, &by, &picture));
    let (status, outcome) = match kept.await?? {
        true => (StatusCode::CREATED, "kept"),
        false => (StatusCode::OK, "repeated"),
    };
    Ok((status, axum::Json(EvidenceOut { id: id.to_string(), bytes, outcome })))
}

/// What does not fit is said by the kind of answer that programs know for it.
fn refused(refusal: EvidenceRefusal) -> Problem {
    use crate::base::Lang;
    let kind = match refusal {
        EvidenceRefusal::Kind | EvidenceRefusal::NotThatKind(_) => WRONG_CONTENT,
        EvidenceRefusal::TooLarge { .. } => TOO_LARGE,
        EvidenceRefusal::Other(_) | EvidenceRefusal::Unknown(_) => {
            return FlowRefusal::from(refusal).into();
        }
    };
    let (vi, en) = (refusal.text(Lang::Vi), refusal.text(Lang::En));
    Problem::new(kind).code(refusal.code()).detail(vi, en)
}

/// Look at a photo or a signature
///
/// That a scan of the parcel names. Every look leaves a line in the access log.
#[utoipa::path(
    get,
    path = "/api/v1/parcels/{code}/evidence/{id}",
    tag = "parcels",
    security(("token" = [])),
    params(
        ("code" = String, Path, description = "Tracking number or QR code"),
        ("id" = Uuid, Path, description = "As a scan of it names it"),
    ),
    responses(
        (status = 200, description = "The picture", content(
            (Vec<u8> = "image/jpeg"), (Vec<u8> = "image/png"), (Vec<u8> = "image/webp"),
        )),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn show(
    State(app): Shared,
    caller: Caller,
    Path((code, id)): Path<(String, Uuid)>,
) -> Result<Response, Problem> {
    let by = EvidenceReader::of(&caller.0)?;
    let cx = caller.context(&app);
    let read = app.read(move |conn| look_at_evidence(conn, &cx, &by, &code, id));
    Ok(picture(read.await?))
}

/// A picture as an answer.
pub fn picture(evidence: Evidence) -> Response {
    let kind = HeaderValue::from_static(evidence.kind.as_str());
    ([(header::CONTENT_TYPE, kind)], evidence.content).into_response()
}
