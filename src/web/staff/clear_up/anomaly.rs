//! One anomaly as pages show it: on the list, and on the page of the parcel it is about.

use crate::base::{At, Lang};
use crate::network::Network;
use crate::store::anomalies::KeptAnomaly;
use crate::web::staff::words;

/// An anomaly in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnomalyView {
    /// Its id.
    pub id: String,
    /// What is odd.
    pub text: &'static str,
    /// `open`, `explained` or `resolved`.
    pub status: &'static str,
    /// The same in words.
    pub status_text: &'static str,
    /// The code of what it is about; empty where that is plain.
    pub code: String,
    /// It is about a parcel, which has a page.
    pub has_page: bool,
    /// Who has to look into it.
    pub owner: String,
    /// When the scan took effect.
    pub at: String,
    /// How long it has been known.
    pub age: String,
    /// What was expected.
    pub expected: String,
    /// What was found.
    pub found: String,
    /// What was decided, when it was.
    pub decision: Option<String>,
}

impl AnomalyView {
    /// The anomaly in one language.
    pub fn of(kept: &KeptAnomaly, code: String, network: &Network, now: At, lang: Lang) -> Self {
        let anomaly = &kept.anomaly;
        let status = kept.status();
        Self {
            id: anomaly.id().to_string(),
            text: anomaly.kind.words(lang),
            status,
            status_text: status_words(status, lang),
            has_page: !code.is_empty(),
            code,
            owner: words::holder(&anomaly.owner, network, lang),
            at: words::time(anomaly.at, lang),
            age: words::age(kept.raised_at, now, lang),
            expected: anomaly.expected.clone().unwrap_or_default(),
            found: anomaly.found.clone().unwrap_or_default(),
            decision: kept
                .decision
                .as_ref()
                .map(|(at, _, reason)| format!("{}: {reason}", words::time(*at, lang))),
        }
    }

    /// Whether somebody still has to look into it.
    pub fn is_open(&self) -> bool {
        self.status == "open"
    }
}

/// The status of an anomaly, in words.
pub(super) fn status_words(status: &str, lang: Lang) -> &'static str {
    match status {
        "open" => lang.pick("chưa xử lý", "open"),
        "explained" => lang.pick("đã có lượt quét giải thích", "explained by a scan"),
        "resolved" => lang.pick("đã xử lý", "resolved"),
        _ => lang.pick("tất cả", "all"),
    }
}
