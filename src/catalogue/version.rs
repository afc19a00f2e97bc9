//! The names of states of the catalogue. A state is what was in force on a day; people say "the catalogue of
//! Quyết định 1234/QĐ-UBND" and mean the day from which that decision holds.

use chrono::NaiveDate;

use crate::base::text::{clean, fold};
use crate::base::{At, Lang};

/// A state with a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogueVersion {
    /// The decision, as people cite it.
    pub name: String,
    /// The day whose state is meant.
    pub day: NaiveDate,
    /// Who noted it, unless that was before versions were noted.
    pub noted: Option<Noted>,
}

/// Who gave a state its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noted {
    /// When.
    pub at: At,
    /// Who, as the token or the process is called.
    pub by: String,
}

impl CatalogueVersion {
    /// The longest name.
    pub const LONGEST: usize = 500;
}

/// Why a state could not be named or found.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VersionRefusal {
    /// A name is a few words.
    #[error(
        "expected a name of 1 to {} characters, like QĐ 1234/QĐ-UBND",
        CatalogueVersion::LONGEST
    )]
    BadName,
    /// It is no day, and nothing was noted under it.
    #[error("expected a day like 2025-07-01 or the name of a version that was noted, got {got:?}")]
    Unknown {
        /// What was given (its first characters).
        got: String,
    },
    /// One decision was noted for several days.
    #[error("{name} was noted for several days ({}): name one of them", listed(.days))]
    Several {
        /// The name.
        name: String,
        /// Its days.
        days: Vec<NaiveDate>,
    },
}

fn listed(days: &[NaiveDate]) -> String {
    days.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

impl VersionRefusal {
    /// The stable code of the refusal.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::BadName => "bad_version_name",
            Self::Unknown { .. } => "version_unknown",
            Self::Several { .. } => "version_of_several_days",
        }
    }

    /// What to tell the person.
    pub fn text(&self, lang: Lang) -> String {
        match (self, lang) {
            (_, Lang::En) => self.to_string(),
            (Self::BadName, Lang::Vi) => {
                let longest = CatalogueVersion::LONGEST;
                format!("Cần tên từ 1 đến {longest} ký tự, ví dụ QĐ 1234/QĐ-UBND")
            }
            (Self::Unknown { got }, Lang::Vi) => {
                format!("Cần ngày như 2025-07-01 hoặc tên phiên bản đã ghi, nhận được {got:?}")
            }
            (Self::Several { name, days: all }, Lang::Vi) => {
                format!("{name} ứng với nhiều ngày ({}): hãy nêu một ngày", listed(all))
            }
        }
    }
}

impl CatalogueVersion {
    /// A state under a name, in the spelling it is kept.
    pub fn new(name: &str, day: NaiveDate, noted: Noted) -> Result<Self, VersionRefusal> {
        let name = clean(name);
        if (1..=Self::LONGEST).contains(&name.chars().count()) {
            Ok(Self { name, day, noted: Some(noted) })
        } else {
            Err(VersionRefusal::BadName)
        }
    }

    /// The day that is meant: a day as it is written, or that of a version by its name.
    pub fn day_of(text: &str, noted: &[Self]) -> Result<NaiveDate, VersionRefusal> {
        if let Ok(day) = text.parse() {
            return Ok(day);
        }
        let wanted = fold(text);
        let named = noted.iter().filter(|one| !wanted.is_empty() && fold(&one.name) == wanted);
        let found: Vec<&Self> = named.collect();
        match found[..] {
            [one] => Ok(one.day),
            [] => Err(VersionRefusal::Unknown { got: text.chars().take(60).collect() }),
            [first, ..] => Err(VersionRefusal::Several {
                name: first.name.clone(),
                days: found.iter().map(|one| one.day).collect(),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noted(name: &str, day: &str) -> CatalogueVersion {
        CatalogueVersion { name: name.to_owned(), day: day.parse().unwrap(), noted: None }
    }

    #[test]
    fn a_state_is_meant_by_its_day_or_by_its_name() {
        let all = [
            noted("QĐ 1/QĐ-UBND", "2025-07-01"),
            noted("QĐ 2", "2025-01-01"),
            noted("QĐ 2", "2026-01-01"),
        ];
        let day = |text: &str| CatalogueVersion::day_of(text, &all);
        assert_eq!(day("2024-02-29").unwrap().to_string(), "2024-02-29");
        assert_eq!(day("qd 1/qd-ubnd").unwrap().to_string(), "2025-07-01");
        let several = day("QĐ 2").unwrap_err();
        assert!(several.text(Lang::Vi).contains("2025-01-01, 2026-01-01"));
        for bad in ["", "2025-02-30", "QĐ 3", "today"] {
            assert_eq!(day(bad).unwrap_err().code(), "version_unknown", "{bad}");
        }
    }

    #[test]
    fn a_name_is_a_few_words() {
        let noted = || Noted { at: At::from_millis(0), by: "control room".to_owned() };
        let day = "2025-07-01".parse().unwrap();
        let named = CatalogueVersion::new(" QĐ\n1 ", day, noted()).unwrap();
        assert_eq!(named.name, "QĐ 1");
        for bad in [" ", &"a".repeat(501)] {
            let refused = CatalogueVersion::new(bad, day, noted()).unwrap_err();
            assert!(refused.text(Lang::En).contains("1 to 500"));
        }
    }
}
