//! Setting the stage: the fixtures in an empty database, numbers to draw from, and a token for everybody
//! who acts.

use anyhow::{Context as _, anyhow};
use include_dir::{Dir, include_dir};

use super::cast::{ASTRAY, CENTRE, COMMUNE, Cast, DISTRICT, NEW_DESK, OLD_DESK, SORTING, VILLAGE};
use super::door::Person;
use crate::app::{self, App};
use crate::base::{Actor, Clock, Context, Ids, Lang, PointCode, Role};
use crate::commands::user::drawn;
use crate::config::Settings;
use crate::flows::import::{ImportFile, Kind, import};
use crate::flows::{self, FirstPassword};
use crate::people::{Administrator, TokenIn, UserIn};
use crate::store::{schema, units};

/// The places, days and procedures of Hà Tĩnh, in the formats of `hosopost import`.
static FIXTURES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/fixtures");

/// Migrates and imports.
pub(super) fn set(settings: &Settings) -> anyhow::Result<()> {
    let mut conn = app::database(settings)?.open()?;
    schema::migrate(&mut conn)?;
    let cx = Context { now: Clock::System.now(), who: Actor::process(), ids: Ids::Random };
    let by = Administrator::of(&cx.who)?;
    println!("Nạp dữ liệu Hà Tĩnh / importing the places of Hà Tĩnh:");
    for kind in Kind::ALL {
        let name = format!("{kind}.csv");
        let file = FIXTURES.get_file(&name).with_context(|| format!("fixtures/{name}"))?;
        let file = ImportFile::own(kind, file.contents());
        let report = import(&mut conn, &cx, &by, &file, &mut |_| {})?;
        println!("  {kind:<12} {:>4}", report.added);
    }
    Ok(())
}

/// Somebody who can sign in to the pages of staff.
pub(super) struct SignIn {
    /// The name to sign in with.
    pub name: &'static str,
    /// What they are, in words.
    pub role: String,
    /// The password, which was drawn for this demo.
    pub password: String,
}

/// Makes users who can sign in when the stories are told: of points that are open today.
pub(super) fn sign_ins(settings: &Settings) -> anyhow::Result<Vec<SignIn>> {
    let mut conn = app::database(settings)?.open()?;
    let cx = Context { now: Clock::System.now(), who: Actor::process(), ids: Ids::Random };
    let by = Administrator::of(&cx.who)?;
    let network = units::load_network(&mut conn)?;
    let users: [(&str, Role, &[&str]); 4] = [
        ("lan.nguyen", Role::Clerk, &[VILLAGE, COMMUNE]),
        ("huong.tran", Role::Officer, &[CENTRE]),
        ("son.pham", Role::Manager, &[]),
        ("mai.le", Role::Administrator, &[]),
    ];
    let mut made = Vec::new();
    for (name, role, points) in users {
        let places: Result<Vec<PointCode>, _> = points.iter().map(|code| code.parse()).collect();
        let (password, hash) = drawn(&cx.ids);
        let input = UserIn::read(name, role, places?)?;
        let first = (&hash, FirstPassword::Chosen);
        flows::create_user(&mut conn, &cx, &by, &network, input, first)?;
        let words = role.words();
        let role = format!("{} / {}", words.to(Lang::Vi), words.to(Lang::En));
        made.push(SignIn { name, role, password: password.reveal().to_owned() });
    }
    Ok(made)
}

/// Gives everybody a token.
pub(super) async fn engage(app: &App) -> anyhow::Result<Cast> {
    let cx = Context { now: app.clock.now(), who: Actor::process(), ids: app.ids.clone() };
    app.intake
        .run(move |conn, known| {
            let by = Administrator::of(&cx.who)?;
            let mut person = |called, role, points: &[&str]| {
                let points = points.iter().map(|code| code.parse::<PointCode>()).collect::<Result<
                    Vec<_>,
                    _,
                >>(
                )?;
                let token = TokenIn::read(called, role, points)?;
                let (_, secret) = flows::create_token(conn, &cx, &by, &known.network, token)?;
                Ok::<_, anyhow::Error>(Person { called, secret: secret.reveal().to_owned() })
            };
            Ok::<_, anyhow::Error>(Cast {
                village_clerk: person("village-clerk", Role::Clerk, &[VILLAGE])?,
                district_clerk: person("district-clerk", Role::Clerk, &[DISTRICT])?,
                astray_clerk: person("can-loc-clerk", Role::Clerk, &[ASTRAY])?,
                sorting_clerk: person("sorting-clerk", Role::Clerk, &[SORTING])?,
                centre_clerk: person("centre-clerk", Role::Clerk, &[CENTRE])?,
                centre_officer: person("centre-officer", Role::Officer, &[CENTRE])?,
                commune_clerk: person("commune-clerk", Role::Clerk, &[COMMUNE])?,
                driver: person("driver", Role::Courier, &[VILLAGE, DISTRICT, COMMUNE])?,
                postman: person("postman", Role::Courier, &[DISTRICT])?,
                system: person("one-stop-system", Role::Partner, &[CENTRE, OLD_DESK])?,
                manager: person("manager", Role::Manager, &[])?,
                new_officer: person("thach-ha-officer", Role::Officer, &[NEW_DESK])?,
                administrator: person("administrator", Role::Administrator, &[])?,
            })
        })
        .await
        .map_err(|error| anyhow!("the stage could not be set: {error}"))?
}
