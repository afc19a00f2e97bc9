//! Phones: signing in to one, listing and revoking them.

use axum::extract::State;
use axum::http::StatusCode;
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::known::{acts_as, name};
use crate::base::{At, PhoneId, PointCode};
use crate::flows::{FlowRefusal, PhoneOrder, enrol_phone, find_phone, revoke_phone};
use crate::network::Network;
use crate::people::{Handset, HandsetIn, HandsetKey, PhoneHolder, PhoneRefusal, User, WhosePhones};
use crate::store::phones;
use crate::web::Shared;
use crate::web::api::paging::{limit, place};
use crate::web::auth::{Caller, SignedIn};
use crate::web::error::{Problem, ProblemBody};
use crate::web::input::{Json, Path, Query};

/// A phone to be signed in to.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = RoadPhoneIn)]
#[serde(deny_unknown_fields)]
pub struct PhoneBody {
    /// What its person calls it.
    #[schema(example = "Điện thoại 1", min_length = 1, max_length = 60)]
    name: String,
    /// The public half of a key pair that the phone made and keeps.
    key: KeyIn,
    /// At which of one's own points it is used.
    #[schema(value_type = Vec<String>, min_items = 1, max_items = 50)]
    places: Vec<PointCode>,
    /// The same phone once more: its former secret ends, what lies unsent on it is handed in under the new one.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "road_0197a0c37b0e7d5c9a3c1f2e4d5b6a79")]
    device: Option<PhoneId>,
}

/// A public key of P-256, as a browser exports it (JWK). What else it says of itself is left out.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = PhoneKeyIn)]
pub struct KeyIn {
    /// `EC`.
    #[schema(example = "EC")]
    kty: String,
    /// `P-256`.
    #[schema(example = "P-256")]
    crv: String,
    /// 32 bytes in base64url.
    x: String,
    /// 32 bytes in base64url.
    y: String,
    /// The private half must not leave the phone: a key that holds one is refused.
    #[serde(default)]
    #[schema(ignore)]
    d: Option<IgnoredAny>,
}

impl KeyIn {
    fn read(&self) -> Result<HandsetKey, PhoneRefusal> {
        if self.kty != "EC" || self.crv != "P-256" || self.d.is_some() {
            return Err(PhoneRefusal::Key);
        }
        HandsetKey::read(&self.x, &self.y)
    }
}

/// Whose a phone is.
#[derive(Debug, Serialize, ToSchema)]
pub struct PersonOut {
    id: String,
    name: String,
}

/// A point at which a phone is used.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlaceOut {
    code: String,
    name: String,
    /// As what it acts today: `post`, `desk`, or both.
    #[serde(rename = "as")]
    acts_as: Vec<&'static str>,
}

/// A phone, without its secret.
#[derive(Debug, Serialize, ToSchema)]
pub struct PhoneOut {
    /// What it calls itself when it hands scans in.
    device: String,
    name: String,
    person: PersonOut,
    role: &'static str,
    /// The points it acts at: those it was signed in for that are still its person's.
    places: Vec<PlaceOut>,
    created_at: String,
    signed_in_at: String,
    /// Its last contact, to the minute.
    seen_at: String,
    /// `in_force`, `lapsed` (its person must sign in again) or `revoked`.
    #[schema(example = "in_force")]
    standing: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    revoked_at: Option<String>,
    /// For so many hours it scans without contact.
    contact_hours: i64,
    /// For so many hours without contact it shows to whom the round goes.
    round_hours: i64,
}

/// A phone that was just signed in to.
#[derive(Debug, Serialize, ToSchema)]
pub struct NewPhoneOut {
    #[serde(flatten)]
    phone: PhoneOut,
    /// To be shown as the bearer token. In this answer, and kept nowhere.
    #[schema(example = "hsr_…")]
    secret: String,
}

/// A page of phones.
#[derive(Debug, Serialize, ToSchema)]
pub struct PhonesOut {
    items: Vec<PhoneOut>,
    /// The cursor of the next page.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

impl PhoneOut {
    fn of((phone, user): &(Handset, User), network: &Network, now: At) -> Self {
        let places = phone.places_of(user);
        Self {
            device: phone.id.to_string(),
            name: phone.name.clone(),
            person: PersonOut { id: user.id.to_string(), name: user.name.to_string() },
            role: user.role.as_str(),
            places: places.iter().map(|place| PlaceOut::of(place, network, now)).collect(),
            created_at: phone.created_at.to_string(),
            signed_in_at: phone.signed_in_at.to_string(),
            seen_at: phone.seen_at.to_string(),
            standing: standing(phone, user, now),
            revoked_at: phone.ended_at.or(user.disabled_at).map(|at| at.to_string()),
            contact_hours: Handset::CONTACT_HOURS,
            round_hours: Handset::ROUND_HOURS,
        }
    }
}

impl PlaceOut {
    fn of(code: &PointCode, network: &Network, now: At) -> Self {
        let point = network.point_on(code, now.date()).or_else(|| network.point(code));
        Self {
            code: code.to_string(),
            name: name(network, code, now.date()),
            acts_as: point.map(acts_as).unwrap_or_default(),
        }
    }
}

/// How a phone stands, as a word for lists and programs.
pub fn standing(phone: &Handset, user: &User, now: At) -> &'static str {
    if phone.ended_at.is_some() || user.disabled_at.is_some() {
        "revoked"
    } else if now >= phone.good_until() {
        "lapsed"
    } else {
        "in_force"
    }
}

/// Sign in to a phone
///
/// For a page of somebody who signed in with a name and a password: neither a token nor another phone can do it. The
/// secret is in this answer and nowhere else; hence no `Idempotency-Key`. Whoever shows it is the person who signed
/// in, at those points of the phone that are still theirs.
#[utoipa::path(
    post,
    path = "/api/v1/road/devices",
    tag = "road",
    security(("token" = [])),
    request_body = PhoneBody,
    responses(
        (status = 201, body = NewPhoneOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "No phone has this id", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "The phone is somebody else's, or was revoked; or there are enough", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn enrol(
    State(app): Shared,
    SignedIn(actor, user): SignedIn,
    Json(body): Json<PhoneBody>,
) -> Result<(StatusCode, axum::Json<NewPhoneOut>), Problem> {
    let by = PhoneHolder::of(&actor)?;
    let cx = Caller(actor).context(&app);
    let key = body.key.read().map_err(FlowRefusal::from)?;
    let phone = HandsetIn::read(&body.name, body.places, key).map_err(FlowRefusal::from)?;
    let order = PhoneOrder { phone, again: body.device };
    let made = app.intake.run(move |conn, known| -> Result<NewPhoneOut, FlowRefusal> {
        let (phone, secret) = enrol_phone(conn, &cx, &by, &known.network, user, order)?;
        let found = find_phone(conn, WhosePhones::Of(user), phone.id)?;
        let phone = PhoneOut::of(&found, &known.network, cx.now);
        Ok(NewPhoneOut { phone, secret: secret.reveal().to_owned() })
    });
    Ok((StatusCode::CREATED, axum::Json(made.await??)))
}

/// Which phones to list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListQuery {
    /// `next` of an earlier page.
    cursor: Option<String>,
    /// At most so many.
    #[param(minimum = 1, maximum = 500, default = 50)]
    limit: Option<i64>,
}

/// List phones
///
/// One's own; the administrator everybody's. The newest first; secrets are not among it.
#[utoipa::path(
    get,
    path = "/api/v1/road/devices",
    tag = "road",
    security(("token" = [])),
    params(ListQuery),
    responses((status = 200, body = PhonesOut))
)]
pub async fn list(
    State(app): Shared,
    Caller(actor): Caller,
    Query(query): Query<ListQuery>,
) -> Result<axum::Json<PhonesOut>, Problem> {
    let whose = WhosePhones::of(&actor);
    let (after, limit) = (place(query.cursor.as_deref())?, limit(query.limit)?);
    let (copy, now) = (app.clone(), app.clock.now());
    let read = app.read(move |conn| -> Result<PhonesOut, Problem> {
        let known = copy.known(conn)?;
        let page = phones::list(conn, whose, after, limit)?;
        let page = page.map(|found| PhoneOut::of(&found, &known.network, now));
        Ok(PhonesOut { items: page.items, next: page.next })
    });
    Ok(axum::Json(read.await?))
}

/// Read a phone
///
/// One's own, and so the one that asks; the administrator any.
#[utoipa::path(
    get,
    path = "/api/v1/road/devices/{device}",
    tag = "road",
    security(("token" = [])),
    params(("device" = String, Path)),
    responses(
        (status = 200, body = PhoneOut),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn show(
    State(app): Shared,
    Caller(actor): Caller,
    Path(phone): Path<PhoneId>,
) -> Result<axum::Json<PhoneOut>, Problem> {
    let whose = WhosePhones::of(&actor);
    let (copy, now) = (app.clone(), app.clock.now());
    let read = app.read(move |conn| -> Result<PhoneOut, Problem> {
        let known = copy.known(conn)?;
        let found = find_phone(conn, whose, phone)?;
        Ok(PhoneOut::of(&found, &known.network, now))
    });
    Ok(axum::Json(read.await?))
}

/// Revoke a phone
///
/// One's own, also by the phone itself; the administrator any. What it still holds can be handed in and is set
/// aside. Doing so again changes nothing.
#[utoipa::path(
    delete,
    path = "/api/v1/road/devices/{device}",
    tag = "road",
    security(("token" = [])),
    params(("device" = String, Path)),
    responses(
        (status = 200, body = PhoneOut),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn revoke(
    State(app): Shared,
    caller: Caller,
    Path(phone): Path<PhoneId>,
) -> Result<axum::Json<PhoneOut>, Problem> {
    let cx = caller.context(&app);
    let whose = WhosePhones::of(&cx.who);
    let ended = app.intake.run(move |conn, known| -> Result<PhoneOut, FlowRefusal> {
        let found = revoke_phone(conn, &cx, whose, phone)?;
        Ok(PhoneOut::of(&found, &known.network, cx.now))
    });
    Ok(axum::Json(ended.await??))
}
