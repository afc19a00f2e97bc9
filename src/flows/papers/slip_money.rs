//! What a consignment slip says about money: what the ledger charged and collected for its leg and case,
//! and where the rest can be transferred to.

use super::{Dossier, PrintRoom};
use crate::base::{Capacity, Dong, Lang, PointCode};
use crate::cases::{Direction, Endpoint};
use crate::flows::pricing::{owing, quote_of};
use crate::ledger::{EntryKind, Held, payee_for, vietqr};
use crate::parcels::Parcel;
use crate::postage::{Payer, Quote};
use crate::print::{Bilingual, MoneyLine, SlipMoney, Transfer};
use crate::store::{Conn, StoreError, ledger, payees};

/// An amount on the slip, and what was paid of it.
struct Sum {
    amount: Option<Dong>,
    paid: Dong,
}

impl Sum {
    fn due(&self) -> Dong {
        self.amount.unwrap_or_default().beyond(self.paid)
    }
}

/// The lines of the slip, their sum, and the code to pay what is left.
pub(super) fn money_of(
    conn: &mut Conn,
    room: &PrintRoom<'_>,
    parcel: &Parcel,
    dossier: &Dossier,
    agency: &str,
) -> Result<SlipMoney, StoreError> {
    let charge = ledger::standing_charge(conn, dossier.leg.id)?;
    let quote = charge.as_ref().map(|held| quote_of(&held.entry)).transpose()?;
    if Payer::of(dossier.leg.direction) == Payer::Authority {
        return Ok(SlipMoney { lines: vec![by_contract(quote.as_ref())], ..SlipMoney::default() });
    }
    let owed = ledger::balance_of(conn, &owing(&dossier.case, &dossier.leg), None)?;
    let charged = quote.as_ref().map(|quote| quote.amount);
    let paid = charged.unwrap_or_default().checked_add(owed.reversed()).unwrap_or_default();
    let postage = Sum { amount: charged, paid: paid.beyond(Dong::ZERO) };
    let entries = ledger::of_case(conn, dossier.case.id)?;
    let collected = fee_collected(&entries);
    let fee = Sum { amount: Some(collected).filter(|fee| *fee > Dong::ZERO), paid: collected };

    let mut lines = vec![line(
        Bilingual::new("Cước", "Postage"),
        quote.as_ref().map(reckoning).unwrap_or_default(),
        &postage,
    )];
    let mut sums = vec![postage];
    // The fee is paid with the dossier; a result's slip names it only when it was.
    if dossier.leg.direction == Direction::Submit || fee.amount.is_some() {
        let basis = receipts(&entries).unwrap_or_else(|| format!("Thu hộ {agency}"));
        lines.push(line(Bilingual::new("Phí, lệ phí", "Procedure fee"), basis, &fee));
        sums.push(fee);
    }
    let known: Option<Vec<Dong>> = sums.iter().map(|sum| sum.amount).collect();
    let due = Dong::total(sums.iter().map(Sum::due)).unwrap_or_default();
    Ok(SlipMoney {
        lines,
        total: known.and_then(Dong::total).map(|total| total.to_string()),
        paid: Dong::total(sums.iter().map(|sum| sum.paid))
            .filter(|paid| *paid > Dong::ZERO)
            .map(|paid| paid.to_string()),
        transfer: transfer(conn, room, parcel, dossier, due)?,
    })
}

fn line(what: Bilingual, basis: String, sum: &Sum) -> MoneyLine {
    MoneyLine {
        what,
        basis,
        amount: sum.amount.map(|amount| amount.to_string()),
        paid: Some(sum.paid).filter(|paid| *paid > Dong::ZERO).map(|paid| paid.to_string()),
    }
}

/// What the authority pays is no matter of the person who reads the slip, but it is said.
fn by_contract(quote: Option<&Quote>) -> MoneyLine {
    MoneyLine {
        what: Bilingual::new("Cước", "Postage"),
        basis: quote.map(reckoning).unwrap_or_default(),
        amount: quote.map(|quote| quote.amount.to_string()),
        paid: Some("theo hợp đồng".to_owned()),
    }
}

fn reckoning(quote: &Quote) -> String {
    format!("{} · {}", quote.weight_g, quote.explanation(Lang::Vi))
}

/// What was collected of the procedure's fee, less what was taken back.
fn fee_collected(entries: &[Held]) -> Dong {
    Dong::total(standing_fees(entries).map(|held| held.entry.postings.amount())).unwrap_or_default()
}

fn standing_fees(entries: &[Held]) -> impl Iterator<Item = &Held> {
    entries
        .iter()
        .filter(|held| held.entry.kind == EntryKind::FeeCollected && held.reversed_by.is_none())
}

/// `Biên lai BL-0042`.
fn receipts(entries: &[Held]) -> Option<String> {
    let numbers: Vec<&str> =
        standing_fees(entries).filter_map(|held| held.entry.note.as_deref()).collect();
    (!numbers.is_empty()).then(|| format!("Biên lai {}", numbers.join(", ")))
}

/// Where to pay what is left: into the account of the point that took the parcel, or gives it out. Nothing
/// where no account was imported, or nothing is owed.
fn transfer(
    conn: &mut Conn,
    room: &PrintRoom<'_>,
    parcel: &Parcel,
    dossier: &Dossier,
    due: Dong,
) -> Result<Option<Transfer>, StoreError> {
    if due == Dong::ZERO {
        return Ok(None);
    }
    let payees = payees::load(conn)?;
    let point = counter(room, dossier);
    Ok(payee_for(&payees, point, room.now.date()).map(|payee| {
        let purpose = vietqr::purpose(&parcel.tracking);
        Transfer {
            qr: vietqr::payload(payee, due, &purpose),
            bank: payee.bank.clone(),
            account: payee.account.to_string(),
            holder: payee.holder.clone(),
            amount: due.to_string(),
            purpose,
        }
    }))
}

/// The point of the post that deals with the person, as far as one is known.
fn counter<'a>(room: &PrintRoom<'_>, dossier: &'a Dossier) -> Option<&'a PointCode> {
    let accepted = dossier.accepted().map(|entry| &entry.at);
    let ends = [&dossier.leg.from, &dossier.leg.to].into_iter().filter_map(Endpoint::point);
    accepted.into_iter().chain(ends).find(|code| {
        room.point(code, room.now).is_some_and(|point| point.roles.has(Capacity::Post))
    })
}
