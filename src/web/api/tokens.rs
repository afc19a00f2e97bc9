//! The administrator's tokens.

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::paging::{limit, place};
use crate::base::{PointCode, Role, TokenId};
use crate::flows::{FlowRefusal, create_token, revoke_token};
use crate::people::{Administrator, Token, TokenIn};
use crate::store::tokens;
use crate::web::Shared;
use crate::web::auth::Caller;
use crate::web::error::{Problem, ProblemBody};
use crate::web::input::{Json, Path, Query};

/// A token to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = TokenIn)]
#[serde(deny_unknown_fields)]
pub struct TokenBody {
    /// `clerk`, `courier`, `officer`, `manager`, `administrator` or `partner`.
    #[schema(value_type = String, example = "clerk")]
    role: Role,
    /// The points it may act at; a partner's agencies.
    #[serde(default)]
    #[schema(value_type = Vec<String>, max_items = 1000)]
    points: Vec<PointCode>,
    /// What to call it: a counter, a device, a system; no citizen.
    #[serde(default)]
    #[schema(max_length = 100)]
    name: String,
}

/// A token, without its secret.
#[derive(Debug, Serialize, ToSchema)]
pub struct TokenOut {
    token_id: String,
    name: String,
    role: String,
    points: Vec<String>,
    created_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    revoked_at: Option<String>,
}

/// A token that was just made.
#[derive(Debug, Serialize, ToSchema)]
pub struct NewTokenOut {
    #[serde(flatten)]
    token: TokenOut,
    /// Shown this once and kept nowhere.
    secret: String,
}

/// A page of tokens.
#[derive(Debug, Serialize, ToSchema)]
pub struct TokensOut {
    items: Vec<TokenOut>,
    /// The cursor of the next page.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

impl From<Token> for TokenOut {
    fn from(token: Token) -> Self {
        Self {
            token_id: token.id.to_string(),
            name: token.name,
            role: token.role.to_string(),
            points: token.places.iter().map(ToString::to_string).collect(),
            created_at: token.created_at.to_string(),
            revoked_at: token.revoked_at.map(|at| at.to_string()),
        }
    }
}

/// Make a token
///
/// Its secret is in this answer and nowhere else; there is no `Idempotency-Key` here, because the answer
/// would have to be kept for it.
#[utoipa::path(
    post,
    path = "/api/v1/tokens",
    tag = "operation",
    security(("token" = [])),
    request_body = TokenBody,
    responses(
        (status = 201, body = NewTokenOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn create(
    State(app): Shared,
    caller: Caller,
    Json(body): Json<TokenBody>,
) -> Result<(StatusCode, axum::Json<NewTokenOut>), Problem> {
    let cx = caller.context(&app);
    let by = Administrator::of(&cx.who)?;
    let input = TokenIn::read(&body.name, body.role, body.points).map_err(|refusal| {
        // On the command line the option is called after one point.
        let field = refusal.field().map(|field| if field == "point" { "points" } else { field });
        Problem::from(FlowRefusal::from(refusal)).field(field.unwrap_or_default())
    })?;
    let made =
        app.intake.run(move |conn, known| create_token(conn, &cx, &by, &known.network, input));
    let (token, secret) = made.await??;
    let out = NewTokenOut { token: token.into(), secret: secret.reveal().to_owned() };
    Ok((StatusCode::CREATED, axum::Json(out)))
}

/// Which tokens to list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListQuery {
    /// `next` of an earlier page.
    cursor: Option<String>,
    /// At most so many.
    #[param(minimum = 1, maximum = 500, default = 50)]
    limit: Option<i64>,
}

/// List tokens
///
/// The oldest first; secrets are not among it.
#[utoipa::path(
    get,
    path = "/api/v1/tokens",
    tag = "operation",
    security(("token" = [])),
    params(ListQuery),
    responses(
        (status = 200, body = TokensOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn list(
    State(app): Shared,
    Caller(actor): Caller,
    Query(query): Query<ListQuery>,
) -> Result<axum::Json<TokensOut>, Problem> {
    Administrator::of(&actor)?;
    let after = place(query.cursor.as_deref())?;
    let limit = limit(query.limit)?;
    let page = app.read(move |conn| tokens::list(conn, after, limit)).await?.map(TokenOut::from);
    Ok(axum::Json(TokensOut { items: page.items, next: page.next }))
}

/// Revoke a token
///
/// What its device still holds can be handed in and is set aside. Doing so again changes nothing.
#[utoipa::path(
    delete,
    path = "/api/v1/tokens/{token_id}",
    tag = "operation",
    security(("token" = [])),
    params(("token_id" = String, Path)),
    responses(
        (status = 200, body = TokenOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn revoke(
    State(app): Shared,
    caller: Caller,
    Path(token): Path<TokenId>,
) -> Result<axum::Json<TokenOut>, Problem> {
    let cx = caller.context(&app);
    let by = Administrator::of(&cx.who)?;
    let revoked = app.intake.run(move |conn, _| revoke_token(conn, &cx, &by, token)).await??;
    Ok(axum::Json(revoked.into()))
}
