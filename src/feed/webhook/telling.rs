//! How far one fact has come at one webhook: what a person asks who wonders whether a case system knows.

use super::subscription::{EventName, Webhook};
use crate::base::At;
use crate::feed::Fact;

/// Where a fact stands at a webhook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Telling {
    /// The webhook does not ask for facts of this type.
    NotAsked,
    /// It was known before the webhook was made, and may never have been sent to it.
    Before,
    /// It waits: for its turn or for another try.
    Waiting {
        /// How often it was tried.
        attempts: i64,
        /// When it is tried next; none while it waits behind another fact of its case.
        due_at: Option<At>,
    },
    /// Every try failed: its case waits at this webhook for a person.
    Dead,
    /// The receiver acknowledged it, or a person skipped it.
    Done,
}

/// What is held of a fact that was not acknowledged yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// How often it was tried.
    pub attempts: i64,
    /// When it is tried next.
    pub due_at: Option<At>,
    /// That every try failed.
    pub is_dead: bool,
}

impl Telling {
    /// Where a fact of an agency of the webhook's stands; `held` when it was not acknowledged yet.
    pub fn of(webhook: &Webhook, fact: &Fact, held: Option<Held>) -> Self {
        let events = &webhook.scope.events;
        match held {
            Some(Held { is_dead: true, .. }) => Self::Dead,
            Some(Held { attempts, due_at, .. }) => Self::Waiting { attempts, due_at },
            None if !events.is_empty() && !events.contains(&EventName(fact.kind)) => Self::NotAsked,
            // The loop has not read so far yet.
            None if fact.position > webhook.position => Self::Waiting { attempts: 0, due_at: None },
            None if fact.recorded_at < webhook.created_at => Self::Before,
            None => Self::Done,
        }
    }
}
