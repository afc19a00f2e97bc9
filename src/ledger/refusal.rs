//! Why an entry is not recorded. What was paid is always recorded, whatever the amount; refused is only
//! what cannot be understood, or what would be recorded twice.

use crate::base::codes::CaseCode;
use crate::base::{Dong, EntryId, Lang, LegId, PointCode};

/// An entry that is not recorded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LedgerRefusal {
    /// Nothing, less than nothing, or more than anybody pays.
    #[error("expected amount as a whole number of đồng from 1 to {}, got {}", Dong::MOST, .0.dong())]
    Amount(Dong),
    /// Neither a case nor a leg, or both.
    #[error("name either case_code or leg_id")]
    CaseOrLeg,
    /// Postage for a case that has no leg.
    #[error("case {0} has no leg whose postage could be paid")]
    NoLeg(CaseCode),
    /// The token acts at several points, or at all.
    #[error("say at which point of the post the money is: at")]
    WhichPoint,
    /// A point that is not in service today, or not the post's.
    #[error("no point {0} of the post is in service today")]
    NotAPostPoint(PointCode),
    /// The agency is not in the network, or no desk.
    #[error("no one-stop desk {0} is known here")]
    UnknownAgency(PointCode),
    /// Neither cases nor an amount.
    #[error("say which cases are remitted, or the amount")]
    CasesOrAmount,
    /// More cases than one entry should have.
    #[error("expected at most {most} cases, got {got}")]
    TooManyCases {
        /// The most.
        most: usize,
        /// How many there were.
        got: usize,
    },
    /// A case named twice.
    #[error("case {0} is named twice")]
    CaseTwice(CaseCode),
    /// The case is another agency's.
    #[error("case {case} belongs to {agency}")]
    OtherAgency {
        /// The case.
        case: CaseCode,
        /// Whose it is.
        agency: PointCode,
    },
    /// Nothing is held for the case.
    #[error("no fee of case {0} is held for the agency: it was not collected, or remitted already")]
    NothingHeld(CaseCode),
    /// A text that is empty or too long.
    #[error("expected {field} as a text of 1 to {most} characters")]
    Text {
        /// The field.
        field: &'static str,
        /// The most characters.
        most: usize,
    },
    /// Not an id as a device makes it.
    #[error("expected id as a UUIDv7 made for this entry")]
    Id,
    /// The same id with other content.
    #[error("entry {0} was recorded with other content: use a new id")]
    OtherContent(EntryId),
    /// No such entry.
    #[error("no entry {0} is known here")]
    Unknown(EntryId),
    /// It was reversed before.
    #[error("entry {entry} was reversed by {by}")]
    Reversed {
        /// The entry.
        entry: EntryId,
        /// The one that took it back.
        by: EntryId,
    },
    /// A reversal is not taken back: what it reversed is recorded anew.
    #[error("{0} is itself a reversal: record anew what it took back")]
    IsReversal(EntryId),
    /// The leg's charge is changed by pricing it again.
    #[error("postage charged for {0} is changed by POST /api/v1/legs/{0}/postage")]
    PriceAgain(LegId),
}

impl LedgerRefusal {
    /// The stable name of the refusal.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Amount(_) => "bad_amount",
            Self::CaseOrLeg => "case_or_leg",
            Self::NoLeg(_) => "no_leg",
            Self::WhichPoint => "which_point",
            Self::NotAPostPoint(_) => "not_a_post_point",
            Self::UnknownAgency(_) => "unknown_agency",
            Self::CasesOrAmount => "cases_or_amount",
            Self::TooManyCases { .. } => "too_many_cases",
            Self::CaseTwice(_) => "case_twice",
            Self::OtherAgency { .. } => "other_agency",
            Self::NothingHeld(_) => "nothing_held",
            Self::Text { .. } => "bad_text",
            Self::Id => "bad_entry_id",
            Self::OtherContent(_) => "entry_conflict",
            Self::Unknown(_) => "unknown_entry",
            Self::Reversed { .. } => "already_reversed",
            Self::IsReversal(_) => "is_reversal",
            Self::PriceAgain(_) => "price_again",
        }
    }

    /// The field at fault.
    pub const fn field(&self) -> Option<&'static str> {
        match self {
            Self::Amount(_) => Some("amount"),
            Self::CaseOrLeg | Self::NoLeg(_) => Some("case_code"),
            Self::WhichPoint | Self::NotAPostPoint(_) => Some("at"),
            Self::UnknownAgency(_) => Some("agency"),
            Self::CasesOrAmount
            | Self::TooManyCases { .. }
            | Self::CaseTwice(_)
            | Self::OtherAgency { .. }
            | Self::NothingHeld(_) => Some("cases"),
            Self::Text { field, .. } => Some(field),
            Self::Id | Self::OtherContent(_) => Some("id"),
            Self::Unknown(_)
            | Self::Reversed { .. }
            | Self::IsReversal(_)
            | Self::PriceAgain(_) => None,
        }
    }

    /// What to tell the person.
    pub fn text(&self, lang: Lang) -> String {
        match lang {
            Lang::Vi => self.text_vi(),
            Lang::En => self.to_string(),
        }
    }

    fn text_vi(&self) -> String {
        match self {
            Self::Amount(got) => {
                let most = Dong::MOST;
                format!("Số tiền là số nguyên đồng từ 1 đến {most}, đang là {}.", got.dong())
            }
            Self::CaseOrLeg => "Hãy ghi một trong hai: mã hồ sơ hoặc mã chặng.".to_owned(),
            Self::NoLeg(case) => format!("Hồ sơ {case} không có chặng nào để thu cước."),
            Self::WhichPoint => "Hãy ghi điểm của bưu điện đang giữ tiền.".to_owned(),
            Self::NotAPostPoint(point) => {
                format!("Hôm nay không có điểm {point} của bưu điện hoạt động.")
            }
            Self::UnknownAgency(point) => format!("Không có bộ phận một cửa {point}."),
            Self::CasesOrAmount => "Hãy ghi các hồ sơ được nộp phí, hoặc số tiền.".to_owned(),
            Self::TooManyCases { most, got } => {
                format!("Nhiều nhất {most} hồ sơ, đang có {got}.")
            }
            Self::CaseTwice(case) => format!("Hồ sơ {case} được ghi hai lần."),
            Self::OtherAgency { case, agency } => format!("Hồ sơ {case} là của {agency}."),
            Self::NothingHeld(case) => {
                format!("Không giữ khoản phí nào của hồ sơ {case}: chưa thu, hoặc đã nộp.")
            }
            Self::Text { field, most } => format!("{field} cần từ 1 đến {most} ký tự."),
            Self::Id => "id cần là UUIDv7 tạo riêng cho bút toán này.".to_owned(),
            Self::OtherContent(entry) => {
                format!("Bút toán {entry} đã ghi với nội dung khác: hãy dùng id mới.")
            }
            Self::Unknown(entry) => format!("Không có bút toán {entry}."),
            Self::Reversed { entry, by } => format!("Bút toán {entry} đã được đảo bởi {by}."),
            Self::IsReversal(entry) => {
                format!("{entry} là bút toán đảo: hãy ghi lại khoản đã bị đảo.")
            }
            Self::PriceAgain(leg) => {
                format!(
                    "Cước của {leg} được sửa bằng cách tính lại: POST /api/v1/legs/{leg}/postage."
                )
            }
        }
    }
}
