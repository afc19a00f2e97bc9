//! Legs are ordered, and opened at the door for originals that are collected.

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::keyed::Keyed;
use super::person_in::{EndIn, PaperBody, papers};
use super::postage::{PostageOut, total};
use crate::app::{App, Known};
use crate::base::codes::{CaseCode, TrackingNumber};
use crate::base::{At, Lang, LegId};
use crate::cases::{CaseRefusal, Endpoint, PickupWindow, Service};
use crate::flows::{FlowRefusal, LegOrder, OpenedLeg, Weighed, collect_originals, once, order_leg};
use crate::people::{Collector, Forbidden, LegOrderer, PersonIn};
use crate::postage::{Category, Grams, Priced};
use crate::web::Shared;
use crate::web::auth::Caller;
use crate::web::error::{Problem, ProblemBody};
use crate::web::input::Path;
use crate::web::lang::Speak;

/// A leg to be ordered.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LegIn {
    /// The case; its record must have been told.
    #[schema(value_type = String, example = "H27.12-250408-0007")]
    case_code: CaseCode,
    /// `submit`, `return`, `round_trip` or `internal`.
    #[schema(value_type = String, example = "submit")]
    service: Service,
    /// Where the (first) leg begins.
    from: EndIn,
    /// Where it ends.
    to: EndIn,
    /// What lies in the (first) parcel.
    #[schema(max_items = 200)]
    papers: Vec<PaperBody>,
    /// When the post may call for it at the person's address.
    pickup: Option<PickupIn>,
    /// A number from outside: another carrier's, or one of a pool given to the agency.
    #[schema(value_type = Option<String>, min_length = 5, max_length = 35)]
    tracking_number: Option<TrackingNumber>,
    /// The code of a blank label (printed ahead, on a roll) that is on the envelope already: its tracking
    /// number and QR become the parcel's own. Not for a round trip.
    #[schema(min_length = 1, max_length = 200)]
    label: Option<String>,
    /// What it weighs, in grams; without it there is no price yet. A round trip is taken to weigh the same
    /// on the way back, until that is weighed.
    #[schema(value_type = Option<u32>, minimum = 1, maximum = 100_000, example = 80)]
    weight_g: Option<Grams>,
    /// The category by which less is paid, its proof having been seen.
    #[schema(value_type = Option<String>, example = "poor_household")]
    reduction: Option<Category>,
}

/// From when until when.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PickupIn {
    #[schema(value_type = String, example = "2025-04-08T14:00:00+07:00")]
    from: At,
    #[schema(value_type = String, example = "2025-04-08T16:00:00+07:00")]
    until: At,
}

/// The legs that were opened, in the order in which they travel.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct LegsOut {
    legs: Vec<OpenedOut>,
    /// What the legs cost together, in đồng; not there when one has no price.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 30_500)]
    total: Option<i64>,
}

/// A leg that was opened, and what is printed for it.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct OpenedOut {
    #[schema(example = "leg_01961a2b7c0070008000000000000001")]
    leg_id: String,
    #[schema(example = "BH100000017VN")]
    tracking_number: String,
    /// The text of the QR.
    #[schema(example = "HTTPS://HOSO.EXAMPLE.VN/Q/7K2M9QXR4TGB8ZCN3")]
    qr: String,
    /// Where the label is to be had, with a token.
    label: String,
    /// What the person who holds the QR sees.
    tracking_page: String,
    /// When it is to be delivered, if the post takes it in now: by the transit target that holds. Not of
    /// a leg that begins later, nor where no target is loaded or an address names no unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "2025-04-10T17:00:00+07:00")]
    expected_at: Option<String>,
    postage: PostageOut,
}

fn opened(app: &App, legs: &[OpenedLeg], expected: Option<At>, lang: Lang) -> LegsOut {
    let public_url = &app.settings.http.public_url;
    let priced: Vec<Priced> = legs.iter().map(|opened| opened.postage.clone()).collect();
    let first = std::iter::once(expected).chain(std::iter::repeat(None));
    let legs =
        legs.iter().zip(first).map(|(OpenedLeg { leg, parcel, postage }, expected)| OpenedOut {
            leg_id: leg.id.to_string(),
            tracking_number: parcel.tracking.to_string(),
            qr: parcel.qr.url(public_url),
            label: format!("{public_url}/api/v1/parcels/{}/label", parcel.tracking),
            tracking_page: format!("{public_url}/q/{}", parcel.qr),
            expected_at: expected.map(|at| at.to_string()),
            postage: PostageOut::of(leg.direction, postage, lang),
        });
    LegsOut { total: total(&priced), legs: legs.collect() }
}

/// When what is taken in now is delivered: the promise of the order's first leg.
fn expected(known: &Known, order: &LegOrder, now: At) -> Option<At> {
    let promises = known.promises();
    let unit = |end: &Endpoint<PersonIn>| match end {
        Endpoint::Point(point) => promises.unit_of(point, now.date()).cloned(),
        Endpoint::Person(person) => person.address.unit().cloned(),
    };
    let (from, to) = (unit(&order.from)?, unit(&order.to)?);
    let first = order.service.directions().first()?;
    promises.promise(*first, (&from, &to), now).ok()??.deadline.due.at()
}

/// Order a leg
///
/// One leg, or two for a round trip; each gets a parcel with a tracking number and a QR that can be
/// printed at once, and is charged for when its weight is known. With an `Idempotency-Key` the same order twice opens it once.
#[utoipa::path(
    post,
    path = "/api/v1/legs",
    tag = "cases",
    security(("token" = [])),
    params(("Idempotency-Key" = Option<String>, Header, description = "1 to 200 visible ASCII characters", pattern = "^[!-~]{1,200}$")),
    request_body = LegIn,
    responses(
        (status = 201, body = LegsOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "No such case or blank label", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "The number is taken, none is left, the blank label is on another parcel or voided, or the key was used for another request", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn order(
    State(app): Shared,
    caller: Caller,
    Speak(lang): Speak,
    Keyed { input, key }: Keyed<LegIn>,
) -> Result<(StatusCode, axum::Json<LegsOut>), Problem> {
    let cx = caller.context(&app);
    let by = LegOrderer::of(&cx.who)?;
    let pickup = input.pickup.map(|PickupIn { from, until }| PickupWindow::new(from, until));
    let order = LegOrder {
        case_code: input.case_code,
        service: input.service,
        from: input.from.read("from")?,
        to: input.to.read("to")?,
        papers: papers(&input.papers)?,
        pickup: pickup.transpose().map_err(FlowRefusal::from)?,
        tracking_number: input.tracking_number,
        label: input.label,
        weighed: Weighed { weight: input.weight_g, reduction: input.reduction },
    };
    let place = app.clone();
    let out = app.intake.run(move |conn, known| {
        let world = known.world(&place.settings);
        once(conn, &cx, key.as_ref(), |conn| {
            let code = order.case_code.clone();
            let expected = expected(known, &order, cx.now);
            match order_leg(conn, &cx, &by, &world, order) {
                Ok(ordered) => Ok(opened(&place, &ordered.legs, expected, lang)),
                // Whether another agency has such a case is not for this caller to know.
                Err(FlowRefusal::Forbidden(Forbidden::Place { .. })) => {
                    Err(CaseRefusal::Unknown(code).into())
                }
                Err(other) => Err(other),
            }
        })
    });
    Ok((StatusCode::CREATED, axum::Json(out.await??)))
}

/// Papers collected from the person.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CollectedIn {
    /// What was taken; at least one original or copy.
    #[schema(min_items = 1, max_items = 200)]
    papers: Vec<PaperBody>,
    /// The code of a blank label that is on the envelope already.
    #[schema(min_length = 1, max_length = 200)]
    label: Option<String>,
}

/// Collect originals at the door
///
/// Opens the leg that carries them back to the desk the result came from. Once per delivered leg.
#[utoipa::path(
    post,
    path = "/api/v1/legs/{leg_id}/collected",
    tag = "cases",
    security(("token" = [])),
    params(
        ("leg_id" = String, Path, description = "The leg whose result was handed over"),
        ("Idempotency-Key" = Option<String>, Header, description = "1 to 200 visible ASCII characters", pattern = "^[!-~]{1,200}$"),
    ),
    request_body = CollectedIn,
    responses(
        (status = 201, body = LegsOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn collected(
    State(app): Shared,
    caller: Caller,
    Speak(lang): Speak,
    Path(leg): Path<LegId>,
    Keyed { input, key }: Keyed<CollectedIn>,
) -> Result<(StatusCode, axum::Json<LegsOut>), Problem> {
    let cx = caller.context(&app);
    let by = Collector::of(&cx.who)?;
    let papers = papers(&input.papers)?;
    let label = input.label;
    let place = app.clone();
    let out = app.intake.run(move |conn, known| {
        let world = known.world(&place.settings);
        once(conn, &cx, key.as_ref(), |conn| {
            let leg = collect_originals(conn, &cx, &by, &world, leg, papers, label.as_deref())?;
            Ok(opened(&place, &[leg], None, lang))
        })
    });
    Ok((StatusCode::CREATED, axum::Json(out.await??)))
}
