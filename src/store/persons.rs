//! Persons' rows, the only place where names, phones and addresses of citizens are kept.

use std::collections::HashMap;

use diesel::sql_types::{BigInt, Nullable, Text};
use diesel::{OptionalExtension, QueryableByName, RunQueryDsl, sql_query};

use super::access_log::Noted;
use super::connection::{Conn, write};
use super::dialect::{column, insert_many, set};
use super::error::StoreError;
use super::kept::Keep as _;
use super::row::Reading;
use crate::base::text::fold;
use crate::base::{At, PersonId, UnitCode};
use crate::people::{Address, Person, PersonIn, PersonName, Phone};

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    id: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Nullable<Text>)]
    phone: Option<String>,
    #[diesel(sql_type = Text)]
    address: String,
    #[diesel(sql_type = Nullable<Text>)]
    unit: Option<String>,
}

impl TryFrom<Row> for Person {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let reading = Reading { table: "persons", id: &row.id };
        Ok(Self {
            id: reading.text(&row.id)?,
            name: PersonName::read(&row.name).map_err(|e| reading.bad(e))?,
            phone: row.phone.as_deref().map(Phone::read).transpose().map_err(|e| reading.bad(e))?,
            address: Address::read(&row.address, reading.maybe(row.unit.as_deref())?)
                .map_err(|e| reading.bad(e))?,
        })
    }
}

/// Writes a person, over what was kept under the same id.
pub fn save(conn: &mut Conn, person: &Person, now: At) -> Result<(), StoreError> {
    sql_query(
        "INSERT INTO persons (id, name, phone, address, unit, written_at, name_key) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO UPDATE SET \
         name = excluded.name, phone = excluded.phone, address = excluded.address, \
         unit = excluded.unit, written_at = excluded.written_at, name_key = excluded.name_key",
    )
    .bind::<Text, _>(person.id.to_string())
    .bind::<Text, _>(person.name.in_full())
    .bind::<Nullable<Text>, _>(person.phone.as_ref().map(Phone::in_full))
    .bind::<Text, _>(person.address.in_full())
    .bind::<Nullable<Text>, _>(person.address.unit().map(crate::base::UnitCode::as_str))
    .bind::<BigInt, _>(now.millis())
    .bind::<Text, _>(fold(person.name.in_full()))
    .kept()
    .execute(conn)?;
    Ok(())
}

/// Gives a portion of the persons who have none the key under which names are looked for, and says how
/// many there were. Names go from one column of a row to another: nobody looks at them.
pub(super) fn fold_names(conn: &mut Conn, portion: i64) -> Result<usize, StoreError> {
    #[derive(QueryableByName)]
    struct Named {
        #[diesel(sql_type = Text)]
        id: String,
        #[diesel(sql_type = Text)]
        name: String,
    }
    let rows: Vec<Named> =
        sql_query("SELECT id, name FROM persons WHERE name_key IS NULL ORDER BY id LIMIT $1")
            .bind::<BigInt, _>(portion)
            .kept()
            .load(conn)?;
    if rows.is_empty() {
        return Ok(0);
    }
    write(conn, |conn| {
        for row in &rows {
            // A name that was changed meanwhile has its key already.
            sql_query("UPDATE persons SET name_key = $1 WHERE id = $2 AND name_key IS NULL")
                .bind::<Text, _>(fold(&row.name))
                .bind::<Text, _>(&row.id)
                .kept()
                .execute(conn)?;
        }
        Ok(rows.len())
    })
}

/// Writes many persons in one statement, each like [`save`].
pub fn save_many(conn: &mut Conn, persons: &[Person], now: At) -> Result<(), StoreError> {
    let unit = |person: &Person| person.address.unit().map(ToString::to_string);
    let phone = |person: &Person| person.phone.as_ref().map(|phone| phone.in_full().to_owned());
    let columns = [
        ("id", column!(persons, Text, |person| Some(person.id.to_string()))),
        ("name", column!(persons, Text, |person| Some(person.name.in_full().to_owned()))),
        ("phone", column!(persons, Text, phone)),
        ("address", column!(persons, Text, |person| Some(person.address.in_full().to_owned()))),
        ("unit", column!(persons, Text, unit)),
        ("written_at", column!(persons, Big, |_| Some(now.millis()))),
        ("name_key", column!(persons, Text, |person| Some(fold(person.name.in_full())))),
    ];
    insert_many(
        conn,
        "persons",
        &columns,
        "(id) DO UPDATE SET name = excluded.name, phone = excluded.phone, \
         address = excluded.address, unit = excluded.unit, written_at = excluded.written_at, \
         name_key = excluded.name_key",
    )?;
    Ok(())
}

/// The address of somebody whose case or leg is open, and when it was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenAddress {
    /// The person.
    pub person: PersonId,
    /// The address.
    pub address: Address,
    /// When it was given.
    pub given_at: At,
}

#[derive(QueryableByName)]
struct OpenRow {
    #[diesel(sql_type = Text)]
    id: String,
    #[diesel(sql_type = Text)]
    address: String,
    #[diesel(sql_type = Nullable<Text>)]
    unit: Option<String>,
    #[diesel(sql_type = BigInt)]
    written_at: i64,
}

/// Addresses of applicants whose case is open (neither refused, stopped nor given back) and of ends of
/// legs whose parcel is under way, by person, after one of them.
pub fn addresses_of_open_cases(
    conn: &mut Conn,
    after: Option<PersonId>,
    limit: i64,
) -> Result<Vec<OpenAddress>, StoreError> {
    const UNDER_WAY: &str = "FROM legs JOIN parcels ON parcels.leg_id = legs.id \
         JOIN heads ON heads.item_key = parcels.item_key \
         JOIN cases ON cases.id = legs.case_id \
         WHERE heads.state NOT IN ('delivered', 'returned', 'void') AND NOT cases.test";
    let sql = format!(
        "SELECT id, address, unit, written_at FROM persons WHERE id > $1 \
         AND (id IN (SELECT applicant FROM cases WHERE status NOT IN (3, 8, 10) AND NOT test) \
              OR id IN (SELECT from_person {UNDER_WAY}) OR id IN (SELECT to_person {UNDER_WAY})) \
         ORDER BY id LIMIT $2"
    );
    let rows: Vec<OpenRow> = sql_query(sql)
        .bind::<Text, _>(after.map(|id| id.to_string()).unwrap_or_default())
        .bind::<BigInt, _>(limit)
        .kept()
        .load(conn)?;
    rows.into_iter()
        .map(|row| {
            let reading = Reading { table: "persons", id: &row.id };
            let unit = reading.maybe(row.unit.as_deref())?;
            Ok(OpenAddress {
                person: reading.text(&row.id)?,
                address: Address::read(&row.address, unit).map_err(|e| reading.bad(e))?,
                given_at: At::from_millis(row.written_at),
            })
        })
        .collect()
}

/// Those of the persons who were not erased. That somebody looks at them is on record already: the
/// [`Noted`] says so, and is spent.
pub fn read(conn: &mut Conn, noted: Noted) -> Result<Vec<Person>, StoreError> {
    let sql = format!(
        "SELECT id, name, phone, address, unit FROM persons WHERE id IN {} ORDER BY id",
        conn.each_text("$1")
    );
    let rows: Vec<Row> =
        sql_query(sql).bind::<Text, _>(set(noted.into_persons())).kept().get_results(conn)?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// A person's details as they were given, to be written down once more elsewhere by the program itself: nobody looks
/// at them. None for one who was erased.
pub fn as_given(conn: &mut Conn, id: PersonId) -> Result<Option<PersonIn>, StoreError> {
    let sql = "SELECT id, name, phone, address, unit FROM persons WHERE id = $1";
    let row: Option<Row> =
        sql_query(sql).bind::<Text, _>(id.to_string()).kept().get_result(conn).optional()?;
    let person: Option<Person> = row.map(TryInto::try_into).transpose()?;
    Ok(person.map(|Person { name, phone, address, .. }| PersonIn { name, phone, address }))
}

/// A person's name and number as a citizen who proved a right is shown them: `N*** V** A`, `09•••••123`. They
/// are masked before they leave here, so it is no look at a person. None for one who was erased.
pub fn masked(
    conn: &mut Conn,
    id: PersonId,
) -> Result<Option<(String, Option<String>)>, StoreError> {
    let sql = "SELECT id, name, phone, address, unit FROM persons WHERE id = $1";
    let row: Option<Row> =
        sql_query(sql).bind::<Text, _>(id.to_string()).kept().get_result(conn).optional()?;
    let person: Option<Person> = row.map(TryInto::try_into).transpose()?;
    Ok(person.map(|person| (person.name.masked(), person.phone.as_ref().map(Phone::masked))))
}

/// The unit named with a person's address, for prices and promises. A commune alone names nobody: to read
/// it is no look at a person.
pub fn unit_of(conn: &mut Conn, id: PersonId) -> Result<Option<UnitCode>, StoreError> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Nullable<Text>)]
        unit: Option<String>,
    }
    let row: Option<Row> = sql_query("SELECT unit FROM persons WHERE id = $1")
        .bind::<Text, _>(id.to_string())
        .kept()
        .get_result(conn)
        .optional()?;
    let reading = Reading { table: "persons", id: &id };
    reading.maybe(row.and_then(|row| row.unit).as_deref())
}

/// The units named with the addresses of many persons, of those with one; see [`unit_of`].
pub fn units_of(
    conn: &mut Conn,
    ids: &[PersonId],
) -> Result<HashMap<PersonId, UnitCode>, StoreError> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        id: String,
        #[diesel(sql_type = Text)]
        unit: String,
    }
    let each = conn.each_text("$1");
    let sql = format!("SELECT id, unit FROM persons WHERE unit IS NOT NULL AND id IN {each}");
    let rows: Vec<Row> = sql_query(sql).bind::<Text, _>(set(ids)).kept().load(conn)?;
    let read = |row: Row| {
        let reading = Reading { table: "persons", id: &row.id };
        Ok((reading.text(&row.id)?, reading.text(&row.unit)?))
    };
    rows.into_iter().map(read).collect()
}

/// Erases a person's details. Cases, legs and events keep their id and nothing else. Says whether there
/// was anything to erase.
pub fn erase(conn: &mut Conn, id: PersonId) -> Result<bool, StoreError> {
    let erased = sql_query("DELETE FROM persons WHERE id = $1")
        .bind::<Text, _>(id.to_string())
        .kept()
        .execute(conn)?;
    Ok(erased > 0)
}
