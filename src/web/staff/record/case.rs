//! `/cases/{case_code}`: the record, who applied (as far as this reader may know), the legs, and what the
//! case system was told. Each time it is opened, a line is written in the access log.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use crate::app::Known;
use crate::base::codes::CaseCode;
use crate::base::{At, Lang};
use crate::cases::{Direction, Status};
use crate::custody::State as Standing;
use crate::feed::webhook::{Held, Telling};
use crate::feed::{Fact, FactKind};
use crate::flows::{Applicant, SeenCase, SeenLeg, ToldByPush, look_at_case, told_by_push};
use crate::people::{Administrator, CaseReader};
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
    proposal: &'static str,
    endpoints: Vec<EndpointLine>,
    told: Vec<ToldLine>,
}

/// A webhook that is told about the case, in words.
#[derive(Debug)]
pub struct EndpointLine {
    host: String,
    page: Option<String>,
    is_off: bool,
    done: usize,
    waiting: usize,
    dead: usize,
    before: usize,
    /// When the next try is.
    next: Option<String>,
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
    /// When it was promised for, and when it is expected where that is later.
    promised: Option<(String, Option<String>)>,
}

/// One thing that the case system was told.
#[derive(Debug)]
pub struct ToldLine {
    sequence: i64,
    what: String,
    kind: String,
    /// By which webhook it is not known yet, and why.
    pending: Vec<(String, &'static str, bool)>,
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
    fn of(seen: SeenCase, push: &[ToldByPush], staff: &Staff, (known, now): (&Known, At)) -> Self {
        let (network, catalogue, lang) = (&known.network, &known.catalogue, staff.lang());
        let proposal = proposal(&seen, lang);
        let endpoints = push.iter().map(|one| EndpointLine::of(one, &seen.told, staff)).collect();
        let case = seen.case;
        let procedure = catalogue.procedure(&case.procedure);
        let legs = seen.legs.iter().map(|seen| LegLine {
            direction: words::direction(seen.leg.direction).to(lang),
            tracking: seen.parcel.tracking.to_string(),
            from: words::end(&seen.leg.from, network, (seen.leg.ordered_at, lang)),
            to: words::end(&seen.leg.to, network, (seen.leg.ordered_at, lang)),
            state: seen.timeline.state.words(lang),
            holder: words::holder(&seen.timeline.custodian, network, (now, lang)),
            ordered: words::time(seen.leg.ordered_at, lang),
            promised: seen.promised.map(|promised| {
                let later = seen.expected.filter(|expected| *expected > promised);
                (words::time(promised, lang), later.map(|at| words::time(at, lang)))
            }),
        });
        Self {
            code: case.code.to_string(),
            status: format!("{} · {}", case.status.number(), case.status.text(lang)),
            proposed: seen.proposed.map(|s| format!("{} · {}", s.number(), s.text(lang))),
            procedure: procedure.map_or_else(
                || case.procedure.to_string(),
                |known| format!("{} ({})", known.name, case.procedure),
            ),
            agency: words::point(network, &case.agency, now),
            received: words::time(case.received_at, lang),
            due: case.due_at.map(|at| words::time(at, lang)),
            as_of: if case.is_told() {
                words::time(case.as_of, lang)
            } else {
                lang.pick("chưa báo; quầy bưu điện ghi", "not told yet; written down at a counter")
                    .to_owned()
            },
            applicant: seen.applicant,
            legs: legs.collect(),
            proposal,
            endpoints,
            told: seen.told.iter().rev().map(|fact| ToldLine::of(fact, push, lang)).collect(),
        }
    }
}

/// What the post says about the case's status, and why.
fn proposal(seen: &SeenCase, lang: Lang) -> &'static str {
    let results = || {
        let back = |leg: &&SeenLeg| {
            leg.leg.direction == Direction::Return && leg.leg.to.person().is_some()
        };
        seen.legs.iter().filter(back).map(|leg| leg.timeline.state)
    };
    let status = seen.case.status;
    if seen.proposed.is_some() {
        lang.pick(
            "Đề nghị chuyển sang 10: kết quả đã đến tay người dân. Hệ thống một cửa quyết định.",
            "Proposed: 10, the result is in the person's hands. The one-stop system decides.",
        )
    } else if status == Status::Returned {
        lang.pick(
            "Hệ thống một cửa đã ghi 10; bưu chính không đề nghị gì thêm.",
            "The one-stop system has set 10; the post proposes nothing more.",
        )
    } else if results().any(|state| state == Standing::Returned) {
        lang.pick(
            "Không đề nghị gì: kết quả không phát được và đã chuyển hoàn về nơi gửi, trạng thái giữ nguyên (9).",
            "Nothing: the result could not be delivered and went back, the status stays (9).",
        )
    } else if results().any(|state| !matches!(state, Standing::Void | Standing::Lost)) {
        lang.pick(
            "Chưa đề nghị gì: kết quả đang ở bưu chính. Sẽ đề nghị 10 khi phát đến tay người dân.",
            "Nothing yet: the result is with the post. 10 is proposed once it is in the person's hands.",
        )
    } else {
        lang.pick(
            "Bưu chính không đề nghị gì: lượt quét không đổi trạng thái hồ sơ, chỉ kết quả phát đến tay người dân mới đề nghị 10.",
            "The post proposes nothing: scans change no status; only a result in the person's hands proposes 10.",
        )
    }
}

fn telling(one: &ToldByPush, fact: &Fact) -> Telling {
    let held = one.waiting.iter().find(|waiting| waiting.position == fact.position);
    let held = held.map(|waiting| Held {
        attempts: waiting.attempts,
        due_at: waiting.due_at,
        is_dead: waiting.died_at.is_some(),
    });
    Telling::of(&one.webhook, fact, held)
}

fn host(one: &ToldByPush) -> String {
    one.webhook.url.as_url().host_str().unwrap_or_default().to_owned()
}

impl EndpointLine {
    fn of(one: &ToldByPush, told: &[Fact], staff: &Staff) -> Self {
        let lang = staff.lang();
        let all: Vec<Telling> = told.iter().map(|fact| telling(one, fact)).collect();
        let count = |is: fn(&Telling) -> bool| all.iter().filter(|one| is(one)).count();
        let next = one.waiting.iter().filter_map(|waiting| waiting.due_at).min();
        let may = Administrator::of(&staff.actor).is_ok();
        Self {
            host: host(one),
            page: may.then(|| format!("/webhooks/{}", one.webhook.id)),
            is_off: one.webhook.disabled.is_some(),
            done: count(|one| matches!(one, Telling::Done)),
            waiting: count(|one| matches!(one, Telling::Waiting { .. })),
            dead: count(|one| matches!(one, Telling::Dead)),
            before: count(|one| matches!(one, Telling::Before)),
            next: next.map(|at| words::time(at, lang)),
        }
    }
}

/// What keeps a fact from a webhook, and whether somebody has to do something about it; nothing when it is
/// known there, or need not be.
fn pending(telling: Telling, lang: Lang) -> Option<(&'static str, bool)> {
    match telling {
        Telling::Dead => {
            Some((lang.pick("hết lượt gửi, chờ xử lý", "given up, waits for a person"), true))
        }
        Telling::Waiting { due_at: Some(_), attempts: 1.. } => {
            Some((lang.pick("đang gửi lại", "is tried again"), true))
        }
        Telling::Waiting { .. } => Some((lang.pick("chờ gửi", "waits"), false)),
        Telling::Before => {
            Some((lang.pick("có trước đầu nhận này", "older than this webhook"), false))
        }
        Telling::NotAsked | Telling::Done => None,
    }
}

impl ToldLine {
    fn of(fact: &Fact, push: &[ToldByPush], lang: Lang) -> Self {
        let what = match fact.kind {
            FactKind::LegOrdered => lang.pick("đặt chặng gửi", "leg ordered").to_owned(),
            FactKind::Revised => lang.pick("sửa điều đã báo", "told before, revised").to_owned(),
            FactKind::FeeCollected => lang.pick("đã thu phí, lệ phí", "fee collected").to_owned(),
            FactKind::FeeRemitted => lang.pick("đã nộp phí, lệ phí", "fee remitted").to_owned(),
            FactKind::Redirected => {
                lang.pick("đổi cách nhận", "another delivery asked for").to_owned()
            }
            FactKind::FeeReversed => lang.pick("đã hủy khoản thu", "entry reversed").to_owned(),
            FactKind::Promised => lang.pick("hẹn ngày phát", "delivery promised").to_owned(),
            FactKind::Expected => lang.pick("dự kiến phát lại", "expected anew").to_owned(),
            FactKind::Scanned(action) => action.words(lang).to_owned(),
            FactKind::Liability(step) => step.words(lang).to_owned(),
            FactKind::Complaint(step) => step.words(lang).to_owned(),
        };
        let about = fact.data["tracking_number"].as_str().unwrap_or_default();
        Self {
            sequence: fact.sequence,
            kind: fact.kind.to_string(),
            pending: push
                .iter()
                .filter_map(|one| {
                    let (why, warns) = pending(telling(one, fact), lang)?;
                    Some((host(one), why, warns))
                })
                .collect(),
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
    let (copy, cx, asking) = (app.clone(), staff.context(&app), staff.clone());
    let view = app.read(move |conn| -> Result<CaseView, Problem> {
        let seen = look_at_case(conn, &cx, &by, &code)?;
        let push = told_by_push(conn, &seen.case)?;
        let known = copy.known(conn)?;
        Ok(CaseView::of(seen, &push, &asking, (&known, cx.now)))
    });
    let view = view.await?;
    Ok(chosen.keep(page(StatusCode::OK, &CasePage::new(&staff.shell, &view))?))
}
