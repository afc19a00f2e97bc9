//! The procedures of the national portal, as they are published there: levels that may be several and are
//! sometimes wrong, a time for each way in, and a fee as far as the portal's words could be read as one.
//!
//! What cannot be read is kept as a gap, never guessed: a time without a unit is kept as such, a time of 0
//! or of a fraction is no time, a fee told in words or in dollars is "by the case".

use crate::base::{Channel, Period};
use crate::catalogue::{
    FeeAmount, Levels, Offer, Offers, Procedure, ProcessingTime, Published, TimeUnit,
};
use crate::flows::import::layout::{Done, Layout, Reader, day};
use crate::flows::import::procedures::Procedures;
use crate::flows::import::row::Row;
use crate::flows::import::sheet::{Problems, Sheet};
use crate::flows::import::subject::{Entry, each_rows_entries};

/// The portal as it was read in 2026, where the person who imports names no other day.
const OF_2026: Period = Period { from: day(2026, 1, 1), until: None };

pub(in crate::flows::import) const OF_THE_PORTAL: Layout<Procedures> = Layout::open_data(
    "procedures",
    &[
        "code",
        "name",
        "ministry",
        "field",
        "levels",
        "kind",
        "subjects",
        "decision",
        "result",
        "agency",
        "direct",
        "direct_time",
        "direct_unit",
        "online",
        "online_time",
        "online_unit",
        "postal",
        "postal_time",
        "postal_unit",
        "fee_kind",
        "fee_min_vnd",
        "fee_max_vnd",
        "url",
    ],
    &[("level", "levels"), ("post", "postal"), ("fee", "fee_kind")],
    Reader::Within(OF_2026, gather),
);

const UNITS: &[(&str, TimeUnit)] = &[
    ("working_day", TimeUnit::WorkingDay),
    ("day", TimeUnit::Day),
    ("hour", TimeUnit::Hour),
    ("month", TimeUnit::Month),
    ("unspecified", TimeUnit::Unspecified),
];

/// What the portal's words for a fee come to.
#[derive(Clone, Copy)]
enum Told {
    Free,
    Dong,
    /// In words, in dollars, or in several ways at once.
    ByCase,
    Nothing,
}

const FEES: &[(&str, Told)] = &[
    ("free", Told::Free),
    ("vnd", Told::Dong),
    ("text", Told::ByCase),
    ("usd", Told::ByCase),
    ("ambiguous", Told::ByCase),
    ("unknown", Told::Nothing),
    ("", Told::Nothing),
];

fn gather(
    sheet: &Sheet,
    period: Period,
    found: &mut Problems,
    done: Done<'_>,
) -> Vec<Entry<Procedure>> {
    each_rows_entries(sheet, found, done, |row, found| read_procedure(row, period, found))
}

/// What the row leaves open, by the column of our own format.
type Open = Vec<(&'static str, String)>;

fn read_procedure(row: &Row, period: Period, found: &mut Problems) -> Option<Entry<Procedure>> {
    let mut open = Open::new();
    let code = row.code("code", found);
    let name = row.text("name", 2000, found);
    let ministry = row.maybe_text("ministry", 100, found);
    let field = row.text("field", 200, found);
    let levels = row.code::<Levels>("levels", found);
    let kind = row.maybe_text("kind", 100, found);
    let subjects = row.maybe_text("subjects", 1000, found);
    let decision = row.maybe_text("decision", 500, found);
    let result = row.maybe_text("result", 1000, found);
    let agency = row.maybe_text("agency", 500, found);
    let times = Channel::ALL.map(|channel| offer(row, channel, &mut open, found));
    let fee = fee(row, &mut open, found);
    let url = row.maybe_text("url", 500, found);
    let [direct, online, post] = times;
    let agency = agency?;
    if agency.is_none() {
        open.push(("agency", String::new()));
    }
    let (processing, offers) = usual(Offers { direct: direct?, online: online?, post: post? });
    let procedure = Procedure {
        code: code?,
        period,
        name: name?,
        field: field?,
        levels: levels?,
        agency,
        processing,
        offers,
        fee: fee?,
        published: Published {
            ministry: ministry?,
            kind: kind?,
            subjects: subjects?,
            result: result?,
            decision: decision?,
            url: url?,
        },
    };
    let mut entry = Entry::new(row.line, procedure);
    for (column, text) in open {
        entry.lacks(column, &text);
    }
    Some(entry)
}

/// Where all ways in have one time, that is the procedure's.
fn usual(offers: Offers) -> (Option<ProcessingTime>, Offers) {
    let of = Channel::ALL.map(|channel| offers.of(channel));
    let mut open = of.iter().filter(|offer| **offer != Offer::Closed);
    let Some(Offer::Within(time)) = open.next().copied() else { return (None, offers) };
    if open.any(|offer| *offer != Offer::Within(time)) {
        return (None, offers);
    }
    let plain = |offer| if offer == Offer::Closed { Offer::Closed } else { Offer::Usual };
    let [direct, online, post] = of.map(plain);
    (Some(time), Offers { direct, online, post })
}

fn offer(row: &Row, channel: Channel, open: &mut Open, found: &mut Problems) -> Option<Offer> {
    let (own, columns) = match channel {
        Channel::Direct => ("direct", ["direct", "direct_time", "direct_unit"]),
        Channel::Online => ("online", ["online", "online_time", "online_unit"]),
        Channel::Post => ("post", ["postal", "postal_time", "postal_unit"]),
    };
    let [offered, time, unit] = columns;
    let offered = row.flag(offered, found)?;
    let (amount_text, unit_text) = (row.cell(time), row.cell(unit));
    if !offered {
        for column in [time, unit] {
            if !row.cell(column).is_empty() {
                row.refuse(column, "nothing: it is not offered this way", found);
                return None;
            }
        }
        return Some(Offer::Closed);
    }
    match (amount_text.is_empty(), unit_text.is_empty()) {
        (true, true) => {
            open.push((own, String::new()));
            return Some(Offer::Usual);
        }
        (true, false) => {
            row.refuse(time, "a time beside its unit", found);
            return None;
        }
        (false, true) => {
            row.refuse(unit, "a unit beside the time", found);
            return None;
        }
        (false, false) => {}
    }
    let unit = row.word(unit, UNITS, found);
    let most = f64::from(ProcessingTime::MOST);
    let amount = amount_text.parse::<f64>().ok().filter(|amount| (0.0..=most).contains(amount));
    if amount.is_none() {
        row.refuse(time, format_args!("a number from 0 to {most}"), found);
    }
    let (amount, unit) = (amount?, unit?);
    // Whole numbers are written with a zero behind the point.
    let whole = amount_text.strip_suffix(".0").unwrap_or(amount_text).parse::<u32>();
    let known = whole.ok().filter(|amount| *amount > 0);
    if known.is_none() || unit == TimeUnit::Unspecified {
        open.push((own, format!("{amount} {}", unit.as_str())));
    }
    Some(known.map_or(Offer::Usual, |amount| Offer::Within(ProcessingTime { amount, unit })))
}

fn fee(row: &Row, open: &mut Open, found: &mut Problems) -> Option<Option<FeeAmount>> {
    let told = row.word("fee_kind", FEES, found);
    let mut dong = |column| {
        let text = row.cell(column);
        if text.is_empty() {
            return Some(None);
        }
        let whole = text.strip_suffix(".0").unwrap_or(text);
        let plain = whole.bytes().all(|b| b.is_ascii_digit());
        let read = whole.parse::<u64>().ok().filter(|dong| plain && *dong <= FeeAmount::MOST);
        if read.is_none() {
            let expected = format_args!("whole đồng up to {}, or nothing", FeeAmount::MOST);
            row.refuse(column, expected, found);
        }
        read.map(Some)
    };
    let (least, most) = (dong("fee_min_vnd"), dong("fee_max_vnd"));
    let (told, least, most) = (told?, least?, most?);
    let mut refuse = |column, expected: &str| {
        row.refuse(column, expected, found);
        None
    };
    let amount = match (told, least, most) {
        (Told::Free, None | Some(0), None | Some(0)) => Some(FeeAmount::Free),
        (Told::Free, None | Some(0), Some(_)) => {
            return refuse("fee_max_vnd", "0 where it is free");
        }
        (Told::Free, Some(_), _) => return refuse("fee_min_vnd", "0 where it is free"),
        (Told::Dong, Some(least), Some(most)) if least == most && least > 0 => {
            Some(FeeAmount::Fixed(least))
        }
        (Told::Dong, Some(least), Some(most)) if least < most => {
            Some(FeeAmount::Range { from: least, to: most })
        }
        (Told::Dong, None | Some(0), _) => {
            return refuse("fee_min_vnd", "an amount in đồng beside vnd");
        }
        (Told::Dong, Some(_), _) => {
            return refuse("fee_max_vnd", "an amount in đồng, not less than fee_min_vnd");
        }
        (Told::ByCase | Told::Nothing, Some(_), _) => {
            return refuse("fee_min_vnd", "nothing beside this kind of fee");
        }
        (Told::ByCase | Told::Nothing, None, Some(_)) => {
            return refuse("fee_max_vnd", "nothing beside this kind of fee");
        }
        (Told::ByCase, None, None) => Some(FeeAmount::ByCase),
        (Told::Nothing, None, None) => None,
    };
    if matches!(told, Told::ByCase | Told::Nothing) {
        open.push(("fee", row.cell("fee_kind").to_owned()));
    }
    Some(amount)
}
