//! A published list takes the place of the one before. Departments publish a list as a whole, the codes of
//! one level with the decision and its day: what was listed and is not on it ends that day, what is on both
//! goes on without a gap, from that day on by the new decision.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::level::AgencyLevel;
use super::listing::{Direction, PostalListing};
use super::procedure::ProcedureCode;
use crate::base::Period;

/// The head of a published list: what is the same for all of its codes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostalList {
    /// Which way.
    pub direction: Direction,
    /// Whose list.
    pub level: AgencyLevel,
    /// From its day on, until the next list of the same level and direction.
    pub period: Period,
    /// The decision that published it.
    pub decision: String,
}

/// One code on a published list, with its name where the list gives one.
pub type ListedCode = (ProcedureCode, Option<String>);

/// What becomes of the entries when a list takes its place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Replacement {
    /// Codes that were on no list.
    pub added: Vec<PostalListing>,
    /// Codes that were listed and are, from now on by this decision.
    pub changed: Vec<PostalListing>,
    /// Entries that end earlier now. Those of a code that goes on are among them.
    pub ended: Vec<PostalListing>,
    /// Entries of the same day that a corrected list no longer names.
    pub removed: Vec<PostalListing>,
    /// How many codes stand there just so already.
    pub unchanged: usize,
}

impl Replacement {
    /// Puts `codes` in the place of what `kept` has of the list's level and direction. `next` is the day of
    /// the next list of the same kind that was imported before: this one holds until then.
    pub fn of(
        list: &PostalList,
        codes: &[ListedCode],
        kept: &[PostalListing],
        next: Option<NaiveDate>,
    ) -> Self {
        let mut of_code: BTreeMap<&ProcedureCode, Vec<&PostalListing>> = BTreeMap::new();
        let ours =
            |one: &&PostalListing| (one.direction, one.level) == (list.direction, list.level);
        for one in kept.iter().filter(ours) {
            of_code.entry(&one.procedure).or_default().push(one);
        }
        let mut replacement = Self::default();
        for (code, name) in codes {
            let known = of_code.get(code).map_or(&[][..], Vec::as_slice);
            replacement.list_code(list, code, name.as_ref(), known, next);
        }
        let named: BTreeSet<&ProcedureCode> = codes.iter().map(|(code, _)| code).collect();
        for (_, known) in of_code.iter().filter(|(code, _)| !named.contains(*code)) {
            let same_day = known.iter().filter(|one| one.period.from == list.period.from);
            replacement.removed.extend(same_day.map(|one| (*one).clone()));
            replacement.end(list, known);
        }
        replacement
    }

    fn list_code(
        &mut self,
        list: &PostalList,
        code: &ProcedureCode,
        name: Option<&String>,
        known: &[&PostalListing],
        next: Option<NaiveDate>,
    ) {
        let from = list.period.from;
        let later = known.iter().map(|one| one.period.from).filter(|day| *day > from);
        let until = later.chain(next).chain(list.period.until).min();
        let wanted = PostalListing {
            procedure: code.clone(),
            name: name.cloned(),
            direction: list.direction,
            level: list.level,
            period: Period { from, until },
            decision: list.decision.clone(),
        };
        let before = self.ended.len();
        self.end(list, known);
        let was_listed = self.ended.len() > before;
        match known.iter().find(|one| one.period.from == from) {
            Some(same_day) if **same_day == wanted => self.unchanged += 1,
            Some(_) => self.changed.push(wanted),
            None if was_listed => self.changed.push(wanted),
            None => self.added.push(wanted),
        }
    }

    /// Ends on the list's day what holds then and began before.
    fn end(&mut self, list: &PostalList, known: &[&PostalListing]) {
        let from = list.period.from;
        let running =
            known.iter().filter(|one| one.period.from < from && one.period.contains(from));
        self.ended.extend(running.map(|one| PostalListing {
            period: Period { until: Some(from), ..one.period },
            ..(*one).clone()
        }));
    }

    /// Everything that has to be written.
    pub fn news(&self) -> Vec<PostalListing> {
        [&self.ended, &self.changed, &self.added].into_iter().flatten().cloned().collect()
    }

    /// Whether nothing changes.
    pub const fn is_empty(&self) -> bool {
        self.added.is_empty()
            && self.changed.is_empty()
            && self.ended.is_empty()
            && self.removed.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::samples::{day, period};

    fn list(from: &str, decision: &str) -> PostalList {
        PostalList {
            direction: Direction::Received,
            level: AgencyLevel::Province,
            period: period(from, None),
            decision: decision.to_owned(),
        }
    }

    fn codes(numbers: &[u32]) -> Vec<ListedCode> {
        numbers.iter().map(|n| (format!("1.{n:06}").parse().unwrap(), None)).collect()
    }

    /// Keeps what a list leaves.
    fn take(
        kept: &mut Vec<PostalListing>,
        list: &PostalList,
        numbers: &[u32],
        next: Option<&str>,
    ) -> Replacement {
        let replaced = Replacement::of(list, &codes(numbers), kept, next.map(day));
        let key = |one: &PostalListing| (one.procedure.clone(), one.period.from);
        let news = replaced.news();
        let gone: Vec<_> = news.iter().chain(&replaced.removed).map(key).collect();
        kept.retain(|one| !gone.contains(&key(one)));
        kept.extend(news);
        replaced
    }

    fn listed(kept: &[PostalListing], on: &str) -> Vec<(String, String)> {
        let on = kept.iter().filter(|one| one.period.contains(day(on)));
        let mut all: Vec<_> =
            on.map(|one| (one.procedure.to_string(), one.decision.clone())).collect();
        all.sort();
        all
    }

    #[test]
    fn what_is_on_both_goes_on_and_the_rest_ends_that_day() {
        let mut kept = Vec::new();
        let first = take(&mut kept, &list("2025-01-01", "QĐ 1"), &[1, 2, 3], None);
        assert_eq!((first.added.len(), first.ended.len()), (3, 0));
        let second = take(&mut kept, &list("2025-07-01", "QĐ 2"), &[2, 3, 4], None);
        assert_eq!((second.added.len(), second.changed.len(), second.ended.len()), (1, 2, 3));
        let decision = |on: &str, n: usize| listed(&kept, on)[n].1.clone();
        assert_eq!(listed(&kept, "2025-06-30").len(), 3);
        assert_eq!(listed(&kept, "2025-07-01").len(), 3);
        assert_eq!(
            (decision("2025-06-30", 1), decision("2025-07-01", 0)),
            ("QĐ 1".into(), "QĐ 2".into())
        );
        let again = take(&mut kept, &list("2025-07-01", "QĐ 2"), &[2, 3, 4], None);
        assert!(again.is_empty() && again.unchanged == 3, "{again:?}");
        let first_again =
            take(&mut kept, &list("2025-01-01", "QĐ 1"), &[1, 2, 3], Some("2025-07-01"));
        assert!(first_again.is_empty() && first_again.unchanged == 3, "{first_again:?}");
    }

    #[test]
    fn a_corrected_list_of_the_same_day_takes_out_what_it_does_not_name() {
        let mut kept = Vec::new();
        take(&mut kept, &list("2025-01-01", "QĐ 1"), &[1, 2], None);
        let corrected = take(&mut kept, &list("2025-01-01", "QĐ 1"), &[2], None);
        assert_eq!((corrected.removed.len(), corrected.unchanged), (1, 1));
        assert_eq!(listed(&kept, "2025-01-01").len(), 1);
    }

    #[test]
    fn a_list_of_before_holds_until_the_next_one() {
        let mut kept = Vec::new();
        take(&mut kept, &list("2025-07-01", "QĐ 2"), &[2], None);
        take(&mut kept, &list("2025-01-01", "QĐ 1"), &[1, 2], Some("2025-07-01"));
        assert_eq!(listed(&kept, "2025-06-30").len(), 2);
        assert_eq!(listed(&kept, "2025-07-01"), [("1.000002".to_owned(), "QĐ 2".to_owned())]);
    }

    #[test]
    fn lists_of_another_level_or_direction_stay() {
        let mut kept = Vec::new();
        take(&mut kept, &list("2025-01-01", "QĐ 1"), &[1], None);
        let other = PostalList { level: AgencyLevel::Commune, ..list("2025-02-01", "QĐ 2") };
        take(&mut kept, &other, &[2], None);
        let back = PostalList { direction: Direction::Returned, ..list("2025-02-01", "QĐ 2") };
        take(&mut kept, &back, &[3], None);
        assert_eq!(listed(&kept, "2025-03-01").len(), 3);
    }
}
