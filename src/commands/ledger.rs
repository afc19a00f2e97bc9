//! `ledger`: money received and handed over at a counter without a connection, and what stands on the
//! accounts. The same flows as behind the API.

use std::process::ExitCode;

use anyhow::Context as _;
use chrono::{Days, NaiveDate};
use clap::{Args, Subcommand};
use serde_json::{Value, json};
use uuid::Uuid;

use super::Setup;
use crate::app;
use crate::base::codes::CaseCode;
use crate::base::paging::MAX_LIMIT;
use crate::base::{Actor, At, Clock, Context, Dong, EntryId, Ids, LegId, PointCode};
use crate::flows::{
    Collection, PaidFor, Recorded, Remittance, ReversalIn, World, collect_money, remit_fees,
    reverse_entry,
};
use crate::ledger::{Account, Held, Method};
use crate::people::Cashier;
use crate::store::ledger::{self, Filter, Scope};
use crate::store::{Conn, cases, prices, procedures, schema, units};

pub(super) const EXAMPLES: &str = "Examples:\n  \
    hosopost ledger collect --case H27.12-250408-0007 --kind procedure_fee --amount 50000 \
    --at 481940 --receipt BL-0042\n  \
    hosopost ledger remit --agency H27.12 --case H27.12-250408-0007 --method transfer --at 480000\n  \
    hosopost ledger reverse ent_01961a2b7c0070008000000000000001 --reason \"wrong amount\"\n  \
    hosopost ledger list --account cash:481940 --from 2025-04-01\n  \
    hosopost ledger balance --on 2025-04-30";

/// What to do.
#[derive(Subcommand)]
pub(super) enum Action {
    /// Record what somebody paid: the fee of a procedure, or postage
    #[command(after_help = EXAMPLES)]
    Collect(CollectArgs),
    /// Record fees handed over to the agency for which they were held
    #[command(after_help = EXAMPLES)]
    Remit(RemitArgs),
    /// Take an entry back by one that names it
    #[command(after_help = EXAMPLES)]
    Reverse {
        /// The entry that was wrong, as `ledger list` prints it
        entry: EntryId,
        /// Why, in a sentence
        #[arg(long)]
        reason: String,
        /// A UUIDv7 made for the reversal: recording it again is harmless
        #[arg(long, value_name = "UUID")]
        id: Option<Uuid>,
    },
    /// List entries in the order in which they were recorded
    #[command(after_help = EXAMPLES)]
    List(ListArgs),
    /// What stands on every account; the exit code is 1 when the ledger does not balance
    #[command(after_help = EXAMPLES)]
    Balance {
        /// At the end of this day [default: now]
        #[arg(long, value_name = "DATE")]
        on: Option<NaiveDate>,
    },
}

#[derive(Args)]
pub(super) struct CollectArgs {
    /// The case it is for
    #[arg(long, value_name = "CODE", conflicts_with = "leg", required_unless_present = "leg")]
    case: Option<CaseCode>,

    /// The leg it is for
    #[arg(long)]
    leg: Option<LegId>,

    /// procedure_fee or postage
    #[arg(long, value_parser = paid_for)]
    kind: PaidFor,

    /// In whole đồng
    #[arg(long)]
    amount: Dong,

    /// cash or transfer
    #[arg(long, default_value = "cash")]
    method: Method,

    /// The point of the post where the money is
    #[arg(long, value_name = "POINT")]
    at: PointCode,

    /// The number of the receipt
    #[arg(long, value_name = "TEXT")]
    receipt: Option<String>,

    /// A UUIDv7 made for the entry: recording it again is harmless
    #[arg(long, value_name = "UUID")]
    id: Option<Uuid>,
}

#[derive(Args)]
pub(super) struct RemitArgs {
    /// The agency's desk
    #[arg(long, value_name = "POINT")]
    agency: PointCode,

    /// A case whose fee is handed over; may be given several times
    #[arg(long = "case", value_name = "CODE")]
    cases: Vec<CaseCode>,

    /// In whole đồng; without cases it is for those that have waited longest
    #[arg(long)]
    amount: Option<Dong>,

    /// cash or transfer
    #[arg(long, default_value = "transfer")]
    method: Method,

    /// The point of the post that hands it over
    #[arg(long, value_name = "POINT")]
    at: PointCode,

    /// The bank's reference, the number of the receipt
    #[arg(long, value_name = "TEXT")]
    reference: Option<String>,

    /// A UUIDv7 made for the entry: recording it again is harmless
    #[arg(long, value_name = "UUID")]
    id: Option<Uuid>,
}

#[derive(Args)]
pub(super) struct ListArgs {
    /// postage, cash:POINT, bank:POINT, agency:POINT, authority:POINT or person:LEG
    #[arg(long)]
    account: Option<Account>,

    /// Those about a case
    #[arg(long, value_name = "CODE")]
    case: Option<CaseCode>,

    /// Recorded on this day or later
    #[arg(long, value_name = "DATE")]
    from: Option<NaiveDate>,

    /// Recorded before this day
    #[arg(long, value_name = "DATE")]
    until: Option<NaiveDate>,
}

fn paid_for(text: &str) -> Result<PaidFor, &'static str> {
    match text {
        "procedure_fee" => Ok(PaidFor::ProcedureFee),
        "postage" => Ok(PaidFor::Postage),
        _ => Err("expected procedure_fee or postage"),
    }
}

/// Does it.
pub(super) fn run(setup: &Setup, action: Action) -> anyhow::Result<ExitCode> {
    let mut conn = app::database(&setup.settings)?.open()?;
    anyhow::ensure!(
        schema::pending(&mut conn)? == 0,
        "the database does not fit this program: run hosopost migrate"
    );
    let conn = &mut conn;
    let cx = Context { now: Clock::System.now(), who: Actor::process(), ids: Ids::Random };
    let by = Cashier::of(&cx.who)?;
    let recorded = match action {
        Action::Collect(paid) => {
            let CollectArgs { case, leg, kind, amount, method, at, receipt, id } = paid;
            let at = Some(at);
            let paid = Collection { id, case_code: case, leg, kind, amount, method, at, receipt };
            in_world(setup, conn, |conn, world| Ok(collect_money(conn, &cx, &by, world, &paid)?))?
        }
        Action::Remit(handed_over) => {
            let RemitArgs { agency, cases, amount, method, at, reference, id } = handed_over;
            let at = Some(at);
            let fees = Remittance { id, agency, cases, amount, method, at, reference };
            in_world(setup, conn, |conn, world| Ok(remit_fees(conn, &cx, &by, world, &fees)?))?
        }
        Action::Reverse { entry, reason, id } => {
            reverse_entry(conn, &cx, &by, &ReversalIn { id, entry, reason })?
        }
        Action::List(wanted) => return list(setup, conn, wanted),
        Action::Balance { on } => return balance(setup, conn, on),
    };
    told(setup, &recorded);
    Ok(ExitCode::SUCCESS)
}

fn in_world(
    setup: &Setup,
    conn: &mut Conn,
    work: impl FnOnce(&mut Conn, &World<'_>) -> anyhow::Result<Recorded>,
) -> anyhow::Result<Recorded> {
    let network = units::load_network(conn)?;
    let catalogue = procedures::load_catalogue(conn)?;
    let list = prices::load_price_list(conn)?;
    let world = World {
        network: &network,
        catalogue: &catalogue,
        numbers: &setup.settings.numbers.prefix,
        prices: &list,
        clock_limit_ms: setup.settings.scans.clock_skew_ms,
    };
    work(conn, &world)
}

fn told(setup: &Setup, Recorded { held, repeated }: &Recorded) {
    if setup.json {
        let mut told = as_json(held);
        told["outcome"] = if *repeated { "repeated" } else { "recorded" }.into();
        println!("{told}");
    } else {
        print_entry(held);
        if *repeated {
            println!("  recorded before: nothing was added");
        }
    }
}

fn list(setup: &Setup, conn: &mut Conn, wanted: ListArgs) -> anyhow::Result<ExitCode> {
    let case = match wanted.case {
        None => None,
        Some(code) => {
            let found = cases::find(conn, &code)?;
            Some(found.with_context(|| format!("no case {code} is known here"))?.id)
        }
    };
    let start = |day: NaiveDate| At::office(day, 0, 0);
    let filter = Filter {
        scope: Scope::Everything,
        account: wanted.account,
        case,
        from: wanted.from.map(start),
        until: wanted.until.map(start),
    };
    let mut after = 0;
    loop {
        let page = ledger::list(conn, &filter, after, MAX_LIMIT)?;
        for held in &page.items {
            if setup.json {
                println!("{}", as_json(held));
            } else {
                print_entry(held);
            }
        }
        after = match page.next {
            Some(cursor) => cursor.parse()?,
            None => return Ok(ExitCode::SUCCESS),
        };
    }
}

fn balance(setup: &Setup, conn: &mut Conn, on: Option<NaiveDate>) -> anyhow::Result<ExitCode> {
    let next = on.and_then(|day| day.checked_add_days(Days::new(1)));
    let until =
        next.map_or_else(|| Clock::System.now().plus_millis(1), |day| At::office(day, 0, 0));
    let trial = ledger::trial_balance(conn, until)?;
    let balanced = trial.balances();
    if setup.json {
        let accounts: Vec<Value> = trial
            .accounts
            .iter()
            .map(|line| {
                json!({
                    "account": line.account,
                    "debit": line.debit,
                    "credit": line.credit,
                    "balance": line.balance(),
                })
            })
            .collect();
        println!("{}", json!({ "balanced": balanced, "accounts": accounts }));
    } else {
        for line in &trial.accounts {
            println!("{:<24} {:>20}", line.account, line.balance().to_string());
        }
        println!("{}", if balanced { "balances" } else { "DOES NOT BALANCE" });
    }
    Ok(if balanced { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn print_entry(held: &Held) {
    let entry = &held.entry;
    let note = entry.note.as_deref().unwrap_or_default();
    println!(
        "{:>6}  {}  {:<17} {:>16}  {}  {note}",
        held.number,
        entry.at,
        entry.kind.as_str(),
        entry.postings.amount().to_string(),
        entry.id,
    );
    for line in entry.postings.lines() {
        println!("        {:<44} {:>16}", line.account.to_string(), line.amount.to_string());
    }
    for flag in &entry.flags {
        println!("        ! {}", flag.words(crate::base::Lang::En));
    }
    if let Some(by) = held.reversed_by {
        println!("        taken back by {by}");
    }
}

fn as_json(held: &Held) -> Value {
    let entry = &held.entry;
    let postings: Vec<Value> = entry
        .postings
        .lines()
        .iter()
        .map(|line| json!({"account": line.account, "amount": line.amount, "case_id": line.case}))
        .collect();
    json!({
        "number": held.number,
        "entry_id": entry.id,
        "kind": entry.kind,
        "amount": entry.postings.amount(),
        "currency": "VND",
        "recorded_at": entry.at,
        "leg_id": entry.about.leg,
        "agency": entry.about.agency,
        "at": entry.about.point,
        "method": entry.method,
        "note": entry.note,
        "reverses": entry.reverses,
        "reversed_by": held.reversed_by,
        "flags": entry.flags,
        "basis": entry.basis,
        "postings": postings,
    })
}
