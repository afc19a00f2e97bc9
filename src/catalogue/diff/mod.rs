//! What differs between two catalogues: the states of two days, or a file and a day. What became of a
//! procedure is told field by field with both values; spellings that differ only in where a tone mark
//! stands are one. A procedure that has gone while another of the same name has come is most likely the
//! same one under a new code: a person decides.

mod compare;
mod papers;
mod told;
mod value;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use super::procedure::ProcedureCode;
use super::whole::Catalogue;
use crate::base::text::fold;

use compare::{changes, codes};
pub use value::Value;

/// One of the two catalogues that are compared.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    /// Where the state is read from.
    pub catalogue: &'a Catalogue,
    /// The day of the state.
    pub on: NaiveDate,
    /// What it can tell.
    pub tells: &'a [Part],
}

/// What a catalogue can tell beside names, levels and authorities. A file of procedures says nothing of
/// papers, and what is not said is not compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// Times by channel.
    Channels,
    /// Fees.
    Fees,
    /// Lists of papers.
    Papers,
    /// Postal lists.
    Listings,
}

impl Part {
    /// All of it, as what is kept in the database tells.
    pub const ALL: [Self; 4] = [Self::Channels, Self::Fees, Self::Papers, Self::Listings];

    /// The word in data.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Channels => "channels",
            Self::Fees => "fees",
            Self::Papers => "papers",
            Self::Listings => "listings",
        }
    }
}

/// What a change is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Aspect {
    /// The procedure's name.
    Name,
    /// The field of administration.
    Field,
    /// The authority that decides.
    Agency,
    /// The levels that decide.
    Levels,
    /// The processing time, alike in all channels.
    Time,
    /// The processing time at the desk.
    TimeDirect,
    /// The processing time online.
    TimeOnline,
    /// The processing time by post.
    TimePost,
    /// What it costs.
    Fee,
    /// A paper that is asked for now.
    PaperAdded,
    /// A paper that is no longer asked for.
    PaperRemoved,
    /// A paper under another name.
    PaperRenamed,
    /// How many originals and copies of a paper.
    PaperCount,
    /// The form that a paper is written on.
    PaperTemplate,
    /// Which levels' lists say that dossiers are received by post.
    Received,
    /// Which levels' lists say that results are returned by post.
    Returned,
}

/// One thing that changed: what it was, and what it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What.
    pub field: Aspect,
    /// Before; none where nothing was published.
    pub before: Option<Value>,
    /// After.
    pub after: Option<Value>,
}

/// A procedure by code and name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Named {
    /// The code.
    pub code: ProcedureCode,
    /// The name; empty of a listed code that the catalogue does not know.
    pub name: String,
}

/// A procedure that both have and that is not the same in both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Changed {
    /// The code.
    pub code: ProcedureCode,
    /// Its name after.
    pub name: String,
    /// All that changed.
    pub changes: Vec<Change>,
}

/// A name that went under one code and came under another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Recoded {
    /// The code that went.
    pub before: ProcedureCode,
    /// The code that came.
    pub after: ProcedureCode,
    /// The name of both.
    pub name: String,
}

/// What differs between two catalogues.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// In the second only, by code.
    pub added: Vec<Named>,
    /// In the first only, by code.
    pub removed: Vec<Named>,
    /// In both and different, by code.
    pub changed: Vec<Changed>,
    /// Among the removed and the added: most likely one procedure under a new code.
    pub recoded: Vec<Recoded>,
    /// How many are the same in both.
    pub unchanged: usize,
    /// What one of the two says nothing of.
    pub not_compared: Vec<Part>,
}

impl Difference {
    /// What became of the first on the way to the second.
    pub fn between(before: Side<'_>, after: Side<'_>) -> Self {
        let told = |part: &Part| before.tells.contains(part) && after.tells.contains(part);
        let (tells, not_compared): (Vec<Part>, Vec<Part>) = Part::ALL.into_iter().partition(told);
        let tells = tells.as_slice();
        let (had, has) = (codes(before, tells), codes(after, tells));
        let named = |side: Side<'_>, code: &ProcedureCode| {
            let name = side.catalogue.name_of(code, side.on).unwrap_or_default();
            Named { code: code.clone(), name: name.to_owned() }
        };
        let added: Vec<Named> = has.difference(&had).map(|code| named(after, code)).collect();
        let removed: Vec<Named> = had.difference(&has).map(|code| named(before, code)).collect();
        let mut changed = Vec::new();
        let mut unchanged = 0;
        for code in had.intersection(&has) {
            let found = changes(before, after, tells, code);
            if found.is_empty() {
                unchanged += 1;
            } else {
                let Named { code, name } = named(after, code);
                changed.push(Changed { code, name, changes: found });
            }
        }
        let recoded = recoded(&removed, &added);
        Self { added, removed, changed, recoded, unchanged, not_compared }
    }

    /// Whether the two are the same in all that was compared.
    pub const fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty() && self.changed.is_empty()
    }
}

fn recoded(removed: &[Named], added: &[Named]) -> Vec<Recoded> {
    let mut came: BTreeMap<String, Vec<&Named>> = BTreeMap::new();
    for one in added.iter().filter(|one| !one.name.is_empty()) {
        came.entry(fold(&one.name)).or_default().push(one);
    }
    removed
        .iter()
        .flat_map(|before| {
            came.get(&fold(&before.name)).into_iter().flatten().map(move |after| Recoded {
                before: before.code.clone(),
                after: after.code.clone(),
                name: after.name.clone(),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Lang;
    use crate::catalogue::listing::Direction;
    use crate::catalogue::procedure::Procedure;
    use crate::catalogue::samples::{day, listing, period, procedure};
    use crate::catalogue::time::Offer;
    use crate::catalogue::{FeeAmount, Offers, RequiredPaper, RequiredPapers};

    fn ever() -> crate::base::Period {
        period("1900-01-01", None)
    }

    fn side<'a>(catalogue: &'a Catalogue, on: &str) -> Side<'a> {
        Side { catalogue, on: day(on), tells: &Part::ALL }
    }

    fn told(difference: &Difference) -> Vec<String> {
        let line = |value: &Option<Value>| value.as_ref().map_or("-".into(), ToString::to_string);
        let all = difference.changed.iter().flat_map(|one| &one.changes);
        all.map(|one| format!("{:?} {} > {}", one.field, line(&one.before), line(&one.after)))
            .collect()
    }

    fn one_of(before: Procedure, after: Procedure) -> Difference {
        let (before, after) =
            (Catalogue::new(vec![before], vec![]), Catalogue::new(vec![after], vec![]));
        Difference::between(side(&before, "2025-01-01"), side(&after, "2025-01-01"))
    }

    #[test]
    fn every_field_is_told_with_both_values() {
        let before = procedure("1.000001", "Tách thửa", ever());
        let usual = "5 working_day".parse().ok();
        let after = Procedure {
            name: "Hợp thửa".into(),
            field: "Xây dựng".into(),
            agency: None,
            levels: "province+commune".parse().unwrap(),
            processing: usual,
            fee: Some(FeeAmount::Fixed(50_000)),
            ..before.clone()
        };
        assert_eq!(
            told(&one_of(before, after.clone())),
            [
                "Name Tách thửa > Hợp thửa",
                "Field Đất đai > Xây dựng",
                "Agency Văn phòng đăng ký đất đai > -",
                "Levels province > province+commune",
                "Time - > 5 working_day",
                "Fee - > 50000",
            ]
        );
        let online = "3 day".parse().ok().map(Offer::Within).unwrap();
        let offers = Offers { online, post: Offer::Closed, ..Offers::default() };
        let by_channel = Procedure { offers, ..after.clone() };
        assert_eq!(
            told(&one_of(after, by_channel)),
            ["TimeOnline 5 working_day > 3 day", "TimePost 5 working_day > no"]
        );
    }

    #[test]
    fn a_tone_mark_in_another_place_is_no_change() {
        let before = procedure("1.000001", "Hòa giải tại Ủy ban", ever());
        let after = procedure("1.000001", "Hoà giải tại Uỷ ban", ever());
        let same = one_of(before.clone(), after);
        assert!(same.is_empty() && same.unchanged == 1, "{same:?}");
        let other = procedure("1.000001", "Hóa giải tại Ủy ban", ever());
        assert_eq!(one_of(before, other).changed.len(), 1);
    }

    #[test]
    fn a_name_under_another_code_is_pointed_out() {
        let told = one_of(
            procedure("1.000001", "Tách thửa", ever()),
            procedure("1.000009", "Tách  Thửa", ever()),
        );
        assert_eq!((told.added.len(), told.removed.len(), told.unchanged), (1, 1, 0));
        assert_eq!(told.recoded[0].before.as_str(), "1.000001");
        assert_eq!(told.recoded[0].after.as_str(), "1.000009");
        for (lang, word) in [(Lang::Vi, "đổi mã"), (Lang::En, "new code")] {
            let text = told.text(lang, "A", "B");
            assert!(text.contains(word) && text.contains("1.000009"), "{text}");
        }
    }

    #[test]
    fn two_days_of_one_catalogue_are_compared_with_their_lists() {
        let paper = |name: &str, template: Option<&str>, originals| RequiredPaper {
            name: name.into(),
            template: template.map(str::to_owned),
            originals,
            copies: 0,
        };
        let list = |from: &str, until, papers| RequiredPapers {
            procedure: "1.000001".parse().unwrap(),
            period: period(from, until),
            papers,
        };
        let spring = period("2025-01-01", Some("2025-07-01"));
        let catalogue = Catalogue::new(
            vec![procedure("1.000001", "Tách thửa", ever())],
            vec![
                listing("1.000001", Direction::Received, spring),
                listing("7.777777", Direction::Received, period("2025-07-01", None)),
            ],
        )
        .with_lists(
            vec![
                list(
                    "2025-01-01",
                    Some("2025-07-01"),
                    vec![
                        paper("Đơn", Some("Mẫu số 11"), 1),
                        paper("Hóa đơn", None, 1),
                        paper("Bản vẽ", None, 1),
                        paper("Ảnh", None, 2),
                    ],
                ),
                list(
                    "2025-07-01",
                    None,
                    vec![
                        paper("Đơn", Some("Mẫu số 18"), 2),
                        paper("Hoá đơn", None, 1),
                        paper("Mảnh trích đo", None, 1),
                    ],
                ),
            ],
            vec![],
        );
        let difference =
            Difference::between(side(&catalogue, "2025-06-30"), side(&catalogue, "2025-07-01"));
        assert_eq!(
            told(&difference),
            [
                "PaperRemoved Ảnh > -",
                "PaperRenamed Bản vẽ > Mảnh trích đo",
                "PaperCount Đơn: 1+0 > Đơn: 2+0",
                "PaperTemplate Đơn: Mẫu số 11 > Đơn: Mẫu số 18",
                "Received province > -",
            ]
        );
        assert_eq!(difference.added[0].code.as_str(), "7.777777");
        let same =
            Difference::between(side(&catalogue, "2025-02-01"), side(&catalogue, "2025-03-01"));
        assert!(same.is_empty());
        assert!(
            same.text(Lang::En, "A", "B").contains("no difference"),
            "{}",
            same.text(Lang::En, "A", "B")
        );
    }

    #[test]
    fn what_one_side_does_not_say_is_not_compared() {
        let mut priced = procedure("1.000001", "Tách thửa", ever());
        priced.fee = Some(FeeAmount::Free);
        let (full, bare) = (
            Catalogue::new(vec![priced], vec![listing("1.000001", Direction::Received, ever())]),
            Catalogue::new(vec![procedure("1.000001", "Tách thửa", ever())], vec![]),
        );
        let file = Side { tells: &[], ..side(&bare, "2025-01-01") };
        let told = Difference::between(file, side(&full, "2025-01-01"));
        assert!(told.is_empty());
        assert_eq!(told.not_compared, Part::ALL);
    }
}
