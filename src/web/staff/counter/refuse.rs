//! `/counter/refuse`: a dossier is turned away, with the reason and the right desk; and the sheet that the
//! person takes along. Nothing of it says who the person is.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::typed::{Troubles, Typed};
use super::{AtCounter, Here};
use crate::app::{App, Known};
use crate::base::codes::QrCode;
use crate::base::{Lang, PointCode};
use crate::cases::{TurnedAway, WhyTurnedAway};
use crate::catalogue::ProcedureCode;
use crate::flows::{right_desks, turn_away};
use crate::people::CounterWorker;
use crate::web::Shared;
use crate::web::error::{INVALID, Problem};
use crate::web::input::Query;
use crate::web::staff::shell::Chosen;
use crate::web::staff::{Shell, Staff, StaffForm, page, see};

/// What the form draws.
#[derive(Template)]
#[template(path = "staff/counter/refuse.html")]
struct RefusePage<'a> {
    shell: &'a Shell,
    here: &'a Here,
    form: &'a Typed,
    procedure: Option<(String, String)>,
    not_by_post: Option<String>,
    papers: Vec<String>,
    desks: Vec<(String, String)>,
    troubles: &'a Troubles,
}

impl RefusePage<'_> {
    fn reasons(&self) -> Vec<(&'static str, &'static str)> {
        let lang = self.shell.lang;
        WhyTurnedAway::ALL.iter().map(|why| (why.as_str(), why.words(lang))).collect()
    }

    fn said(&self, field: &str) -> Option<&str> {
        self.troubles.at(field)
    }

    fn is_missing(&self, n: usize) -> bool {
        self.form.ticked(&format!("missing_{n}"))
    }
}

/// Which procedure.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RefuseQuery {
    /// The procedure, where it is known already.
    #[serde(default)]
    procedure: String,
}

/// Opens the form to turn a dossier away
#[utoipa::path(
    get,
    path = "/counter/refuse",
    tag = "staff",
    params(RefuseQuery),
    responses(
        (status = 200, description = "The page", body = String, content_type = "text/html"),
        (status = 303, description = "To the form to sign in, or to choose a counter"),
    )
)]
pub async fn open(
    State(app): Shared,
    AtCounter { staff, here }: AtCounter,
    chosen: Chosen,
    Query(query): Query<RefuseQuery>,
) -> Result<Response, Problem> {
    let copy = app.clone();
    let known = app.read(move |conn| copy.known(conn)).await?;
    let today = app.clock.now().date();
    let mut form = Typed::default();
    form.put("away_id", QrCode::draw(&app.ids).to_string());
    form.put("procedure", query.procedure.trim());
    let code: Option<ProcedureCode> = query.procedure.parse().ok();
    if let Some(code) = &code {
        if known.catalogue.may_receive(code, today).is_err() {
            form.put("reason", WhyTurnedAway::NotByPost.as_str());
        }
        let procedure = known.catalogue.procedure_on(code, today);
        let desks = right_desks(&known.network, procedure, &here.unit, today);
        if let Some(desk) = desks.first() {
            form.put("desk", desk.code.to_string());
        }
    }
    let answer = draw(&app, &known, &staff, &here, &form, &Troubles::default())?;
    Ok(chosen.keep(answer))
}

fn draw(
    app: &App,
    known: &Known,
    staff: &Staff,
    here: &Here,
    form: &Typed,
    troubles: &Troubles,
) -> Result<Response, Problem> {
    let (lang, today) = (staff.lang(), app.clock.now().date());
    let code: Option<ProcedureCode> = form.get("procedure").parse().ok();
    let name = code.as_ref().and_then(|code| known.catalogue.name_of(code, today));
    let procedure = code.as_ref().and_then(|code| known.catalogue.procedure_on(code, today));
    let refused = code.as_ref().and_then(|code| known.catalogue.may_receive(code, today).err());
    let papers = code.as_ref().map_or(&[][..], |code| known.catalogue.papers_on(code, today));
    let near = right_desks(&known.network, procedure, &here.unit, today);
    let status = if troubles.is_empty() { StatusCode::OK } else { INVALID.status };
    let shell = &Shell { here: "/counter/refuse".to_owned(), ..staff.shell.clone() };
    let drawn = RefusePage {
        shell,
        here,
        form,
        procedure: code.as_ref().zip(name).map(|(code, name)| (code.to_string(), name.to_owned())),
        not_by_post: refused.map(|why| why.text(lang)),
        papers: papers.iter().map(|paper| paper.name.clone()).collect(),
        desks: super::desks_nearby(known, here, near, today),
        troubles,
    };
    page(status, &drawn)
}

/// The fields of the form. Missing papers are ticked as `missing_1`, `missing_2` and so on.
#[derive(Debug, Deserialize, ToSchema)]
#[expect(dead_code, reason = "describes what is read field by field")]
pub struct RefuseForm {
    /// The id of the form: sending it twice writes one line.
    away_id: String,
    /// The counter.
    #[schema(example = "481940")]
    point: String,
    #[schema(example = "1.012783")]
    procedure: String,
    /// A reason of the list.
    #[schema(example = "papers_missing")]
    reason: String,
    /// The desk that takes it; empty when nobody knows.
    desk: String,
    /// The hidden word of the form.
    form_token: String,
}

/// Turns a dossier away
#[utoipa::path(
    post,
    path = "/counter/refuse",
    tag = "staff",
    request_body(content = RefuseForm, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303, description = "To the sheet for the person"))
)]
pub async fn refuse(
    State(app): Shared,
    StaffForm { staff, form }: StaffForm<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let form = Typed::new(form);
    let here = Here::named(&app, &staff, form.get("point")).await?;
    let copy = app.clone();
    let known = app.read(move |conn| copy.known(conn)).await?;
    let mut troubles = Troubles::default();
    let Some(one) = read(&app, &known, &here, &form, &mut troubles, staff.lang())? else {
        return draw(&app, &known, &staff, &here, &form, &troubles);
    };
    let by = CounterWorker::of(&staff.actor)?;
    let (cx, id) = (staff.context(&app), one.id.clone());
    let written =
        app.intake.run(move |conn, known| turn_away(conn, &cx, &by, &known.network, &one));
    match written.await? {
        Ok(_) => Ok(see(&format!("/counter/refused/{id}"))),
        Err(refusal) => {
            let troubles = Troubles::of(refusal.into(), staff.lang(), |field| {
                Some(if field == "agency" { "desk" } else { field }.to_owned())
            })?;
            draw(&app, &known, &staff, &here, &form, &troubles)
        }
    }
}

fn read(
    app: &App,
    known: &Known,
    here: &Here,
    form: &Typed,
    troubles: &mut Troubles,
    lang: Lang,
) -> Result<Option<TurnedAway>, Problem> {
    let id: QrCode = form.get("away_id").parse().map_err(|_| {
        Problem::new(INVALID)
            .field("away_id")
            .detail("Phiếu thiếu mã: hãy mở phiếu mới", "The form has no id: open a new one")
    })?;
    let say = |vi: &str, en: &str| lang.pick(vi, en).to_owned();
    let procedure: Option<ProcedureCode> = troubles.take(
        "procedure",
        form.get("procedure").parse().map_err(|_| {
            say("Mã thủ tục có dạng 1.012783.", "A procedure's code looks like 1.012783.")
        }),
    );
    let reason: Option<WhyTurnedAway> = troubles.take(
        "reason",
        form.get("reason").parse().map_err(|_| say("Hãy chọn lý do.", "Choose the reason.")),
    );
    let desk: Option<Option<PointCode>> = match form.get("desk") {
        "" => Some(None),
        code => troubles.take(
            "desk",
            code.parse().map(Some).map_err(|_| say("Hãy chọn nơi tiếp nhận.", "Choose the desk.")),
        ),
    };
    let Some(((procedure, reason), desk)) = procedure.zip(reason).zip(desk) else {
        return Ok(None);
    };
    let day = app.clock.now().date();
    let listed = known.catalogue.papers_on(&procedure, day).len().min(usize::from(u16::MAX));
    let missing: Vec<u16> = (1..=listed)
        .filter(|n| form.ticked(&format!("missing_{n}")))
        .filter_map(|n| u16::try_from(n).ok())
        .collect();
    if reason == WhyTurnedAway::PapersMissing && missing.is_empty() && listed > 0 {
        troubles.add("missing", say("Hãy đánh dấu giấy tờ còn thiếu.", "Tick what is missing."));
        return Ok(None);
    }
    let point = here.point.clone();
    Ok(Some(TurnedAway { id: id.to_string(), day, point, procedure, reason, desk, missing }))
}
