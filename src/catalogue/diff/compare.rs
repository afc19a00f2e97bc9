//! One procedure on both sides, field by field.

use std::collections::BTreeSet;

use super::super::fee::FeeItem;
use super::super::level::Levels;
use super::super::listing::Direction;
use super::super::procedure::{Procedure, ProcedureCode};
use super::super::time::Offer;
use super::{Aspect, Change, Part, Side, Value, papers};
use crate::base::Channel;
use crate::base::text::same_spelling;

/// All that a side holds: described or only listed.
pub(super) fn codes(side: Side<'_>, tells: &[Part]) -> BTreeSet<ProcedureCode> {
    let described = side.catalogue.procedures_on(side.on).map(|one| one.code.clone());
    let listed = side.catalogue.listings_on(side.on).map(|one| one.procedure.clone());
    described.chain(listed.filter(|_| tells.contains(&Part::Listings))).collect()
}

pub(super) fn changes(
    before: Side<'_>,
    after: Side<'_>,
    tells: &[Part],
    code: &ProcedureCode,
) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut compare = |field, before: Option<Value>, after: Option<Value>| {
        if !same(before.as_ref(), after.as_ref()) {
            changes.push(Change { field, before, after });
        }
    };
    let was = before.catalogue.procedure_on(code, before.on);
    let is = after.catalogue.procedure_on(code, after.on);
    let text = |of: Option<&Procedure>, part: fn(&Procedure) -> Option<&str>| {
        of.and_then(part).map(|text| Value::Text(text.to_owned()))
    };
    let mut texts = |field, part: fn(&Procedure) -> Option<&str>| {
        compare(field, text(was, part), text(is, part));
    };
    texts(Aspect::Name, |one| Some(&one.name));
    texts(Aspect::Field, |one| Some(&one.field));
    texts(Aspect::Agency, |one| one.agency.as_deref());
    let levels = |of: Option<&Procedure>| of.map(|one| Value::Levels(one.levels.clone()));
    compare(Aspect::Levels, levels(was), levels(is));
    for (field, before, after) in times(was, is, tells) {
        compare(field, before, after);
    }
    if tells.contains(&Part::Fees) {
        compare(Aspect::Fee, fee(before, code), fee(after, code));
    }
    if tells.contains(&Part::Listings) {
        for (field, direction) in
            [(Aspect::Received, Direction::Received), (Aspect::Returned, Direction::Returned)]
        {
            compare(field, listed(before, code, direction), listed(after, code, direction));
        }
    }
    if tells.contains(&Part::Papers) {
        changes.extend(papers::changes(
            before.catalogue.papers_on(code, before.on),
            after.catalogue.papers_on(code, after.on),
        ));
    }
    changes.sort_by_key(|change| change.field);
    changes
}

fn same(before: Option<&Value>, after: Option<&Value>) -> bool {
    match (before, after) {
        (Some(Value::Text(before)), Some(Value::Text(after))) => same_spelling(before, after),
        (before, after) => before == after,
    }
}

type Pair = (Aspect, Option<Value>, Option<Value>);

/// The times by channel; one line where all channels changed alike, or one side knows of no channels.
fn times(was: Option<&Procedure>, is: Option<&Procedure>, tells: &[Part]) -> Vec<Pair> {
    let time = |of: Option<&Procedure>, channel: Channel| match of?.offers.of(channel) {
        Offer::Closed => Some(Value::NotOffered),
        Offer::Usual | Offer::Within(_) => of?.time(channel).map(Value::Time),
    };
    if !tells.contains(&Part::Channels) {
        let any = |of: Option<&Procedure>| {
            let one = of?;
            Channel::ALL.into_iter().find_map(|channel| one.time(channel)).map(Value::Time)
        };
        return vec![(Aspect::Time, any(was), any(is))];
    }
    let pairs = Channel::ALL.map(|channel| (time(was, channel), time(is, channel)));
    if pairs.iter().all(|pair| *pair == pairs[0]) {
        let [(before, after), ..] = pairs;
        return vec![(Aspect::Time, before, after)];
    }
    let aspects = [Aspect::TimeDirect, Aspect::TimeOnline, Aspect::TimePost];
    aspects.into_iter().zip(pairs).map(|(field, (before, after))| (field, before, after)).collect()
}

fn fee(side: Side<'_>, code: &ProcedureCode) -> Option<Value> {
    let item = |item: &FeeItem| {
        let only = item.channel.map(|one| format!(" ({})", one.as_str())).unwrap_or_default();
        format!("{}{only}: {}", item.name, item.amount)
    };
    match side.catalogue.fees_on(code, side.on) {
        Some(list) => {
            let items: Vec<String> = list.items.iter().map(item).collect();
            Some(Value::Text(items.join("; ")))
        }
        None => side.catalogue.procedure_on(code, side.on)?.fee.map(Value::Fee),
    }
}

fn listed(side: Side<'_>, code: &ProcedureCode, direction: Direction) -> Option<Value> {
    let entries = side.catalogue.listed_on(code, side.on);
    let levels = entries.filter(|one| one.direction == direction).map(|one| one.level);
    Levels::of(levels).map(Value::Levels)
}
