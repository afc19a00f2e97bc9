//! Finding a procedure by a few letters, as the counter types them.

use chrono::NaiveDate;

use super::level::AgencyLevel;
use super::listing::Direction;
use super::procedure::{Procedure, ProcedureCode};
use super::whole::{Catalogue, Entered};
use crate::base::text::fold;

/// What is looked for. What is not given does not narrow.
#[derive(Debug, Clone, Default)]
pub struct Search {
    words: Vec<String>,
    field: String,
    agency: String,
    /// Decided at this level.
    pub level: Option<AgencyLevel>,
    /// May go this way by post on the day.
    pub by_post: Option<Direction>,
}

impl Search {
    /// The longest question.
    pub const LONGEST: usize = 100;

    /// By words of the name in any order, with or without diacritics, or by the beginning of the code; and
    /// by words of the field.
    pub fn new(words: &str, field: &str) -> Self {
        let words = fold(words).split_whitespace().map(str::to_owned).collect();
        Self { words, field: fold(field), ..Self::default() }
    }

    /// Also by words of the authority that decides.
    #[must_use]
    pub fn of_agency(self, words: &str) -> Self {
        Self { agency: fold(words), ..self }
    }

    fn finds(&self, entered: &Entered) -> bool {
        let code = entered.procedure.code.as_str().to_lowercase();
        let named = |word: &String| entered.folded.contains(word) || code.starts_with(word);
        self.words.iter().all(named)
            && (self.field.is_empty() || fold(&entered.procedure.field).contains(&self.field))
            && (self.agency.is_empty()
                || entered
                    .procedure
                    .agency
                    .as_ref()
                    .is_some_and(|own| fold(own).contains(&self.agency)))
            && self.level.is_none_or(|level| entered.procedure.levels.contains(level))
    }
}

impl Catalogue {
    /// The procedures in force on the day that a search finds, by code, those after `after`.
    pub fn search<'a, 'b>(
        &'a self,
        day: NaiveDate,
        search: &'b Search,
        after: Option<&'b ProcedureCode>,
    ) -> impl Iterator<Item = &'a Procedure> + use<'a, 'b> {
        let listed = move |code: &ProcedureCode| {
            search.by_post.is_none_or(|direction| {
                self.listed_on(code, day).any(|listing| listing.direction == direction)
            })
        };
        self.all_entered_on(day)
            .filter(move |entered| after.is_none_or(|after| entered.procedure.code > *after))
            .filter(|entered| search.finds(entered))
            .map(|entered| &entered.procedure)
            .filter(move |procedure| listed(&procedure.code))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::samples::{day, listing, period, procedure};

    fn found(search: &Search, after: Option<&str>) -> Vec<String> {
        let ever = period("1900-01-01", None);
        let catalogue = Catalogue::new(
            vec![
                procedure("1.000001", "Tách thửa đất", ever),
                procedure("1.000002", "Đăng ký đất đai lần đầu", ever),
                procedure("2.000001", "Khai sinh", period("2025-01-01", Some("2025-03-01"))),
            ],
            vec![listing("1.000002", Direction::Returned, ever)],
        );
        let after = after.map(|code| code.parse().unwrap());
        let all = catalogue.search(day("2025-04-01"), search, after.as_ref());
        all.map(|one| one.code.to_string()).collect()
    }

    #[test]
    fn a_few_letters_with_or_without_marks_find_it() {
        for words in ["dat", "đất", "DAT", "d"] {
            assert_eq!(found(&Search::new(words, ""), None), ["1.000001", "1.000002"], "{words}");
        }
        assert_eq!(found(&Search::new("dai dat", ""), None), ["1.000002"]);
        assert_eq!(found(&Search::new("1.000002", ""), None), ["1.000002"]);
        assert!(found(&Search::new("khai sinh", ""), None).is_empty(), "it has ended");
        assert!(found(&Search::new("dat x", ""), None).is_empty());
        assert_eq!(found(&Search::default(), Some("1.000001")), ["1.000002"]);
    }

    #[test]
    fn field_level_and_post_narrow() {
        let by = |narrow: fn(&mut Search)| {
            let mut search = Search::new("dat", "dat dai");
            narrow(&mut search);
            found(&search, None)
        };
        assert_eq!(by(|_| ()).len(), 2);
        assert_eq!(by(|search| search.by_post = Some(Direction::Returned)), ["1.000002"]);
        assert!(by(|search| search.by_post = Some(Direction::Received)).is_empty());
        assert!(by(|search| search.level = Some(AgencyLevel::Commune)).is_empty());
        assert!(found(&Search::new("", "thue"), None).is_empty());
        assert!(found(&Search::new("", "").of_agency("so noi vu"), None).is_empty());
    }
}
