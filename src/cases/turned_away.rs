//! Dossiers that a counter of the post did not take, and why. What is kept says nothing about who came: the
//! procedure, the reason, the point and the day, so that managers can count.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;

use crate::base::place::BadCode;
use crate::base::{Lang, PointCode};
use crate::catalogue::ProcedureCode;

macro_rules! reasons {
    ($($(#[$meta:meta])* $name:ident = $wire:literal, $vi:literal, $en:literal;)*) => {
        /// Why a dossier was turned away: a fixed list, so that it can be counted.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum WhyTurnedAway { $($(#[$meta])* $name,)* }

        impl WhyTurnedAway {
            /// Every reason.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The word in data.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $wire,)* }
            }

            /// What the person is told.
            pub fn words(self, lang: Lang) -> &'static str {
                match self { $(Self::$name => lang.pick($vi, $en),)* }
            }
        }
    };
}

reasons! {
    /// No published list names the procedure for the post on the day.
    NotByPost = "not_by_post",
        "Thủ tục không được tiếp nhận qua bưu chính công ích",
        "The procedure is not received by the public post";
    /// Something of the published list is not there.
    PapersMissing = "papers_missing",
        "Hồ sơ thiếu giấy tờ so với danh mục đã công bố",
        "Papers of the published list are missing";
    /// A paper is there and cannot be used: not certified, out of date, not legible.
    PapersUnfit = "papers_unfit",
        "Giấy tờ chưa hợp lệ (hết hạn, chưa chứng thực, không đọc được)",
        "A paper cannot be used (out of date, not certified, not legible)";
    /// The person must come to the authority in person.
    InPerson = "in_person",
        "Thủ tục yêu cầu người nộp có mặt tại cơ quan giải quyết",
        "The person must come to the agency in person";
    /// The authority that decides is reached from elsewhere.
    OtherAgency = "other_agency",
        "Hồ sơ thuộc thẩm quyền của cơ quan khác",
        "Another authority decides about it";
    /// Something in it may not travel by post.
    Prohibited = "prohibited",
        "Trong hồ sơ có vật không được gửi qua bưu chính",
        "It holds something that may not travel by post";
    /// The person would not pay what it costs.
    NotPaid = "not_paid",
        "Người nộp không đồng ý mức cước, phí, lệ phí",
        "The person did not agree to postage and fee";
}

impl fmt::Display for WhyTurnedAway {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for WhyTurnedAway {
    type Err = BadCode;

    fn from_str(text: &str) -> Result<Self, BadCode> {
        let found = Self::ALL.iter().copied().find(|reason| reason.as_str() == text);
        found.ok_or_else(|| BadCode::new("a reason of the list", text))
    }
}

/// A dossier that was turned away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TurnedAway {
    /// Its name on the sheet that the person takes along: drawn, and no time is in it.
    pub id: String,
    /// The day.
    pub day: NaiveDate,
    /// The counter.
    pub point: PointCode,
    /// What the person asked for.
    pub procedure: ProcedureCode,
    /// Why.
    pub reason: WhyTurnedAway,
    /// The desk to which the person was sent.
    pub desk: Option<PointCode>,
    /// What was missing, as places on the published list of the day, from 1.
    pub missing: Vec<u16>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_read_back_and_others_are_refused() {
        for reason in WhyTurnedAway::ALL {
            assert_eq!(reason.as_str().parse(), Ok(*reason));
        }
        assert!("because".parse::<WhyTurnedAway>().is_err());
    }
}
