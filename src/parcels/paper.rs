//! The list of papers: counted before the person, at the agency, and at every hand-over between.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::base::place::BadCode;
use crate::base::text::clean;

use super::refusal::PaperRefusal;

/// In which form a paper is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PaperForm {
    /// Bản chính.
    Original,
    /// Bản sao.
    Copy,
    /// Bản điện tử: filed online and only named here, nothing of it lies in the envelope.
    Electronic,
}

impl PaperForm {
    /// Every form.
    pub const ALL: [Self; 3] = [Self::Original, Self::Copy, Self::Electronic];

    /// The word in data and on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Original => "original",
            Self::Copy => "copy",
            Self::Electronic => "electronic",
        }
    }
}

impl fmt::Display for PaperForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for PaperForm {
    type Err = BadCode;

    fn from_str(text: &str) -> Result<Self, BadCode> {
        Self::ALL
            .into_iter()
            .find(|one| one.as_str() == text)
            .ok_or_else(|| BadCode::new("original, copy or electronic", text))
    }
}

/// One line of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Paper {
    name: String,
    form: PaperForm,
    count: u16,
}

impl Paper {
    /// The longest name, in characters.
    pub const NAME_MAX: usize = 200;
    /// The most pieces of one paper.
    pub const COUNT_MAX: u16 = 999;

    /// A line with a name that can be printed and at least one piece. `count` is wide so that any number
    /// that came can be named in the refusal.
    pub fn new(name: &str, form: PaperForm, count: i64) -> Result<Self, PaperRefusal> {
        let name = clean(name);
        let length = name.chars().count();
        if !(1..=Self::NAME_MAX).contains(&length) {
            return Err(PaperRefusal::Name { length });
        }
        match u16::try_from(count) {
            Ok(count) if (1..=Self::COUNT_MAX).contains(&count) => Ok(Self { name, form, count }),
            _ => Err(PaperRefusal::Count { got: count }),
        }
    }

    /// What the paper is called.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its form.
    pub const fn form(&self) -> PaperForm {
        self.form
    }

    /// How many pieces of it there are.
    pub const fn count(&self) -> u16 {
        self.count
    }
}

/// All papers of a parcel. It may be empty: a single sealed result is often sent without a list, and
/// label and slip then say that none was given.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(transparent)]
pub struct PaperList(Vec<Paper>);

impl PaperList {
    /// The most lines: what a consignment slip of a few pages can list.
    pub const LINES_MAX: usize = 200;

    /// A list of at most [`PaperList::LINES_MAX`] lines.
    pub fn new(papers: Vec<Paper>) -> Result<Self, PaperRefusal> {
        if papers.len() > Self::LINES_MAX {
            return Err(PaperRefusal::TooMany { got: papers.len() });
        }
        Ok(Self(papers))
    }

    /// The lines.
    pub fn lines(&self) -> &[Paper] {
        &self.0
    }

    /// How many pieces lie in the envelope, which is what is counted again at each hand-over.
    pub fn pieces(&self) -> u32 {
        self.0
            .iter()
            .map(|paper| match paper.form {
                PaperForm::Original | PaperForm::Copy => u32::from(paper.count),
                PaperForm::Electronic => 0,
            })
            .sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_read_back_from_their_words_and_others_are_refused() {
        for form in PaperForm::ALL {
            assert_eq!(form.as_str().parse(), Ok(form));
        }
        for bad in ["", "Original", "bản chính"] {
            assert!(bad.parse::<PaperForm>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_line_needs_a_name_and_at_least_one_piece() {
        let line = |name: &str, count| Paper::new(name, PaperForm::Copy, count);
        assert_eq!(line(" To\u{31b}\u{300} khai\n", 1).unwrap().name(), "Tờ khai");
        for bad in ["", " \n", &"x".repeat(201)] {
            assert_eq!(line(bad, 1).unwrap_err().field(), "papers.name");
        }
        for bad in [i64::MIN, -1, 0, 1_000, 65_537, i64::MAX] {
            assert_eq!(line("Tờ khai", bad).unwrap_err().field(), "papers.count");
        }
    }

    #[test]
    fn what_was_filed_online_is_listed_but_not_counted() {
        let line = |form, count| Paper::new("Giấy", form, count).unwrap();
        let list = PaperList::new(vec![
            line(PaperForm::Original, 2),
            line(PaperForm::Copy, 3),
            line(PaperForm::Electronic, 7),
        ])
        .unwrap();
        assert_eq!((list.lines().len(), list.pieces()), (3, 5));
        assert_eq!(PaperList::default().pieces(), 0);
    }

    #[test]
    fn a_list_longer_than_a_slip_is_refused() {
        let lines = |n| vec![Paper::new("Giấy", PaperForm::Copy, 1).unwrap(); n];
        assert!(PaperList::new(lines(200)).is_ok());
        assert_eq!(PaperList::new(lines(201)), Err(PaperRefusal::TooMany { got: 201 }));
    }
}
