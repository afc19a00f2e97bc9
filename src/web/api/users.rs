//! The administrator's users: members of staff who sign in.

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::paging::{bad_cursor, limit};
use crate::base::{At, PointCode, Role};
use crate::flows::{FirstPassword, FlowRefusal, create_user, disable_user, place_user, reset_user};
use crate::people::{Administrator, Password, User, UserIn, UserName};
use crate::store::users;
use crate::web::Shared;
use crate::web::auth::Caller;
use crate::web::error::{Problem, ProblemBody};
use crate::web::input::{Json, Path, Query};

/// A user to be entered.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = UserIn)]
#[serde(deny_unknown_fields)]
pub struct UserBody {
    /// To sign in with: small letters, digits, `.`, `-`, `_`, `@`.
    #[schema(example = "lan.nguyen", min_length = 2, max_length = 60)]
    name: String,
    /// `clerk`, `courier`, `officer`, `manager` or `administrator`.
    #[schema(value_type = String, example = "clerk")]
    role: Role,
    /// The points the user may act at.
    #[serde(default)]
    #[schema(value_type = Vec<String>, max_items = 1000)]
    points: Vec<PointCode>,
}

/// A user.
#[derive(Debug, Serialize, ToSchema)]
pub struct UserOut {
    user_id: String,
    name: String,
    role: String,
    points: Vec<String>,
    /// `active`, `one_time` (has not chosen a password yet), `one_time_over` (did not in time) or
    /// `disabled`.
    #[schema(example = "active")]
    standing: &'static str,
    created_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    signed_in_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    disabled_at: Option<String>,
}

/// A user with a one-time password.
#[derive(Debug, Serialize, ToSchema)]
pub struct UserWithPasswordOut {
    #[serde(flatten)]
    user: UserOut,
    /// Shown this once and kept nowhere; to be changed at the first sign-in.
    one_time_password: String,
    /// Until when it is good.
    one_time_until: Option<String>,
}

/// A page of users.
#[derive(Debug, Serialize, ToSchema)]
pub struct UsersOut {
    items: Vec<UserOut>,
    /// The cursor of the next page.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

impl UserOut {
    fn of(user: &User, now: At) -> Self {
        Self {
            user_id: user.id.to_string(),
            name: user.name.to_string(),
            role: user.role.to_string(),
            points: user.places.iter().map(ToString::to_string).collect(),
            standing: user.standing(now),
            created_at: user.created_at.to_string(),
            signed_in_at: user.signed_in_at.map(|at| at.to_string()),
            disabled_at: user.disabled_at.map(|at| at.to_string()),
        }
    }
}

impl UserWithPasswordOut {
    fn of(user: &User, password: &Password, now: At) -> Self {
        Self {
            user: UserOut::of(user, now),
            one_time_password: password.reveal().to_owned(),
            one_time_until: user.one_time_until.map(|at| at.to_string()),
        }
    }
}

/// On the command line the option is called after one point.
pub(crate) fn refused(refusal: impl Into<FlowRefusal>) -> Problem {
    let refusal = refusal.into();
    let field = refusal.field().map(|field| if field == "point" { "points" } else { field });
    let problem = Problem::from(refusal);
    match field {
        Some(field) => problem.field(field),
        None => problem,
    }
}

/// Enter a user
///
/// With a one-time password, which is in this answer and nowhere else; hence no `Idempotency-Key`.
#[utoipa::path(
    post,
    path = "/api/v1/users",
    tag = "operation",
    security(("token" = [])),
    request_body = UserBody,
    responses(
        (status = 201, body = UserWithPasswordOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "There is a user of this name", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn create(
    State(app): Shared,
    caller: Caller,
    Json(body): Json<UserBody>,
) -> Result<(StatusCode, axum::Json<UserWithPasswordOut>), Problem> {
    let cx = caller.context(&app);
    let by = Administrator::of(&cx.who)?;
    let input = UserIn::read(&body.name, body.role, body.points).map_err(refused)?;
    let password = Password::draw(&app.ids);
    let hash = app.passwords.fingerprint(password.clone()).await?;
    let now = cx.now;
    let made = app.intake.run(move |conn, known| {
        create_user(conn, &cx, &by, &known.network, input, (&hash, FirstPassword::OneTime))
    });
    let user = made.await?.map_err(refused)?;
    Ok((StatusCode::CREATED, axum::Json(UserWithPasswordOut::of(&user, &password, now))))
}

/// Which users to list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListQuery {
    /// `next` of an earlier page.
    cursor: Option<String>,
    /// At most so many.
    #[param(minimum = 1, maximum = 500, default = 50)]
    limit: Option<i64>,
}

/// List users
///
/// By name; passwords are not among it.
#[utoipa::path(
    get,
    path = "/api/v1/users",
    tag = "operation",
    security(("token" = [])),
    params(ListQuery),
    responses(
        (status = 200, body = UsersOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn list(
    State(app): Shared,
    Caller(actor): Caller,
    Query(query): Query<ListQuery>,
) -> Result<axum::Json<UsersOut>, Problem> {
    Administrator::of(&actor)?;
    let after = after(query.cursor.as_deref())?;
    let (limit, now) = (limit(query.limit)?, app.clock.now());
    let page = app.read(move |conn| users::list(conn, after.as_ref(), limit)).await?;
    let page = page.map(|user| UserOut::of(&user, now));
    Ok(axum::Json(UsersOut { items: page.items, next: page.next }))
}

/// Reads a cursor of the list.
pub(crate) fn after(cursor: Option<&str>) -> Result<Option<UserName>, Problem> {
    cursor.map(UserName::read).transpose().map_err(|_| bad_cursor())
}

/// Reset a user's password
///
/// A one-time password takes its place, every session ends, and a disabled user may sign in again.
#[utoipa::path(
    post,
    path = "/api/v1/users/{name}/reset",
    tag = "operation",
    security(("token" = [])),
    params(("name" = String, Path, example = "lan.nguyen")),
    responses(
        (status = 200, body = UserWithPasswordOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn reset(
    State(app): Shared,
    caller: Caller,
    Path(name): Path<String>,
) -> Result<axum::Json<UserWithPasswordOut>, Problem> {
    let cx = caller.context(&app);
    let by = Administrator::of(&cx.who)?;
    let name = named(&name)?;
    let password = Password::draw(&app.ids);
    let hash = app.passwords.fingerprint(password.clone()).await?;
    let now = cx.now;
    let reset = app.intake.run(move |conn, _| reset_user(conn, &cx, &by, &name, &hash));
    Ok(axum::Json(UserWithPasswordOut::of(&reset.await??, &password, now)))
}

/// Disable a user
///
/// Every session ends; what the user did stays on record. Doing so again changes nothing.
#[utoipa::path(
    post,
    path = "/api/v1/users/{name}/disable",
    tag = "operation",
    security(("token" = [])),
    params(("name" = String, Path, example = "lan.nguyen")),
    responses(
        (status = 200, body = UserOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "Oneself", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn disable(
    State(app): Shared,
    caller: Caller,
    Path(name): Path<String>,
) -> Result<axum::Json<UserOut>, Problem> {
    let cx = caller.context(&app);
    let by = Administrator::of(&cx.who)?;
    let (name, now) = (named(&name)?, cx.now);
    let disabled = app.intake.run(move |conn, _| disable_user(conn, &cx, &by, &name));
    Ok(axum::Json(UserOut::of(&disabled.await??, now)))
}

/// Where a user may act from now on.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlacesIn {
    /// The points, in place of the present ones.
    #[schema(value_type = Vec<String>, max_items = 1000)]
    points: Vec<PointCode>,
}

/// Give a user other places
///
/// They hold from the next request on.
#[utoipa::path(
    put,
    path = "/api/v1/users/{name}/places",
    tag = "operation",
    security(("token" = [])),
    params(("name" = String, Path, example = "lan.nguyen")),
    request_body = PlacesIn,
    responses(
        (status = 200, body = UserOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn places(
    State(app): Shared,
    caller: Caller,
    Path(name): Path<String>,
    Json(body): Json<PlacesIn>,
) -> Result<axum::Json<UserOut>, Problem> {
    let cx = caller.context(&app);
    let by = Administrator::of(&cx.who)?;
    let (name, now) = (named(&name)?, cx.now);
    let placed = app
        .intake
        .run(move |conn, known| place_user(conn, &cx, &by, &known.network, &name, body.points));
    Ok(axum::Json(UserOut::of(&placed.await?.map_err(refused)?, now)))
}

/// What cannot be a name is nobody's.
pub(crate) fn named(name: &str) -> Result<UserName, Problem> {
    UserName::read(name).map_err(|_| {
        let name = name.chars().take(60).collect();
        Problem::from(FlowRefusal::from(crate::people::UserRefusal::Unknown(name)))
    })
}
