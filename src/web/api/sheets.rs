//! Sheets of lists are scanned: one scan for all that stands on them.

use std::sync::Arc;

use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::manifests::sheet;
use crate::app::App;
use crate::base::{At, Capacity, Context, Lang, PointCode};
use crate::custody::LineOutcome;
use crate::dispatch::manifest::Fit;
use crate::flows::manifests::{SheetIn, TakenLine, TakenSheet, take_sheet};
use crate::flows::{Aside, Rules};
use crate::people::ListKeeper;
use crate::web::Shared;
use crate::web::auth::Caller;
use crate::web::error::{INVALID, Problem, ProblemBody};
use crate::web::input::{Json, Path};
use crate::web::lang::Speak;

/// A sheet that was scanned.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = SheetIn)]
#[serde(deny_unknown_fields)]
pub struct SheetBody {
    /// Where.
    #[schema(value_type = String, example = "480990")]
    at: PointCode,
    /// For the post or the desk, where the point is both.
    #[serde(rename = "as")]
    #[schema(value_type = Option<String>, pattern = "^(post|desk)$")]
    capacity: Option<Capacity>,
    /// When the things changed hands, if that was not now: before the line came back.
    #[schema(value_type = Option<String>, example = "2025-04-08T16:20:00+07:00")]
    happened_at: Option<At>,
}

/// What became of a sheet.
#[derive(Debug, Serialize, ToSchema)]
pub struct TakenSheetOut {
    number: String,
    kind: &'static str,
    /// What was recorded of each line: `unpack`, `load`, `unload`, `out_for_delivery` or `receive`.
    action: &'static str,
    /// The sheet bore the commitment to its list; else its number was typed.
    proven: bool,
    /// How many lines are on record by this sheet, now or before.
    recorded: usize,
    /// Everything on the sheet is as it says, and nothing lies there beside it.
    is_whole: bool,
    lines: Vec<TakenLineOut>,
    /// What lies in the bag or on the run and does not stand on the sheet.
    added: Vec<String>,
}

/// A line of a sheet.
#[derive(Debug, Serialize, ToSchema)]
pub struct TakenLineOut {
    code: String,
    /// How it stood: `stands` (as the sheet says), `done` already, `onward` (it goes on with the run),
    /// `elsewhere` (it went another way meanwhile: nothing was recorded of it) or `unknown`.
    fit: &'static str,
    /// Who has it, of one that is elsewhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    custodian: Option<Value>,
    /// `recorded` now, `repeated` or `set_aside`; not there where nothing was recorded.
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<&'static str>,
    /// What is odd about it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    anomalies: Vec<&'static str>,
    /// Why it was set aside.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

impl TakenSheetOut {
    /// What became of it, in one language.
    pub fn of(taken: &TakenSheet, lang: Lang) -> Self {
        Self {
            number: taken.list.number.clone(),
            kind: taken.list.subject.as_str(),
            action: taken.deed.action().as_str(),
            proven: taken.proven,
            recorded: taken.recorded(),
            is_whole: taken.is_whole(),
            lines: taken.lines.iter().map(|line| TakenLineOut::of(line, lang)).collect(),
            added: taken.added.clone(),
        }
    }
}

impl TakenLineOut {
    fn of(line: &TakenLine, lang: Lang) -> Self {
        let custodian = match &line.fit {
            Fit::Elsewhere(holder) => Some(json!(holder)),
            Fit::Stands | Fit::Done | Fit::Onward | Fit::Unknown => None,
        };
        let (outcome, anomalies, error) = match &line.outcome {
            None => (line.repeated.then_some("repeated"), Vec::new(), None),
            Some(LineOutcome::Recorded(kinds)) => {
                (Some("recorded"), kinds.iter().map(|kind| kind.as_str()).collect(), None)
            }
            Some(LineOutcome::SetAside(why)) => {
                let known = Aside::ALL.iter().find(|aside| aside.as_str() == why);
                let words = known.map_or(why.as_str(), |aside| aside.words(lang));
                (Some("set_aside"), Vec::new(), Some(words.to_owned()))
            }
        };
        let (code, fit) = (line.code.clone(), line.fit.as_str());
        Self { code, fit, custodian, outcome, anomalies, error }
    }
}

/// Record a sheet
///
/// One scan of a printed list stands for the scans of all its lines, under one name of the hand-over: out of the
/// bag, off the run (onto it where it was drawn up), out with the postman, or over to who scans. The same sheet
/// again repeats them. Lines whose parcel went another way since the sheet was printed are named, and nothing is
/// recorded of them; so is what lies there beside the list.
#[utoipa::path(
    post,
    path = "/api/v1/manifests/{sheet}/record",
    tag = "manifests",
    security(("token" = [])),
    params(("sheet" = String, Path, description = "The code of a sheet, or a list's number", example = "BK-250408-7K2M9QXR")),
    request_body = SheetBody,
    responses(
        (status = 200, body = TakenSheetOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "The sheet is of another list, or is not scanned here", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn record(
    State(app): Shared,
    caller: Caller,
    Speak(lang): Speak,
    Path(text): Path<String>,
    Json(body): Json<SheetBody>,
) -> Result<axum::Json<TakenSheetOut>, Problem> {
    let SheetBody { at, capacity, happened_at } = body;
    let input = SheetIn { sheet: sheet(&text)?, at, capacity, happened_at };
    let taken = taken(&app, caller.context(&app), input, lang).await?;
    Ok(axum::Json(TakenSheetOut::of(&taken, lang)))
}

/// Records a sheet for whoever may take over by it.
pub async fn taken(
    app: &Arc<App>,
    cx: Context,
    input: SheetIn,
    lang: Lang,
) -> Result<TakenSheet, Problem> {
    let by = ListKeeper::of(&cx.who)?;
    let clock_limit_ms = app.settings.scans.clock_skew_ms;
    if input.happened_at.is_some_and(|at| at > cx.now.plus_millis(clock_limit_ms)) {
        return Err(Problem::new(INVALID)
            .field("happened_at")
            .detail("Cần một thời điểm đã qua", "Expected a time that has passed"));
    }
    let recorded = app.intake.run(move |conn, known| {
        let rules = Rules { network: &known.network, clock_limit_ms };
        take_sheet(conn, &cx, &by, &rules, &input, lang)
    });
    Ok(recorded.await??)
}
