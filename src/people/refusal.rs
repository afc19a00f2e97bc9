//! Why a person's details, a token or an action is not taken. What a person gave is never repeated:
//! refusals are answered, logged and shown.

use crate::base::{Lang, PointCode, Role, TokenId, UserId};

use super::password::Password;
use super::person::{Address, PersonName};
use super::token::TokenIn;
use super::user::UserName;

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

/// A text that is no good as a password. It is never repeated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PasswordRefusal {
    /// Too short.
    #[error(
        "expected a password of at least {} characters, got {length}; four words in a row are easy to keep",
        Password::MIN
    )]
    Short {
        /// How long it is.
        length: usize,
    },
    /// Too long.
    #[error("expected a password of at most {} characters", Password::MAX)]
    Long,
    /// One that everybody uses.
    #[error("this password is among the first that are guessed: choose another")]
    Common,
    /// The user's name is in it.
    #[error("the user's name is part of this password: choose another")]
    HoldsName,
    /// It is the one that should be changed.
    #[error("this is the present password: choose another")]
    Same,
    /// The present password, typed to confirm a change, is another.
    #[error("the present password is another one")]
    NotPresent,
}

impl PasswordRefusal {
    /// What to tell the person.
    pub fn text(&self, lang: Lang) -> String {
        let vi = match self {
            Self::Short { length } => format!(
                "Mật khẩu cần ít nhất {} ký tự, đang có {length}; bốn từ liền nhau rất dễ nhớ.",
                Password::MIN
            ),
            Self::Long => format!("Mật khẩu dài nhất {} ký tự.", Password::MAX),
            Self::Common => {
                "Mật khẩu này rất nhiều người dùng nên dễ bị đoán: hãy chọn mật khẩu khác."
                    .to_owned()
            }
            Self::HoldsName => {
                "Mật khẩu không được chứa tên đăng nhập: hãy chọn mật khẩu khác.".to_owned()
            }
            Self::Same => "Đây là mật khẩu đang dùng: hãy chọn mật khẩu khác.".to_owned(),
            Self::NotPresent => "Mật khẩu hiện tại không đúng.".to_owned(),
        };
        lang.pick(vi, self.to_string())
    }
}

/// A user that cannot be entered or changed, or is not there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UserRefusal {
    /// Not a name.
    #[error(
        "expected a name of 2 to {} small letters a–z, digits or . - _ @, like lan.nguyen",
        UserName::MAX
    )]
    Name,
    /// Somebody has this name.
    #[error("there is a user {0} already: choose another name")]
    Taken(UserName),
    /// The role is for systems.
    #[error("a partner is a system and shows a token: choose another role")]
    SystemRole,
    /// The places do not fit the role.
    #[error(transparent)]
    Places(#[from] TokenRefusal),
    /// The password is no good.
    #[error(transparent)]
    Password(#[from] PasswordRefusal),
    /// No such user.
    #[error("no user {0} is known here")]
    Unknown(String),
    /// Who would be left to undo it?
    #[error("nobody can disable themselves: ask another administrator")]
    Oneself(UserId),
}

impl UserRefusal {
    /// The stable name of the refusal.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Name => "user_name",
            Self::Taken(_) => "user_name_taken",
            Self::SystemRole => "user_role",
            Self::Places(refusal) => refusal.code(),
            Self::Password(_) => "password",
            Self::Unknown(_) => "unknown_user",
            Self::Oneself(_) => "oneself",
        }
    }

    /// The field at fault.
    pub const fn field(&self) -> Option<&'static str> {
        match self {
            Self::Name | Self::Taken(_) => Some("name"),
            Self::SystemRole => Some("role"),
            Self::Places(refusal) => refusal.field(),
            Self::Password(PasswordRefusal::NotPresent) => Some("present"),
            Self::Password(_) => Some("password"),
            Self::Unknown(_) | Self::Oneself(_) => None,
        }
    }

    /// What to tell the person.
    pub fn text(&self, lang: Lang) -> String {
        let vi = match self {
            Self::Places(refusal) => return refusal.text(lang),
            Self::Password(refusal) => return refusal.text(lang),
            Self::Name => format!(
                "Tên đăng nhập cần 2 đến {} chữ thường không dấu, chữ số hoặc . - _ @, ví dụ lan.nguyen.",
                UserName::MAX
            ),
            Self::Taken(name) => format!("Đã có người dùng {name}: hãy chọn tên khác."),
            Self::SystemRole => {
                "Vai trò partner dành cho hệ thống, dùng mã truy cập: hãy chọn vai trò khác."
                    .to_owned()
            }
            Self::Unknown(user) => format!("Không có người dùng {user}."),
            Self::Oneself(_) => {
                "Không thể tự khóa tài khoản của mình: hãy nhờ quản trị viên khác.".to_owned()
            }
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
    #[error("this is for: {}; you are: {}", roles(.needs, Lang::En), has.words().to(Lang::En))]
    Role {
        /// The roles that would.
        needs: Vec<Role>,
        /// The role it has.
        has: Role,
    },
    /// The role suffices, but not at this place.
    #[error("as {} you may not act at {point}: ask the administrator for that point", role.words().to(Lang::En))]
    Place {
        /// The role it has.
        role: Role,
        /// The point that would be needed.
        point: PointCode,
    },
}

/// Roles as an office calls them, so that whoever reads it knows whom to ask.
fn roles(needs: &[Role], lang: Lang) -> String {
    let names: Vec<&str> = needs.iter().map(|role| role.words().to(lang)).collect();
    names.join(lang.pick(" hoặc ", " or "))
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
                let has = has.words().to(Lang::Vi);
                format!("Việc này dành cho: {}. Anh/chị đang là: {has}.", roles(needs, Lang::Vi))
            }
            Self::Place { role, point } => {
                let role = role.words().to(Lang::Vi);
                format!(
                    "{role} này không được phân công tại {point}: hãy xin quản trị viên thêm điểm đó."
                )
            }
        };
        lang.pick(vi, self.to_string())
    }
}
