//! `/complaints/{id}`: a complaint, by when it is to be answered, and its answer. What the citizen wrote is shown to
//! who may answer it, and the look is on record.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{DueView, RecordLine};
use crate::app::App;
use crate::base::{ComplaintId, Lang, Words};
use crate::claims::{ComplaintStage, Outcome};
use crate::flows::claims::{AnswerIn, SeenComplaint, answer_complaint, look_at_complaint};
use crate::network::Network;
use crate::people::{ClaimReader, ComplaintAnswerer};
use crate::web::Shared;
use crate::web::error::{CONFLICT, INVALID, Problem, ProblemBody};
use crate::web::input::Path;
use crate::web::staff::form::{said_at, said_over};
use crate::web::staff::shell::Chosen;
use crate::web::staff::{FormTrouble, Shell, Staff, StaffForm, page, see, words};

/// What the template draws.
#[derive(Template)]
#[template(path = "staff/exceptions/complaint.html")]
struct ComplaintPage<'a> {
    shell: &'a Shell,
    view: &'a ComplaintView,
    typed: &'a Typed,
    outcomes: Vec<(&'static str, &'static str)>,
    trouble: Option<FormTrouble>,
}

/// A complaint in words.
#[derive(Debug, Clone)]
struct ComplaintView {
    id: String,
    kind: &'static str,
    stage: &'static str,
    is_open: bool,
    tracking: String,
    via: &'static str,
    filed: String,
    answers_by: String,
    within: &'static str,
    due: Option<DueView>,
    words: Option<String>,
    may_answer: bool,
    may_print: bool,
    answers: Vec<AnswerView>,
    records: Vec<RecordLine>,
}

/// An answer in words.
#[derive(Debug, Clone)]
struct AnswerView {
    outcome: &'static str,
    words: Option<String>,
    at: String,
    who: String,
}

impl ComplaintPage<'_> {
    fn wrong(&self, field: &str) -> Option<&str> {
        said_at(self.trouble.as_ref(), field)
    }

    fn over(&self) -> Option<&str> {
        said_over(self.trouble.as_ref(), &["outcome", "words"])
    }
}

impl ComplaintView {
    fn of(seen: &SeenComplaint, network: &Network, now: crate::base::At, lang: Lang) -> Self {
        let one = &seen.complaint;
        let is_open = one.stage == ComplaintStage::Open;
        let answer = |answer: &crate::claims::Answer| AnswerView {
            outcome: answer.outcome.words(lang),
            words: answer.words.clone(),
            at: words::time(answer.at, lang),
            who: answer.by.and_then(|by| seen.names.get(&by).cloned()).unwrap_or_default(),
        };
        Self {
            id: one.id.to_string(),
            kind: one.kind.words(lang),
            stage: one.stage.words(lang),
            is_open,
            tracking: seen.parcel.tracking.to_string(),
            via: one.via.words(lang),
            filed: words::time(one.filed_at, lang),
            answers_by: words::point(network, &one.answers, now),
            within: if one.far {
                Words::new("bưu gửi liên tỉnh", "between provinces").to(lang)
            } else {
                Words::new("bưu gửi trong tỉnh", "within a province").to(lang)
            },
            due: DueView::of(one.due_at.filter(|_| is_open), now, lang),
            words: seen.words.clone(),
            may_answer: seen.may_answer && one.stage != ComplaintStage::Withdrawn,
            may_print: seen.may_answer
                && seen.answers.iter().any(|answer| answer.outcome != Outcome::Withdrawn),
            answers: seen.answers.iter().rev().map(answer).collect(),
            records: seen
                .liabilities
                .iter()
                .map(|one| RecordLine::of(one, network, lang))
                .collect(),
        }
    }
}

/// What was typed into the form.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[schema(as = AnswerForm)]
pub struct Typed {
    /// `upheld`, `partly` or `rejected`.
    #[serde(default)]
    outcome: String,
    /// The answer, for the person who complained.
    #[serde(default)]
    words: String,
    /// The hidden word of the form.
    #[serde(default, rename = "form_token")]
    #[expect(dead_code, reason = "read by the extractor; here for the description")]
    form_token: String,
}

/// A complaint
///
/// To be shown what the citizen wrote is noted in the access log.
#[utoipa::path(
    get,
    path = "/complaints/{id}",
    tag = "staff",
    params(("id" = String, Path, description = "Its id")),
    responses(
        (status = 200, description = "The page", body = String, content_type = "text/html"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn show(
    State(app): Shared,
    staff: Staff,
    chosen: Chosen,
    Path(id): Path<ComplaintId>,
) -> Result<Response, Problem> {
    Ok(chosen.keep(draw(&app, &staff, id, &Typed::default(), None).await?))
}

async fn draw(
    app: &Arc<App>,
    staff: &Staff,
    id: ComplaintId,
    typed: &Typed,
    wrong: Option<(StatusCode, FormTrouble)>,
) -> Result<Response, Problem> {
    let by = ClaimReader::of(&staff.actor)?;
    let (copy, cx, lang) = (app.clone(), staff.context(app), staff.lang());
    let view = app.read(move |conn| -> Result<ComplaintView, Problem> {
        let known = copy.known(conn)?;
        let seen = look_at_complaint(conn, &cx, &by, id)?;
        Ok(ComplaintView::of(&seen, &known.network, cx.now, lang))
    });
    let view = view.await?;
    let shell = &Shell { here: format!("/complaints/{id}"), ..staff.shell.clone() };
    let outcomes = Outcome::ANSWERS.map(|one| (one.as_str(), one.words(lang))).to_vec();
    let (status, trouble) = wrong.map_or((StatusCode::OK, None), |(status, it)| (status, Some(it)));
    page(status, &ComplaintPage { shell, view: &view, typed, outcomes, trouble })
}

/// Answers a complaint
///
/// The person who complained reads the answer on their page. Answering again adds another, and the last stands.
#[utoipa::path(
    post,
    path = "/complaints/{id}/answer",
    tag = "staff",
    params(("id" = String, Path, description = "Its id")),
    request_body(content = Typed, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 303, description = "Back to the complaint"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "The page: it was withdrawn meanwhile", body = String, content_type = "text/html"),
    )
)]
pub async fn answer(
    State(app): Shared,
    Path(id): Path<ComplaintId>,
    StaffForm { staff, form: typed }: StaffForm<Typed>,
) -> Result<Response, Problem> {
    let by = ComplaintAnswerer::of(&staff.actor)?;
    let done = match typed.outcome.trim().parse::<Outcome>() {
        Ok(outcome) => {
            let input = AnswerIn { outcome, words: typed.words.clone() };
            let cx = staff.context(&app);
            let answered =
                app.intake.run(move |conn, _| answer_complaint(conn, &cx, &by, id, &input));
            answered.await?.map(drop).map_err(Problem::from)
        }
        Err(_) => Err(Problem::new(INVALID)
            .field("outcome")
            .detail("Hãy chọn một kết luận trong danh sách.", "Choose one of the list.")),
    };
    match done {
        Ok(()) => Ok(see(&format!("/complaints/{id}"))),
        Err(problem) if [INVALID, CONFLICT].contains(&problem.kind()) => {
            let trouble = FormTrouble::of(&problem, staff.lang());
            draw(&app, &staff, id, &typed, Some((problem.kind().status, trouble))).await
        }
        Err(problem) => Err(problem),
    }
}
