//! Users: members of staff who sign in with a name and a password. Roles and places are those of tokens.

use std::fmt;
use std::str::FromStr;

use crate::base::place::BadCode;
use crate::base::{Actor, At, PointCode, Role, UserId};

use super::refusal::UserRefusal;
use super::token::places_of;

/// The name by which a user signs in: small letters, digits, `.`, `-`, `_`, `@`. No letters with marks: a
/// Vietnamese input method left on or off must not decide whether somebody gets in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UserName(String);

impl UserName {
    /// The longest name.
    pub const MAX: usize = 60;

    /// Reads a name of 2 to [`UserName::MAX`] symbols; capitals are made small.
    pub fn read(text: &str) -> Result<Self, UserRefusal> {
        let name = text.trim().to_ascii_lowercase();
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b".-_@".contains(&b);
        let fits = (2..=Self::MAX).contains(&name.len())
            && name.starts_with(|c: char| c.is_ascii_alphanumeric())
            && name.bytes().all(plain);
        if fits { Ok(Self(name)) } else { Err(UserRefusal::Name) }
    }

    /// The name as it is kept.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for UserName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for UserName {
    type Err = BadCode;

    fn from_str(text: &str) -> Result<Self, BadCode> {
        let expected = "a user's name of 2 to 60 letters a–z, digits or . - _ @";
        Self::read(text).map_err(|_| BadCode::new(expected, text))
    }
}

/// A user as kept, without the password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// The id.
    pub id: UserId,
    /// The name by which the user signs in.
    pub name: UserName,
    /// The role.
    pub role: Role,
    /// The points the user may act at.
    pub places: Vec<PointCode>,
    /// The password is a one-time one, good until this moment, and must be changed before anything else.
    pub one_time_until: Option<At>,
    /// When the user was entered.
    pub created_at: At,
    /// The last sign-in.
    pub signed_in_at: Option<At>,
    /// When the user was disabled, if so.
    pub disabled_at: Option<At>,
}

impl User {
    /// How long a one-time password is good: over a week-end and its holiday.
    pub const ONE_TIME_MS: i64 = 4 * 86_400_000;

    /// Who acts when this user is signed in.
    pub fn actor(&self) -> Actor {
        Actor {
            token: self.id.acting(),
            name: self.name.to_string(),
            role: self.role,
            places: self.places.clone(),
            revoked: self.disabled_at.is_some(),
            until: None,
        }
    }

    /// Whether the right password opens the door now.
    pub fn may_sign_in(&self, now: At) -> bool {
        self.disabled_at.is_none() && self.one_time_until.is_none_or(|until| now < until)
    }

    /// Where the user stands, as a word for lists and programs.
    pub fn standing(&self, now: At) -> &'static str {
        match (self.disabled_at, self.one_time_until) {
            (Some(_), _) => "disabled",
            (None, Some(until)) if now < until => "one_time",
            (None, Some(_)) => "one_time_over",
            (None, None) => "active",
        }
    }
}

/// What a user should be. Made by [`UserIn::read`] only, so that a bound role always has a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserIn {
    name: UserName,
    role: Role,
    places: Vec<PointCode>,
}

impl UserIn {
    /// Reads what a user should be.
    pub fn read(name: &str, role: Role, places: Vec<PointCode>) -> Result<Self, UserRefusal> {
        let name = UserName::read(name)?;
        if role == Role::Partner {
            return Err(UserRefusal::SystemRole);
        }
        Ok(Self { name, role, places: places_of(role, places)? })
    }

    /// The name.
    pub const fn name(&self) -> &UserName {
        &self.name
    }

    /// The points.
    pub fn places(&self) -> &[PointCode] {
        &self.places
    }

    /// The user of this id, entered now.
    pub fn into_user(self, id: UserId, now: At, one_time_until: Option<At>) -> User {
        User {
            id,
            name: self.name,
            role: self.role,
            places: self.places,
            one_time_until,
            created_at: now,
            signed_in_at: None,
            disabled_at: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_small_and_plain() {
        assert_eq!(UserName::read(" Lan.Nguyen ").unwrap().as_str(), "lan.nguyen");
        for bad in ["", "a", ".a", "lan nguyen", "lân", "a/b", "a\0b", &"x".repeat(61)] {
            assert_eq!(UserName::read(bad), Err(UserRefusal::Name), "{bad}");
        }
    }

    #[test]
    fn a_system_shows_a_token_and_does_not_sign_in() {
        let desk = || vec!["H27.12".parse().unwrap()];
        assert_eq!(UserIn::read("abc", Role::Partner, desk()), Err(UserRefusal::SystemRole));
        assert!(UserIn::read("abc", Role::Officer, desk()).is_ok());
        assert_eq!(UserIn::read("abc", Role::Officer, vec![]).unwrap_err().field(), Some("point"));
    }
}
