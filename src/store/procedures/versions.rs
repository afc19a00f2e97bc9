//! What people call a state of the catalogue.

use diesel::sql_types::{BigInt, Nullable, Text};
use diesel::{QueryableByName, RunQueryDsl, sql_query};

use crate::base::At;
use crate::catalogue::{CatalogueVersion, Noted};
use crate::store::connection::Conn;
use crate::store::dialect::{column, insert_many};
use crate::store::error::StoreError;
use crate::store::row::Reading;

#[derive(QueryableByName)]
struct VersionRow {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    day: String,
    #[diesel(sql_type = Nullable<BigInt>)]
    noted_at: Option<i64>,
    #[diesel(sql_type = Nullable<Text>)]
    noted_by: Option<String>,
}

/// All versions that have a name, the earliest day first.
pub fn load(conn: &mut Conn) -> Result<Vec<CatalogueVersion>, StoreError> {
    let rows: Vec<VersionRow> =
        sql_query("SELECT * FROM catalogue_versions ORDER BY day, name").load(conn)?;
    rows.into_iter()
        .map(|row| {
            let reading = Reading { table: "catalogue_versions", id: &row.name };
            let noted = row.noted_at.zip(row.noted_by);
            Ok(CatalogueVersion {
                day: reading.text(&row.day)?,
                noted: noted.map(|(at, by)| Noted { at: At::from_millis(at), by }),
                name: row.name,
            })
        })
        .collect()
}

/// Writes versions down; one of the same name and day stays as it was noted first. Returns how many were
/// new.
pub fn note(conn: &mut Conn, versions: &[CatalogueVersion]) -> Result<usize, StoreError> {
    insert_many(
        conn,
        "catalogue_versions",
        &[
            ("name", column!(versions, Text, |one| Some(one.name.clone()))),
            ("day", column!(versions, Text, |one| Some(one.day.to_string()))),
            (
                "noted_at",
                column!(versions, Big, |one| one.noted.as_ref().map(|noted| noted.at.millis())),
            ),
            ("noted_by", column!(versions, Text, |one| one.noted.as_ref().map(|n| n.by.clone()))),
        ],
        "(name, day) DO NOTHING",
    )
}
