//! Administrative units with the period in which they were in force, and the edges from the units that
//! ended to those that took over their land.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use serde::Serialize;

use super::position::Position;
use crate::base::place::BadCode;
use crate::base::text::fold;
use crate::base::{Lang, Period, UnitCode};

/// The tier of a unit. Districts ended on 30 June 2025; nothing here depends on how many tiers there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum UnitLevel {
    /// Tỉnh, thành phố: codes of 2 digits.
    Province,
    /// Huyện, quận, thị xã, thành phố: codes of 3 digits.
    District,
    /// Xã, phường, thị trấn, đặc khu: codes of 5 digits.
    Commune,
}

impl UnitLevel {
    /// Every level, from the top.
    pub const ALL: [Self; 3] = [Self::Province, Self::District, Self::Commune];

    /// The word in data.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Province => "province",
            Self::District => "district",
            Self::Commune => "commune",
        }
    }

    /// What people call it.
    pub const fn word(self, lang: Lang) -> &'static str {
        let (vi, en) = match self {
            Self::Province => ("cấp tỉnh", "province"),
            Self::District => ("cấp huyện", "district"),
            Self::Commune => ("cấp xã", "commune"),
        };
        match lang {
            Lang::Vi => vi,
            Lang::En => en,
        }
    }

    /// How many digits the state's codes have at this level.
    pub const fn digits(self) -> usize {
        match self {
            Self::Province => 2,
            Self::District => 3,
            Self::Commune => 5,
        }
    }

    /// The level of a unit with this code.
    pub fn of(code: &UnitCode) -> Self {
        match code.as_str().len() {
            2 => Self::Province,
            3 => Self::District,
            _ => Self::Commune,
        }
    }
}

impl fmt::Display for UnitLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for UnitLevel {
    type Err = BadCode;

    fn from_str(text: &str) -> Result<Self, BadCode> {
        Self::ALL
            .into_iter()
            .find(|level| level.as_str() == text)
            .ok_or_else(|| BadCode::new("province, district or commune", text))
    }
}

/// What a unit is called by law: the word before its name. It belongs to a level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum UnitKind {
    /// Tỉnh.
    Province,
    /// Thành phố trực thuộc trung ương.
    CentralCity,
    /// Huyện.
    District,
    /// Quận.
    UrbanDistrict,
    /// Thị xã.
    Town,
    /// Thành phố thuộc tỉnh (or thuộc thành phố), ended with the districts.
    City,
    /// Xã.
    Commune,
    /// Phường.
    Ward,
    /// Thị trấn.
    Township,
    /// Đặc khu.
    SpecialZone,
}

impl UnitKind {
    /// Every kind.
    pub const ALL: [Self; 10] = [
        Self::Province,
        Self::CentralCity,
        Self::District,
        Self::UrbanDistrict,
        Self::Town,
        Self::City,
        Self::Commune,
        Self::Ward,
        Self::Township,
        Self::SpecialZone,
    ];

    /// The level of such units.
    pub const fn level(self) -> UnitLevel {
        match self {
            Self::Province | Self::CentralCity => UnitLevel::Province,
            Self::District | Self::UrbanDistrict | Self::Town | Self::City => UnitLevel::District,
            Self::Commune | Self::Ward | Self::Township | Self::SpecialZone => UnitLevel::Commune,
        }
    }

    /// The word in a language, in small letters: `xã`, `commune`.
    pub const fn word(self, lang: Lang) -> &'static str {
        let (vi, en) = match self {
            Self::Province => ("tỉnh", "province"),
            Self::CentralCity | Self::City => ("thành phố", "city"),
            Self::District => ("huyện", "district"),
            Self::UrbanDistrict => ("quận", "urban district"),
            Self::Town => ("thị xã", "town"),
            Self::Commune => ("xã", "commune"),
            Self::Ward => ("phường", "ward"),
            Self::Township => ("thị trấn", "township"),
            Self::SpecialZone => ("đặc khu", "special zone"),
        };
        match lang {
            Lang::Vi => vi,
            Lang::En => en,
        }
    }

    /// Reads the Vietnamese word at a level: `thành phố` is a central city among provinces.
    pub fn read(level: UnitLevel, word: &str) -> Option<Self> {
        let word = fold(word);
        Self::ALL
            .into_iter()
            .find(|kind| kind.level() == level && fold(kind.word(Lang::Vi)) == word)
    }

    /// Parts a full name at a level into the kind and the name: `Thị trấn Thạch Hà`.
    pub fn part(level: UnitLevel, full_name: &str) -> Option<(Self, &str)> {
        Self::ALL.into_iter().filter(|kind| kind.level() == level).find_map(|kind| {
            let word = kind.word(Lang::Vi);
            let (end, _) = full_name.char_indices().nth(word.chars().count())?;
            let (first, rest) = full_name.split_at(end);
            let name = rest.strip_prefix(' ').filter(|name| !name.is_empty())?;
            (first.to_lowercase() == word).then_some((kind, name))
        })
    }
}

/// An administrative unit in one period in which nothing of it changed. Identified by code and period.
#[derive(Debug, Clone, PartialEq)]
pub struct AdminUnit {
    /// The state's code.
    pub code: UnitCode,
    /// The name without the word before it: `Thạch Châu`.
    pub name: String,
    /// The word before it, and with it the level.
    pub kind: UnitKind,
    /// The unit above; none for a province.
    pub parent: Option<UnitCode>,
    /// Its centre, where known.
    pub position: Option<Position>,
    /// When it was in force like this.
    pub period: Period,
}

impl AdminUnit {
    /// The tier.
    pub const fn level(&self) -> UnitLevel {
        self.kind.level()
    }

    /// The name as people write it: `xã Thạch Châu`, `Thạch Châu commune`.
    pub fn full_name(&self, lang: Lang) -> String {
        let (name, word) = (&self.name, self.kind.word(lang));
        match lang {
            Lang::Vi => format!("{word} {name}"),
            Lang::En => format!("{name} {word}"),
        }
    }
}

/// What happened to the land of a unit that ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Relation {
    /// It went on as it was, perhaps under another code or name.
    Unchanged,
    /// All of it went into a larger one.
    Merge,
    /// It was divided: this is one of several edges, and a person decides which holds for an address.
    Split,
}

impl Relation {
    /// Every relation.
    pub const ALL: [Self; 3] = [Self::Unchanged, Self::Merge, Self::Split];

    /// The word in data.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unchanged => "unchanged",
            Self::Merge => "merge",
            Self::Split => "split",
        }
    }

    /// What people say happened.
    pub const fn word(self, lang: Lang) -> &'static str {
        let (vi, en) = match self {
            Self::Unchanged => ("giữ nguyên", "went on"),
            Self::Merge => ("nhập toàn bộ", "merged whole"),
            Self::Split => ("chia tách", "divided"),
        };
        match lang {
            Lang::Vi => vi,
            Lang::En => en,
        }
    }
}

impl FromStr for Relation {
    type Err = BadCode;

    fn from_str(text: &str) -> Result<Self, BadCode> {
        Self::ALL
            .into_iter()
            .find(|relation| relation.as_str() == text)
            .ok_or_else(|| BadCode::new("unchanged, merge or split", text))
    }
}

/// An edge from a unit that ended to one that took over (part of) its land.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Succession {
    /// The unit in force until the day before.
    pub old: UnitCode,
    /// The unit in force from that day.
    pub new: UnitCode,
    /// The day of the change.
    pub on: NaiveDate,
    /// What happened to the old one.
    pub relation: Relation,
    /// Among the edges of one unit on one day, the one that is proposed when nobody has decided.
    pub is_default: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_word_means_another_kind_at_another_level() {
        assert_eq!(UnitKind::read(UnitLevel::Province, "Thành phố"), Some(UnitKind::CentralCity));
        assert_eq!(UnitKind::read(UnitLevel::District, "thành phố"), Some(UnitKind::City));
        assert_eq!(UnitKind::read(UnitLevel::Commune, "thành phố"), None);
    }

    #[test]
    fn a_full_name_parts_into_kind_and_name() {
        let part = |name| UnitKind::part(UnitLevel::Commune, name);
        assert_eq!(part("Thị trấn Thạch Hà"), Some((UnitKind::Township, "Thạch Hà")));
        assert_eq!(part("Phường 1"), Some((UnitKind::Ward, "1")));
        let island = UnitKind::part(UnitLevel::Commune, "Đặc khu Côn Đảo");
        assert_eq!(island, Some((UnitKind::SpecialZone, "Côn Đảo")));
        for name in ["Thạch Hà", "Xã", "Xã ", "Huyện Thạch Hà", ""] {
            assert_eq!(part(name), None, "{name}");
        }
    }

    #[test]
    fn every_kind_reads_back_from_its_word_at_its_level() {
        for kind in UnitKind::ALL {
            assert_eq!(UnitKind::read(kind.level(), kind.word(Lang::Vi)), Some(kind));
        }
    }
}
