//! What a desk has to hand over, as a file.

use axum::extract::State;
use axum::response::Response;

use super::AtDesk;
use super::lines::Telling;
use crate::base::At;
use crate::flows::office::{Standing, Waiting, waiting_at};
use crate::store::StoreError;
use crate::web::Shared;
use crate::web::error::Problem;
use crate::web::staff::sheet;

/// What is to be handed over, as a file
///
/// CSV for spreadsheets: a row for each, what presses most first, with what is held back and what was given.
#[utoipa::path(
    get,
    path = "/office/results.csv",
    tag = "staff",
    responses(
        (status = 200, description = "The file", body = String, content_type = "text/csv"),
        (status = 303, description = "To the form to sign in, or to say at which desk one is"),
    )
)]
pub async fn file(State(app): Shared, AtDesk { staff, here }: AtDesk) -> Result<Response, Problem> {
    let (copy, lang, now) = (app.clone(), staff.lang(), app.clock.now());
    let read = app.read(move |conn| -> Result<_, StoreError> {
        let known = copy.known(conn)?;
        let (all, _) = waiting_at(conn, &known.forecasting(), &here.point, now)?;
        let telling = Telling { network: &known.network, now, lang };
        let at = |at: Option<At>| at.map(|at| at.to_string()).unwrap_or_default();
        let row = |one: &Waiting| {
            let said = telling.ready(one);
            let by = match &one.standing {
                Standing::Keeps(hand_in) => Some(hand_in.by),
                Standing::Late | Standing::Open => None,
            };
            let stands = if one.on.is_given {
                lang.pick("đã giao, chưa nhận", "given, not taken over")
            } else if said.held.is_some() {
                lang.pick("giữ lại", "held back")
            } else if said.is_late {
                lang.pick("không còn kịp hẹn", "too late")
            } else {
                lang.pick("chờ giao", "waits")
            };
            vec![
                said.code,
                said.case,
                said.way.to_owned(),
                said.to,
                at(by),
                said.run,
                at(one.on.promised),
                at(one.on.expected),
                said.plan.map(|plan| plan.run).unwrap_or_default(),
                stands.to_owned(),
                said.held.unwrap_or_default(),
            ]
        };
        Ok(all.iter().map(row).collect::<Vec<_>>())
    });
    let head = lang.pick(
        [
            "Số hiệu",
            "Mã hồ sơ",
            "Chiều",
            "Nơi nhận",
            "Giao trước",
            "Chuyến",
            "Hẹn phát",
            "Dự kiến",
            "Đã xếp",
            "Tình trạng",
            "Lý do giữ",
        ],
        [
            "Number",
            "Case",
            "Way",
            "To",
            "Hand over by",
            "Run",
            "Promised",
            "Expected",
            "Planned",
            "Stands",
            "Held because",
        ],
    );
    sheet::answer("results", &head, read.await?)
}
