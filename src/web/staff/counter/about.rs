//! What a scanned code is about, as far as this person may know: shown beside each line of a list before it
//! is signed.

use std::collections::HashMap;

use crate::app::Known;
use crate::base::{Actor, At, Lang};
use crate::custody::State as Standing;
use crate::flows::read_timelines;
use crate::parcels::{ItemKind, PaperForm, Parcel};
use crate::people::ParcelReader;
use crate::store::{Conn, StoreError, cases, codes, legs, parcels};
use crate::web::staff::words;

/// What is known of each code, and how many papers its slip lists; of another agency's nothing is said.
pub(super) type About = HashMap<String, (Option<String>, String)>;

pub(super) fn about(
    conn: &mut Conn,
    known: &Known,
    actor: &Actor,
    asked: &[String],
    (now, lang): (At, Lang),
) -> Result<About, StoreError> {
    let owners = codes::find_many(conn, asked)?;
    let keys: Vec<_> = owners.values().map(|owner| owner.key).collect();
    let lives = read_timelines(conn, keys.iter().copied())?;
    let parcels: HashMap<_, Parcel> =
        parcels::find_many(conn, &keys)?.into_iter().map(|parcel| (parcel.key, parcel)).collect();
    let ids: Vec<_> = parcels.values().map(|parcel| parcel.leg).collect();
    let legs: HashMap<_, _> =
        legs::find_many(conn, &ids)?.into_iter().map(|leg| (leg.id, leg)).collect();
    let ids: Vec<_> = legs.values().map(|leg| leg.case).collect();
    let cases: HashMap<_, _> =
        cases::find_many(conn, &ids)?.into_iter().map(|case| (case.id, case)).collect();
    let reader = ParcelReader::of(actor);
    let mut told = About::new();
    for (code, owner) in owners {
        let Some((_, life)) = lives.get(&owner.key) else { continue };
        let stands = format!(
            "{} · {}",
            Standing::words(life.state, lang),
            words::holder(&life.custodian, &known.network, (now, lang))
        );
        let said = match owner.kind {
            ItemKind::Bag => {
                (Some(format!("{} · {stands}", lang.pick("Túi", "Bag"))), String::new())
            }
            ItemKind::Run => continue,
            ItemKind::Parcel => {
                let Some(parcel) = parcels.get(&owner.key) else { continue };
                let Some(leg) = legs.get(&parcel.leg) else { continue };
                let may = cases.get(&leg.case).zip(reader.as_ref().ok());
                if may.is_none_or(|(case, reader)| reader.at(&case.agency).is_err()) {
                    continue;
                }
                let to = words::end(&leg.to, &known.network, (now, lang));
                (Some(format!("→ {to} · {stands}")), listed(parcel))
            }
        };
        told.insert(code, said);
    }
    Ok(told)
}

/// The counts of a slip, as they are counted again.
fn listed(parcel: &Parcel) -> String {
    let counts = parcel.papers.lines().iter().map(|paper| match paper.form() {
        PaperForm::Original | PaperForm::Copy => paper.count().to_string(),
        PaperForm::Electronic => "0".to_owned(),
    });
    counts.collect::<Vec<_>>().join("+")
}
