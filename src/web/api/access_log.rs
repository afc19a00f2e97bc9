//! Who looked at whose details when: for the administrator, who has to answer for it.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::paging::{limit, place};
use crate::base::codes::CaseCode;
use crate::base::{TokenId, UserId};
use crate::people::Administrator;
use crate::store::access_log::{self, Filter, Looked};
use crate::web::Shared;
use crate::web::auth::Caller;
use crate::web::error::{INVALID, Problem, ProblemBody};
use crate::web::input::Query;

/// Which lines to list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListQuery {
    /// Of this case.
    #[param(value_type = Option<String>, example = "H27.12-250408-0007")]
    case: Option<CaseCode>,
    /// Of this user (`usr_…`) or token (`tok_…`).
    by: Option<String>,
    /// `next` of an earlier page.
    cursor: Option<String>,
    /// At most so many.
    #[param(minimum = 1, maximum = 500, default = 50)]
    limit: Option<i64>,
}

/// A look at a person's details; never the details.
#[derive(Debug, Serialize, ToSchema)]
pub struct LookedOut {
    id: String,
    at: String,
    /// The token's id under which the user or the device acts.
    by: String,
    /// What the user or the token is called; empty for the command line.
    name: String,
    /// On which page or paper.
    #[schema(example = "case")]
    page: String,
    case_code: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    parcel_id: Option<String>,
    person_id: String,
}

/// A page of the log.
#[derive(Debug, Serialize, ToSchema)]
pub struct AccessLogOut {
    items: Vec<LookedOut>,
    /// The cursor of the next page.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

impl From<Looked> for LookedOut {
    fn from(line: Looked) -> Self {
        let view = line.view;
        Self {
            id: view.id.to_string(),
            at: view.at.to_string(),
            by: view.by.to_string(),
            name: line.name,
            page: view.page,
            case_code: line.case_code.to_string(),
            parcel_id: view.parcel.map(|id| id.to_string()),
            person_id: view.person.to_string(),
        }
    }
}

/// Read the access log
///
/// The newest first: who looked at which person's details, on which page.
#[utoipa::path(
    get,
    path = "/api/v1/access-log",
    tag = "operation",
    security(("token" = [])),
    params(ListQuery),
    responses(
        (status = 200, body = AccessLogOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn list(
    State(app): Shared,
    Caller(actor): Caller,
    Query(query): Query<ListQuery>,
) -> Result<axum::Json<AccessLogOut>, Problem> {
    Administrator::of(&actor)?;
    let by = query.by.as_deref().map(actor_of).transpose()?;
    let before = place(query.cursor.as_deref())?;
    let limit = limit(query.limit)?;
    let filter = Filter { case: query.case, by, ..Filter::default() };
    let page = app.read(move |conn| access_log::list(conn, &filter, before, limit)).await?;
    let page = page.map(LookedOut::from);
    Ok(axum::Json(AccessLogOut { items: page.items, next: page.next }))
}

fn actor_of(text: &str) -> Result<TokenId, Problem> {
    let user = text.parse::<UserId>().map(UserId::acting);
    user.or_else(|_| text.parse()).map_err(|_| {
        Problem::new(INVALID)
            .field("?by")
            .detail("Cần mã usr_… hoặc tok_…", "Expected an id like usr_… or tok_…")
    })
}
