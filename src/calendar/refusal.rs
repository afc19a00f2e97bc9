//! Why a question about working time has no answer, for the person who asked.

use chrono::NaiveDate;

use super::audience::Audience;
use super::working::NotLoaded;
use crate::base::Lang;

/// Why no day or deadline can be told.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TimeRefusal {
    /// There is no such unit or point on that day, or nobody's working time was asked for.
    #[error(
        "expected authority, post, or a unit or point of {day} (unit:CODE, point:CODE), got {audience}"
    )]
    Audience {
        /// What was asked for.
        audience: Audience,
        /// On which day.
        day: NaiveDate,
    },
    /// The file that would answer it was not imported.
    #[error(transparent)]
    NotLoaded(#[from] NotLoaded),
}

impl TimeRefusal {
    /// The field at fault, where there is one.
    pub const fn field(&self) -> Option<&'static str> {
        match self {
            Self::Audience { .. } => Some("audience"),
            Self::NotLoaded(_) => None,
        }
    }

    /// What to tell the person.
    pub fn text(&self, lang: Lang) -> String {
        let vi = match self {
            Self::Audience { audience, day } => format!(
                "Cần authority, post, hoặc một đơn vị hay điểm có vào ngày {day} (unit:MÃ, point:MÃ), đã nhận {audience}"
            ),
            Self::NotLoaded(NotLoaded::Days { year }) => {
                format!("Chưa nạp lịch năm {year}: hosopost import holidays TỆP")
            }
            Self::NotLoaded(NotLoaded::Week { audience, day }) => format!(
                "Chưa nạp tuần làm việc của {audience} vào ngày {day}: hosopost import weeks TỆP"
            ),
        };
        lang.pick(vi, self.to_string())
    }
}
