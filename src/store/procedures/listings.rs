//! The entries of the postal lists, and the heads of those that were imported as a whole.

use diesel::sql_types::{Nullable, Text};
use diesel::{QueryableByName, RunQueryDsl, sql_query};

use crate::catalogue::{PostalList, PostalListing};
use crate::store::connection::Conn;
use crate::store::dialect::{column, insert_many, set};
use crate::store::error::StoreError;
use crate::store::row::Reading;

#[derive(QueryableByName)]
struct ListingRow {
    #[diesel(sql_type = Text)]
    procedure_code: String,
    #[diesel(sql_type = Text)]
    direction: String,
    #[diesel(sql_type = Text)]
    level: String,
    #[diesel(sql_type = Text)]
    valid_from: String,
    #[diesel(sql_type = Nullable<Text>)]
    valid_until: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    name: Option<String>,
    #[diesel(sql_type = Text)]
    decision: String,
}

impl TryFrom<ListingRow> for PostalListing {
    type Error = StoreError;

    fn try_from(row: ListingRow) -> Result<Self, StoreError> {
        let reading = Reading { table: "catalogue_listings", id: &row.procedure_code };
        Ok(Self {
            procedure: reading.text(&row.procedure_code)?,
            direction: reading.text(&row.direction)?,
            level: reading.text(&row.level)?,
            period: reading.period(&row.valid_from, row.valid_until.as_deref())?,
            name: row.name,
            decision: row.decision,
        })
    }
}

/// All entries of all lists of all times.
pub fn load_listings(conn: &mut Conn) -> Result<Vec<PostalListing>, StoreError> {
    let rows: Vec<ListingRow> = sql_query(
        "SELECT * FROM catalogue_listings ORDER BY procedure_code, direction, level, valid_from",
    )
    .load(conn)?;
    rows.into_iter().map(PostalListing::try_from).collect()
}

/// Writes entries; the same procedure, direction, level and first day is replaced.
pub fn save_listings(conn: &mut Conn, listings: &[PostalListing]) -> Result<(), StoreError> {
    insert_many(
        conn,
        "catalogue_listings",
        &[
            ("procedure_code", column!(listings, Text, |one| Some(one.procedure.to_string()))),
            ("direction", column!(listings, Text, |one| Some(one.direction.as_str().to_owned()))),
            ("level", column!(listings, Text, |one| Some(one.level.as_str().to_owned()))),
            ("valid_from", column!(listings, Text, |one| Some(one.period.from.to_string()))),
            ("valid_until", column!(listings, Text, |one| one.period.until.map(|d| d.to_string()))),
            ("name", column!(listings, Text, |one| one.name.clone())),
            ("decision", column!(listings, Text, |one| Some(one.decision.clone()))),
        ],
        "(procedure_code, direction, level, valid_from) DO UPDATE SET \
         valid_until = excluded.valid_until, name = excluded.name, decision = excluded.decision",
    )?;
    Ok(())
}

/// Takes out entries that a corrected list of the same day no longer names.
pub fn remove_listings(conn: &mut Conn, listings: &[PostalListing]) -> Result<(), StoreError> {
    // None of the four holds a space, so together they make one text that no others make.
    let sql = format!(
        "DELETE FROM catalogue_listings \
         WHERE procedure_code || ' ' || direction || ' ' || level || ' ' || valid_from IN {}",
        conn.each_text("$1")
    );
    let keys = listings.iter().map(|one| {
        let (direction, level) = (one.direction.as_str(), one.level.as_str());
        format!("{} {direction} {level} {}", one.procedure, one.period.from)
    });
    sql_query(sql).bind::<Text, _>(set(keys)).execute(conn)?;
    Ok(())
}

#[derive(QueryableByName)]
struct ListRow {
    #[diesel(sql_type = Text)]
    direction: String,
    #[diesel(sql_type = Text)]
    level: String,
    #[diesel(sql_type = Text)]
    valid_from: String,
    #[diesel(sql_type = Nullable<Text>)]
    valid_until: Option<String>,
    #[diesel(sql_type = Text)]
    decision: String,
}

/// The heads of all lists that were imported as a whole.
pub fn load_lists(conn: &mut Conn) -> Result<Vec<PostalList>, StoreError> {
    let rows: Vec<ListRow> =
        sql_query("SELECT * FROM catalogue_lists ORDER BY direction, level, valid_from")
            .load(conn)?;
    rows.into_iter()
        .map(|row| {
            let reading = Reading { table: "catalogue_lists", id: &row.decision };
            Ok(PostalList {
                direction: reading.text(&row.direction)?,
                level: reading.text(&row.level)?,
                period: reading.period(&row.valid_from, row.valid_until.as_deref())?,
                decision: row.decision,
            })
        })
        .collect()
}

/// Writes heads; one of the same direction, level and day is replaced.
pub fn save_lists(conn: &mut Conn, lists: &[PostalList]) -> Result<(), StoreError> {
    insert_many(
        conn,
        "catalogue_lists",
        &[
            ("direction", column!(lists, Text, |one| Some(one.direction.as_str().to_owned()))),
            ("level", column!(lists, Text, |one| Some(one.level.as_str().to_owned()))),
            ("valid_from", column!(lists, Text, |one| Some(one.period.from.to_string()))),
            ("valid_until", column!(lists, Text, |one| one.period.until.map(|d| d.to_string()))),
            ("decision", column!(lists, Text, |one| Some(one.decision.clone()))),
        ],
        "(direction, level, valid_from) DO UPDATE SET valid_until = excluded.valid_until, \
         decision = excluded.decision",
    )?;
    Ok(())
}
