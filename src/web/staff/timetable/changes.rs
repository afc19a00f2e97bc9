//! A departure goes otherwise on one day: it is cancelled, goes although its days say otherwise, or goes as planned
//! after all. One row of the import of exceptions, from the board of a point that it calls at.

use axum::extract::State;
use axum::response::Response;
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::ToSchema;

use super::board::{self, BoardQuery};
use crate::app::Known;
use crate::base::{Actor, At, Lang, PointCode};
use crate::calendar::NotLoaded;
use crate::dispatch::timetable::{CallAt, ExceptionKind, Standing};
use crate::flows::import::{self, ImportFile, ImportRefusal, Kind, Staged};
use crate::people::Administrator;
use crate::web::Shared;
use crate::web::error::{INVALID, Problem};
use crate::web::staff::{FormTrouble, StaffForm, see};

/// What can be changed on a day at a point, for who may.
#[derive(Debug)]
pub(super) struct Changes {
    /// The code of the point.
    pub point: String,
    /// The day.
    pub on: NaiveDate,
    /// What becomes of which run, by what becomes of it.
    pub groups: Vec<(&'static str, Vec<Choice>)>,
}

/// A run that can be changed.
#[derive(Debug)]
pub(super) struct Choice {
    /// As the form sends it.
    pub value: String,
    /// The run in words.
    pub text: String,
}

impl Changes {
    /// None for who may not change anything, and where no run at all calls.
    pub fn of(
        known: &Known,
        actor: &Actor,
        (code, day): (&PointCode, NaiveDate),
        lang: Lang,
    ) -> Result<Option<Self>, NotLoaded> {
        if Administrator::of(actor).is_err() {
            return Ok(None);
        }
        let calls = known.timetable.calls_at(code, day)?;
        let mut groups = ExceptionKind::ALL.map(|kind| (kind, Vec::new()));
        let mut add =
            |kind: ExceptionKind, (route, departure, on): (&_, &_, NaiveDate), at: String| {
                let name = known.network.route_name(route, on);
                let choice = Choice {
                    value: format!("{} {route} {departure} {on}", kind.as_str()),
                    text: format!("{at} · {name} ({route}) {departure}"),
                };
                let group = groups.iter_mut().find(|(of, _)| *of == kind);
                if let Some((_, all)) = group {
                    all.push(choice);
                }
            };
        let clock = |at: At| super::clock(at, day, lang);
        for call in &calls {
            let kind = match call.standing {
                Standing::AsPlanned => ExceptionKind::Cancelled,
                Standing::Extra(_) | Standing::Cancelled(_) => ExceptionKind::AsPlanned,
            };
            add(kind, (call.route, call.departure, call.day), clock(call.at()));
        }
        for route in known.network.routes_on(day).filter(|route| route.stops.contains(code)) {
            for driven in known.timetable.departures_of(&route.code, day) {
                let goes = |call: &CallAt<'_>| {
                    call.route == &route.code && call.departure == driven.departure
                };
                let here = driven.calls.iter().find(|(point, _)| *point == code);
                if let Some((_, time)) = here.filter(|_| !calls.iter().any(goes)) {
                    add(
                        ExceptionKind::Extra,
                        (&route.code, driven.departure, day),
                        clock(time.on(day)),
                    );
                }
            }
        }
        let title = |kind: ExceptionKind| match kind {
            ExceptionKind::Cancelled => lang.pick("Huỷ chuyến", "Cancel"),
            ExceptionKind::Extra => {
                lang.pick("Chạy tăng cường", "Run although its days say otherwise")
            }
            ExceptionKind::AsPlanned => lang.pick("Trở lại theo lịch", "Back to the timetable"),
        };
        let groups: Vec<_> = groups
            .into_iter()
            .filter(|(_, all)| !all.is_empty())
            .map(|(kind, all)| (title(kind), all))
            .collect();
        Ok((!groups.is_empty()).then(|| Self { point: code.to_string(), on: day, groups }))
    }
}

/// What becomes of a run on a day.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[schema(as = RunChangeForm)]
pub struct Typed {
    /// The point whose board it was chosen on.
    #[serde(default)]
    #[schema(example = "481900")]
    pub point: String,
    /// The day of that board.
    #[serde(default)]
    #[schema(example = "2025-04-15")]
    pub on: String,
    /// `cancelled`, `extra` or `as_planned`, the route, the departure, and the day on which it starts.
    #[serde(default)]
    #[schema(example = "cancelled DT-HT-TH C1 2025-04-15")]
    pub run: String,
    /// Why.
    #[serde(default)]
    #[schema(example = "Xe hỏng")]
    pub reason: String,
    /// The hidden word of the form.
    #[serde(default, rename = "form_token")]
    #[expect(dead_code, reason = "read by the extractor; here for the description")]
    form_token: String,
}

impl Typed {
    /// As a row of the file that would say the same.
    fn row(&self) -> Result<Vec<u8>, Problem> {
        let parts: Vec<&str> = self.run.split(' ').collect();
        let [kind, route, departure, on] = parts[..] else {
            let (vi, en) = ("Hãy chọn một chuyến.", "Choose a run.");
            return Err(Problem::new(INVALID).field("run").detail(vi, en));
        };
        if self.reason.trim().is_empty() {
            let (vi, en) =
                ("Cần lý do, ví dụ: xe hỏng.", "Say why, for instance: the van broke down.");
            return Err(Problem::new(INVALID).field("reason").detail(vi, en));
        }
        let mut file = csv::Writer::from_writer(Vec::new());
        let rows = [
            ["route", "departure", "date", "kind", "reason"],
            [route, departure, on, kind, self.reason.trim()],
        ];
        let written = rows.iter().try_for_each(|row| file.write_record(row));
        let unread = |_| Problem::new(INVALID).field("reason");
        written.map_err(unread)?;
        file.into_inner().map_err(|_| Problem::new(INVALID).field("reason"))
    }
}

/// What is wrong with the one row, at the field it came from.
fn said(refusal: ImportRefusal) -> Problem {
    let ImportRefusal::Rows { problems, .. } = &refusal else { return refusal.into() };
    let in_reason = problems.iter().any(|problem| problem.column == "reason");
    let field = if in_reason { "reason" } else { "run" };
    let (vi, en) = if in_reason {
        ("Cần lý do ngắn gọn, trên một dòng.", "Say why, in one short line.")
    } else {
        (
            "Chuyến này không còn như vậy vào ngày đó: hãy chọn lại.",
            "This run does not stand like that on that day any more: choose again.",
        )
    };
    Problem::new(INVALID).field(field).detail(vi, en)
}

/// Changes a run of one day
///
/// Whatever was to go by it is planned anew, and told so.
#[utoipa::path(
    post,
    path = "/timetable/changes",
    tag = "staff",
    request_body(content = Typed, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303, description = "Back to the board"))
)]
pub async fn change(
    State(app): Shared,
    StaffForm { staff, form: typed }: StaffForm<Typed>,
) -> Result<Response, Problem> {
    let by = Administrator::of(&staff.actor)?;
    let cx = staff.context(&app);
    let done = match typed.row() {
        Ok(bytes) => {
            let taken = app.intake.run(move |conn, _| -> Result<_, Problem> {
                let file = ImportFile::own(Kind::Exceptions, &bytes);
                let staged = Staged::read(&file, &mut |_| {});
                let taken = staged
                    .and_then(|staged| import::take(conn, &cx, &by, staged, false, &mut |_| {}));
                taken.map_err(said)
            });
            taken.await?.map(drop)
        }
        Err(problem) => Err(problem),
    };
    let query = BoardQuery::of(&typed.point, &typed.on);
    match done {
        Ok(()) => Ok(see(&query.path())),
        Err(problem) if problem.kind() == INVALID => {
            let trouble = FormTrouble::of(&problem, staff.lang());
            board::draw(&app, &staff, &query, &typed, Some(&trouble)).await
        }
        Err(problem) => Err(problem),
    }
}
