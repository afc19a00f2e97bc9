//! Addresses in units of before, and what persons decide about units that were divided. An address is
//! personal data: it comes in a body, never in a URL, and is kept nowhere by these calls.

use axum::extract::State;
use axum::http::StatusCode;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::base::text::clean;
use crate::base::{DecisionId, Lang, UnitCode};
use crate::flows::{Waiting, decide_split, waiting_addresses, withdraw_decision};
use crate::network::address::{Asked, Atlas, Resolution, resolve};
use crate::network::{Locality, Position, SplitDecision};
use crate::people::{Address, SplitDecider};
use crate::store::decisions::{self, KeptDecision};
use crate::web::Shared;
use crate::web::auth::Caller;
use crate::web::error::{INVALID, Problem, ProblemBody};
use crate::web::input::{Json, Path, Query};
use crate::web::lang::Speak;

/// An address to be found in today's units.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ResolveIn {
    /// As the person says it, in units of whatever time, with or without marks and words for units.
    #[schema(
        example = "Xóm Quang Phú, xã Thạch Châu, huyện Lộc Hà, tỉnh Hà Tĩnh",
        min_length = 1,
        max_length = 500
    )]
    text: String,
    /// A unit code that was given with it.
    #[schema(value_type = Option<String>, example = "18583")]
    unit: Option<UnitCode>,
    /// When it was given; codes of districts' time were given again to other communes.
    #[schema(value_type = Option<String>, format = Date)]
    given_on: Option<NaiveDate>,
    /// Where it is, when that is known: together with `lon`.
    lat: Option<f64>,
    /// See `lat`.
    lon: Option<f64>,
    /// The day whose units are wanted; today when not given.
    #[schema(value_type = Option<String>, format = Date)]
    on: Option<NaiveDate>,
}

/// Where an address lies.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct AddressOut {
    /// What was read, as it was written.
    read: ReadOut,
    /// The unit that is meant, in the era in which it was so called.
    #[serde(skip_serializing_if = "Option::is_none")]
    old: Option<OldUnitOut>,
    /// The units of the day asked for that hold or may hold it, the proposed one first.
    present: Vec<PresentOut>,
    /// How sure that is, the surest first: `exact_code`, `exact_names`, `folded_names`, `split_decided`,
    /// `split_by_coordinate`, `partial_names`, `split_by_default`, `ambiguous`, `unknown`.
    #[schema(example = "exact_names")]
    confidence: &'static str,
    /// Whether a person should look before somebody is sent there.
    needs_a_person: bool,
    /// The split about which nobody has decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    open_split: Option<SplitOut>,
}

/// The parts of an address as they were written.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ReadOut {
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "xã Thạch Châu")]
    commune: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "huyện Lộc Hà")]
    district: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "tỉnh Hà Tĩnh")]
    province: Option<String>,
    /// The hamlet, street or quarter in folded words, without house or person.
    #[schema(example = "xom quang phu")]
    locality: String,
}

/// A unit of some time.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct OldUnitOut {
    code: String,
    /// With those above it at its time.
    name: String,
    valid_from: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    valid_until: Option<String>,
}

/// A unit that holds or may hold the address.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct PresentOut {
    code: String,
    /// With those above it.
    name: String,
    level: String,
    /// The chance that it is the one, as far as anybody knows.
    share: f64,
    /// Whether to use it when one must be used.
    proposed: bool,
}

/// A unit that was divided on a day.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct SplitOut {
    old: String,
    on: String,
}

impl AddressOut {
    /// The answer of the resolver, with names as of the day asked for.
    pub fn of(atlas: &Atlas<'_>, found: &Resolution<'_>, on: NaiveDate, lang: Lang) -> Self {
        let path = |unit: &crate::network::AdminUnit, day| {
            let name = atlas.network.path_name(&unit.code, day, lang);
            name.unwrap_or_else(|| unit.full_name(lang))
        };
        let reading = &found.reading;
        Self {
            read: ReadOut {
                commune: reading.commune.clone(),
                district: reading.district.clone(),
                province: reading.province.clone(),
                locality: reading.locality.to_string(),
            },
            old: found.old.map(|unit| OldUnitOut {
                code: unit.code.to_string(),
                name: path(unit, unit.period.until.and_then(|day| day.pred_opt()).unwrap_or(on)),
                valid_from: unit.period.from.to_string(),
                valid_until: unit.period.until.map(|day| day.to_string()),
            }),
            present: found
                .present
                .iter()
                .map(|one| PresentOut {
                    code: one.unit.code.to_string(),
                    name: path(one.unit, on),
                    level: one.unit.level().to_string(),
                    share: (one.share * 1000.0).round() / 1000.0,
                    proposed: one.proposed,
                })
                .collect(),
            confidence: found.confidence.as_str(),
            needs_a_person: found.confidence.needs_a_person(),
            open_split: found
                .open
                .as_ref()
                .map(|open| SplitOut { old: open.old.to_string(), on: open.on.to_string() }),
        }
    }
}

/// A position out of two fields that come together or not at all.
pub(super) fn position(
    fields: (&str, &str),
    lat: Option<f64>,
    lon: Option<f64>,
) -> Result<Option<Position>, Problem> {
    let bad = |field: &str| {
        Problem::new(INVALID).field(field).detail(
            "Cần cả vĩ độ 6 đến 24 và kinh độ 102 đến 118, trong Việt Nam",
            "Expected both a latitude of 6 to 24 and a longitude of 102 to 118, in Viet Nam",
        )
    };
    match (lat, lon) {
        (None, None) => Ok(None),
        (Some(lat), Some(lon)) => {
            let field = if (6.0..=24.0).contains(&lat) { fields.1 } else { fields.0 };
            Position::new(lat, lon).map(Some).map_err(|_| bad(field))
        }
        (None, Some(_)) => Err(bad(fields.0)),
        (Some(_), None) => Err(bad(fields.1)),
    }
}

/// Find an address in today's units
///
/// The text may name units that ended. The answer is the present commune with a confidence; where the
/// old unit was divided and nobody has decided, all its parts. Nothing of it is kept.
#[utoipa::path(
    post,
    path = "/api/v1/addresses/resolve",
    tag = "addresses",
    security(("token" = [])),
    request_body = ResolveIn,
    responses(
        (status = 200, body = AddressOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn find(
    State(app): Shared,
    _caller: Caller,
    Speak(lang): Speak,
    Json(body): Json<ResolveIn>,
) -> Result<axum::Json<AddressOut>, Problem> {
    let text = clean(&body.text);
    if !(1..=Address::MAX).contains(&text.chars().count()) {
        return Err(Problem::new(INVALID).field("text").detail(
            format!("Cần địa chỉ từ 1 đến {} ký tự", Address::MAX),
            format!("Expected an address of 1 to {} characters", Address::MAX),
        ));
    }
    let position = position(("lat", "lon"), body.lat, body.lon)?;
    let on = body.on.unwrap_or_else(|| app.clock.now().date());
    let place = app.clone();
    let found = app.read(move |conn| {
        let known = place.known(conn)?;
        let atlas = known.atlas();
        let (unit, given_on) = (body.unit.as_ref(), body.given_on);
        let found = resolve(&atlas, &Asked { text: &text, unit, given_on, position, on });
        Ok::<_, Problem>(AddressOut::of(&atlas, &found, on, lang))
    });
    Ok(axum::Json(found.await?))
}

/// What a person decides.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DecisionIn {
    /// The unit that was divided.
    #[schema(value_type = String, example = "18082")]
    old: UnitCode,
    /// The day of the change.
    #[schema(value_type = String, format = Date, example = "2025-07-01")]
    on: NaiveDate,
    /// The hamlet, street or quarter; nothing for the whole unit. Never a house or a person.
    #[serde(default)]
    #[schema(example = "Khối phố Tân Giang", max_length = 100)]
    locality: String,
    /// The unit that took over there.
    #[schema(value_type = String, example = "18073")]
    new: UnitCode,
}

/// A decision, who took it and when.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = SplitDecision)]
pub struct DecisionOut {
    #[schema(example = "dec_01961a2b7c0070008000000000000001")]
    decision_id: String,
    old: String,
    on: String,
    /// In folded words; empty for the whole unit.
    locality: String,
    new: String,
    decided_at: String,
    /// The token of who decided.
    decided_by: String,
    /// When another one took its place or it was withdrawn.
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_by: Option<String>,
}

impl From<KeptDecision> for DecisionOut {
    fn from(kept: KeptDecision) -> Self {
        let SplitDecision { old, on, locality, new } = kept.decision;
        Self {
            decision_id: kept.id.to_string(),
            old: old.to_string(),
            on: on.to_string(),
            locality: locality.to_string(),
            new: new.to_string(),
            decided_at: kept.decided_at.to_string(),
            decided_by: kept.decided_by.to_string(),
            ended_at: kept.ended.map(|(at, _)| at.to_string()),
            ended_by: kept.ended.map(|(_, by)| by.to_string()),
        }
    }
}

/// Decisions.
#[derive(Debug, Serialize, ToSchema)]
pub struct DecisionsOut {
    items: Vec<DecisionOut>,
}

/// Decide where a locality went
///
/// For a unit that was divided. The decision is remembered and holds for every address of the locality;
/// the most words that fit win. One about the same locality that held until now ends with it.
#[utoipa::path(
    post,
    path = "/api/v1/addresses/decisions",
    tag = "addresses",
    security(("token" = [])),
    request_body = DecisionIn,
    responses(
        (status = 201, body = DecisionOut),
        (status = 403, description = "None of your points lies on that land", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn decide(
    State(app): Shared,
    caller: Caller,
    Json(body): Json<DecisionIn>,
) -> Result<(StatusCode, axum::Json<DecisionOut>), Problem> {
    let cx = caller.context(&app);
    let by = SplitDecider::of(&cx.who)?;
    let locality: Locality = body.locality.parse().map_err(|_| {
        Problem::new(INVALID).field("locality").detail(
            "Cần tên xóm, đường hoặc khối phố, tối đa 100 ký tự, không có số nhà hay tên người",
            "Expected a hamlet, a street or a quarter of at most 100 characters, without house number or person",
        )
    })?;
    let decision = SplitDecision { old: body.old, on: body.on, locality, new: body.new };
    let kept = app
        .intake
        .run(move |conn, known| decide_split(conn, &cx, &by, &known.network, decision))
        .await??;
    Ok((StatusCode::CREATED, axum::Json(kept.into())))
}

/// Which decisions.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DecisionsQuery {
    /// Also those that hold no more.
    #[param(default = false)]
    all: Option<bool>,
}

/// List decisions about divided units
///
/// The latest first.
#[utoipa::path(
    get,
    path = "/api/v1/addresses/decisions",
    tag = "addresses",
    security(("token" = [])),
    params(DecisionsQuery),
    responses(
        (status = 200, body = DecisionsOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn list(
    State(app): Shared,
    Caller(actor): Caller,
    Query(query): Query<DecisionsQuery>,
) -> Result<axum::Json<DecisionsOut>, Problem> {
    SplitDecider::of(&actor)?;
    let in_force = !query.all.unwrap_or(false);
    let kept = app.read(move |conn| decisions::list(conn, in_force)).await?;
    Ok(axum::Json(DecisionsOut { items: kept.into_iter().map(DecisionOut::from).collect() }))
}

/// Withdraw a decision
///
/// Its locality waits for a person again. The decision stays on record.
#[utoipa::path(
    delete,
    path = "/api/v1/addresses/decisions/{decision_id}",
    tag = "addresses",
    security(("token" = [])),
    params(("decision_id" = String, Path)),
    responses(
        (status = 200, body = DecisionOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "It holds no more already", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn withdraw(
    State(app): Shared,
    caller: Caller,
    Path(decision): Path<DecisionId>,
) -> Result<axum::Json<DecisionOut>, Problem> {
    let cx = caller.context(&app);
    let by = SplitDecider::of(&cx.who)?;
    let kept = app
        .intake
        .run(move |conn, known| withdraw_decision(conn, &cx, &by, &known.network, decision))
        .await??;
    Ok(axum::Json(kept.into()))
}

/// A locality that waits for a decision.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = WaitingAddress)]
pub struct WaitingOut {
    /// The unit that was divided.
    old: String,
    /// The day of the change.
    on: String,
    /// Its name with those above it, as of then.
    name: String,
    /// In folded words; empty where the addresses name nothing below the commune.
    locality: String,
    /// The units it was divided into, the proposed one first.
    parts: Vec<PartOut>,
    /// How many addresses of open cases and legs wait for it.
    addresses: usize,
}

/// A unit that took over.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PartOut {
    code: String,
    name: String,
}

/// Localities that wait.
#[derive(Debug, Serialize, ToSchema)]
pub struct WaitingListOut {
    items: Vec<WaitingOut>,
}

impl WaitingOut {
    /// The locality with the names of the units around it.
    pub fn of(atlas: &Atlas<'_>, waiting: &Waiting, lang: Lang) -> Self {
        let Waiting { old, on, locality, addresses } = waiting;
        let eve = on.pred_opt().unwrap_or(*on);
        let parts = atlas.network.heirs(old, *on);
        Self {
            old: old.to_string(),
            on: on.to_string(),
            name: atlas.network.path_name(old, eve, lang).unwrap_or_default(),
            locality: locality.to_string(),
            parts: parts
                .iter()
                .map(|part| PartOut { code: part.code.to_string(), name: part.full_name(lang) })
                .collect(),
            addresses: *addresses,
        }
    }
}

/// List localities that wait for a decision
///
/// From the addresses of open cases and legs, without names or houses; those with the most first.
#[utoipa::path(
    get,
    path = "/api/v1/addresses/waiting",
    tag = "addresses",
    security(("token" = [])),
    responses(
        (status = 200, body = WaitingListOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn waiting(
    State(app): Shared,
    Caller(actor): Caller,
    Speak(lang): Speak,
) -> Result<axum::Json<WaitingListOut>, Problem> {
    let by = SplitDecider::of(&actor)?;
    let today = app.clock.now().date();
    let place = app.clone();
    let found = app.read(move |conn| {
        let known = place.known(conn)?;
        let atlas = known.atlas();
        let waiting = waiting_addresses(conn, &by, &atlas, today)?;
        let items = waiting.iter().map(|one| WaitingOut::of(&atlas, one, lang)).collect();
        Ok::<_, Problem>(WaitingListOut { items })
    });
    Ok(axum::Json(found.await?))
}
