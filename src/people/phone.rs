//! Phones: what somebody of staff carries to scan on the road. Signed in to once, a phone shows a secret of its
//! own afterwards; no password lies on it. Whoever acts by it is its person, with those of the phone's points that
//! are still the person's.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::base::text::clean;
use crate::base::{Actor, At, PhoneId, PointCode, TokenId, UserId};

use super::phone_refusal::PhoneRefusal;
use super::rights::PhoneHolder;
use super::user::User;

/// A phone as it is kept: everything but its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handset {
    /// Its id, by which it calls itself when it hands scans in.
    pub id: PhoneId,
    /// Whose it is.
    pub user: UserId,
    /// What its person calls it.
    pub name: String,
    /// The points it was signed in for.
    pub places: Vec<PointCode>,
    /// By which others know what it signed.
    pub key: HandsetKey,
    /// When it was signed in to for the first time.
    pub created_at: At,
    /// When it was signed in to last.
    pub signed_in_at: At,
    /// Its last contact, to the minute.
    pub seen_at: At,
    /// From when on its person must sign in again whatever the contact: the password was changed.
    pub lapsed_at: Option<At>,
    /// When it was revoked.
    pub ended_at: Option<At>,
}

impl Handset {
    /// For so many hours a phone scans without contact.
    pub const CONTACT_HOURS: i64 = 72;
    /// For so many hours without contact it shows to whom the round goes.
    pub const ROUND_HOURS: i64 = 24;
    /// So many phones of one person are in force at once.
    pub const MOST: usize = 10;
    /// Contact is noted at most so often: a note is a write.
    const NOTED_EVERY_MS: i64 = 60_000;

    /// From when on its person must sign in again, unless there is contact before.
    pub fn good_until(&self) -> At {
        let silent = self.seen_at.plus_millis(Self::CONTACT_HOURS * 3_600_000);
        self.lapsed_at.map_or(silent, |lapsed| lapsed.min(silent))
    }

    /// Where it may act: those of its points that are still its person's. Who acts everywhere was not given any.
    pub fn places_of(&self, user: &User) -> Vec<PointCode> {
        if !user.role.needs_place() {
            return self.places.clone();
        }
        self.places.iter().filter(|place| user.places.contains(place)).cloned().collect()
    }

    /// Who acts when its secret is shown.
    pub fn holder(&self, user: &User) -> Holder {
        let places = self.places_of(user);
        let ended = user.disabled_at.is_some() || self.ended_at.is_some();
        Holder {
            actor: Actor { places, revoked: ended, ..user.actor() },
            contact: Some(Contact {
                phone: self.id,
                seen_at: self.seen_at,
                until: self.good_until(),
            }),
        }
    }
}

/// Who acts under a secret that was shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// Who acts.
    pub actor: Actor,
    /// Where it is a phone's: how it stands with its contact.
    pub contact: Option<Contact>,
}

/// How a phone stands with its contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// The phone.
    pub phone: PhoneId,
    /// The last one, to the minute.
    pub seen_at: At,
    /// From then on its person must sign in again.
    pub until: At,
}

impl Contact {
    /// Whether its person must sign in again.
    pub fn is_lapsed(&self, now: At) -> bool {
        now >= self.until
    }

    /// Whether contact now should be noted.
    pub fn is_to_be_noted(&self, now: At) -> bool {
        now >= self.seen_at.plus_millis(Handset::NOTED_EVERY_MS)
    }
}

/// The public half of a phone's key pair: a point of the curve P-256, as browsers export it. Whether it lies on the
/// curve is not asked: nothing that was signed would fit one that does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandsetKey {
    x: String,
    y: String,
}

impl HandsetKey {
    /// Reads the two co-ordinates, 32 bytes each in base64url.
    pub fn read(x: &str, y: &str) -> Result<Self, PhoneRefusal> {
        for part in [x, y] {
            let bytes = URL_SAFE_NO_PAD.decode(part).map_err(|_| PhoneRefusal::Key)?;
            if bytes.len() != 32 {
                return Err(PhoneRefusal::Key);
            }
        }
        Ok(Self { x: x.to_owned(), y: y.to_owned() })
    }

    /// The two co-ordinates.
    pub fn parts(&self) -> (&str, &str) {
        (&self.x, &self.y)
    }
}

/// What a phone should be. Made by [`HandsetIn::read`] only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandsetIn {
    name: String,
    places: Vec<PointCode>,
    key: HandsetKey,
}

impl HandsetIn {
    /// The longest name, in characters.
    pub const NAME_MAX: usize = 60;
    /// The most points of one phone.
    pub const PLACES_MAX: usize = 50;

    /// Reads what a phone should be. A point named twice counts once.
    pub fn read(
        name: &str,
        mut places: Vec<PointCode>,
        key: HandsetKey,
    ) -> Result<Self, PhoneRefusal> {
        let name = clean(name);
        let length = name.chars().count();
        if !(1..=Self::NAME_MAX).contains(&length) {
            return Err(PhoneRefusal::Name { length });
        }
        places.sort();
        places.dedup();
        if !(1..=Self::PLACES_MAX).contains(&places.len()) {
            return Err(PhoneRefusal::Places { got: places.len() });
        }
        Ok(Self { name, places, key })
    }

    /// The points it names.
    pub fn places(&self) -> &[PointCode] {
        &self.places
    }

    /// The phone of this id, signed in to now. Who is signed in may carry one.
    pub fn into_phone(self, id: PhoneId, _by: &PhoneHolder, user: UserId, now: At) -> Handset {
        Handset {
            id,
            user,
            name: self.name,
            places: self.places,
            key: self.key,
            created_at: now,
            signed_in_at: now,
            seen_at: now,
            lapsed_at: None,
            ended_at: None,
        }
    }
}

/// Whose phones somebody may see and revoke.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhosePhones {
    /// Their own.
    Of(UserId),
    /// Everybody's.
    All,
}

impl WhosePhones {
    /// Whose this actor may: the administrator everybody's, anybody else their own. What a token shows is nobody's.
    pub fn of(actor: &Actor) -> Self {
        let all = super::rights::Administrator::of(actor).is_ok();
        if all { Self::All } else { Self::Of(user_of(actor.token)) }
    }
}

/// The user who acts under a token's id of the same number; of a token there is no such user.
fn user_of(token: TokenId) -> UserId {
    UserId::new(token.uuid())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Role;
    use crate::people::UserName;
    use uuid::Uuid;

    fn at(hours: i64) -> At {
        At::from_millis(1_700_000_000_000 + hours * 3_600_000)
    }

    fn key() -> HandsetKey {
        let part = URL_SAFE_NO_PAD.encode([7; 32]);
        HandsetKey::read(&part, &part).unwrap()
    }

    fn phone(places: &[&str]) -> Handset {
        let user = UserId::new(Uuid::from_u128(2));
        let by = PhoneHolder::of(&person(places).actor()).unwrap();
        let places = places.iter().map(|place| place.parse().unwrap()).collect();
        let input = HandsetIn::read("Máy 1", places, key()).unwrap();
        input.into_phone(PhoneId::new(Uuid::from_u128(1)), &by, user, at(0))
    }

    fn person(places: &[&str]) -> User {
        User {
            id: UserId::new(Uuid::from_u128(2)),
            name: UserName::read("tam.le").unwrap(),
            role: Role::Courier,
            places: places.iter().map(|place| place.parse().unwrap()).collect(),
            one_time_until: None,
            created_at: at(0),
            signed_in_at: None,
            disabled_at: None,
        }
    }

    #[test]
    fn three_days_without_contact_are_too_many_and_a_changed_password_ends_them() {
        let phone = phone(&["481000"]);
        let holder = |phone: &Handset| phone.holder(&person(&["481000"]));
        let contact = holder(&phone).contact.unwrap();
        assert!(!contact.is_lapsed(at(71)) && contact.is_lapsed(at(72)));
        assert!(!contact.is_to_be_noted(at(0).plus_millis(59_999)));
        assert!(contact.is_to_be_noted(at(0).plus_millis(60_000)));
        let changed = Handset { lapsed_at: Some(at(2)), ..phone };
        let contact = holder(&changed).contact.unwrap();
        assert!(!contact.is_lapsed(at(1)) && contact.is_lapsed(at(2)));
    }

    #[test]
    fn who_acts_by_a_phone_is_its_person_at_points_of_both() {
        let phone = phone(&["481000", "481120"]);
        let person = person(&["481120", "482000"]);
        let holder = phone.holder(&person);
        assert_eq!(holder.actor.token, person.id.acting());
        assert_eq!(holder.actor.places, ["481120".parse().unwrap()]);
        assert!(!holder.actor.revoked);
        assert!(Handset { ended_at: Some(at(1)), ..phone.clone() }.holder(&person).actor.revoked);
        let disabled = User { disabled_at: Some(at(1)), ..person };
        assert!(phone.holder(&disabled).actor.revoked);
    }

    #[test]
    fn what_is_no_phone_is_refused_at_its_field() {
        let place = || vec!["481000".parse().unwrap(), "481000".parse().unwrap()];
        assert_eq!(HandsetIn::read(" Máy ", place(), key()).unwrap().places().len(), 1);
        let long = "x".repeat(61);
        for (name, places, field) in
            [("", place(), "name"), (long.as_str(), place(), "name"), ("x", vec![], "places")]
        {
            let refused = HandsetIn::read(name, places, key()).unwrap_err();
            assert_eq!(refused.field(), Some(field));
        }
        let good = URL_SAFE_NO_PAD.encode([7; 32]);
        for bad in ["", "x", "====", &URL_SAFE_NO_PAD.encode([7; 31]), &"é".repeat(43)] {
            assert_eq!(HandsetKey::read(&good, bad), Err(PhoneRefusal::Key), "{bad}");
        }
    }
}
