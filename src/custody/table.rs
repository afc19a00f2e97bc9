//! The transition table: what each action does in each state. Everything else in custody follows it.
//!
//! A scan is a fact: there is no pair that is refused. Where an action does not fit the state, the table
//! still says what holds afterwards, because the person had the item in hand, and names the anomaly.

use std::fmt::Write as _;

use super::action::Action;
use super::anomaly::AnomalyKind;
use super::state::State;

/// The state after an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// This one.
    To(State),
    /// As before.
    Same,
    /// At a point: `delivered` where the parcel was bound for this holder, `returned` where it came
    /// from here and is on its way back, `returning` elsewhere on the way back, else `at_point`.
    Arrived,
    /// `delivered`, or `returned` when it is on its way back.
    Ended,
}

/// Who is custodian after an action. Before it, who has the item in hand is custodian already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// Nobody new: who had it in hand, or, where presence is not proven, who held it before.
    Stays,
    /// The bag or run it was put into, and whoever holds that.
    Carrier,
    /// The postman who scanned.
    Postman,
    /// The person it was meant for; when it is bound for a desk, nobody new until the desk receives it.
    Receiver,
    /// The point that took over from the one that ended, where that one held it; else nobody new.
    Successor,
}

/// One cell of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// The state afterwards.
    pub next: Next,
    /// The custodian afterwards.
    pub then: Then,
    /// What is odd about it.
    pub odd: Option<AnomalyKind>,
}

/// What `action` does to a parcel in `state`.
#[expect(clippy::too_many_lines, reason = "one table, read as one: splitting it would hide a pair")]
pub fn step(state: State, action: Action) -> Step {
    use AnomalyKind::{
        AcceptedTwice, AfterEnd, NotAccepted, NotApplicable, NotInBag, NotLost, NotOnRun, VoidInUse,
    };
    use State::{
        Accepted, Announced, AtPoint, Delivered, DeliveryFailed, Found, Held, InBag, InHandover,
        Lost, OnRun, OutForDelivery, Returned, Returning, Void,
    };
    use Then::{Carrier, Postman, Receiver, Stays, Successor};

    let (next, then, odd) = match (action, state) {
        (Action::Accept, Announced | InHandover) => (Next::To(Accepted), Stays, None),
        (
            Action::Accept,
            Accepted | AtPoint | InBag | OnRun | OutForDelivery | DeliveryFailed | Held | Returning
            | Lost | Found,
        ) => (Next::Arrived, Stays, Some(AcceptedTwice)),
        (Action::Accept, Delivered | Returned | Void) => (Next::Arrived, Stays, Some(AfterEnd)),

        // A desk hands a result over before the post has accepted it: that is how a return leg begins.
        (
            Action::HandOver,
            Announced | Accepted | AtPoint | InBag | OnRun | InHandover | OutForDelivery
            | DeliveryFailed | Held | Returning | Found | Lost,
        ) => (Next::To(InHandover), Stays, None),
        (Action::HandOver, Delivered | Returned | Void) => {
            (Next::To(InHandover), Stays, Some(AfterEnd))
        }

        (
            Action::Receive,
            Accepted | AtPoint | InBag | OnRun | InHandover | OutForDelivery | DeliveryFailed
            | Held | Returning | Found | Lost,
        ) => (Next::Arrived, Stays, None),
        (Action::Receive, Announced) => (Next::Arrived, Stays, Some(NotAccepted)),
        // The desk that already has it may count it in again.
        (Action::Receive, Delivered | Returned) => (Next::Arrived, Stays, Some(AfterEnd)),
        (Action::Receive, Void) => (Next::Arrived, Stays, Some(AfterEnd)),

        (
            Action::Pack,
            Accepted | AtPoint | InBag | OnRun | InHandover | OutForDelivery | DeliveryFailed
            | Held | Returning | Found | Lost,
        ) => (Next::To(InBag), Carrier, None),
        (Action::Pack, Announced) => (Next::To(InBag), Carrier, Some(NotAccepted)),
        (Action::Pack, Delivered | Returned | Void) => (Next::To(InBag), Carrier, Some(AfterEnd)),

        (Action::Unpack, InBag) => (Next::Arrived, Stays, None),
        (
            Action::Unpack,
            Announced | Accepted | AtPoint | OnRun | InHandover | OutForDelivery | DeliveryFailed
            | Held | Returning | Found | Lost,
        ) => (Next::Arrived, Stays, Some(NotInBag)),
        (Action::Unpack, Delivered | Returned | Void) => (Next::Arrived, Stays, Some(AfterEnd)),

        // Bags are closed and opened, runs depart and arrive (see `item`): a parcel does neither.
        (
            Action::CloseBag | Action::OpenBag | Action::Depart | Action::Arrive,
            Announced | Accepted | AtPoint | InBag | OnRun | InHandover | OutForDelivery
            | DeliveryFailed | Held | Delivered | Returning | Returned | Lost | Found | Void,
        ) => (Next::Same, Stays, Some(NotApplicable)),

        (
            Action::Load,
            Accepted | AtPoint | InBag | OnRun | InHandover | OutForDelivery | DeliveryFailed
            | Held | Returning | Found | Lost,
        ) => (Next::To(OnRun), Carrier, None),
        (Action::Load, Announced) => (Next::To(OnRun), Carrier, Some(NotAccepted)),
        (Action::Load, Delivered | Returned | Void) => (Next::To(OnRun), Carrier, Some(AfterEnd)),

        (Action::Unload, OnRun) => (Next::Arrived, Stays, None),
        (
            Action::Unload,
            Announced | Accepted | AtPoint | InBag | InHandover | OutForDelivery | DeliveryFailed
            | Held | Returning | Found | Lost,
        ) => (Next::Arrived, Stays, Some(NotOnRun)),
        (Action::Unload, Delivered | Returned | Void) => (Next::Arrived, Stays, Some(AfterEnd)),

        (
            Action::OutForDelivery,
            Accepted | AtPoint | InBag | OnRun | InHandover | OutForDelivery | DeliveryFailed
            | Held | Returning | Found | Lost,
        ) => (Next::To(OutForDelivery), Postman, None),
        (Action::OutForDelivery, Announced) => {
            (Next::To(OutForDelivery), Postman, Some(NotAccepted))
        }
        (Action::OutForDelivery, Delivered | Returned | Void) => {
            (Next::To(OutForDelivery), Postman, Some(AfterEnd))
        }

        (
            Action::Deliver,
            Accepted | AtPoint | InBag | OnRun | InHandover | OutForDelivery | DeliveryFailed
            | Held | Returning | Found | Lost,
        ) => (Next::Ended, Receiver, None),
        (Action::Deliver, Announced) => (Next::Ended, Receiver, Some(NotAccepted)),
        (Action::Deliver, Delivered | Returned | Void) => (Next::Ended, Receiver, Some(AfterEnd)),

        (
            Action::FailDelivery,
            Accepted | AtPoint | InBag | OnRun | InHandover | OutForDelivery | DeliveryFailed
            | Held | Returning | Found | Lost,
        ) => (Next::To(DeliveryFailed), Stays, None),
        (Action::FailDelivery, Announced) => (Next::To(DeliveryFailed), Stays, Some(NotAccepted)),
        (Action::FailDelivery, Delivered | Returned | Void) => {
            (Next::To(DeliveryFailed), Stays, Some(AfterEnd))
        }

        (
            Action::Hold,
            Accepted | AtPoint | InBag | OnRun | InHandover | OutForDelivery | DeliveryFailed
            | Held | Returning | Found | Lost,
        ) => (Next::To(Held), Stays, None),
        (Action::Hold, Announced) => (Next::To(Held), Stays, Some(NotAccepted)),
        (Action::Hold, Delivered | Returned | Void) => (Next::To(Held), Stays, Some(AfterEnd)),

        (
            Action::Return,
            Accepted | AtPoint | InBag | OnRun | InHandover | OutForDelivery | DeliveryFailed
            | Held | Returning | Found | Lost,
        ) => (Next::To(Returning), Stays, None),
        (Action::Return, Announced) => (Next::To(Returning), Stays, Some(NotAccepted)),
        (Action::Return, Delivered | Returned | Void) => {
            (Next::To(Returning), Stays, Some(AfterEnd))
        }

        // Counting and looking changes no state; the desk does it after the end too.
        (
            Action::Inspect | Action::Damage,
            Announced | Accepted | AtPoint | InBag | OnRun | InHandover | OutForDelivery
            | DeliveryFailed | Held | Delivered | Returning | Returned | Lost | Found | Void,
        ) => (Next::Same, Stays, None),

        (
            Action::Lose,
            Announced | Accepted | AtPoint | InBag | OnRun | InHandover | OutForDelivery
            | DeliveryFailed | Held | Returning | Lost | Found,
        ) => (Next::To(Lost), Stays, None),
        (Action::Lose, Delivered | Returned | Void) => (Next::To(Lost), Stays, Some(AfterEnd)),

        (Action::Find, Lost) => (Next::To(Found), Stays, None),
        (
            Action::Find,
            Announced | Accepted | AtPoint | InBag | OnRun | InHandover | OutForDelivery
            | DeliveryFailed | Held | Returning | Found,
        ) => (Next::To(Found), Stays, Some(NotLost)),
        (Action::Find, Delivered | Returned | Void) => (Next::To(Found), Stays, Some(AfterEnd)),

        (Action::Void, Announced | Void) => (Next::To(Void), Stays, None),
        (
            Action::Void,
            Accepted | AtPoint | InBag | OnRun | InHandover | OutForDelivery | DeliveryFailed
            | Held | Delivered | Returning | Returned | Lost | Found,
        ) => (Next::Same, Stays, Some(VoidInUse)),

        // A point ends and another takes over. It changes who answers, not how far the journey is; what
        // has ended its journey stays where it came to.
        (
            Action::Transfer,
            Announced | Accepted | AtPoint | InBag | OnRun | InHandover | OutForDelivery
            | DeliveryFailed | Held | Returning | Found | Lost,
        ) => (Next::Same, Successor, None),
        (Action::Transfer, Delivered | Returned | Void) => (Next::Same, Stays, None),

        // Applied before the fold, whatever its time; here it changes nothing.
        (
            Action::Correct,
            Announced | Accepted | AtPoint | InBag | OnRun | InHandover | OutForDelivery
            | DeliveryFailed | Held | Delivered | Returning | Returned | Lost | Found | Void,
        ) => (Next::Same, Stays, None),
    };
    Step { next, then, odd }
}

/// The table as Markdown, one line per action and group of states that it treats alike, for
/// ARCHITECTURE.md; a test keeps the document true.
pub fn as_markdown() -> String {
    let mut text = String::from(
        "| action | in state | state after | custodian after | anomaly | who may |\n\
         | --- | --- | --- | --- | --- | --- |\n",
    );
    for &action in Action::ALL {
        let mut groups: Vec<(Step, Vec<&str>)> = Vec::new();
        for &state in State::ALL {
            let step = step(state, action);
            match groups.iter_mut().find(|(known, _)| *known == step) {
                Some((_, states)) => states.push(state.as_str()),
                None => groups.push((step, vec![state.as_str()])),
            }
        }
        let who: Vec<&str> = crate::base::Role::ALL
            .into_iter()
            .filter(|role| action.allows(*role))
            .map(crate::base::Role::as_str)
            .collect();
        let who = if who.is_empty() { "the system".to_owned() } else { who.join(", ") };
        for (step, states) in groups {
            let states =
                if states.len() == State::ALL.len() { "any".to_owned() } else { states.join(", ") };
            let next = match step.next {
                Next::To(state) => state.as_str(),
                Next::Same => "as before",
                Next::Arrived => "at_point, or delivered, returning, returned",
                Next::Ended => "delivered, or returned",
            };
            let then = match (step.then, action.proves_presence()) {
                (Then::Stays, true) => "who has it in hand",
                (Then::Stays, false) => "as before",
                (Then::Carrier, _) => "the bag's or run's holder",
                (Then::Postman, _) => "the postman",
                (Then::Receiver, _) => "the receiver",
                (Then::Successor, _) => "the point that took over",
            };
            let odd = step.odd.map_or("", AnomalyKind::as_str);
            let _ = writeln!(text, "| {action} | {states} | {next} | {then} | {odd} | {who} |");
        }
    }
    text
}
