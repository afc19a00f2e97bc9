//! `user`: members of staff who sign in. The first administrator is entered here, by who holds the
//! database.

use std::io::{IsTerminal, Read};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Args, Subcommand};

use super::Setup;
use crate::app;
use crate::base::paging::MAX_LIMIT;
use crate::base::{Actor, At, Clock, Context, Ids, PointCode, Role};
use crate::flows::{self, FirstPassword};
use crate::people::{Administrator, Password, PasswordHash, User, UserIn, UserName};
use crate::store::{Conn, schema, units, users};

pub(super) const EXAMPLES: &str = "Examples:\n  \
    hosopost user create mai.tran --role administrator\n  \
    hosopost user create lan.nguyen --role clerk --point 480000 --one-time\n  \
    hosopost user list\n  hosopost user reset lan.nguyen\n  hosopost user disable lan.nguyen\n  \
    hosopost user places lan.nguyen --point 480000 --point 480990";

/// What to do with users.
#[derive(Subcommand)]
pub(super) enum Action {
    /// Enter a member of staff; the password is typed here, read from standard input, or drawn
    #[command(after_help = EXAMPLES)]
    Create(Create),
    /// List all users by name
    #[command(after_help = EXAMPLES)]
    List,
    /// Print a one-time password in place of a forgotten one; ends every session, and lets a disabled
    /// user in again
    #[command(after_help = EXAMPLES)]
    Reset {
        /// The name by which the user signs in
        name: UserName,
    },
    /// Let a user in no more; every session ends, and what they did stays on record
    #[command(after_help = EXAMPLES)]
    Disable {
        /// The name by which the user signs in
        name: UserName,
    },
    /// Give a user other points to act at, in place of the present ones
    #[command(after_help = EXAMPLES)]
    Places {
        /// The name by which the user signs in
        name: UserName,
        /// A point; may be given several times
        #[arg(long = "point", value_name = "CODE")]
        points: Vec<PointCode>,
    },
}

#[derive(Args)]
pub(super) struct Create {
    /// The name to sign in with: small letters, digits, . - _ @
    name: UserName,

    /// clerk, courier, officer, manager or administrator
    #[arg(long)]
    role: Role,

    /// A point to act at; may be given several times
    #[arg(long = "point", value_name = "CODE")]
    points: Vec<PointCode>,

    /// Read the password from standard input, for scripts
    #[arg(long, conflicts_with = "one_time")]
    password_stdin: bool,

    /// Print a drawn password, to be changed at the first sign-in, good for four days
    #[arg(long)]
    one_time: bool,
}

/// Does it.
pub(super) fn run(setup: &Setup, action: Action) -> anyhow::Result<ExitCode> {
    let mut conn = app::database(&setup.settings)?.open()?;
    anyhow::ensure!(
        schema::pending(&mut conn)? == 0,
        "the database does not fit this program: run hosopost migrate"
    );
    let cx = Context { now: Clock::System.now(), who: Actor::process(), ids: Ids::Random };
    let by = Administrator::of(&cx.who)?;
    match action {
        Action::Create(wanted) => create(setup, &mut conn, &cx, &by, wanted)?,
        Action::List => list(setup, &mut conn, cx.now)?,
        Action::Reset { name } => {
            let (password, hash) = drawn(&cx.ids);
            let user = flows::reset_user(&mut conn, &cx, &by, &name, &hash)?;
            tell(setup, &user, cx.now, Some(&password));
        }
        Action::Disable { name } => {
            let user = flows::disable_user(&mut conn, &cx, &by, &name)?;
            tell(setup, &user, cx.now, None);
        }
        Action::Places { name, points } => {
            let network = units::load_network(&mut conn)?;
            let user = flows::place_user(&mut conn, &cx, &by, &network, &name, points)?;
            tell(setup, &user, cx.now, None);
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn create(
    setup: &Setup,
    conn: &mut Conn,
    cx: &Context,
    by: &Administrator,
    wanted: Create,
) -> anyhow::Result<()> {
    let input = UserIn::read(wanted.name.as_str(), wanted.role, wanted.points)?;
    let network = units::load_network(conn)?;
    let (password, hash, first) = if wanted.one_time {
        let (password, hash) = drawn(&cx.ids);
        (Some(password), hash, FirstPassword::OneTime)
    } else {
        let chosen = Password::chosen(&given(wanted.password_stdin)?, input.name())?;
        (None, PasswordHash::of(&chosen, salt(&cx.ids)), FirstPassword::Chosen)
    };
    let user = flows::create_user(conn, cx, by, &network, input, (&hash, first))?;
    tell(setup, &user, cx.now, password.as_ref());
    Ok(())
}

/// The password that a person types, unseen and twice, or a script sends.
fn given(from_stdin: bool) -> anyhow::Result<String> {
    if from_stdin {
        let mut text = String::new();
        let longest = 4 * Password::MAX as u64;
        std::io::stdin().take(longest).read_to_string(&mut text).context("--password-stdin")?;
        let line = text.lines().next().unwrap_or_default();
        return Ok(line.to_owned());
    }
    anyhow::ensure!(
        std::io::stdin().is_terminal(),
        "there is no terminal to type a password on: use --password-stdin or --one-time"
    );
    let first = rpassword::prompt_password("Password (at least 12 characters, not shown): ")?;
    let again = rpassword::prompt_password("The same again: ")?;
    anyhow::ensure!(first == again, "the two passwords are not the same");
    Ok(first)
}

/// A password nobody chose, and its fingerprint.
pub(super) fn drawn(ids: &Ids) -> (Password, PasswordHash) {
    let password = Password::draw(ids);
    let hash = PasswordHash::of(&password, salt(ids));
    (password, hash)
}

fn salt(ids: &Ids) -> [u8; 16] {
    let mut salt = [0; 16];
    ids.fill(&mut salt);
    salt
}

fn tell(setup: &Setup, user: &User, now: At, one_time: Option<&Password>) {
    if setup.json {
        let mut told = told(user, now);
        if let Some(password) = one_time {
            told["one_time_password"] = password.reveal().into();
        }
        println!("{told}");
        return;
    }
    eprintln!("{} ({}), {}.", user.name, user.role, user.standing(now));
    if let (Some(password), Some(until)) = (one_time, user.one_time_until) {
        // The password alone on standard output, so that a script can take it.
        eprintln!("One-time password, shown this once and good until {until}:");
        println!("{}", password.reveal());
    }
}

fn list(setup: &Setup, conn: &mut Conn, now: At) -> anyhow::Result<()> {
    let mut after: Option<UserName> = None;
    loop {
        let page = users::list(conn, after.as_ref(), MAX_LIMIT)?;
        for user in &page.items {
            if setup.json {
                println!("{}", told(user, now));
            } else {
                let places: Vec<&str> = user.places.iter().map(PointCode::as_str).collect();
                let seen =
                    user.signed_in_at.map_or_else(|| "never".to_owned(), |at| at.to_string());
                println!(
                    "{:24}  {:13}  {:13}  {seen:25}  {}",
                    user.name.as_str(),
                    user.role.as_str(),
                    user.standing(now),
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

fn told(user: &User, now: At) -> serde_json::Value {
    serde_json::json!({
        "user": user.id,
        "name": user.name.as_str(),
        "role": user.role,
        "points": user.places,
        "standing": user.standing(now),
        "one_time_until": user.one_time_until,
        "created_at": user.created_at,
        "signed_in_at": user.signed_in_at,
        "disabled_at": user.disabled_at,
    })
}
