//! `/liabilities/{id}`: one record of liability. What the scans say of the harm and in whose custody it came about,
//! every time they said something else; what was decided; and the forms to fix, pay and close it.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::DueView;
use super::liability_work::Typed;
use crate::app::App;
use crate::base::{At, LiabilityId, PointCode};
use crate::claims::{Done, Kept, Stage, Step};
use crate::flows::claims::{SeenLiability, look_at_liability};
use crate::network::Network;
use crate::people::{Cashier, ClaimReader, LiabilityFixer};
use crate::web::Shared;
use crate::web::error::{Problem, ProblemBody};
use crate::web::input::Path;
use crate::web::staff::form::{said_at, said_over};
use crate::web::staff::shell::Chosen;
use crate::web::staff::{FormTrouble, Shell, Staff, page, words};

/// What the template draws.
#[derive(Template)]
#[template(path = "staff/exceptions/liability.html")]
struct LiabilityPage<'a> {
    shell: &'a Shell,
    view: &'a LiabilityView,
    typed: &'a Typed,
    trouble: Option<FormTrouble>,
}

/// A record in words.
#[derive(Debug, Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a part of the page that is there or not"
)]
struct LiabilityView {
    id: String,
    harm: &'static str,
    stage: &'static str,
    is_open: bool,
    tracking: String,
    stands: bool,
    /// What the scans say now; none when they tell of no harm any more.
    said: Option<Said>,
    /// What they said before, the latest first.
    before: Vec<Said>,
    /// The scans say something else than when it was fixed.
    moved: bool,
    charge: Option<String>,
    least: Option<(String, u32, String)>,
    /// The least as it is typed.
    proposed: String,
    due: Option<DueView>,
    amount: Option<String>,
    stages: Vec<StageView>,
    complaints: Vec<(String, &'static str, &'static str)>,
    may_fix: bool,
    may_pay: bool,
    may_close: bool,
    tills: Vec<(String, String)>,
}

/// What the scans said of it.
#[derive(Debug, Clone)]
struct Said {
    holder: String,
    from: String,
    until: String,
    harmed: String,
    accepted: Option<String>,
    answers: String,
    known: String,
    undone: bool,
}

/// One stage.
#[derive(Debug, Clone)]
struct StageView {
    what: &'static str,
    at: String,
    who: String,
    reason: Option<String>,
    amount: Option<String>,
    due: Option<String>,
}

impl LiabilityPage<'_> {
    fn wrong(&self, form: &str, field: &str) -> Option<&str> {
        (self.typed.form == form).then(|| said_at(self.trouble.as_ref(), field)).flatten()
    }

    /// What is wrong with none of the fields of a form.
    fn over(&self) -> Option<&str> {
        said_over(self.trouble.as_ref(), &["amount", "reason", "reference", "at", "method"])
    }

    /// What was typed into a field of this form.
    fn typed(&self, form: &str, field: &str) -> &str {
        if self.typed.form == form { self.typed.field(field) } else { "" }
    }
}

impl Said {
    fn of(kept: &Kept, network: &Network, lang: crate::base::Lang) -> Option<Self> {
        let reading = kept.reading.as_ref()?;
        let answers = reading.answers.as_ref();
        Some(Self {
            holder: words::holder(&reading.segment.held_by, network, (reading.segment.from, lang)),
            from: words::time(reading.segment.from, lang),
            until: words::time(reading.segment.until, lang),
            harmed: words::time(reading.at, lang),
            accepted: reading.accepted_at.map(|at| words::time(at, lang)),
            answers: answers
                .map(|code| words::point(network, code, reading.at))
                .unwrap_or_default(),
            known: words::time(kept.recorded_at, lang),
            undone: !reading.stands(),
        })
    }
}

impl LiabilityView {
    fn of(seen: &SeenLiability, staff: &Staff, app: &App, network: &Network) -> Self {
        let (lang, now) = (staff.lang(), app.clock.now());
        let SeenLiability { record, parcel, readings, stages, charge, least, complaints, names } =
            seen;
        let fixed = stages.iter().rev().find(|done| done.stage == Stage::Fixed);
        let may_fix = LiabilityFixer::of(&staff.actor)
            .is_ok_and(|by| by.may_fix(record.answers.as_ref()).is_ok());
        let cashier = Cashier::of(&staff.actor).is_ok();
        let goes = |step| record.stage.after(step).is_ok();
        let mut said: Vec<Said> =
            readings.iter().rev().filter_map(|kept| Said::of(kept, network, lang)).collect();
        let now_said = readings.last().is_some_and(|kept| kept.reading.is_some());
        let first = (now_said && !said.is_empty()).then(|| said.remove(0));
        Self {
            id: record.id.to_string(),
            harm: record.harm.words(lang),
            stage: record.stage.words(lang),
            is_open: matches!(record.stage, Stage::Opened | Stage::Fixed),
            tracking: parcel.tracking.to_string(),
            stands: record.stands,
            moved: fixed.is_some_and(|done| done.reading < record.readings),
            charge: charge.map(|charge| charge.to_string()),
            least: least
                .as_ref()
                .map(|least| (least.amount.to_string(), least.times, least.decision.clone())),
            proposed: least.as_ref().map(|it| it.amount.dong().to_string()).unwrap_or_default(),
            due: DueView::of(record.due_at, now, lang),
            amount: fixed.and_then(|done| done.amount).map(|amount| amount.to_string()),
            stages: stages.iter().rev().map(|done| stage(done, names, lang)).collect(),
            complaints: complaints
                .iter()
                .map(|one| {
                    (format!("/complaints/{}", one.id), one.kind.words(lang), one.stage.words(lang))
                })
                .collect(),
            may_fix: may_fix
                && goes(Step::Fix)
                && record.stands
                && first.as_ref().is_some_and(|said| said.accepted.is_some()),
            may_pay: cashier && goes(Step::Pay),
            may_close: may_fix && goes(Step::Close),
            tills: tills(&staff.actor.places, network, now),
            said: first,
            before: said,
        }
    }
}

/// The points whose money somebody may pay out.
fn tills(places: &[PointCode], network: &Network, now: At) -> Vec<(String, String)> {
    places.iter().map(|code| (code.to_string(), words::point(network, code, now))).collect()
}

fn stage(
    done: &Done,
    names: &std::collections::HashMap<crate::base::TokenId, String>,
    lang: crate::base::Lang,
) -> StageView {
    let who = done.by.and_then(|by| names.get(&by).cloned());
    StageView {
        what: done.stage.words(lang),
        at: words::time(done.at, lang),
        who: match (done.by, who) {
            (None, _) => lang.pick("theo lượt quét", "by the scans").to_owned(),
            (Some(_), Some(name)) => name,
            (Some(_), None) => String::new(),
        },
        reason: done.reason.clone(),
        amount: done.amount.map(|amount| amount.to_string()),
        due: done.due_at.map(|due| words::time(due, lang)),
    }
}

/// A record of liability
///
/// With all that the scans said of the harm, and what was decided.
#[utoipa::path(
    get,
    path = "/liabilities/{id}",
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
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let drawn = draw(&app, &staff, LiabilityId(id), &Typed::default(), None).await?;
    Ok(chosen.keep(drawn))
}

/// The page, perhaps with what was typed into one of its forms and what is wrong with it.
pub(super) async fn draw(
    app: &Arc<App>,
    staff: &Staff,
    id: LiabilityId,
    typed: &Typed,
    wrong: Option<(StatusCode, FormTrouble)>,
) -> Result<Response, Problem> {
    let by = ClaimReader::of(&staff.actor)?;
    let (copy, asking, name) = (app.clone(), staff.clone(), id.clone());
    let view = app.read(move |conn| -> Result<LiabilityView, Problem> {
        let known = copy.known(conn)?;
        let seen = look_at_liability(conn, &by, &known.claims(), &name)?;
        Ok(LiabilityView::of(&seen, &asking, &copy, &known.network))
    });
    let view = view.await?;
    let shell = &Shell { here: format!("/liabilities/{id}"), ..staff.shell.clone() };
    let (status, trouble) = wrong.map_or((StatusCode::OK, None), |(status, it)| (status, Some(it)));
    page(status, &LiabilityPage { shell, view: &view, typed, trouble })
}
