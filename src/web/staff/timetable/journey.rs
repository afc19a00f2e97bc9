//! `/timetable/journey`: how something that is ready at a point gets to another one soonest, run by run, and
//! what is left for who misses it. Nothing is kept.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;

use super::super::filter::Filter;
use super::super::network::{Link, counted};
use super::super::shell::Chosen;
use super::super::words;
use super::{Meant, Shell, clock, meant, named, page, room, route};
use crate::app::Known;
use crate::base::{At, Lang, PointCode, Words};
use crate::calendar::TimeRefusal;
use crate::dispatch::Journey;
use crate::dispatch::timetable::{HORIZON_DAYS, Ride};
use crate::network::Network;
use crate::web::Shared;
use crate::web::error::Problem;
use crate::web::input::Query;
use crate::web::staff::Staff;

const PATH: &str = "/timetable/journey";

/// So many journeys are shown.
const JOURNEYS: usize = 3;

/// What the template draws.
#[derive(Template)]
#[template(path = "staff/timetable/journey.html")]
pub struct JourneyPage<'a> {
    shell: &'a Shell,
    filter: &'a Filter,
    choices: &'a [Link],
    found: Option<&'a Found>,
    missing: Option<&'a str>,
}

/// The journeys between two points.
#[derive(Debug)]
struct Found {
    ends: String,
    ways: Vec<WayLines>,
    /// What stands where there are none.
    none: String,
    /// The runs at the point it starts from.
    board: String,
}

/// One journey.
#[derive(Debug)]
struct WayLines {
    arrives: String,
    /// How long from being ready to the arrival, and how many changes.
    takes: String,
    rides: Vec<RideLine>,
}

/// One run of it.
#[derive(Debug)]
struct RideLine {
    on: String,
    cut_off: String,
    departs: String,
    waits: String,
    route: Link,
    departure: String,
    room: Option<String>,
    off: String,
    arrives: String,
}

/// What is asked.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct JourneyQuery {
    /// The code of the point where it is ready, or words of its name; where one works when empty.
    #[serde(default)]
    from: String,
    /// The code of the point where it is to go, or words of its name.
    #[serde(default)]
    to: String,
    /// From when on it is ready, as `2025-04-08T07:30`; now when empty.
    #[serde(default)]
    at: String,
}

/// What was asked, read.
struct Asked {
    from: String,
    to: String,
    ready: At,
}

impl JourneyQuery {
    fn read(&self, lang: Lang, own: Option<&PointCode>, now: At) -> (Filter, Asked) {
        let mut filter = Filter::new(PATH, lang).focused().button(Words::new("Tìm", "Find"));
        let label = Words::new("Đến điểm: mã hoặc tên", "To the point: code or name");
        let to = filter.text("to", label, &self.to, "H27.00");
        let typed = own.filter(|_| self.from.trim().is_empty()).map(ToString::to_string);
        let typed = typed.as_ref().unwrap_or(&self.from);
        let label = Words::new("Từ điểm: mã hoặc tên", "From the point: code or name");
        let from = filter.text("from", label, typed, "481940");
        let typed = if self.at.trim().is_empty() {
            now.to_office().format("%Y-%m-%dT%H:%M").to_string()
        } else {
            self.at.clone()
        };
        let label = Words::new("Sẵn sàng lúc", "Ready at");
        let ready = filter.moment("at", label, &typed).unwrap_or(now);
        (filter, Asked { from, to, ready })
    }
}

/// How something gets there soonest
///
/// Run by run with cut-offs and waiting, and what is left for who misses the first.
#[utoipa::path(
    get,
    path = "/timetable/journey",
    tag = "staff",
    params(JourneyQuery),
    responses(
        (status = 200, description = "The page", body = String, content_type = "text/html"),
        (status = 422, description = "The page, with what is wrong in the field", body = String, content_type = "text/html"),
    )
)]
pub async fn show(
    State(app): Shared,
    staff: Staff,
    chosen: Chosen,
    Query(query): Query<JourneyQuery>,
) -> Result<Response, Problem> {
    let lang = staff.lang();
    let (mut filter, asked) = query.read(lang, staff.actor.places.first(), app.clock.now());
    let place = app.clone();
    let read = app.read(move |conn| {
        let known = place.known(conn)?;
        let (mut choices, mut found, mut missing) = (Vec::new(), None, None);
        if filter.is_good() {
            let (network, day) = (&known.network, asked.ready.date());
            let from = meant(&mut filter, (PATH, "from"), &asked.from, network, day);
            let to = meant(&mut filter, (PATH, "to"), &asked.to, network, day);
            match (from, to) {
                (Meant::Several(several), _) | (_, Meant::Several(several)) => choices = several,
                (Meant::Point(from), Meant::Point(to)) => {
                    match Found::of(&known, (&from, &to), asked.ready, lang) {
                        Ok(journeys) => found = Some(journeys),
                        Err(refusal) => missing = Some(refusal.text(lang)),
                    }
                }
                (Meant::Nobody, _) | (_, Meant::Nobody) => {}
            }
        }
        Ok::<_, Problem>((filter, choices, found, missing))
    });
    let (filter, choices, found, missing) = read.await?;
    let drawn = JourneyPage {
        shell: &staff.shell,
        filter: &filter,
        choices: &choices,
        found: found.as_ref(),
        missing: missing.as_deref(),
    };
    Ok(chosen.keep(page(filter.status(), &drawn)?))
}

impl Found {
    fn of(
        known: &Known,
        (from, to): (&PointCode, &PointCode),
        ready: At,
        lang: Lang,
    ) -> Result<Self, TimeRefusal> {
        let network = &known.network;
        let journeys = known.timetable.next_journeys(from, to, ready, JOURNEYS)?;
        Ok(Self {
            ends: format!("{} → {}", named(network, from, ready), named(network, to, ready)),
            ways: journeys.iter().map(|journey| WayLines::of(journey, network, lang)).collect(),
            none: lang.pick(
                format!("Không có chuyến nào nối hai điểm này trong {HORIZON_DAYS} ngày tới."),
                format!("No runs lead there within {HORIZON_DAYS} days."),
            ),
            board: format!("/timetable?point={from}&on={}", ready.date()),
        })
    }
}

impl WayLines {
    fn of(journey: &Journey, network: &Network, lang: Lang) -> Self {
        let changes = match journey.changes() {
            0 => lang.pick("đi thẳng", "direct").to_owned(),
            changes => counted(changes, "lần chuyển", "change", lang),
        };
        let takes = words::age(journey.ready, journey.arrives(), lang);
        Self {
            arrives: words::time(journey.arrives(), lang),
            takes: format!("{changes} · {} {takes}", lang.pick("sau", "after")),
            rides: journey.rides.iter().map(|ride| RideLine::of(ride, network, lang)).collect(),
        }
    }
}

impl RideLine {
    fn of(ride: &Ride, network: &Network, lang: Lang) -> Self {
        let (on, off) = (&ride.board, &ride.alight);
        let day = on.departs.date();
        Self {
            on: named(network, &on.point, on.departs),
            cut_off: clock(on.cut_off, day, lang),
            departs: words::time(on.departs, lang),
            waits: words::age(on.ready, on.departs, lang),
            route: route(network, &ride.route, ride.day),
            departure: ride.departure.to_string(),
            room: room(ride.room, lang),
            off: named(network, &off.point, off.arrives),
            arrives: clock(off.arrives, day, lang),
        }
    }
}
