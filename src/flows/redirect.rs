//! The receiver of a parcel asks for another delivery, by the page or by telling somebody who may note it
//! down. The wish is kept beside the leg; the case is told that there is one, in the same transaction, and
//! never who the neighbour is.

use std::collections::BTreeSet;

use serde_json::json;

use crate::base::codes::QrCode;
use crate::base::{At, Context, PersonId, UnitCode};
use crate::calendar::{Audience, Calendars, WorkingCalendar};
use crate::cases::wish::{check_day, hands_out};
use crate::cases::{Endpoint, KeptWish, Leg, Wish, WishRefusal};
use crate::custody::{State, Timeline};
use crate::feed::fact::payload;
use crate::feed::{FactKind, NewFact};
use crate::network::Network;
use crate::parcels::{ItemRefusal, Parcel};
use crate::people::{CookieSecret, PersonIn, Redirector};
use crate::store::{Conn, StoreError, cases, facts, legs, parcels, persons, wishes, write};

use super::refusal::FlowRefusal;
use super::track::Found;

/// By what wishes are judged.
#[derive(Debug, Clone, Copy)]
pub struct Redirecting<'a> {
    /// Where parcels can be fetched.
    pub network: &'a Network,
    /// When the post works.
    pub calendars: &'a Calendars,
    /// How many days ahead a delivery may be put off.
    pub most_days: u32,
}

impl<'a> Redirecting<'a> {
    /// The days of the post.
    pub fn days(&self) -> WorkingCalendar<'a> {
        self.calendars.of(vec![Audience::Post, Audience::Everyone])
    }
}

/// Who says it, and of which parcel.
#[derive(Debug, Clone, Copy)]
pub enum Asking<'a> {
    /// The citizen, who proved a right to it.
    Citizen(&'a QrCode, &'a CookieSecret),
    /// Somebody of the post or the agency, for a citizen who came or rang up; the code as typed.
    Staff(&'a str, &'a Redirector),
}

/// Keeps the wish, and tells the case.
pub fn redirect(
    conn: &mut Conn,
    cx: &Context,
    rules: &Redirecting<'_>,
    asking: Asking<'_>,
    wish: Wish<PersonIn>,
) -> Result<KeptWish, FlowRefusal> {
    write(conn, |conn| {
        let parcel = parcel_of(conn, cx.now, asking)?;
        let leg = legs::find(conn, parcel.leg)?
            .ok_or_else(|| StoreError::bad_row("parcels", parcel.id, "its leg is gone"))?;
        // Whoever scans the parcel waits for the case too: what is read below still holds at the commit.
        facts::lock_cases(conn, &BTreeSet::from([leg.case]))?;
        let Some(Found { leg, timeline, .. }) = Found::of(conn, parcel.clone())? else {
            return Err(unknown(parcel.tracking.as_str()).into());
        };
        check_redirectable(&leg, &timeline)?;
        let before = wishes::standing(conn, parcel.key)?;
        check(cx.now, rules, before.as_ref(), &wish)?;
        // Nobody needs to know any more who would have taken it.
        if let Some(KeptWish { wish: Wish::Proxy(person), .. }) = before {
            persons::erase(conn, person)?;
        }
        let by = match asking {
            Asking::Citizen(..) => None,
            Asking::Staff(..) => Some(cx.who.token),
        };
        let kept = KeptWish { wish: settle(conn, cx, wish)?, by, recorded_at: cx.now };
        wishes::insert(conn, leg.id, &kept)?;
        facts::tell(conn, vec![fact(&leg, &parcel, &kept)], cx.now)?;
        Ok(kept)
    })
}

fn unknown(code: &str) -> ItemRefusal {
    ItemRefusal::Unknown(code.chars().take(60).collect())
}

/// The parcel, for who may say something about it; any other is answered as one that is not there.
fn parcel_of(conn: &mut Conn, now: At, asking: Asking<'_>) -> Result<Parcel, FlowRefusal> {
    match asking {
        Asking::Citizen(code, secret) => {
            let found = Found::by_proof(conn, (code, secret), now)?;
            found.map(|(found, _)| found.parcel).ok_or_else(|| unknown(code.as_str()).into())
        }
        Asking::Staff(code, by) => {
            let parcel = parcels::find_by_code(conn, code)?.ok_or_else(|| unknown(code))?;
            let leg = legs::find(conn, parcel.leg)?.ok_or_else(|| unknown(code))?;
            let case = cases::load(conn, leg.case)?;
            by.at(&case.agency).map_err(|_| unknown(code))?;
            Ok(parcel)
        }
    }
}

/// What staff are shown before they note a wish down.
#[derive(Debug, Clone)]
pub struct Deliverable {
    /// The parcel.
    pub parcel: Parcel,
    /// What holds now.
    pub wish: Option<KeptWish>,
    /// The commune of the receiver's address, as far as one was named.
    pub home: Option<UnitCode>,
    /// Whether anything can still be asked for.
    pub open: Result<(), WishRefusal>,
}

/// The parcel of a code, for staff who may note a wish down; any other is answered as one that is not there.
pub fn look_at_delivery(
    conn: &mut Conn,
    now: At,
    by: &Redirector,
    code: &str,
) -> Result<Deliverable, FlowRefusal> {
    let parcel = parcel_of(conn, now, Asking::Staff(code, by))?;
    let Some(Found { leg, timeline, .. }) = Found::of(conn, parcel.clone())? else {
        return Err(unknown(code).into());
    };
    let home = match leg.to.person() {
        Some(person) => persons::unit_of(conn, *person)?,
        None => None,
    };
    let wish = wishes::standing(conn, parcel.key)?;
    Ok(Deliverable { wish, home, open: check_redirectable(&leg, &timeline), parcel })
}

/// Whether a parcel can still be redirected at all.
pub fn check_redirectable(leg: &Leg, timeline: &Timeline) -> Result<(), WishRefusal> {
    let back = timeline.returning || timeline.state == State::Returning;
    let over = back || timeline.state.is_end();
    match &leg.to {
        Endpoint::Point(_) => Err(WishRefusal::NotToAPerson),
        Endpoint::Person(_) if over => Err(WishRefusal::Over),
        Endpoint::Person(_) => Ok(()),
    }
}

fn check(
    now: At,
    rules: &Redirecting<'_>,
    before: Option<&KeptWish>,
    wish: &Wish<PersonIn>,
) -> Result<(), WishRefusal> {
    let today = now.date();
    match wish {
        Wish::Day(day) => check_day(&rules.days(), today, rules.most_days, *day),
        Wish::Proxy(person) if person.phone.is_none() => Err(WishRefusal::NoPhone),
        Wish::Proxy(_) => Ok(()),
        Wish::Point(code) => match rules.network.point_on(code, today) {
            Some(point) if hands_out(point) => Ok(()),
            Some(_) | None => Err(WishRefusal::Point(code.clone())),
        },
        Wish::Withdrawn if before.is_none() => Err(WishRefusal::NothingToWithdraw),
        Wish::Withdrawn => Ok(()),
    }
}

/// Gives the neighbour a row that can be erased.
fn settle(conn: &mut Conn, cx: &Context, wish: Wish<PersonIn>) -> Result<Wish, StoreError> {
    Ok(match wish {
        Wish::Day(day) => Wish::Day(day),
        Wish::Proxy(details) => {
            let person = details.into_person(PersonId::new(cx.ids.uuid(cx.now)));
            persons::save(conn, &person, cx.now)?;
            Wish::Proxy(person.id)
        }
        Wish::Point(code) => Wish::Point(code),
        Wish::Withdrawn => Wish::Withdrawn,
    })
}

/// What the case is told: that the delivery is another, and how; of a neighbour nothing.
fn fact(leg: &Leg, parcel: &Parcel, kept: &KeptWish) -> NewFact {
    let (day, point) = match &kept.wish {
        Wish::Day(day) => (Some(day), None),
        Wish::Point(code) => (None, Some(code)),
        Wish::Proxy(_) | Wish::Withdrawn => (None, None),
    };
    NewFact {
        case: leg.case,
        kind: FactKind::Redirected,
        effective_at: kept.recorded_at,
        item: Some(parcel.key),
        scan: None,
        revises: false,
        data: payload(&json!({
            "leg_id": leg.id,
            "direction": leg.direction,
            "parcel_id": parcel.id,
            "tracking_number": parcel.tracking,
            "wish": kept.wish.kind(),
            "day": day,
            "point": point,
            "asked_by": if kept.by.is_some() { "staff" } else { "citizen" },
        })),
    }
}
