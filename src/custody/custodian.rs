//! Who holds an item, and to whom it can be given.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::base::codes::RunCode;
use crate::base::{Capacity, PointCode, TokenId};

/// Who has the item and answers for it: exactly one at every moment (law 1).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Custodian {
    /// A point, for the post or for the one-stop desk.
    Point {
        /// The point.
        code: PointCode,
        /// In which capacity.
        #[serde(rename = "as")]
        capacity: Capacity,
    },
    /// A run: the vehicle and its driver.
    Run {
        /// The run.
        code: RunCode,
    },
    /// A postman on the road.
    Postman {
        /// The token that stands for the person.
        token: TokenId,
    },
    /// The citizen.
    Citizen,
}

impl Custodian {
    /// A point for the post.
    pub const fn post(code: PointCode) -> Self {
        Self::Point { code, capacity: Capacity::Post }
    }

    /// A point for the one-stop desk.
    pub const fn desk(code: PointCode) -> Self {
        Self::Point { code, capacity: Capacity::Desk }
    }

    /// Whether it is a one-stop desk.
    pub const fn is_desk(&self) -> bool {
        match self {
            Self::Point { capacity, .. } => matches!(capacity, Capacity::Desk),
            Self::Run { .. } | Self::Postman { .. } | Self::Citizen => false,
        }
    }

    /// The point, if it is one.
    pub const fn point(&self) -> Option<&PointCode> {
        match self {
            Self::Point { code, .. } => Some(code),
            Self::Run { .. } | Self::Postman { .. } | Self::Citizen => None,
        }
    }
}

impl fmt::Display for Custodian {
    /// As in `post 481900`, `run R-250408-1`, `citizen`: for logs, owners of anomalies and the demo.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Point { code, capacity } => write!(f, "{capacity} {code}"),
            Self::Run { code } => write!(f, "run {code}"),
            Self::Postman { token } => write!(f, "postman {token}"),
            Self::Citizen => f.write_str("citizen"),
        }
    }
}

/// To whom a giver says it is giving, and where a parcel is bound for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Party {
    /// A point; without a capacity either side of it will do.
    Point {
        /// The point.
        code: PointCode,
        /// In which capacity, when the giver said so.
        #[serde(rename = "as", default, skip_serializing_if = "Option::is_none")]
        capacity: Option<Capacity>,
    },
    /// A run.
    Run {
        /// The run.
        code: RunCode,
    },
    /// A postman.
    Postman {
        /// The token that stands for the person.
        token: TokenId,
    },
    /// A citizen.
    Person,
}

impl Party {
    /// The point, if it is one.
    pub const fn point(&self) -> Option<&PointCode> {
        match self {
            Self::Point { code, .. } => Some(code),
            Self::Run { .. } | Self::Postman { .. } | Self::Person => None,
        }
    }

    /// Whether this custodian is who was meant.
    pub fn is(&self, custodian: &Custodian) -> bool {
        match (self, custodian) {
            (Self::Point { code, capacity }, Custodian::Point { code: there, capacity: acts }) => {
                code == there && capacity.is_none_or(|capacity| capacity == *acts)
            }
            (Self::Run { code }, Custodian::Run { code: there }) => code == there,
            (Self::Postman { token }, Custodian::Postman { token: there }) => token == there,
            (Self::Person, Custodian::Citizen) => true,
            (
                Self::Point { .. } | Self::Run { .. } | Self::Postman { .. } | Self::Person,
                Custodian::Point { .. }
                | Custodian::Run { .. }
                | Custodian::Postman { .. }
                | Custodian::Citizen,
            ) => false,
        }
    }
}

impl From<Custodian> for Party {
    /// To give something to exactly this holder.
    fn from(custodian: Custodian) -> Self {
        match custodian {
            Custodian::Point { code, capacity } => Self::Point { code, capacity: Some(capacity) },
            Custodian::Run { code } => Self::Run { code },
            Custodian::Postman { token } => Self::Postman { token },
            Custodian::Citizen => Self::Person,
        }
    }
}

impl fmt::Display for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Point { code, capacity: Some(capacity) } => write!(f, "{capacity} {code}"),
            Self::Point { code, capacity: None } => write!(f, "point {code}"),
            Self::Run { code } => write!(f, "run {code}"),
            Self::Postman { token } => write!(f, "postman {token}"),
            Self::Person => f.write_str("citizen"),
        }
    }
}
