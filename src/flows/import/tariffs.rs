//! Tariffs: a row for each weight step; the rows of one way, pair of zones and first day make the tariff.

use std::collections::BTreeMap;

use super::layout::{Done, Layout};
use super::merge::{Merged, written};
use super::row::Row;
use super::sheet::{Problems, Sheet};
use super::subject::{Entry, Subject, each_row};
use crate::base::{Dong, Period};
use crate::cases::Direction;
use crate::network::ZonePair;
use crate::postage::{Grams, Step, Steps, Tariff};
use crate::store::{Conn, StoreError, prices, revisions};

/// The dearest step; a decision that asks for more has a zero too many.
const MOST_DONG: u32 = 100_000_000;
/// The most steps of one table.
const MOST_STEPS: u32 = 1000;

const COLUMNS: &[&str] = &[
    "service",
    "from_zone",
    "to_zone",
    "valid_from",
    "valid_until",
    "step",
    "up_to_g",
    "each_further_g",
    "amount",
    "vat_percent",
    "round_to",
    "decision",
];

pub(super) struct Tariffs;

/// One row: a step, and what is alike on all rows of its tariff.
struct StepRow {
    direction: Direction,
    zones: ZonePair,
    period: Period,
    number: u32,
    step: Step,
    alike: Alike,
}

#[derive(Clone, PartialEq, Eq)]
struct Alike {
    vat_percent: u8,
    round_to: u32,
    decision: String,
}

impl Subject for Tariffs {
    type Value = Tariff;

    const LAYOUTS: &'static [Layout<Self>] = &[Layout::own("tariffs", COLUMNS, gather)];
    const KEY_COLUMN: &'static str = "service";
    const REVISION: revisions::Subject = revisions::Subject::Prices;

    fn name(tariff: &Tariff) -> String {
        format!("{} {}", tariff.direction, tariff.zones)
    }

    fn period(tariff: &Tariff) -> Option<Period> {
        Some(tariff.period)
    }

    fn in_period(tariff: Tariff, period: Period) -> Tariff {
        Tariff { period, ..tariff }
    }

    fn cells(tariff: &Tariff) -> Vec<(&'static str, String)> {
        let steps: Vec<String> = tariff.steps.list().map(|step| written_step(&step)).collect();
        vec![
            ("amount", steps.join(", ")),
            ("vat_percent", tariff.vat_percent.to_string()),
            ("round_to", tariff.round_to.to_string()),
            ("decision", tariff.decision.clone()),
        ]
    }

    fn load(conn: &mut Conn) -> Result<Vec<Tariff>, StoreError> {
        prices::load_tariffs(conn)
    }

    fn check(
        _conn: &mut Conn,
        _merged: &Merged<Self>,
        _found: &mut Problems,
    ) -> Result<(), StoreError> {
        Ok(())
    }

    fn save(conn: &mut Conn, news: &[Tariff]) -> Result<(), StoreError> {
        prices::save_tariffs(conn, news)
    }
}

fn gather(sheet: &Sheet, found: &mut Problems, done: Done<'_>) -> Vec<Entry<Tariff>> {
    let mut tables: BTreeMap<_, Vec<Entry<StepRow>>> = BTreeMap::new();
    for row in each_row(sheet, found, done, read_step) {
        let key = (row.value.direction, row.value.zones.clone(), row.value.period.from);
        tables.entry(key).or_default().push(row);
    }
    tables.into_values().filter_map(|rows| assemble(rows, found)).collect()
}

/// `up to 100 g: 26000`, `each further 500 g: 3000`.
fn written_step(step: &Step) -> String {
    let (grams, dong) = (step.weight().grams(), step.amount().dong());
    match step {
        Step::UpTo(..) => format!("up to {grams} g: {dong}"),
        Step::EachFurther(..) => format!("each further {grams} g: {dong}"),
    }
}

fn read_step(row: &Row, found: &mut Problems) -> Option<StepRow> {
    let direction = row.code("service", found);
    let from = row.code("from_zone", found);
    let to = row.code("to_zone", found);
    let period = row.period(found);
    let number = row.count("step", MOST_STEPS, found);
    let step = read_weight(row, found);
    let amount = row.count("amount", MOST_DONG, found);
    let vat = row.count("vat_percent", 100, found);
    let round_to = row.count("round_to", 100_000, found).and_then(|round_to| {
        if round_to == 0 {
            row.refuse("round_to", "a whole number from 1 to 100000", found);
        }
        (round_to > 0).then_some(round_to)
    });
    let decision = row.text("decision", 500, found);
    let (weight, amount) = (step?, Dong::kept(amount?.into()));
    Some(StepRow {
        direction: direction?,
        zones: ZonePair { from: from?, to: to? },
        period: period?,
        number: number?,
        step: match weight {
            (grams, false) => Step::UpTo(grams, amount),
            (grams, true) => Step::EachFurther(grams, amount),
        },
        // A count of at most a hundred.
        alike: Alike { vat_percent: vat? as u8, round_to: round_to?, decision: decision? },
    })
}

/// One of the two weights, and whether it is that of each further part.
fn read_weight(row: &Row, found: &mut Problems) -> Option<(Grams, bool)> {
    let up_to = row.maybe_count("up_to_g", Grams::MOST, found)?;
    let each = row.maybe_count("each_further_g", Grams::MOST, found)?;
    let (column, grams, further) = match (up_to, each) {
        (Some(grams), None) => ("up_to_g", grams, false),
        (None, Some(grams)) => ("each_further_g", grams, true),
        (Some(_), Some(_)) => {
            row.refuse("each_further_g", "nothing where up_to_g says a weight", found);
            return None;
        }
        (None, None) => {
            row.refuse("up_to_g", "a weight here or in each_further_g", found);
            return None;
        }
    };
    match Grams::new(grams) {
        Ok(grams) => Some((grams, further)),
        Err(_) => {
            let most = Grams::MOST;
            row.refuse(column, format_args!("whole grams from 1 to {most}"), found);
            None
        }
    }
}

/// The steps of one way, pair of zones and first day become the tariff.
fn assemble(mut rows: Vec<Entry<StepRow>>, found: &mut Problems) -> Option<Entry<Tariff>> {
    let line = rows.iter().map(|row| row.line).min()?;
    rows.sort_by_key(|row| row.value.number);
    let (period, alike) = (rows[0].value.period, rows[0].value.alike.clone());
    let mut fits = true;
    let mut refuse = |line, column, expected: String, got: &str| {
        found.add(line, column, expected, got);
        fits = false;
    };
    for (wanted, Entry { line, value: row, .. }) in (1..).zip(&rows) {
        if row.number != wanted {
            let got = row.number.to_string();
            refuse(*line, "step", format!("step {wanted}: 1, 2, 3 … without gaps"), &got);
            break;
        }
        if row.period != period {
            let expected = format!("{}, as on the tariff's other rows", written(period));
            refuse(*line, "valid_until", expected, &written(row.period));
        }
        for (column, is, wanted) in [
            ("vat_percent", row.alike.vat_percent.to_string(), alike.vat_percent.to_string()),
            ("round_to", row.alike.round_to.to_string(), alike.round_to.to_string()),
            ("decision", row.alike.decision.clone(), alike.decision.clone()),
        ] {
            if is != wanted {
                refuse(*line, column, format!("{wanted}, as on the tariff's other rows"), &is);
            }
        }
    }
    let list: Vec<Step> = rows.iter().map(|row| row.value.step).collect();
    let steps = match Steps::new(&list) {
        Ok(steps) => steps,
        Err(bad) => {
            let at = &rows[bad.at().min(rows.len() - 1)];
            let (weight, amount) = (at.value.step.weight(), at.value.step.amount());
            let (column, got) = match at.value.step {
                _ if bad.is_about_amount() => ("amount", amount.dong().to_string()),
                Step::UpTo(..) => ("up_to_g", weight.grams().to_string()),
                Step::EachFurther(..) => ("each_further_g", weight.grams().to_string()),
            };
            refuse(at.line, column, bad.to_string(), &got);
            return None;
        }
    };
    let StepRow { direction, zones, .. } = rows.swap_remove(0).value;
    let Alike { vat_percent, round_to, decision } = alike;
    let tariff = Tariff { direction, zones, period, steps, vat_percent, round_to, decision };
    fits.then_some(Entry::new(line, tariff))
}
