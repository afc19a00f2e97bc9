//! Recording in the ledger: what was collected, remitted and taken back. Reading it stands in
//! `ledger_read`.

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::keyed::Keyed;
use crate::base::codes::CaseCode;
use crate::base::{Dong, EntryId, Lang, LegId, PointCode};
use crate::flows::{
    Collection, FlowRefusal, PaidFor, Recorded, Remittance, ReversalIn, collect_money, once,
    remit_fees, reverse_entry,
};
use crate::ledger::{Held, Method};
use crate::people::Cashier;
use crate::store::StoreError;
use crate::web::Shared;
use crate::web::auth::Caller;
use crate::web::error::{Problem, ProblemBody};
use crate::web::input::Path;
use crate::web::lang::Speak;

/// An entry of the ledger.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = LedgerEntry)]
pub struct EntryOut {
    #[schema(example = "ent_01961a2b7c0070008000000000000001")]
    entry_id: String,
    /// Its place in the ledger, without gaps.
    number: i64,
    /// `postage_charged`, `postage_collected`, `fee_collected`, `fee_remitted`, `compensation_paid` or
    /// `reversal`.
    kind: String,
    text: String,
    /// How much moved, in đồng.
    amount: i64,
    #[schema(example = "VND")]
    currency: String,
    recorded_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    leg_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    agency: Option<String>,
    /// The point of the post where the money is or was.
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<String>,
    /// `cash` or `transfer`.
    #[serde(skip_serializing_if = "Option::is_none")]
    method: Option<String>,
    /// A receipt's number, a bank's reference, the reason of a reversal.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    /// The entry it takes back.
    #[serde(skip_serializing_if = "Option::is_none")]
    reverses: Option<String>,
    /// The entry that took it back.
    #[serde(skip_serializing_if = "Option::is_none")]
    reversed_by: Option<String>,
    /// What there is to look at: it was recorded all the same.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    flags: Vec<FlagOut>,
    /// For postage: how the amount was reckoned.
    #[serde(skip_serializing_if = "Option::is_none")]
    basis: Option<Value>,
    /// How it moved; the amounts sum to zero.
    postings: Vec<PostingOut>,
}

/// Something to look at in an entry.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct FlagOut {
    /// `differs_from_fee`, `differs_from_postage` or `differs_from_held`.
    flag: String,
    /// How much was expected.
    expected: i64,
    text: String,
}

/// One line of an entry.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct PostingOut {
    #[schema(example = "cash:481940")]
    account: String,
    /// Into the account above zero, out of it below.
    amount: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    case_id: Option<String>,
}

impl EntryOut {
    pub(super) fn of(held: &Held, lang: Lang) -> Result<Self, StoreError> {
        let entry = &held.entry;
        let word = |kind| {
            serde_json::to_value(kind)
                .map_err(|problem| StoreError::bad_row("ledger_entries", entry.id, problem))
        };
        let flags = entry.flags.iter().map(|flag| {
            Ok(FlagOut {
                flag: word(flag.kind)?.as_str().unwrap_or_default().to_owned(),
                expected: flag.expected.dong(),
                text: flag.words(lang),
            })
        });
        let lines = entry.postings.lines().iter().map(|line| PostingOut {
            account: line.account.to_string(),
            amount: line.amount.dong(),
            case_id: line.case.map(|case| case.to_string()),
        });
        Ok(Self {
            entry_id: entry.id.to_string(),
            number: held.number,
            kind: entry.kind.to_string(),
            text: entry.kind.words(lang).to_owned(),
            amount: entry.postings.amount().dong(),
            currency: "VND".to_owned(),
            recorded_at: entry.at.to_string(),
            leg_id: entry.about.leg.map(|leg| leg.to_string()),
            agency: entry.about.agency.as_ref().map(ToString::to_string),
            at: entry.about.point.as_ref().map(ToString::to_string),
            method: entry.method.map(|method| method.to_string()),
            note: entry.note.clone(),
            reverses: entry.reverses.map(|id| id.to_string()),
            reversed_by: held.reversed_by.map(|id| id.to_string()),
            flags: flags.collect::<Result<_, StoreError>>()?,
            basis: entry.basis.clone(),
            postings: lines.collect(),
        })
    }
}

/// An entry that was recorded.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct RecordedOut {
    /// `recorded`, or `repeated` when the same stood there already.
    outcome: String,
    entry: EntryOut,
}

impl RecordedOut {
    fn of(recorded: &Recorded, lang: Lang) -> Result<Self, FlowRefusal> {
        let outcome = if recorded.repeated { "repeated" } else { "recorded" };
        Ok(Self { outcome: outcome.to_owned(), entry: EntryOut::of(&recorded.held, lang)? })
    }

    fn answer(self) -> (StatusCode, axum::Json<Self>) {
        let new = self.outcome == "recorded";
        (if new { StatusCode::CREATED } else { StatusCode::OK }, axum::Json(self))
    }
}

/// Money that somebody paid.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CollectionIn {
    /// A UUIDv7 made for this entry: sending it again is harmless.
    id: Option<Uuid>,
    /// The case, or
    #[schema(value_type = Option<String>, example = "H27.12-250408-0007")]
    case_code: Option<CaseCode>,
    /// the leg.
    #[schema(value_type = Option<String>)]
    leg_id: Option<LegId>,
    /// `procedure_fee` or `postage`.
    #[schema(value_type = String, example = "procedure_fee")]
    kind: PaidFor,
    /// In whole đồng.
    #[schema(value_type = i64, minimum = 1, maximum = 1_000_000_000_000i64, example = 50_000)]
    amount: Dong,
    /// `cash` or `transfer`.
    #[schema(value_type = String, example = "cash")]
    method: Method,
    /// The point of the post where the money is; the token's own when it has one.
    #[schema(value_type = Option<String>, example = "481940")]
    at: Option<PointCode>,
    /// The number of the receipt.
    #[schema(min_length = 1, max_length = 60, example = "BL-0042")]
    receipt_no: Option<String>,
}

/// Record money collected
///
/// A procedure's fee is then held for the agency; postage settles what is owed. What was paid is recorded
/// whatever the amount; where another was expected the entry is flagged.
#[utoipa::path(
    post,
    path = "/api/v1/ledger/collections",
    tag = "money",
    security(("token" = [])),
    params(("Idempotency-Key" = Option<String>, Header, description = "1 to 200 visible ASCII characters", pattern = "^[!-~]{1,200}$")),
    request_body = CollectionIn,
    responses(
        (status = 201, body = RecordedOut),
        (status = 200, description = "It was recorded before", body = RecordedOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "The id or the key was used for something else", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn collect(
    State(app): Shared,
    caller: Caller,
    Speak(lang): Speak,
    Keyed { input, key }: Keyed<CollectionIn>,
) -> Result<(StatusCode, axum::Json<RecordedOut>), Problem> {
    let cx = caller.context(&app);
    let by = Cashier::of(&cx.who)?;
    let paid = Collection {
        id: input.id,
        case_code: input.case_code,
        leg: input.leg_id,
        kind: input.kind,
        amount: input.amount,
        method: input.method,
        at: input.at,
        receipt: input.receipt_no,
    };
    let place = app.clone();
    let recorded = app.intake.run(move |conn, known| {
        let world = known.world(&place.settings);
        once(conn, &cx, key.as_ref(), |conn| {
            RecordedOut::of(&collect_money(conn, &cx, &by, &world, &paid)?, lang)
        })
    });
    Ok(recorded.await??.answer())
}

/// Fees that were handed over.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RemittanceIn {
    /// A UUIDv7 made for this entry: sending it again is harmless.
    id: Option<Uuid>,
    /// The agency's desk.
    #[schema(value_type = String, example = "H27.12")]
    agency: PointCode,
    /// The cases whose fees are handed over: all that is held of each.
    #[serde(default)]
    #[schema(value_type = Vec<String>, max_items = 1000)]
    cases: Vec<CaseCode>,
    /// In whole đồng. Without cases it is for those that have waited longest.
    #[schema(value_type = Option<i64>, minimum = 1, maximum = 1_000_000_000_000i64, example = 150_000)]
    amount: Option<Dong>,
    /// `cash` or `transfer`.
    #[schema(value_type = String, example = "transfer")]
    method: Method,
    /// The point of the post that hands it over; the token's own when it has one.
    #[schema(value_type = Option<String>, example = "480000")]
    at: Option<PointCode>,
    /// The bank's reference, the number of the receipt.
    #[schema(min_length = 1, max_length = 100, example = "FT25098123456")]
    reference: Option<String>,
}

/// Record fees remitted
///
/// Handed over to the agency for which the post held them.
#[utoipa::path(
    post,
    path = "/api/v1/ledger/remittances",
    tag = "money",
    security(("token" = [])),
    params(("Idempotency-Key" = Option<String>, Header, description = "1 to 200 visible ASCII characters", pattern = "^[!-~]{1,200}$")),
    request_body = RemittanceIn,
    responses(
        (status = 201, body = RecordedOut),
        (status = 200, description = "It was recorded before", body = RecordedOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "Nothing is held of a case, or the id was used for something else", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn remit(
    State(app): Shared,
    caller: Caller,
    Speak(lang): Speak,
    Keyed { input, key }: Keyed<RemittanceIn>,
) -> Result<(StatusCode, axum::Json<RecordedOut>), Problem> {
    let cx = caller.context(&app);
    let by = Cashier::of(&cx.who)?;
    let RemittanceIn { id, agency, cases, amount, method, at, reference } = input;
    let handed_over = Remittance { id, agency, cases, amount, method, at, reference };
    let place = app.clone();
    let recorded = app.intake.run(move |conn, known| {
        let world = known.world(&place.settings);
        once(conn, &cx, key.as_ref(), |conn| {
            RecordedOut::of(&remit_fees(conn, &cx, &by, &world, &handed_over)?, lang)
        })
    });
    Ok(recorded.await??.answer())
}

/// Why an entry is taken back.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = ReversalIn)]
#[serde(deny_unknown_fields)]
pub struct ReversalBody {
    /// A UUIDv7 made for the reversal: sending it again is harmless.
    id: Option<Uuid>,
    /// In a sentence; no names of citizens.
    #[schema(min_length = 1, max_length = 500, example = "Ghi nhầm số tiền")]
    reason: String,
}

/// Take an entry back
///
/// By an entry that names it; both stay. Once, and never a reversal itself. Charges are changed by pricing
/// the leg again; an administrator may take one back for good.
#[utoipa::path(
    post,
    path = "/api/v1/ledger/entries/{entry_id}/reversal",
    tag = "money",
    security(("token" = [])),
    params(
        ("entry_id" = String, Path, description = "The entry that was wrong"),
        ("Idempotency-Key" = Option<String>, Header, description = "1 to 200 visible ASCII characters", pattern = "^[!-~]{1,200}$"),
    ),
    request_body = ReversalBody,
    responses(
        (status = 201, body = RecordedOut),
        (status = 200, description = "It was recorded before", body = RecordedOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "It was taken back already", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn reverse(
    State(app): Shared,
    caller: Caller,
    Speak(lang): Speak,
    Path(entry): Path<EntryId>,
    Keyed { input, key }: Keyed<ReversalBody>,
) -> Result<(StatusCode, axum::Json<RecordedOut>), Problem> {
    let cx = caller.context(&app);
    let by = Cashier::of(&cx.who)?;
    let wrong = ReversalIn { id: input.id, entry, reason: input.reason };
    let recorded = app.intake.run(move |conn, _| {
        once(conn, &cx, key.as_ref(), |conn| {
            RecordedOut::of(&reverse_entry(conn, &cx, &by, &wrong)?, lang)
        })
    });
    Ok(recorded.await??.answer())
}
