//! Which acts of one minute may go to the server beside each other.

use std::collections::{BTreeMap, BTreeSet};

use super::plan::deeds::{Act, Code, Deed};

/// Acts that may go beside each other: each comes after those before it that speak of the same thing.
pub(super) fn waves(acts: &[Act]) -> Vec<Vec<usize>> {
    let mut last: BTreeMap<String, usize> = BTreeMap::new();
    let mut waves: Vec<Vec<usize>> = Vec::new();
    for (n, act) in acts.iter().enumerate() {
        let about = about(act);
        let wave = about.iter().filter_map(|one| last.get(one)).map(|wave| wave + 1).max();
        let wave = wave.unwrap_or(0);
        for one in about {
            last.insert(one, wave);
        }
        if waves.len() == wave {
            waves.push(Vec::new());
        }
        waves[wave].push(n);
    }
    waves
}

/// What an act speaks of.
fn about(act: &Act) -> BTreeSet<String> {
    let parcel = |parcel: &usize| format!("parcel {parcel}");
    match &act.deed {
        Deed::Case { case, .. } => BTreeSet::from([format!("case {case}")]),
        // Its case was told a minute before.
        Deed::Order { parcels, .. } => parcels.iter().map(parcel).collect(),
        Deed::Pay { parcel: paid, .. } => BTreeSet::from([parcel(paid)]),
        Deed::Bag { code, .. } | Deed::Run { code, .. } => BTreeSet::from([code.clone()]),
        Deed::Again { batch } | Deed::Altered { batch, .. } => {
            BTreeSet::from([format!("batch {batch}")])
        }
        Deed::Scans { batch, scans, .. } => {
            let mut about = BTreeSet::from([format!("batch {batch}")]);
            for scan in scans {
                about.insert(match &scan.code {
                    Code::Parcel { parcel: read, .. } => parcel(read),
                    Code::Text(text) => text.clone(),
                });
                about.extend(scan.said.bag.clone());
                about.extend(scan.said.run.clone());
            }
            about
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::plan::deeds::Who;
    use super::*;
    use crate::base::At;

    #[test]
    fn what_speaks_of_the_same_thing_waits_and_the_rest_goes_together() {
        let act = |deed| Act { sent: At::from_millis(0), who: Who::System, deed };
        let order =
            |parcel| act(Deed::Order { parcels: vec![parcel], body: serde_json::Value::Null });
        let pay = |parcel| act(Deed::Pay { parcel, id: uuid::Uuid::nil() });
        let told = act(Deed::Case { case: 1, status: 1 });
        let acts = [order(1), order(2), pay(1), told, pay(1), pay(2)];
        assert_eq!(waves(&acts), [vec![0, 1, 3], vec![2, 5], vec![4]]);
        assert!(waves(&[]).is_empty());
    }
}
