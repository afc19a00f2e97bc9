//! The dated lists of what may go by post, and the refusal of what may not.

use std::collections::HashMap;
use std::str::FromStr;

use chrono::NaiveDate;
use serde::Serialize;

use super::procedure::{AgencyLevel, Procedure, ProcedureCode};
use crate::base::place::BadCode;
use crate::base::{Lang, Period};

/// Which way the post may carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// The dossier, from the person to the authority (nhận gửi hồ sơ).
    Received,
    /// The result, from the authority to the person (chuyển trả kết quả).
    Returned,
}

impl Direction {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Received, Self::Returned];

    /// The word in data.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Returned => "returned",
        }
    }
}

impl FromStr for Direction {
    type Err = BadCode;

    fn from_str(text: &str) -> Result<Self, BadCode> {
        Self::ALL
            .into_iter()
            .find(|direction| direction.as_str() == text)
            .ok_or_else(|| BadCode::new("received or returned", text))
    }
}

/// An entry of a published list: this procedure may go by post in this direction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostalListing {
    /// The procedure.
    pub procedure: ProcedureCode,
    /// Which way.
    pub direction: Direction,
    /// The level whose list it is.
    pub level: AgencyLevel,
    /// While the list says so.
    pub period: Period,
    /// The decision that published it.
    pub decision: String,
}

/// Why a procedure does not go by post.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PostalRefusal {
    /// The catalogue has no such procedure.
    #[error("procedure {code} is not in the catalogue")]
    Unknown {
        /// The code given.
        code: ProcedureCode,
    },
    /// No list has ever named it for this direction.
    #[error("procedure {code} is not listed as {} by post", direction.as_str())]
    NotListed {
        /// The procedure.
        code: ProcedureCode,
        /// Its name.
        name: String,
        /// The direction asked for.
        direction: Direction,
    },
    /// A list names it from a later day on.
    #[error("procedure {code} is {} by post only from {from}", direction.as_str())]
    NotYet {
        /// The procedure.
        code: ProcedureCode,
        /// Its name.
        name: String,
        /// The direction asked for.
        direction: Direction,
        /// The first day.
        from: NaiveDate,
    },
    /// The last list that named it has ended.
    #[error("procedure {code} is no longer {} by post since {until}", direction.as_str())]
    NoLonger {
        /// The procedure.
        code: ProcedureCode,
        /// Its name.
        name: String,
        /// The direction asked for.
        direction: Direction,
        /// The day after the last one.
        until: NaiveDate,
    },
}

impl PostalRefusal {
    /// The stable code of the refusal.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unknown { .. } => "procedure_unknown",
            Self::NotListed { .. } => "procedure_not_listed",
            Self::NotYet { .. } => "procedure_not_yet_listed",
            Self::NoLonger { .. } => "procedure_no_longer_listed",
        }
    }

    /// The reason in the person's words. Which desk takes the dossier instead is for the caller to add.
    pub fn text(&self, lang: Lang) -> String {
        let way = |direction: &Direction| match direction {
            Direction::Received => lang.pick("nhận hồ sơ", "received"),
            Direction::Returned => lang.pick("trả kết quả", "returned"),
        };
        match (self, lang) {
            (Self::Unknown { code }, Lang::Vi) => {
                format!("Thủ tục {code} không có trong danh mục.")
            }
            (Self::Unknown { code }, Lang::En) => {
                format!("Procedure {code} is not in the catalogue.")
            }
            (Self::NotListed { code, name, direction }, Lang::Vi) => {
                format!("Thủ tục {code} ({name}) không {} qua bưu chính.", way(direction))
            }
            (Self::NotListed { code, name, direction }, Lang::En) => {
                format!("Procedure {code} ({name}) is not {} by post.", way(direction))
            }
            (Self::NotYet { code, name, direction, from }, Lang::Vi) => format!(
                "Thủ tục {code} ({name}) chỉ {} qua bưu chính từ ngày {}.",
                way(direction),
                from.format("%d/%m/%Y")
            ),
            (Self::NotYet { code, name, direction, from }, Lang::En) => {
                format!("Procedure {code} ({name}) is {} by post from {from} on.", way(direction))
            }
            (Self::NoLonger { code, name, direction, until }, Lang::Vi) => format!(
                "Thủ tục {code} ({name}) không còn {} qua bưu chính kể từ ngày {}.",
                way(direction),
                until.format("%d/%m/%Y")
            ),
            (Self::NoLonger { code, name, direction, until }, Lang::En) => {
                format!(
                    "Procedure {code} ({name}) is no longer {} by post since {until}.",
                    way(direction)
                )
            }
        }
    }
}

/// All procedures and all lists.
#[derive(Debug, Clone, Default)]
pub struct Catalogue {
    procedures: HashMap<ProcedureCode, Procedure>,
    listings: HashMap<(ProcedureCode, Direction), Vec<PostalListing>>,
}

impl Catalogue {
    /// A catalogue out of rows in any order.
    pub fn new(procedures: Vec<Procedure>, listings: Vec<PostalListing>) -> Self {
        let mut catalogue = Self::default();
        for procedure in procedures {
            catalogue.procedures.insert(procedure.code.clone(), procedure);
        }
        for listing in listings {
            let key = (listing.procedure.clone(), listing.direction);
            catalogue.listings.entry(key).or_default().push(listing);
        }
        catalogue
    }

    /// The procedure with this code.
    pub fn procedure(&self, code: &ProcedureCode) -> Option<&Procedure> {
        self.procedures.get(code)
    }

    /// All procedures, by code.
    pub fn procedures(&self) -> Vec<&Procedure> {
        let mut all: Vec<_> = self.procedures.values().collect();
        all.sort_by(|a, b| a.code.cmp(&b.code));
        all
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

    /// Whether the procedure may go by post in this direction on the date.
    pub fn may_go(
        &self,
        code: &ProcedureCode,
        direction: Direction,
        date: NaiveDate,
    ) -> Result<&PostalListing, PostalRefusal> {
        let procedure =
            self.procedure(code).ok_or_else(|| PostalRefusal::Unknown { code: code.clone() })?;
        let listings = self.listings.get(&(code.clone(), direction)).map_or(&[][..], Vec::as_slice);
        if let Some(listing) = listings.iter().find(|listing| listing.period.contains(date)) {
            return Ok(listing);
        }
        let (code, name) = (code.clone(), procedure.name.clone());
        // What comes is of more use to the person than what was.
        let next = listings.iter().map(|listing| listing.period.from).filter(|from| *from > date);
        let ended = listings.iter().filter_map(|listing| listing.period.until);
        Err(match (next.min(), ended.max()) {
            (Some(from), _) => PostalRefusal::NotYet { code, name, direction, from },
            (None, Some(until)) => PostalRefusal::NoLonger { code, name, direction, until },
            (None, None) => PostalRefusal::NotListed { code, name, direction },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn catalogue() -> Catalogue {
        let procedure = |code: &str| Procedure {
            code: code.parse().unwrap(),
            name: format!("Thủ tục {code}"),
            field: "Đất đai".into(),
            level: AgencyLevel::Province,
            agency: "Văn phòng đăng ký đất đai".into(),
            processing: None,
            papers: Vec::new(),
        };
        let listing = |direction, from: &str, until: Option<&str>| PostalListing {
            procedure: "1.000001".parse().unwrap(),
            direction,
            level: AgencyLevel::Province,
            period: Period::new(day(from), until.map(day)).unwrap(),
            decision: "QĐ 1".into(),
        };
        Catalogue::new(
            vec![procedure("1.000001"), procedure("1.000002")],
            vec![
                listing(Direction::Received, "2025-03-01", Some("2025-07-01")),
                listing(Direction::Returned, "2025-03-01", Some("2025-07-01")),
                listing(Direction::Returned, "2025-08-01", None),
            ],
        )
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
