//! What differs between two catalogues.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::imports::Csv;
use crate::base::Lang;
use crate::catalogue::{
    CatalogueVersion, Changed, Difference, Named, Part, Side, Value, VersionRefusal,
};
use crate::flows::FlowRefusal;
use crate::flows::import::CatalogueFile;
use crate::store::procedures::versions;
use crate::web::Shared;
use crate::web::auth::Caller;
use crate::web::error::{INVALID, Problem, ProblemBody};
use crate::web::input::Query;
use crate::web::lang::Speak;

/// Between which two.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct BetweenQuery {
    /// The catalogue of before: a day, or the name of a version.
    #[param(required, example = "2025-06-30")]
    from: Option<String>,
    /// The catalogue of after.
    #[param(required, example = "2025-07-01")]
    to: Option<String>,
    /// `json` (when not given), `csv` or `text`.
    #[param(pattern = "^(json|csv|text)$")]
    format: Option<String>,
}

/// What differs between two catalogues.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CatalogueDifference)]
pub struct DifferenceOut {
    /// The day, or the file, of before.
    from: String,
    /// The day of after.
    to: String,
    /// In the second only.
    added: Vec<NamedOut>,
    /// In the first only.
    removed: Vec<NamedOut>,
    /// In both and different.
    changed: Vec<ChangedOut>,
    /// Among removed and added: most likely one procedure under a new code.
    recoded: Vec<RecodedOut>,
    /// How many are the same.
    unchanged: usize,
    /// What one of the two says nothing of: `channels`, `fees`, `papers`, `listings`.
    not_compared: Vec<&'static str>,
}

/// A procedure by code and name.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NamedProcedure)]
pub struct NamedOut {
    code: String,
    /// Empty of a listed code that the catalogue does not know.
    name: String,
}

/// A procedure that is not the same in both.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ChangedProcedure)]
pub struct ChangedOut {
    code: String,
    name: String,
    changes: Vec<ChangeOut>,
}

/// One thing that changed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CatalogueChange)]
pub struct ChangeOut {
    /// `name`, `field`, `agency`, `levels`, `time`, `time_direct`, `time_online`, `time_post`, `fee`,
    /// `paper_added`, `paper_removed`, `paper_renamed`, `paper_count`, `paper_template`, `received` or
    /// `returned`.
    #[schema(example = "time")]
    field: &'static str,
    /// Absent where nothing was published.
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<String>,
    /// In the words of the language asked for.
    text: String,
}

/// A name that went under one code and came under another.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RecodedProcedure)]
pub struct RecodedOut {
    before: String,
    after: String,
    name: String,
}

impl NamedOut {
    fn of(named: &Named) -> Self {
        Self { code: named.code.to_string(), name: named.name.clone() }
    }
}

impl ChangedOut {
    fn of(changed: &Changed, lang: Lang) -> Self {
        let each = changed.changes.iter().map(|change| ChangeOut {
            field: change.field.as_str(),
            before: change.before.as_ref().map(Value::to_string),
            after: change.after.as_ref().map(Value::to_string),
            text: change.text(lang),
        });
        Self { code: changed.code.to_string(), name: changed.name.clone(), changes: each.collect() }
    }
}

impl DifferenceOut {
    fn of(difference: &Difference, from: String, to: String, lang: Lang) -> Self {
        let recoded = difference.recoded.iter().map(|one| RecodedOut {
            before: one.before.to_string(),
            after: one.after.to_string(),
            name: one.name.clone(),
        });
        Self {
            from,
            to,
            added: difference.added.iter().map(NamedOut::of).collect(),
            removed: difference.removed.iter().map(NamedOut::of).collect(),
            changed: difference.changed.iter().map(|one| ChangedOut::of(one, lang)).collect(),
            recoded: recoded.collect(),
            unchanged: difference.unchanged,
            not_compared: difference.not_compared.iter().map(|part| part.as_str()).collect(),
        }
    }
}

/// In what form the difference is wanted.
#[derive(Debug, Clone, Copy)]
pub(super) enum Form {
    Json,
    Csv,
    Text,
}

impl Form {
    pub(super) fn read(asked: Option<&str>) -> Result<Self, Problem> {
        match asked {
            None | Some("json") => Ok(Self::Json),
            Some("csv") => Ok(Self::Csv),
            Some("text") => Ok(Self::Text),
            Some(_) => Err(Problem::new(INVALID)
                .field("?format")
                .detail("Cần: json, csv hoặc text", "Expected: json, csv or text")),
        }
    }

    pub(super) fn answer(
        self,
        difference: &Difference,
        from: String,
        to: String,
        lang: Lang,
    ) -> Response {
        match self {
            Self::Json => axum::Json(DifferenceOut::of(difference, from, to, lang)).into_response(),
            Self::Csv => {
                let kind = [(header::CONTENT_TYPE, "text/csv; charset=utf-8")];
                (kind, difference.csv()).into_response()
            }
            Self::Text => {
                let kind = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
                (kind, difference.text(lang, &from, &to)).into_response()
            }
        }
    }
}

/// The refusal of a side that names no state, by the parameter it stood in.
pub(super) fn no_state(field: &str, refusal: VersionRefusal) -> Problem {
    Problem::from(FlowRefusal::from(refusal)).field(field)
}

/// Compare two catalogues
///
/// The states of two days, or of two named versions: what was added, removed and changed, field by field with
/// both values, and codes that most likely changed.
#[utoipa::path(
    get,
    path = "/api/v1/catalogue/diff",
    tag = "catalogue",
    security(("token" = [])),
    params(BetweenQuery),
    responses(
        (status = 200, content(
            (DifferenceOut = "application/json"),
            (String = "text/csv"),
            (String = "text/plain"),
        )),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn between(
    State(app): Shared,
    _caller: Caller,
    Speak(lang): Speak,
    Query(query): Query<BetweenQuery>,
) -> Result<Response, Problem> {
    let form = Form::read(query.format.as_deref())?;
    let place = app.clone();
    let compared = app.read(move |conn| {
        let known = place.known(conn)?;
        let named = versions::load(conn)?;
        let side = |field: &str, asked: &Option<String>| {
            let asked = asked.as_deref().unwrap_or_default();
            let on = CatalogueVersion::day_of(asked, &named).map_err(|bad| no_state(field, bad))?;
            Ok::<_, Problem>(Side { catalogue: &known.catalogue, on, tells: &Part::ALL })
        };
        let (from, to) = (side("?from", &query.from)?, side("?to", &query.to)?);
        let difference = Difference::between(from, to);
        Ok::<_, Problem>((difference, from.on.to_string(), to.on.to_string()))
    });
    let (difference, from, to) = compared.await?;
    Ok(form.answer(&difference, from, to, lang))
}

/// Against which state, and in what form.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AgainstQuery {
    /// The catalogue that the file is compared with: a day, or the name of a version; today when not given.
    on: Option<String>,
    /// `json` (when not given), `csv` or `text`.
    #[param(pattern = "^(json|csv|text)$")]
    format: Option<String>,
}

/// Compare a file with the catalogue
///
/// What the file, in our own columns of procedures or in the portal's, says otherwise than the catalogue of
/// a day. Nothing is imported.
#[utoipa::path(
    post,
    path = "/api/v1/catalogue/diff",
    tag = "catalogue",
    security(("token" = [])),
    params(AgainstQuery),
    request_body(content = String, content_type = "text/csv", description = "The file, in UTF-8"),
    responses(
        (status = 200, content(
            (DifferenceOut = "application/json"),
            (String = "text/csv"),
            (String = "text/plain"),
        )),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn with_file(
    State(app): Shared,
    _caller: Caller,
    Speak(lang): Speak,
    Query(query): Query<AgainstQuery>,
    Csv(bytes): Csv,
) -> Result<Response, Problem> {
    let form = Form::read(query.format.as_deref())?;
    let today = app.clock.now().date();
    let place = app.clone();
    let compared = app.read(move |conn| {
        let file = CatalogueFile::read(&bytes)?;
        let known = place.known(conn)?;
        let on = match &query.on {
            None => today,
            Some(asked) => {
                let noted = versions::load(conn)?;
                CatalogueVersion::day_of(asked, &noted).map_err(|bad| no_state("?on", bad))?
            }
        };
        let kept = Side { catalogue: &known.catalogue, on, tells: &Part::ALL };
        Ok::<_, Problem>((Difference::between(kept, file.side()), on.to_string()))
    });
    let (difference, on) = compared.await?;
    Ok(form.answer(&difference, on, "file".to_owned(), lang))
}
