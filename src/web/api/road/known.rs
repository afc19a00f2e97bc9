//! The parts of a packet that are the same for everybody at a place: points, procedures, words to choose from.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::base::{Capacity, Lang, PointCode};
use crate::catalogue::{Catalogue, Direction, RequiredPaper};
use crate::custody::scan::FailureReason;
use crate::network::{Network, Point};
use crate::web::staff::words::failure;

/// So many points at the most: beyond, those of the routes that call here.
const MOST_POINTS: usize = 400;
/// So many procedures, and agencies.
const MOST_LISTED: usize = 150;

/// A point to which things can be handed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RoadPoint)]
pub struct NamedPointOut {
    code: String,
    name: String,
    #[serde(rename = "as")]
    acts_as: Vec<&'static str>,
}

/// A word of a list, in both languages.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RoadWord)]
pub struct WordOut {
    code: &'static str,
    vi: String,
    en: String,
}

/// Words to choose from.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RoadReasons)]
pub struct ReasonsOut {
    /// Why a delivery failed.
    fail_delivery: Vec<WordOut>,
}

/// A procedure whose dossiers go by post.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RoadProcedure)]
pub struct ProcedureOut {
    code: String,
    name: String,
    papers: Vec<RequiredOut>,
}

/// A paper that a procedure asks for.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RoadRequiredPaper)]
pub struct RequiredOut {
    name: String,
    /// `original` or `copy`.
    form: &'static str,
    count: u32,
}

/// An agency to which dossiers can be sent.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RoadAgency)]
pub struct AgencyOut {
    point: String,
    name: String,
}

/// What a point is called on a day.
pub(super) fn name(network: &Network, code: &PointCode, day: NaiveDate) -> String {
    let point = network.point_on(code, day).or_else(|| network.point(code));
    point.map_or_else(|| code.to_string(), |point| point.name.clone())
}

/// As what a point acts.
pub(super) fn acts_as(point: &Point) -> Vec<&'static str> {
    let acts = [Capacity::Post, Capacity::Desk].into_iter();
    acts.filter(|role| point.roles.has(*role)).map(Capacity::as_str).collect()
}

/// Where things can be handed to from a point: everywhere, where that is not too much; else where the routes that
/// call here lead.
pub(super) fn points(network: &Network, (at, day): (&PointCode, NaiveDate)) -> Vec<NamedPointOut> {
    let all = network.points_on(day);
    let near: Vec<&PointCode> =
        network.routes_through(at, day).into_iter().flat_map(|route| &route.stops).collect();
    let few = all.len() <= MOST_POINTS;
    let unit = network.point_on(at, day).map(|point| &point.unit);
    let mut listed: Vec<NamedPointOut> = all
        .into_iter()
        .filter(|point| few || near.contains(&&point.code) || Some(&point.unit) == unit)
        .map(|point| NamedPointOut {
            code: point.code.to_string(),
            name: point.name.clone(),
            acts_as: acts_as(point),
        })
        .collect();
    listed.truncate(MOST_POINTS);
    listed
}

/// Words to choose from.
pub(super) fn reasons() -> ReasonsOut {
    let word = |reason: &FailureReason| WordOut {
        code: reason.as_str(),
        vi: failure(*reason).to(Lang::Vi).to_owned(),
        en: failure(*reason).to(Lang::En).to_owned(),
    };
    ReasonsOut { fail_delivery: FailureReason::ALL.iter().map(word).collect() }
}

/// The procedures whose dossiers may be received by post on a day, with the papers they ask for.
pub(super) fn procedures(catalogue: &Catalogue, day: NaiveDate) -> Vec<ProcedureOut> {
    let mut listed: Vec<_> = catalogue
        .listings_on(day)
        .filter(|listing| listing.direction == Direction::Received)
        .filter(|listing| catalogue.may_receive(&listing.procedure, day).is_ok())
        .map(|listing| {
            let name = catalogue.name_of(&listing.procedure, day).or(listing.name.as_deref());
            (listing.procedure.clone(), name.unwrap_or_default().to_owned())
        })
        .collect();
    listed.sort();
    listed.dedup_by(|a, b| a.0 == b.0);
    // Those whose papers are known first: they can be counted.
    listed.sort_by_key(|(code, _)| catalogue.papers_on(code, day).is_empty());
    listed.truncate(MOST_LISTED);
    let procedure = |(code, name)| {
        let papers = catalogue.papers_on(&code, day);
        ProcedureOut {
            papers: papers.iter().flat_map(required).collect(),
            name,
            code: code.to_string(),
        }
    };
    listed.into_iter().map(procedure).collect()
}

fn required(paper: &RequiredPaper) -> Vec<RequiredOut> {
    let line = |form, count| RequiredOut { name: paper.name.clone(), form, count };
    [("original", paper.originals), ("copy", paper.copies)]
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(form, count)| line(form, count))
        .collect()
}

/// The desks that take dossiers on a day.
pub(super) fn agencies(network: &Network, day: NaiveDate) -> Vec<AgencyOut> {
    let desks = network.points_on(day).into_iter().filter(|point| point.roles.has(Capacity::Desk));
    let agency =
        |point: &Point| AgencyOut { point: point.code.to_string(), name: point.name.clone() };
    desks.take(MOST_LISTED).map(agency).collect()
}
