//! Reductions of postage.

use super::merge::{Entry, Merged, Subject, each_row};
use super::sheet::{Problems, Row, Sheet};
use crate::postage::Reduction;
use crate::store::{Conn, StoreError, prices, revisions};

pub(super) struct Reductions;

impl Subject for Reductions {
    type Value = Reduction;
    type Key = String;

    const COLUMNS: &'static [&'static str] = &[
        "category",
        "valid_from",
        "valid_until",
        "percent",
        "name_vi",
        "name_en",
        "proof",
        "decision",
    ];
    const KEY_COLUMN: &'static str = "category";
    const REVISION: revisions::Subject = revisions::Subject::Prices;

    fn gather(
        sheet: &Sheet,
        found: &mut Problems,
        read: &mut dyn FnMut(usize),
    ) -> Vec<Entry<Reduction>> {
        each_row(sheet, found, read, read_reduction)
    }

    fn key(reduction: &Reduction) -> String {
        format!("{} from {}", reduction.category, reduction.period.from)
    }

    fn load(conn: &mut Conn) -> Result<Vec<Reduction>, StoreError> {
        prices::load_reductions(conn)
    }

    fn check(
        _conn: &mut Conn,
        merged: &Merged<Self>,
        found: &mut Problems,
    ) -> Result<(), StoreError> {
        merged.check_apart(|one| one.category.clone(), |one| one.period, found);
        Ok(())
    }

    fn save(conn: &mut Conn, news: &[Reduction]) -> Result<(), StoreError> {
        prices::save_reductions(conn, news)
    }
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
