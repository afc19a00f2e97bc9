//! Administrative procedures, without their papers.

use super::fees::amount;
use super::layout::{Done, Layout};
use super::lists::{self, SINCE_EVER};
use super::merge::Merged;
use super::open_data::procedures::OF_THE_PORTAL;
use super::row::Row;
use super::sheet::{Problems, Sheet};
use super::subject::{Entry, Subject, each_row};
use crate::base::Period;
use crate::catalogue::{Levels, Offer, Offers, Procedure, ProcessingTime, Published, TimeUnit};
use crate::store::{Conn, StoreError, procedures, revisions};

const DATED: &[&str] = &[
    "code",
    "valid_from",
    "valid_until",
    "name",
    "field",
    "level",
    "agency",
    "time",
    "time_unit",
    "direct",
    "online",
    "post",
    "fee",
    "fee_from",
    "fee_to",
    "decision",
    "url",
];

/// Without days of its own the file holds since ever, or as the person who imports says.
pub(super) const DAYLESS: &[&str] =
    &["code", "name", "field", "level", "agency", "time", "time_unit"];

pub(super) struct Procedures;

impl Subject for Procedures {
    type Value = Procedure;

    const LAYOUTS: &'static [Layout<Self>] = &[
        Layout::own("procedures", DATED, gather),
        Layout::own_within("procedures", DAYLESS, SINCE_EVER, gather_within),
        OF_THE_PORTAL,
    ];
    const KEY_COLUMN: &'static str = "code";
    const REVISION: revisions::Subject = revisions::Subject::Catalogue;

    fn name(procedure: &Procedure) -> String {
        procedure.code.to_string()
    }

    fn period(procedure: &Procedure) -> Option<Period> {
        Some(procedure.period)
    }

    fn in_period(procedure: Procedure, period: Period) -> Procedure {
        Procedure { period, ..procedure }
    }

    fn cells(procedure: &Procedure) -> Vec<(&'static str, String)> {
        let (time, offers) = (procedure.processing, procedure.offers);
        let written = |text: &Option<String>| text.clone().unwrap_or_default();
        let offer = |offer: Offer| offer.written().unwrap_or_default();
        let published = &procedure.published;
        vec![
            ("name", procedure.name.clone()),
            ("field", procedure.field.clone()),
            ("level", procedure.levels.to_string()),
            ("agency", written(&procedure.agency)),
            ("time", time.map(|time| time.amount.to_string()).unwrap_or_default()),
            ("time_unit", time.map(|time| time.unit.as_str().to_owned()).unwrap_or_default()),
            ("direct", offer(offers.direct)),
            ("online", offer(offers.online)),
            ("post", offer(offers.post)),
            ("fee", procedure.fee.map(|fee| fee.to_string()).unwrap_or_default()),
            ("decision", written(&published.decision)),
            ("url", written(&published.url)),
            ("ministry", written(&published.ministry)),
            ("kind", written(&published.kind)),
            ("subjects", written(&published.subjects)),
            ("result", written(&published.result)),
        ]
    }

    fn load(conn: &mut Conn) -> Result<Vec<Procedure>, StoreError> {
        procedures::load(conn)
    }

    fn complete(entry: &mut Entry<Procedure>, known: &Procedure) {
        if entry.value.agency.is_none() && known.agency.is_some() {
            entry.value.agency.clone_from(&known.agency);
            entry.has("agency");
        }
    }

    fn check(_: &mut Conn, _: &Merged<Self>, _: &mut Problems) -> Result<(), StoreError> {
        Ok(())
    }

    fn save(conn: &mut Conn, news: &[Procedure]) -> Result<(), StoreError> {
        procedures::save(conn, news)
    }
}

fn gather(sheet: &Sheet, found: &mut Problems, done: Done<'_>) -> Vec<Entry<Procedure>> {
    each_row(sheet, found, done, |row, found| {
        let period = lists::period(row, found);
        let offer = |column, found: &mut Problems| {
            row.maybe_code::<Offer>(column, found).map(Option::unwrap_or_default)
        };
        let (direct, online, post) =
            (offer("direct", found), offer("online", found), offer("post", found));
        let fee = match ["fee", "fee_from", "fee_to"].map(|column| row.cell(column).is_empty()) {
            [true, true, true] => Some(None),
            [_, _, _] => amount(row, ["fee", "fee_from", "fee_to"], found).map(Some),
        };
        let decision = row.maybe_text("decision", 500, found);
        let url = row.maybe_text("url", 500, found);
        let procedure = read_procedure(row, period, found);
        Some(Procedure {
            offers: Offers { direct: direct?, online: online?, post: post? },
            fee: fee?,
            published: Published { decision: decision?, url: url?, ..Published::default() },
            ..procedure?
        })
    })
}

fn gather_within(
    sheet: &Sheet,
    period: Period,
    found: &mut Problems,
    done: Done<'_>,
) -> Vec<Entry<Procedure>> {
    each_row(sheet, found, done, |row, found| read_procedure(row, Some(period), found))
}

fn read_procedure(row: &Row, period: Option<Period>, found: &mut Problems) -> Option<Procedure> {
    let code = row.code("code", found);
    let name = row.text("name", 2000, found);
    let field = row.text("field", 200, found);
    let level = row.code::<Levels>("level", found);
    let agency = row.text("agency", 500, found);
    let amount = row.maybe_count("time", ProcessingTime::MOST, found);
    let unit = row.maybe_code::<TimeUnit>("time_unit", found);
    let processing = match (amount?, unit?) {
        (None, None) => None,
        (Some(amount), Some(unit)) if amount > 0 => Some(ProcessingTime { amount, unit }),
        (Some(_), Some(_)) => {
            row.refuse("time", "a whole number from 1 to 1000", found);
            return None;
        }
        (Some(_), None) => {
            row.refuse("time_unit", "a unit beside the time", found);
            return None;
        }
        (None, Some(_)) => {
            row.refuse("time", "a time beside its unit", found);
            return None;
        }
    };
    Some(Procedure {
        code: code?,
        period: period?,
        name: name?,
        field: field?,
        levels: level?,
        agency: Some(agency?),
        processing,
        offers: Offers::default(),
        fee: None,
        published: Published::default(),
    })
}
