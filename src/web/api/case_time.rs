//! The time of a case as it goes out.

use serde::Serialize;
use utoipa::ToSchema;

use super::deadline_out::DeadlineOut;
use crate::app::Known;
use crate::base::Lang;
use crate::calendar::{Deadline, TimeRefusal};
use crate::flows::{CaseTime, Times};

/// What is counted here about the time of a case.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CaseTime)]
pub struct CaseTimeOut {
    /// When the result is due, computed from the receipt, the procedure's published time and the statuses
    /// told; only where the record itself tells no `due_at`.
    #[serde(skip_serializing_if = "Option::is_none")]
    computed_due: Option<DeadlineOut>,
    /// Until when the agency may ask for a supplement to a dossier that came by post.
    #[serde(skip_serializing_if = "Option::is_none")]
    supplement_until: Option<DeadlineOut>,
    /// What would have to be imported to count more.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    missing: Vec<String>,
    /// How often a supplement was asked for.
    supplements_asked: usize,
    /// A second supplement was asked for: the case is late, whatever the calendar says.
    late_by_supplements: bool,
}

/// What the time of a case is counted from.
pub(super) fn times(known: &Known) -> Times<'_> {
    Times {
        network: &known.network,
        catalogue: &known.catalogue,
        calendars: &known.calendars,
        limits: &known.limits,
    }
}

impl CaseTimeOut {
    /// The time of a case in one language.
    pub(super) fn of(time: &CaseTime, lang: Lang) -> Self {
        let mut missing: Vec<String> = Vec::new();
        let mut told = |counted: &Option<Result<Deadline, TimeRefusal>>| match counted {
            Some(Ok(deadline)) => Some(DeadlineOut::of(deadline, lang)),
            Some(Err(refusal)) => {
                let text = refusal.text(lang);
                if !missing.contains(&text) {
                    missing.push(text);
                }
                None
            }
            None => None,
        };
        let (computed_due, supplement_until) = (told(&time.due), told(&time.supplement));
        Self {
            computed_due,
            supplement_until,
            missing,
            supplements_asked: time.history.supplements(),
            late_by_supplements: time.history.is_late_by_supplements(),
        }
    }
}
