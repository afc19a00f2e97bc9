//! Labels by the codes of what they are for: one, or a thousand with the same number of statements.

use std::collections::HashMap;

use super::bag_label::bag_label_of;
use super::label::label_of;
use super::{Dossier, Paper, PrintRoom, by};
use crate::base::{Actor, ItemKey};
use crate::flows::read_timeline::read_timelines;
use crate::parcels::{Bag, Parcel, Run};
use crate::people::{CarrierReader, Forbidden, ParcelReader};
use crate::print::Label;
use crate::store::{Conn, StoreError, bags, codes, custody, parcels, runs};

/// Who asks for labels: whoever reads parcels. Bags are the post's and the desks'; to a one-stop system
/// they are not there.
#[derive(Debug, Clone)]
pub struct LabelReader {
    parcels: ParcelReader,
    bags: Option<CarrierReader>,
}

impl LabelReader {
    /// The right of this actor, or which role it takes.
    pub fn of(actor: &Actor) -> Result<Self, Forbidden> {
        Ok(Self { parcels: ParcelReader::of(actor)?, bags: CarrierReader::of(actor).ok() })
    }

    fn may_see(&self, bag: &Bag) -> bool {
        self.bags.as_ref().is_some_and(|by| by.at(&bag.from).is_ok() || by.at(&bag.to).is_ok())
    }
}

/// The label of each code, in their order; none where the code is on no parcel or bag that may be read.
pub fn labels_of(
    conn: &mut Conn,
    by_whom: &LabelReader,
    room: &PrintRoom<'_>,
    texts: &[String],
) -> Result<Vec<Option<Label>>, StoreError> {
    let owners = codes::find_many(conn, texts)?;
    let keys: Vec<ItemKey> = owners.values().map(|owner| owner.key).collect();
    let mut labels: HashMap<ItemKey, Label> = of_parcels(conn, by_whom, room, &keys)?;
    labels.extend(of_bags(conn, by_whom, room, &keys)?);
    Ok(texts.iter().map(|text| labels.get(&owners.get(text)?.key).cloned()).collect())
}

type Found = HashMap<ItemKey, Label>;

fn of_parcels(
    conn: &mut Conn,
    by_whom: &LabelReader,
    room: &PrintRoom<'_>,
    keys: &[ItemKey],
) -> Result<Found, StoreError> {
    let parcels = parcels::find_many(conn, keys)?;
    if parcels.is_empty() {
        return Ok(Found::new());
    }
    let dossiers = Dossier::load_many(conn, room, Paper::Label, &parcels, |case| {
        by_whom.parcels.at(&case.agency).is_ok()
    })?;
    let carriers: Vec<ItemKey> =
        dossiers.iter().filter_map(|dossier| dossier.timeline.carrier).collect();
    let bags = by(bags::find_many(conn, &carriers)?, |bag: &Bag| bag.key);
    let label = |(parcel, dossier): (&Parcel, &Dossier)| {
        by_whom.parcels.at(&dossier.case.agency).ok()?;
        let bag = dossier.timeline.carrier.and_then(|carrier| bags.get(&carrier));
        Some((parcel.key, label_of(room, parcel, dossier, bag).into()))
    };
    Ok(parcels.iter().zip(&dossiers).filter_map(label).collect())
}

fn of_bags(
    conn: &mut Conn,
    by_whom: &LabelReader,
    room: &PrintRoom<'_>,
    keys: &[ItemKey],
) -> Result<Found, StoreError> {
    let mut bags = bags::find_many(conn, keys)?;
    bags.retain(|bag| by_whom.may_see(bag));
    if bags.is_empty() {
        return Ok(Found::new());
    }
    let keys: Vec<ItemKey> = bags.iter().map(|bag| bag.key).collect();
    let timelines = read_timelines(conn, keys.iter().copied())?;
    let carriers: Vec<ItemKey> =
        timelines.values().filter_map(|(_, timeline)| timeline.carrier).collect();
    let runs = by(runs::find_many(conn, &carriers)?, |run: &Run| run.key);
    let counts = custody::counts_now(conn, &keys)?;
    bags.iter()
        .map(|bag| {
            let gone = || StoreError::bad_row("bags", bag.id, "it is not in custody");
            let (_, timeline) = timelines.get(&bag.key).ok_or_else(gone)?;
            let run = timeline.carrier.and_then(|carrier| runs.get(&carrier));
            let items = counts.get(&bag.key).copied().unwrap_or_default();
            Ok((bag.key, bag_label_of(room, bag, timeline, run, items).into()))
        })
        .collect()
}
