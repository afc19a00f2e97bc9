//! `/cases/{case_code}`: the record, who applied (as far as this reader may know), the legs, and what the
//! case system was told. Each time it is opened, a line is written in the access log.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use crate::base::Lang;
use crate::base::codes::CaseCode;
use crate::catalogue::Catalogue;
use crate::feed::{Fact, FactKind};
use crate::flows::{Applicant, SeenCase, look_at_case};
use crate::network::Network;
use crate::people::CaseReader;
use crate::web::Shared;
use crate::web::error::{Problem, ProblemBody};
use crate::web::input::Path;
use crate::web::staff::shell::Chosen;
use crate::web::staff::{Shell, Staff, page, words};

/// What the template draws.
#[derive(Template)]
#[template(path = "staff/record/case.html")]
pub struct CasePage<'a> {
    shell: &'a Shell,
    view: &'a CaseView,
}

/// A case in words.
#[derive(Debug)]
pub struct CaseView {
    code: String,
    status: String,
    proposed: Option<String>,
    procedure: String,
    agency: String,
    received: String,
    due: Option<String>,
    as_of: String,
    applicant: Option<Applicant>,
    legs: Vec<LegLine>,
    told: Vec<ToldLine>,
}

/// A leg in words.
#[derive(Debug)]
pub struct LegLine {
    direction: &'static str,
    tracking: String,
    from: String,
    to: String,
    state: &'static str,
    holder: String,
    ordered: String,
}

/// One thing that the case system was told.
#[derive(Debug)]
pub struct ToldLine {
    sequence: i64,
    what: String,
    effective: String,
    recorded: String,
    supersedes: Option<i64>,
}

impl<'a> CasePage<'a> {
    /// The page of a case.
    pub const fn new(shell: &'a Shell, view: &'a CaseView) -> Self {
        Self { shell, view }
    }
}

impl CaseView {
    fn of(seen: SeenCase, network: &Network, catalogue: &Catalogue, lang: Lang) -> Self {
        let case = seen.case;
        let procedure = catalogue.procedure(&case.procedure);
        let legs = seen.legs.iter().map(|seen| LegLine {
            direction: words::direction(seen.leg.direction).to(lang),
            tracking: seen.parcel.tracking.to_string(),
            from: words::end(&seen.leg.from, network, lang),
            to: words::end(&seen.leg.to, network, lang),
            state: seen.timeline.state.words(lang),
            holder: words::holder(&seen.timeline.custodian, network, lang),
            ordered: words::time(seen.leg.ordered_at, lang),
        });
        Self {
            code: case.code.to_string(),
            status: format!("{} · {}", case.status.number(), case.status.text(lang)),
            proposed: seen.proposed.map(|s| format!("{} · {}", s.number(), s.text(lang))),
            procedure: procedure.map_or_else(
                || case.procedure.to_string(),
                |known| format!("{} ({})", known.name, case.procedure),
            ),
            agency: words::point(network, &case.agency),
            received: words::time(case.received_at, lang),
            due: case.due_at.map(|at| words::time(at, lang)),
            as_of: words::time(case.as_of, lang),
            applicant: seen.applicant,
            legs: legs.collect(),
            told: seen.told.iter().rev().map(|fact| ToldLine::of(fact, lang)).collect(),
        }
    }
}

impl ToldLine {
    fn of(fact: &Fact, lang: Lang) -> Self {
        let what = match fact.kind {
            FactKind::LegOrdered => lang.pick("đặt chặng gửi", "leg ordered").to_owned(),
            FactKind::Revised => lang.pick("sửa điều đã báo", "told before, revised").to_owned(),
            FactKind::FeeCollected => lang.pick("đã thu phí, lệ phí", "fee collected").to_owned(),
            FactKind::FeeRemitted => lang.pick("đã nộp phí, lệ phí", "fee remitted").to_owned(),
            FactKind::Redirected => {
                lang.pick("đổi cách nhận", "another delivery asked for").to_owned()
            }
            FactKind::FeeReversed => lang.pick("đã hủy khoản thu", "entry reversed").to_owned(),
            FactKind::Scanned(action) => action.words(lang).to_owned(),
        };
        let about = fact.data["tracking_number"].as_str().unwrap_or_default();
        Self {
            sequence: fact.sequence,
            what: if about.is_empty() { what } else { format!("{what} · {about}") },
            effective: words::time(fact.effective_at, lang),
            recorded: words::time(fact.recorded_at, lang),
            supersedes: fact.supersedes,
        }
    }
}

/// A case's page
///
/// Opening it is noted in the access log. A case of another agency is answered as one that is not there.
#[utoipa::path(
    get,
    path = "/cases/{case_code}",
    tag = "staff",
    params(("case_code" = String, Path, example = "H27.12-250408-0007")),
    responses(
        (status = 200, description = "The page", body = String, content_type = "text/html"),
        (status = 303, description = "To the form to sign in"),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn show(
    State(app): Shared,
    staff: Staff,
    chosen: Chosen,
    Path(code): Path<CaseCode>,
) -> Result<Response, Problem> {
    let by = CaseReader::of(&staff.actor)?;
    let (copy, cx, lang) = (app.clone(), staff.context(&app), staff.lang());
    let view = app.read(move |conn| -> Result<CaseView, Problem> {
        let seen = look_at_case(conn, &cx, &by, &code)?;
        let known = copy.known(conn)?;
        Ok(CaseView::of(seen, &known.network, &known.catalogue, lang))
    });
    let view = view.await?;
    Ok(chosen.keep(page(StatusCode::OK, &CasePage::new(&staff.shell, &view))?))
}
