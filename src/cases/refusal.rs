//! Why a case record or a leg is not taken, in words that say what to do. The words name codes and
//! dates, never a person.

use crate::base::codes::CaseCode;
use crate::base::{At, Lang, LegId, PointCode};
use crate::catalogue::{PostalRefusal, ProcedureCode};

use super::leg::{End, Service};

/// A case record that is not taken, or a case that is not there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CaseRefusal {
    /// The case was never told.
    #[error("no case {0} is known here: send its record first")]
    Unknown(CaseCode),
    /// The deadline lies before the receipt.
    #[error(
        "expected due_at at or after received_at ({received_at}), got {due_at}: mend one of the two"
    )]
    DueBeforeReceived {
        /// When the dossier was received.
        received_at: At,
        /// The deadline given.
        due_at: At,
    },
    /// The agency's point is not in the network.
    #[error("no point {0} is known here: give the code of the competent agency's desk")]
    UnknownAgency(PointCode),
    /// The agency's point is not a desk.
    #[error("point {0} is not a one-stop desk: give the code of the competent agency's desk")]
    AgencyWithoutDesk(PointCode),
    /// The case is about something else than the dossier in hand.
    #[error(
        "case {code} is about procedure {procedure}: take that procedure, or look at the code again"
    )]
    OtherProcedure {
        /// The case.
        code: CaseCode,
        /// What it is about.
        procedure: ProcedureCode,
    },
}

impl CaseRefusal {
    /// The stable name of the refusal.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unknown(_) => "unknown_case",
            Self::DueBeforeReceived { .. } => "due_before_received",
            Self::UnknownAgency(_) => "unknown_agency",
            Self::AgencyWithoutDesk(_) => "agency_without_desk",
            Self::OtherProcedure { .. } => "other_procedure",
        }
    }

    /// The field at fault.
    pub const fn field(&self) -> Option<&'static str> {
        match self {
            Self::Unknown(_) | Self::OtherProcedure { .. } => Some("case_code"),
            Self::DueBeforeReceived { .. } => Some("due_at"),
            Self::UnknownAgency(_) | Self::AgencyWithoutDesk(_) => Some("agency"),
        }
    }

    /// What to tell the person.
    pub fn text(&self, lang: Lang) -> String {
        let vi = match self {
            Self::Unknown(code) => {
                format!("Chưa có hồ sơ {code}: hãy gửi thông tin hồ sơ trước.")
            }
            Self::DueBeforeReceived { received_at, due_at } => format!(
                "Hạn trả {due_at} sớm hơn lúc tiếp nhận {received_at}: hãy sửa một trong hai."
            ),
            Self::UnknownAgency(point) => {
                format!("Không có điểm {point}: hãy ghi mã bộ phận một cửa của cơ quan giải quyết.")
            }
            Self::AgencyWithoutDesk(point) => format!(
                "Điểm {point} không phải bộ phận một cửa: hãy ghi mã của cơ quan giải quyết."
            ),
            Self::OtherProcedure { code, procedure } => format!(
                "Hồ sơ {code} thuộc thủ tục {procedure}: hãy chọn thủ tục đó, hoặc xem lại mã hồ sơ."
            ),
        };
        lang.pick(vi, self.to_string())
    }
}

/// A leg that cannot be ordered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LegRefusal {
    /// The wrong kind of end for the service.
    #[error("a {service} leg needs {} at {field}", end_en(*.expected))]
    WrongEnd {
        /// What was ordered.
        service: Service,
        /// `from` or `to`.
        field: &'static str,
        /// What should stand there.
        expected: End,
    },
    /// Both ends are the same point.
    #[error("the leg begins and ends at {point}: give two different points")]
    SamePoint {
        /// The point.
        point: PointCode,
    },
    /// An end that is not in the network on the day.
    #[error("no point {point} is in service on {}: give the code that is in force", .at.date())]
    UnknownPoint {
        /// `from` or `to`.
        field: &'static str,
        /// The code given.
        point: PointCode,
        /// When it should have been in service.
        at: At,
    },
    /// The papers should reach a desk and the point is none.
    #[error("point {point} is not a one-stop desk: at {field} give the desk that takes the papers")]
    NotADesk {
        /// `from` or `to`.
        field: &'static str,
        /// The point given.
        point: PointCode,
    },
    /// The procedure may not go this way by post.
    #[error("{} Take it to {desk_name} ({desk}).", .reason.text(Lang::En))]
    NotByPost {
        /// What the published lists say.
        reason: PostalRefusal,
        /// The desk that takes it.
        desk: PointCode,
        /// The desk's name.
        desk_name: String,
    },
    /// A number given from outside for two parcels.
    #[error(
        "a round trip has two parcels: leave tracking_number out, or order the legs one by one"
    )]
    NumberForTwo,
    /// A pick-up where nobody's address is.
    #[error(
        "a pick-up is made at a person's address, and this leg begins at a point: leave it out"
    )]
    PickupAtPoint,
    /// A pick-up window without any time in it.
    #[error("expected pickup.until after pickup.from ({from}), got {until}")]
    EmptyPickup {
        /// Its beginning.
        from: At,
        /// Its end.
        until: At,
    },
    /// The leg is not known.
    #[error("no leg {0} is known here")]
    Unknown(LegId),
    /// Originals are collected at a person's door only.
    #[error(
        "originals are collected when a result is delivered to a person, and {0} is no such leg"
    )]
    NothingToCollect(LegId),
    /// A leg that collects originals was already opened by this delivery.
    #[error("the originals of {0} were already collected: use the leg opened for them")]
    AlreadyCollected(LegId),
}

const fn end_en(end: End) -> &'static str {
    match end {
        End::AgencyPoint => "the point of an agency",
        End::Point => "a point",
        End::Person => "a person with an address",
    }
}

const fn end_vi(end: End) -> &'static str {
    match end {
        End::AgencyPoint => "điểm của cơ quan giải quyết",
        End::Point => "một điểm phục vụ",
        End::Person => "một người có địa chỉ",
    }
}

const fn service_vi(service: Service) -> &'static str {
    match service {
        Service::Submit => "nhận gửi hồ sơ",
        Service::Return => "chuyển trả kết quả",
        Service::RoundTrip => "gửi hồ sơ và trả kết quả",
        Service::Internal => "luân chuyển nội bộ",
    }
}

impl LegRefusal {
    /// The stable name of the refusal.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::WrongEnd { .. } => "wrong_end",
            Self::SamePoint { .. } => "same_point",
            Self::UnknownPoint { .. } => "unknown_point",
            Self::NotADesk { .. } => "not_a_desk",
            Self::NotByPost { reason, .. } => reason.code(),
            Self::NumberForTwo => "number_for_two",
            Self::PickupAtPoint => "pickup_at_point",
            Self::EmptyPickup { .. } => "empty_pickup",
            Self::Unknown(_) => "unknown_leg",
            Self::NothingToCollect(_) => "nothing_to_collect",
            Self::AlreadyCollected(_) => "already_collected",
        }
    }

    /// The field at fault.
    pub const fn field(&self) -> Option<&'static str> {
        match self {
            Self::WrongEnd { field, .. }
            | Self::UnknownPoint { field, .. }
            | Self::NotADesk { field, .. } => Some(field),
            Self::SamePoint { .. } => Some("to"),
            Self::NotByPost { .. } => Some("service"),
            Self::NumberForTwo => Some("tracking_number"),
            Self::PickupAtPoint => Some("pickup"),
            Self::EmptyPickup { .. } => Some("pickup.until"),
            Self::Unknown(_) | Self::NothingToCollect(_) | Self::AlreadyCollected(_) => None,
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
            Self::WrongEnd { service, field, expected } => {
                format!("Chặng {} cần {} ở {field}.", service_vi(*service), end_vi(*expected))
            }
            Self::SamePoint { point } => {
                format!("Nơi gửi và nơi nhận đều là {point}: hãy ghi hai điểm khác nhau.")
            }
            Self::UnknownPoint { point, at, .. } => format!(
                "Điểm {point} không hoạt động ngày {}: hãy ghi mã đang có hiệu lực.",
                at.date()
            ),
            Self::NotADesk { point, .. } => {
                format!("Điểm {point} không phải bộ phận một cửa: hãy ghi nơi nhận giấy tờ.")
            }
            Self::NotByPost { reason, desk, desk_name } => {
                format!("{} Hãy đến {desk_name} ({desk}).", reason.text(Lang::Vi))
            }
            Self::NumberForTwo => {
                "Gửi và trả là hai bưu gửi: hãy bỏ số hiệu, hoặc đặt từng chặng một.".to_owned()
            }
            Self::PickupAtPoint => {
                "Chỉ nhận tại địa chỉ của người dân; chặng này đi từ một điểm: hãy bỏ giờ hẹn."
                    .to_owned()
            }
            Self::EmptyPickup { from, until } => {
                format!("Giờ hẹn kết thúc {until} phải sau giờ bắt đầu {from}.")
            }
            Self::Unknown(leg) => format!("Không có chặng {leg}."),
            Self::NothingToCollect(leg) => {
                format!(
                    "Chỉ thu bản chính khi phát kết quả cho người dân; {leg} không phải chặng đó."
                )
            }
            Self::AlreadyCollected(leg) => {
                format!("Bản chính của {leg} đã được thu: hãy dùng chặng đã mở.")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_procedure_that_is_not_listed_names_the_desk_that_takes_it() {
        let refusal = LegRefusal::NotByPost {
            reason: PostalRefusal::NotListed {
                code: "1.004199".parse().unwrap(),
                name: "Cấp lại giấy".to_owned(),
                direction: crate::catalogue::Direction::Returned,
            },
            desk: "H27.12".parse().unwrap(),
            desk_name: "Bộ phận một cửa huyện Thạch Hà".to_owned(),
        };
        for lang in [Lang::Vi, Lang::En] {
            let text = refusal.text(lang);
            for part in ["1.004199", "Cấp lại giấy", "Bộ phận một cửa", "H27.12"] {
                assert!(text.contains(part), "{text}");
            }
        }
        assert_eq!((refusal.code(), refusal.field()), ("procedure_not_listed", Some("service")));
    }
}
