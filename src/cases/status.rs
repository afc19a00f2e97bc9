//! The status numbers of the national exchange of cases, and what the post may propose.

use super::leg::Direction;
use crate::base::Lang;
use crate::base::number::numbered;

/// Where a case stands, as the one-stop system says. Nothing here ever changes it; see
/// [`proposed_status`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// Newly registered online, not yet looked at.
    NewOnline = 1,
    /// Accepted by the officer of the one-stop desk. A postal scan never sets this.
    Accepted = 2,
    /// Refused at intake.
    Refused = 3,
    /// Being processed.
    Processing = 4,
    /// The person was asked for further papers; the clock of the case stands.
    SupplementAsked = 5,
    /// The person was asked to pay; the clock of the case stands.
    PaymentAsked = 6,
    /// The person asked to have the dossier back.
    WithdrawalAsked = 7,
    /// Stopped by the agency.
    Stopped = 8,
    /// Processed; the result lies at the one-stop desk, or with the post on its way to the person.
    Processed = 9,
    /// The result is in the person's hands.
    Returned = 10,
}

numbered!(Status, "a status from 1 to 10");

impl Status {
    /// Every status, in the order of their numbers.
    pub const ALL: [Self; 10] = [
        Self::NewOnline,
        Self::Accepted,
        Self::Refused,
        Self::Processing,
        Self::SupplementAsked,
        Self::PaymentAsked,
        Self::WithdrawalAsked,
        Self::Stopped,
        Self::Processed,
        Self::Returned,
    ];

    /// What people call it.
    pub fn text(self, lang: Lang) -> &'static str {
        match self {
            Self::NewOnline => lang.pick("Mới đăng ký trực tuyến", "Newly registered online"),
            Self::Accepted => lang.pick("Đã tiếp nhận", "Accepted"),
            Self::Refused => lang.pick("Không tiếp nhận", "Refused at intake"),
            Self::Processing => lang.pick("Đang xử lý", "In processing"),
            Self::SupplementAsked => lang.pick("Yêu cầu bổ sung giấy tờ", "Supplement asked"),
            Self::PaymentAsked => lang.pick("Yêu cầu nộp phí, lệ phí", "Payment asked"),
            Self::WithdrawalAsked => lang.pick("Công dân yêu cầu rút hồ sơ", "Withdrawal asked"),
            Self::Stopped => lang.pick("Dừng xử lý", "Stopped"),
            Self::Processed => lang.pick("Đã xử lý xong", "Processed"),
            Self::Returned => lang.pick("Đã trả kết quả", "Result returned"),
        }
    }
}

/// A leg that arrived: which way it went, and whether a person or a point received it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arrival {
    /// The leg's direction.
    pub direction: Direction,
    /// Whether it was delivered to a person.
    pub to_person: bool,
}

/// What the case system should be told to set, seen from the post: 10 once a result reached a person,
/// nothing otherwise. 2 is the officer's to set; a result that came back undelivered keeps 9.
pub fn proposed_status(current: Status, delivered: &[Arrival]) -> Option<Status> {
    let reached = delivered.iter().any(|leg| leg.to_person && leg.direction == Direction::Return);
    (reached && current != Status::Returned).then_some(Status::Returned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_keep_the_numbers_of_the_exchange() {
        for (at, status) in Status::ALL.into_iter().enumerate() {
            assert_eq!(status.number(), at as i64 + 1);
            assert_eq!(serde_json::from_str(&status.to_string()).ok(), Some(status));
        }
        for bad in [i64::MIN, -1, 0, 11, i64::MAX] {
            assert!(Status::from_number(bad).is_err());
        }
        assert!(serde_json::from_str::<Status>("\"9\"").is_err());
    }

    #[test]
    fn only_a_result_in_a_persons_hands_proposes_ten() {
        for current in Status::ALL {
            for direction in Direction::ALL {
                for to_person in [true, false] {
                    let proposed = proposed_status(current, &[Arrival { direction, to_person }]);
                    let returned = direction == Direction::Return && to_person;
                    let expected = returned && current != Status::Returned;
                    assert_eq!(proposed, expected.then_some(Status::Returned));
                }
            }
            assert_eq!(proposed_status(current, &[]), None);
        }
    }
}
