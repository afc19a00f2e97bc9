//! The exceptions desk: everything that does not go as it should, on one list by owner, age and time due; the
//! record that fixes liability; complaints and their answers. Anomalies are resolved on their own list
//! (`clear_up`), to which this one leads.

pub mod complaint;
pub mod file_complaint;
pub mod liability;
pub mod liability_work;
pub mod list;
pub mod papers;
pub mod parcel;

use crate::base::{At, Lang};
use crate::claims::{ComplaintKind, Harm, Liability, Source};
use crate::custody::AnomalyKind;
use crate::network::Network;

use super::words;

/// What is wrong, in the words of whatever kind it is: a loss is told by a scan, answered for, and complained of.
fn kind_words(source: Source, kind: &str, lang: Lang) -> String {
    let said = match source {
        Source::Anomaly => kind.parse().map(|kind: AnomalyKind| kind.words(lang)).ok(),
        Source::Dark => {
            Some(lang.pick("Chưa có tin dù đã đến hạn quét", "Not heard of, though a scan was due"))
        }
        Source::Liability => kind.parse().map(|harm: Harm| harm.words(lang)).ok(),
        Source::Complaint => kind.parse().map(|kind: ComplaintKind| kind.words(lang)).ok(),
    };
    said.unwrap_or(kind).to_owned()
}

/// By when something is due, and whether that is past.
#[derive(Debug, Clone)]
pub struct DueView {
    /// The moment.
    pub at: String,
    /// `còn 3 ngày`, `quá hạn 2 giờ`.
    pub left: String,
    /// It is past.
    pub over: bool,
}

impl DueView {
    fn of(due: Option<At>, now: At, lang: Lang) -> Option<Self> {
        let due = due?;
        let over = due < now;
        let left = if over {
            format!("{} {}", lang.pick("quá hạn", "overdue by"), words::age(due, now, lang))
        } else {
            format!("{} {}", lang.pick("còn", "left:"), words::age(now, due, lang))
        };
        Some(Self { at: words::time(due, lang), left, over })
    }
}

/// A record of liability in a line.
#[derive(Debug, Clone)]
pub struct RecordLine {
    /// Its page.
    pub page: String,
    /// The harm.
    pub harm: &'static str,
    /// How far it is.
    pub stage: &'static str,
    /// Who answers.
    pub answers: String,
}

impl RecordLine {
    fn of(record: &Liability, network: &Network, lang: Lang) -> Self {
        let answers = record.answers.as_ref();
        Self {
            page: format!("/liabilities/{}", record.id),
            harm: record.harm.words(lang),
            stage: record.stage.words(lang),
            answers: answers
                .map(|code| words::point(network, code, record.opened_at))
                .unwrap_or_default(),
        }
    }
}
