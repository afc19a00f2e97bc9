//! What the ledger says: its entries, as far as they concern who asks, and what stands on the accounts.

use axum::extract::State;
use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::ledger::EntryOut;
use super::paging::{limit, place};
use crate::app::App;
use crate::base::codes::CaseCode;
use crate::base::paging::Page;
use crate::base::{Actor, At, Role};
use crate::cases::CaseRefusal;
use crate::flows::FlowRefusal;
use crate::ledger::Account;
use crate::people::{LedgerReader, Reach};
use crate::store::ledger::{self, Filter, Scope};
use crate::store::{Conn, StoreError, cases};
use crate::web::Shared;
use crate::web::auth::Caller;
use crate::web::error::{INVALID, Problem, ProblemBody};
use crate::web::input::Query;
use crate::web::lang::Speak;

/// Which entries to list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ListQuery {
    /// Those that post to an account: `postage`, `cash:POINT`, `bank:POINT`, `agency:POINT`,
    /// `authority:POINT` or `person:LEG`.
    account: Option<String>,
    /// Those about a case.
    #[param(value_type = Option<String>)]
    case: Option<CaseCode>,
    /// Recorded on this day or later.
    #[param(value_type = Option<String>, format = Date)]
    from: Option<NaiveDate>,
    /// Recorded before this day.
    #[param(value_type = Option<String>, format = Date)]
    until: Option<NaiveDate>,
    /// `next` of an earlier page.
    cursor: Option<String>,
    /// At most so many.
    #[param(minimum = 1, maximum = 500, default = 50)]
    limit: Option<i64>,
}

/// A page of entries.
#[derive(Debug, Serialize, ToSchema)]
pub struct EntriesOut {
    items: Vec<EntryOut>,
    /// The cursor of the next page.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// List entries
///
/// In the order in which they were recorded. A counter sees what happened there, and all about a case that
/// it names; a desk or its system what concerns its cases.
#[utoipa::path(
    get,
    path = "/api/v1/ledger",
    tag = "money",
    security(("token" = [])),
    params(ListQuery),
    responses(
        (status = 200, body = EntriesOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "No such case", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn list(
    State(app): Shared,
    Caller(actor): Caller,
    Speak(lang): Speak,
    Query(query): Query<ListQuery>,
) -> Result<axum::Json<EntriesOut>, Problem> {
    let reader = LedgerReader::of(&actor)?;
    let account = query.account.as_deref().map(account).transpose()?;
    let after = place(query.cursor.as_deref())?.unwrap_or(0);
    let limit = limit(query.limit)?;
    let start = |day: NaiveDate| At::office(day, 0, 0);
    let (from, until) = (query.from.map(start), query.until.map(start));
    let listed = app.read(move |conn| {
        let case = match query.case {
            None => None,
            Some(code) => {
                let unknown =
                    || Problem::from(FlowRefusal::from(CaseRefusal::Unknown(code.clone())));
                Some(cases::find(conn, &code)?.ok_or_else(unknown)?.id)
            }
        };
        let filter =
            Filter { scope: scope(&actor, &reader, case.is_some()), account, case, from, until };
        let Page { items, next } = ledger::list(conn, &filter, after, limit)?;
        let items: Result<_, StoreError> =
            items.iter().map(|held| EntryOut::of(held, lang)).collect();
        Ok::<_, Problem>(EntriesOut { items: items?, next })
    });
    Ok(axum::Json(listed.await?))
}

/// Whose entries somebody sees. A counter serves all cases: of one that it names it sees everything.
fn scope(actor: &Actor, reader: &LedgerReader, names_a_case: bool) -> Scope {
    match (reader.reach(), actor.role) {
        (Reach::Everywhere, _) => Scope::Everything,
        (Reach::Points(_), Role::Clerk | Role::Courier) if names_a_case => Scope::Everything,
        (Reach::Points(points), Role::Clerk | Role::Courier) => Scope::Points(points.clone()),
        (
            Reach::Points(points),
            Role::Officer | Role::Partner | Role::Manager | Role::Administrator,
        ) => Scope::Agencies(points.clone()),
    }
}

fn account(text: &str) -> Result<Account, Problem> {
    text.parse().map_err(|told: crate::base::place::BadCode| {
        Problem::new(INVALID).field("?account").detail(
            "Cần một tài khoản như cash:481940, agency:H27.12 hoặc postage",
            told.to_string(),
        )
    })
}

/// Which balance.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct BalanceQuery {
    /// At the end of this day; now when not given.
    #[param(value_type = Option<String>, format = Date)]
    on: Option<NaiveDate>,
}

/// The trial balance.
#[derive(Debug, Serialize, ToSchema)]
pub struct BalanceOut {
    /// Whether everything that went in somewhere came out elsewhere.
    balanced: bool,
    #[schema(example = "VND")]
    currency: &'static str,
    /// The accounts; `person` is what all persons owe together.
    accounts: Vec<AccountOut>,
}

/// What stands on an account.
#[derive(Debug, Serialize, ToSchema)]
pub struct AccountOut {
    #[schema(example = "agency:H27.12")]
    account: String,
    /// The sum of what went in.
    debit: i64,
    /// The sum of what came out.
    credit: i64,
    /// Above zero the post has it or is owed it, below it owes or earned it.
    balance: i64,
}

/// The trial balance
///
/// Of all accounts, for who answers for them; a counter sees its own till, a desk what is held and owed
/// for it.
#[utoipa::path(
    get,
    path = "/api/v1/ledger/balance",
    tag = "money",
    security(("token" = [])),
    params(BalanceQuery),
    responses(
        (status = 200, body = BalanceOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn balance(
    State(app): Shared,
    Caller(actor): Caller,
    Query(query): Query<BalanceQuery>,
) -> Result<axum::Json<BalanceOut>, Problem> {
    let reader = LedgerReader::of(&actor)?;
    let until = end_of(&app, query.on);
    let reach = reader.reach().clone();
    let shown = app.read(move |conn: &mut Conn| {
        let trial = ledger::trial_balance(conn, until)?;
        let balanced = trial.balances();
        let own = |account: &str| match &reach {
            Reach::Everywhere => true,
            Reach::Points(points) => account.parse().is_ok_and(|account: Account| {
                account.point().is_some_and(|point| points.contains(point))
            }),
        };
        let accounts =
            trial.accounts.iter().filter(|line| own(&line.account)).map(|line| AccountOut {
                account: line.account.clone(),
                debit: line.debit.dong(),
                credit: line.credit.dong(),
                balance: line.balance().dong(),
            });
        Ok::<_, Problem>(BalanceOut { balanced, currency: "VND", accounts: accounts.collect() })
    });
    Ok(axum::Json(shown.await?))
}

/// The moment after a day's last, or after now.
fn end_of(app: &App, day: Option<NaiveDate>) -> At {
    let next = day.and_then(|day| day.checked_add_days(Days::new(1)));
    next.map_or_else(|| app.clock.now().plus_millis(1), |day| At::office(day, 0, 0))
}
