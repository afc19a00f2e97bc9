//! Why a list of papers, a number or a bag is not taken, in words that say what to do.

use chrono::NaiveDate;

use crate::base::codes::{RunCode, S10Prefix, TrackingNumber};
use crate::base::{DepartureCode, Lang, PointCode, RouteCode};

use super::item::ItemKind;
use super::paper::{Paper, PaperList};

/// A line or a list of papers that cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PaperRefusal {
    /// No name, or too long a one.
    #[error("expected a paper's name of 1 to {} characters, got {length}", Paper::NAME_MAX)]
    Name {
        /// How long it is.
        length: usize,
    },
    /// No piece, or more than anybody can count.
    #[error("expected 1 to {} pieces of a paper, got {got}", Paper::COUNT_MAX)]
    Count {
        /// What was given.
        got: i64,
    },
    /// More lines than a slip lists.
    #[error("expected at most {} papers, got {got}: send two parcels", PaperList::LINES_MAX)]
    TooMany {
        /// How many there were.
        got: usize,
    },
    /// Originals were to be collected and there were none.
    #[error("expected at least one original or copy that was collected: list what was taken")]
    NothingCollected,
}

impl PaperRefusal {
    /// The stable name of the refusal.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Name { .. } => "paper_name",
            Self::Count { .. } => "paper_count",
            Self::TooMany { .. } => "too_many_papers",
            Self::NothingCollected => "no_papers",
        }
    }

    /// The field at fault.
    pub const fn field(&self) -> &'static str {
        match self {
            Self::Name { .. } => "papers.name",
            Self::Count { .. } => "papers.count",
            Self::TooMany { .. } | Self::NothingCollected => "papers",
        }
    }

    /// What to tell the person.
    pub fn text(&self, lang: Lang) -> String {
        let vi = match self {
            Self::Name { length } => {
                format!("Tên giấy tờ cần 1 đến {} ký tự, đang có {length}.", Paper::NAME_MAX)
            }
            Self::Count { got } => {
                format!("Số lượng giấy tờ cần từ 1 đến {}, đang ghi {got}.", Paper::COUNT_MAX)
            }
            Self::TooMany { got } => format!(
                "Nhiều nhất {} dòng giấy tờ, đang có {got}: hãy gửi thành hai bưu gửi.",
                PaperList::LINES_MAX
            ),
            Self::NothingCollected => {
                "Cần ít nhất một giấy tờ đã thu: hãy ghi những gì đã nhận.".to_owned()
            }
        };
        lang.pick(vi, self.to_string())
    }
}

/// A tracking number that cannot be given.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NumberRefusal {
    /// A range without a serial in it, or beyond eight digits.
    #[error(
        "expected a range of serials below 100000000 that ends after it begins, got {from} to {until}"
    )]
    BadRange {
        /// Its first serial.
        from: u32,
        /// The serial after its last.
        until: u32,
    },
    /// Nobody set up the range.
    #[error("no range of tracking numbers is set up for {0}: ask the administrator to set one up")]
    NoRange(S10Prefix),
    /// The range is used up.
    #[error("all tracking numbers of {0} are used up: ask the administrator for a new range")]
    Exhausted(S10Prefix),
    /// A new range that would give out numbers a second time.
    #[error(
        "numbers of {prefix} up to {next} were already given out: begin the range there or later"
    )]
    RangeUsed {
        /// The prefix.
        prefix: S10Prefix,
        /// The next serial that was not given out.
        next: u32,
    },
    /// The number was given to another parcel not long ago.
    #[error(
        "tracking number {number} was last used on {used} and is free again on {free}: use another"
    )]
    InUse {
        /// The number.
        number: TrackingNumber,
        /// When it was last given.
        used: NaiveDate,
        /// From when it may be given again.
        free: NaiveDate,
    },
    /// The number is what another thing's label bears.
    #[error("{0} is already the code of another item: use another number")]
    Taken(TrackingNumber),
}

impl NumberRefusal {
    /// The stable name of the refusal.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::BadRange { .. } => "bad_number_range",
            Self::NoRange(_) => "no_number_range",
            Self::Exhausted(_) => "numbers_exhausted",
            Self::RangeUsed { .. } => "number_range_used",
            Self::InUse { .. } | Self::Taken(_) => "tracking_number_in_use",
        }
    }

    /// The field at fault.
    pub const fn field(&self) -> Option<&'static str> {
        match self {
            Self::BadRange { .. } | Self::RangeUsed { .. } => Some("range"),
            Self::NoRange(_) | Self::Exhausted(_) => None,
            Self::InUse { .. } | Self::Taken(_) => Some("tracking_number"),
        }
    }

    /// What to tell the person.
    pub fn text(&self, lang: Lang) -> String {
        let vi = match self {
            Self::BadRange { from, until } => {
                format!(
                    "Dải số cần kết thúc sau khi bắt đầu và dưới 100000000: {from} đến {until}."
                )
            }
            Self::NoRange(prefix) => {
                format!("Chưa có dải số hiệu cho {prefix}: hãy báo quản trị viên.")
            }
            Self::Exhausted(prefix) => {
                format!("Dải số hiệu {prefix} đã hết: hãy báo quản trị viên cấp dải mới.")
            }
            Self::RangeUsed { prefix, next } => {
                format!("Số {prefix} trước {next} đã cấp: hãy bắt đầu dải từ đó.")
            }
            Self::InUse { number, used, free } => format!(
                "Số hiệu {number} đã dùng ngày {used}, dùng lại được từ {free}: hãy dùng số khác."
            ),
            Self::Taken(number) => format!("{number} đã là mã của vật khác: hãy dùng số khác."),
        };
        lang.pick(vi, self.to_string())
    }
}

/// A bag or a run that cannot be registered, or a code that names nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ItemRefusal {
    /// Nothing bears the code.
    #[error("nothing with the code {0:?} is known here: check it against the label")]
    Unknown(String),
    /// The code is on another label.
    #[error("{kind} code {code} is already in use: give another")]
    CodeTaken {
        /// What was to be registered.
        kind: ItemKind,
        /// The code.
        code: String,
    },
    /// A point that is not in service on the day.
    #[error("no point {point} is in service on {date}: give the code that is in force")]
    UnknownPoint {
        /// `from` or `to`.
        field: &'static str,
        /// The code given.
        point: PointCode,
        /// The day.
        date: NaiveDate,
    },
    /// A bag to where it is.
    #[error("the bag begins and ends at {0}: give two different points")]
    SamePoint(PointCode),
    /// A route that is not in service on the day.
    #[error("no mail route {route} is in service on {date}: give the code that is in force")]
    UnknownRoute {
        /// The code given.
        route: RouteCode,
        /// The day.
        date: NaiveDate,
    },
    /// A departure that is not to start on the day.
    #[error(
        "no departure {departure} of mail route {route} starts on {date}: look at the board of that day"
    )]
    UnknownDeparture {
        /// The route.
        route: RouteCode,
        /// The code given.
        departure: DepartureCode,
        /// The day.
        date: NaiveDate,
    },
    /// A departure that was cancelled.
    #[error(
        "departure {departure} of mail route {route} was cancelled for {date}: enter the run without a departure if it goes all the same"
    )]
    CancelledDeparture {
        /// The route.
        route: RouteCode,
        /// The code given.
        departure: DepartureCode,
        /// The day.
        date: NaiveDate,
    },
    /// A departure for which a run was entered already.
    #[error("departure {departure} of {date} is run {run} already: use that one")]
    DepartureTaken {
        /// The code given.
        departure: DepartureCode,
        /// The day.
        date: NaiveDate,
        /// The run that was entered.
        run: RunCode,
    },
}

impl ItemRefusal {
    /// The stable name of the refusal.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unknown(_) => "unknown_code",
            Self::CodeTaken { .. } => "code_in_use",
            Self::UnknownPoint { .. } => "unknown_point",
            Self::SamePoint(_) => "same_point",
            Self::UnknownRoute { .. } => "unknown_route",
            Self::UnknownDeparture { .. } => "unknown_departure",
            Self::CancelledDeparture { .. } => "cancelled_departure",
            Self::DepartureTaken { .. } => "departure_taken",
        }
    }

    /// The field at fault.
    pub const fn field(&self) -> Option<&'static str> {
        match self {
            Self::Unknown(_) | Self::CodeTaken { .. } => Some("code"),
            Self::UnknownPoint { field, .. } => Some(field),
            Self::SamePoint(_) => Some("to"),
            Self::UnknownRoute { .. } => Some("route"),
            Self::UnknownDeparture { .. }
            | Self::CancelledDeparture { .. }
            | Self::DepartureTaken { .. } => Some("departure"),
        }
    }

    /// What to tell the person.
    pub fn text(&self, lang: Lang) -> String {
        let vi = match self {
            Self::Unknown(code) => format!("Không có mã {code:?}: hãy so lại với nhãn."),
            Self::CodeTaken { code, .. } => format!("Mã {code} đã được dùng: hãy chọn mã khác."),
            Self::UnknownPoint { point, date, .. } => {
                format!("Điểm {point} không hoạt động ngày {date}: hãy ghi mã đang có hiệu lực.")
            }
            Self::SamePoint(point) => {
                format!("Nơi gửi và nơi nhận đều là {point}: hãy ghi hai điểm khác nhau.")
            }
            Self::UnknownRoute { route, date } => {
                format!("Đường thư {route} không hoạt động ngày {date}: hãy ghi mã có hiệu lực.")
            }
            Self::UnknownDeparture { route, departure, date } => format!(
                "Đường thư {route} không có chuyến {departure} ngày {date}: hãy xem lịch chuyến ngày đó."
            ),
            Self::CancelledDeparture { departure, date, .. } => format!(
                "Chuyến {departure} ngày {date} đã bị hủy: nếu vẫn chạy, hãy lập chuyến ngoài lịch."
            ),
            Self::DepartureTaken { departure, date, run } => {
                format!("Chuyến {departure} ngày {date} đã lập là {run}: hãy dùng chuyến đó.")
            }
        };
        lang.pick(vi, self.to_string())
    }
}
