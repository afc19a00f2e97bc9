//! Bank accounts to which people transfer what they owe the post.

use std::collections::HashMap;

use super::merge::{Entry, Merged, Subject, cover, each_row, written};
use super::sheet::{Problems, Row, Sheet};
use crate::base::{Capacity, Period, PointCode};
use crate::ledger::{Payee, PayeePoint};
use crate::store::{Conn, StoreError, payees, points, revisions};

pub(super) struct Accounts;

impl Subject for Accounts {
    type Value = Payee;
    type Key = String;

    const COLUMNS: &'static [&'static str] =
        &["point", "valid_from", "valid_until", "bank_bin", "bank", "account", "holder"];
    const KEY_COLUMN: &'static str = "point";
    const REVISION: revisions::Subject = revisions::Subject::Prices;

    fn gather(
        sheet: &Sheet,
        found: &mut Problems,
        read: &mut dyn FnMut(usize),
    ) -> Vec<Entry<Payee>> {
        each_row(sheet, found, read, read_account)
    }

    fn key(payee: &Payee) -> String {
        format!("{} from {}", payee.point, payee.period.from)
    }

    fn load(conn: &mut Conn) -> Result<Vec<Payee>, StoreError> {
        payees::load(conn)
    }

    fn check(
        conn: &mut Conn,
        merged: &Merged<Self>,
        found: &mut Problems,
    ) -> Result<(), StoreError> {
        merged.check_apart(|one| one.point.clone(), |one| one.period, found);
        let points = points::load(conn)?;
        let mut of_post: HashMap<&PointCode, Vec<Period>> = HashMap::new();
        for point in points.iter().filter(|point| point.roles.has(Capacity::Post)) {
            of_post.entry(&point.code).or_default().push(point.period);
        }
        for Entry { line, value: payee } in &merged.entries {
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
