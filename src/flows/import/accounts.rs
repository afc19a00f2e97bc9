//! Bank accounts to which people transfer what they owe the post.

use std::collections::HashMap;

use super::layout::{Done, Layout};
use super::merge::{Merged, cover, written};
use super::row::Row;
use super::sheet::{Problems, Sheet};
use super::subject::{Entry, Subject, each_row};
use crate::base::{Capacity, Period, PointCode};
use crate::ledger::{Payee, PayeePoint};
use crate::store::{Conn, StoreError, payees, points, revisions};

const COLUMNS: &[&str] =
    &["point", "valid_from", "valid_until", "bank_bin", "bank", "account", "holder"];

pub(super) struct Accounts;

impl Subject for Accounts {
    type Value = Payee;

    const LAYOUTS: &'static [Layout<Self>] = &[Layout::own("accounts", COLUMNS, gather)];
    const KEY_COLUMN: &'static str = "point";
    const REVISION: revisions::Subject = revisions::Subject::Prices;

    fn name(payee: &Payee) -> String {
        payee.point.to_string()
    }

    fn period(payee: &Payee) -> Option<Period> {
        Some(payee.period)
    }

    fn in_period(payee: Payee, period: Period) -> Payee {
        Payee { period, ..payee }
    }

    fn cells(payee: &Payee) -> Vec<(&'static str, String)> {
        vec![
            ("bank_bin", payee.bin.to_string()),
            ("bank", payee.bank.clone()),
            ("account", payee.account.to_string()),
            ("holder", payee.holder.clone()),
        ]
    }

    fn load(conn: &mut Conn) -> Result<Vec<Payee>, StoreError> {
        payees::load(conn)
    }

    fn check(
        conn: &mut Conn,
        merged: &Merged<Self>,
        found: &mut Problems,
    ) -> Result<(), StoreError> {
        let points = points::load(conn)?;
        let mut of_post: HashMap<&PointCode, Vec<Period>> = HashMap::new();
        for point in points.iter().filter(|point| point.roles.has(Capacity::Post)) {
            of_post.entry(&point.code).or_default().push(point.period);
        }
        for Entry { line, value: payee, .. } in &merged.entries {
            let PayeePoint::Point(code) = &payee.point else { continue };
            let in_service = of_post.get(code).map_or(&[][..], Vec::as_slice);
            if !cover(in_service, payee.period) {
                let span = written(payee.period);
                let expected = format_args!("a point of the post in service {span}, or *");
                found.add(*line, "point", expected, code.as_str());
            }
        }
        Ok(())
    }

    fn save(conn: &mut Conn, news: &[Payee]) -> Result<(), StoreError> {
        payees::save(conn, news)
    }
}

fn gather(sheet: &Sheet, found: &mut Problems, done: Done<'_>) -> Vec<Entry<Payee>> {
    each_row(sheet, found, done, read_account)
}

fn read_account(row: &Row, found: &mut Problems) -> Option<Payee> {
    let point = row.code("point", found);
    let period = row.period(found);
    let bin = row.code("bank_bin", found);
    let bank = row.text("bank", 100, found);
    let account = row.code("account", found);
    let holder = row.text("holder", 100, found);
    Some(Payee {
        point: point?,
        period: period?,
        bin: bin?,
        bank: bank?,
        account: account?,
        holder: holder?,
    })
}
