//! Why a complaint is not taken, or a record of liability stays as it is.

use super::liability::Stage;
use crate::base::{At, ComplaintId, Dong, Lang, LiabilityId};
use crate::calendar::NotLoaded;

/// A claim that is not taken further.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClaimRefusal {
    /// Nobody knows the record.
    #[error("there is no record of liability {0}")]
    UnknownLiability(LiabilityId),
    /// Nobody knows the complaint.
    #[error("there is no complaint {0}")]
    UnknownComplaint(ComplaintId),
    /// It is paid before it is fixed.
    #[error("fix who answers and what is paid first")]
    NotFixed,
    /// Nothing more can be done with it.
    #[error("this record is over: {}", .0.words(Lang::En))]
    Over(Stage),
    /// The log does not tell of the harm any more.
    #[error("the scans do not tell of this harm any more: close the record, saying why")]
    Undone,
    /// Nothing proves that the post had it.
    #[error(
        "no scan proves that the post accepted it, so nothing is paid: close the record, saying why"
    )]
    NoProof,
    /// Less than the law wants.
    #[error("expected at least {least}, {times} times the charge of {charge}, got {got}")]
    TooLittle {
        /// The least.
        least: Dong,
        /// How many times the charge that is.
        times: u32,
        /// The charge.
        charge: Dong,
        /// What was said.
        got: Dong,
    },
    /// No amount was said and the least is not known.
    #[error(
        "say the amount: no charge is on record, or no rate was loaded (hosopost import compensation FILE)"
    )]
    AmountNeeded,
    /// Not an amount.
    #[error("expected amount as a whole number of đồng from 1 to {}, got {}", Dong::MOST, .0.dong())]
    Amount(Dong),
    /// The post never took it in.
    #[error("the post has not accepted this parcel, so there is nothing to complain of yet")]
    NotAccepted,
    /// It is too late.
    #[error("complaints about this parcel could be filed until {}", .0.to_office().format("%-d %b %Y"))]
    TooLate(At),
    /// There is such a complaint, and it waits for an answer.
    #[error("complaint {0} about the same waits for its answer")]
    Waits(ComplaintId),
    /// It was answered or withdrawn.
    #[error("complaint {0} waits for nothing any more")]
    NotOpen(ComplaintId),
    /// No words, or too many.
    #[error("expected a text of 1 to {} characters", ClaimRefusal::WORDS_MAX)]
    Words,
    /// A withdrawal is the complainant's.
    #[error("expected upheld, partly or rejected")]
    Outcome,
    /// Nobody has loaded when the post works.
    #[error("{0}")]
    NotLoaded(#[from] NotLoaded),
}

impl ClaimRefusal {
    /// The longest complaint or answer, in characters.
    pub const WORDS_MAX: usize = 1000;

    /// The stable name of the refusal.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::UnknownLiability(_) => "unknown_liability",
            Self::UnknownComplaint(_) => "unknown_complaint",
            Self::NotFixed => "liability_not_fixed",
            Self::Over(_) => "liability_over",
            Self::Undone => "harm_undone",
            Self::NoProof => "no_proof_of_acceptance",
            Self::TooLittle { .. } => "too_little",
            Self::AmountNeeded => "amount_needed",
            Self::Amount(_) => "bad_amount",
            Self::NotAccepted => "not_accepted",
            Self::TooLate(_) => "complaint_too_late",
            Self::Waits(_) => "complaint_waits",
            Self::NotOpen(_) => "complaint_not_open",
            Self::Words => "words",
            Self::Outcome => "outcome",
            Self::NotLoaded(_) => "working_days_not_loaded",
        }
    }

    /// The field at fault.
    pub const fn field(&self) -> Option<&'static str> {
        match self {
            Self::TooLittle { .. } | Self::AmountNeeded | Self::Amount(_) => Some("amount"),
            Self::Words => Some("words"),
            Self::Outcome => Some("outcome"),
            Self::UnknownLiability(_)
            | Self::UnknownComplaint(_)
            | Self::NotFixed
            | Self::Over(_)
            | Self::Undone
            | Self::NoProof
            | Self::NotAccepted
            | Self::TooLate(_)
            | Self::Waits(_)
            | Self::NotOpen(_)
            | Self::NotLoaded(_) => None,
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
            Self::UnknownLiability(id) => format!("Không có biên bản trách nhiệm {id}."),
            Self::UnknownComplaint(id) => format!("Không có khiếu nại {id}."),
            Self::NotFixed => "Hãy xác định trách nhiệm và số tiền trước.".to_owned(),
            Self::Over(stage) => format!("Biên bản này đã xong: {}.", stage.words(Lang::Vi)),
            Self::Undone => {
                "Các lượt quét không còn cho thấy thiệt hại này: hãy đóng biên bản và nêu lý do."
                    .to_owned()
            }
            Self::NoProof => {
                "Không có lượt quét nào chứng minh bưu điện đã nhận gửi nên không bồi \
                              thường: hãy đóng biên bản và nêu lý do."
                    .to_owned()
            }
            Self::TooLittle { least, times, charge, got } => {
                format!("Cần ít nhất {least} ({times} lần cước {charge}), đang là {got}.")
            }
            Self::AmountNeeded => "Hãy ghi số tiền: chưa có cước của chặng, hoặc chưa nạp mức bồi \
                                   thường (hosopost import compensation TỆP)."
                .to_owned(),
            Self::Amount(got) => {
                let most = Dong::MOST;
                format!("Số tiền là số nguyên đồng từ 1 đến {most}, đang là {}.", got.dong())
            }
            Self::NotAccepted => {
                "Bưu điện chưa nhận gửi bưu gửi này nên chưa có gì để khiếu nại.".to_owned()
            }
            Self::TooLate(until) => {
                let until = until.to_office().format("%d/%m/%Y");
                format!("Đã hết thời hạn khiếu nại về bưu gửi này (đến hết ngày {until}).")
            }
            Self::Waits(_) => "Khiếu nại về cùng việc này đang chờ trả lời.".to_owned(),
            Self::NotOpen(_) => "Khiếu nại này không còn chờ trả lời.".to_owned(),
            Self::Words => format!("Cần từ 1 đến {} ký tự.", Self::WORDS_MAX),
            Self::Outcome => "Hãy chọn một kết luận trong danh sách.".to_owned(),
            Self::NotLoaded(_) => "Chưa nạp lịch làm việc của bưu điện.".to_owned(),
        }
    }
}
