//! Procedures by a few letters, each with whether and how it goes by post today, and where to go when it
//! does not.

use chrono::NaiveDate;

use super::Here;
use crate::app::Known;
use crate::base::Lang;
use crate::base::text::clean;
use crate::catalogue::{Direction, Procedure, Search};
use crate::flows::right_desks;

/// How many are shown: who finds more types another letter.
const MOST: usize = 20;

/// A procedure that was found.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub code: String,
    pub name: String,
    pub field: String,
    pub received: bool,
    pub returned: bool,
    /// Why it does not go by post at all.
    pub why: Option<String>,
    /// The desk that takes it then.
    pub desk: Option<String>,
}

impl Found {
    /// Whether something of it goes by post today.
    pub fn goes(&self) -> bool {
        self.why.is_none()
    }
}

/// Those that a question finds, what goes by post first; and whether there are more.
pub(super) fn found(
    known: &Known,
    here: &Here,
    asked: &str,
    today: NaiveDate,
    lang: Lang,
) -> (Vec<Found>, bool) {
    let asked: String = clean(asked).chars().take(Search::LONGEST).collect();
    if asked.is_empty() {
        return (Vec::new(), false);
    }
    let search = Search::new(&asked, "");
    let mut found: Vec<Found> = known
        .catalogue
        .search(today, &search, None)
        .map(|procedure| told(known, here, procedure, today, lang))
        .collect();
    found.sort_by_key(|one| !one.goes());
    let more = found.len() > MOST;
    found.truncate(MOST);
    (found, more)
}

fn told(known: &Known, here: &Here, procedure: &Procedure, today: NaiveDate, lang: Lang) -> Found {
    let goes = |way| known.catalogue.may_go(&procedure.code, way, today);
    let (received, returned) = (goes(Direction::Received), goes(Direction::Returned));
    // A desk circulates papers of what the post may not carry for the person.
    let any = received.is_ok() || returned.is_ok() || !here.is_post();
    let why = if any { None } else { received.as_ref().err().map(|why| why.text(lang)) };
    let desk = why.as_ref().and_then(|_| {
        let desks = right_desks(&known.network, Some(procedure), &here.unit, today);
        desks.first().map(|desk| desk.name.clone())
    });
    Found {
        code: procedure.code.to_string(),
        name: procedure.name.clone(),
        field: procedure.field.clone(),
        received: received.is_ok(),
        returned: returned.is_ok(),
        why,
        desk,
    }
}
