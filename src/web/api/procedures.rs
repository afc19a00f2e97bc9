//! Procedures, as of a date: found by a few letters, and one with all that is published of it. What
//! authorities publish is public: any token may read it.

use axum::extract::State;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::catalogue::{OnQuery, word};
use super::paging::{limit, place};
use super::procedure_out::ProcedureOut;
use crate::base::paging::Page;
use crate::catalogue::{Catalogue, Direction, Procedure, ProcedureCode, Search};
use crate::web::Shared;
use crate::web::auth::Caller;
use crate::web::error::{INVALID, NOT_FOUND, Problem, ProblemBody};
use crate::web::input::{Path, Query};
use crate::web::lang::Speak;

/// Which procedures.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListQuery {
    /// Words of the name in any order, with or without marks, or the beginning of the code.
    #[param(max_length = 100, example = "dat dai")]
    q: Option<String>,
    /// Words of the field of administration.
    #[param(max_length = 100)]
    field: Option<String>,
    /// Decided at this level: `ministry`, `province`, `district`, `commune` or `other`.
    #[param(pattern = "^(ministry|province|district|commune|other)$")]
    level: Option<String>,
    /// May go by post this way on the day: `received` or `returned`.
    #[param(pattern = "^(received|returned)$")]
    by_post: Option<String>,
    /// On this day; today when not given.
    #[param(value_type = Option<String>, format = Date)]
    on: Option<NaiveDate>,
    /// `next` of an earlier page.
    cursor: Option<String>,
    /// At most so many.
    #[param(minimum = 1, maximum = 500, default = 50)]
    limit: Option<i64>,
}

/// A procedure in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProcedureLineOut {
    #[schema(example = "1.012783")]
    code: String,
    name: String,
    field: String,
    levels: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    agency: Option<String>,
    /// Whether a dossier may be received by post on the day.
    received: bool,
    /// Whether a result may be returned by post on the day.
    returned: bool,
}

/// A page of procedures.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProceduresOut {
    items: Vec<ProcedureLineOut>,
    /// The cursor of the next page.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

impl ProcedureLineOut {
    fn of(catalogue: &Catalogue, procedure: &Procedure, day: NaiveDate) -> Self {
        let listed =
            |way| catalogue.listed_on(&procedure.code, day).any(|one| one.direction == way);
        Self {
            code: procedure.code.to_string(),
            name: procedure.name.clone(),
            field: procedure.field.clone(),
            levels: procedure.levels.iter().map(|level| level.as_str().to_owned()).collect(),
            agency: procedure.agency.clone(),
            received: listed(Direction::Received),
            returned: listed(Direction::Returned),
        }
    }
}

fn short<'a>(field: &str, text: Option<&'a String>) -> Result<&'a str, Problem> {
    let text = text.map(String::as_str).unwrap_or_default();
    if text.chars().count() <= Search::LONGEST {
        return Ok(text);
    }
    let longest = Search::LONGEST;
    Err(Problem::new(INVALID).field(field).detail(
        format!("Cần không quá {longest} ký tự"),
        format!("Expected at most {longest} characters"),
    ))
}

/// Find procedures
///
/// Those in force on the day, by code.
#[utoipa::path(
    get,
    path = "/api/v1/procedures",
    tag = "catalogue",
    security(("token" = [])),
    params(ListQuery),
    responses(
        (status = 200, body = ProceduresOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn list(
    State(app): Shared,
    _caller: Caller,
    Query(query): Query<ListQuery>,
) -> Result<axum::Json<ProceduresOut>, Problem> {
    let words = short("?q", query.q.as_ref())?;
    let mut search = Search::new(words, short("?field", query.field.as_ref())?);
    search.level = word("?level", query.level.as_ref())?;
    search.by_post = word("?by_post", query.by_post.as_ref())?;
    let after: Option<ProcedureCode> = place(query.cursor.as_deref())?;
    let limit = limit(query.limit)?;
    let day = query.on.unwrap_or_else(|| app.clock.now().date());
    let place = app.clone();
    let page = app.read(move |conn| {
        let known = place.known(conn)?;
        let catalogue = &known.catalogue;
        let more = usize::try_from(limit).unwrap_or_default() + 1;
        let found = catalogue.search(day, &search, after.as_ref()).take(more).collect();
        let page = Page::from_overfull(found, limit, |one: &&Procedure| one.code.to_string());
        Ok::<_, Problem>(page.map(|one| ProcedureLineOut::of(catalogue, one, day)))
    });
    let Page { items, next } = page.await?;
    Ok(axum::Json(ProceduresOut { items, next }))
}

/// Look at a procedure
///
/// As it was published on a day: papers, fees, times by channel, and the lists that say whether it may go by
/// post.
#[utoipa::path(
    get,
    path = "/api/v1/procedures/{code}",
    tag = "catalogue",
    security(("token" = [])),
    params(("code" = String, Path, example = "1.012783"), OnQuery),
    responses(
        (status = 200, body = ProcedureOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "No such procedure on that day", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn show(
    State(app): Shared,
    _caller: Caller,
    Speak(lang): Speak,
    Path(code): Path<ProcedureCode>,
    Query(query): Query<OnQuery>,
) -> Result<axum::Json<ProcedureOut>, Problem> {
    let day = query.on.unwrap_or_else(|| app.clock.now().date());
    let place = app.clone();
    let found = app.read(move |conn| {
        let known = place.known(conn)?;
        ProcedureOut::of(&known.catalogue, &code, day, lang).ok_or_else(|| {
            Problem::new(NOT_FOUND).detail(
                format!("Không có thủ tục {code} vào ngày {day}"),
                format!("There is no procedure {code} on {day}"),
            )
        })
    });
    Ok(axum::Json(found.await?))
}
