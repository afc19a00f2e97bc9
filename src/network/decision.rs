//! What persons decided about units that were divided: which of the new units holds a hamlet, a street, a
//! quarter. A decision is about land, never about somebody's house.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use serde::Serialize;

use crate::base::UnitCode;
use crate::base::place::BadCode;
use crate::base::text::fold;

/// The words below the commune by which people name where they live: `xom quang phu`. Without marks and
/// punctuation, so that spellings of one hamlet are one. Empty: the whole unit.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Locality(String);

/// Words before which a number is a part of a name and not a house: `tổ 2`, `khu phố 5`, `thôn 7`.
const NUMBERED: [&str; 16] = [
    "to", "doi", "khu", "pho", "thon", "xom", "khoi", "ap", "ban", "buon", "lang", "khom", "cum",
    "duong", "so", "tieu",
];

/// Beginnings of a part that names a person or a building and not a place.
const PRIVATE: [&str; 9] = ["nha", "ong", "ba", "anh", "chi", "em", "gia", "phong", "can"];

impl Locality {
    /// The longest one, in characters.
    pub const MAX: usize = 100;

    /// The locality in the parts of an address that stand before the commune. House numbers, floors and
    /// whoever lives there are left out: what remains names land.
    pub fn of_address<'a>(parts: impl IntoIterator<Item = &'a str>) -> Self {
        let parts: Vec<String> =
            parts.into_iter().map(of_part).filter(|one| !one.is_empty()).collect();
        Self(parts.join(" "))
    }

    /// Its words; empty for the whole unit.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it stands for the whole unit.
    pub fn is_whole(&self) -> bool {
        self.0.is_empty()
    }

    /// How many words it has.
    pub fn length(&self) -> usize {
        self.0.split_whitespace().count()
    }

    /// Whether its words stand, in this order and side by side, in another one.
    pub fn is_within(&self, other: &Self) -> bool {
        self.is_whole() || format!(" {} ", other.0).contains(&format!(" {} ", self.0))
    }
}

impl fmt::Display for Locality {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Locality {
    type Err = BadCode;

    /// Reads what a person decides about. What begins with a house number is refused: a decision must
    /// not name where one citizen lives.
    fn from_str(text: &str) -> Result<Self, BadCode> {
        let words = words(text);
        let houses = words.first().is_some_and(|first| has_digit(first))
            || matches!(words.as_slice(), [first, second, ..] if first == "so" && has_digit(second))
            || words.first().is_some_and(|first| PRIVATE.contains(&first.as_str()));
        let joined = words.join(" ");
        if houses || joined.chars().count() > Self::MAX {
            let expected = "a hamlet, a street or a quarter of at most 100 characters, without house \
                            number or person; nothing for the whole unit";
            return Err(BadCode::new(expected, text));
        }
        Ok(Self(joined))
    }
}

fn words(text: &str) -> Vec<String> {
    fold(text)
        .split(|c: char| !c.is_alphanumeric() && c != '/')
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

fn has_digit(word: &str) -> bool {
    word.contains(|c: char| c.is_ascii_digit())
}

/// The words of one part that name land.
fn of_part(part: &str) -> String {
    let words = words(part);
    if words.first().is_some_and(|first| PRIVATE.contains(&first.as_str())) {
        return String::new();
    }
    let mut kept: Vec<&str> = Vec::new();
    for word in &words {
        let named = kept.last().is_some_and(|before| NUMBERED.contains(before) && *before != "so");
        if !has_digit(word) || (named && !word.contains('/')) {
            kept.push(word);
        }
    }
    kept.retain(|word| *word != "so");
    kept.join(" ")
}

/// What one person decided about a locality of a unit that was divided on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SplitDecision {
    /// The unit that ended.
    pub old: UnitCode,
    /// The day of the change.
    pub on: NaiveDate,
    /// Where in it.
    pub locality: Locality,
    /// The unit that took over there.
    pub new: UnitCode,
}

/// All decisions in force.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Decisions {
    of: BTreeMap<(UnitCode, NaiveDate), Vec<(Locality, UnitCode)>>,
}

impl Decisions {
    /// Decisions in any order; one for each locality of a split.
    pub fn new(all: impl IntoIterator<Item = SplitDecision>) -> Self {
        let mut of: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for SplitDecision { old, on, locality, new } in all {
            of.entry((old, on)).or_default().push((locality, new));
        }
        // The most words first, so that the first that fits is the closest.
        for known in of.values_mut() {
            known.sort_by(|(a, _), (b, _)| (b.length(), a).cmp(&(a.length(), b)));
        }
        Self { of }
    }

    /// Where a locality of a divided unit went, by the decision that names it most closely.
    pub fn find(&self, old: &UnitCode, on: NaiveDate, locality: &Locality) -> Option<&UnitCode> {
        let known = self.of.get(&(old.clone(), on))?;
        known.iter().find(|(decided, _)| decided.is_within(locality)).map(|(_, new)| new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_decision_that_names_the_locality_most_closely_holds() {
        let decided = |locality: &str, new: &str| SplitDecision {
            old: "18082".parse().unwrap(),
            on: "2025-07-01".parse().unwrap(),
            locality: locality.parse().unwrap(),
            new: new.parse().unwrap(),
        };
        let all = Decisions::new([
            decided("", "00001"),
            decided("Khối phố Tân Giang", "00002"),
            decided("Tân Giang", "00003"),
        ]);
        let find = |parts: &[&str]| {
            let locality = Locality::of_address(parts.iter().copied());
            let on = "2025-07-01".parse().unwrap();
            all.find(&"18082".parse().unwrap(), on, &locality).unwrap().to_string()
        };
        assert_eq!(find(&["Số 4", "khối phố Tân Giang"]), "00002");
        assert_eq!(find(&["đường Tân Giang"]), "00003");
        assert_eq!(find(&["Tân Giangg"]), "00001");
        assert_eq!(find(&[]), "00001");
        let other_day = "2026-01-01".parse().unwrap();
        assert_eq!(all.find(&"18082".parse().unwrap(), other_day, &Locality::default()), None);
    }

    #[test]
    fn a_locality_of_an_address_names_land_and_nobody() {
        for (parts, expected) in [
            (&["Số 12A", "ngõ 5/2 đường Trần Phú"][..], "ngo duong tran phu"),
            (&["12 Nguyễn Du", "tổ dân phố 7"], "nguyen du to dan pho 7"),
            (&["Nhà ông Mẫu", "Xóm Quang Phú"], "xom quang phu"),
            (&["Thôn 3"], "thon 3"),
            (&["Phòng 402", "Tổ 2"], "to 2"),
            (&[], ""),
        ] {
            assert_eq!(Locality::of_address(parts.iter().copied()).as_str(), expected);
        }
    }

    #[test]
    fn a_decision_about_a_house_or_a_person_is_refused() {
        for bad in ["12 Trần Phú", "số 12", "12/3", "nhà ông Mẫu", &"xóm ".repeat(40)] {
            assert!(bad.parse::<Locality>().is_err(), "{bad}");
        }
        for good in ["", "Xóm Quang Phú", "tổ 5", "Đường 26 tháng 3"] {
            assert!(good.parse::<Locality>().is_ok(), "{good}");
        }
    }
}
