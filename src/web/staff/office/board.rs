//! `/office`: the board itself.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::Timelike as _;
use serde::Deserialize;
use utoipa::IntoParams;

use super::form::BoardForm;
use super::lines::{CallLine, ComingLine, ReadyLine, RunLine, Telling};
use super::{AtDesk, SCRIPT};
use crate::app::App;
use crate::base::Lang;
use crate::calendar::TimeRefusal;
use crate::flows::office::{Board, Waiting, look_at_board};
use crate::store::{StoreError, office};
use crate::web::Shared;
use crate::web::api::paging::place;
use crate::web::error::{INVALID, Problem};
use crate::web::input::Query;
use crate::web::staff::counter::Here;
use crate::web::staff::form::{said_at, said_over};
use crate::web::staff::listing::cursor;
use crate::web::staff::shell::Chosen;
use crate::web::staff::{FormTrouble, Shell, Staff, live_page};

/// How many results stand on one page.
const A_PAGE: usize = 25;

/// What the template draws.
#[derive(Template)]
#[template(path = "staff/office/board.html")]
struct BoardPage<'a> {
    shell: &'a Shell,
    here: &'a Here,
    script: &'a str,
    view: &'a BoardView,
    form: &'a BoardForm,
    done: Option<String>,
    trouble: Option<&'a FormTrouble>,
}

/// What is before a desk, in words.
struct BoardView {
    sight: String,
    millis: i64,
    time: String,
    today: String,
    hours: [String; 2],
    /// How many a call would fetch.
    wanted: String,
    ready: Vec<ReadyLine>,
    next: Option<String>,
    is_first: bool,
    ready_count: usize,
    late_count: usize,
    held: Vec<ReadyLine>,
    given: Vec<ReadyLine>,
    given_count: usize,
    runs: Vec<RunLine>,
    coming: Vec<ComingLine>,
    coming_count: i64,
    calls: Vec<CallLine>,
    exceptions: Option<String>,
    missing: Option<String>,
}

/// The fields at which something can be said.
const FIELDS: [&str; 8] = ["scan", "codes", "run", "over", "reason", "until", "parcels", "office"];

impl BoardPage<'_> {
    fn said(&self, field: &str) -> Option<&str> {
        said_at(self.trouble, field)
    }

    fn over(&self) -> Option<&str> {
        said_over(self.trouble, &FIELDS)
    }

    fn or<'a>(typed: &'a str, usual: &'a str) -> &'a str {
        if typed.is_empty() { usual } else { typed }
    }
}

/// Which page of results, and what was just done.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct BoardQuery {
    /// The place in the list that an earlier page gave.
    #[serde(default)]
    cursor: String,
    /// What was just done: `planned`, `held`, `released`, `ordered`, `withdrawn` or `fetched`.
    #[serde(default)]
    done: String,
    /// With how many.
    #[serde(default)]
    n: String,
}

/// The board of a one-stop desk
///
/// What is to be handed over to the post, by the latest departure that still keeps the promise; what comes in; the
/// runs that take it, with cut-offs and room; the calls that were asked for.
#[utoipa::path(
    get,
    path = "/office",
    tag = "staff",
    params(BoardQuery),
    responses(
        (status = 200, description = "The page", body = String, content_type = "text/html"),
        (status = 303, description = "To the form to sign in, or to say at which desk one is"),
    )
)]
pub async fn show(
    State(app): Shared,
    AtDesk { staff, here }: AtDesk,
    chosen: Chosen,
    Query(query): Query<BoardQuery>,
) -> Result<Response, Problem> {
    let done = done(&query, &staff);
    let form = BoardForm::default();
    let drawn = draw(&app, &staff, &here, &query.cursor, (&form, done), None).await?;
    Ok(chosen.keep(drawn))
}

fn done(query: &BoardQuery, staff: &Staff) -> Option<String> {
    let lang = staff.lang();
    let said = match query.done.as_str() {
        "planned" => lang.pick("đã xếp vào chuyến.", "planned onto the run."),
        "held" => lang.pick("được giữ lại.", "held back."),
        "released" => lang.pick("đã bỏ xếp, bỏ giữ.", "no longer planned or held."),
        "ordered" => {
            return Some(
                lang.pick("Đã gửi yêu cầu đến lấy.", "The pick-up was asked for.").to_owned(),
            );
        }
        "withdrawn" => {
            return Some(
                lang.pick("Đã rút yêu cầu đến lấy.", "The pick-up was withdrawn.").to_owned(),
            );
        }
        "fetched" => {
            return Some(
                lang.pick("Đã ghi: bưu cục đến lấy rồi.", "Noted: the post has called.").to_owned(),
            );
        }
        _ => return None,
    };
    let count: u32 = query.n.parse().ok()?;
    Some(format!("{count} {} {said}", lang.pick("bưu gửi", "parcels:")))
}

/// Draws the board, with what was typed and what is wrong with it.
pub(super) async fn draw(
    app: &Arc<App>,
    staff: &Staff,
    here: &Here,
    at: &str,
    (form, done): (&BoardForm, Option<String>),
    trouble: Option<&FormTrouble>,
) -> Result<Response, Problem> {
    let after = place(cursor(at))?;
    let (copy, desk, lang, now) = (app.clone(), here.point.clone(), staff.lang(), app.clock.now());
    let is_first = after.is_none();
    let view = app.read(move |conn| -> Result<BoardView, StoreError> {
        let known = copy.known(conn)?;
        // Before the board: what changes between the two is seen once more, never missed.
        let sight = office::sight(conn, &desk)?;
        let board = look_at_board(conn, &known.forecasting(), &desk, now, (after, A_PAGE))?;
        let telling = Telling { network: &known.network, now, lang };
        Ok(view(board, sight, is_first, telling))
    });
    let view = &view.await?;
    let status = if trouble.is_some() { INVALID.status } else { StatusCode::OK };
    let shell = &Shell { here: "/office".to_owned(), ..staff.shell.clone() };
    let script = SCRIPT.path();
    live_page(status, &BoardPage { shell, here, script, view, form, done, trouble })
}

fn view(board: Board, sight: String, is_first: bool, telling: Telling<'_>) -> BoardView {
    let Telling { now, lang, .. } = telling;
    let (runs, unknown) = match board.runs {
        Ok(runs) => (runs, None),
        Err(missing) => (Vec::new(), Some(missing)),
    };
    let missing = board.missing.or(unknown);
    let all = |lines: &[Waiting]| -> Vec<ReadyLine> {
        lines.iter().map(|one| telling.ready(one)).collect()
    };
    let hour = now.to_office().hour();
    BoardView {
        sight,
        millis: now.millis(),
        time: telling.at(now),
        today: now.date().to_string(),
        hours: [hour + 1, hour + 3].map(|hour| format!("{:02}:00", hour.min(23))),
        wanted: board.ready_count.max(1).to_string(),
        ready: all(&board.ready.items),
        next: board.ready.next,
        is_first,
        ready_count: board.ready_count,
        late_count: board.late_count,
        held: all(&board.held),
        given: all(&board.given),
        given_count: board.given_count,
        runs: runs.iter().map(|run| telling.run(run)).collect(),
        coming: board.coming.items.iter().map(|one| telling.coming(one)).collect(),
        coming_count: board.coming_count,
        calls: board.pickups.iter().map(|one| telling.call(one)).collect(),
        exceptions: exceptions(board.exceptions, lang),
        missing: missing.map(|missing| TimeRefusal::from(missing).text(lang)),
    }
}

impl BoardView {
    fn open_runs(&self) -> impl Iterator<Item = &RunLine> {
        self.runs.iter().filter(|run| run.is_open)
    }
}

/// `3 sự cố, 1 quá hạn`; none when there is nothing to look into.
fn exceptions((open, overdue): (i64, i64), lang: Lang) -> Option<String> {
    let past = if overdue > 0 {
        format!(", {overdue} {}", lang.pick("quá hạn", "overdue"))
    } else {
        String::new()
    };
    (open > 0)
        .then(|| format!("{open} {}{past}", lang.pick("sự cố cần xem", "exceptions to look into")))
}
