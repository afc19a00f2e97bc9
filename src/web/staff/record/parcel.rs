//! `/parcels/{code}`: one parcel's life. Every scan with its three times, who held it when, seal and
//! papers at each hop, what is odd, the way it went, and its papers to print again. Nothing about any person,
//! but for the neighbour who takes it, to whom it concerns.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::condition::ConditionView;
use super::life::{LifeView, Telling};
use super::outlook::OutlookView;
use super::wish::WishView;
use crate::flows::claims::claims_of;
use crate::flows::papers::{hand_overs, is_receipted};
use crate::flows::{Prospect, SeenParcel, SeenWish, look_at_parcel, look_at_wish, prospect_of};
use crate::people::{CaseReader, ClaimReader, ComplaintTaker, ParcelReader};
use crate::store::ledger;
use crate::web::Shared;
use crate::web::error::{Problem, ProblemBody};
use crate::web::input::Path;
use crate::web::staff::exceptions::parcel::ClaimsView;
use crate::web::staff::shell::Chosen;
use crate::web::staff::{Shell, Staff, page, words};

/// What the template draws.
#[derive(Template)]
#[template(path = "staff/record/parcel.html")]
pub struct ParcelPage<'a> {
    shell: &'a Shell,
    view: &'a ParcelView,
}

/// A parcel in words.
#[derive(Debug, Clone)]
pub struct ParcelView {
    tracking: String,
    life: LifeView,
    returning: bool,
    attempts: u32,
    case: String,
    case_page: Option<String>,
    direction: &'static str,
    from: String,
    to: String,
    papers: Vec<(String, &'static str, u16)>,
    condition: ConditionView,
    records: Vec<Record>,
    wish: WishView,
    outlook: Option<OutlookView>,
    claims: ClaimsView,
    paid: bool,
}

/// A hand-over whose record can be printed again.
#[derive(Debug, Clone)]
struct Record {
    scan: String,
    giver: String,
    receiver: String,
    at: String,
}

impl<'a> ParcelPage<'a> {
    /// The page of a parcel.
    pub const fn new(shell: &'a Shell, view: &'a ParcelView) -> Self {
        Self { shell, view }
    }
}

impl ParcelView {
    fn of(
        seen: &SeenParcel,
        (wish, prospect): (SeenWish, &Prospect),
        telling: Telling<'_>,
    ) -> Self {
        let (lang, network) = (telling.lang(), telling.network());
        let SeenParcel { parcel, leg, case, life } = seen;
        let tracking = parcel.tracking.to_string();
        let papers = parcel.papers.lines().iter();
        let records = hand_overs(&life.subject, &life.timeline).into_iter().rev();
        Self {
            returning: life.timeline.returning,
            attempts: life.timeline.failed_attempts,
            case: case.code.to_string(),
            case_page: CaseReader::of(&telling.staff.actor)
                .ok()
                .map(|_| format!("/cases/{}", case.code)),
            direction: words::direction(leg.direction).to(lang),
            from: words::end(&leg.from, network, (leg.ordered_at, lang)),
            to: words::end(&leg.to, network, (leg.ordered_at, lang)),
            papers: papers
                .map(|p| (p.name().to_owned(), words::paper(p.form()).to(lang), p.count()))
                .collect(),
            condition: ConditionView::of(life, telling),
            records: records
                .map(|(giver, entry)| Record {
                    scan: entry.scan.0.to_string(),
                    giver: words::holder(giver, network, (entry.effective_at, lang)),
                    receiver: words::holder(&entry.custodian, network, (entry.effective_at, lang)),
                    at: words::time(entry.effective_at, lang),
                })
                .collect(),
            wish: WishView::of(wish, telling),
            outlook: OutlookView::of(prospect, telling),
            claims: ClaimsView::default(),
            paid: false,
            life: LifeView::of(life, &tracking, telling),
            tracking,
        }
    }
}

/// A parcel's page
///
/// By tracking number. One of another agency is answered as one that is not there. To see the neighbour who
/// takes it is noted in the access log.
#[utoipa::path(
    get,
    path = "/parcels/{code}",
    tag = "staff",
    params(("code" = String, Path, description = "The tracking number", example = "BH100000017VN")),
    responses(
        (status = 200, description = "The page", body = String, content_type = "text/html"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn show(
    State(app): Shared,
    staff: Staff,
    chosen: Chosen,
    Path(code): Path<String>,
) -> Result<Response, Problem> {
    let by = ParcelReader::of(&staff.actor)?;
    let (copy, cx, asking) = (app.clone(), staff.context(&app), staff.clone());
    let view = app.read(move |conn| -> Result<ParcelView, Problem> {
        let seen = look_at_parcel(conn, &by, &code)?;
        let wish = look_at_wish(conn, &cx, &seen)?;
        let prospect = prospect_of(conn, &seen.parcel, seen.case.id)?;
        let known = copy.known(conn)?;
        let paid = is_receipted(&ledger::of_case(conn, seen.case.id)?);
        let telling = Telling { staff: &asking, known: &known, now: cx.now };
        let actor = &asking.actor;
        let opens = ClaimReader::of(actor).is_ok();
        let takes = ComplaintTaker::of(actor).is_ok_and(|by| by.at(&seen.case.agency).is_ok());
        let claims = claims_of(conn, seen.parcel.key)?;
        let claims = ClaimsView::of(&claims, &known.network, asking.lang(), (opens, takes));
        Ok(ParcelView { claims, paid, ..ParcelView::of(&seen, (wish, &prospect), telling) })
    });
    let view = view.await?;
    Ok(chosen.keep(page(StatusCode::OK, &ParcelPage::new(&staff.shell, &view))?))
}
