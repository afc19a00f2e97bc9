//! Complaints: taken down for a citizen, followed and answered. What somebody wrote goes in and never comes out
//! here: it is read on the page of who answers, where the look is noted.

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::exceptions::stage;
use super::liabilities::points;
use super::paging::{after, limit};
use crate::base::paging::Page;
use crate::base::{ComplaintId, Lang};
use crate::claims::{Answer, Complaint, ComplaintKind, Outcome, Via};
use crate::flows::FlowRefusal;
use crate::flows::claims::{
    AnswerIn, Complaining, ComplaintIn, answer_complaint, complaint_of, file_complaint,
};
use crate::people::{ClaimReader, ComplaintAnswerer, ComplaintTaker, Forbidden};
use crate::store::claimed::Filter;
use crate::store::complaints;
use crate::web::Shared;
use crate::web::auth::Caller;
use crate::web::error::{Problem, ProblemBody};
use crate::web::input::{Json, Path, Query};
use crate::web::lang::Speak;

/// What is complained of.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ComplaintIn)]
pub struct ComplaintBody {
    /// `lost`, `damaged`, `late` or `other`.
    #[schema(value_type = String, example = "late", pattern = "^(lost|damaged|late|other)$")]
    about: ComplaintKind,
    /// In the complainant's words.
    #[schema(
        example = "Quá hẹn năm ngày chưa nhận được kết quả",
        min_length = 1,
        max_length = 1000
    )]
    words: String,
}

/// A complaint. What was written stands on the page of who answers alone.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Complaint)]
pub struct ComplaintOut {
    #[schema(example = "cmp_01961a2b7c0070008000000000000001")]
    complaint_id: String,
    leg_id: String,
    /// `lost`, `damaged`, `late` or `other`.
    #[schema(example = "late")]
    about: &'static str,
    /// `page`, `counter` or `api`.
    #[schema(example = "api")]
    via: &'static str,
    filed_at: String,
    /// The point of the post that has to answer.
    #[schema(example = "481000")]
    owner: String,
    /// By when; not there where the working days were not loaded.
    #[serde(skip_serializing_if = "Option::is_none")]
    due_at: Option<String>,
    /// `open`, `answered` or `withdrawn`.
    #[schema(example = "open")]
    stage: &'static str,
    text: &'static str,
}

/// A page of complaints.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Complaints)]
pub struct ComplaintsOut {
    items: Vec<ComplaintOut>,
    /// The cursor of the next page.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// A complaint with its answers.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AnsweredComplaint)]
pub struct WholeOut {
    #[serde(flatten)]
    complaint: ComplaintOut,
    /// The first first; the last one stands.
    answers: Vec<AnswerOut>,
}

/// An answer.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ComplaintAnswer)]
pub struct AnswerOut {
    /// `upheld`, `partly`, `rejected`, or `withdrawn` by who complained.
    #[schema(example = "upheld")]
    outcome: &'static str,
    at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    words: Option<String>,
}

impl ComplaintOut {
    fn of(one: &Complaint, lang: Lang) -> Self {
        Self {
            complaint_id: one.id.to_string(),
            leg_id: one.leg.to_string(),
            about: one.kind.as_str(),
            via: one.via.as_str(),
            filed_at: one.filed_at.to_string(),
            owner: one.answers.to_string(),
            due_at: one.due_at.map(|due| due.to_string()),
            stage: one.stage.as_str(),
            text: one.stage.words(lang),
        }
    }
}

impl From<&Answer> for AnswerOut {
    fn from(answer: &Answer) -> Self {
        Self {
            outcome: answer.outcome.as_str(),
            at: answer.at.to_string(),
            words: answer.words.clone(),
        }
    }
}

/// File a complaint
///
/// For a citizen who told the agency or the post. By when it is answered is counted at once; the case is told
/// `vn.hosopost.complaint.filed`.
#[utoipa::path(
    post,
    path = "/api/v1/parcels/{code}/complaints",
    tag = "claims",
    security(("token" = [])),
    params(("code" = String, Path, description = "Tracking number or QR code")),
    request_body = ComplaintBody,
    responses(
        (status = 201, body = ComplaintOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "The post has not accepted the parcel, it is too late, or the same waits for an answer", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn file(
    State(app): Shared,
    caller: Caller,
    Speak(lang): Speak,
    Path(code): Path<String>,
    Json(body): Json<ComplaintBody>,
) -> Result<(StatusCode, axum::Json<ComplaintOut>), Problem> {
    let cx = caller.context(&app);
    let by = ComplaintTaker::of(&cx.who)?;
    let input = ComplaintIn { kind: body.about, words: body.words };
    let filed = app.intake.run(move |conn, known| {
        let who = Complaining::Staff(&code, &by, Via::Api);
        file_complaint(conn, &cx, (&known.claims(), &known.promises()), who, &input)
    });
    Ok((StatusCode::CREATED, axum::Json(ComplaintOut::of(&filed.await??, lang))))
}

/// Which complaints to list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListQuery {
    /// `open`, `answered` or `withdrawn`; all when not given.
    #[param(pattern = "^(open|answered|withdrawn)$")]
    stage: Option<String>,
    /// `next` of an earlier page.
    cursor: Option<String>,
    /// At most so many.
    #[param(minimum = 1, maximum = 500, default = 50)]
    limit: Option<i64>,
}

/// List complaints
///
/// The oldest first: those that one's points have to answer, and those about cases of one's agencies.
#[utoipa::path(
    get,
    path = "/api/v1/complaints",
    tag = "claims",
    security(("token" = [])),
    params(ListQuery),
    responses(
        (status = 200, body = ComplaintsOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn list(
    State(app): Shared,
    Caller(actor): Caller,
    Speak(lang): Speak,
    Query(query): Query<ListQuery>,
) -> Result<axum::Json<ComplaintsOut>, Problem> {
    let by = ClaimReader::of(&actor)?;
    let stage = stage(query.stage, &["open", "answered", "withdrawn"])?;
    let (after, limit) = (after(query.cursor.as_deref())?, limit(query.limit)?);
    let filter = Filter { stage, points: points(by.reach()) };
    let Page { items, next } =
        app.read(move |conn| complaints::list(conn, &filter, after, limit)).await?;
    let items = items.iter().map(|one| ComplaintOut::of(one, lang)).collect();
    Ok(axum::Json(ComplaintsOut { items, next }))
}

/// Read a complaint
///
/// With its answers.
#[utoipa::path(
    get,
    path = "/api/v1/complaints/{id}",
    tag = "claims",
    security(("token" = [])),
    params(("id" = String, Path, description = "Its id")),
    responses(
        (status = 200, body = WholeOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn show(
    State(app): Shared,
    Caller(actor): Caller,
    Speak(lang): Speak,
    Path(id): Path<ComplaintId>,
) -> Result<axum::Json<WholeOut>, Problem> {
    let by = ClaimReader::of(&actor)?;
    let (one, answers) = app.read(move |conn| complaint_of(conn, &by, id)).await?;
    let answers = answers.iter().map(Into::into).collect();
    Ok(axum::Json(WholeOut { complaint: ComplaintOut::of(&one, lang), answers }))
}

/// An answer to give.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ComplaintAnswerIn)]
pub struct AnswerBody {
    /// `upheld`, `partly` or `rejected`.
    #[schema(value_type = String, example = "upheld", pattern = "^(upheld|partly|rejected)$")]
    outcome: Outcome,
    /// For the person who complained, who reads it on the parcel's page.
    #[schema(min_length = 1, max_length = 1000)]
    words: String,
}

/// Answer a complaint
///
/// By the point that has to. Answering again adds another answer, and the last one stands.
#[utoipa::path(
    post,
    path = "/api/v1/complaints/{id}/answer",
    tag = "claims",
    security(("token" = [])),
    params(("id" = String, Path, description = "Its id")),
    request_body = AnswerBody,
    responses(
        (status = 200, body = ComplaintOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "It was withdrawn", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn answer(
    State(app): Shared,
    caller: Caller,
    Speak(lang): Speak,
    Path(id): Path<ComplaintId>,
    Json(body): Json<AnswerBody>,
) -> Result<axum::Json<ComplaintOut>, Problem> {
    let cx = caller.context(&app);
    let by = ComplaintAnswerer::of(&cx.who)?;
    let input = AnswerIn { outcome: body.outcome, words: body.words };
    let answered = app.intake.run(move |conn, _| answer_complaint(conn, &cx, &by, id, &input));
    match answered.await? {
        // Whether another point has such a complaint is not for this one to know.
        Err(FlowRefusal::Forbidden(Forbidden::Place { .. })) => {
            Err(FlowRefusal::from(crate::claims::ClaimRefusal::UnknownComplaint(id)).into())
        }
        answered => Ok(axum::Json(ComplaintOut::of(&answered?, lang))),
    }
}
