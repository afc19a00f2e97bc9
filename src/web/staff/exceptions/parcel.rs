//! What is claimed about a parcel, on the parcel's page: records of liability, complaints, and the way to take a
//! complaint down.

use super::RecordLine;
use crate::base::Lang;
use crate::flows::claims::Claims;
use crate::network::Network;
use crate::web::staff::words;

/// Claims in words.
#[derive(Debug, Clone, Default)]
pub struct ClaimsView {
    /// Records of liability.
    pub records: Vec<RecordLine>,
    /// Complaints: their pages, what they are about, how far they are, and since when.
    pub complaints: Vec<(String, &'static str, &'static str, String)>,
    /// Whether this reader may open them.
    pub opens: bool,
    /// Whether this reader may take a complaint down.
    pub takes: bool,
}

impl ClaimsView {
    /// Of a parcel; `opens` and `takes` by the reader's rights.
    pub fn of(
        claims: &Claims,
        network: &Network,
        lang: Lang,
        (opens, takes): (bool, bool),
    ) -> Self {
        let records = claims.liabilities.iter();
        let complaints = claims.complaints.iter().map(|(one, _)| {
            let page = format!("/complaints/{}", one.id);
            let filed = words::time(one.filed_at, lang);
            (page, one.kind.words(lang), one.stage.words(lang), filed)
        });
        Self {
            records: records.map(|(one, _)| RecordLine::of(one, network, lang)).collect(),
            complaints: complaints.collect(),
            opens,
            takes,
        }
    }

    /// Whether there is anything to show.
    pub fn is_there(&self) -> bool {
        self.takes || !self.records.is_empty() || !self.complaints.is_empty()
    }
}
