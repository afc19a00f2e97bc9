//! Somebody draws up a list: of what lies in a bag, on a run, with a postman, in an office by the record, or of
//! what they scanned. Drawn up again of the same, it is the same list.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;

use crate::base::codes::ManifestNumber;
use crate::base::{Capacity, Context, ItemKey, PointCode, Role, TokenId};
use crate::custody::Custodian;
use crate::dispatch::manifest::{Line, MOST_LINES, Manifest, SheetRefusal, Subject};
use crate::flows::look_at_carrier::{find_bag, find_run};
use crate::flows::refusal::FlowRefusal;
use crate::network::Network;
use crate::parcels::{ItemKind, ItemRefusal};
use crate::people::{CarrierReader, Forbidden, ListKeeper};
use crate::store::{Conn, bags, codes, custody, manifests, parcels, write};

/// Of what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Of {
    /// The bag of this code.
    Bag(String),
    /// The run of this code.
    Run(String),
    /// This postman's round.
    Round(TokenId),
    /// What the office has in hand.
    Office,
    /// The lists signed on this day; today when none is named.
    Book(Option<NaiveDate>),
}

/// A list to be drawn up.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Of what.
    pub of: Of,
    /// Where.
    pub at: PointCode,
    /// For whom, where the point acts for both.
    pub capacity: Option<Capacity>,
    /// What was scanned; empty for what is there by the record.
    pub codes: Vec<String>,
}

/// Draws it up.
pub fn draw_up(
    conn: &mut Conn,
    cx: &Context,
    by: &ListKeeper,
    network: &Network,
    asked: Asked,
) -> Result<Manifest, FlowRefusal> {
    by.at(&asked.at)?;
    let (at, today) = (asked.at, cx.now.date());
    let unknown = || ItemRefusal::UnknownPoint { field: "at", point: at.clone(), date: today };
    let point = network.point_on(&at, today).or_else(|| network.point(&at)).ok_or_else(unknown)?;
    let usual = if cx.who.role == Role::Officer { Capacity::Desk } else { Capacity::Post };
    let capacity = asked.capacity.unwrap_or_else(|| point.roles.only().unwrap_or(usual));
    let here = Custodian::Point { code: at.clone(), capacity };
    write(conn, |conn| {
        let mut day = today;
        let (subject, keys) = match asked.of {
            Of::Bag(code) => {
                let bag = find_bag(conn, &CarrierReader::of(&cx.who)?, &code)?;
                (Subject::Bag(bag.key), custody::contents_now(conn, bag.key)?)
            }
            Of::Run(code) => {
                let (run, _) = find_run(conn, &CarrierReader::of(&cx.who)?, network, &code)?;
                day = run.date;
                (Subject::Run(run.key), custody::contents_now(conn, run.key)?)
            }
            Of::Round(token) => {
                own_round(cx, token)?;
                let holder = Custodian::Postman { token };
                (Subject::Round(token), manifests::in_hand(conn, &holder, MOST_LINES)?)
            }
            Of::Office => (Subject::Office, manifests::in_hand(conn, &here, MOST_LINES)?),
            Of::Book(on) => {
                day = on.unwrap_or(today);
                (Subject::Book, Vec::new())
            }
        };
        let lines = if subject == Subject::Book {
            let line = |number: crate::base::codes::HandoverNumber| Line {
                code: number.to_string(),
                item: None,
            };
            manifests::signed_on(conn, &at, day)?.into_iter().map(line).collect()
        } else if asked.codes.is_empty() {
            named(conn, &keys)?
        } else {
            let keys = scanned(conn, &asked.codes)?;
            named(conn, &keys)?
        };
        match lines.len() {
            0 => return Err(SheetRefusal::Empty.into()),
            got if got > MOST_LINES => {
                return Err(SheetRefusal::TooLong { most: MOST_LINES, got }.into());
            }
            _ => {}
        }
        let mut list = Manifest {
            number: ManifestNumber::draw(today, &cx.ids).to_string(),
            subject,
            at: at.clone(),
            capacity,
            day,
            made_at: cx.now,
            made_by: cx.who.token,
            lines,
        };
        match manifests::find_alike(conn, &list)? {
            Some(number) => {
                let kept = manifests::find(conn, &number)?;
                list = kept.unwrap_or(list);
            }
            None => manifests::insert(conn, &list)?,
        }
        Ok(list)
    })
}

/// A postman draws up his own round alone; a clerk that of anybody.
fn own_round(cx: &Context, postman: TokenId) -> Result<(), Forbidden> {
    if cx.who.role == Role::Courier && cx.who.token != postman {
        let needs = vec![Role::Clerk, Role::Administrator];
        return Err(Forbidden::Role { needs, has: cx.who.role });
    }
    Ok(())
}

/// The items of scanned codes, each once, in their order; a code that is on nothing is refused.
fn scanned(conn: &mut Conn, texts: &[String]) -> Result<Vec<ItemKey>, FlowRefusal> {
    let owners = codes::find_many(conn, texts)?;
    let mut seen = BTreeSet::new();
    let mut keys = Vec::with_capacity(texts.len());
    for text in texts {
        let owner = owners.get(text).filter(|owner| owner.kind != ItemKind::Run);
        let owner = owner.ok_or_else(|| ItemRefusal::Unknown(text.chars().take(60).collect()))?;
        if seen.insert(owner.key) {
            keys.push(owner.key);
        }
    }
    Ok(keys)
}

/// The lines of these items: bags first, then parcels, each by their codes.
fn named(conn: &mut Conn, keys: &[ItemKey]) -> Result<Vec<Line>, FlowRefusal> {
    let bags: HashMap<ItemKey, String> = bags::find_many(conn, keys)?
        .into_iter()
        .map(|bag| (bag.key, bag.code.to_string()))
        .collect();
    let parcels = parcels::find_many(conn, keys)?.into_iter();
    let parcels = parcels.map(|parcel| (parcel.key, parcel.tracking.to_string()));
    let sorted = |lines: &mut Vec<Line>| lines.sort_by(|a, b| a.code.cmp(&b.code));
    let line = |(key, code)| Line { code, item: Some(key) };
    let (mut first, mut then): (Vec<Line>, Vec<Line>) =
        (bags.into_iter().map(line).collect(), parcels.map(line).collect());
    sorted(&mut first);
    sorted(&mut then);
    first.append(&mut then);
    Ok(first)
}
