//! The round of a day as it goes out: names, addresses and numbers, for who walks it.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::known;
use crate::base::PointCode;
use crate::flows::road::{RoundAsked, Stop, StopKind, round_of};
use crate::people::{Phone, RoundReader};
use crate::web::Shared;
use crate::web::auth::Caller;
use crate::web::error::{Problem, ProblemBody};
use crate::web::input::Query;
use crate::web::lang::Speak;

/// Of which place.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct RoundQuery {
    /// The point from which the round starts.
    #[param(value_type = String, example = "481900")]
    at: PointCode,
}

/// The round of the day of who asks.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RoadRound)]
pub struct RoundOut {
    made_at: String,
    at: String,
    /// In the order in which one goes.
    stops: Vec<StopOut>,
    /// The page from which the list is printed as BD13.
    print: &'static str,
}

/// A paper of the slip.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RoadSlipPaper)]
pub struct SlipPaperOut {
    name: String,
    form: &'static str,
    count: u16,
}

/// When one is to be there.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RoadWindow)]
pub struct WindowOut {
    from: String,
    until: String,
}

/// A stop of the round.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RoadStop)]
pub struct StopOut {
    /// `deliver` or `pickup`.
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    qr: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tracking: Option<String>,
    /// Of a person, or of a desk that asked the post to call.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<String>,
    /// The point, where it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    point: Option<String>,
    /// How often it was tried before.
    attempts: u32,
    /// Why it failed last: a word of the list of reasons.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_reason: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    papers: Vec<SlipPaperOut>,
    #[serde(skip_serializing_if = "Option::is_none")]
    window: Option<WindowOut>,
    /// How many parcels are to be fetched, about.
    #[serde(skip_serializing_if = "Option::is_none")]
    parcels: Option<u32>,
    /// What the receiver asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

/// The round of the day
///
/// What who asks has in hand to deliver, and where they are to call today: with names, addresses and numbers. Every
/// person on it leaves a line in the access log, each time it is asked for. A phone keeps it locked, and forgets it
/// when it was revoked.
#[utoipa::path(
    get,
    path = "/api/v1/road/round",
    tag = "road",
    security(("token" = [])),
    params(RoundQuery),
    responses(
        (status = 200, body = RoundOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn show(
    State(app): Shared,
    caller: Caller,
    Speak(lang): Speak,
    Query(query): Query<RoundQuery>,
) -> Result<axum::Json<RoundOut>, Problem> {
    let by = RoundReader::of(&caller.0)?;
    let cx = caller.context(&app);
    let place = app.clone();
    let read = app.read(move |conn| -> Result<RoundOut, Problem> {
        let known = place.known(conn)?;
        let asked = RoundAsked { at: query.at.clone(), lang };
        let stops = round_of(conn, &cx, &by, &known.forecasting(), &asked)?;
        let day = cx.now.date();
        let stop = |one: Stop| StopOut::of(one, |code| known::name(&known.network, code, day));
        Ok(RoundOut {
            made_at: cx.now.to_string(),
            at: query.at.to_string(),
            stops: stops.into_iter().map(stop).collect(),
            print: "/counter/manifests",
        })
    });
    Ok(axum::Json(read.await?))
}

impl StopOut {
    fn of(one: Stop, named: impl Fn(&PointCode) -> String) -> Self {
        let person = one.person.as_ref();
        let papers = one.parcel.as_ref().map(|parcel| parcel.papers.lines());
        let paper = |line: &crate::parcels::Paper| SlipPaperOut {
            name: line.name().to_owned(),
            form: line.form().as_str(),
            count: line.count(),
        };
        Self {
            kind: match one.kind {
                StopKind::Deliver => "deliver",
                StopKind::PickUp => "pickup",
            },
            qr: one.parcel.as_ref().map(|parcel| parcel.qr.to_string()),
            tracking: one.parcel.as_ref().map(|parcel| parcel.tracking.to_string()),
            name: person
                .map(|person| person.name.in_full().to_owned())
                .or_else(|| one.point.as_ref().map(named)),
            address: person.map(|person| person.address.in_full().to_owned()),
            phone: person
                .and_then(|person| person.phone.as_ref())
                .map(|phone| Phone::in_full(phone).to_owned()),
            point: one.point.as_ref().map(ToString::to_string),
            attempts: one.failed,
            last_reason: one.last_reason,
            papers: papers.unwrap_or_default().iter().map(paper).collect(),
            window: one.window.map(|window| WindowOut {
                from: window.from.to_string(),
                until: window.until.to_string(),
            }),
            parcels: one.parcels,
            note: one.note,
        }
    }
}
