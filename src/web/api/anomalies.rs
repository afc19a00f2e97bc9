//! What is odd, who has to look into it, and what they decided.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};

use super::paging::{after, limit};
use crate::base::paging::Page;
use crate::base::{AnomalyId, ItemKey, Lang, PointCode};
use crate::custody::AnomalyKind;
use crate::flows::{FlowRefusal, codes_of, resolve_anomaly};
use crate::people::{AnomalyResolver, Reach};
use crate::store::anomalies::{self, Filter, KeptAnomaly};
use crate::store::{Conn, StoreError, carriers};
use crate::web::Shared;
use crate::web::auth::Caller;
use crate::web::error::{INTERNAL, INVALID, Problem, ProblemBody};
use crate::web::input::{Json, Path, Query};
use crate::web::lang::Speak;

/// Which anomalies to list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListQuery {
    /// `open`, `explained` or `resolved`; all when not given.
    status: Option<String>,
    /// A kind, as `skipped_handoff` or `bag_short`.
    kind: Option<String>,
    /// Those a point has to look into.
    #[param(value_type = Option<String>)]
    point: Option<PointCode>,
    /// `next` of an earlier page.
    cursor: Option<String>,
    /// At most so many.
    #[param(minimum = 1, maximum = 500, default = 50)]
    limit: Option<i64>,
}

/// An anomaly.
#[derive(Debug, Serialize, ToSchema)]
pub struct AnomalyOut {
    id: String,
    #[schema(example = "skipped_handoff")]
    kind: String,
    /// What it says to people.
    text: String,
    /// What it is about: `parcel`, `bag` or `run`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "parcel")]
    about: Option<&'static str>,
    /// The tracking number of that parcel, the code of that bag or run.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "BH100000017VN")]
    code: Option<String>,
    /// `open`, `explained` (a later scan closed it) or `resolved` (a person did).
    status: &'static str,
    /// Who has to look into it.
    owner: Value,
    /// The scan that raised it.
    scan_id: String,
    /// When that scan took effect.
    effective_at: String,
    /// When it was first known.
    raised_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    expected: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    found: Option<String>,
    /// The last holder with whom it was still right.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_right: Option<Value>,
    /// The bag to search: the one it lay in, or should have lain in, last.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "TUI00000152")]
    bag: Option<String>,
    /// The run to search: the one it, or its bag, travelled on last.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "CHUYEN00000153")]
    run: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    explained_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    decision: Option<DecisionOut>,
}

/// What a person decided about it.
#[derive(Debug, Serialize, ToSchema)]
pub struct DecisionOut {
    at: String,
    /// The token of who decided.
    by: String,
    reason: String,
}

/// A page of anomalies.
#[derive(Debug, Serialize, ToSchema)]
pub struct AnomaliesOut {
    items: Vec<AnomalyOut>,
    /// The cursor of the next page.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

impl AnomalyOut {
    /// Anomalies in one language, with the codes of what they are about and of the bags and runs to search.
    pub fn of_all(
        conn: &mut Conn,
        kept: &[KeptAnomaly],
        lang: Lang,
    ) -> Result<Vec<Self>, StoreError> {
        let to_search = carriers::of_anomalies(conn, kept)?;
        let keys: Vec<ItemKey> = kept.iter().map(|one| one.anomaly.item).collect();
        let codes = codes_of(conn, &keys)?;
        let out = |one: &KeptAnomaly| {
            let code = |key: Option<ItemKey>| to_search.get(&key?).cloned();
            let (bag, run) = (code(one.anomaly.bag), code(one.anomaly.run));
            let (about, code) = codes
                .get(&one.anomaly.item)
                .map(|(kind, code)| (kind.as_str(), code.clone()))
                .unzip();
            Self { about, code, bag, run, ..Self::of(one, lang) }
        };
        Ok(kept.iter().map(out).collect())
    }

    fn of(kept: &KeptAnomaly, lang: Lang) -> Self {
        let anomaly = &kept.anomaly;
        Self {
            id: anomaly.id().to_string(),
            kind: anomaly.kind.to_string(),
            text: anomaly.kind.words(lang).to_owned(),
            about: None,
            code: None,
            status: kept.status(),
            owner: json!(anomaly.owner),
            scan_id: anomaly.scan.to_string(),
            effective_at: anomaly.at.to_string(),
            raised_at: kept.raised_at.to_string(),
            expected: anomaly.expected.clone(),
            found: anomaly.found.clone(),
            last_right: anomaly.last_right.as_ref().map(|by| json!(by)),
            bag: None,
            run: None,
            explained_by: anomaly.explained_by.map(|scan| scan.to_string()),
            decision: kept.decision.as_ref().map(|(at, by, reason)| DecisionOut {
                at: at.to_string(),
                by: by.to_string(),
                reason: reason.clone(),
            }),
        }
    }
}

/// List anomalies
///
/// Oldest first. Whoever works at points sees those their points have to look into.
#[utoipa::path(
    get,
    path = "/api/v1/anomalies",
    tag = "anomalies",
    security(("token" = [])),
    params(ListQuery),
    responses(
        (status = 200, body = AnomaliesOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn list(
    State(app): Shared,
    Caller(actor): Caller,
    Speak(lang): Speak,
    Query(query): Query<ListQuery>,
) -> Result<axum::Json<AnomaliesOut>, Problem> {
    let reader = AnomalyResolver::of(&actor)?;
    let points = match (reader.reach(), query.point) {
        (_, Some(point)) => {
            reader.at(&point)?;
            Some(vec![point])
        }
        (Reach::Everywhere, None) => None,
        (Reach::Points(points), None) => Some(points.clone()),
    };
    let kind: Option<AnomalyKind> = query
        .kind
        .map(|kind| {
            kind.parse().map_err(|told: crate::base::place::BadCode| {
                Problem::new(INVALID)
                    .field("?kind")
                    .detail(format!("Không có loại bất thường này: {kind}"), told.to_string())
            })
        })
        .transpose()?;
    let status = status(query.status, &["open", "explained", "resolved"])?;
    let (after, limit) = (after(query.cursor.as_deref())?, limit(query.limit)?);
    let filter = Filter { status, kind, points, ..Filter::default() };
    let found = app.read(move |conn| -> Result<_, StoreError> {
        let Page { items, next } = anomalies::list(conn, &filter, after, limit)?;
        Ok(AnomaliesOut { items: AnomalyOut::of_all(conn, &items, lang)?, next })
    });
    Ok(axum::Json(found.await?))
}

/// One of the words a list can be asked for.
pub(super) fn status(asked: Option<String>, words: &[&str]) -> Result<Option<String>, Problem> {
    match asked {
        Some(asked) if !words.contains(&asked.as_str()) => {
            let words = words.join(", ");
            Err(Problem::new(INVALID)
                .field("?status")
                .detail(format!("Cần một trong: {words}"), format!("Expected one of: {words}")))
        }
        asked => Ok(asked),
    }
}

/// Why a decision is taken.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReasonIn {
    /// In a sentence; no names of citizens.
    #[schema(example = "Đã kiểm tra: bưu cục quên quét giao", min_length = 1, max_length = 500)]
    reason: String,
}

impl ReasonIn {
    /// The sentence.
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

/// Resolve an anomaly
///
/// Whoever works at the point that owns it says what it was. Scans stay as they are; to change what one
/// says, send a `correct` scan.
#[utoipa::path(
    post,
    path = "/api/v1/anomalies/{id}/resolve",
    tag = "anomalies",
    security(("token" = [])),
    params(("id" = String, Path, description = "The anomaly's id")),
    request_body = ReasonIn,
    responses(
        (status = 200, body = AnomalyOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn resolve(
    State(app): Shared,
    caller: Caller,
    Speak(lang): Speak,
    Path(id): Path<String>,
    Json(given): Json<ReasonIn>,
) -> Result<axum::Json<AnomalyOut>, Problem> {
    let by = AnomalyResolver::of(&caller.0)?;
    let cx = caller.context(&app);
    let resolved = app.intake.run(move |conn, _| -> Result<_, FlowRefusal> {
        let resolved = resolve_anomaly(conn, &cx, &by, &AnomalyId(id), given.reason())?;
        Ok(AnomalyOut::of_all(conn, &[resolved], lang)?.pop())
    });
    let gone = || Problem::new(INTERNAL);
    Ok(axum::Json(resolved.await??.ok_or_else(gone)?))
}
