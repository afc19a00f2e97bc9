//! What procedures cost: a row for each item, the list of a procedure as a whole.

use super::layout::{Done, Layout};
use super::lists::{self, Numbered, Whole, assemble, check_known};
use super::merge::Merged;
use super::row::Row;
use super::sheet::{Problems, Sheet};
use super::subject::{Entry, Subject, each_row};
use crate::base::Period;
use crate::catalogue::{FeeAmount, FeeItem, FeePart, ProcedureFees};
use crate::store::{Conn, StoreError, procedures, revisions};

const COLUMNS: &[&str] = &[
    "procedure",
    "valid_from",
    "valid_until",
    "number",
    "name",
    "class",
    "channel",
    "kind",
    "from",
    "to",
    "basis",
];

pub(super) struct Fees;

impl Subject for Fees {
    type Value = ProcedureFees;

    const LAYOUTS: &'static [Layout<Self>] = &[Layout::own("fees", COLUMNS, gather)];
    const KEY_COLUMN: &'static str = "procedure";
    const REVISION: revisions::Subject = revisions::Subject::Catalogue;

    fn name(list: &ProcedureFees) -> String {
        list.procedure.to_string()
    }

    fn period(list: &ProcedureFees) -> Option<Period> {
        Some(list.period)
    }

    fn in_period(list: ProcedureFees, period: Period) -> ProcedureFees {
        ProcedureFees { period, ..list }
    }

    fn cells(list: &ProcedureFees) -> Vec<(&'static str, String)> {
        let written = list.items.iter().map(|item| {
            let channel = item.channel.map_or("", |channel| channel.as_str());
            let (class, basis) = (item.class.as_str(), item.basis.as_deref().unwrap_or_default());
            ("name", format!("{} | {class} | {channel} | {} | {basis}", item.name, item.amount))
        });
        written.collect()
    }

    fn load(conn: &mut Conn) -> Result<Vec<Self::Value>, StoreError> {
        procedures::load_fees(conn)
    }

    fn check(
        conn: &mut Conn,
        merged: &Merged<Self>,
        found: &mut Problems,
    ) -> Result<(), StoreError> {
        check_known(conn, merged.entries.iter().map(|one| (one.line, &one.value.procedure)), found)
    }

    fn save(conn: &mut Conn, news: &[Self::Value]) -> Result<(), StoreError> {
        procedures::save_fees(conn, news)
    }
}

fn gather(sheet: &Sheet, found: &mut Problems, done: Done<'_>) -> Vec<Entry<ProcedureFees>> {
    let rows = each_row(sheet, found, done, read_item);
    // In one channel an item is asked once: which of two of the same name would hold?
    let mut seen = std::collections::BTreeMap::new();
    for Entry { line, value: row, .. } in &rows {
        let key = (&row.procedure, row.period.from, &row.item.name, row.item.channel);
        if let Some(first) = seen.insert(key, *line) {
            let expected = format_args!("an item that line {first} has not given for this channel");
            found.add(*line, "name", expected, &row.item.name);
        }
    }
    drop(seen);
    assemble(rows, "item", found)
        .into_iter()
        .map(|Entry { line, value: Whole { procedure, period, items }, .. }| {
            Entry::new(line, ProcedureFees { procedure, period, items })
        })
        .collect()
}

fn read_item(row: &Row, found: &mut Problems) -> Option<Numbered<FeeItem>> {
    let procedure = row.code("procedure", found);
    let period = lists::period(row, found);
    let number = row.count("number", 100, found);
    let name = row.text("name", 300, found);
    let class = row.code("class", found);
    let channel = row.maybe_code("channel", found);
    let amount = amount(row, ["kind", "from", "to"], found);
    let basis = row.maybe_text("basis", 500, found);
    let item =
        FeeItem { name: name?, class: class?, channel: channel?, amount: amount?, basis: basis? };
    Some(Numbered { procedure: procedure?, period: period?, number: number?, item })
}

/// The three columns of an amount: its kind, the least and the most, in whole đồng.
pub(super) fn amount(
    row: &Row,
    columns: [&'static str; 3],
    found: &mut Problems,
) -> Option<FeeAmount> {
    let [kind, from, to] = columns;
    let mut dong = |column| {
        let text = row.cell(column);
        if text.is_empty() {
            return Some(None);
        }
        let plain = text.bytes().all(|b| b.is_ascii_digit());
        let read = text.parse::<u64>().ok().filter(|dong| plain && *dong <= FeeAmount::MOST);
        if read.is_none() {
            let expected = format_args!("whole đồng up to {}, or nothing", FeeAmount::MOST);
            row.refuse(column, expected, found);
        }
        read.map(Some)
    };
    let (least, most) = (dong(from), dong(to));
    FeeAmount::read(row.cell(kind), least?, most?)
        .map_err(|(part, expected)| {
            let column = match part {
                FeePart::Kind => kind,
                FeePart::From => from,
                FeePart::To => to,
            };
            row.refuse(column, expected, found);
        })
        .ok()
}
