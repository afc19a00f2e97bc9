//! What else happened at a door beside the delivery: originals that were collected, which go back to the agency as a
//! leg of their own; a fee that was paid; another day that was asked for. All of it, or nothing.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::base::ids::uuid_of;
use crate::base::{At, Context, Dong, PointCode};
use crate::cases::Wish;
use crate::flows::collect_money::{Collection, PaidFor, collect_money};
use crate::flows::collect_originals::collect_originals;
use crate::flows::once::{RequestKey, once};
use crate::flows::redirect::{Asking, Redirecting, redirect};
use crate::flows::refusal::FlowRefusal;
use crate::flows::world::World;
use crate::ledger::Method;
use crate::parcels::{ItemRefusal, PaperList};
use crate::people::{Cashier, Collector, Redirector};
use crate::store::{Conn, cases, legs, parcels, write};

/// What happened.
#[derive(Debug, Clone)]
pub struct DoorIn {
    /// Made on the phone; sending it again is harmless.
    pub id: Uuid,
    /// Tells whether the same is sent again.
    pub fingerprint: String,
    /// The parcel, by whatever code.
    pub code: String,
    /// The point from which one goes.
    pub at: PointCode,
    /// When, by the phone's clock.
    pub happened_at: At,
    /// The originals that were collected.
    pub originals: Option<PaperList>,
    /// What was paid, and for what.
    pub fee: Option<(PaidFor, Dong)>,
    /// The day for which the next attempt was asked.
    pub next: Option<NaiveDate>,
}

/// What was made of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoneAtDoor {
    /// The leg that carries the originals back.
    pub leg: Option<String>,
    /// The number of its parcel.
    pub tracking: Option<String>,
}

/// Records it. True beside it where this was the first time.
pub fn done_at_door(
    conn: &mut Conn,
    cx: &Context,
    (world, wishes): (&World<'_>, &Redirecting<'_>),
    input: &DoorIn,
) -> Result<(DoneAtDoor, bool), FlowRefusal> {
    let (collector, cashier) = (Collector::of(&cx.who)?, Cashier::of(&cx.who)?);
    let redirector = Redirector::of(&cx.who)?;
    collector.at(&input.at)?;
    let key =
        RequestKey::read(format!("door:{}", input.id).as_bytes(), input.fingerprint.as_bytes());
    let mut first = false;
    let done = once(conn, cx, key.as_ref(), |conn| {
        first = true;
        write(conn, |conn| {
            let unknown = || ItemRefusal::Unknown(input.code.chars().take(60).collect());
            let parcel = parcels::find_by_code(conn, &input.code)?.ok_or_else(unknown)?;
            let leg = legs::find(conn, parcel.leg)?.ok_or_else(unknown)?;
            let case = cases::load(conn, leg.case)?;
            let opened = match &input.originals {
                Some(papers) => {
                    let papers = papers.clone();
                    Some(collect_originals(conn, cx, &collector, world, leg.id, papers, None)?)
                }
                None => None,
            };
            if let Some((kind, amount)) = input.fee {
                let paid = Collection {
                    id: Some(uuid_of(input.happened_at, &format!("door {}", input.id))),
                    case_code: Some(case.code),
                    leg: None,
                    kind,
                    amount,
                    method: Method::Cash,
                    at: Some(input.at.clone()),
                    receipt: None,
                };
                collect_money(conn, cx, &cashier, world, &paid)?;
            }
            if let Some(day) = input.next {
                let asking = Asking::Staff(parcel.tracking.as_str(), &redirector);
                redirect(conn, cx, wishes, asking, Wish::Day(day))?;
            }
            let leg = opened.as_ref().map(|opened| opened.leg.id.to_string());
            let tracking = opened.map(|opened| opened.parcel.tracking.to_string());
            Ok::<_, FlowRefusal>(DoneAtDoor { leg, tracking })
        })
    })?;
    Ok((done, first))
}
