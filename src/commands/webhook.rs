//! `webhook`: where case systems are told, made and looked after from the command line. Whoever holds the
//! database may do everything; calling is the server's work.

use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::Setup;
use crate::app;
use crate::base::codes::CaseCode;
use crate::base::paging::MAX_LIMIT;
use crate::base::{Actor, At, Clock, Context, Ids, PointCode, WebhookId};
use crate::feed::webhook::{Attempt, EventName, Scope, Webhook, WebhookUrl};
use crate::flows::webhooks::{
    NewWebhook, Replay as What, WebhookChange, WebhookIn, change_webhook, create_webhook,
    delete_webhook, find_webhook, replay_webhook, rotate_webhook, skip_event,
};
use crate::people::WebhookKeeper;
use crate::store::{Conn, attempts, deliveries, schema, units, webhooks};

pub(super) const EXAMPLES: &str = "Examples:\n  \
    hosopost webhook create --url https://motcua.example.vn/hosopost --agency H27.00\n  \
    hosopost webhook list\n  hosopost webhook show whk_0197a0c3000070008000000000000000\n  \
    hosopost webhook attempts whk_0197a0c3000070008000000000000000\n  \
    hosopost webhook waiting whk_0197a0c3000070008000000000000000 --dead\n  \
    hosopost webhook replay whk_0197a0c3000070008000000000000000 --after 0\n  \
    hosopost webhook replay whk_0197a0c3000070008000000000000000 --since 2025-04-08T09:30:00+07:00\n  \
    hosopost webhook replay whk_0197a0c3000070008000000000000000 --case H27.18-250408-0007\n  \
    hosopost webhook skip whk_0197a0c3000070008000000000000000 --event cas_0197a0c3000070008000000000000000-7\n  \
    hosopost webhook rotate whk_0197a0c3000070008000000000000000 --overlap-hours 48\n  \
    hosopost webhook disable whk_0197a0c3000070008000000000000000 --note \"bảo trì\"";

/// What to do with webhooks.
#[derive(Subcommand)]
pub(super) enum Action {
    /// Make a webhook and print its secret, which is shown this once; nothing is called by it
    #[command(after_help = EXAMPLES)]
    Create(Create),
    /// List all webhooks, the oldest first; secrets are not among it
    #[command(after_help = EXAMPLES)]
    List,
    /// One webhook, its public keys, and how much it was not told yet
    #[command(after_help = EXAMPLES)]
    Show {
        /// The webhook's id
        webhook: WebhookId,
    },
    /// Make a new key and print its secret; the one before signs beside it for a while
    #[command(after_help = EXAMPLES)]
    Rotate {
        /// The webhook's id
        webhook: WebhookId,
        /// For how many hours both keys sign; 0 when the old one became known
        #[arg(long, default_value_t = 24, value_name = "HOURS")]
        overlap_hours: i64,
    },
    /// Call it no more; what it would be told waits in the feed
    #[command(after_help = EXAMPLES)]
    Disable {
        /// The webhook's id
        webhook: WebhookId,
        /// Why
        #[arg(long, value_name = "TEXT")]
        note: Option<String>,
    },
    /// Call it again; it goes on where it stopped
    #[command(after_help = EXAMPLES)]
    Enable {
        /// The webhook's id
        webhook: WebhookId,
    },
    /// Remove it with all that belongs to it
    #[command(after_help = EXAMPLES)]
    Remove {
        /// The webhook's id
        webhook: WebhookId,
    },
    /// Tell again, under the same ids as the first time: everything behind a cursor or since a time, or one case
    #[command(after_help = EXAMPLES)]
    Replay(Replay),
    /// Skip what a case waits for, so that its next event is sent
    #[command(after_help = EXAMPLES)]
    Skip {
        /// The webhook's id
        webhook: WebhookId,
        /// The webhook-id of the event, as `waiting` and `attempts` print it
        #[arg(long, value_name = "ID")]
        event: String,
    },
    /// What was tried and what came back, the latest first
    #[command(after_help = EXAMPLES)]
    Attempts {
        /// The webhook's id
        webhook: WebhookId,
        /// How many to print
        #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(i64).range(1..=MAX_LIMIT))]
        limit: i64,
    },
    /// What was not acknowledged yet, in the order of the feed
    #[command(after_help = EXAMPLES)]
    Waiting {
        /// The webhook's id
        webhook: WebhookId,
        /// Only what is dead: whose last try failed
        #[arg(long)]
        dead: bool,
    },
}

#[derive(Args)]
pub(super) struct Create {
    /// Where to call: https, on the public Internet unless --webhook-private allows more
    #[arg(long)]
    url: String,

    /// An agency whose cases it is about; may be given several times; without it all
    #[arg(long = "agency", value_name = "CODE")]
    agencies: Vec<PointCode>,

    /// A type of event it is about, like parcel.deliver; may be given several times; without it all
    #[arg(long = "event", value_name = "TYPE")]
    events: Vec<EventName>,

    /// Behind which cursor of the feed to begin [default: with what is told from now on]
    #[arg(long, value_name = "CURSOR")]
    after: Option<i64>,
}

#[derive(Args)]
pub(super) struct Replay {
    /// The webhook's id
    webhook: WebhookId,

    /// Everything behind this cursor of the feed
    #[arg(long, value_name = "CURSOR", required_unless_present_any = ["since", "case"], conflicts_with_all = ["since", "case"])]
    after: Option<i64>,

    /// Everything that became known at this time or later, like 2025-04-08T09:30:00+07:00
    #[arg(long, value_name = "TIME", value_parser = At::parse, conflicts_with = "case")]
    since: Option<At>,

    /// One case from its first event; what is dead of it lives again
    #[arg(long, value_name = "CODE")]
    case: Option<CaseCode>,
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
    let by = WebhookKeeper::of(&cx.who)?;
    match action {
        Action::Create(wanted) => create(setup, conn, &cx, &by, wanted)?,
        Action::List => list(setup, conn)?,
        Action::Show { webhook } => show(conn, &cx, &by, webhook)?,
        Action::Rotate { webhook, overlap_hours } => {
            made(setup, &rotate_webhook(conn, &cx, &by, webhook, overlap_hours)?);
        }
        Action::Disable { webhook, note } => switch(setup, conn, &cx, webhook, false, note)?,
        Action::Enable { webhook } => switch(setup, conn, &cx, webhook, true, None)?,
        Action::Remove { webhook } => {
            delete_webhook(conn, &by, webhook)?;
            eprintln!("{webhook} is removed.");
        }
        Action::Replay(wanted) => {
            let what = match (wanted.after, wanted.since, wanted.case) {
                (Some(after), _, _) => What::After(after),
                (None, Some(since), _) => What::Since(since),
                (None, None, case) => {
                    What::Case(case.context("expected --after, --since or --case")?)
                }
            };
            said(setup, &replay_webhook(conn, &cx, &by, wanted.webhook, &what)?);
        }
        Action::Skip { webhook, event } => {
            tried(setup, &skip_event(conn, &cx, &by, webhook, &event)?);
        }
        Action::Attempts { webhook, limit } => {
            find_webhook(conn, &by, webhook)?;
            for attempt in attempts::list(conn, webhook, None, limit)?.items {
                tried(setup, &attempt);
            }
        }
        Action::Waiting { webhook, dead } => {
            find_webhook(conn, &by, webhook)?;
            waiting(setup, conn, webhook, dead)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn create(
    setup: &Setup,
    conn: &mut Conn,
    cx: &Context,
    by: &WebhookKeeper,
    wanted: Create,
) -> anyhow::Result<()> {
    let input = WebhookIn {
        url: WebhookUrl::read(&wanted.url, app::reach(&setup.settings.webhooks))?,
        scope: Scope::read(wanted.agencies, wanted.events)?,
        after: wanted.after,
    };
    let network = units::load_network(conn)?;
    made(setup, &create_webhook(conn, cx, by, &network, input)?);
    Ok(())
}

/// The secret alone on standard output, so that a script can take it.
fn made(setup: &Setup, made: &NewWebhook) {
    let (secret, public) = (made.key.secret.reveal(), made.key.signing.public());
    if setup.json {
        let mut told = told(&made.webhook);
        told["secret"] = secret.into();
        told["public_key"] = public.to_string().into();
        println!("{told}");
    } else {
        eprintln!("{} → {}", made.webhook.id, made.webhook.url);
        eprintln!("Public key (v1a): {public}");
        eprintln!("Its secret (v1), shown this once:");
        println!("{secret}");
    }
}

fn switch(
    setup: &Setup,
    conn: &mut Conn,
    cx: &Context,
    webhook: WebhookId,
    enabled: bool,
    note: Option<String>,
) -> anyhow::Result<()> {
    let by = WebhookKeeper::of(&cx.who)?;
    let network = units::load_network(conn)?;
    let change = WebhookChange { enabled: Some(enabled), note, ..WebhookChange::default() };
    said(setup, &change_webhook(conn, cx, &by, &network, webhook, change)?);
    Ok(())
}

fn list(setup: &Setup, conn: &mut Conn) -> anyhow::Result<()> {
    let mut after = None;
    loop {
        let page = webhooks::list(conn, None, after, MAX_LIMIT)?;
        page.items.iter().for_each(|webhook| said(setup, webhook));
        after = match page.next {
            Some(cursor) => Some(cursor.parse()?),
            None => return Ok(()),
        };
    }
}

fn said(setup: &Setup, webhook: &Webhook) {
    if setup.json {
        println!("{}", told(webhook));
    } else {
        let status = webhook.disabled.as_ref().map_or_else(
            || "enabled".to_owned(),
            |off| {
                let note = off.note.as_deref().unwrap_or_default();
                format!("disabled ({}) since {} {note}", off.why.as_str(), off.at)
            },
        );
        println!("{}  {}  cursor {}  {status}", webhook.id, webhook.url, webhook.position);
    }
}

fn show(
    conn: &mut Conn,
    cx: &Context,
    by: &WebhookKeeper,
    webhook: WebhookId,
) -> anyhow::Result<()> {
    let found = find_webhook(conn, by, webhook)?;
    let counts = deliveries::count(conn, webhook)?;
    let keys = webhooks::keys(conn, webhook)?;
    let keys = keys.iter().filter(|key| key.is_in_force(cx.now)).map(|key| {
        json!({
            "public_key": key.signing.public().to_string(),
            "created_at": key.created_at,
            "until": key.until,
        })
    });
    let mut shown = told(&found);
    shown["keys"] = keys.collect();
    shown["waiting"] = counts.waiting.into();
    shown["dead"] = counts.dead.into();
    println!("{shown:#}");
    Ok(())
}

fn waiting(setup: &Setup, conn: &mut Conn, webhook: WebhookId, dead: bool) -> anyhow::Result<()> {
    let mut after = 0;
    loop {
        let page = deliveries::waiting(conn, webhook, dead, after, MAX_LIMIT)?;
        for one in &page.items {
            if setup.json {
                println!(
                    "{}",
                    json!({
                        "event": one.event, "case_code": one.case_code, "attempts": one.attempts,
                        "type": format!("vn.hosopost.{}", one.kind), "due_at": one.due_at,
                        "died_at": one.died_at,
                    })
                );
            } else {
                let stands = match (one.due_at, one.died_at) {
                    (_, Some(died)) => format!("dead since {died}"),
                    (Some(due), None) => format!("due {due}"),
                    (None, None) => "behind another of its case".to_owned(),
                };
                println!("{}  {}  {}  {stands}", one.case_code, one.event, one.attempts);
            }
        }
        after = match page.next {
            Some(cursor) => cursor.parse()?,
            None => return Ok(()),
        };
    }
}

fn tried(setup: &Setup, attempt: &Attempt) {
    let failure = attempt.failure.map(crate::client::NoReply::as_str);
    if setup.json {
        println!(
            "{}",
            json!({
                "event": attempt.event, "case_code": attempt.case_code, "attempt": attempt.nth,
                "at": attempt.at, "took_ms": attempt.took_ms, "outcome": attempt.outcome.as_str(),
                "status": attempt.status, "failure": failure, "answer": attempt.answer,
                "next_at": attempt.next_at,
            })
        );
    } else {
        let status = attempt.status.map(|status| status.to_string());
        let came = status.or_else(|| failure.map(str::to_owned)).unwrap_or_default();
        let next = attempt.next_at.map_or_else(String::new, |at: At| format!("again {at}"));
        let about = attempt.case_code.as_deref().unwrap_or("test");
        println!(
            "{}  {about}  #{}  {}  {came}  {} ms  {next}",
            attempt.at,
            attempt.nth,
            attempt.outcome.as_str(),
            attempt.took_ms
        );
        if let Some(answer) = &attempt.answer {
            println!("    {answer}");
        }
    }
}

fn told(webhook: &Webhook) -> Value {
    let disabled = webhook.disabled.as_ref();
    json!({
        "webhook_id": webhook.id,
        "url": webhook.url.to_string(),
        "agencies": webhook.scope.agencies,
        "events": webhook.scope.events,
        "status": if disabled.is_some() { "disabled" } else { "enabled" },
        "disabled_why": disabled.map(|disabled| disabled.why.as_str()),
        "disabled_at": disabled.map(|disabled| disabled.at),
        "note": disabled.and_then(|disabled| disabled.note.clone()),
        "cursor": webhook.position.to_string(),
        "created_at": webhook.created_at,
    })
}
