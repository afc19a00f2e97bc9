//! Bags are made up, and looked into.

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::keyed::Keyed;
use crate::base::codes::BagCode;
use crate::base::{ItemKey, Lang, PointCode};
use crate::custody::Timeline;
use crate::flows::{BagIn, find_bag, once, read_timeline, register_bag};
use crate::parcels::Bag;
use crate::people::{CarrierReader, Packer};
use crate::store::{Conn, StoreError, bags, custody, parcels};
use crate::web::Shared;
use crate::web::auth::Caller;
use crate::web::error::{Problem, ProblemBody};
use crate::web::input::Path;
use crate::web::lang::Speak;

/// A bag to be made up.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = BagIn)]
#[serde(deny_unknown_fields)]
pub struct BagBody {
    /// The code on its tag; without one it is numbered.
    #[schema(value_type = Option<String>, max_length = 32)]
    code: Option<BagCode>,
    /// Where it is packed.
    #[schema(value_type = String, example = "481900")]
    from: PointCode,
    /// Where it is opened.
    #[schema(value_type = String, example = "480100")]
    to: PointCode,
}

/// A bag that was made up.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct NewBagOut {
    bag_id: String,
    code: String,
    /// The text of the QR on its tag.
    qr: String,
}

/// Make up a bag
///
/// Empty and open. With an `Idempotency-Key` the same request twice makes up one bag.
#[utoipa::path(
    post,
    path = "/api/v1/bags",
    tag = "bags",
    security(("token" = [])),
    params(("Idempotency-Key" = Option<String>, Header, description = "1 to 200 visible ASCII characters", pattern = "^[!-~]{1,200}$")),
    request_body = BagBody,
    responses(
        (status = 201, body = NewBagOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn make_up(
    State(app): Shared,
    caller: Caller,
    Keyed { input, key }: Keyed<BagBody>,
) -> Result<(StatusCode, axum::Json<NewBagOut>), Problem> {
    let cx = caller.context(&app);
    let by = Packer::of(&cx.who)?;
    let BagBody { code, from, to } = input;
    let place = app.clone();
    let made = app.intake.run(move |conn, known| {
        once(conn, &cx, key.as_ref(), |conn| {
            let bag = register_bag(conn, &cx, &by, &known.network, BagIn { code, from, to })?;
            Ok(NewBagOut {
                bag_id: bag.id.to_string(),
                code: bag.code.to_string(),
                qr: bag.qr.url(&place.settings.http.public_url),
            })
        })
    });
    Ok((StatusCode::CREATED, axum::Json(made.await??)))
}

/// A bag, and what lies in it by the record.
#[derive(Debug, Serialize, ToSchema)]
pub struct BagOut {
    bag_id: String,
    code: String,
    from: String,
    to: String,
    state: String,
    state_text: String,
    custodian: Value,
    /// Closed under a seal.
    closed: bool,
    /// The number last read off its seal.
    #[serde(skip_serializing_if = "Option::is_none")]
    seal: Option<String>,
    contents: Vec<ContentOut>,
}

/// Something that lies in a bag or on a run.
#[derive(Debug, Serialize, ToSchema)]
pub struct ContentOut {
    /// `parcel` or `bag`.
    kind: &'static str,
    /// The tracking number, or the bag's code.
    code: String,
}

/// What lies directly in a carrier now.
pub(super) fn contents(conn: &mut Conn, carrier: ItemKey) -> Result<Vec<ContentOut>, StoreError> {
    let keys = custody::contents_now(conn, carrier)?;
    let parcels = parcels::find_many(conn, &keys)?.into_iter();
    let parcels =
        parcels.map(|parcel| ContentOut { kind: "parcel", code: parcel.tracking.to_string() });
    let bags = bags::find_many(conn, &keys)?.into_iter();
    let bags = bags.map(|bag| ContentOut { kind: "bag", code: bag.code.to_string() });
    Ok(bags.chain(parcels).collect())
}

/// The number last read off a carrier's seal.
fn seal(now: &Timeline) -> Option<String> {
    let own = |entry: &&crate::custody::Entry| entry.through.is_none();
    now.entries.iter().rev().filter(own).find_map(|entry| entry.detail.seal.clone())
}

/// Look into a bag
///
/// By its code or QR.
#[utoipa::path(
    get,
    path = "/api/v1/bags/{code}",
    tag = "bags",
    security(("token" = [])),
    params(("code" = String, Path, description = "The bag's code or QR code")),
    responses(
        (status = 200, body = BagOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn show(
    State(app): Shared,
    Caller(actor): Caller,
    Speak(lang): Speak,
    Path(code): Path<String>,
) -> Result<axum::Json<BagOut>, Problem> {
    let reader = CarrierReader::of(&actor)?;
    let shown = app.read(move |conn| {
        let bag = find_bag(conn, &reader, &code)?;
        Ok::<_, Problem>(look(conn, &bag, lang)?)
    });
    Ok(axum::Json(shown.await?))
}

fn look(conn: &mut Conn, bag: &Bag, lang: Lang) -> Result<BagOut, StoreError> {
    let gone = || StoreError::bad_row("bags", bag.id, "it is not in custody");
    let (_, now) = read_timeline(conn, bag.key)?.ok_or_else(gone)?;
    Ok(BagOut {
        bag_id: bag.id.to_string(),
        code: bag.code.to_string(),
        from: bag.from.to_string(),
        to: bag.to.to_string(),
        state: now.state.to_string(),
        state_text: now.state.words(lang).to_owned(),
        custodian: json!(now.custodian),
        closed: now.closed,
        seal: seal(&now),
        contents: contents(conn, bag.key)?,
    })
}
