//! Whom somebody looks for: a name, a phone number, or the end of one. What was typed is personal data like
//! any other: it is never printed, kept or logged.

use std::fmt;

use super::person::Phone;
use crate::base::Lang;
use crate::base::text::{clean, fold};

/// How many dossiers a person may look through by names and numbers in an hour. A counter's busiest day
/// stays far below; who copies a register does not.
pub const MOST_AN_HOUR: i64 = 200;

/// Whom somebody looks for.
#[derive(Clone, PartialEq, Eq)]
pub enum Sought {
    /// Words with which a name or a part of it begins, without marks.
    Name(String),
    /// A whole phone number, in the form in which numbers are kept.
    Phone(String),
    /// The last digits of one.
    PhoneEnd(String),
}

impl fmt::Debug for Sought {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sought(…)")
    }
}

/// What cannot be looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SoughtRefusal {
    /// Nothing was typed.
    #[error("Type a name or a phone number.")]
    Nothing,
    /// Too little of a name: it would bring out everybody.
    #[error("Type at least two letters of the name.")]
    ShortName,
    /// Too few digits.
    #[error("Type the whole phone number or at least its last four digits.")]
    ShortPhone,
    /// No phone number.
    #[error("Expected a phone number of 8 to 15 digits, or its last four to seven.")]
    Phone,
}

impl SoughtRefusal {
    /// What to tell the person.
    pub fn text(self, lang: Lang) -> String {
        let vi = match self {
            Self::Nothing => "Hãy nhập họ tên hoặc số điện thoại.",
            Self::ShortName => "Hãy nhập ít nhất hai chữ cái của tên.",
            Self::ShortPhone => "Hãy nhập cả số điện thoại hoặc ít nhất bốn số cuối.",
            Self::Phone => "Cần số điện thoại có 8 đến 15 chữ số, hoặc bốn đến bảy số cuối.",
        };
        lang.pick(vi.to_owned(), self.to_string())
    }
}

impl Sought {
    /// The fewest digits of the end of a number.
    pub const DIGITS: usize = 4;

    /// The longest text that is looked at, in characters.
    pub const MAX: usize = 200;

    /// Reads what was typed: digits are a phone number, anything else a name.
    pub fn read(typed: &str) -> Result<Self, SoughtRefusal> {
        let text: String = clean(typed).chars().take(Self::MAX).collect();
        if text.is_empty() {
            return Err(SoughtRefusal::Nothing);
        }
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        if !digits.is_empty() && text.chars().all(|c| c.is_ascii_digit() || " .-()+".contains(c)) {
            return match digits.len() {
                ..Self::DIGITS => Err(SoughtRefusal::ShortPhone),
                Self::DIGITS..8 => Ok(Self::PhoneEnd(digits)),
                _ => Phone::read(&text)
                    .map(|phone| Self::Phone(phone.in_full().to_owned()))
                    .map_err(|_| SoughtRefusal::Phone),
            };
        }
        let name = fold(&text);
        if name.chars().filter(|c| c.is_alphabetic()).count() < 2 {
            return Err(SoughtRefusal::ShortName);
        }
        Ok(Self::Name(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_looked_for_without_marks_and_numbers_as_they_are_kept() {
        let name = |text: &str| Sought::Name(text.to_owned());
        for (typed, sought) in [
            (" Nguyễn  Văn Mẫu", name("nguyen van mau")),
            ("mau", name("mau")),
            ("H'Hen", name("h'hen")),
            ("Đỗ 2", name("do 2")),
            ("0912 345 123", Sought::Phone("0912345123".to_owned())),
            ("+84 912.345.123", Sought::Phone("0912345123".to_owned())),
            ("5123", Sought::PhoneEnd("5123".to_owned())),
            ("345-123", Sought::PhoneEnd("345123".to_owned())),
        ] {
            assert_eq!(Sought::read(typed), Ok(sought), "{typed}");
        }
    }

    #[test]
    fn what_would_bring_out_everybody_is_refused() {
        for (typed, refusal) in [
            ("", SoughtRefusal::Nothing),
            (" \n", SoughtRefusal::Nothing),
            ("a", SoughtRefusal::ShortName),
            ("%", SoughtRefusal::ShortName),
            ("__", SoughtRefusal::ShortName),
            ("123", SoughtRefusal::ShortPhone),
            ("1234567890123456", SoughtRefusal::Phone),
            ("++84912345123", SoughtRefusal::Phone),
        ] {
            assert_eq!(Sought::read(typed), Err(refusal), "{typed}");
            assert_ne!(refusal.text(Lang::Vi), refusal.text(Lang::En));
        }
    }

    #[test]
    fn what_was_typed_is_never_printed() {
        let sought = Sought::read("Trần Thị B").unwrap();
        assert_eq!(format!("{sought:?}"), "Sought(…)");
    }
}
