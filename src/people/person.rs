//! A person as the post needs them: name, phone, address. Nothing of it is printed by accident: the
//! types say `…` to `{:?}`, and have no `Display`.

use std::fmt;

use crate::base::text::clean;
use crate::base::{PersonId, UnitCode};

use super::refusal::PersonRefusal;

macro_rules! hidden {
    ($name:ident) => {
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    };
}

/// A person's full name, NFC.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonName(String);
hidden!(PersonName);

impl PersonName {
    /// The longest name, in characters.
    pub const MAX: usize = 200;

    /// Reads a name of 1 to [`PersonName::MAX`] characters.
    pub fn read(text: &str) -> Result<Self, PersonRefusal> {
        let name = clean(text);
        let length = name.chars().count();
        if (1..=Self::MAX).contains(&length) {
            Ok(Self(name))
        } else {
            Err(PersonRefusal::Name { length })
        }
    }

    /// The whole name: for who holds the parcel, and for its papers.
    pub fn in_full(&self) -> &str {
        &self.0
    }

    /// The name as a receiver may be shown to who proved a right to it: `N*** V** A`. At most three
    /// stars a word, so that they do not count the letters.
    pub fn masked(&self) -> String {
        let mask = |word: &str| {
            let mut letters = word.chars();
            let first = letters.next().map(String::from).unwrap_or_default();
            first + &"*".repeat(letters.count().min(3))
        };
        self.0.split_whitespace().map(mask).collect::<Vec<_>>().join(" ")
    }
}

/// A phone number: its digits, with a `+` before a foreign country's code.
#[derive(Clone, PartialEq, Eq)]
pub struct Phone(String);
hidden!(Phone);

impl Phone {
    /// Reads 8 to 15 digits, grouped by spaces, dots, hyphens or brackets. `+84` is written as `0`, so
    /// that one number is kept in one way.
    pub fn read(text: &str) -> Result<Self, PersonRefusal> {
        let text = clean(text);
        let (plus, rest) = text.strip_prefix('+').map_or((false, text.as_str()), |r| (true, r));
        let digits: String = rest.chars().filter(char::is_ascii_digit).collect();
        let grouped = rest.chars().all(|c| c.is_ascii_digit() || " .-()".contains(c));
        if !grouped || !(8..=15).contains(&digits.len()) {
            return Err(PersonRefusal::Phone);
        }
        Ok(Self(match (plus, digits.strip_prefix("84")) {
            (true, Some(national)) => format!("0{national}"),
            (true, None) => format!("+{digits}"),
            (false, _) => digits,
        }))
    }

    /// All digits: for who has to ring.
    pub fn in_full(&self) -> &str {
        &self.0
    }

    /// The number as a receiver may be shown to who proved a right to it: `09•••••123`.
    pub fn masked(&self) -> String {
        let (head, tail) = (&self.0[..2], &self.0[self.0.len() - 3..]);
        format!("{head}•••••{tail}")
    }

    /// The last four digits, which with the case code prove a right to see more.
    pub fn last_four(&self) -> &str {
        &self.0[self.0.len() - 4..]
    }
}

/// Where a person is to be found: the text as given, and the unit where it was said or found.
#[derive(Clone, PartialEq, Eq)]
pub struct Address {
    text: String,
    unit: Option<UnitCode>,
}
hidden!(Address);

impl Address {
    /// The longest text, in characters.
    pub const MAX: usize = 500;

    /// Reads a text of 1 to [`Address::MAX`] characters.
    pub fn read(text: &str, unit: Option<UnitCode>) -> Result<Self, PersonRefusal> {
        let text = clean(text);
        let length = text.chars().count();
        if (1..=Self::MAX).contains(&length) {
            Ok(Self { text, unit })
        } else {
            Err(PersonRefusal::Address { length })
        }
    }

    /// The whole text.
    pub fn in_full(&self) -> &str {
        &self.text
    }

    /// The administrative unit, by a code that was in force when the address was given.
    pub const fn unit(&self) -> Option<&UnitCode> {
        self.unit.as_ref()
    }
}

/// A person's details as they come in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonIn {
    /// The full name.
    pub name: PersonName,
    /// The phone number; not everybody has one.
    pub phone: Option<Phone>,
    /// The address.
    pub address: Address,
}

impl PersonIn {
    /// Reads all details; the refusal names the one at fault. An empty phone is none.
    pub fn read(
        name: &str,
        phone: Option<&str>,
        address: &str,
        unit: Option<UnitCode>,
    ) -> Result<Self, PersonRefusal> {
        Ok(Self {
            name: PersonName::read(name)?,
            phone: phone.filter(|text| !text.trim().is_empty()).map(Phone::read).transpose()?,
            address: Address::read(address, unit)?,
        })
    }

    /// The person of this id with these details.
    pub fn into_person(self, id: PersonId) -> Person {
        Person { id, name: self.name, phone: self.phone, address: self.address }
    }
}

/// A person whose details stand in a row of their own. The row can be erased; what refers to it stays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The id by which cases and legs refer to the person.
    pub id: PersonId,
    /// The full name.
    pub name: PersonName,
    /// The phone number, where there is one.
    pub phone: Option<Phone>,
    /// The address.
    pub address: Address,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_kept_composed_and_shown_masked() {
        let name = PersonName::read(" Nguye\u{302}\u{303}n Va\u{306}n A\n").unwrap();
        assert_eq!(name.in_full(), "Nguyễn Văn A");
        assert_eq!(name.masked(), "N*** V** A");
        assert_eq!(PersonName::read("H'Hen Niê Ksơr").unwrap().masked(), "H*** N** K***");
        for bad in ["", " \t\n", &"ạ".repeat(201)] {
            assert_eq!(PersonName::read(bad).unwrap_err().field(), "name");
        }
        assert!(PersonName::read(&"ạ".repeat(200)).is_ok());
    }

    #[test]
    fn phones_are_kept_one_way_and_shown_masked() {
        for same in ["0912345123", "+84 912 345 123", "(091) 234-5123", "0912.345.123"] {
            let phone = Phone::read(same).unwrap();
            assert_eq!(phone.in_full(), "0912345123");
            assert_eq!(phone.masked(), "09•••••123");
            assert_eq!(phone.last_four(), "5123");
        }
        assert_eq!(Phone::read("+49 30 1234567").unwrap().in_full(), "+49301234567");
        let bad = [
            "1234567",
            "1234567890123456",
            "0912 abc 123",
            "++84912345123",
            "０９１２３４５１２３",
        ];
        for bad in bad {
            assert_eq!(Phone::read(bad), Err(PersonRefusal::Phone), "{bad}");
        }
    }

    #[test]
    fn addresses_have_a_text_of_bounded_length() {
        for bad in ["", "\n", &"x".repeat(501)] {
            assert_eq!(Address::read(bad, None).unwrap_err().field(), "address.text");
        }
        assert!(Address::read(&"ạ".repeat(500), None).is_ok());
    }

    #[test]
    fn a_person_without_a_phone_is_taken() {
        for none in [None, Some(""), Some("  ")] {
            assert_eq!(PersonIn::read("A", none, "Thôn 1", None).unwrap().phone, None);
        }
    }

    #[test]
    fn nothing_personal_is_printed_by_accident() {
        let person = PersonIn::read("Trần Thị B", Some("0912345123"), "Thôn 1", None).unwrap();
        let printed = format!("{person:?}");
        for part in ["Trần", "0912", "Thôn"] {
            assert!(!printed.contains(part), "{printed}");
        }
    }
}
