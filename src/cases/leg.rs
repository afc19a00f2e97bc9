//! Postal legs: what is ordered ([`Service`]) and what travels ([`Leg`], with a [`Direction`]).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::base::place::BadCode;
use crate::base::{At, CaseId, LegId, ParcelId, PersonId, PointCode};
use crate::catalogue;

use super::refusal::LegRefusal;

/// Which way a leg goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// Nhận gửi hồ sơ: from a person, or the point that took the dossier in, to the competent agency.
    Submit,
    /// Chuyển trả kết quả: from the agency to the person, or to a point where the person collects it.
    Return,
    /// Luân chuyển nội bộ: between two points of the authority.
    Internal,
}

impl Direction {
    /// Every direction.
    pub const ALL: [Self; 3] = [Self::Submit, Self::Return, Self::Internal];

    /// The word in data and on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Submit => "submit",
            Self::Return => "return",
            Self::Internal => "internal",
        }
    }

    /// The published list that must name the procedure. What the authority sends about in its own house
    /// is on no list.
    pub const fn listed_as(self) -> Option<catalogue::Direction> {
        match self {
            Self::Submit => Some(catalogue::Direction::Received),
            Self::Return => Some(catalogue::Direction::Returned),
            Self::Internal => None,
        }
    }
}

impl fmt::Display for Direction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Direction {
    type Err = BadCode;

    fn from_str(text: &str) -> Result<Self, BadCode> {
        Self::ALL
            .into_iter()
            .find(|one| one.as_str() == text)
            .ok_or_else(|| BadCode::new("submit, return or internal", text))
    }
}

/// What is ordered of the post. The price of a round trip is the sum of its two legs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Service {
    /// One leg to the agency, paid by the person.
    Submit,
    /// One leg from the agency, paid by the person.
    Return,
    /// A leg to the agency and one back, paid by the person.
    RoundTrip,
    /// One leg between two points, paid by the authority under its contract.
    Internal,
}

impl Service {
    /// Every service.
    pub const ALL: [Self; 4] = [Self::Submit, Self::Return, Self::RoundTrip, Self::Internal];

    /// The word in data and on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Submit => "submit",
            Self::Return => "return",
            Self::RoundTrip => "round_trip",
            Self::Internal => "internal",
        }
    }

    /// The legs it opens, in the order in which they travel.
    pub const fn directions(self) -> &'static [Direction] {
        match self {
            Self::Submit => &[Direction::Submit],
            Self::Return => &[Direction::Return],
            Self::RoundTrip => &[Direction::Submit, Direction::Return],
            Self::Internal => &[Direction::Internal],
        }
    }

    /// Whether it can be ordered between these two ends. A round trip is given by its first leg.
    pub fn check<P: PartialEq>(
        self,
        from: &Endpoint<P>,
        to: &Endpoint<P>,
    ) -> Result<(), LegRefusal> {
        let wrong = |field, expected| Err(LegRefusal::WrongEnd { service: self, field, expected });
        match (self, from, to) {
            (Self::Submit | Self::RoundTrip, _, Endpoint::Person(_)) => {
                wrong("to", End::AgencyPoint)
            }
            (Self::RoundTrip, Endpoint::Point(_), Endpoint::Point(_)) => wrong("from", End::Person),
            (Self::Return, Endpoint::Person(_), _) => wrong("from", End::AgencyPoint),
            (Self::Internal, Endpoint::Person(_), _) => wrong("from", End::Point),
            (Self::Internal, Endpoint::Point(_), Endpoint::Person(_)) => wrong("to", End::Point),
            (
                Self::Submit | Self::Return | Self::Internal,
                Endpoint::Point(from),
                Endpoint::Point(to),
            ) if from == to => Err(LegRefusal::SamePoint { point: to.clone() }),
            (Self::Submit | Self::RoundTrip, Endpoint::Person(_), Endpoint::Point(_))
            | (
                Self::Submit | Self::Return | Self::Internal,
                Endpoint::Point(_),
                Endpoint::Point(_),
            )
            | (Self::Return, Endpoint::Point(_), Endpoint::Person(_)) => Ok(()),
        }
    }
}

impl fmt::Display for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Service {
    type Err = BadCode;

    fn from_str(text: &str) -> Result<Self, BadCode> {
        Self::ALL
            .into_iter()
            .find(|one| one.as_str() == text)
            .ok_or_else(|| BadCode::new("submit, return, round_trip or internal", text))
    }
}

/// What should stand at an end of a leg.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// The desk of an agency.
    AgencyPoint,
    /// Any point.
    Point,
    /// A person's address.
    Person,
}

/// An end of a leg: a point of the network, or a person's address. An order names the person in full
/// (`P` is then the details), a kept leg by the id of a row that can be erased.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Endpoint<P = PersonId> {
    /// A post office, a desk, a pick-up point.
    Point(PointCode),
    /// A person's address.
    Person(P),
}

impl<P> Endpoint<P> {
    /// The point, where it is one.
    pub const fn point(&self) -> Option<&PointCode> {
        match self {
            Self::Point(point) => Some(point),
            Self::Person(_) => None,
        }
    }

    /// The person, where it is one.
    pub const fn person(&self) -> Option<&P> {
        match self {
            Self::Point(_) => None,
            Self::Person(person) => Some(person),
        }
    }
}

/// When the postman may call for the papers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PickupWindow {
    /// Not before.
    pub from: At,
    /// Not after.
    pub until: At,
}

impl PickupWindow {
    /// A window that ends after it begins.
    pub fn new(from: At, until: At) -> Result<Self, LegRefusal> {
        if from < until {
            Ok(Self { from, until })
        } else {
            Err(LegRefusal::EmptyPickup { from, until })
        }
    }
}

/// One journey of one parcel for a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leg {
    /// Its id.
    pub id: LegId,
    /// The case whose papers travel.
    pub case: CaseId,
    /// What was ordered; both legs of a round trip say so.
    pub service: Service,
    /// Which way this leg goes.
    pub direction: Direction,
    /// Where it begins.
    pub from: Endpoint,
    /// Where it ends.
    pub to: Endpoint,
    /// The envelope that travels it.
    pub parcel: ParcelId,
    /// The leg at whose delivery the postman collected these papers.
    pub opened_by: Option<LegId>,
    /// When the papers can be called for at a person's address.
    pub pickup: Option<PickupWindow>,
    /// When it was ordered.
    pub ordered_at: At,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_service_has_its_ends() {
        let person = || Endpoint::Person(());
        let a = || Endpoint::Point("A".parse().unwrap());
        let b = || Endpoint::Point("B".parse().unwrap());
        let at = |service: Service, from, to| match service.check(&from, &to) {
            Ok(()) => None,
            Err(refusal) => refusal.field(),
        };
        // (from, to), and the field at fault for submit, return, round trip, internal.
        let table = [
            ((person(), a()), [None, Some("from"), None, Some("from")]),
            ((a(), b()), [None, None, Some("from"), None]),
            ((a(), a()), [Some("to"), Some("to"), Some("from"), Some("to")]),
            ((a(), person()), [Some("to"), None, Some("to"), Some("to")]),
            ((person(), person()), [Some("to"), Some("from"), Some("to"), Some("from")]),
        ];
        for ((from, to), expected) in table {
            for (service, expected) in Service::ALL.into_iter().zip(expected) {
                let got = at(service, from.clone(), to.clone());
                assert_eq!(got, expected, "{service} from {from:?} to {to:?}");
            }
        }
    }

    #[test]
    fn words_read_back_and_others_are_refused() {
        for service in Service::ALL {
            assert_eq!(service.as_str().parse(), Ok(service));
        }
        for direction in Direction::ALL {
            assert_eq!(direction.as_str().parse(), Ok(direction));
        }
        assert!("".parse::<Service>().is_err());
        assert!("round_trip".parse::<Direction>().is_err());
    }

    #[test]
    fn a_pickup_window_ends_after_it_begins() {
        let at = At::from_millis;
        assert!(PickupWindow::new(at(1), at(2)).is_ok());
        assert!(PickupWindow::new(at(2), at(2)).is_err());
        assert!(PickupWindow::new(at(3), at(2)).is_err());
    }
}
