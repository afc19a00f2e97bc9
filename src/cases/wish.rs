//! What the receiver of a parcel asks for before its delivery: another day, a neighbour who takes it, or to
//! fetch it at a point. A wish changes no leg and no custody; it is told to those who deliver. The last one
//! holds, and it can be withdrawn.

use chrono::{Days, NaiveDate};

use crate::base::{At, Capacity, Lang, PersonId, PointCode, TokenId};
use crate::calendar::{NotLoaded, WorkingCalendar};
use crate::network::{Point, PointKind};

/// What is asked for. A wish that comes in names the neighbour in full (`P` is then the details), a kept one
/// by the id of a row that can be erased.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wish<P = PersonId> {
    /// Deliver it on this day.
    Day(NaiveDate),
    /// Hand it to this neighbour.
    Proxy(P),
    /// Keep it at this point; it is fetched there.
    Point(PointCode),
    /// As it was ordered, after all.
    Withdrawn,
}

impl<P> Wish<P> {
    /// The word in data and on the wire.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Day(_) => "day",
            Self::Proxy(_) => "proxy",
            Self::Point(_) => "point",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// One sentence for whoever has the parcel in hand; `name` names a point. Never who the neighbour is:
    /// that is looked up, and the look is noted. Nothing where all is as ordered.
    pub fn advice(&self, lang: Lang, name: impl Fn(&PointCode) -> String) -> Option<String> {
        Some(match (self, lang) {
            (Self::Day(day), Lang::Vi) => {
                format!("Người nhận hẹn phát ngày {}.", day.format("%d/%m/%Y"))
            }
            (Self::Day(day), Lang::En) => {
                format!("The receiver asks for delivery on {}.", day.format("%-d %B %Y"))
            }
            (Self::Proxy(_), Lang::Vi) => {
                "Người nhận nhờ hàng xóm nhận thay: xem tên ở trang bưu gửi.".to_owned()
            }
            (Self::Proxy(_), Lang::En) => {
                "The receiver asks for delivery to a neighbour: see the parcel's page.".to_owned()
            }
            (Self::Point(point), Lang::Vi) => {
                format!("Người nhận sẽ đến lấy tại {} ({point}).", name(point))
            }
            (Self::Point(point), Lang::En) => {
                format!("The receiver will fetch it at {} ({point}).", name(point))
            }
            (Self::Withdrawn, _) => return None,
        })
    }
}

/// A wish as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptWish {
    /// What is asked for.
    pub wish: Wish,
    /// The member of staff or the system that noted it down; none where the citizen did, by the page.
    pub by: Option<TokenId>,
    /// When.
    pub recorded_at: At,
}

/// Why a wish is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WishRefusal {
    /// The leg ends at a desk or another point.
    #[error("this parcel goes to a point, not to a person: there is nothing to redirect")]
    NotToAPerson,
    /// It has been delivered, or is on its way back, or void.
    #[error(
        "this parcel has been delivered, goes back or is void: it cannot be redirected any more"
    )]
    Over,
    /// The day is past, too far ahead, or one on which the post does not work.
    #[error("expected a working day of the post from {from} to {until}, got {day}")]
    Day {
        /// The day.
        day: NaiveDate,
        /// The first that can be chosen.
        from: NaiveDate,
        /// The last.
        until: NaiveDate,
    },
    /// Nobody has loaded when the post works.
    #[error("{0}")]
    NotLoaded(#[from] NotLoaded),
    /// No such point hands parcels out.
    #[error("no point {0} of the post hands parcels out today")]
    Point(PointCode),
    /// A neighbour without a phone number cannot be found.
    #[error("the neighbour's phone number is needed")]
    NoPhone,
    /// There is no wish to withdraw.
    #[error("there is no wish to withdraw")]
    NothingToWithdraw,
}

impl WishRefusal {
    /// The stable name of the refusal.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotToAPerson => "not_to_a_person",
            Self::Over => "journey_over",
            Self::Day { .. } => "day_not_possible",
            Self::NotLoaded(_) => "working_days_not_loaded",
            Self::Point(_) => "not_handed_out_there",
            Self::NoPhone => "proxy_without_phone",
            Self::NothingToWithdraw => "nothing_to_withdraw",
        }
    }

    /// The field at fault.
    pub const fn field(&self) -> Option<&'static str> {
        match self {
            Self::Day { .. } | Self::NotLoaded(_) => Some("day"),
            Self::Point(_) => Some("point"),
            Self::NoPhone => Some("proxy.phone"),
            Self::NotToAPerson | Self::Over | Self::NothingToWithdraw => None,
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
        let said = |day: &NaiveDate| day.format("%d/%m/%Y").to_string();
        match self {
            Self::NotToAPerson => {
                "Bưu gửi này đến một điểm, không phải đến tay người dân.".to_owned()
            }
            Self::Over => {
                "Bưu gửi đã giao, đang chuyển hoàn hoặc đã huỷ nên không đổi cách nhận được nữa."
                    .to_owned()
            }
            Self::Day { day, from, until } => format!(
                "Cần một ngày bưu điện làm việc từ {} đến {}; {} không được.",
                said(from),
                said(until),
                said(day)
            ),
            Self::NotLoaded(_) => {
                "Chưa có lịch làm việc của bưu điện nên chưa hẹn ngày được.".to_owned()
            }
            Self::Point(point) => format!("Điểm {point} không trả bưu gửi cho người dân."),
            Self::NoPhone => "Cần số điện thoại của người nhận thay.".to_owned(),
            Self::NothingToWithdraw => "Không có yêu cầu nào để rút lại.".to_owned(),
        }
    }
}

/// Whether the post hands parcels out there: it has a counter, or somebody keeps them for it.
pub fn hands_out(point: &Point) -> bool {
    point.roles.has(Capacity::Post) && point.kind != PointKind::SortingOffice
}

/// The days of another delivery that can be chosen: those the post works, at most so many days ahead. Where
/// the days of a year to come are not loaded yet, those before it.
pub fn choosable_days(
    calendar: &WorkingCalendar<'_>,
    today: NaiveDate,
    most_days: u32,
) -> Result<Vec<NaiveDate>, NotLoaded> {
    calendar.is_working(today)?;
    let days = (0..=u64::from(most_days)).map_while(|n| today.checked_add_days(Days::new(n)));
    let known = days.map_while(|day| calendar.is_working(day).ok().map(|works| (day, works)));
    Ok(known.filter_map(|(day, works)| works.then_some(day)).collect())
}

/// Whether the post can come on this day.
pub fn check_day(
    calendar: &WorkingCalendar<'_>,
    today: NaiveDate,
    most_days: u32,
    day: NaiveDate,
) -> Result<(), WishRefusal> {
    if choosable_days(calendar, today, most_days)?.contains(&day) {
        return Ok(());
    }
    let until = today.checked_add_days(Days::new(most_days.into())).unwrap_or(today);
    Err(WishRefusal::Day { day, from: today, until })
}
