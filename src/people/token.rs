//! Tokens: what a device or a system shows to say who it is.

use std::fmt;

use sha2::{Digest, Sha256};

use crate::base::text::clean;
use crate::base::{Actor, At, Ids, PointCode, Role, TokenId};

use super::refusal::TokenRefusal;

/// A token as it is kept: everything but its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Its id, which stands in every event it makes.
    pub id: TokenId,
    /// What the administrator called it: a counter, a device, a system; no citizen.
    pub name: String,
    /// Its role.
    pub role: Role,
    /// The points it may act at.
    pub places: Vec<PointCode>,
    /// When it was made.
    pub created_at: At,
    /// When it was revoked, if it was.
    pub revoked_at: Option<At>,
}

impl Token {
    /// Who acts when this token is shown.
    pub fn into_actor(self) -> Actor {
        Actor {
            token: self.id,
            name: self.name,
            role: self.role,
            places: self.places,
            revoked: self.revoked_at.is_some(),
            until: None,
        }
    }
}

/// What a new token should be. Made by [`TokenIn::read`] only, so that a token of a bound role always
/// has a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenIn {
    name: String,
    role: Role,
    places: Vec<PointCode>,
}

impl TokenIn {
    /// The longest name, in characters.
    pub const NAME_MAX: usize = 100;
    /// The most points of one token; a partner may stand for a whole province's desks.
    pub const PLACES_MAX: usize = 1_000;

    /// Reads what a token should be; without a name it is called after its role. A point named twice
    /// counts once.
    pub fn read(name: &str, role: Role, places: Vec<PointCode>) -> Result<Self, TokenRefusal> {
        let mut name = clean(name);
        if name.is_empty() {
            role.as_str().clone_into(&mut name);
        }
        let length = name.chars().count();
        if length > Self::NAME_MAX {
            return Err(TokenRefusal::Name { length });
        }
        let places = places_of(role, places)?;
        Ok(Self { name, role, places })
    }

    /// The points it names.
    pub fn places(&self) -> &[PointCode] {
        &self.places
    }

    /// The token of this id, made now.
    pub fn into_token(self, id: TokenId, now: At) -> Token {
        Token {
            id,
            name: self.name,
            role: self.role,
            places: self.places,
            created_at: now,
            revoked_at: None,
        }
    }
}

/// The points of a role: named where it needs them, each once, and not where it acts everywhere.
pub(super) fn places_of(
    role: Role,
    mut places: Vec<PointCode>,
) -> Result<Vec<PointCode>, TokenRefusal> {
    places.sort();
    places.dedup();
    if places.len() > TokenIn::PLACES_MAX {
        return Err(TokenRefusal::TooManyPlaces { got: places.len() });
    }
    if role.needs_place() && places.is_empty() {
        return Err(TokenRefusal::NeedsPlace(role));
    }
    if role == Role::Administrator && !places.is_empty() {
        return Err(TokenRefusal::NoPlaceNeeded(role));
    }
    Ok(places)
}

/// The secret of a token, `hsp_` and 43 letters and digits, or of a phone, `hsr_` and as many: 256 bits. Shown once, when it is made; only
/// its fingerprint is kept, and it needs no salt because it cannot be guessed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    const PREFIX: &'static str = "hsp_";
    const PREFIX_OF_PHONES: &'static str = "hsr_";
    const SYMBOLS: usize = 43;
    const ALPHABET: &'static [u8] =
        b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// Draws a new secret for a token.
    pub fn draw(ids: &Ids) -> Self {
        Self(format!("{}{}", Self::PREFIX, ids.symbols(Self::ALPHABET, Self::SYMBOLS)))
    }

    /// Draws a new secret for a phone.
    pub fn draw_for_phone(ids: &Ids) -> Self {
        Self(format!("{}{}", Self::PREFIX_OF_PHONES, ids.symbols(Self::ALPHABET, Self::SYMBOLS)))
    }

    /// Whether a phone shows it.
    pub fn is_of_phone(&self) -> bool {
        self.0.starts_with(Self::PREFIX_OF_PHONES)
    }

    /// Reads what was shown; none when it cannot be one of ours, so that it need not be looked up.
    pub fn read(text: &str) -> Option<Self> {
        let symbols = text
            .strip_prefix(Self::PREFIX)
            .or_else(|| text.strip_prefix(Self::PREFIX_OF_PHONES))?;
        let ours = symbols.len() == Self::SYMBOLS
            && symbols.bytes().all(|symbol| Self::ALPHABET.contains(&symbol));
        ours.then(|| Self(text.to_owned()))
    }

    /// The secret itself, to be shown once.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What is kept of it: its SHA-256.
    pub fn fingerprint(&self) -> Vec<u8> {
        Sha256::digest(self.0.as_bytes()).to_vec()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_reads_back_and_is_not_printed_by_accident() {
        let secret = Secret::draw(&Ids::Random);
        assert_eq!(secret.reveal().len(), 47);
        assert_eq!(Secret::read(secret.reveal()), Some(secret.clone()));
        assert_eq!(secret.fingerprint().len(), 32);
        assert!(!format!("{secret:?}").contains(&secret.reveal()[4..]));
        for bad in ["", "hsp_", "abc", &secret.reveal()[..46], &format!("{}!", secret.reveal())] {
            assert_eq!(Secret::read(bad), None, "{bad}");
        }
        assert_eq!(Secret::read(&format!("hsp_{}", "ạ".repeat(43))), None);
        let of_phone = Secret::draw_for_phone(&Ids::Random);
        assert_eq!(Secret::read(of_phone.reveal()), Some(of_phone.clone()));
        assert!(of_phone.is_of_phone() && !secret.is_of_phone());
    }

    #[test]
    fn roles_bound_to_places_need_one_and_the_administrator_needs_none() {
        let point = || vec!["480000".parse().unwrap(), "480000".parse().unwrap()];
        for role in Role::ALL {
            assert_eq!(TokenIn::read("x", role, vec![]).is_err(), role.needs_place(), "{role}");
            let named = TokenIn::read("x", role, point());
            assert_eq!(named.is_err(), role == Role::Administrator, "{role}");
            assert!(named.is_err() || named.unwrap().places().len() == 1);
        }
    }

    #[test]
    fn a_name_is_short_and_an_empty_one_is_the_role() {
        let token = |name: &str| TokenIn::read(name, Role::Manager, vec![]);
        assert_eq!(token(" ").unwrap().name, "manager");
        assert_eq!(token(&"x".repeat(101)).unwrap_err().field(), Some("name"));
    }
}
