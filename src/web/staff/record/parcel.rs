//! `/parcels/{code}`: one parcel's life. Every scan with its three times, who held it when, seal and
//! papers at each hop, what is odd, and its papers to print again. Nothing about any person.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use crate::web::staff::clear_up::anomaly::AnomalyView;

use crate::base::{At, Lang};
use crate::custody::Entry;
use crate::custody::scan::FailureReason;
use crate::flows::{SeenParcel, look_at_parcel};
use crate::network::Network;
use crate::people::{AnomalyResolver, CaseReader, ParcelReader};
use crate::web::Shared;
use crate::web::error::{Problem, ProblemBody};
use crate::web::input::Path;
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
    state: &'static str,
    holder: String,
    handover: Option<String>,
    returning: bool,
    attempts: u32,
    case: String,
    case_page: Option<String>,
    resolves: bool,
    direction: &'static str,
    from: String,
    to: String,
    papers: Vec<(String, &'static str, u16)>,
    steps: Vec<Step>,
    spans: Vec<(String, String, String)>,
    anomalies: Vec<AnomalyView>,
    changed_hands: bool,
}

/// One scan in words.
#[derive(Debug, Clone)]
pub struct Step {
    action: &'static str,
    state: &'static str,
    place: String,
    holder: String,
    effective: String,
    happened: String,
    recorded: String,
    through: Option<String>,
    seal: Option<String>,
    seal_intact: Option<bool>,
    papers: Option<String>,
    reason: Option<String>,
}

impl<'a> ParcelPage<'a> {
    /// The page of a parcel.
    pub const fn new(shell: &'a Shell, view: &'a ParcelView) -> Self {
        Self { shell, view }
    }
}

impl ParcelView {
    fn of(seen: &SeenParcel, staff: &Staff, network: &Network, now: At) -> Self {
        let (lang, life) = (staff.lang(), &seen.timeline);
        let span = |at: Option<At>| at.map_or_else(String::new, |at| words::time(at, lang));
        let open = |one: &&crate::store::anomalies::KeptAnomaly| one.status() == "open";
        // What is open comes first; after it the rest in its order.
        let mut anomalies: Vec<_> = seen.anomalies.iter().filter(open).collect();
        anomalies.extend(seen.anomalies.iter().filter(|one| !open(one)));
        Self {
            tracking: seen.parcel.tracking.to_string(),
            state: life.state.words(lang),
            holder: words::holder(&life.custodian, network, lang),
            handover: life.open_handover.as_ref().map(|to| to_words(to, network, lang)),
            returning: life.returning,
            attempts: life.failed_attempts,
            case: seen.case.code.to_string(),
            case_page: CaseReader::of(&staff.actor)
                .ok()
                .map(|_| format!("/cases/{}", seen.case.code)),
            resolves: AnomalyResolver::of(&staff.actor).is_ok(),
            direction: words::direction(seen.leg.direction).to(lang),
            from: words::end(&seen.leg.from, network, lang),
            to: words::end(&seen.leg.to, network, lang),
            papers: seen
                .parcel
                .papers
                .lines()
                .iter()
                .map(|p| (p.name().to_owned(), words::paper(p.form()).to(lang), p.count()))
                .collect(),
            steps: life.entries.iter().rev().map(|e| Step::of(e, seen, network, lang)).collect(),
            spans: life
                .spans
                .iter()
                .rev()
                .map(|s| {
                    (words::holder(&s.custodian, network, lang), span(Some(s.from)), span(s.until))
                })
                .collect(),
            anomalies: anomalies
                .into_iter()
                .map(|kept| AnomalyView::of(kept, String::new(), network, now, lang))
                .collect(),
            changed_hands: life.spans.len() > 1,
        }
    }
}

fn to_words(to: &crate::custody::Party, network: &Network, lang: Lang) -> String {
    use crate::custody::Party;
    match to {
        Party::Point { code, .. } => words::point(network, code),
        Party::Run { code } => format!("{} {code}", lang.pick("Chuyến", "Run")),
        Party::Postman { .. } => lang.pick("Bưu tá", "A postman").to_owned(),
        Party::Person => lang.pick("Người dân", "The citizen").to_owned(),
    }
}

impl Step {
    fn of(entry: &Entry, seen: &SeenParcel, network: &Network, lang: Lang) -> Self {
        let day = entry.effective_at.date();
        let point = network.point_on(&entry.at, day).or_else(|| network.point(&entry.at));
        let detail = &entry.detail;
        let failed = |word: &str| {
            word.parse::<FailureReason>().map(|reason| words::failure(reason).to(lang))
        };
        Self {
            action: entry.action.words(lang),
            state: entry.state.words(lang),
            place: point.map_or_else(|| entry.at.to_string(), |point| point.name.clone()),
            holder: words::holder(&entry.custodian, network, lang),
            effective: words::time(entry.effective_at, lang),
            happened: words::time(entry.happened_at, lang),
            recorded: words::time(entry.recorded_at, lang),
            through: entry.through.and_then(|key| seen.carriers.get(&key).cloned()),
            seal: detail.seal.clone(),
            seal_intact: detail.seal_intact,
            papers: detail.papers.as_ref().map(|counted| {
                counted.iter().map(ToString::to_string).collect::<Vec<_>>().join(" + ")
            }),
            reason: detail
                .reason
                .as_deref()
                .map(|word| failed(word).map_or_else(|_| word.to_owned(), ToOwned::to_owned)),
        }
    }
}

/// A parcel's page
///
/// By tracking number. One of another agency is answered as one that is not there.
#[utoipa::path(
    get,
    path = "/parcels/{code}",
    tag = "staff",
    params(("code" = String, Path, description = "The tracking number", example = "BH100000017VN")),
    responses(
        (status = 200, description = "The page", body = String, content_type = "text/html"),
        (status = 303, description = "To the form to sign in"),
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
    let (copy, now, asking) = (app.clone(), app.clock.now(), staff.clone());
    let view = app.read(move |conn| -> Result<ParcelView, Problem> {
        let seen = look_at_parcel(conn, &by, &code)?;
        let known = copy.known(conn)?;
        Ok(ParcelView::of(&seen, &asking, &known.network, now))
    });
    let view = view.await?;
    Ok(chosen.keep(page(StatusCode::OK, &ParcelPage::new(&staff.shell, &view))?))
}
