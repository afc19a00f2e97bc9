//! Another delivery, noted down for a receiver who came or rang up. Citizens do it on their own page.

use axum::extract::State;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::person_in::PersonBody;
use crate::base::PointCode;
use crate::cases::{KeptWish, Wish};
use crate::flows::{Asking, redirect};
use crate::people::{PersonIn, Redirector};
use crate::web::Shared;
use crate::web::auth::Caller;
use crate::web::error::{INVALID, Problem, ProblemBody};
use crate::web::input::{Json, Path};

/// What the receiver asks for: exactly one of day, proxy and point, or that all is as ordered again.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WishIn {
    /// Another day, on which the post works; at most so many days ahead as the office allows.
    #[schema(value_type = Option<String>, format = Date, example = "2025-04-11")]
    day: Option<NaiveDate>,
    /// A neighbour who takes it; a phone number is needed.
    proxy: Option<PersonBody>,
    /// A point of the post that hands out, at which it is fetched.
    #[schema(value_type = Option<String>, example = "481000")]
    point: Option<PointCode>,
    /// The earlier wish no longer holds.
    #[serde(default)]
    withdrawn: bool,
}

/// The wish that holds now. Who the neighbour is stands on the parcel's page alone.
#[derive(Debug, Serialize, ToSchema)]
pub struct WishOut {
    /// `day`, `proxy`, `point` or `withdrawn`.
    #[schema(example = "day")]
    wish: &'static str,
    /// The day.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "2025-04-11")]
    day: Option<String>,
    /// The point.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "481000")]
    point: Option<String>,
    /// `citizen`, who asked by the page, or `staff`.
    #[schema(example = "staff")]
    asked_by: &'static str,
    /// When.
    #[schema(example = "2025-04-08T09:30:00+07:00")]
    recorded_at: String,
}

impl From<&KeptWish> for WishOut {
    fn from(kept: &KeptWish) -> Self {
        let (day, point) = match &kept.wish {
            Wish::Day(day) => (Some(day.to_string()), None),
            Wish::Point(code) => (None, Some(code.to_string())),
            Wish::Proxy(_) | Wish::Withdrawn => (None, None),
        };
        Self {
            wish: kept.wish.kind(),
            day,
            point,
            asked_by: if kept.by.is_some() { "staff" } else { "citizen" },
            recorded_at: kept.recorded_at.to_string(),
        }
    }
}

impl WishIn {
    fn read(self) -> Result<Wish<PersonIn>, Problem> {
        match (self.day, self.proxy, self.point, self.withdrawn) {
            (Some(day), None, None, false) => Ok(Wish::Day(day)),
            (None, Some(person), None, false) => Ok(Wish::Proxy(person.read("proxy")?)),
            (None, None, Some(code), false) => Ok(Wish::Point(code)),
            (None, None, None, true) => Ok(Wish::Withdrawn),
            (_, _, _, _) => Err(Problem::new(INVALID).detail(
                "Cần đúng một trong bốn: day, proxy, point hoặc withdrawn: true",
                "Expected exactly one of day, proxy, point and withdrawn: true",
            )),
        }
    }
}

/// Note down another delivery
///
/// For a parcel on its way to a person: another day, a neighbour as proxy, or to be fetched at a point of the
/// post. The last wish holds, and it can be withdrawn, until the parcel is delivered or goes back. Whoever
/// scans the parcel is told so in the `advice` of the answer; the case is told `vn.hosopost.parcel.redirected`.
#[utoipa::path(
    post,
    path = "/api/v1/parcels/{code}/redirect",
    tag = "parcels",
    security(("token" = [])),
    params(("code" = String, Path, description = "Tracking number or QR code")),
    request_body = WishIn,
    responses(
        (status = 200, body = WishOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "It goes to no person, has been delivered, goes back, or there is nothing to withdraw", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn note(
    State(app): Shared,
    caller: Caller,
    Path(code): Path<String>,
    Json(input): Json<WishIn>,
) -> Result<axum::Json<WishOut>, Problem> {
    let cx = caller.context(&app);
    let by = Redirector::of(&cx.who)?;
    let wish = input.read()?;
    let place = app.clone();
    let kept = app.intake.run(move |conn, known| {
        let rules = known.redirecting(&place.settings);
        redirect(conn, &cx, &rules, Asking::Staff(&code, &by), wish)
    });
    Ok(axum::Json(WishOut::from(&kept.await??)))
}
