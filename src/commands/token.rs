//! `token`: what a counter, a device or a one-stop system shows to say who it is.

use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::Setup;
use crate::app;
use crate::base::paging::MAX_LIMIT;
use crate::base::{Actor, Clock, Context, Ids, PointCode, Role, TokenId};
use crate::flows;
use crate::people::{Administrator, Token, TokenIn};
use crate::store::{Conn, schema, tokens, units};

pub(super) const EXAMPLES: &str = "Examples:\n  \
    hosopost token create --role administrator --name \"control room\"\n  \
    hosopost token create --role clerk --point 480000 --name \"counter 2\"\n  \
    hosopost token list\n  hosopost token revoke tok_0197a0c3000070008000000000000000";

/// What to do with tokens.
#[derive(Subcommand)]
pub(super) enum Action {
    /// Make a token and print its secret, which is shown this once and kept nowhere
    #[command(after_help = EXAMPLES)]
    Create(Create),
    /// List all tokens, the oldest first; secrets are not among it
    #[command(after_help = EXAMPLES)]
    List,
    /// Revoke a token; scans that its device still holds are taken and set aside
    #[command(after_help = EXAMPLES)]
    Revoke {
        /// The token's id, as `token list` prints it
        token: TokenId,
    },
}

#[derive(Args)]
pub(super) struct Create {
    /// clerk, courier, officer, manager, administrator or partner
    #[arg(long)]
    role: Role,

    /// A point it may act at; may be given several times (a partner's agencies)
    #[arg(long = "point", value_name = "CODE")]
    points: Vec<PointCode>,

    /// What to call it: a counter, a device, a system; not a citizen
    #[arg(long, default_value = "")]
    name: String,
}

/// Does it.
pub(super) fn run(setup: &Setup, action: Action) -> anyhow::Result<ExitCode> {
    let mut conn = app::database(&setup.settings)?.open()?;
    anyhow::ensure!(
        schema::pending(&mut conn)? == 0,
        "the database does not fit this program: run hosopost migrate"
    );
    let cx = Context { now: Clock::System.now(), who: Actor::process(), ids: Ids::Random };
    match action {
        Action::Create(wanted) => create(setup, &mut conn, &cx, wanted)?,
        Action::List => list(setup, &mut conn)?,
        Action::Revoke { token } => {
            let revoked = flows::revoke_token(&mut conn, &cx, &Administrator::of(&cx.who)?, token)?;
            if setup.json {
                println!("{}", told(&revoked));
            } else {
                println!("{} ({}) is revoked.", revoked.id, revoked.name);
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn create(setup: &Setup, conn: &mut Conn, cx: &Context, wanted: Create) -> anyhow::Result<()> {
    let input = TokenIn::read(&wanted.name, wanted.role, wanted.points)?;
    let network = units::load_network(conn)?;
    let right = Administrator::of(&cx.who)?;
    let (token, secret) = flows::create_token(conn, cx, &right, &network, input)?;
    if setup.json {
        let mut told = told(&token);
        told["secret"] = secret.reveal().into();
        println!("{told}");
    } else {
        // The secret alone on standard output, so that a script can take it.
        eprintln!("{} ({}), {}. Its secret, shown this once:", token.id, token.name, token.role);
        println!("{}", secret.reveal());
    }
    Ok(())
}

fn list(setup: &Setup, conn: &mut Conn) -> anyhow::Result<()> {
    let mut after = None;
    loop {
        let page = tokens::list(conn, after, MAX_LIMIT)?;
        for token in &page.items {
            if setup.json {
                println!("{}", told(token));
            } else {
                let places: Vec<&str> = token.places.iter().map(PointCode::as_str).collect();
                let state = token.revoked_at.map_or_else(String::new, |at| format!("revoked {at}"));
                println!(
                    "{}  {:13}  {:24}  {}  {state}",
                    token.id,
                    token.role.as_str(),
                    token.name,
                    places.join(" ")
                );
            }
        }
        after = match page.next {
            Some(cursor) => Some(cursor.parse()?),
            None => return Ok(()),
        };
    }
}

fn told(token: &Token) -> serde_json::Value {
    serde_json::json!({
        "token": token.id,
        "name": token.name,
        "role": token.role,
        "points": token.places,
        "created_at": token.created_at,
        "revoked_at": token.revoked_at,
    })
}
