//! `/catalogue/{code}`: all that is published of a procedure on a day: papers, fee, times, which lists say
//! that it may go by post, where it may be handed in, and what it was before.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::IntoParams;

use super::super::filter::Filter;
use super::super::shell::Chosen;
use super::super::words;
use super::{Shell, levels, page};
use crate::app::Known;
use crate::base::text::fold;
use crate::base::{Capacity, Channel, Lang, Words};
use crate::catalogue::{
    AgencyLevel, Catalogue, Direction, Offer, PostalListing, Procedure, ProcedureCode,
    RequiredPaper,
};
use crate::network::{Point, PointKind};
use crate::web::Shared;
use crate::web::error::{NOT_FOUND, Problem, ProblemBody};
use crate::web::input::{Path, Query};
use crate::web::staff::Staff;

/// What the template draws.
#[derive(Template)]
#[template(path = "staff/catalogue/procedure.html")]
pub struct ProcedurePage<'a> {
    shell: &'a Shell,
    filter: &'a Filter,
    code: &'a ProcedureCode,
    shown: &'a Shown,
}

/// A procedure on a day.
#[derive(Debug)]
struct Shown {
    name: String,
    /// None where the catalogue does not describe it on the day.
    described: Option<Described>,
    channels: Vec<ChannelLine>,
    fees: Vec<FeeLine>,
    papers: Vec<RequiredPaper>,
    ways: Vec<WayLine>,
    listings: Vec<ListingLine>,
    limits: Vec<(&'static str, String, String)>,
    desks: Vec<Place>,
    history: Vec<Place>,
}

/// What is published of it.
#[derive(Debug)]
struct Described {
    facts: Vec<(&'static str, String)>,
    period: String,
}

/// One way in.
#[derive(Debug)]
struct ChannelLine {
    name: &'static str,
    time: String,
    fee: String,
}

/// One item of the list of fees.
#[derive(Debug)]
struct FeeLine {
    name: String,
    amount: String,
    basis: String,
}

/// Whether it may go by post one way.
#[derive(Debug)]
struct WayLine {
    name: &'static str,
    may: bool,
    told: String,
}

/// An entry of a postal list.
#[derive(Debug)]
struct ListingLine {
    way: &'static str,
    level: &'static str,
    decision: String,
    period: String,
    holds: bool,
}

/// A link to a place, or to another time.
#[derive(Debug)]
struct Place {
    path: String,
    name: String,
    note: String,
}

/// On which day.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ProcedureQuery {
    /// On this day; today when empty.
    #[serde(default)]
    on: String,
}

/// A procedure
///
/// As it is published on a day: papers, fees, times, postal lists, where it may be handed in, its history.
#[utoipa::path(
    get,
    path = "/catalogue/{code}",
    tag = "staff",
    params(("code" = String, Path, example = "1.012783"), ProcedureQuery),
    responses(
        (status = 200, description = "The page", body = String, content_type = "text/html"),
        (status = 404, description = "No such procedure on that day; its other periods where there are any", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "The page, with what is wrong in the field", body = String, content_type = "text/html"),
    )
)]
pub async fn show(
    State(app): Shared,
    staff: Staff,
    chosen: Chosen,
    Path(code): Path<ProcedureCode>,
    Query(query): Query<ProcedureQuery>,
) -> Result<Response, Problem> {
    let lang = staff.lang();
    let mut filter =
        Filter::new(format!("/catalogue/{code}"), lang).button(Words::new("Xem", "Show"));
    let day = filter.as_of(&query.on, app.clock.now().date());
    let (place, asked) = (app.clone(), code.clone());
    let shown = app.read(move |conn| {
        let known = place.known(conn)?;
        Shown::of(&known, &asked, day, lang).ok_or_else(|| {
            Problem::new(NOT_FOUND).detail(
                format!("Không có thủ tục {asked}"),
                format!("There is no procedure {asked}"),
            )
        })
    });
    let shown = shown.await?;
    let nothing = shown.described.is_none() && shown.listings.iter().all(|one| !one.holds);
    let status = if nothing { StatusCode::NOT_FOUND } else { filter.status() };
    let drawn = ProcedurePage { shell: &staff.shell, filter: &filter, code: &code, shown: &shown };
    Ok(chosen.keep(page(status, &drawn)?))
}

impl Shown {
    fn of(known: &Known, code: &ProcedureCode, day: NaiveDate, lang: Lang) -> Option<Self> {
        let catalogue = &known.catalogue;
        let procedure = catalogue.procedure_on(code, day);
        let listings = catalogue.listings_of(code);
        if catalogue.history(code).next().is_none() && listings.is_empty() {
            return None;
        }
        let listed_name = listings.iter().find_map(|one| one.name.as_deref());
        let name = catalogue.name_of(code, day).or(listed_name).unwrap_or(code.as_str());
        let listed = listings.iter().map(|one| ListingLine::of(one, day, lang));
        let mut listed: Vec<ListingLine> = listed.collect();
        listed.sort_by_key(|one| !one.holds);
        let limits = known.limits.iter().filter(|limit| limit.period.contains(day));
        Some(Self {
            name: name.to_owned(),
            described: procedure.map(|one| Described::of(one, lang)),
            channels: procedure.map_or_else(Vec::new, |one| {
                Channel::ALL.map(|way| ChannelLine::of(catalogue, one, way, day, lang)).into()
            }),
            fees: fees(catalogue, code, day, lang),
            papers: catalogue.papers_on(code, day).to_vec(),
            ways: Direction::ALL.map(|way| WayLine::of(catalogue, code, way, day, lang)).into(),
            listings: listed,
            limits: limits
                .map(|limit| {
                    let name = limit.name.words().to(lang);
                    (name, limit.time.text(lang), limit.decision.clone())
                })
                .collect(),
            desks: desks(known, procedure, day, lang),
            history: catalogue
                .history(code)
                .map(|one| Place {
                    path: format!("/catalogue/{code}?on={}", one.period.from),
                    name: one.name.clone(),
                    note: words::period(one.period, lang),
                })
                .collect(),
        })
    }
}

impl Described {
    fn of(one: &Procedure, lang: Lang) -> Self {
        let published = one.published.clone();
        let facts = [
            (lang.pick("Lĩnh vực", "Field"), Some(one.field.clone())),
            (lang.pick("Cấp thực hiện", "Level"), Some(levels(&one.levels, lang))),
            (lang.pick("Cơ quan thực hiện", "Authority"), one.agency.clone()),
            (lang.pick("Bộ, ngành", "Ministry"), published.ministry),
            (lang.pick("Đối tượng", "Who may ask"), published.subjects),
            (lang.pick("Kết quả", "Result"), published.result),
            (lang.pick("Quyết định công bố", "Decision"), published.decision),
        ];
        let facts = facts.into_iter().filter_map(|(name, told)| Some((name, told?)));
        Self {
            facts: facts.filter(|(_, told)| !told.is_empty()).collect(),
            period: words::period(one.period, lang),
        }
    }
}

impl ChannelLine {
    fn of(
        catalogue: &Catalogue,
        procedure: &Procedure,
        way: Channel,
        day: NaiveDate,
        lang: Lang,
    ) -> Self {
        let unknown = || lang.pick("chưa công bố", "not published").to_owned();
        let time = match procedure.offers.of(way) {
            Offer::Closed => lang.pick("không tiếp nhận", "not offered").to_owned(),
            Offer::Usual | Offer::Within(_) => {
                procedure.time(way).map_or_else(unknown, |time| time.text(lang))
            }
        };
        let fee = catalogue.fee_of(&procedure.code, way, day);
        let fee = fee.map_or_else(unknown, |fee| fee.total.text(lang));
        Self { name: way.text(lang), time, fee }
    }
}

fn fees(catalogue: &Catalogue, code: &ProcedureCode, day: NaiveDate, lang: Lang) -> Vec<FeeLine> {
    let items = catalogue.fees_on(code, day).map_or(&[][..], |list| list.items.as_slice());
    let line = |item: &crate::catalogue::FeeItem| {
        let only = item.channel.map_or_else(String::new, |way| format!(" ({})", way.text(lang)));
        // Most names begin with the word already.
        let (class, name) = (item.class.text(lang), item.name.as_str());
        let said = if fold(name).starts_with(&fold(class)) {
            name.to_owned()
        } else {
            format!("{class}: {name}")
        };
        FeeLine {
            name: format!("{said}{only}"),
            amount: item.amount.text(lang),
            basis: item.basis.clone().unwrap_or_default(),
        }
    };
    items.iter().map(line).collect()
}

impl WayLine {
    fn of(
        catalogue: &Catalogue,
        code: &ProcedureCode,
        way: Direction,
        day: NaiveDate,
        lang: Lang,
    ) -> Self {
        match catalogue.may_go(code, way, day) {
            Ok(listing) => Self { name: way.text(lang), may: true, told: listing.decision.clone() },
            Err(refusal) => Self { name: way.text(lang), may: false, told: refusal.text(lang) },
        }
    }
}

impl ListingLine {
    fn of(listing: &PostalListing, day: NaiveDate, lang: Lang) -> Self {
        Self {
            way: listing.direction.text(lang),
            level: listing.level.text(lang),
            decision: listing.decision.clone(),
            period: words::period(listing.period, lang),
            holds: listing.period.contains(day),
        }
    }
}

/// How many desks of an authority are named one by one.
const DESKS: usize = 6;

/// Where it may be handed in on the day: the desks of its authority by name, the kinds of desk of its
/// levels, and the post where a list says so.
fn desks(known: &Known, procedure: Option<&Procedure>, day: NaiveDate, lang: Lang) -> Vec<Place> {
    let Some(procedure) = procedure else { return Vec::new() };
    let points = known.network.points_on(day);
    let own = procedure.agency.as_deref().map(fold);
    let of_agency = |point: &&&Point| {
        let agency = point.agency.as_deref().map(fold);
        agency.is_some() && agency == own && point.roles.has(Capacity::Desk)
    };
    let mut desks: Vec<Place> = points
        .iter()
        .filter(of_agency)
        .take(DESKS)
        .map(|point| Place {
            path: format!("/network/points/{}?on={day}", point.code),
            name: point.name.clone(),
            note: point.code.to_string(),
        })
        .collect();
    let counted = |count: usize| lang.pick(format!("{count} điểm"), format!("{count} points"));
    for kind in procedure.levels.iter().flat_map(kinds) {
        let there = points.iter().filter(|point| point.kind == *kind).count();
        let path = format!("/network/points?kind={kind}&on={day}");
        if there > 0 && desks.iter().all(|desk| desk.path != path) {
            desks.push(Place { path, name: kind.word(lang).to_owned(), note: counted(there) });
        }
    }
    if known.catalogue.may_receive(&procedure.code, day).is_ok() {
        let there = points.iter().filter(|point| point.roles.has(Capacity::Post)).count();
        desks.push(Place {
            path: format!("/network/points?acts=post&on={day}"),
            name: lang.pick("điểm của bưu điện", "points of the post").to_owned(),
            note: counted(there),
        });
    }
    desks
}

/// The kinds of desk that take what is decided at a level.
const fn kinds(level: AgencyLevel) -> &'static [PointKind] {
    match level {
        AgencyLevel::Province => &[PointKind::ServiceCentre],
        AgencyLevel::District => &[PointKind::DistrictDesk],
        AgencyLevel::Commune => &[PointKind::CommuneDesk],
        AgencyLevel::Ministry | AgencyLevel::Other => &[],
    }
}
