//! Who acts, and what a flow is told about the moment it runs in.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::clock::At;
use super::id::TokenId;
use super::ids::Ids;
use super::lang::Words;
use super::place::{BadCode, PointCode};

/// What a person or a system may do here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// A postal worker at a counter or in a sorting office; acts for the post at the points given.
    Clerk,
    /// A postman or driver; acts for the post on the road, from the points given.
    Courier,
    /// An officer of a one-stop desk; acts for the desk at the points given.
    Officer,
    /// Answers for targets: reads everything, resolves anomalies, changes nothing else.
    Manager,
    /// Sets up places, catalogues and tokens; may act anywhere.
    Administrator,
    /// A one-stop system: its own agencies' cases, legs and feed; the points given are its agencies.
    Partner,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 6] = [
        Self::Clerk,
        Self::Courier,
        Self::Officer,
        Self::Manager,
        Self::Administrator,
        Self::Partner,
    ];

    /// The word in data and on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Clerk => "clerk",
            Self::Courier => "courier",
            Self::Officer => "officer",
            Self::Manager => "manager",
            Self::Administrator => "administrator",
            Self::Partner => "partner",
        }
    }

    /// What people in an office call it.
    pub const fn words(self) -> Words {
        match self {
            Self::Clerk => Words::new("Giao dịch viên bưu điện", "Postal clerk"),
            Self::Courier => Words::new("Bưu tá, lái xe", "Postman or driver"),
            Self::Officer => Words::new("Cán bộ một cửa", "One-stop officer"),
            Self::Manager => Words::new("Lãnh đạo theo dõi", "Manager"),
            Self::Administrator => Words::new("Quản trị viên", "Administrator"),
            Self::Partner => Words::new("Hệ thống một cửa", "One-stop system"),
        }
    }

    /// Whether a token of this role must name at least one point.
    pub const fn needs_place(self) -> bool {
        match self {
            Self::Clerk | Self::Courier | Self::Officer | Self::Partner => true,
            Self::Manager | Self::Administrator => false,
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Role {
    type Err = BadCode;

    fn from_str(text: &str) -> Result<Self, BadCode> {
        Self::ALL.into_iter().find(|role| role.as_str() == text).ok_or_else(|| {
            BadCode::new("clerk, courier, officer, manager, administrator or partner", text)
        })
    }
}

/// Who acts: a token, the role it was given and the points it may act at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The token; it stands for the person in every event.
    pub token: TokenId,
    /// What the administrator called the token; a post or device, not a citizen.
    pub name: String,
    /// The role.
    pub role: Role,
    /// The points it may act at; empty means everywhere for managers and administrators, nowhere for others.
    pub places: Vec<PointCode>,
    /// Whether the token has been revoked. A revoked token can still hand in scans, which are set aside.
    pub revoked: bool,
    /// Of a phone that was without contact for too long: what happened from then on is set aside, and nothing else
    /// can be asked.
    pub until: Option<At>,
}

impl Actor {
    /// The process itself, or whoever sits at its command line: whoever holds the database holds
    /// everything.
    pub fn process() -> Self {
        Self {
            token: TokenId::new(uuid::Uuid::nil()),
            name: "command line".to_owned(),
            role: Role::Administrator,
            places: Vec::new(),
            revoked: false,
            until: None,
        }
    }

    /// A citizen who proved a right to one parcel: in the access log somebody of their own, elsewhere without
    /// any right, as one whose token was revoked.
    pub fn citizen() -> Self {
        Self {
            token: TokenId::new(uuid::Uuid::max()),
            name: "citizen".to_owned(),
            role: Role::Partner,
            places: Vec::new(),
            revoked: true,
            until: None,
        }
    }

    /// Whether this actor may act at the point.
    pub fn may_act_at(&self, point: &PointCode) -> bool {
        !self.revoked
            && match self.role {
                Role::Administrator => true,
                Role::Manager => false,
                Role::Clerk | Role::Courier | Role::Officer | Role::Partner => {
                    self.places.contains(point)
                }
            }
    }
}

/// What a flow is told about the moment it runs in: time, who acts, and a source of ids.
#[derive(Debug, Clone)]
pub struct Context {
    /// The server's time, the same for the whole flow.
    pub now: At,
    /// Who acts.
    pub who: Actor,
    /// Makes ids and codes.
    pub ids: Ids,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_reads_back_and_others_are_refused() {
        for role in Role::ALL {
            assert_eq!(role.as_str().parse(), Ok(role));
        }
        assert!("root".parse::<Role>().is_err());
    }
}
