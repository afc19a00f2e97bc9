//! What is done on a desk's board: planned, held, released, handed over by a list, and calls asked for. Each deed
//! leads back to the board; the list leads on to where it is signed.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use utoipa::ToSchema;

use super::board::draw;
use super::form::BoardForm;
use crate::app::App;
use crate::base::PickupId;
use crate::dispatch::Forecaster;
use crate::dispatch::desk::{DeskRefusal, RunName};
use crate::flows::FlowRefusal;
use crate::flows::office::{
    HoldIn, PickupIn, PlanIn, hold_results, order_pickup, plan_results, release_results,
    withdraw_pickup,
};
use crate::people::DeskPlanner;
use crate::store::StoreError;
use crate::web::Shared;
use crate::web::error::{CONFLICT, INVALID, Problem};
use crate::web::staff::counter::{Here, list};
use crate::web::staff::{FormTrouble, Staff, StaffForm, see};

/// The fields of the board. What is ticked stands in `code`, once for each.
#[derive(Debug, Deserialize, ToSchema)]
#[expect(dead_code, reason = "describes what is read field by field")]
pub struct BoardFields {
    /// The desk.
    #[schema(example = "H27.00")]
    point: String,
    /// What was scanned.
    #[schema(example = "BH100000017VN")]
    scan: String,
    /// What is ticked.
    code: String,
    /// Everything that the page shows, in `shown`.
    all: String,
    /// `plan`, `hold`, `release`, `give`, `pickup`, or `withdraw-` or `fetched-` with the id of a call.
    #[serde(rename = "do")]
    deed: String,
    /// The run to plan onto: route, departure and day.
    #[schema(example = "DT-HT-TH V1 2025-04-08")]
    run: String,
    /// Although it has no room.
    over: String,
    /// Why something is held back.
    reason: String,
    /// The day of a call,
    day: String,
    /// from when
    from: String,
    /// until when,
    until: String,
    /// for how many parcels,
    parcels: String,
    /// by which office; the one that serves the desk when empty.
    office: String,
    /// The hidden word of the form.
    form_token: String,
}

/// Does something on the board
#[utoipa::path(
    post,
    path = "/office",
    tag = "staff",
    request_body(content = BoardFields, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, description = "The list to be signed", body = String, content_type = "text/html"),
        (status = 303, description = "To the board"),
    )
)]
pub async fn act(
    State(app): Shared,
    StaffForm { staff, form }: StaffForm<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let form = BoardForm::new(form);
    DeskPlanner::of(&staff.actor)?;
    let named = Here::named(&app, &staff, form.get("point")).await?;
    let here = named.at_desk(&app).await?.ok_or_else(|| {
        Problem::new(INVALID).field("point").detail(
            "Cần mã một bộ phận một cửa nơi anh/chị làm việc",
            "Expected the code of a one-stop desk where you work",
        )
    })?;
    if form.deed() == "give" {
        return give(&app, &staff, &here, &form).await;
    }
    match done(&app, &staff, &here, &form).await {
        Ok(told) => Ok(see(&format!("/office?done={told}"))),
        Err(problem) if [INVALID, CONFLICT].contains(&problem.kind()) => {
            let trouble = FormTrouble::of(&problem, staff.lang());
            let trouble = match trouble.field() {
                "departure" | "route" | "date" => FormTrouble::at_field("run", trouble.text()),
                _ => trouble,
            };
            draw(&app, &staff, &here, "", (&form, None), Some(&trouble)).await
        }
        Err(problem) => Err(problem),
    }
}

/// Begins the list by which the chosen parcels are handed over, to the office that takes them on.
async fn give(
    app: &Arc<App>,
    staff: &Staff,
    here: &Here,
    form: &BoardForm,
) -> Result<Response, Problem> {
    let (copy, desk, today) = (app.clone(), here.point.clone(), app.clock.now().date());
    let stop = app.read(move |conn| -> Result<_, StoreError> {
        let known = copy.known(conn)?;
        let rules = known.forecasting();
        let forecaster = Forecaster::new(rules.promises, rules.timetable, rules.limits);
        Ok(forecaster.stop_of(&desk, today).cloned())
    });
    let stop = stop.await?;
    list::begun(app, staff, here, &form.codes(), stop.as_ref()).await
}

async fn done(
    app: &Arc<App>,
    staff: &Staff,
    here: &Here,
    form: &BoardForm,
) -> Result<String, Problem> {
    let (cx, by) = (staff.context(app), DeskPlanner::of(&staff.actor)?);
    let (desk, codes) = (here.point.clone(), form.codes());
    let deed = form.deed();
    if let Some((over, id)) = deed.split_once('-') {
        let id: PickupId = id.parse().map_err(|_| Problem::new(INVALID).field("do"))?;
        let fetched = over == "fetched";
        let work = app
            .intake
            .run_beside_scans(move |conn, _| withdraw_pickup(conn, &cx, &by, (id, fetched)));
        work.await??;
        return Ok(if fetched { "fetched" } else { "withdrawn" }.to_owned());
    }
    match deed {
        "plan" => {
            let run: RunName = form.get("run").parse().map_err(|_| {
                Problem::new(INVALID).field("run").detail("Hãy chọn một chuyến.", "Choose a run.")
            })?;
            let over = !form.get("over").is_empty();
            let input = PlanIn { desk, codes, run, over };
            let work = app.intake.run_beside_scans(move |conn, known| {
                plan_results(conn, &cx, &by, &known.forecasting(), input)
            });
            Ok(format!("planned&n={}", work.await??))
        }
        "hold" => {
            let input = HoldIn { desk, codes, reason: form.get("reason").to_owned() };
            let work =
                app.intake.run_beside_scans(move |conn, _| hold_results(conn, &cx, &by, input));
            Ok(format!("held&n={}", work.await??))
        }
        "release" => {
            let work = app
                .intake
                .run_beside_scans(move |conn, _| release_results(conn, &cx, &by, (&desk, &codes)));
            Ok(format!("released&n={}", work.await??))
        }
        "pickup" => {
            let window = form.window().ok_or(FlowRefusal::Desk(DeskRefusal::Window))?;
            let parcels = form.get("parcels");
            let office = match form.get("office") {
                "" => None,
                code => Some(code.parse().map_err(|_| {
                    Problem::new(INVALID)
                        .field("office")
                        .detail("Cần mã một bưu cục.", "Expected the code of a post office.")
                })?),
            };
            let (from, until) = window;
            let parcels = parcels.parse().unwrap_or(0);
            let input = PickupIn { desk, office, from, until, parcels };
            let work = app.intake.run_beside_scans(move |conn, known| {
                order_pickup(conn, &cx, &by, &known.forecasting(), input)
            });
            work.await??;
            Ok("ordered".to_owned())
        }
        _ => Err(Problem::new(INVALID)
            .field("do")
            .detail("Không có việc này trên bảng.", "The board has no such deed.")),
    }
}
