//! Why a person's details, a token or an action is not taken. What a person gave is never repeated:
//! refusals are answered, logged and shown.

use crate::base::{Lang, PointCode, Role, TokenId};

use super::person::{Address, PersonName};
use super::token::TokenIn;

/// A person's details that cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PersonRefusal {
    /// No name, or too long a one.
    #[error("expected a name of 1 to {} characters, got {length}", PersonName::MAX)]
    Name {
        /// How long it is.
        length: usize,
    },
    /// Not a phone number.
    #[error("expected a phone number of 8 to 15 digits, like 0912 345 678")]
    Phone,
    /// No address, or too long a one.
    #[error("expected an address of 1 to {} characters, got {length}", Address::MAX)]
    Address {
        /// How long it is.
        length: usize,
    },
}

impl PersonRefusal {
    /// The stable name of the refusal.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Name { .. } => "person_name",
            Self::Phone => "person_phone",
            Self::Address { .. } => "person_address",
        }
    }

    /// The field at fault, within the person.
    pub const fn field(&self) -> &'static str {
        match self {
            Self::Name { .. } => "name",
            Self::Phone => "phone",
            Self::Address { .. } => "address.text",
        }
    }

    /// What to tell the person.
    pub fn text(&self, lang: Lang) -> String {
        let vi = match self {
            Self::Name { length } => {
                format!("Họ tên cần 1 đến {} ký tự, đang có {length}.", PersonName::MAX)
            }
            Self::Phone => "Số điện thoại cần 8 đến 15 chữ số, ví dụ 0912 345 678.".to_owned(),
            Self::Address { length } => {
                format!("Địa chỉ cần 1 đến {} ký tự, đang có {length}.", Address::MAX)
            }
        };
        lang.pick(vi, self.to_string())
    }
}

/// A token that cannot be made or is not there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TokenRefusal {
    /// Too long a name.
    #[error("expected a token's name of at most {} characters, got {length}", TokenIn::NAME_MAX)]
    Name {
        /// How long it is.
        length: usize,
    },
    /// The role acts at points and none was named.
    #[error("a {0} acts at points: name at least one")]
    NeedsPlace(Role),
    /// The role acts everywhere and points were named.
    #[error("an {0} acts everywhere: leave the points out")]
    NoPlaceNeeded(Role),
    /// More points than one token should have.
    #[error("expected at most {} points, got {got}", TokenIn::PLACES_MAX)]
    TooManyPlaces {
        /// How many there were.
        got: usize,
    },
    /// A point that is not in the network.
    #[error("no point {0} is known here: check its code")]
    UnknownPoint(PointCode),
    /// No such token.
    #[error("no token {0} is known here")]
    Unknown(TokenId),
}

impl TokenRefusal {
    /// The stable name of the refusal.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Name { .. } => "token_name",
            Self::NeedsPlace(_) => "token_needs_place",
            Self::NoPlaceNeeded(_) => "token_needs_no_place",
            Self::TooManyPlaces { .. } => "too_many_places",
            Self::UnknownPoint(_) => "unknown_point",
            Self::Unknown(_) => "unknown_token",
        }
    }

    /// The field at fault.
    pub const fn field(&self) -> Option<&'static str> {
        match self {
            Self::Name { .. } => Some("name"),
            Self::NeedsPlace(_)
            | Self::NoPlaceNeeded(_)
            | Self::TooManyPlaces { .. }
            | Self::UnknownPoint(_) => Some("point"),
            Self::Unknown(_) => None,
        }
    }

    /// What to tell the person.
    pub fn text(&self, lang: Lang) -> String {
        let vi = match self {
            Self::Name { length } => {
                format!("Tên mã truy cập dài nhất {} ký tự, đang có {length}.", TokenIn::NAME_MAX)
            }
            Self::NeedsPlace(role) => format!("Vai trò {role} cần ít nhất một điểm."),
            Self::NoPlaceNeeded(role) => format!("Vai trò {role} không gắn với điểm: hãy bỏ điểm."),
            Self::TooManyPlaces { got } => {
                format!("Nhiều nhất {} điểm, đang có {got}.", TokenIn::PLACES_MAX)
            }
            Self::UnknownPoint(point) => format!("Không có điểm {point}: hãy kiểm tra mã."),
            Self::Unknown(token) => format!("Không có mã truy cập {token}."),
        };
        lang.pick(vi, self.to_string())
    }
}

/// An action that this actor may not do, and who may.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Forbidden {
    /// The token was revoked.
    #[error("this token was revoked: ask the administrator for a new one")]
    Revoked,
    /// The role does not suffice.
    #[error("this takes the role {}, and this token is a {has}", roles(.needs, " or "))]
    Role {
        /// The roles that would.
        needs: Vec<Role>,
        /// The role it has.
        has: Role,
    },
    /// The role suffices, but not at this place.
    #[error("this {role} may not act at {point}: ask for a token with that point")]
    Place {
        /// The role it has.
        role: Role,
        /// The point that would be needed.
        point: PointCode,
    },
}

fn roles(needs: &[Role], or: &str) -> String {
    needs.iter().map(|role| role.as_str()).collect::<Vec<_>>().join(or)
}

impl Forbidden {
    /// The stable name of the refusal.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Revoked => "token_revoked",
            Self::Role { .. } => "wrong_role",
            Self::Place { .. } => "wrong_place",
        }
    }

    /// What to tell the person.
    pub fn text(&self, lang: Lang) -> String {
        let vi = match self {
            Self::Revoked => "Mã truy cập đã bị thu hồi: hãy xin quản trị viên mã mới.".to_owned(),
            Self::Role { needs, has } => {
                format!("Việc này cần vai trò {}; mã này là {has}.", roles(needs, " hoặc "))
            }
            Self::Place { role, point } => {
                format!("Mã {role} này không có quyền tại {point}: hãy xin mã có điểm đó.")
            }
        };
        lang.pick(vi, self.to_string())
    }
}
