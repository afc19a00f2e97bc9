//! `/timetable`: what leaves a point on a day and what comes in, as on the board of a station.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::IntoParams;

use super::super::filter::Filter;
use super::super::network::Link;
use super::super::shell::Chosen;
use super::super::{sheet, words};
use super::changes::{Changes, Typed};
use super::{Meant, Shell, clock, meant, named, page, room, route};
use crate::app::{App, Known};
use crate::base::{At, Lang, PointCode, Words};
use crate::calendar::TimeRefusal;
use crate::dispatch::timetable::{CallAt, Standing};
use crate::web::Shared;
use crate::web::error::{INVALID, Problem};
use crate::web::input::Query;
use crate::web::staff::form::{said_at, said_over};
use crate::web::staff::{FormTrouble, Staff};

const PATH: &str = "/timetable";

/// What the template draws.
#[derive(Template)]
#[template(path = "staff/timetable/board.html")]
pub struct BoardPage<'a> {
    shell: &'a Shell,
    filter: &'a Filter,
    choices: &'a [Link],
    board: Option<&'a Board>,
    /// Why nothing can be told.
    missing: Option<&'a str>,
    /// What can be changed, for who may.
    changes: Option<&'a Changes>,
    typed: &'a Typed,
    trouble: Option<&'a FormTrouble>,
}

impl BoardPage<'_> {
    fn said(&self, field: &str) -> Option<&str> {
        said_at(self.trouble, field)
    }

    /// What is wrong with the form and with none of its fields.
    fn over(&self) -> Option<&str> {
        said_over(self.trouble, &["run", "reason"])
    }
}

/// A point on a day.
#[derive(Debug)]
struct Board {
    point: Link,
    day: String,
    lists: [RunList; 2],
    /// Whether any run at all is known of any day.
    is_loaded: bool,
}

/// The runs that leave, or those that come in.
#[derive(Debug)]
struct RunList {
    id: &'static str,
    title: &'static str,
    /// What stands before the other points: to, or from.
    way: &'static str,
    lines: Vec<RunLine>,
}

/// A run at the point.
#[derive(Debug)]
struct RunLine {
    time: String,
    route: Link,
    departure: String,
    /// By when one has to hand in, and whether that is over.
    cut_off: Option<(String, bool)>,
    /// Further on, or before: each point with its time.
    stops: String,
    room: Option<String>,
    /// What was said of it for this day, and whether it does not go.
    said: Option<(String, bool)>,
}

/// Which point, and when.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct BoardQuery {
    /// The code of the point, or words of its name; where one works when empty.
    #[serde(default)]
    point: String,
    /// On this day; today when empty.
    #[serde(default)]
    on: String,
}

/// What was asked, read.
struct Asked {
    point: String,
    day: NaiveDate,
    now: At,
}

impl BoardQuery {
    /// The board of a point on a day, as they were typed.
    pub(super) fn of(point: &str, on: &str) -> Self {
        Self { point: point.to_owned(), on: on.to_owned() }
    }

    /// Where that board is.
    pub(super) fn path(&self) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.append_pair("point", &self.point).append_pair("on", &self.on);
        format!("{PATH}?{}", query.finish())
    }

    fn read(&self, lang: Lang, own: Option<&PointCode>, now: At) -> (Filter, Asked) {
        let mut filter =
            Filter::new(PATH, lang).focused().with_file().button(Words::new("Xem", "Show"));
        let typed = own.filter(|_| self.point.trim().is_empty()).map(ToString::to_string);
        let typed = typed.as_ref().unwrap_or(&self.point);
        let label = Words::new("Điểm: mã hoặc tên", "Point: code or name");
        let point = filter.text("point", label, typed, "481900");
        let day = filter.as_of(&self.on, now.date());
        (filter, Asked { point, day, now })
    }
}

/// The runs at a point
///
/// What leaves on a day with its cut-offs and how much it takes, and what comes in.
#[utoipa::path(
    get,
    path = "/timetable",
    tag = "staff",
    params(BoardQuery),
    responses(
        (status = 200, description = "The page", body = String, content_type = "text/html"),
        (status = 422, description = "The page, with what is wrong in the field", body = String, content_type = "text/html"),
    )
)]
pub async fn show(
    State(app): Shared,
    staff: Staff,
    chosen: Chosen,
    Query(query): Query<BoardQuery>,
) -> Result<Response, Problem> {
    Ok(chosen.keep(draw(&app, &staff, &query, &Typed::default(), None).await?))
}

/// The board, perhaps with what was typed into its form and what is wrong with it.
pub(super) async fn draw(
    app: &Arc<App>,
    staff: &Staff,
    query: &BoardQuery,
    typed: &Typed,
    trouble: Option<&FormTrouble>,
) -> Result<Response, Problem> {
    let lang = staff.lang();
    let own = staff.actor.places.first();
    let (mut filter, asked) = query.read(lang, own, app.clock.now());
    let (place, actor) = (app.clone(), staff.actor.clone());
    let read = app.read(move |conn| {
        let known = place.known(conn)?;
        let (mut choices, mut board, mut missing, mut changes) = (Vec::new(), None, None, None);
        if filter.is_good() {
            let field = (PATH, "point");
            match meant(&mut filter, field, &asked.point, &known.network, asked.day) {
                Meant::Nobody => {}
                Meant::Several(several) => choices = several,
                Meant::Point(code) => match Board::of(&known, &code, &asked, lang) {
                    Ok(found) => {
                        board = Some(found);
                        let at = (&code, asked.day);
                        changes = Changes::of(&known, &actor, at, lang).unwrap_or_default();
                    }
                    Err(refusal) => missing = Some(refusal.text(lang)),
                },
            }
        }
        Ok::<_, Problem>((filter, choices, board, missing, changes))
    });
    let (filter, choices, board, missing, changes) = read.await?;
    let shell = &Shell { here: query.path(), ..staff.shell.clone() };
    let drawn = BoardPage {
        shell,
        filter: &filter,
        choices: &choices,
        board: board.as_ref(),
        missing: missing.as_deref(),
        changes: changes.as_ref(),
        typed,
        trouble,
    };
    let status = if trouble.is_some() { INVALID.status } else { filter.status() };
    page(status, &drawn)
}

impl Board {
    fn of(known: &Known, code: &PointCode, asked: &Asked, lang: Lang) -> Result<Self, TimeRefusal> {
        let calls = known.timetable.calls_at(code, asked.day)?;
        let leaving = calls.iter().filter_map(|call| RunLine::leaving(call, known, asked, lang));
        let mut comes: Vec<&CallAt<'_>> =
            calls.iter().filter(|call| call.arrives.is_some()).collect();
        comes.sort_by_key(|call| call.arrives);
        let arriving =
            comes.into_iter().filter_map(|call| RunLine::arriving(call, known, asked, lang));
        let noon = At::office(asked.day, 12, 0);
        Ok(Self {
            point: Link {
                path: format!("/network/points/{code}?on={}", asked.day),
                name: named(&known.network, code, noon),
                note: code.to_string(),
            },
            day: words::day(asked.day, lang),
            lists: [
                RunList {
                    id: "leaving",
                    title: lang.pick("Chuyến đi", "Leaving"),
                    way: lang.pick("đến", "to"),
                    lines: leaving.collect(),
                },
                RunList {
                    id: "arriving",
                    title: lang.pick("Chuyến đến", "Coming in"),
                    way: lang.pick("từ", "from"),
                    lines: arriving.collect(),
                },
            ],
            is_loaded: !known.timetable.is_empty(),
        })
    }
}

impl RunLine {
    fn leaving(call: &CallAt<'_>, known: &Known, asked: &Asked, lang: Lang) -> Option<Self> {
        let cut_off = call.cut_off.map(|at| (clock(at, asked.day, lang), at < asked.now));
        let line = Self::of(call, known, call.departs?, &call.onward, asked.day, lang);
        Some(Self { cut_off, ..line })
    }

    fn arriving(call: &CallAt<'_>, known: &Known, asked: &Asked, lang: Lang) -> Option<Self> {
        Some(Self::of(call, known, call.arrives?, &call.before, asked.day, lang))
    }

    fn of(
        call: &CallAt<'_>,
        known: &Known,
        at: At,
        stops: &[(&PointCode, At)],
        day: NaiveDate,
        lang: Lang,
    ) -> Self {
        let network = &known.network;
        let stop = |(point, at): &(&PointCode, At)| {
            format!("{} {}", named(network, point, *at), clock(*at, day, lang))
        };
        let said = match call.standing {
            Standing::AsPlanned => None,
            Standing::Extra(said) | Standing::Cancelled(said) => {
                Some((format!("{}: {}", said.kind.words().to(lang), said.reason), !call.goes()))
            }
        };
        Self {
            time: clock(at, day, lang),
            route: route(network, call.route, call.day),
            departure: call.departure.to_string(),
            cut_off: None,
            stops: stops.iter().map(stop).collect::<Vec<_>>().join(" · "),
            room: room(call.room, lang),
            said,
        }
    }
}

/// The same as a file
///
/// A line for each run: CSV for spreadsheets.
#[utoipa::path(
    get,
    path = "/timetable.csv",
    tag = "staff",
    params(BoardQuery),
    responses((status = 200, description = "The file", body = String, content_type = "text/csv"))
)]
pub async fn file(
    State(app): Shared,
    staff: Staff,
    Query(query): Query<BoardQuery>,
) -> Result<Response, Problem> {
    let lang = staff.lang();
    let own = staff.actor.places.first();
    let (mut filter, asked) = query.read(lang, own, app.clock.now());
    let place = app.clone();
    let read = app.read(move |conn| {
        let known = place.known(conn)?;
        let field = (PATH, "point");
        let found = meant(&mut filter, field, &asked.point, &known.network, asked.day);
        filter.must_be_good()?;
        let Meant::Point(code) = found else { return Ok(Vec::new()) };
        let calls = known.timetable.calls_at(&code, asked.day)?;
        let rows = calls.iter().map(|call| row(call, &known, asked.day, lang));
        Ok::<_, Problem>(rows.collect::<Vec<_>>())
    });
    let head = lang.pick(
        [
            "Đến",
            "Chốt nhận",
            "Đi",
            "Mã đường thư",
            "Đường thư",
            "Chuyến",
            "Đi tiếp",
            "Sức chở",
            "Ghi chú",
        ],
        [
            "Arrives",
            "Cut-off",
            "Leaves",
            "Route code",
            "Route",
            "Departure",
            "Onward",
            "Takes",
            "Note",
        ],
    );
    sheet::answer("timetable", &head, read.await?)
}

fn row(call: &CallAt<'_>, known: &Known, day: NaiveDate, lang: Lang) -> Vec<String> {
    let at = |at: Option<At>| at.map(|at| words::time(at, lang)).unwrap_or_default();
    let line = RunLine::of(call, known, call.at(), &call.onward, day, lang);
    vec![
        at(call.arrives),
        at(call.cut_off),
        at(call.departs),
        line.route.note,
        line.route.name,
        line.departure,
        line.stops,
        line.room.unwrap_or_default(),
        line.said.map(|(text, _)| text).unwrap_or_default(),
    ]
}
