//! `/counter/bags/{code}`: the work on one bag at one point. What the field does that reads codes follows from
//! how far the bag is: into it while it is filled, out of it while it is counted.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::scan::{OnPage, Told, told};
use super::{MOST, holder, named};
use crate::app::App;
use crate::base::codes::scanned;
use crate::base::text::clean;
use crate::base::{At, Lang, ScanId};
use crate::custody::scan::Detail;
use crate::custody::{Action, BagStage, Timeline};
use crate::flows::{SeenCarrier, look_into_bag};
use crate::network::Network;
use crate::parcels::Bag;
use crate::people::{CarrierReader, Packer};
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
#[template(path = "staff/hub/bag.html")]
struct BagWork<'a> {
    shell: &'a Shell,
    here: &'a Here,
    form_id: String,
    view: &'a BagView,
    told: Option<&'a Told>,
    typed: &'a BagForm,
    trouble: Option<&'a FormTrouble>,
}

impl BagWork<'_> {
    fn said(&self, field: &str) -> Option<&str> {
        said_at(self.trouble, field)
    }
}

/// A bag as it is worked on here.
struct BagView {
    code: String,
    from: String,
    to: String,
    stage: Stage,
    state: &'static str,
    holder: String,
    seal: Option<String>,
    inside: Vec<String>,
    count: usize,
    odd: Vec<AnomalyView>,
}

/// What is done with it here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// It is filled.
    Fill,
    /// It is closed, and goes on from here.
    Sealed,
    /// It came in closed.
    ToOpen,
    /// It is open, and what lay in it is scanned out.
    Count,
    /// It was counted.
    Counted,
    /// It is not here by the record: it has to be received first.
    Away,
}

impl Stage {
    fn of(bag: &Bag, life: &Timeline, here: &Here) -> Self {
        if life.custodian != holder(here) {
            return Self::Away;
        }
        match BagStage::of(life) {
            BagStage::Filling => Self::Fill,
            BagStage::Closed if bag.to == here.point => Self::ToOpen,
            BagStage::Closed => Self::Sealed,
            BagStage::Opened => Self::Count,
            BagStage::Counted => Self::Counted,
        }
    }
}

impl BagView {
    fn is(&self, stage: &str) -> bool {
        stage
            == match self.stage {
                Stage::Fill => "fill",
                Stage::Sealed => "sealed",
                Stage::ToOpen => "to_open",
                Stage::Count => "count",
                Stage::Counted => "counted",
                Stage::Away => "away",
            }
    }

    fn left_out(&self) -> usize {
        self.count - self.inside.len()
    }
}

/// Which scan the page tells of.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// The id of the scan that was made last.
    #[serde(default)]
    scan: String,
}

/// The work on a bag
///
/// For who packs at this point. What is to be done next, what lies in it, and the answer to the last scan.
#[utoipa::path(
    get,
    path = "/counter/bags/{code}",
    tag = "staff",
    params(("code" = String, Path, description = "The bag's code", example = "T-250408-0001"), Asked),
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
    let form = BagForm::default();
    let drawn = draw(&app, (&staff, &here), (&code, &asked.scan), &form, None);
    drawn.await.map(|answer| chosen.keep(answer))
}

async fn draw(
    app: &Arc<App>,
    (staff, here): (&Staff, &Here),
    (code, scan): (&str, &str),
    typed: &BagForm,
    trouble: Option<&FormTrouble>,
) -> Result<Response, Problem> {
    Packer::of(&staff.actor)?;
    let by = CarrierReader::of(&staff.actor)?;
    let (copy, at, lang, now) = (app.clone(), here.clone(), staff.lang(), app.clock.now());
    let (code, scan) = (code.to_owned(), scan.to_owned());
    let found = app.read(move |conn| -> Result<_, Problem> {
        let seen = look_into_bag(conn, &by, &code)?;
        let known = copy.known(conn)?;
        let told = told(conn, &known.network, &scan, lang)?;
        Ok((view(&seen, &at, &known.network, now, lang), told))
    });
    let (view, told) = &found.await?;
    let status = if trouble.is_some() { INVALID.status } else { StatusCode::OK };
    let shell = &Shell { here: format!("/counter/bags/{}", view.code), ..staff.shell.clone() };
    let form_id = app.ids.uuid(now).to_string();
    let told = told.as_ref();
    page(status, &BagWork { shell, here, form_id, view, told, typed, trouble })
}

fn view(seen: &SeenCarrier<Bag>, here: &Here, network: &Network, now: At, lang: Lang) -> BagView {
    let (bag, life) = (&seen.carrier, &seen.life.timeline);
    let code = bag.code.to_string();
    let called = seen.life.called(&code);
    // The latest first: what was scanned last is looked at first.
    let inside: Vec<&str> = seen
        .loads
        .iter()
        .rev()
        .filter(|load| load.until.is_none())
        .map(|load| load.code.as_str())
        .collect();
    let count = inside.len();
    let own = seen.life.anomalies.iter();
    let odd = own.chain(&seen.missed).filter(|kept| kept.status() == "open").map(|kept| {
        let view = AnomalyView::of(kept, network, now, lang).searched(kept, &called, lang);
        match seen.loads.iter().find(|load| load.item == kept.anomaly.item) {
            Some(load) => view.about(load.kind, load.code.clone()),
            None => view,
        }
    });
    let own = life.entries.iter().rev().filter(|entry| entry.through.is_none());
    BagView {
        from: named(network, &bag.from, bag.created_at),
        to: named(network, &bag.to, bag.created_at),
        stage: Stage::of(bag, life, here),
        state: life.state.words(lang),
        holder: words::holder(&life.custodian, network, (now, lang)),
        seal: own.clone().find_map(|entry| entry.detail.seal.clone()),
        inside: inside.into_iter().take(MOST).map(str::to_owned).collect(),
        count,
        odd: odd.collect(),
        code,
    }
}

/// What is done with a bag.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub struct BagForm {
    /// The counter.
    #[serde(default)]
    #[schema(example = "481900")]
    point: String,
    /// The id of the form, drawn with the page.
    #[serde(default)]
    form: String,
    /// `scan`, `close`, `take`, `open`, `count`, or `out` to take something out again.
    #[serde(default, rename = "do")]
    #[schema(example = "scan")]
    deed: String,
    /// What was scanned.
    #[serde(default)]
    #[schema(example = "BH100000017VN")]
    code: String,
    /// The number on the seal, when it is closed or opened.
    #[serde(default)]
    #[schema(example = "NP 004302")]
    seal: String,
    /// How the seal was found: `whole` or `broken`.
    #[serde(default)]
    found: String,
    /// The hidden word of the form.
    #[serde(default, rename = "form_token")]
    #[expect(dead_code, reason = "read by the extractor; here for the description")]
    form_token: String,
}

/// Does something with a bag
///
/// One scan each: into it, out of it, closed, received, opened, counted.
#[utoipa::path(
    post,
    path = "/counter/bags/{code}",
    tag = "staff",
    params(("code" = String, Path, description = "The bag's code", example = "T-250408-0001")),
    request_body(content = BagForm, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 303, description = "To the bag, with the answer to the scan"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn work(
    State(app): Shared,
    Path(code): Path<String>,
    StaffForm { staff, form }: StaffForm<BagForm>,
) -> Result<Response, Problem> {
    Packer::of(&staff.actor)?;
    let here = Here::named(&app, &staff, &form.point).await?;
    let by = CarrierReader::of(&staff.actor)?;
    let (asked, at) = (code.clone(), here.clone());
    let found = app.read(move |conn| -> Result<_, Problem> {
        let seen = look_into_bag(conn, &by, &asked)?;
        let stage = Stage::of(&seen.carrier, &seen.life.timeline, &at);
        let carrying = seen.life.timeline.carrier;
        let run = carrying.and_then(|key| seen.life.carriers.get(&key)).cloned();
        Ok((seen.carrier, stage, run.map(|run| run.code().to_owned())))
    });
    let (bag, stage, run) = found.await?;
    let on = OnPage { app: &app, staff: &staff, here: &here, form: &form.form };
    match act(&on, &bag, (stage, run), &form).await? {
        Ok(scan) => Ok(see(&format!("/counter/bags/{}?scan={}", bag.code, scan.0))),
        Err(trouble) => draw(&app, (&staff, &here), (&code, ""), &form, Some(&trouble)).await,
    }
}

/// Makes the scan that a form asks for, or says what has to be mended.
async fn act(
    on: &OnPage<'_>,
    bag: &Bag,
    (stage, run): (Stage, Option<String>),
    form: &BagForm,
) -> Result<Result<ScanId, FormTrouble>, Problem> {
    let lang = on.staff.lang();
    let mend = |field, vi, en| Ok(Err(FormTrouble::at_field(field, lang.pick(vi, en))));
    let code = bag.code.as_str();
    let seal = Some(clean(&form.seal)).filter(|seal| !seal.is_empty());
    if seal.as_ref().is_some_and(|seal| seal.chars().count() > 64) {
        return mend("seal", "Số niêm phong tối đa 64 ký tự.", "A seal has at most 64 characters.");
    }
    let itself = |action, detail| async move { on.scan(action, code, detail).await.map(Ok) };
    match form.deed.as_str() {
        "close" if stage == Stage::Fill => {
            if seal.is_none() {
                return mend("seal", "Cần số trên niêm phong.", "The number on the seal.");
            }
            itself(Action::CloseBag, Detail { seal, ..Detail::default() }).await
        }
        "take" if stage == Stage::Away => match run {
            Some(run) => {
                itself(Action::Unload, Detail { run: Some(run), ..Detail::default() }).await
            }
            None => itself(Action::Receive, Detail::default()).await,
        },
        "open" if stage == Stage::ToOpen || stage == Stage::Sealed => {
            let seal_intact = match form.found.as_str() {
                "whole" => Some(true),
                "broken" => Some(false),
                _ => {
                    return mend(
                        "found",
                        "Hãy xem niêm phong rồi chọn.",
                        "Look at the seal and choose.",
                    );
                }
            };
            itself(Action::OpenBag, Detail { seal, seal_intact, ..Detail::default() }).await
        }
        "count" if stage == Stage::Count => itself(Action::Inspect, Detail::default()).await,
        "scan" | "out" | "" if matches!(stage, Stage::Fill | Stage::Count | Stage::Counted) => {
            let read = scanned(&form.code);
            if read.is_empty() {
                return mend("code", "Hãy quét một mã.", "Scan a code.");
            }
            if read.chars().count() > 200 {
                return mend(
                    "code",
                    "Mã dài quá 200 ký tự.",
                    "The code is longer than 200 characters.",
                );
            }
            if read == code || read == bag.qr.as_str() {
                return mend(
                    "code",
                    "Đó là nhãn của chính túi này: hãy quét bưu gửi.",
                    "That is this bag's own label: scan a parcel.",
                );
            }
            let into = form.deed != "out" && stage == Stage::Fill;
            let action = if into { Action::Pack } else { Action::Unpack };
            let detail = Detail { bag: Some(code.to_owned()), ..Detail::default() };
            on.scan(action, &read, detail).await.map(Ok)
        }
        _ => mend(
            "code",
            "Túi đã ở bước khác: hãy xem lại trang này.",
            "The bag is further on by now: look at the page again.",
        ),
    }
}
