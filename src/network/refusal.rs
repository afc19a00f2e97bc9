//! Why a decision about a divided unit, or a transfer, is not taken.

use chrono::NaiveDate;

use crate::base::{DecisionId, Lang, UnitCode};

/// What does not fit with the places on record.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlaceRefusal {
    /// The unit was not divided on that day.
    #[error("expected a unit that was divided on {on}, got {old}")]
    NotDivided {
        /// The unit.
        old: UnitCode,
        /// The day.
        on: NaiveDate,
    },
    /// The unit took over nothing of it.
    #[error("expected one of the units it was divided into ({}), got {new}", listed(.parts))]
    NotAPart {
        /// The unit.
        new: UnitCode,
        /// Those that took over.
        parts: Vec<UnitCode>,
    },
    /// Nobody took such a decision.
    #[error("there is no decision {0}")]
    UnknownDecision(DecisionId),
    /// Another decision took its place, or it was withdrawn.
    #[error("decision {0} holds no more already")]
    Ended(DecisionId),
    /// None of the actor's points lies in the unit or in what became of it.
    #[error("none of your points lies in {old} or in what it was divided into")]
    NotYours {
        /// The unit.
        old: UnitCode,
    },
    /// What has not come to pass cannot be recorded.
    #[error("expected a day up to today ({today}), got {on}: only a dry run may look ahead")]
    NotYet {
        /// The day asked for.
        on: NaiveDate,
        /// Today.
        today: NaiveDate,
    },
}

fn listed(codes: &[UnitCode]) -> String {
    codes.iter().map(UnitCode::as_str).collect::<Vec<_>>().join(", ")
}

impl PlaceRefusal {
    /// The stable name of the refusal.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotDivided { .. } => "not_divided",
            Self::NotAPart { .. } => "not_a_part",
            Self::UnknownDecision(_) => "unknown_decision",
            Self::Ended(_) => "decision_ended",
            Self::NotYours { .. } => "not_your_unit",
            Self::NotYet { .. } => "not_yet",
        }
    }

    /// The field at fault.
    pub const fn field(&self) -> Option<&'static str> {
        match self {
            Self::NotDivided { .. } | Self::NotYours { .. } => Some("old"),
            Self::NotAPart { .. } => Some("new"),
            Self::NotYet { .. } => Some("on"),
            Self::UnknownDecision(_) | Self::Ended(_) => None,
        }
    }

    /// What to tell the person.
    pub fn text(&self, lang: Lang) -> String {
        let vi = match self {
            Self::NotDivided { old, on } => {
                format!("Đơn vị {old} không bị chia tách ngày {on}: hãy kiểm tra mã và ngày.")
            }
            Self::NotAPart { new, parts } => format!(
                "Đơn vị {new} không nhận phần đất nào; hãy chọn một trong: {}.",
                listed(parts)
            ),
            Self::UnknownDecision(id) => format!("Không có quyết định {id}."),
            Self::Ended(id) => format!("Quyết định {id} đã hết hiệu lực."),
            Self::NotYours { old } => {
                format!("Không điểm nào của ông/bà nằm trong {old} hay đơn vị kế thừa nó.")
            }
            Self::NotYet { on, today } => {
                format!("Ngày {on} chưa đến (hôm nay {today}): chỉ chạy thử mới được xem trước.")
            }
        };
        lang.pick(vi, self.to_string())
    }
}
