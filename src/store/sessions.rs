//! Sessions and known devices. Of what a browser keeps only the fingerprint is here, so what is stolen
//! from here opens nothing.

use diesel::sql_types::{BigInt, Binary, Text};
use diesel::{OptionalExtension, QueryableByName, RunQueryDsl, sql_query};

use super::connection::Conn;
use super::error::StoreError;
use super::kept::Keep as _;
use super::row::Reading;
use super::users;
use crate::base::{At, SessionId, UserId};
use crate::people::{CookieSecret, PasswordHash, Session, SessionLimits, User};

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    session_id: String,
    #[diesel(sql_type = Text)]
    user_id: String,
    #[diesel(sql_type = Text)]
    device: String,
    #[diesel(sql_type = BigInt)]
    began_at: i64,
    #[diesel(sql_type = BigInt)]
    seen_at: i64,
}

const COLUMNS: &str =
    "s.id AS session_id, s.user_id, s.device, s.created_at AS began_at, s.seen_at";

impl TryFrom<Row> for Session {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let reading = Reading { table: "sessions", id: &row.session_id };
        Ok(Self {
            id: reading.text(&row.session_id)?,
            user: reading.text(&row.user_id)?,
            device: row.device,
            created_at: At::from_millis(row.began_at),
            seen_at: At::from_millis(row.seen_at),
        })
    }
}

/// Begins a session.
pub fn insert(conn: &mut Conn, session: &Session, secret: &CookieSecret) -> Result<(), StoreError> {
    sql_query(
        "INSERT INTO sessions (fingerprint, id, user_id, device, created_at, seen_at) \
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind::<Binary, _>(secret.fingerprint())
    .bind::<Text, _>(session.id.to_string())
    .bind::<Text, _>(session.user.to_string())
    .bind::<Text, _>(session.device.as_str())
    .bind::<BigInt, _>(session.created_at.millis())
    .bind::<BigInt, _>(session.seen_at.millis())
    .kept()
    .execute(conn)?;
    Ok(())
}

/// The session of this secret, and whose it is; also one that is over, which the session then says.
pub fn find(conn: &mut Conn, secret: &CookieSecret) -> Result<Option<(Session, User)>, StoreError> {
    let from = "FROM sessions s JOIN users u ON u.id = s.user_id";
    let sql = format!("SELECT {COLUMNS}, {} {from} WHERE s.fingerprint = $1", users::COLUMNS);
    let row: Option<(Row, users::Row)> = sql_query(sql)
        .bind::<Binary, _>(secret.fingerprint())
        .kept()
        .get_result(conn)
        .optional()?;
    row.map(|(session, user)| {
        let (user, _): (User, PasswordHash) = user.try_into()?;
        Ok((session.try_into()?, user))
    })
    .transpose()
}

/// The sessions of a user, the last used first.
pub fn of_user(conn: &mut Conn, user: UserId) -> Result<Vec<Session>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM sessions s WHERE s.user_id = $1 ORDER BY s.seen_at DESC, s.id"
    );
    let rows: Vec<Row> = sql_query(sql).bind::<Text, _>(user.to_string()).kept().load(conn)?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// Notes that a session was used.
pub fn seen(conn: &mut Conn, id: SessionId, now: At) -> Result<(), StoreError> {
    sql_query("UPDATE sessions SET seen_at = $1 WHERE id = $2")
        .bind::<BigInt, _>(now.millis())
        .bind::<Text, _>(id.to_string())
        .kept()
        .execute(conn)?;
    Ok(())
}

/// Ends one session of a user. False when the user has no such session.
pub fn end(conn: &mut Conn, user: UserId, id: SessionId) -> Result<bool, StoreError> {
    let ended = sql_query("DELETE FROM sessions WHERE id = $1 AND user_id = $2")
        .bind::<Text, _>(id.to_string())
        .bind::<Text, _>(user.to_string())
        .kept()
        .execute(conn)?;
    Ok(ended > 0)
}

/// Ends the session of this secret, if there is one.
pub fn end_by_secret(conn: &mut Conn, secret: &CookieSecret) -> Result<(), StoreError> {
    sql_query("DELETE FROM sessions WHERE fingerprint = $1")
        .bind::<Binary, _>(secret.fingerprint())
        .kept()
        .execute(conn)?;
    Ok(())
}

/// Ends every session of a user, on whatever device, and forgets the devices.
pub fn end_all(conn: &mut Conn, user: UserId) -> Result<(), StoreError> {
    for table in ["sessions", "known_devices"] {
        sql_query(format!("DELETE FROM {table} WHERE user_id = $1"))
            .bind::<Text, _>(user.to_string())
            .kept()
            .execute(conn)?;
    }
    Ok(())
}

/// Removes what is over by itself: nobody can use it any more.
pub fn sweep(conn: &mut Conn, now: At, limits: SessionLimits) -> Result<(), StoreError> {
    sql_query("DELETE FROM sessions WHERE seen_at <= $1 OR created_at <= $2")
        .bind::<BigInt, _>(now.plus_millis(-limits.idle_ms).millis())
        .bind::<BigInt, _>(now.plus_millis(-limits.longest_ms).millis())
        .kept()
        .execute(conn)?;
    Ok(())
}

/// Whether somebody of this name has signed in on this device before. One statement whether there is
/// such a user or not.
pub fn is_known_device(
    conn: &mut Conn,
    device: &CookieSecret,
    name: &str,
) -> Result<bool, StoreError> {
    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = BigInt)]
        devices: i64,
    }
    let found: Count = sql_query(
        "SELECT COUNT(*) AS devices FROM known_devices d JOIN users u ON u.id = d.user_id \
         WHERE d.fingerprint = $1 AND u.name = $2",
    )
    .bind::<Binary, _>(device.fingerprint())
    .bind::<Text, _>(name)
    .kept()
    .get_result(conn)?;
    Ok(found.devices > 0)
}

/// Notes that a user signed in on a device.
pub fn know_device(
    conn: &mut Conn,
    user: UserId,
    device: &CookieSecret,
    now: At,
) -> Result<(), StoreError> {
    sql_query(
        "INSERT INTO known_devices (fingerprint, user_id, seen_at) VALUES ($1, $2, $3) \
         ON CONFLICT (fingerprint, user_id) DO UPDATE SET seen_at = excluded.seen_at",
    )
    .bind::<Binary, _>(device.fingerprint())
    .bind::<Text, _>(user.to_string())
    .bind::<BigInt, _>(now.millis())
    .kept()
    .execute(conn)?;
    Ok(())
}
