//! A complaint (khiếu nại) about how a leg was carried, and its answer. What people write stands in rows of its
//! own that can be erased, and nowhere else: not in the feed, not in a log.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::refusal::ClaimRefusal;
use crate::base::place::BadCode;
use crate::base::{At, ComplaintId, ItemKey, Lang, LegId, PointCode, TokenId};

macro_rules! words {
    (
        $(#[$meta:meta])* $name:ident, $expected:literal:
        $($(#[$doc:meta])* $one:ident = $wire:literal, $vi:literal, $en:literal;)*
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$doc])* $one,)* }

        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$one,)*];

            /// The word in data and on the wire.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$one => $wire,)* }
            }

            /// What people call it.
            pub fn words(self, lang: Lang) -> &'static str {
                match self { $(Self::$one => lang.pick($vi, $en),)* }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = BadCode;

            fn from_str(text: &str) -> Result<Self, BadCode> {
                let found = Self::ALL.iter().copied().find(|one| one.as_str() == text);
                found.ok_or_else(|| BadCode::new($expected, text))
            }
        }
    };
}

words! {
    /// What a complaint is about.
    ComplaintKind, "lost, damaged, late or other":
    /// It does not come.
    Lost = "lost", "Không nhận được, nghi mất", "It never came";
    /// It came damaged, opened, or with papers missing.
    Damaged = "damaged", "Hư hỏng, bị mở hoặc thiếu giấy tờ", "Damaged, opened, or papers missing";
    /// It came late.
    Late = "late", "Chậm so với thời gian đã hẹn", "Later than promised";
    /// Anything else: the manner of somebody, the charge.
    Other = "other", "Việc khác (thái độ, cước phí…)", "Something else (manner, charge…)";
}

words! {
    /// By which way it came.
    Via, "page, counter or api":
    /// The citizen's own page.
    Page = "page", "người dân gửi trên trang", "by the citizen's page";
    /// Told to somebody at a counter or on the telephone.
    Counter = "counter", "tiếp nhận tại quầy hoặc điện thoại", "at a counter or by telephone";
    /// Another system.
    Api = "api", "hệ thống khác gửi", "by another system";
}

words! {
    /// How far it is.
    ComplaintStage, "open, answered or withdrawn":
    /// It waits for an answer.
    Open = "open", "chờ trả lời", "waits for an answer";
    /// It was answered.
    Answered = "answered", "đã trả lời", "answered";
    /// Whoever complained took it back.
    Withdrawn = "withdrawn", "đã rút", "withdrawn";
}

words! {
    /// What the answer says.
    Outcome, "upheld, partly, rejected or withdrawn":
    /// The complaint is right.
    Upheld = "upheld", "Khiếu nại đúng", "The complaint is right";
    /// It is right in part.
    Partly = "partly", "Khiếu nại đúng một phần", "The complaint is right in part";
    /// It is not right.
    Rejected = "rejected", "Khiếu nại chưa có cơ sở", "The complaint has no ground";
    /// Whoever complained took it back.
    Withdrawn = "withdrawn", "Đã rút khiếu nại", "Withdrawn";
}

impl Outcome {
    /// What somebody who answers can say.
    pub const ANSWERS: [Self; 3] = [Self::Upheld, Self::Partly, Self::Rejected];
}

/// A complaint, without its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    /// Its id.
    pub id: ComplaintId,
    /// The leg.
    pub leg: LegId,
    /// The parcel.
    pub item: ItemKey,
    /// What it is about.
    pub kind: ComplaintKind,
    /// How it came.
    pub via: Via,
    /// Who took it down; none: the citizen filed it.
    pub by: Option<TokenId>,
    /// When.
    pub filed_at: At,
    /// Whether the leg goes from one province to another: the answer may then take longer.
    pub far: bool,
    /// The point of the post that has to answer.
    pub answers: PointCode,
    /// By when; none where the working days were not loaded.
    pub due_at: Option<At>,
    /// How far it is.
    pub stage: ComplaintStage,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// What it says.
    pub outcome: Outcome,
    /// In words; none of a withdrawal.
    pub words: Option<String>,
    /// When.
    pub at: At,
    /// Who answered; none: the citizen withdrew it.
    pub by: Option<TokenId>,
}

/// The words of a complaint as they are kept, or the refusal.
pub fn check_words(words: &str) -> Result<String, ClaimRefusal> {
    let words = crate::base::text::clean(words);
    if (1..=ClaimRefusal::WORDS_MAX).contains(&words.chars().count()) {
        Ok(words)
    } else {
        Err(ClaimRefusal::Words)
    }
}

/// What an answer says as it is kept: a withdrawal is not for who answers to say.
pub fn check_answer(outcome: Outcome, words: &str) -> Result<String, ClaimRefusal> {
    if outcome == Outcome::Withdrawn {
        return Err(ClaimRefusal::Outcome);
    }
    check_words(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_read_back_and_an_answer_has_some() {
        for kind in ComplaintKind::ALL {
            assert_eq!(kind.as_str().parse(), Ok(*kind));
        }
        assert!("mất".parse::<ComplaintKind>().is_err() && "yes".parse::<Outcome>().is_err());
        assert_eq!(check_answer(Outcome::Withdrawn, "x"), Err(ClaimRefusal::Outcome));
        assert_eq!(check_answer(Outcome::Upheld, " \n "), Err(ClaimRefusal::Words));
        assert_eq!(check_words(&"ă".repeat(1001)), Err(ClaimRefusal::Words));
        assert_eq!(check_words(" Chưa\nnhận được ").as_deref(), Ok("Chưa nhận được"));
    }
}
