//! Which unit of which era an address names: every unit that bears the name of a part is weighed by what
//! stands around it.

use std::cmp::Reverse;

use chrono::{Days, NaiveDate};

use super::words::{Part, name_key, parts, spelled};
use super::{Asked, Confidence, Reading};
use crate::base::Lang;
use crate::network::decision::Locality;
use crate::network::unit::{AdminUnit, UnitLevel};
use crate::network::whole::Network;

/// The units that fit best, and how well.
#[derive(Debug, Default)]
pub(super) struct Read<'a> {
    pub reading: Reading,
    pub units: Vec<&'a AdminUnit>,
    pub confidence: Option<Confidence>,
}

/// A unit of the lowest level that is named, and what speaks for it.
#[derive(Debug, Clone)]
struct Fit<'a> {
    unit: &'a AdminUnit,
    /// The part that names it.
    part: usize,
    /// The parts that name what it lay in.
    district: Option<usize>,
    province: Option<usize>,
    /// Of a part without a comma before the name: how many words of it are the name.
    words: usize,
    score: i32,
    /// Something in the text does not fit, or nothing above it is named.
    partial: bool,
    exact: bool,
}

/// Reads an address. Several units come back where the text fits them equally well.
pub(super) fn read<'a>(network: &'a Network, asked: &Asked<'_>) -> Read<'a> {
    let text = Text { network, parts: parts_of(network, asked.text), asked };
    if let Some(code) = asked.unit {
        let by_code = text.by_code(code);
        if !by_code.units.is_empty() {
            return by_code;
        }
    }
    let fits = text.best(UnitLevel::Commune);
    let fits = if fits.is_empty() { text.best(UnitLevel::District) } else { fits };
    let fits = if fits.is_empty() { text.best(UnitLevel::Province) } else { fits };
    let Some(first) = fits.first() else {
        return Read { reading: text.reading(None), ..Read::default() };
    };
    let confidence = match first {
        // A code that nobody knows speaks against the rest.
        Fit { partial: true, .. } => Confidence::PartialNames,
        _ if asked.unit.is_some() => Confidence::PartialNames,
        Fit { exact: true, .. } => Confidence::ExactNames,
        Fit { .. } => Confidence::FoldedNames,
    };
    Read {
        reading: text.reading(Some(first)),
        units: fits.iter().map(|fit| fit.unit).collect(),
        confidence: Some(confidence),
    }
}

/// The parts; a text without commas and unit words comes apart at the names it ends with.
fn parts_of(network: &Network, text: &str) -> Vec<Part> {
    let mut parts = parts(text);
    let [only] = parts.as_mut_slice() else { return parts };
    if !only.kinds.is_empty() {
        return parts;
    }
    let mut rest: Vec<String> = only.given.split_whitespace().map(str::to_owned).collect();
    let mut taken = Vec::new();
    for level in [UnitLevel::Province, UnitLevel::District, UnitLevel::Commune] {
        let begins = (0..rest.len()).find(|begin| {
            let name = rest[*begin..].join(" ");
            network.units_named(&name_key(&name)).any(|unit| unit.level() == level)
        });
        if let Some(begin) = begins {
            taken.push(plain(&rest.split_off(begin)));
        }
    }
    if taken.is_empty() {
        return parts;
    }
    if !rest.is_empty() {
        taken.push(plain(&rest));
    }
    taken.reverse();
    taken
}

fn plain(words: &[String]) -> Part {
    let given = words.join(" ");
    Part { name: given.clone(), given, kinds: &[], certain: false }
}

struct Text<'a, 'q> {
    network: &'a Network,
    parts: Vec<Part>,
    asked: &'q Asked<'q>,
}

impl<'a> Text<'a, '_> {
    /// The units of a level that fit best: none, one, or several that fit alike.
    fn best(&self, level: UnitLevel) -> Vec<Fit<'a>> {
        let mut fits: Vec<Fit<'a>> =
            (0..self.parts.len()).flat_map(|part| self.fits(level, part)).collect();
        if level == UnitLevel::Commune {
            fits.extend((0..self.parts.len()).flat_map(|part| self.fits_at_the_end(part)));
        }
        // A unit that is yet to come is none of those that hold the address on the day asked for.
        fits.retain(|fit| fit.unit.period.from <= self.asked.on);
        fits.sort_by_key(|fit| (Reverse(fit.score), fit.unit.code.clone(), fit.unit.period.from));
        let best = fits.first().map_or(0, |fit| fit.score);
        fits.retain(|fit| fit.score == best && best > 0);
        fits
    }

    fn fits(&self, level: UnitLevel, part: usize) -> Vec<Fit<'a>> {
        let here = &self.parts[part];
        let mut fits = Vec::new();
        if here.may_be(level) {
            let named = self.network.units_named(&name_key(&here.name));
            fits.extend(
                named.filter(|unit| unit.level() == level).map(|unit| self.weigh(unit, part, 0)),
            );
        }
        // `Phuong My` may be a name and not the ward of My.
        if !here.kinds.is_empty() && !here.certain {
            let named = self.network.units_named(&name_key(&here.given));
            fits.extend(
                named.filter(|unit| unit.level() == level).map(|unit| self.weigh(unit, part, 0)),
            );
        }
        fits
    }

    /// Communes whose name ends a part: `xóm 5 Thạch Châu`. Taken only where something above fits too, and
    /// less believed than a part that is a name as a whole.
    fn fits_at_the_end(&self, part: usize) -> Vec<Fit<'a>> {
        let here = &self.parts[part];
        if !here.may_be(UnitLevel::Commune) {
            return Vec::new();
        }
        let words: Vec<&str> = here.name.split_whitespace().collect();
        let longest = words.len().saturating_sub(1).min(5);
        let ends =
            (1..=longest).rev().map(|length| (length, words[words.len() - length..].join(" ")));
        ends.flat_map(|(length, name)| {
            let named = self.network.units_named(&name_key(&name));
            named
                .filter(|unit| unit.level() == UnitLevel::Commune)
                .map(|unit| self.weigh(unit, part, length))
                .filter(|fit| fit.district.or(fit.province).is_some())
                .collect::<Vec<_>>()
        })
        .collect()
    }

    /// What speaks for the unit and what against it.
    fn weigh(&self, unit: &'a AdminUnit, part: usize, words: usize) -> Fit<'a> {
        let here = &self.parts[part];
        let mut fit = Fit {
            unit,
            part,
            district: None,
            province: None,
            words,
            score: 100,
            partial: false,
            exact: self.is_spelled(unit, part) || self.ends_spelled(unit, part, words),
        };
        if words > 0 {
            fit.score -= 20;
        }
        match here.kinds {
            [] => {}
            kinds if kinds.contains(&unit.kind) => fit.score += 10,
            // `xã` became `phường` and people go on saying `xã`; but where both exist the word decides.
            _ => fit.score -= 10,
        }
        // Who writes marks means them: Thạch Hà is not Thạch Hạ.
        if !fit.exact && !here.name.is_ascii() {
            fit.score -= 30;
        }
        let above = self.network.ancestors(&unit.code, last_day(unit, self.asked.on));
        for (over, named) in self.matched(&above, part) {
            fit.exact &= self.is_spelled(over, named);
            fit.score += 40;
            match over.level() {
                UnitLevel::Province => fit.province = Some(named),
                UnitLevel::District => fit.district = Some(named),
                UnitLevel::Commune => {}
            }
        }
        fit.partial = fit.district.is_none() && fit.province.is_none() && unit.parent.is_some();
        // What stands behind the name and is nothing above it belongs to another unit or another era.
        for n in part + 1..self.parts.len() {
            if fit.district == Some(n) || fit.province == Some(n) {
                continue;
            }
            fit.partial = true;
            fit.score -= if self.became(n, unit) { 5 } else { 25 };
        }
        // Two units of one name: the one of the era that the text speaks of.
        let has_district = above.iter().any(|over| over.level() == UnitLevel::District);
        if has_district && fit.district.is_none() {
            fit.score -= 3;
        }
        if self.asked.given_on.is_some_and(|day| unit.period.contains(day)) {
            fit.score += 2;
        }
        fit.score += i32::from(fit.exact);
        fit
    }

    /// Which part names which of the units above one. A part names one unit only: the one whose kind is
    /// written before it (`TP. Hà Tĩnh`, the city), else the highest (`Hà Tĩnh`, the province).
    fn matched(&self, above: &[&'a AdminUnit], own: usize) -> Vec<(&'a AdminUnit, usize)> {
        let mut matched: Vec<(&AdminUnit, usize)> = Vec::new();
        for by_kind in [true, false] {
            for over in above.iter().skip(1).rev() {
                let fits = |n: &usize| {
                    let part = &self.parts[*n];
                    let kind = part.kinds.contains(&over.kind);
                    *n != own
                        && !matched.iter().any(|(unit, used)| unit == over || used == n)
                        && (if by_kind { kind } else { part.may_be(over.level()) })
                        && self.names(over, *n)
                };
                let named = (0..self.parts.len()).rev().find(fits);
                matched.extend(named.map(|named| (*over, named)));
            }
        }
        matched
    }

    fn names(&self, unit: &AdminUnit, part: usize) -> bool {
        let part = &self.parts[part];
        let key = name_key(&unit.name);
        name_key(&part.name) == key || (!part.certain && name_key(&part.given) == key)
    }

    fn is_spelled(&self, unit: &AdminUnit, part: usize) -> bool {
        let part = &self.parts[part];
        let name = spelled(&unit.name);
        // The zero of `Phường 05` is no question of spelling.
        spelled(&part.name) == name
            || spelled(&part.given) == name
            || (name.is_ascii() && name_key(&part.name) == name_key(&unit.name))
    }

    /// The same of a name that is only the end of the part.
    fn ends_spelled(&self, unit: &AdminUnit, part: usize, words: usize) -> bool {
        let all: Vec<&str> = self.parts[part].name.split_whitespace().collect();
        words > 0 && spelled(&all[all.len() - words..].join(" ")) == spelled(&unit.name)
    }

    /// Whether the part names a province of before whose land now lies in the unit's province: people
    /// go on writing it for years.
    fn became(&self, part: usize, unit: &AdminUnit) -> bool {
        let on = self.asked.on;
        let Some(today) = self.network.province_of(&unit.code, last_day(unit, on)) else {
            return false;
        };
        let old = self.network.units_named(&name_key(&self.parts[part].name));
        old.filter(|old| old.level() == UnitLevel::Province).any(|old| {
            let became =
                self.network.successors(&old.code, old.period.from, on.max(old.period.from));
            became.iter().any(|one| one.unit.code == today.code)
        })
    }

    /// The units that bore the code. Codes of districts' time were given again to other communes, so
    /// without a day the names must tell which is meant.
    fn by_code(&self, code: &crate::base::UnitCode) -> Read<'a> {
        let begun = |unit: &&AdminUnit| unit.period.from <= self.asked.on;
        let rows: Vec<&AdminUnit> = self.network.rows_of(code).filter(begun).collect();
        let dated =
            self.asked.given_on.and_then(|day| rows.iter().find(|unit| unit.period.contains(day)));
        let named = |unit: &&AdminUnit| (0..self.parts.len()).any(|part| self.names(unit, part));
        let units: Vec<&AdminUnit> = match dated {
            Some(unit) => vec![*unit],
            None if rows.iter().any(named) => {
                rows.iter().copied().filter(|unit| named(unit)).collect()
            }
            None => rows,
        };
        let Some(first) = units.first().copied() else { return Read::default() };
        let part = (0..self.parts.len()).find(|part| self.names(first, *part));
        // A commune is named, and it is another one.
        let another = part.is_none()
            && self.best(first.level()).iter().any(|fit| !fit.partial && fit.unit.code != *code);
        let fit = part.map(|part| self.weigh(first, part, 0));
        let confidence = if another { Confidence::PartialNames } else { Confidence::ExactCode };
        Read { reading: self.reading(fit.as_ref()), units, confidence: Some(confidence) }
    }

    /// What was read, as it was written.
    fn reading(&self, fit: Option<&Fit<'a>>) -> Reading {
        let given = |part: Option<usize>| part.map(|part| self.parts[part].given.clone());
        let mut reading = Reading::default();
        let mut before = self.parts.iter().position(|part| !part.kinds.is_empty());
        if let Some(fit) = fit {
            reading.district = given(fit.district);
            reading.province = given(fit.province);
            let own = if fit.words > 0 {
                Some(fit.unit.full_name(Lang::Vi))
            } else {
                given(Some(fit.part))
            };
            match fit.unit.level() {
                UnitLevel::Commune => reading.commune = own,
                UnitLevel::District => reading.district = own,
                UnitLevel::Province => reading.province = own,
            }
            before = Some(fit.part);
        }
        // What nothing fitted is told by the words for units in front of it.
        for part in &self.parts {
            let Some(kind) = part.kinds.last().filter(|_| part.certain) else { continue };
            let place = match kind.level() {
                UnitLevel::Commune => &mut reading.commune,
                UnitLevel::District => &mut reading.district,
                UnitLevel::Province => &mut reading.province,
            };
            let used = |known: &Option<String>| known.as_ref() == Some(&part.given);
            if place.is_none()
                && ![&reading.commune, &reading.district, &reading.province].into_iter().any(used)
            {
                let place = match kind.level() {
                    UnitLevel::Commune => &mut reading.commune,
                    UnitLevel::District => &mut reading.district,
                    UnitLevel::Province => &mut reading.province,
                };
                *place = Some(part.given.clone());
            }
        }
        let until = before.unwrap_or(self.parts.len());
        let mut below: Vec<String> =
            self.parts[..until].iter().map(|part| part.given.clone()).collect();
        if let Some(Fit { words, part, .. }) = fit.filter(|fit| fit.words > 0) {
            let all: Vec<&str> = self.parts[*part].name.split_whitespace().collect();
            below.push(all[..all.len() - words].join(" "));
        }
        reading.locality = Locality::of_address(below.iter().map(String::as_str));
        reading
    }
}

/// A day on which the unit was in force: its last, or the day asked for.
pub(super) fn last_day(unit: &AdminUnit, on: NaiveDate) -> NaiveDate {
    match unit.period.until {
        Some(until) => until.checked_sub_days(Days::new(1)).unwrap_or(unit.period.from),
        None => on.max(unit.period.from),
    }
}
