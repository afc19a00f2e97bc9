//! One anomaly as pages show it: on the list, and on the page of what it is about.

use std::collections::BTreeMap;

use crate::base::{At, ItemKey, Lang};
use crate::network::Network;
use crate::parcels::ItemKind;
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
    /// The page of what it is about; empty where that is plain.
    pub page: String,
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
    /// Both in one line, and with whom it was still right; empty where there is nothing to compare.
    pub compared: String,
    /// The bag and the run to search, each with its page.
    pub to_search: Vec<(String, String)>,
    /// What was decided, when it was.
    pub decision: Option<String>,
}

impl AnomalyView {
    /// The anomaly in one language.
    pub fn of(kept: &KeptAnomaly, network: &Network, now: At, lang: Lang) -> Self {
        let anomaly = &kept.anomaly;
        let status = kept.status();
        let told = |text: &Option<String>| {
            text.as_deref()
                .map(|text| words::holder_code(text, network, (anomaly.at, lang)))
                .unwrap_or_default()
        };
        let (expected, found) = (told(&anomaly.expected), told(&anomaly.found));
        let right =
            anomaly.last_right.as_ref().map(|by| words::holder(by, network, (anomaly.at, lang)));
        // A seal that is broken may bear the very number it should: then nothing differs.
        let (needed, seen) = if expected == found {
            (None, lang.pick("niêm phong ghi", "the seal reads"))
        } else {
            (Some(expected.as_str()), lang.pick("thấy", "found"))
        };
        let parts = [
            (lang.pick("cần", "expected"), needed.unwrap_or("")),
            (seen, found.as_str()),
            (lang.pick("lần cuối còn đúng", "last right with"), right.as_deref().unwrap_or("")),
        ];
        let said = parts.iter().filter(|(_, text)| !text.is_empty());
        let compared =
            said.map(|(what, text)| format!("{what} {text}")).collect::<Vec<_>>().join(" · ");
        Self {
            id: anomaly.id().to_string(),
            text: anomaly.kind.words(lang),
            status,
            status_text: status_words(status, lang),
            code: String::new(),
            page: String::new(),
            owner: words::holder(&anomaly.owner, network, (now, lang)),
            at: words::time(anomaly.at, lang),
            age: words::age(kept.raised_at, now, lang),
            expected,
            found,
            compared,
            to_search: Vec::new(),
            decision: kept
                .decision
                .as_ref()
                .map(|(at, _, reason)| format!("{}: {reason}", words::time(*at, lang))),
        }
    }

    /// The same with the bag and the run to search, by what those are called.
    #[must_use]
    pub fn searched(
        self,
        kept: &KeptAnomaly,
        named: &BTreeMap<ItemKey, String>,
        lang: Lang,
    ) -> Self {
        let of = |key: Option<ItemKey>, kind: ItemKind| {
            let code = named.get(&key?)?;
            Some((format!("{} {code}", words::item(kind).to(lang)), words::page_of(kind, code)))
        };
        let both = [of(kept.anomaly.bag, ItemKind::Bag), of(kept.anomaly.run, ItemKind::Run)];
        Self { to_search: both.into_iter().flatten().collect(), ..self }
    }

    /// The same where it has to be said what it is about.
    #[must_use]
    pub fn about(self, kind: ItemKind, code: String) -> Self {
        Self { page: words::page_of(kind, &code), code, ..self }
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
