//! Why no list is drawn up, or a sheet stands for no hand-over, in words that say what to do.

use crate::base::{Lang, PointCode};

/// A list or a sheet that is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SheetRefusal {
    /// Nobody drew up such a list here.
    #[error("no list has the number {0:?}: scan what lies there piece by piece")]
    Unknown(String),
    /// The sheet commits to another list than the one that is kept under its number.
    #[error(
        "the sheet of {number} does not prove the list kept under this number: scan what lies there piece by piece, and keep the sheet"
    )]
    OtherList {
        /// The number.
        number: String,
    },
    /// Who drew it up has scanned it already.
    #[error(
        "{number} was drawn up at {at} from what was scanned there: it is scanned by who takes over"
    )]
    OwnList {
        /// The number.
        number: String,
        /// Where it was drawn up.
        at: PointCode,
    },
    /// A round is given out where it was drawn up.
    #[error("{number} is the round of a postman of {at}: it is scanned there")]
    NotHere {
        /// The number.
        number: String,
        /// Where it was drawn up.
        at: PointCode,
    },
    /// A list that records nothing.
    #[error(
        "{number} is a list to look things up in, and stands for no hand-over: scan the sheets it names"
    )]
    NoHandover {
        /// The number.
        number: String,
    },
    /// An empty list.
    #[error("nothing is there to be listed: scan first what goes along")]
    Empty,
    /// A list longer than two persons can check.
    #[error("expected at most {most} lines, got {got}: draw up several lists")]
    TooLong {
        /// How many there may be.
        most: usize,
        /// How many there are.
        got: usize,
    },
}

impl SheetRefusal {
    /// The stable name of the refusal.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unknown(_) => "unknown_list",
            Self::OtherList { .. } => "other_list",
            Self::OwnList { .. } => "own_list",
            Self::NotHere { .. } => "list_not_here",
            Self::NoHandover { .. } => "no_handover",
            Self::Empty => "nothing_to_list",
            Self::TooLong { .. } => "list_too_long",
        }
    }

    /// The field at fault.
    pub const fn field(&self) -> &'static str {
        match self {
            Self::Unknown(_) | Self::OtherList { .. } | Self::NoHandover { .. } => "sheet",
            Self::OwnList { .. } | Self::NotHere { .. } => "at",
            Self::Empty | Self::TooLong { .. } => "codes",
        }
    }

    /// What to tell the person.
    pub fn text(&self, lang: Lang) -> String {
        let vi = match self {
            Self::Unknown(number) => {
                format!("Không có bản kê số {number:?}: hãy quét từng bưu gửi.")
            }
            Self::OtherList { number } => format!(
                "Tờ in của {number} không khớp danh sách lưu dưới số này: hãy quét từng bưu gửi và giữ lại tờ in."
            ),
            Self::OwnList { number, at } => format!(
                "{number} được lập tại {at} từ những gì đã quét ở đó: bên nhận mới quét tờ này."
            ),
            Self::NotHere { number, at } => {
                format!("{number} là bản kê đi phát của bưu tá {at}: hãy quét tại đó.")
            }
            Self::NoHandover { number } => format!(
                "{number} chỉ để tra cứu, không phải một lần giao nhận: hãy quét các tờ được ghi trong đó."
            ),
            Self::Empty => "Chưa có gì để kê: hãy quét những gì đi cùng trước.".to_owned(),
            Self::TooLong { most, got } => {
                format!("Tối đa {most} dòng, đang có {got}: hãy lập nhiều bản kê.")
            }
        };
        lang.pick(vi, self.to_string())
    }
}
