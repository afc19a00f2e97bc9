//! The comparison as a person reads it on a terminal.

use std::fmt;

use crate::base::Lang;
use crate::dispatch::rehearsal::{Figures, Rehearsal};

/// A rehearsal, a column for each column.
pub(super) struct Table<'a>(pub &'a Rehearsal);

type Told = fn(&Figures) -> String;

const ROWS: [(&str, Told); 11] = [
    ("parcels", |one| one.parcels.to_string()),
    ("promise kept", |one| percent(one.share_kept())),
    ("late", |one| one.late.to_string()),
    ("under way at the end", |one| one.under_way.to_string()),
    ("waiting, half at most", |one| hours(one.waiting.map(|one| one.median_minutes))),
    ("waiting, 95 % at most", |one| hours(one.waiting.map(|one| one.most_minutes))),
    ("load of a run, average", |one| percent(one.mean_load)),
    ("load of the fullest run", |one| percent(one.most_load)),
    ("left behind: run full", |one| one.left_full.to_string()),
    ("left behind: no run", |one| one.left_broken.to_string()),
    ("dark parcels", |one| one.dark.to_string()),
];

fn percent(share: Option<f64>) -> String {
    share.map_or("–".to_owned(), |share| format!("{:.1} %", share * 100.0))
}

fn hours(minutes: Option<i64>) -> String {
    minutes.map_or("–".to_owned(), |minutes| format!("{}:{:02} h", minutes / 60, minutes % 60))
}

impl fmt::Display for Table<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Rehearsal { from, until, errands, left_out, columns } = self.0;
        writeln!(
            f,
            "{from} to {until}: {errands} parcels to carry as it is, {left_out} left out\n"
        )?;
        for (number, column) in columns.iter().enumerate() {
            writeln!(f, "  {number}  {}", column.told(Lang::En))?;
        }
        write!(f, "\n{:<26}", "")?;
        for number in 0..columns.len() {
            write!(f, "{number:>12}")?;
        }
        writeln!(f)?;
        for (name, told) in ROWS {
            write!(f, "{name:<26}")?;
            for column in columns {
                write!(f, "{:>12}", told(&column.whole))?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}
