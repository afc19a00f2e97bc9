//! Items against their logs: a page of items is folded anew together with whatever carried them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{Checked, Law};
use crate::base::{ItemKey, ScanId};
use crate::custody::timeline::{Containment, Span};
use crate::custody::{Event, Subject, Timeline, fold};
use crate::flows::custody_update::Reach;
use crate::store::laws::{self, KeptHead};
use crate::store::{Conn, StoreError, bags, custody, parcels, runs, scans, view};

/// Items of one page; with all that carried them some ten thousand events.
const PAGE: i64 = 250;

pub(super) fn check(
    conn: &mut Conn,
    checked: &mut Checked,
    progress: &mut dyn FnMut(&Checked),
) -> Result<(), StoreError> {
    let mut after = ItemKey(0);
    loop {
        let page = view(conn, |conn| Page::read(conn, after))?;
        let Some(last) = page.items.last() else { return Ok(()) };
        after = *last;
        page.judge(checked);
        progress(checked);
    }
}

/// What is kept of some items, and what their logs say.
struct Page {
    items: Vec<ItemKey>,
    names: BTreeMap<ItemKey, String>,
    timelines: BTreeMap<ItemKey, Timeline>,
    heads: BTreeMap<ItemKey, KeptHead>,
    numbering: BTreeMap<ItemKey, (i64, i64, i64)>,
    containments: BTreeMap<ItemKey, Vec<Containment>>,
    anomalies: BTreeMap<ItemKey, BTreeMap<String, bool>>,
    events: Vec<Event>,
    answered: HashMap<ScanId, Option<ItemKey>>,
}

impl Page {
    fn read(conn: &mut Conn, after: ItemKey) -> Result<Self, StoreError> {
        let items = laws::items_after(conn, after, PAGE)?;
        let wanted: BTreeSet<ItemKey> = items.iter().copied().collect();
        let reach = Reach::around(conn, wanted.clone(), &BTreeSet::new())?;
        // What the log names counts too: a containment that was lost must not hide its carrier.
        let own = custody::events(conn, items.iter().copied())?;
        let named = own.iter().filter_map(|event| event.carrier);
        let all: BTreeSet<ItemKey> = reach.all().chain(named).collect();
        let around: BTreeSet<ItemKey> = all.difference(&wanted).copied().collect();
        let reach = Reach::around(conn, wanted, &around)?;
        let subjects: Vec<Subject> =
            custody::subjects(conn, reach.all())?.into_iter().map(|(subject, _)| subject).collect();
        let log = custody::events(conn, reach.all())?;
        let mut timelines = fold(&subjects, &log);
        timelines.retain(|item, _| items.binary_search(item).is_ok());
        let ids: Vec<ScanId> = own.iter().map(|event| event.id).collect();
        let answered = scans::answered(conn, &ids)?;
        Ok(Self {
            names: names(conn, &items)?,
            heads: laws::heads(conn, &items)?,
            numbering: laws::numbering(conn, &items)?,
            containments: laws::containments(conn, &items)?,
            anomalies: laws::anomalies(conn, &items)?,
            answered: answered.into_iter().map(|(id, first)| (id, first.item)).collect(),
            events: own,
            timelines,
            items,
        })
    }

    fn judge(&self, checked: &mut Checked) {
        for item in &self.items {
            checked.items += 1;
            let name = self.names.get(item).cloned().unwrap_or_else(|| format!("item {}", item.0));
            let Some(now) = self.timelines.get(item) else {
                checked.broken(Law::HeadIsFold, name, "expected it in custody, and it is not");
                continue;
            };
            self.head(checked, &name, now);
            spans(checked, &name, now);
            self.inside(checked, &name, now);
            self.odd(checked, &name, now);
        }
        for event in &self.events {
            checked.events += 1;
            // What the system records by itself is registered too, like a scan of its own.
            if self.answered.get(&event.id).copied().flatten() != Some(event.item) {
                let found =
                    "expected the register of scans to answer for this event, and it does not";
                checked.broken(Law::ScansFound, format!("scan {}", event.id), found);
            }
        }
    }

    fn head(&self, checked: &mut Checked, name: &str, now: &Timeline) {
        let Some(head) = self.heads.get(&now.item) else {
            checked.broken(Law::HeadIsFold, name, "expected a head, and there is none");
            return;
        };
        let point = now.custodian.point().map(ToString::to_string);
        let differs: Vec<String> = [
            differ("state", &now.state.to_string(), &head.state.to_string()),
            differ("custodian", &now.custodian.to_string(), &head.custodian.to_string()),
            differ("point", &text(point.as_ref()), &text(head.point.as_ref())),
            differ("carrier", &key(now.carrier), &key(head.carrier)),
        ]
        .into_iter()
        .flatten()
        .collect();
        if !differs.is_empty() {
            checked.broken(Law::HeadIsFold, name, differs.join("; "));
        }
        let (count, first, last) = self.numbering.get(&now.item).copied().unwrap_or((0, 1, 0));
        if first != 1 || last != count || head.version != count {
            let found = format!(
                "{count} events numbered {first} to {last}, the head counts {}",
                head.version
            );
            checked.broken(Law::LogIsWhole, name, found);
        }
    }

    fn inside(&self, checked: &mut Checked, name: &str, now: &Timeline) {
        let kept = self.containments.get(&now.item).map_or(&[][..], Vec::as_slice);
        // An interval without any time in it says nothing, and is kept once where the log says it twice.
        let lasting = |all: &[Containment]| {
            let mut lasting: Vec<(i64, i64, Option<i64>)> = all
                .iter()
                .filter(|lay| lay.until != Some(lay.from))
                .map(|lay| {
                    (lay.from.millis(), lay.carrier.0, lay.until.map(crate::base::At::millis))
                })
                .collect();
            lasting.sort_unstable();
            lasting
        };
        let (expected, found) = (lasting(&now.containments), lasting(kept));
        if expected != found {
            let found = format!("expected to have lain in {expected:?}, {found:?} is kept");
            checked.broken(Law::Containment, name, found);
        }
        let apart = expected.windows(2).all(|two| two[0].2.is_some_and(|until| until <= two[1].0));
        let open = expected.last().filter(|lay| lay.2.is_none()).map(|lay| lay.1);
        if !apart || open != now.carrier.map(|carrier| carrier.0) {
            checked.broken(
                Law::Containment,
                name,
                format!("in more than one thing at once: {expected:?}"),
            );
        }
    }

    /// Kept anomalies: every derived one, explained or not as derived; others only as closed.
    fn odd(&self, checked: &mut Checked, name: &str, now: &Timeline) {
        let mut kept = self.anomalies.get(&now.item).cloned().unwrap_or_default();
        for anomaly in &now.anomalies {
            let id = anomaly.id().to_string();
            let explained = anomaly.explained_by.is_some();
            match kept.remove(&id) {
                Some(said) if said == explained => {}
                Some(said) => {
                    let found = format!("{id}: expected explained {explained}, {said} is kept");
                    checked.broken(Law::Anomalies, name, found);
                }
                None => checked.broken(Law::Anomalies, name, format!("{id} is not kept")),
            }
        }
        for id in kept.iter().filter(|(_, explained)| !**explained).map(|(id, _)| id) {
            checked.broken(
                Law::Anomalies,
                name,
                format!("{id} is open, and the log does not raise it"),
            );
        }
    }
}

/// Spans follow each other, each beginning where the one before ended; the last is open and is whoever holds
/// the item now.
fn spans(checked: &mut Checked, name: &str, now: &Timeline) {
    let told = |span: &Span| {
        let until = span.until.map_or_else(|| "now".to_owned(), |until| until.to_string());
        format!("{} {}–{until}", span.custodian, span.from)
    };
    for two in now.spans.windows(2) {
        if two[0].until != Some(two[1].from) || two[1].from < two[0].from {
            let found = format!("{} is followed by {}", told(&two[0]), told(&two[1]));
            checked.broken(Law::OneCustodian, name, found);
        }
    }
    let last = now.spans.last().filter(|last| last.until.is_none());
    if last.is_none_or(|last| last.custodian != now.custodian) {
        let found = format!(
            "expected {} to hold it now, got {:?}",
            now.custodian,
            now.spans.last().map(told)
        );
        checked.broken(Law::OneCustodian, name, found);
    }
}

fn differ(what: &str, expected: &str, found: &str) -> Option<String> {
    (expected != found).then(|| format!("{what}: the log says {expected}, {found} is kept"))
}

fn text(point: Option<&String>) -> String {
    point.map_or_else(|| "none".to_owned(), Clone::clone)
}

fn key(item: Option<ItemKey>) -> String {
    item.map_or_else(|| "none".to_owned(), |item| item.0.to_string())
}

fn names(conn: &mut Conn, items: &[ItemKey]) -> Result<BTreeMap<ItemKey, String>, StoreError> {
    let mut names = BTreeMap::new();
    let parcels = parcels::find_many(conn, items)?;
    names.extend(parcels.into_iter().map(|one| (one.key, format!("parcel {}", one.tracking))));
    let bags = bags::find_many(conn, items)?;
    names.extend(bags.into_iter().map(|one| (one.key, format!("bag {}", one.code))));
    let runs = runs::find_many(conn, items)?;
    names.extend(runs.into_iter().map(|one| (one.key, format!("run {}", one.code))));
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{At, Capacity};
    use crate::custody::{Custodian, State};
    use crate::parcels::ItemKind;

    /// Held by the citizen until 10, then by a point.
    fn timeline() -> Timeline {
        let origin = Custodian::Citizen;
        let there = Custodian::Point { code: "481900".parse().unwrap(), capacity: Capacity::Post };
        let subject = Subject {
            item: ItemKey(1),
            kind: ItemKind::Parcel,
            origin: origin.clone(),
            bound_for: None,
            papers: Vec::new(),
            created_at: At::from_millis(0),
        };
        let mut now = fold(&[subject], &[]).remove(&ItemKey(1)).unwrap();
        let at = At::from_millis;
        now.state = State::AtPoint;
        now.custodian = there.clone();
        now.spans = vec![
            Span { custodian: origin, from: at(0), until: Some(at(10)) },
            Span { custodian: there, from: at(10), until: None },
        ];
        now
    }

    fn broken(change: impl FnOnce(&mut Timeline)) -> Checked {
        let mut now = timeline();
        change(&mut now);
        let mut checked = Checked::default();
        spans(&mut checked, "parcel", &now);
        checked
    }

    #[test]
    fn gaps_overlaps_and_a_second_holder_are_breaches() {
        assert!(broken(|_| {}).is_kept());
        let at = At::from_millis;
        let changes: [fn(&mut Timeline); 5] = [
            |now| now.spans[0].until = Some(At::from_millis(9)),
            |now| now.spans[0].until = Some(At::from_millis(11)),
            |now| now.spans[1].until = Some(At::from_millis(20)),
            |now| now.custodian = Custodian::Citizen,
            |now| now.spans.clear(),
        ];
        for change in changes {
            let found = broken(change);
            assert_eq!(found.broken.get(&Law::OneCustodian), Some(&1), "{found:?}");
        }
        let told = broken(|now| now.spans[1].from = at(12)).breaches.remove(0).found;
        assert!(told.contains("citizen") && told.contains("is followed by post 481900"), "{told}");
    }
}
