//! Why a desk's decision is not taken, in words that say what to do.

use super::{Pickup, PickupStage, RunName};
use crate::base::codes::TrackingNumber;
use crate::base::{At, Lang, PickupId, PointCode};

/// Why a desk's decision is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DeskRefusal {
    /// Nothing was named.
    #[error("nothing was chosen: choose at least one parcel")]
    Nothing,
    /// More than one decides at once.
    #[error("expected at most {most} parcels at once, got {got}")]
    TooMany {
        /// The most.
        most: usize,
        /// How many there were.
        got: usize,
    },
    /// The desk has no such parcel that waits to be handed over.
    #[error(
        "no parcel {code} waits at this desk to be handed over: look again, it may be on its way"
    )]
    NotWaiting {
        /// What was named.
        code: String,
    },
    /// What is handed over here does not go with that run.
    #[error("run {run} takes nothing from here on that day: choose one of the runs of the board")]
    NotFromHere {
        /// The run.
        run: RunName,
    },
    /// Its cut-off has passed.
    #[error("run {run} closed at {closed}: choose a later one")]
    Closed {
        /// The run.
        run: RunName,
        /// By when one had to hand in.
        closed: At,
    },
    /// The run does not lead there.
    #[error("run {run} does not lead to where {parcel} goes: choose another")]
    WrongWay {
        /// The run.
        run: RunName,
        /// The parcel.
        parcel: TrackingNumber,
    },
    /// The run has no room for it.
    #[error(
        "run {run} has room for {left} parcels, and {wanted} were to go: choose another, or say over"
    )]
    NoRoom {
        /// The run.
        run: RunName,
        /// How many more it takes.
        left: i64,
        /// How many were to go.
        wanted: usize,
    },
    /// A call at a time that is no time to call.
    #[error(
        "expected a time to call that ends after it begins, is not over, and is within {} days",
        Pickup::AHEAD_DAYS
    )]
    Window,
    /// A call for nothing, or for more than anybody fetches.
    #[error("expected 1 to {} parcels to be fetched, got {got}", Pickup::PARCELS_MAX)]
    Parcels {
        /// What was said.
        got: i64,
    },
    /// Nobody could be asked.
    #[error("no post office serves desk {desk} by the timetable: name the office that is to call")]
    NoOffice {
        /// The desk.
        desk: PointCode,
    },
    /// The office named is none.
    #[error(
        "point {office} is no office of the post in service: give the code of one that calls here"
    )]
    NotAnOffice {
        /// What was named.
        office: PointCode,
    },
    /// Nobody asked for it.
    #[error("there is no pick-up {0}")]
    UnknownPickup(PickupId),
    /// It stands otherwise.
    #[error("the pick-up is {stage} already: order another")]
    PickupOver {
        /// How it stands.
        stage: PickupStage,
    },
}

impl DeskRefusal {
    /// The stable name of the refusal.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Nothing => "nothing_chosen",
            Self::TooMany { .. } => "too_many",
            Self::NotWaiting { .. } => "not_waiting",
            Self::NotFromHere { .. } => "not_from_here",
            Self::Closed { .. } => "run_closed",
            Self::WrongWay { .. } => "wrong_way",
            Self::NoRoom { .. } => "no_room",
            Self::Window => "pickup_window",
            Self::Parcels { .. } => "pickup_parcels",
            Self::NoOffice { .. } => "no_office",
            Self::NotAnOffice { .. } => "not_an_office",
            Self::UnknownPickup(_) => "unknown_pickup",
            Self::PickupOver { .. } => "pickup_over",
        }
    }

    /// Whether it makes sense by itself, and does not fit what is there.
    pub const fn is_at_odds(&self) -> bool {
        match self {
            Self::NotWaiting { .. }
            | Self::Closed { .. }
            | Self::NoRoom { .. }
            | Self::NoOffice { .. }
            | Self::PickupOver { .. } => true,
            Self::Nothing
            | Self::TooMany { .. }
            | Self::NotFromHere { .. }
            | Self::WrongWay { .. }
            | Self::Window
            | Self::Parcels { .. }
            | Self::NotAnOffice { .. }
            | Self::UnknownPickup(_) => false,
        }
    }

    /// The field at fault.
    pub const fn field(&self) -> Option<&'static str> {
        match self {
            Self::Nothing | Self::TooMany { .. } | Self::NotWaiting { .. } => Some("codes"),
            Self::NotFromHere { .. } | Self::Closed { .. } | Self::WrongWay { .. } => Some("run"),
            Self::NoRoom { .. } => Some("over"),
            Self::Window => Some("until"),
            Self::Parcels { .. } => Some("parcels"),
            Self::NoOffice { .. } | Self::NotAnOffice { .. } => Some("office"),
            Self::UnknownPickup(_) | Self::PickupOver { .. } => None,
        }
    }

    /// What to tell the person.
    pub fn text(&self, lang: Lang) -> String {
        let clock = |at: &At| at.to_office().format("%H:%M %d/%m").to_string();
        let vi = match self {
            Self::Nothing => "Chưa chọn gì: hãy chọn ít nhất một bưu gửi.".to_owned(),
            Self::TooMany { most, got } => {
                format!("Nhiều nhất {most} bưu gửi mỗi lần, đang chọn {got}.")
            }
            Self::NotWaiting { code } => {
                format!("Không có bưu gửi {code} đang chờ giao tại đây: có thể đã được giao đi.")
            }
            Self::NotFromHere { run } => {
                format!("Chuyến {run} không nhận gì từ đây: hãy chọn một chuyến trên bảng.")
            }
            Self::Closed { run, closed } => {
                format!("Chuyến {run} đã chốt lúc {}: hãy chọn chuyến sau.", clock(closed))
            }
            Self::WrongWay { run, parcel } => {
                format!("Chuyến {run} không đi tới nơi nhận của {parcel}: hãy chọn chuyến khác.")
            }
            Self::NoRoom { run, left, wanted } => format!(
                "Chuyến {run} chỉ còn chỗ cho {left} bưu gửi, đang xếp {wanted}: hãy chọn chuyến khác, hoặc đánh dấu vẫn xếp."
            ),
            Self::Window => format!(
                "Giờ hẹn cần kết thúc sau khi bắt đầu, chưa qua, và trong vòng {} ngày.",
                Pickup::AHEAD_DAYS
            ),
            Self::Parcels { got } => {
                format!("Số bưu gửi cần từ 1 đến {}, đang ghi {got}.", Pickup::PARCELS_MAX)
            }
            Self::NoOffice { desk } => {
                format!("Theo lịch chưa có bưu cục nào phục vụ {desk}: hãy ghi mã bưu cục cần đến.")
            }
            Self::NotAnOffice { office } => {
                format!(
                    "{office} không phải bưu cục đang hoạt động: hãy ghi mã bưu cục phục vụ nơi này."
                )
            }
            Self::UnknownPickup(id) => format!("Không có yêu cầu đến lấy {id}."),
            Self::PickupOver { stage } => {
                format!("Yêu cầu này {}: hãy tạo yêu cầu khác.", stage.words().to(Lang::Vi))
            }
        };
        lang.pick(vi, self.to_string())
    }
}
