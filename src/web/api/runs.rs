//! Runs of mail routes are entered, and looked at.

use axum::extract::State;
use axum::http::StatusCode;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::bags::{ContentOut, contents};
use super::keyed::Keyed;
use crate::base::RouteCode;
use crate::base::codes::RunCode;
use crate::flows::{RunIn, find_run, once, read_timeline, register_run};
use crate::people::{CarrierReader, RunOpener};
use crate::store::StoreError;
use crate::web::Shared;
use crate::web::auth::Caller;
use crate::web::error::{Problem, ProblemBody};
use crate::web::input::Path;
use crate::web::lang::Speak;

/// A run to be entered.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = RunIn)]
#[serde(deny_unknown_fields)]
pub struct RunBody {
    /// The code on its manifest; without one it is numbered.
    #[schema(value_type = Option<String>, max_length = 32)]
    code: Option<RunCode>,
    /// The mail route.
    #[schema(value_type = String, example = "HT-03")]
    route: RouteCode,
    /// The day on which it departs.
    #[schema(value_type = String, format = Date, example = "2025-04-08")]
    date: NaiveDate,
}

/// A run that was entered.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct NewRunOut {
    run_id: String,
    code: String,
}

/// Enter a run
///
/// Whoever works at one of the route's stops may. With an `Idempotency-Key` the same request twice
/// enters one run.
#[utoipa::path(
    post,
    path = "/api/v1/runs",
    tag = "bags",
    security(("token" = [])),
    params(("Idempotency-Key" = Option<String>, Header, description = "1 to 200 visible ASCII characters", pattern = "^[!-~]{1,200}$")),
    request_body = RunBody,
    responses(
        (status = 201, body = NewRunOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn enter(
    State(app): Shared,
    caller: Caller,
    Keyed { input, key }: Keyed<RunBody>,
) -> Result<(StatusCode, axum::Json<NewRunOut>), Problem> {
    let cx = caller.context(&app);
    let by = RunOpener::of(&cx.who)?;
    let RunBody { code, route, date } = input;
    let entered = app.intake.run(move |conn, known| {
        once(conn, &cx, key.as_ref(), |conn| {
            let run = register_run(conn, &cx, &by, &known.network, RunIn { code, route, date })?;
            Ok(NewRunOut { run_id: run.id.to_string(), code: run.code.to_string() })
        })
    });
    Ok((StatusCode::CREATED, axum::Json(entered.await??)))
}

/// A run, and what is on it by the record.
#[derive(Debug, Serialize, ToSchema)]
pub struct RunOut {
    run_id: String,
    code: String,
    route: String,
    date: String,
    state: String,
    state_text: String,
    contents: Vec<ContentOut>,
}

/// Look at a run
#[utoipa::path(
    get,
    path = "/api/v1/runs/{code}",
    tag = "bags",
    security(("token" = [])),
    params(("code" = String, Path)),
    responses(
        (status = 200, body = RunOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn show(
    State(app): Shared,
    Caller(actor): Caller,
    Speak(lang): Speak,
    Path(code): Path<String>,
) -> Result<axum::Json<RunOut>, Problem> {
    let reader = CarrierReader::of(&actor)?;
    let place = app.clone();
    let shown = app.read(move |conn| {
        let known = place.known(conn)?;
        let (run, _) = find_run(conn, &reader, &known.network, &code)?;
        let gone = || StoreError::bad_row("runs", run.id, "it is not in custody");
        let (_, now) = read_timeline(conn, run.key)?.ok_or_else(gone)?;
        Ok::<_, Problem>(RunOut {
            run_id: run.id.to_string(),
            code: run.code.to_string(),
            route: run.route.to_string(),
            date: run.date.to_string(),
            state: now.state.to_string(),
            state_text: now.state.words(lang).to_owned(),
            contents: contents(conn, run.key)?,
        })
    });
    Ok(axum::Json(shown.await?))
}
