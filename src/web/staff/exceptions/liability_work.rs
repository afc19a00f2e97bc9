//! The forms of a record of liability: fix, pay, close. What somebody can mend is said at the field with what was
//! typed kept; what does not fit the record any more stands over the forms.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use utoipa::ToSchema;

use super::liability::draw;
use crate::app::App;
use crate::base::{Dong, LiabilityId, PointCode};
use crate::claims::ClaimRefusal;
use crate::flows::FlowRefusal;
use crate::flows::claims::{FixIn, PayIn, close_liability, fix_liability, pay_compensation};
use crate::ledger::Method;
use crate::people::{Cashier, ClaimReader, LiabilityFixer};
use crate::web::Shared;
use crate::web::error::{CONFLICT, INVALID, Problem, ProblemBody};
use crate::web::input::Path;
use crate::web::staff::{FormTrouble, Staff, StaffForm, see};

/// What was typed into one of the forms.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[schema(as = LiabilityForm)]
pub struct Typed {
    /// Which form; set by the handler.
    #[serde(skip)]
    pub(super) form: &'static str,
    /// To fix: what is paid, in đồng; the least when empty.
    #[serde(default)]
    amount: String,
    /// To fix or close: why, in a sentence; no names of citizens.
    #[serde(default)]
    reason: String,
    /// To pay: `cash` or `transfer`.
    #[serde(default)]
    method: String,
    /// To pay: out of which point's till.
    #[serde(default)]
    at: String,
    /// To pay: the voucher's number, or the bank's reference.
    #[serde(default)]
    reference: String,
    /// The hidden word of the form.
    #[serde(default, rename = "form_token")]
    #[expect(dead_code, reason = "read by the extractor; here for the description")]
    form_token: String,
}

impl Typed {
    pub(super) fn field(&self, name: &str) -> &str {
        match name {
            "amount" => &self.amount,
            "method" => &self.method,
            "at" => &self.at,
            "reference" => &self.reference,
            _ => &self.reason,
        }
    }

    fn amount(&self) -> Result<Option<Dong>, Problem> {
        // As people write it: 122.000 is a hundred and twenty-two thousand, nobody pays a fraction of a đồng.
        let digits = self.amount.trim().replace(['.', ' ', '\u{a0}'], "");
        if digits.is_empty() {
            return Ok(None);
        }
        digits.parse().map(Some).map_err(|_| {
            let most = Dong::MOST;
            Problem::new(INVALID).field("amount").detail(
                format!("Cần số nguyên đồng từ 1 đến {most}."),
                format!("Expected a whole number of đồng from 1 to {most}."),
            )
        })
    }

    fn paid(&self) -> Result<PayIn, Problem> {
        let wrong = |field, vi: &str, en: &str| Problem::new(INVALID).field(field).detail(vi, en);
        let method: Method = self.method.trim().parse().map_err(|_| {
            wrong("method", "Hãy chọn tiền mặt hoặc chuyển khoản.", "Choose cash or transfer.")
        })?;
        let at = self.at.trim();
        let at: Option<PointCode> =
            (!at.is_empty()).then(|| at.parse()).transpose().map_err(|_| {
                wrong(
                    "at",
                    "Cần mã điểm: chữ, số, dấu chấm hoặc gạch nối.",
                    "Expected a point's code.",
                )
            })?;
        let reference = Some(self.reference.clone()).filter(|text| !text.trim().is_empty());
        Ok(PayIn { id: None, method, at, reference })
    }
}

/// Back to the record, or the form again with what is wrong.
async fn answered(
    app: &Arc<App>,
    staff: &Staff,
    id: LiabilityId,
    typed: &Typed,
    done: Result<(), Problem>,
) -> Result<Response, Problem> {
    match done {
        Ok(()) => Ok(see(&format!("/liabilities/{id}"))),
        Err(problem) if [INVALID, CONFLICT].contains(&problem.kind()) => {
            let trouble = FormTrouble::of(&problem, staff.lang());
            draw(app, staff, id, typed, Some((problem.kind().status, trouble))).await
        }
        Err(problem) => Err(problem),
    }
}

/// Fixes liability
///
/// Who answers, by what the scans say, and what is paid; from then on the time for paying counts.
#[utoipa::path(
    post,
    path = "/liabilities/{id}/fix",
    tag = "staff",
    params(("id" = String, Path, description = "Its id")),
    request_body(content = Typed, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 303, description = "Back to the record"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "The page: it does not fit the record as it is", body = String, content_type = "text/html"),
    )
)]
pub async fn fix(
    State(app): Shared,
    Path(id): Path<String>,
    StaffForm { staff, form }: StaffForm<Typed>,
) -> Result<Response, Problem> {
    let by = LiabilityFixer::of(&staff.actor)?;
    let (id, typed) = (LiabilityId(id), Typed { form: "fix", ..form });
    let done = match typed.amount() {
        Ok(amount) => {
            let input = FixIn { amount, reason: typed.reason.clone() };
            let (cx, name) = (staff.context(&app), id.clone());
            let fixed = app.intake.run(move |conn, known| {
                fix_liability(conn, &cx, &by, &known.claims(), &name, &input)
            });
            fixed.await?.map(drop).map_err(Problem::from)
        }
        Err(problem) => Err(problem),
    };
    answered(&app, &staff, id, &typed, done).await
}

/// Pays the compensation
///
/// The amount that was fixed, out of the till or the account of a point: an entry of the ledger.
#[utoipa::path(
    post,
    path = "/liabilities/{id}/pay",
    tag = "staff",
    params(("id" = String, Path, description = "Its id")),
    request_body(content = Typed, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 303, description = "Back to the record"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "The page: it does not fit the record as it is", body = String, content_type = "text/html"),
    )
)]
pub async fn pay(
    State(app): Shared,
    Path(id): Path<String>,
    StaffForm { staff, form }: StaffForm<Typed>,
) -> Result<Response, Problem> {
    let rights = (Cashier::of(&staff.actor)?, ClaimReader::of(&staff.actor)?);
    let (id, typed) = (LiabilityId(id), Typed { form: "pay", ..form });
    let done = match typed.paid() {
        Ok(input) => {
            let (cx, name) = (staff.context(&app), id.clone());
            let paid = app.intake.run(move |conn, known| {
                let by = (&rights.0, &rights.1);
                pay_compensation(conn, &cx, by, &known.network, &name, &input)
            });
            // That it was paid meanwhile is what was wanted.
            match paid.await? {
                Ok(_) | Err(FlowRefusal::Claim(ClaimRefusal::Over(_))) => Ok(()),
                Err(refusal) => Err(Problem::from(refusal)),
            }
        }
        Err(problem) => Err(problem),
    };
    answered(&app, &staff, id, &typed, done).await
}

/// Closes a record
///
/// Without compensation, for a reason that stands beside it.
#[utoipa::path(
    post,
    path = "/liabilities/{id}/close",
    tag = "staff",
    params(("id" = String, Path, description = "Its id")),
    request_body(content = Typed, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 303, description = "Back to the record"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "The page: it does not fit the record as it is", body = String, content_type = "text/html"),
    )
)]
pub async fn close(
    State(app): Shared,
    Path(id): Path<String>,
    StaffForm { staff, form }: StaffForm<Typed>,
) -> Result<Response, Problem> {
    let by = LiabilityFixer::of(&staff.actor)?;
    let (id, typed) = (LiabilityId(id), Typed { form: "close", ..form });
    let (cx, name, reason) = (staff.context(&app), id.clone(), typed.reason.clone());
    let closed =
        app.intake.run(move |conn, _| close_liability(conn, &cx, &by, &name, &reason)).await?;
    answered(&app, &staff, id, &typed, closed.map(drop).map_err(Problem::from)).await
}
