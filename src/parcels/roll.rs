//! Labels printed ahead of their parcels. A roll is made where a printer stands, and used up where there
//! is none: at a village's cultural post point, at a person's door. Until a blank is bound to a parcel its
//! codes name nothing; once bound they name that parcel for ever.

use crate::base::codes::{QrCode, TrackingNumber};
use crate::base::{At, ItemKey, Lang, PointCode, RollId, TokenId};

/// A roll of blank labels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roll {
    /// Its id.
    pub id: RollId,
    /// The point that it was made for; none: for whoever needs it.
    pub point: Option<PointCode>,
    /// How many labels it has.
    pub count: u32,
    /// Who made it.
    pub made_by: TokenId,
    /// When.
    pub made_at: At,
}

impl Roll {
    /// The most labels of a roll: what a label printer holds.
    pub const COUNT_MAX: u32 = 5_000;

    /// The number of labels, when it is one that a roll can have.
    pub fn check_count(count: i64) -> Result<u32, RollRefusal> {
        let fits = u32::try_from(count).ok().filter(|n| (1..=Self::COUNT_MAX).contains(n));
        fits.ok_or(RollRefusal::Count { got: count })
    }
}

/// One label of a roll.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blank {
    /// The code that cannot be guessed.
    pub qr: QrCode,
    /// The number for typing.
    pub tracking: TrackingNumber,
    /// The roll it is on.
    pub roll: RollId,
    /// Its place on the roll, from 1.
    pub place: u32,
    /// What became of it.
    pub status: BlankStatus,
}

/// What became of a blank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlankStatus {
    /// Nothing yet.
    Free,
    /// It is on a parcel.
    Bound(ItemKey),
    /// It was torn, misprinted or lost, and is to be used no more.
    Voided,
}

impl BlankStatus {
    /// The word in data and on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Free => "free",
            Self::Bound(_) => "bound",
            Self::Voided => "voided",
        }
    }
}

/// What became of the labels of a roll, counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Still to be used.
    pub free: u32,
    /// On parcels.
    pub bound: u32,
    /// To be used no more.
    pub voided: u32,
}

/// Why a roll is not made or a blank not used. Where a field of the request can have several names, the
/// refusal bears the one that was given.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RollRefusal {
    /// No roll bears the id.
    #[error("there is no roll {0}")]
    UnknownRoll(RollId),
    /// A roll of none, or of more than a printer holds.
    #[error("expected 1 to {} labels on a roll, got {got}", Roll::COUNT_MAX)]
    Count {
        /// What was asked for.
        got: i64,
    },
    /// A clerk of several points did not say for which.
    #[error("expected the point that the roll is for: you act at several")]
    PointMissing,
    /// The point is not in service.
    #[error("no point {0} is in service today: give the code that is in force")]
    UnknownPoint(PointCode),
    /// No blank bears the code.
    #[error("no blank label with the code {code:?} was printed here: check it against the label")]
    Unknown {
        /// The field.
        field: &'static str,
        /// The code given.
        code: String,
    },
    /// The blank is on another parcel.
    #[error("blank label {code} is already on another parcel: take a new one")]
    Bound {
        /// The field.
        field: &'static str,
        /// Its tracking number.
        code: TrackingNumber,
    },
    /// The blank was voided.
    #[error("blank label {code} was voided and is not to be used: take a new one")]
    Voided {
        /// The field.
        field: &'static str,
        /// Its tracking number.
        code: TrackingNumber,
    },
    /// One blank for the two parcels of a round trip.
    #[error("a round trip has two parcels: bind a blank label to each once the legs are ordered")]
    ForTwo,
    /// Both a blank and a tracking number.
    #[error("the blank label bears its own tracking number: leave out tracking_number")]
    TwoNumbers,
    /// Nothing, or everything twice, was to be voided.
    #[error("expected either the codes to void or rest: true for all that are still free")]
    VoidWhat,
    /// None of those asked for is still to be used.
    #[error("no label of the roll is free among those asked for")]
    NothingFree,
}

impl RollRefusal {
    /// The stable name of the refusal.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::UnknownRoll(_) => "unknown_roll",
            Self::Count { .. } => "roll_count",
            Self::PointMissing => "point_missing",
            Self::UnknownPoint(_) => "unknown_point",
            Self::Unknown { .. } => "unknown_blank",
            Self::Bound { .. } => "blank_bound",
            Self::Voided { .. } => "blank_voided",
            Self::ForTwo => "blank_for_two",
            Self::TwoNumbers => "two_numbers",
            Self::VoidWhat => "void_what",
            Self::NothingFree => "nothing_free",
        }
    }

    /// The field at fault.
    pub const fn field(&self) -> Option<&'static str> {
        match self {
            Self::UnknownRoll(_) => Some("roll_id"),
            Self::Count { .. } => Some("count"),
            Self::PointMissing | Self::UnknownPoint(_) => Some("point"),
            Self::Unknown { field, .. }
            | Self::Bound { field, .. }
            | Self::Voided { field, .. } => Some(field),
            Self::ForTwo | Self::TwoNumbers => Some("label"),
            Self::VoidWhat => Some("codes"),
            Self::NothingFree => None,
        }
    }

    /// What to tell the person.
    pub fn text(&self, lang: Lang) -> String {
        let vi = match self {
            Self::UnknownRoll(id) => format!("Không có cuộn nhãn {id}."),
            Self::Count { got } => {
                format!("Một cuộn cần từ 1 đến {} nhãn, đang ghi {got}.", Roll::COUNT_MAX)
            }
            Self::PointMissing => {
                "Cần ghi cuộn nhãn dành cho điểm nào: bạn làm việc tại nhiều điểm.".to_owned()
            }
            Self::UnknownPoint(point) => {
                format!("Điểm {point} không hoạt động hôm nay: hãy ghi mã đang có hiệu lực.")
            }
            Self::Unknown { code, .. } => {
                format!("Không có nhãn in sẵn mang mã {code:?}: hãy so lại với nhãn.")
            }
            Self::Bound { code, .. } => {
                format!("Nhãn in sẵn {code} đã gắn với bưu gửi khác: hãy lấy nhãn mới.")
            }
            Self::Voided { code, .. } => {
                format!("Nhãn in sẵn {code} đã bị hủy, không dùng nữa: hãy lấy nhãn mới.")
            }
            Self::ForTwo => {
                "Gửi hai chiều có hai bưu gửi: hãy gắn nhãn in sẵn cho từng bưu gửi sau \
                 khi đặt."
                    .to_owned()
            }
            Self::TwoNumbers => {
                "Nhãn in sẵn đã có số hiệu riêng: hãy bỏ trường tracking_number.".to_owned()
            }
            Self::VoidWhat => {
                "Cần ghi mã các nhãn cần hủy, hoặc rest: true để hủy mọi nhãn còn lại.".to_owned()
            }
            Self::NothingFree => "Không còn nhãn nào chưa dùng trong phần đã hỏi.".to_owned(),
        };
        lang.pick(vi, self.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_roll_has_as_many_labels_as_a_printer_holds() {
        for good in [1, 500, 5_000] {
            assert_eq!(Roll::check_count(good).map(i64::from), Ok(good));
        }
        for bad in [i64::MIN, -1, 0, 5_001, i64::MAX] {
            let refused = Roll::check_count(bad).unwrap_err();
            assert_eq!(refused.field(), Some("count"));
            assert!(refused.to_string().contains("1 to 5000"), "{refused}");
        }
    }
}
