//! Scans come in.

use std::sync::Arc;

use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::scan_in::{self, BadScan, ScanIn};
use crate::base::text::clean;
use crate::base::{Lang, ScanId};
use crate::custody::Custodian;
use crate::custody::Scan;
use crate::custody::scan::MAX_BATCH;
use crate::flows::{Incoming, Outcome, Standing};
use crate::web::Shared;
use crate::web::auth::Device;
use crate::web::error::{INVALID, Problem, ProblemBody, TOO_LARGE};
use crate::web::input::{JsonParts, holds_nul_escape, read_json};
use crate::web::lang::Speak;

/// A batch of scans. One scan is a batch of one.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct BatchIn<S> {
    device: String,
    scans: Vec<S>,
}

type Read = Result<Scan, BadScan>;

/// Reads a batch at one go, as nearly all can be; when that fails, scan by scan, to say of each what is
/// wrong with it.
fn read(bytes: &[u8]) -> Result<Vec<Read>, Problem> {
    if !holds_nul_escape(bytes)
        && let Ok(BatchIn { device, scans }) = serde_json::from_slice::<BatchIn<ScanIn>>(bytes)
    {
        let device = checked(&device, scans.len())?;
        return Ok(scans.into_iter().map(|scan| scan.read(&device)).collect());
    }
    let BatchIn { device, scans } = read_json::<BatchIn<Value>>(bytes)?;
    let device = checked(&device, scans.len())?;
    Ok(scans.iter().map(|scan| scan_in::read(&device, scan)).collect())
}

/// A batch of scans. One scan is a batch of one; at most 1,000 scans and 1 MiB.
#[derive(Debug, ToSchema)]
#[schema(as = Batch)]
#[expect(dead_code, reason = "describes what BatchIn takes, whose scans are read one by one")]
pub struct BatchShape {
    /// The device that scanned.
    #[schema(example = "may-quet-07", min_length = 1, max_length = 64)]
    device: String,
    /// The scans, in whatever order.
    #[schema(min_items = 0, max_items = 1000)]
    scans: Vec<ScanIn>,
}

/// What became of the scans, in the order in which they were sent.
#[derive(Debug, Serialize, ToSchema)]
pub struct ResultsOut {
    results: Vec<ResultOut>,
}

/// What became of one scan.
#[derive(Debug, Serialize, ToSchema)]
pub struct ResultOut {
    /// The scan's id, where it could be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    /// `recorded`, `repeated`, `set_aside` or `refused`. Whatever it is, the device need not send the
    /// scan again, except when it was refused: then it is to be mended.
    #[schema(example = "recorded")]
    outcome: &'static str,
    /// The item's state now.
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<String>,
    /// Who holds it now; a postman by the id of the token.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Value>)]
    custodian: Option<Custodian>,
    /// What this scan raised.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    anomalies: Vec<RaisedOut>,
    /// What to do next with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    advice: Option<String>,
    /// Why it was set aside or refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<ErrorOut>,
}

/// An anomaly that a scan raised.
#[derive(Debug, Serialize, ToSchema)]
pub struct RaisedOut {
    id: String,
    kind: String,
    /// What it says to people.
    text: String,
}

/// Why a scan was set aside or refused.
#[derive(Debug, Serialize, ToSchema)]
pub struct ErrorOut {
    /// A stable word.
    #[schema(example = "unknown_code")]
    code: String,
    /// The field that does not fit.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
    /// What was expected.
    detail: String,
}

/// Hand in scans
///
/// Answered after the scans are on disk. Each has its own outcome: one that cannot be read is `refused`,
/// one that fits nothing is `set_aside` for a person, and neither stops its neighbours. Sending a batch
/// again adds nothing.
#[utoipa::path(
    post,
    path = "/api/v1/scans",
    tag = "scans",
    security(("token" = [])),
    request_body = BatchShape,
    responses(
        (status = 200, body = ResultsOut),
        (status = 413, description = "Nothing was recorded", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "Nothing was recorded; try again", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn take(
    State(app): Shared,
    Device(actor): Device,
    Speak(lang): Speak,
    JsonParts(bytes): JsonParts,
) -> Result<axum::Json<ResultsOut>, Problem> {
    let by = Arc::new(actor);
    let mut incoming = Vec::new();
    let read: Vec<Result<ScanId, BadScan>> = read(&bytes)?
        .into_iter()
        .map(|scan| {
            scan.map(|scan| {
                let id = scan.id;
                incoming.push(Incoming { scan, by: by.clone(), lang });
                id
            })
        })
        .collect();
    app.metrics.malformed(read.len() - incoming.len());
    let mut outcomes = app.intake.scans(incoming).await?.into_iter();
    let results = read
        .into_iter()
        .map(|read| match read {
            Ok(scan) => outcomes.next().map(|outcome| ResultOut::of(scan, outcome, lang)),
            Err(bad) => Some(ResultOut::refused(bad)),
        })
        .collect::<Option<Vec<ResultOut>>>();
    // The intake answers every scan it was given.
    let results = results.ok_or_else(|| Problem::new(crate::web::error::INTERNAL))?;
    Ok(axum::Json(ResultsOut { results }))
}

/// The name of the device, of a batch that is not too large.
fn checked(device: &str, scans: usize) -> Result<String, Problem> {
    let name = clean(device);
    if !(1..=64).contains(&name.chars().count()) {
        return Err(Problem::new(INVALID).field("device").detail(
            "Cần tên thiết bị từ 1 đến 64 ký tự",
            "Expected a name of 1 to 64 characters",
        ));
    }
    if scans > MAX_BATCH {
        return Err(Problem::new(TOO_LARGE).field("scans").detail(
            format!("Tối đa {MAX_BATCH} lần quét một lô; hãy chia nhỏ"),
            format!("At most {MAX_BATCH} scans at once; send them in parts"),
        ));
    }
    Ok(name)
}

impl ResultOut {
    fn bare(id: Option<String>, outcome: &'static str) -> Self {
        Self {
            id,
            outcome,
            state: None,
            custodian: None,
            anomalies: Vec::new(),
            advice: None,
            error: None,
        }
    }

    fn refused(bad: BadScan) -> Self {
        let error =
            ErrorOut { code: "malformed".to_owned(), field: Some(bad.field), detail: bad.expected };
        Self { error: Some(error), ..Self::bare(bad.id.map(|id| id.to_string()), "refused") }
    }

    fn of(scan: ScanId, outcome: Outcome, lang: Lang) -> Self {
        let id = Some(scan.to_string());
        match outcome {
            Outcome::Recorded(standing) => Self::standing(id, "recorded", standing, lang),
            Outcome::Repeated(Some(standing)) => Self::standing(id, "repeated", standing, lang),
            Outcome::Repeated(None) => Self::bare(id, "repeated"),
            Outcome::SetAside(aside) => {
                let (code, detail) = (aside.as_str().to_owned(), aside.words(lang).to_owned());
                let error = ErrorOut { code, field: None, detail };
                Self { error: Some(error), ..Self::bare(id, "set_aside") }
            }
            Outcome::Conflict => {
                let detail = lang.pick(
                    "Mã lần quét này đã dùng cho nội dung khác; cả hai được giữ lại",
                    "This id was used for other content; both are kept",
                );
                let error = ErrorOut {
                    code: "id_conflict".to_owned(),
                    field: Some("id".to_owned()),
                    detail: detail.to_owned(),
                };
                Self { error: Some(error), ..Self::bare(id, "refused") }
            }
        }
    }

    fn standing(id: Option<String>, outcome: &'static str, now: Standing, lang: Lang) -> Self {
        let anomalies = now
            .anomalies
            .into_iter()
            .map(|(id, kind)| RaisedOut {
                id: id.to_string(),
                kind: kind.to_string(),
                text: kind.words(lang).to_owned(),
            })
            .collect();
        Self {
            state: Some(now.state.to_string()),
            custodian: Some(now.custodian),
            anomalies,
            advice: Some(now.advice),
            ..Self::bare(id, outcome)
        }
    }
}
