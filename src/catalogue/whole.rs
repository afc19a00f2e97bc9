//! Everything the catalogue holds, asked by date: what was in force on the day of a case stays what it was,
//! whatever was published since.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;

use super::fee::{Fee, FeeAmount, ProcedureFees};
use super::listing::{Direction, PostalListing};
use super::paper::{RequiredPaper, RequiredPapers};
use super::procedure::{Procedure, ProcedureCode};
use super::refusal::PostalRefusal;
use super::time::ProcessingTime;
use crate::base::text::fold;
use crate::base::{Channel, Period};

/// All procedures, paper lists, fees and postal lists of all times.
#[derive(Debug, Clone, Default)]
pub struct Catalogue {
    procedures: BTreeMap<ProcedureCode, Vec<Entered>>,
    papers: HashMap<ProcedureCode, Vec<RequiredPapers>>,
    fees: HashMap<ProcedureCode, Vec<ProcedureFees>>,
    listings: BTreeMap<ProcedureCode, Vec<PostalListing>>,
}

/// A procedure of one period, and its name folded once: people search by a few letters.
#[derive(Debug, Clone)]
pub(super) struct Entered {
    pub(super) procedure: Procedure,
    pub(super) folded: String,
}

impl Catalogue {
    /// A catalogue out of rows in any order.
    pub fn new(procedures: Vec<Procedure>, listings: Vec<PostalListing>) -> Self {
        let mut catalogue = Self::default();
        for procedure in procedures {
            let folded = fold(&procedure.name);
            let entered = Entered { procedure, folded };
            catalogue.procedures.entry(entered.procedure.code.clone()).or_default().push(entered);
        }
        for periods in catalogue.procedures.values_mut() {
            periods.sort_by_key(|entered| entered.procedure.period);
        }
        for listing in listings {
            catalogue.listings.entry(listing.procedure.clone()).or_default().push(listing);
        }
        catalogue
    }

    /// The same with lists of papers and of fees.
    #[must_use]
    pub fn with_lists(mut self, papers: Vec<RequiredPapers>, fees: Vec<ProcedureFees>) -> Self {
        for list in papers {
            self.papers.entry(list.procedure.clone()).or_default().push(list);
        }
        for list in fees {
            self.fees.entry(list.procedure.clone()).or_default().push(list);
        }
        self
    }

    /// The procedure as it was on the day.
    pub fn procedure_on(&self, code: &ProcedureCode, day: NaiveDate) -> Option<&Procedure> {
        self.entered_on(code, day).map(|entered| &entered.procedure)
    }

    /// The procedure as last published, also when it has ended: for a name where any will do.
    pub fn procedure(&self, code: &ProcedureCode) -> Option<&Procedure> {
        self.procedures.get(code)?.last().map(|entered| &entered.procedure)
    }

    /// What the procedure was called on the day, or is called in the next best period, or on a list.
    pub fn name_of(&self, code: &ProcedureCode, day: NaiveDate) -> Option<&str> {
        let procedure = self.procedure_on(code, day).or_else(|| self.procedure(code));
        let listed = || self.listed_on(code, day).find_map(|listing| listing.name.as_deref());
        procedure.map(|procedure| procedure.name.as_str()).or_else(listed)
    }

    /// All periods of the procedure, the earliest first.
    pub fn history(&self, code: &ProcedureCode) -> impl Iterator<Item = &Procedure> + Clone {
        let periods = self.procedures.get(code).map_or(&[][..], Vec::as_slice);
        periods.iter().map(|entered| &entered.procedure)
    }

    /// All procedures of all times, by code and first day.
    pub fn procedures(&self) -> Vec<&Procedure> {
        self.procedures.values().flatten().map(|entered| &entered.procedure).collect()
    }

    /// All procedures in force on the day, by code.
    pub fn procedures_on(&self, day: NaiveDate) -> impl Iterator<Item = &Procedure> {
        self.all_entered_on(day).map(|entered| &entered.procedure)
    }

    pub(super) fn all_entered_on(&self, day: NaiveDate) -> impl Iterator<Item = &Entered> {
        self.procedures.keys().filter_map(move |code| self.entered_on(code, day))
    }

    pub(super) fn entered_on(&self, code: &ProcedureCode, day: NaiveDate) -> Option<&Entered> {
        let periods = self.procedures.get(code)?;
        periods.iter().find(|entered| entered.procedure.period.contains(day))
    }

    /// The papers asked for on the day, in the order of the list; none where no list was imported.
    pub fn papers_on(&self, code: &ProcedureCode, day: NaiveDate) -> &[RequiredPaper] {
        let lists = self.papers.get(code).map_or(&[][..], Vec::as_slice);
        let list = lists.iter().find(|list| list.period.contains(day));
        list.map_or(&[][..], |list| &list.papers)
    }

    /// What a dossier that comes in by this channel on the day costs, where it is known: by the list of
    /// fees, else by what the portal sums up.
    pub fn fee_of(
        &self,
        code: &ProcedureCode,
        channel: Channel,
        day: NaiveDate,
    ) -> Option<Fee<'_>> {
        if let Some(list) = self.fees_on(code, day) {
            return Some(Fee::of(list.in_channel(channel)));
        }
        let total: FeeAmount = self.procedure_on(code, day)?.fee?;
        Some(Fee { total, items: Vec::new() })
    }

    /// How long the authority may take for a dossier that comes in by this channel on the day, where it is
    /// published. One that came in by a way that is not offered has the procedure's time.
    pub fn time_of(
        &self,
        code: &ProcedureCode,
        channel: Channel,
        day: NaiveDate,
    ) -> Option<ProcessingTime> {
        let procedure = self.procedure_on(code, day).or_else(|| self.procedure(code))?;
        procedure.time(channel).or(procedure.processing)
    }

    /// The list of fees on the day, where one was imported.
    pub fn fees_on(&self, code: &ProcedureCode, day: NaiveDate) -> Option<&ProcedureFees> {
        self.fees.get(code)?.iter().find(|list| list.period.contains(day))
    }

    /// The entries of all postal lists that name the procedure on the day.
    pub fn listed_on(
        &self,
        code: &ProcedureCode,
        day: NaiveDate,
    ) -> impl Iterator<Item = &PostalListing> {
        let listings = self.listings.get(code).map_or(&[][..], Vec::as_slice);
        listings.iter().filter(move |listing| listing.period.contains(day))
    }

    /// The entries of all postal lists of all times that name the procedure.
    pub fn listings_of(&self, code: &ProcedureCode) -> &[PostalListing] {
        self.listings.get(code).map_or(&[], Vec::as_slice)
    }

    /// All entries of all postal lists on the day, by code.
    pub fn listings_on(&self, day: NaiveDate) -> impl Iterator<Item = &PostalListing> {
        self.listings.values().flatten().filter(move |listing| listing.period.contains(day))
    }

    /// Whether a dossier of this procedure may be received by post on the date; the entry that says so.
    pub fn may_receive(
        &self,
        code: &ProcedureCode,
        date: NaiveDate,
    ) -> Result<&PostalListing, PostalRefusal> {
        self.may_go(code, Direction::Received, date)
    }

    /// Whether a result of this procedure may be returned by post on the date.
    pub fn may_return(
        &self,
        code: &ProcedureCode,
        date: NaiveDate,
    ) -> Result<&PostalListing, PostalRefusal> {
        self.may_go(code, Direction::Returned, date)
    }

    /// Whether the procedure may go by post in this direction on the date. The list decides: a listed code
    /// that the catalogue lacks, or describes only from a later day on, may go; one that was abolished may
    /// not.
    pub fn may_go(
        &self,
        code: &ProcedureCode,
        direction: Direction,
        date: NaiveDate,
    ) -> Result<&PostalListing, PostalRefusal> {
        let listings: Vec<&PostalListing> = self
            .listings
            .get(code)
            .into_iter()
            .flatten()
            .filter(|listing| listing.direction == direction)
            .collect();
        let in_force = listings.iter().find(|listing| listing.period.contains(date));
        let Some(known) = self.procedure(code) else {
            return in_force.copied().ok_or_else(|| PostalRefusal::Unknown { code: code.clone() });
        };
        let (code, name) = (code.clone(), known.name.clone());
        let described = self.procedure_on(&code, date).is_some();
        let own = self.history(&code).map(|procedure| procedure.period);
        match (in_force, nearest(own, date)) {
            (_, Nearest::Over(until)) if !described => {
                return Err(PostalRefusal::Abolished { code, name, until });
            }
            (Some(listing), _) => return Ok(listing),
            (None, Nearest::Coming(from)) if !described => {
                return Err(PostalRefusal::NotYetInForce { code, name, from });
            }
            (None, _) => {}
        }
        Err(match nearest(listings.iter().map(|listing| listing.period), date) {
            Nearest::Coming(from) => PostalRefusal::NotYet { code, name, direction, from },
            Nearest::Over(until) => PostalRefusal::NoLonger { code, name, direction, until },
            Nearest::Never => PostalRefusal::NotListed { code, name, direction },
        })
    }
}

/// What is nearest to a day that no period holds.
enum Nearest {
    Coming(NaiveDate),
    Over(NaiveDate),
    Never,
}

/// What comes is of more use to the person than what was.
fn nearest(periods: impl Iterator<Item = Period> + Clone, date: NaiveDate) -> Nearest {
    let coming = periods.clone().map(|period| period.from).filter(|from| *from > date).min();
    let over = periods.filter_map(|period| period.until).max();
    match (coming, over) {
        (Some(from), _) => Nearest::Coming(from),
        (None, Some(until)) => Nearest::Over(until),
        (None, None) => Nearest::Never,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Lang;
    use crate::catalogue::samples::{day, listing, period, procedure};

    fn catalogue() -> Catalogue {
        let ever = period("1900-01-01", None);
        let spring = period("2025-03-01", Some("2025-07-01"));
        Catalogue::new(
            vec![
                procedure("1.000001", "Thủ tục 1.000001", ever),
                procedure("1.000002", "Thủ tục 1.000002", ever),
                procedure("1.000003", "Tên mới", period("2025-06-01", Some("2026-01-01"))),
                procedure("1.000003", "Tên cũ", period("2025-01-01", Some("2025-06-01"))),
            ],
            vec![
                listing("1.000001", Direction::Received, spring),
                listing("1.000001", Direction::Returned, spring),
                listing("1.000001", Direction::Returned, period("2025-08-01", None)),
                listing("1.000003", Direction::Received, ever),
                listing("7.777777", Direction::Received, spring),
            ],
        )
    }

    #[test]
    fn a_procedure_is_what_it_was_on_the_day() {
        let catalogue = catalogue();
        let code = "1.000003".parse().unwrap();
        let name = |on| catalogue.procedure_on(&code, day(on)).map(|one| one.name.as_str());
        assert_eq!(name("2024-12-31"), None);
        assert_eq!(name("2025-05-31"), Some("Tên cũ"));
        assert_eq!(name("2025-06-01"), Some("Tên mới"));
        assert_eq!(name("2026-01-01"), None);
        assert_eq!(catalogue.procedure(&code).unwrap().name, "Tên mới");
        assert_eq!(catalogue.procedures_on(day("2025-05-31")).count(), 3);
    }

    #[test]
    fn what_was_abolished_does_not_go_though_a_list_names_it() {
        let catalogue = catalogue();
        let code = "1.000003".parse().unwrap();
        assert!(catalogue.may_receive(&code, day("2025-07-01")).is_ok());
        assert!(catalogue.may_receive(&code, day("2024-12-31")).is_ok(), "the list decides");
        let early = catalogue.may_return(&code, day("2024-12-31")).unwrap_err();
        assert_eq!(early.code(), "procedure_not_yet_in_force");
        let late = catalogue.may_receive(&code, day("2026-01-01")).unwrap_err();
        assert_eq!(late.code(), "procedure_abolished");
        assert!(late.text(Lang::Vi).contains("hết hiệu lực kể từ ngày 01/01/2026"));
        for refused in [early, late] {
            assert!(refused.text(Lang::En).contains("in force"), "{refused}");
        }
    }

    #[test]
    fn a_list_decides_also_for_a_code_that_the_catalogue_lacks() {
        let catalogue = catalogue();
        let code = "7.777777".parse().unwrap();
        assert!(catalogue.may_receive(&code, day("2025-04-01")).is_ok());
        let after = catalogue.may_receive(&code, day("2025-07-01")).unwrap_err();
        assert_eq!(after.code(), "procedure_unknown");
    }

    #[test]
    fn the_two_directions_are_listed_apart_and_by_date() {
        let catalogue = catalogue();
        let code = "1.000001".parse().unwrap();
        assert!(catalogue.may_receive(&code, day("2025-06-30")).is_ok());
        assert!(catalogue.may_return(&code, day("2025-08-01")).is_ok());
        let early = catalogue.may_receive(&code, day("2025-02-28")).unwrap_err();
        assert_eq!(early.code(), "procedure_not_yet_listed");
        let late = catalogue.may_receive(&code, day("2025-07-01")).unwrap_err();
        assert!(late.text(Lang::Vi).contains("kể từ ngày 01/07/2025"), "{}", late.text(Lang::Vi));
        let between = catalogue.may_return(&code, day("2025-07-15")).unwrap_err();
        assert!(between.text(Lang::En).contains("from 2025-08-01"), "{between}");
    }

    #[test]
    fn what_no_list_names_and_what_nobody_knows_are_told_apart() {
        let catalogue = catalogue();
        let date = day("2025-04-01");
        let known = catalogue.may_receive(&"1.000002".parse().unwrap(), date).unwrap_err();
        assert_eq!(known.code(), "procedure_not_listed");
        let unknown = catalogue.may_receive(&"9.999999".parse().unwrap(), date).unwrap_err();
        assert_eq!(unknown.code(), "procedure_unknown");
        assert!(unknown.text(Lang::Vi).contains("không có trong danh mục"));
    }
}
