//! Reductions of postage.

use super::layout::{Done, Layout};
use super::merge::Merged;
use super::row::Row;
use super::sheet::{Problems, Sheet};
use super::subject::{Entry, Subject, each_row};
use crate::base::Period;
use crate::postage::Reduction;
use crate::store::{Conn, StoreError, prices, revisions};

const COLUMNS: &[&str] = &[
    "category",
    "valid_from",
    "valid_until",
    "percent",
    "name_vi",
    "name_en",
    "proof",
    "decision",
];

pub(super) struct Reductions;

impl Subject for Reductions {
    type Value = Reduction;

    const LAYOUTS: &'static [Layout<Self>] = &[Layout::own("reductions", COLUMNS, gather)];
    const KEY_COLUMN: &'static str = "category";
    const REVISION: revisions::Subject = revisions::Subject::Prices;

    fn name(reduction: &Reduction) -> String {
        reduction.category.to_string()
    }

    fn period(reduction: &Reduction) -> Option<Period> {
        Some(reduction.period)
    }

    fn in_period(reduction: Reduction, period: Period) -> Reduction {
        Reduction { period, ..reduction }
    }

    fn cells(reduction: &Reduction) -> Vec<(&'static str, String)> {
        vec![
            ("percent", reduction.percent.to_string()),
            ("name_vi", reduction.name_vi.clone()),
            ("name_en", reduction.name_en.clone()),
            ("proof", reduction.proof.clone()),
            ("decision", reduction.decision.clone()),
        ]
    }

    fn load(conn: &mut Conn) -> Result<Vec<Reduction>, StoreError> {
        prices::load_reductions(conn)
    }

    fn check(
        _conn: &mut Conn,
        _merged: &Merged<Self>,
        _found: &mut Problems,
    ) -> Result<(), StoreError> {
        Ok(())
    }

    fn save(conn: &mut Conn, news: &[Reduction]) -> Result<(), StoreError> {
        prices::save_reductions(conn, news)
    }
}

fn gather(sheet: &Sheet, found: &mut Problems, done: Done<'_>) -> Vec<Entry<Reduction>> {
    each_row(sheet, found, done, read_reduction)
}

fn read_reduction(row: &Row, found: &mut Problems) -> Option<Reduction> {
    let category = row.code("category", found);
    let period = row.period(found);
    let percent = row.count("percent", 100, found).and_then(|percent| {
        if percent == 0 {
            row.refuse("percent", "a whole number from 1 to 100", found);
        }
        (percent > 0).then_some(percent)
    });
    let name_vi = row.text("name_vi", 200, found);
    let name_en = row.text("name_en", 200, found);
    let proof = row.text("proof", 500, found);
    let decision = row.text("decision", 500, found);
    Some(Reduction {
        category: category?,
        period: period?,
        // A count of at most a hundred.
        percent: percent? as u8,
        name_vi: name_vi?,
        name_en: name_en?,
        proof: proof?,
        decision: decision?,
    })
}
