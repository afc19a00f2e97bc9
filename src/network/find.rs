//! Finding units and points by their names, as people type them: with or without marks, the beginning or a
//! part, with or without the word before the name. Whoever typed the marks meant them: what has them comes
//! first.

use chrono::NaiveDate;

use super::point::Point;
use super::unit::{AdminUnit, UnitLevel};
use super::whole::Network;
use crate::base::text::{fold, is_mark, spelling};
use crate::base::{Lang, UnitCode};

/// How well a name fits what was typed; the least fits best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// It is the name, marks and all.
    Whole,
    /// The name begins so.
    Start,
    /// The name holds it.
    Inside,
    /// It is the name without its marks.
    WholeWithoutMarks,
    /// The name begins so, without its marks.
    StartWithoutMarks,
    /// The name holds it, without its marks.
    InsideWithoutMarks,
}

/// What was typed, made ready for comparing.
#[derive(Debug, Clone)]
pub struct Words {
    marked: String,
    plain: String,
}

impl Words {
    /// Words as they were typed.
    pub fn new(typed: &str) -> Self {
        Self { marked: marked(typed), plain: fold(typed) }
    }

    /// How well they fit a name; none when they are not in it.
    pub fn fit(&self, name: &str) -> Option<Fit> {
        let (in_marked, in_plain) =
            (place(&marked(name), &self.marked), place(&fold(name), &self.plain));
        match (in_marked, in_plain) {
            (Some(Place::Whole), _) => Some(Fit::Whole),
            (Some(Place::Start), _) => Some(Fit::Start),
            (Some(Place::Inside), _) => Some(Fit::Inside),
            (None, Some(Place::Whole)) => Some(Fit::WholeWithoutMarks),
            (None, Some(Place::Start)) => Some(Fit::StartWithoutMarks),
            (None, Some(Place::Inside)) => Some(Fit::InsideWithoutMarks),
            (None, None) => None,
        }
    }

    /// How well they fit a code: its beginning counts.
    fn fit_code(&self, code: &str) -> Option<Fit> {
        match place(&code.to_lowercase(), &self.plain) {
            Some(Place::Whole) => Some(Fit::Whole),
            Some(Place::Start) => Some(Fit::Start),
            Some(Place::Inside) | None => None,
        }
    }
}

enum Place {
    Whole,
    Start,
    Inside,
}

/// Where in a name the words stand: where a word of the name begins, so that `an` finds no `Xuân`, and not
/// before a mark, so that `ha` is no part of `hà`.
fn place(name: &str, words: &str) -> Option<Place> {
    let begins = |at: usize| {
        let before = name[..at].chars().next_back();
        before.is_none_or(|c| !c.is_alphanumeric() && !is_mark(c))
    };
    let ends = |at: usize| name[at..].chars().next().is_none_or(|c| !is_mark(c));
    let mut found = name
        .match_indices(words)
        .map(|(at, part)| (at, at + part.len()))
        .filter(|(from, until)| begins(*from) && ends(*until));
    match found.next()? {
        (0, end) if end == name.len() => Some(Place::Whole),
        (0, _) => Some(Place::Start),
        _ => Some(Place::Inside),
    }
}

/// With its marks, in one spelling and in small letters.
fn marked(text: &str) -> String {
    let spelled = spelling(text).to_lowercase();
    spelled.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Network {
    /// The units in force on a day that the words fit, the best first; those of a level alone, or within a
    /// unit alone, when asked.
    pub fn find_units(
        &self,
        words: &Words,
        date: NaiveDate,
        level: Option<UnitLevel>,
        within: Option<&UnitCode>,
    ) -> Vec<&AdminUnit> {
        let mut found: Vec<(Fit, &AdminUnit)> = self
            .units_on(date)
            .into_iter()
            .filter(|unit| level.is_none_or(|level| unit.level() == level))
            .filter_map(|unit| {
                let full = words.fit(&unit.full_name(Lang::Vi));
                let fits = [words.fit(&unit.name), full, words.fit_code(unit.code.as_str())];
                Some((fits.into_iter().flatten().min()?, unit))
            })
            .filter(|(_, unit)| within.is_none_or(|within| self.lies_in(&unit.code, within, date)))
            .collect();
        // Units come by level and code; among equals that stays so.
        found.sort_by_key(|(fit, _)| *fit);
        found.into_iter().map(|(_, unit)| unit).collect()
    }

    /// The points in service on a day that the words fit, the best first.
    pub fn find_points(&self, words: &Words, date: NaiveDate) -> Vec<&Point> {
        let mut found: Vec<(Fit, &Point)> = self
            .points_on(date)
            .into_iter()
            .filter_map(|point| {
                let fits = [words.fit(&point.name), words.fit_code(point.code.as_str())];
                Some((fits.into_iter().flatten().min()?, point))
            })
            .collect();
        found.sort_by_key(|(fit, _)| *fit);
        found.into_iter().map(|(_, point)| point).collect()
    }

    /// Whether a unit is another one or lies in it.
    pub fn lies_in(&self, code: &UnitCode, within: &UnitCode, date: NaiveDate) -> bool {
        code == within || self.ancestors(code, date).iter().any(|above| above.code == *within)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fit(words: &str, name: &str) -> Option<Fit> {
        Words::new(words).fit(name)
    }

    #[test]
    fn who_types_the_marks_means_them() {
        assert_eq!(fit("Thạch Hà", "Thạch Hà"), Some(Fit::Whole));
        assert_eq!(fit("thạch hà", "Thạch Hà"), Some(Fit::Whole));
        assert_eq!(fit("thach ha", "Thạch Hà"), Some(Fit::WholeWithoutMarks));
        assert_eq!(fit("thạch", "Thạch Hà"), Some(Fit::Start));
        assert_eq!(fit("thach", "Thạch Hà"), Some(Fit::StartWithoutMarks));
        assert_eq!(fit("hà", "Thạch Hà"), Some(Fit::Inside));
        assert_eq!(fit("ha", "Thạch Hà"), Some(Fit::InsideWithoutMarks));
        assert_eq!(fit("hoà", "Hòa Lạc"), Some(Fit::Start));
        // Of another tone: folded they are alike, so it is found, behind what has the tone.
        assert_eq!(fit("hóa", "Hòa Lạc"), Some(Fit::StartWithoutMarks));
        assert_eq!(fit("an", "Xuân"), None);
        assert_eq!(fit("lạc hà", "Hòa Lạc"), None);
    }
}
