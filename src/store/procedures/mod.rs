//! The catalogue by date: procedures here; their papers, fees, the postal lists and the names of versions
//! each in a file of its own; and the whole [`Catalogue`] in a handful of reads.

mod fees;
mod listings;
mod lists;
mod papers;
pub mod versions;

use diesel::sql_types::{BigInt, Nullable, Text};
use diesel::{QueryableByName, RunQueryDsl, sql_query};

use super::connection::Conn;
use super::dialect::{column, insert_many};
use super::error::StoreError;
use super::row::Reading;
use crate::catalogue::{Catalogue, FeeAmount, Offer, Offers, Procedure, ProcessingTime, Published};

pub use fees::{load_fees, save_fees};
pub use listings::{load_listings, load_lists, remove_listings, save_listings, save_lists};
pub use papers::{load_papers, save_papers};

#[derive(QueryableByName)]
struct ProcedureRow {
    #[diesel(sql_type = Text)]
    code: String,
    #[diesel(sql_type = Text)]
    valid_from: String,
    #[diesel(sql_type = Nullable<Text>)]
    valid_until: Option<String>,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    field: String,
    #[diesel(sql_type = Text)]
    levels: String,
    #[diesel(sql_type = Nullable<Text>)]
    agency: Option<String>,
    #[diesel(sql_type = Nullable<BigInt>)]
    time_amount: Option<i64>,
    #[diesel(sql_type = Nullable<Text>)]
    time_unit: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    direct: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    online: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    post: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    fee_kind: Option<String>,
    #[diesel(sql_type = Nullable<BigInt>)]
    fee_from: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    fee_to: Option<i64>,
    #[diesel(sql_type = Nullable<Text>)]
    ministry: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    kind: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    subjects: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    result: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    decision: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    url: Option<String>,
}

impl TryFrom<ProcedureRow> for Procedure {
    type Error = StoreError;

    fn try_from(row: ProcedureRow) -> Result<Self, StoreError> {
        let reading = Reading { table: "catalogue_procedures", id: &row.code };
        let processing = row
            .time_amount
            .zip(row.time_unit)
            .map(|(amount, unit)| {
                Ok::<_, StoreError>(ProcessingTime {
                    amount: reading.number(amount)?,
                    unit: reading.text(&unit)?,
                })
            })
            .transpose()?;
        let offer = |text: Option<String>| -> Result<Offer, StoreError> {
            Ok(reading.maybe(text.as_deref())?.unwrap_or_default())
        };
        Ok(Self {
            code: reading.text(&row.code)?,
            period: reading.period(&row.valid_from, row.valid_until.as_deref())?,
            levels: reading.text(&row.levels)?,
            processing,
            offers: Offers {
                direct: offer(row.direct)?,
                online: offer(row.online)?,
                post: offer(row.post)?,
            },
            fee: row
                .fee_kind
                .map(|kind| amount(reading, &kind, row.fee_from, row.fee_to))
                .transpose()?,
            name: row.name,
            field: row.field,
            agency: row.agency,
            published: Published {
                ministry: row.ministry,
                kind: row.kind,
                subjects: row.subjects,
                result: row.result,
                decision: row.decision,
                url: row.url,
            },
        })
    }
}

/// The three columns of a fee's amount.
fn amount(
    reading: Reading<'_>,
    kind: &str,
    from: Option<i64>,
    to: Option<i64>,
) -> Result<FeeAmount, StoreError> {
    let from = from.map(|from| reading.number(from)).transpose()?;
    let to = to.map(|to| reading.number(to)).transpose()?;
    FeeAmount::read(kind, from, to)
        .map_err(|(part, expected)| reading.bad(format_args!("fee {part:?}: expected {expected}")))
}

/// The least and the most of an amount as they are kept.
fn kept_bounds(amount: FeeAmount) -> (Option<i64>, Option<i64>) {
    let kept = |dong: u64| i64::try_from(dong).ok();
    match amount {
        FeeAmount::Free | FeeAmount::ByCase => (None, None),
        FeeAmount::Fixed(dong) => (kept(dong), None),
        FeeAmount::Range { from, to } => (kept(from), kept(to)),
    }
}

/// All procedures of all times.
pub fn load(conn: &mut Conn) -> Result<Vec<Procedure>, StoreError> {
    let rows: Vec<ProcedureRow> =
        sql_query("SELECT * FROM catalogue_procedures ORDER BY code, valid_from").load(conn)?;
    rows.into_iter().map(Procedure::try_from).collect()
}

/// Writes procedures; one with the same code and first day is replaced.
pub fn save(conn: &mut Conn, procedures: &[Procedure]) -> Result<(), StoreError> {
    let least = |one: &Procedure| one.fee.and_then(|fee| kept_bounds(fee).0);
    let most = |one: &Procedure| one.fee.and_then(|fee| kept_bounds(fee).1);
    insert_many(
        conn,
        "catalogue_procedures",
        &[
            ("code", column!(procedures, Text, |one| Some(one.code.to_string()))),
            ("valid_from", column!(procedures, Text, |one| Some(one.period.from.to_string()))),
            (
                "valid_until",
                column!(procedures, Text, |one| one.period.until.map(|d| d.to_string())),
            ),
            ("name", column!(procedures, Text, |one| Some(one.name.clone()))),
            ("field", column!(procedures, Text, |one| Some(one.field.clone()))),
            ("levels", column!(procedures, Text, |one| Some(one.levels.to_string()))),
            ("agency", column!(procedures, Text, |one| one.agency.clone())),
            (
                "time_amount",
                column!(procedures, Big, |one| one.processing.map(|time| time.amount.into())),
            ),
            (
                "time_unit",
                column!(procedures, Text, |one| one
                    .processing
                    .map(|time| time.unit.as_str().to_owned())),
            ),
            ("direct", column!(procedures, Text, |one| one.offers.direct.written())),
            ("online", column!(procedures, Text, |one| one.offers.online.written())),
            ("post", column!(procedures, Text, |one| one.offers.post.written())),
            ("fee_kind", column!(procedures, Text, |one| one.fee.map(|fee| fee.kind().to_owned()))),
            ("fee_from", column!(procedures, Big, least)),
            ("fee_to", column!(procedures, Big, most)),
            ("ministry", column!(procedures, Text, |one| one.published.ministry.clone())),
            ("kind", column!(procedures, Text, |one| one.published.kind.clone())),
            ("subjects", column!(procedures, Text, |one| one.published.subjects.clone())),
            ("result", column!(procedures, Text, |one| one.published.result.clone())),
            ("decision", column!(procedures, Text, |one| one.published.decision.clone())),
            ("url", column!(procedures, Text, |one| one.published.url.clone())),
        ],
        "(code, valid_from) DO UPDATE SET valid_until = excluded.valid_until, \
         name = excluded.name, field = excluded.field, levels = excluded.levels, \
         agency = excluded.agency, time_amount = excluded.time_amount, \
         time_unit = excluded.time_unit, direct = excluded.direct, online = excluded.online, \
         post = excluded.post, fee_kind = excluded.fee_kind, fee_from = excluded.fee_from, \
         fee_to = excluded.fee_to, ministry = excluded.ministry, kind = excluded.kind, \
         subjects = excluded.subjects, result = excluded.result, decision = excluded.decision, \
         url = excluded.url",
    )?;
    Ok(())
}

/// All procedures and all lists of all times.
pub fn load_catalogue(conn: &mut Conn) -> Result<Catalogue, StoreError> {
    let catalogue = Catalogue::new(load(conn)?, load_listings(conn)?);
    Ok(catalogue.with_lists(load_papers(conn)?, load_fees(conn)?))
}
