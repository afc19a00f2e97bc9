//! What persons decide about units that were divided, and the localities that wait for a decision.

use axum::extract::State;
use axum::http::StatusCode;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::base::{DecisionId, Lang, UnitCode};
use crate::flows::{Waiting, decide_split, waiting_addresses, withdraw_decision};
use crate::network::address::Atlas;
use crate::network::{Locality, SplitDecision};
use crate::people::SplitDecider;
use crate::store::decisions::{self, KeptDecision};
use crate::web::Shared;
use crate::web::auth::Caller;
use crate::web::error::{INVALID, Problem, ProblemBody};
use crate::web::input::{Json, Path, Query};
use crate::web::lang::Speak;

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
    /// Why, in a sentence that names nobody.
    #[schema(min_length = 1, max_length = 500, example = "Theo bản đồ địa chính của xã")]
    reason: Option<String>,
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
    /// Why, where that was said.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
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
            reason: kept.reason,
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
    let DecisionIn { old, on, new, reason, .. } = body;
    let decision = SplitDecision { old, on, locality: locality(&body.locality)?, new };
    let decided = app.intake.run(move |conn, known| {
        decide_split(conn, &cx, &by, &known.network, decision, reason.as_deref())
    });
    let kept = decided.await??;
    Ok((StatusCode::CREATED, axum::Json(kept.into())))
}

/// Reads a locality, or says what one is.
pub(in crate::web) fn locality(text: &str) -> Result<Locality, Problem> {
    text.parse().map_err(|_| {
        Problem::new(INVALID).field("locality").detail(
            "Cần tên xóm, đường hoặc khối phố, tối đa 100 ký tự, không có số nhà hay tên người",
            "Expected a hamlet, a street or a quarter of at most 100 characters, without house number or person",
        )
    })
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
