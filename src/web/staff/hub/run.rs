//! `/counter/runs/{code}`: the work on one run at one of its stops: what is loaded and taken off, its leaving and
//! coming in, and the count once it is unloaded. More than it has room for is loaded only after one said so.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::MOST;
use super::scan::{OnPage, Told, told};
use crate::app::App;
use crate::base::codes::scanned;
use crate::base::{At, Lang, PointCode, ScanId};
use crate::custody::scan::Detail;
use crate::custody::{Action, Timeline};
use crate::dispatch::Timetable;
use crate::dispatch::room::Aboard;
use crate::flows::{Load, RunRoom, SeenCarrier, counted, look_at_run, room_of};
use crate::network::{MailRoute, Network};
use crate::parcels::{ItemKind, Run};
use crate::people::{CarrierReader, RunOpener};
use crate::store::{Conn, StoreError, bags, codes, custody};
use crate::web::Shared;
use crate::web::error::{INVALID, Problem, ProblemBody};
use crate::web::input::{Path, Query};
use crate::web::staff::clear_up::anomaly::AnomalyView;
use crate::web::staff::counter::{AtCounter, Here};
use crate::web::staff::form::said_at;
use crate::web::staff::shell::Chosen;
use crate::web::staff::{FormTrouble, Shell, Staff, StaffForm, page, see, words};

/// What the template draws.
#[derive(Template)]
#[template(path = "staff/hub/run.html")]
struct RunWork<'a> {
    shell: &'a Shell,
    here: &'a Here,
    form_id: String,
    view: &'a RunView,
    told: Option<&'a Told>,
    typed: &'a RunForm,
    trouble: Option<&'a FormTrouble>,
}

impl RunWork<'_> {
    fn said(&self, field: &str) -> Option<&str> {
        said_at(self.trouble, field)
    }
}

/// A run as it is worked on here.
struct RunView {
    code: String,
    route: String,
    day: String,
    stops: String,
    stage: Stage,
    unloads: bool,
    room: String,
    is_over: bool,
    aboard: Vec<LoadLine>,
    count: usize,
    off_here: usize,
    odd: Vec<AnomalyView>,
}

/// Something aboard.
struct LoadLine {
    code: String,
    kind: &'static str,
    to: String,
    is_off_here: bool,
}

/// Where the run is, as seen from here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// It has not left its first stop: it is loaded.
    Loading,
    /// It came in here: it is unloaded, and then loaded.
    Here,
    /// It left some stop and has not come in here.
    UnderWay,
    /// It came in here and was counted, or stands at another stop.
    Elsewhere,
}

impl Stage {
    fn of(life: &Timeline, here: &PointCode) -> (Self, bool) {
        let own = life.entries.iter().filter(|entry| entry.through.is_none());
        own.fold((Self::Loading, false), |(stage, counted), entry| match entry.action {
            Action::Depart => (Self::UnderWay, false),
            Action::Arrive if entry.at == *here => (Self::Here, false),
            Action::Arrive => (Self::Elsewhere, false),
            Action::Inspect if entry.at == *here => (stage, true),
            Action::Accept
            | Action::HandOver
            | Action::Receive
            | Action::Pack
            | Action::Unpack
            | Action::CloseBag
            | Action::OpenBag
            | Action::Load
            | Action::Unload
            | Action::OutForDelivery
            | Action::Deliver
            | Action::FailDelivery
            | Action::Hold
            | Action::Return
            | Action::Inspect
            | Action::Damage
            | Action::Lose
            | Action::Find
            | Action::Void
            | Action::Transfer
            | Action::Correct => (stage, counted),
        })
    }
}

impl RunView {
    fn is(&self, stage: &str) -> bool {
        stage
            == match self.stage {
                Stage::Loading => "loading",
                Stage::Here => "here",
                Stage::UnderWay => "under_way",
                Stage::Elsewhere => "elsewhere",
            }
    }

    fn left_out(&self) -> usize {
        self.count - self.aboard.len()
    }
}

/// `12 túi, 80 bưu gửi; còn chỗ 28 túi`.
pub(super) fn room_words(room: &RunRoom, lang: Lang) -> String {
    let aboard = super::amount(room.aboard.bags as usize, room.aboard.parcels as usize, lang);
    let left = room.left();
    let of = |left: Option<i64>, what: &str| {
        left.map(|left| match left {
            0.. => format!("{} {left} {what}", lang.pick("còn chỗ", "room for")),
            over => format!("{} {} {what}", lang.pick("quá tải", "over by"), -over),
        })
    };
    let limits = [
        of(left.bags, lang.pick("túi", "bags")),
        of(left.parcels, lang.pick("bưu gửi", "parcels")),
        room.room.kg.map(|kg| format!("{} {kg} kg", lang.pick("tối đa", "at most"))),
    ];
    let all: Vec<String> = std::iter::once(aboard).chain(limits.into_iter().flatten()).collect();
    all.join(" · ")
}

/// Which scan the page tells of, and which way things go.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// The id of the scan that was made last.
    #[serde(default)]
    scan: String,
    /// `load` or `unload`; what comes next when not given.
    #[serde(default)]
    way: String,
}

/// The work on a run
///
/// For who loads and unloads at this point. What is aboard, what comes off here, and the answer to the last scan.
#[utoipa::path(
    get,
    path = "/counter/runs/{code}",
    tag = "staff",
    params(("code" = String, Path, description = "The run's code", example = "R-250408-0001"), Asked),
    responses(
        (status = 200, description = "The page", body = String, content_type = "text/html"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn show(
    State(app): Shared,
    AtCounter { staff, here }: AtCounter,
    chosen: Chosen,
    Path(code): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let form = RunForm { way: asked.way.clone(), ..RunForm::default() };
    let drawn = draw(&app, (&staff, &here), (&code, &asked.scan), &form, None);
    drawn.await.map(|answer| chosen.keep(answer))
}

async fn draw(
    app: &Arc<App>,
    (staff, here): (&Staff, &Here),
    (code, scan): (&str, &str),
    typed: &RunForm,
    trouble: Option<&FormTrouble>,
) -> Result<Response, Problem> {
    RunOpener::of(&staff.actor)?;
    let by = CarrierReader::of(&staff.actor)?;
    let (copy, at, lang, now) = (app.clone(), here.clone(), staff.lang(), app.clock.now());
    let (code, scan, way) = (code.to_owned(), scan.to_owned(), typed.way.clone());
    let found = app.read(move |conn| -> Result<_, Problem> {
        let known = copy.known(conn)?;
        let seen = look_at_run(conn, &by, &known.network, &code)?;
        let told = told(conn, &known.network, &scan, lang)?;
        let telling = Telling { network: &known.network, timetable: &known.timetable, now, lang };
        Ok((telling.view(conn, &seen, &at, &way)?, told))
    });
    let (view, told) = &found.await?;
    let status = if trouble.is_some() { INVALID.status } else { StatusCode::OK };
    let shell = &Shell { here: format!("/counter/runs/{}", view.code), ..staff.shell.clone() };
    let form_id = app.ids.uuid(now).to_string();
    let told = told.as_ref();
    page(status, &RunWork { shell, here, form_id, view, told, typed, trouble })
}

/// By what a run is told.
struct Telling<'a> {
    network: &'a Network,
    timetable: &'a Timetable,
    now: At,
    lang: Lang,
}

impl Telling<'_> {
    fn view(
        &self,
        conn: &mut Conn,
        seen: &SeenCarrier<(Run, Option<MailRoute>)>,
        here: &Here,
        way: &str,
    ) -> Result<RunView, StoreError> {
        let Self { network, timetable, now, lang } = *self;
        let (run, route) = &seen.carrier;
        let life = &seen.life.timeline;
        let code = run.code.to_string();
        let called = seen.life.called(&code);
        let room = room_of(conn, timetable, run)?;
        let now_aboard: Vec<_> =
            seen.loads.iter().rev().filter(|load| load.until.is_none()).collect();
        let keys: Vec<_> = now_aboard.iter().map(|load| load.item).collect();
        let to: BTreeMap<_, _> =
            bags::find_many(conn, &keys)?.into_iter().map(|bag| (bag.key, bag.to)).collect();
        let ends = seen.life.subject.bound_for.as_ref().and_then(|to| to.point());
        let comes_off =
            |load: &Load| ends == Some(&here.point) || to.get(&load.item) == Some(&here.point);
        let shown = |load: &&Load| LoadLine {
            code: load.code.clone(),
            kind: words::item(load.kind).to(lang),
            to: to.get(&load.item).map(|to| words::point(network, to, now)).unwrap_or_default(),
            is_off_here: comes_off(load),
        };
        let odd = seen.life.anomalies.iter().chain(&seen.missed);
        let odd = odd.filter(|kept| kept.status() == "open").map(|kept| {
            let view = AnomalyView::of(kept, network, now, lang).searched(kept, &called, lang);
            match seen.loads.iter().find(|load| load.item == kept.anomaly.item) {
                Some(load) => view.about(load.kind, load.code.clone()),
                None => view,
            }
        });
        let (stage, was_counted) = Stage::of(life, &here.point);
        let stops = route.iter().flat_map(|route| &route.stops);
        let day = At::office(run.date, 12, 0);
        let stops: Vec<String> = stops.map(|stop| words::point(network, stop, day)).collect();
        let departure = run.departure.as_ref().map(|code| format!(" · {code}"));
        Ok(RunView {
            route: format!(
                "{} ({}){}",
                network.route_name(&run.route, run.date),
                run.route,
                departure.unwrap_or_default()
            ),
            day: words::day(run.date, lang),
            stops: stops.join(" → "),
            stage,
            unloads: match way {
                "load" => false,
                "unload" => true,
                _ => stage == Stage::Here && !was_counted,
            },
            is_over: room.left().is_over(),
            room: room_words(&room, lang),
            count: now_aboard.len(),
            off_here: now_aboard.iter().filter(|load| comes_off(load)).count(),
            aboard: now_aboard.iter().take(MOST).map(shown).collect(),
            odd: odd.collect(),
            code,
        })
    }
}

/// What is done with a run.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub struct RunForm {
    /// The counter.
    #[serde(default)]
    #[schema(example = "481900")]
    point: String,
    /// The id of the form, drawn with the page.
    #[serde(default)]
    form: String,
    /// `load`, `unload`, `depart`, `arrive` or `count`.
    #[serde(default, rename = "do")]
    #[schema(example = "load")]
    deed: String,
    /// What was scanned.
    #[serde(default)]
    #[schema(example = "T-250408-0001")]
    code: String,
    /// Load it although the run has no room for it.
    #[serde(default)]
    over: String,
    /// `load` or `unload`: which way the page goes on.
    #[serde(default)]
    way: String,
    /// The hidden word of the form.
    #[serde(default, rename = "form_token")]
    #[expect(dead_code, reason = "read by the extractor; here for the description")]
    form_token: String,
}

/// Does something with a run
///
/// One scan each: loaded, unloaded, left, came in, counted.
#[utoipa::path(
    post,
    path = "/counter/runs/{code}",
    tag = "staff",
    params(("code" = String, Path, description = "The run's code", example = "R-250408-0001")),
    request_body(content = RunForm, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 303, description = "To the run, with the answer to the scan"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn work(
    State(app): Shared,
    Path(code): Path<String>,
    StaffForm { staff, form }: StaffForm<RunForm>,
) -> Result<Response, Problem> {
    RunOpener::of(&staff.actor)?;
    let here = Here::named(&app, &staff, &form.point).await?;
    let by = CarrierReader::of(&staff.actor)?;
    let (copy, asked, read) = (app.clone(), code.clone(), scanned(&form.code));
    let lang = staff.lang();
    let loads = form.deed == "load";
    let found = app.read(move |conn| -> Result<_, Problem> {
        let known = copy.known(conn)?;
        let seen = look_at_run(conn, &by, &known.network, &asked)?;
        let run = seen.carrier.0;
        let over = if loads { over(conn, &known.timetable, &run, &read)? } else { None };
        Ok((run, over))
    });
    let (run, over) = found.await?;
    let on = OnPage { app: &app, staff: &staff, here: &here, form: &form.form };
    let trouble = match over.filter(|_| form.over.is_empty()) {
        Some(room) => Err(FormTrouble::at_field(
            "over",
            format!(
                "{} {}",
                lang.pick("Chuyến không đủ chỗ.", "The run has no room for it."),
                room_words(&room, lang)
            ),
        )),
        None => act(&on, &run, &form).await?,
    };
    match trouble {
        Ok(scan) => {
            let way = if ["load", "unload"].contains(&form.deed.as_str()) {
                format!("&way={}", form.deed)
            } else {
                String::new()
            };
            Ok(see(&format!("/counter/runs/{}?scan={}{way}", run.code, scan.0)))
        }
        Err(trouble) => {
            let way = if loads { "load".to_owned() } else { form.way.clone() };
            let form = RunForm { way, ..form };
            draw(&app, (&staff, &here), (&code, ""), &form, Some(&trouble)).await
        }
    }
}

/// The run's room with this loaded too, where that is more than it takes.
fn over(
    conn: &mut Conn,
    timetable: &Timetable,
    run: &Run,
    code: &str,
) -> Result<Option<RunRoom>, StoreError> {
    let Some(owner) = codes::find(conn, code)?.filter(|owner| owner.kind != ItemKind::Run) else {
        return Ok(None);
    };
    let room = room_of(conn, timetable, run)?;
    let aboard = custody::contents_now(conn, run.key)?;
    if aboard.contains(&owner.key) {
        return Ok(None);
    }
    let more: Aboard = counted(conn, &[owner.key])?;
    let room = RunRoom { aboard: room.aboard.with(more), ..room };
    Ok(Some(room).filter(|room| room.left().is_over()))
}

/// Makes the scan that a form asks for, or says what has to be mended.
async fn act(
    on: &OnPage<'_>,
    run: &Run,
    form: &RunForm,
) -> Result<Result<ScanId, FormTrouble>, Problem> {
    let lang = on.staff.lang();
    let mend = |vi, en| Ok(Err(FormTrouble::at_field("code", lang.pick(vi, en))));
    let code = run.code.as_str();
    let action = match form.deed.as_str() {
        "depart" => return on.scan(Action::Depart, code, Detail::default()).await.map(Ok),
        "arrive" => return on.scan(Action::Arrive, code, Detail::default()).await.map(Ok),
        "count" => return on.scan(Action::Inspect, code, Detail::default()).await.map(Ok),
        "load" => Action::Load,
        "unload" => Action::Unload,
        _ => return mend("Hãy chọn xếp hoặc dỡ.", "Choose to load or to unload."),
    };
    let read = scanned(&form.code);
    if read.is_empty() {
        return mend("Hãy quét một mã.", "Scan a code.");
    }
    if read.chars().count() > 200 {
        return mend("Mã dài quá 200 ký tự.", "The code is longer than 200 characters.");
    }
    if read == code {
        return mend(
            "Đó là mã của chính chuyến này: hãy quét túi hoặc bưu gửi.",
            "That is this run's own code: scan a bag or a parcel.",
        );
    }
    let detail = Detail { run: Some(code.to_owned()), ..Detail::default() };
    on.scan(action, &read, detail).await.map(Ok)
}
