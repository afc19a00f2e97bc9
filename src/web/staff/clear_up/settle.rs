//! `/set-aside/{scan}/match` and `…/close`: what a person says a scan that was set aside was about, or that it
//! is about nothing carried here. What is wrong is said on the list, at the scan it was said of.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::set_aside::{ListQuery, Wrong, draw};
use crate::app::App;
use crate::base::codes::scanned;
use crate::base::{Capacity, Lang, PointCode, ScanId};
use crate::flows::{Match, Rules, close_set_aside, match_set_aside};
use crate::people::AnomalyResolver;
use crate::web::Shared;
use crate::web::error::{Problem, ProblemBody};
use crate::web::input::Path;
use crate::web::staff::{FormTrouble, Staff, StaffForm, listing, see};

/// What a scan was about.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
pub struct Matched {
    /// The code of the item.
    #[serde(default)]
    #[schema(example = "BH100000017VN")]
    code: String,
    /// The point, when that was what did not fit.
    #[serde(default)]
    at: String,
    /// `post` or `desk`, when that was.
    #[serde(default, rename = "as")]
    capacity: String,
    /// Why you think so.
    #[serde(default)]
    reason: String,
    /// The hidden word of the form.
    #[serde(default, rename = "form_token")]
    #[expect(dead_code, reason = "read by the extractor; here for the description")]
    form_token: String,
}

impl Matched {
    /// A form that says nothing but why.
    fn because(reason: String) -> Self {
        Self { reason, ..Self::default() }
    }

    /// What was typed in a field.
    pub(super) fn field(&self, name: &str) -> &str {
        match name {
            "code" => &self.code,
            "at" => &self.at,
            "as" => &self.capacity,
            _ => &self.reason,
        }
    }

    fn read(&self, lang: Lang) -> Result<Match, FormTrouble> {
        let wrong = |field, vi: &str, en: &str| FormTrouble::at_field(field, lang.pick(vi, en));
        if self.code.trim().is_empty() {
            return Err(wrong("code", "Hãy quét hoặc nhập mã.", "Scan or type the code."));
        }
        let (at, capacity) = (self.at.trim(), self.capacity.trim());
        let at: Option<PointCode> =
            (!at.is_empty()).then(|| at.parse()).transpose().map_err(|_| {
                wrong(
                    "at",
                    "Cần mã điểm: chữ, số, dấu chấm hoặc gạch nối.",
                    "Expected a point's code.",
                )
            })?;
        let capacity: Option<Capacity> = (!capacity.is_empty())
            .then(|| capacity.parse())
            .transpose()
            .map_err(|_| wrong("as", "Cần bưu điện hoặc một cửa.", "Expected post or desk."))?;
        Ok(Match { code: scanned(&self.code), at, capacity, reason: self.reason.clone() })
    }
}

/// Matches a scan to an item
///
/// It is put on record as it was made, as if it had never waited.
#[utoipa::path(
    post,
    path = "/set-aside/{scan_id}/match",
    tag = "staff",
    params(("scan_id" = String, Path)),
    request_body(content = Matched, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 303, description = "Back to the list"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn match_scan(
    State(app): Shared,
    Path(scan): Path<Uuid>,
    StaffForm { staff, form }: StaffForm<Matched>,
) -> Result<Response, Problem> {
    let by = AnomalyResolver::of(&staff.actor)?;
    let done = match form.read(staff.lang()) {
        Err(trouble) => Err(trouble),
        Ok(to) => {
            let cx = staff.context(&app);
            let clock_limit_ms = app.settings.scans.clock_skew_ms;
            let matched = app.intake.run(move |conn, known| {
                let rules = Rules { network: &known.network, clock_limit_ms };
                match_set_aside(conn, &cx, &by, &rules, ScanId(scan), &to)
            });
            listing::mendable(matched.await?.map_err(Problem::from), staff.lang())?
        }
    };
    answered(&app, &staff, scan, form, done).await
}

/// Why a scan is closed.
#[derive(Debug, Deserialize, ToSchema)]
pub struct Closed {
    /// In a sentence.
    #[serde(default)]
    reason: String,
    /// The hidden word of the form.
    #[serde(default, rename = "form_token")]
    #[expect(dead_code, reason = "read by the extractor; here for the description")]
    form_token: String,
}

/// Closes a scan
///
/// It is about nothing that is carried here. It stays on record.
#[utoipa::path(
    post,
    path = "/set-aside/{scan_id}/close",
    tag = "staff",
    params(("scan_id" = String, Path)),
    request_body(content = Closed, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 303, description = "Back to the list"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn close(
    State(app): Shared,
    Path(scan): Path<Uuid>,
    StaffForm { staff, form }: StaffForm<Closed>,
) -> Result<Response, Problem> {
    let by = AnomalyResolver::of(&staff.actor)?;
    let (cx, reason) = (staff.context(&app), form.reason.clone());
    let closed =
        app.intake.run(move |conn, _| close_set_aside(conn, &cx, &by, ScanId(scan), &reason));
    let done = listing::mendable(closed.await?.map_err(Problem::from), staff.lang())?;
    let typed = Matched::because(form.reason);
    answered(&app, &staff, scan, typed, done).await
}

async fn answered(
    app: &Arc<App>,
    staff: &Staff,
    scan: Uuid,
    typed: Matched,
    done: Result<(), FormTrouble>,
) -> Result<Response, Problem> {
    match done {
        Ok(()) => Ok(see("/set-aside?done=1")),
        Err(trouble) => {
            let wrong = Wrong { scan, typed, trouble };
            draw(app, staff, &ListQuery::default(), Some(wrong)).await
        }
    }
}
