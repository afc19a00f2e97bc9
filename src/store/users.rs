//! Users. A password is kept as its fingerprint, and read by who compares it alone.

use diesel::sql_types::{BigInt, Nullable, Text};
use diesel::{OptionalExtension, QueryableByName, RunQueryDsl, sql_query};

use super::connection::Conn;
use super::dialect::set;
use super::error::StoreError;
use super::kept::Keep as _;
use super::row::Reading;
use crate::base::paging::{MAX_LIMIT, Page};
use crate::base::{At, PointCode, UserId};
use crate::people::{PasswordHash, User, UserName};

pub(super) const COLUMNS: &str = "u.id, u.name, u.role, u.places, u.password, u.one_time_until, \
     u.created_at, u.signed_in_at, u.disabled_at";

#[derive(QueryableByName)]
pub(super) struct Row {
    #[diesel(sql_type = Text)]
    id: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    role: String,
    #[diesel(sql_type = Text)]
    places: String,
    #[diesel(sql_type = Text)]
    password: String,
    #[diesel(sql_type = Nullable<BigInt>)]
    one_time_until: Option<i64>,
    #[diesel(sql_type = BigInt)]
    created_at: i64,
    #[diesel(sql_type = Nullable<BigInt>)]
    signed_in_at: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    disabled_at: Option<i64>,
}

impl TryFrom<Row> for (User, PasswordHash) {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let reading = Reading { table: "users", id: &row.id };
        let user = User {
            id: reading.text(&row.id)?,
            name: reading.text(&row.name)?,
            role: reading.text(&row.role)?,
            places: reading.json(&row.places)?,
            one_time_until: row.one_time_until.map(At::from_millis),
            created_at: At::from_millis(row.created_at),
            signed_in_at: row.signed_in_at.map(At::from_millis),
            disabled_at: row.disabled_at.map(At::from_millis),
        };
        Ok((user, PasswordHash::kept(row.password)))
    }
}

/// Adds a user. False when the name is taken.
pub fn insert(conn: &mut Conn, user: &User, password: &PasswordHash) -> Result<bool, StoreError> {
    let added = sql_query(
        "INSERT INTO users (id, name, role, places, password, one_time_until, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (name) DO NOTHING",
    )
    .bind::<Text, _>(user.id.to_string())
    .bind::<Text, _>(user.name.as_str())
    .bind::<Text, _>(user.role.as_str())
    .bind::<Text, _>(set(&user.places))
    .bind::<Text, _>(password.as_str())
    .bind::<Nullable<BigInt>, _>(user.one_time_until.map(At::millis))
    .bind::<BigInt, _>(user.created_at.millis())
    .kept()
    .execute(conn)?;
    Ok(added > 0)
}

/// The user who signs in with this name, and the password's fingerprint.
pub fn find_by_name(
    conn: &mut Conn,
    name: &str,
) -> Result<Option<(User, PasswordHash)>, StoreError> {
    let row: Option<Row> = sql_query(format!("SELECT {COLUMNS} FROM users u WHERE u.name = $1"))
        .bind::<Text, _>(name)
        .kept()
        .get_result(conn)
        .optional()?;
    row.map(TryInto::try_into).transpose()
}

/// The user of this id.
pub fn find(conn: &mut Conn, id: UserId) -> Result<Option<User>, StoreError> {
    let row: Option<Row> = sql_query(format!("SELECT {COLUMNS} FROM users u WHERE u.id = $1"))
        .bind::<Text, _>(id.to_string())
        .kept()
        .get_result(conn)
        .optional()?;
    Ok(row.map(<(User, PasswordHash)>::try_from).transpose()?.map(|(user, _)| user))
}

/// A page of users by name, after the one the cursor names.
pub fn list(
    conn: &mut Conn,
    after: Option<&UserName>,
    limit: i64,
) -> Result<Page<User>, StoreError> {
    let limit = limit.clamp(1, MAX_LIMIT);
    let sql = format!("SELECT {COLUMNS} FROM users u WHERE u.name > $1 ORDER BY u.name LIMIT $2");
    let rows: Vec<Row> = sql_query(sql)
        .bind::<Text, _>(after.map_or("", UserName::as_str))
        .bind::<BigInt, _>(limit + 1)
        .kept()
        .get_results(conn)?;
    let users: Result<Vec<User>, StoreError> =
        rows.into_iter().map(|row| Ok(<(User, PasswordHash)>::try_from(row)?.0)).collect();
    Ok(Page::from_overfull(users?, limit, |user| user.name.to_string()))
}

/// Gives a user another password: a one-time one when it ends.
pub fn set_password(
    conn: &mut Conn,
    id: UserId,
    password: &PasswordHash,
    one_time_until: Option<At>,
) -> Result<(), StoreError> {
    sql_query("UPDATE users SET password = $1, one_time_until = $2 WHERE id = $3")
        .bind::<Text, _>(password.as_str())
        .bind::<Nullable<BigInt>, _>(one_time_until.map(At::millis))
        .bind::<Text, _>(id.to_string())
        .kept()
        .execute(conn)?;
    Ok(())
}

/// Keeps the same password under a newer fingerprint, unless it was changed meanwhile.
pub fn refresh_password(
    conn: &mut Conn,
    id: UserId,
    held: &PasswordHash,
    newer: &PasswordHash,
) -> Result<(), StoreError> {
    sql_query("UPDATE users SET password = $1 WHERE id = $2 AND password = $3")
        .bind::<Text, _>(newer.as_str())
        .bind::<Text, _>(id.to_string())
        .bind::<Text, _>(held.as_str())
        .kept()
        .execute(conn)?;
    Ok(())
}

/// Notes when the user last signed in.
pub fn signed_in(conn: &mut Conn, id: UserId, now: At) -> Result<(), StoreError> {
    sql_query("UPDATE users SET signed_in_at = $1 WHERE id = $2")
        .bind::<BigInt, _>(now.millis())
        .bind::<Text, _>(id.to_string())
        .kept()
        .execute(conn)?;
    Ok(())
}

/// Disables a user, or lets one in again.
pub fn set_disabled(conn: &mut Conn, id: UserId, at: Option<At>) -> Result<(), StoreError> {
    // The first time stands.
    sql_query(
        "UPDATE users SET disabled_at = CASE WHEN $1 THEN COALESCE(disabled_at, $2) END WHERE id = $3",
    )
    .bind::<diesel::sql_types::Bool, _>(at.is_some())
    .bind::<BigInt, _>(at.map_or(0, At::millis))
    .bind::<Text, _>(id.to_string())
    .kept()
    .execute(conn)?;
    Ok(())
}

/// Gives a user other places.
pub fn set_places(conn: &mut Conn, id: UserId, places: &[PointCode]) -> Result<(), StoreError> {
    sql_query("UPDATE users SET places = $1 WHERE id = $2")
        .bind::<Text, _>(set(places))
        .bind::<Text, _>(id.to_string())
        .kept()
        .execute(conn)?;
    Ok(())
}
