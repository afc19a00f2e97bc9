//! Phones that scan on the road. Of a secret only the fingerprint is kept, so what is stolen from here opens
//! nothing.

use diesel::sql_types::{BigInt, Binary, Nullable, Text};
use diesel::{OptionalExtension, QueryableByName, RunQueryDsl, sql_query};

use super::connection::Conn;
use super::dialect::{column, set, update_many};
use super::error::StoreError;
use super::kept::Keep as _;
use super::row::Reading;
use super::users;
use crate::base::paging::{MAX_LIMIT, Page};
use crate::base::{At, PhoneId, TokenId, UserId};
use crate::people::{Handset, HandsetKey, PasswordHash, Secret, User, WhosePhones};

/// Named apart from those of users, with whom they are read.
const COLUMNS: &str = "p.id AS phone_id, p.user_id, p.name AS phone_name, \
     p.places AS phone_places, p.key_x, p.key_y, p.created_at AS phone_created_at, \
     p.signed_in_at AS phone_signed_in_at, p.seen_at, p.lapsed_at, p.ended_at";

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    phone_id: String,
    #[diesel(sql_type = Text)]
    user_id: String,
    #[diesel(sql_type = Text)]
    phone_name: String,
    #[diesel(sql_type = Text)]
    phone_places: String,
    #[diesel(sql_type = Text)]
    key_x: String,
    #[diesel(sql_type = Text)]
    key_y: String,
    #[diesel(sql_type = BigInt)]
    phone_created_at: i64,
    #[diesel(sql_type = BigInt)]
    phone_signed_in_at: i64,
    #[diesel(sql_type = BigInt)]
    seen_at: i64,
    #[diesel(sql_type = Nullable<BigInt>)]
    lapsed_at: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    ended_at: Option<i64>,
}

impl TryFrom<Row> for Handset {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let reading = Reading { table: "phones", id: &row.phone_id };
        let bad = |problem| StoreError::bad_row("phones", &row.phone_id, problem);
        Ok(Self {
            id: reading.text(&row.phone_id)?,
            user: reading.text(&row.user_id)?,
            places: reading.json(&row.phone_places)?,
            key: HandsetKey::read(&row.key_x, &row.key_y).map_err(bad)?,
            created_at: At::from_millis(row.phone_created_at),
            signed_in_at: At::from_millis(row.phone_signed_in_at),
            seen_at: At::from_millis(row.seen_at),
            lapsed_at: row.lapsed_at.map(At::from_millis),
            ended_at: row.ended_at.map(At::from_millis),
            name: row.phone_name,
        })
    }
}

/// Adds a phone.
pub fn insert(conn: &mut Conn, phone: &Handset, secret: &Secret) -> Result<(), StoreError> {
    let (x, y) = phone.key.parts();
    sql_query(
        "INSERT INTO phones (id, fingerprint, user_id, name, places, key_x, key_y, created_at, \
         signed_in_at, seen_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind::<Text, _>(phone.id.to_string())
    .bind::<Binary, _>(secret.fingerprint())
    .bind::<Text, _>(phone.user.to_string())
    .bind::<Text, _>(phone.name.as_str())
    .bind::<Text, _>(set(&phone.places))
    .bind::<Text, _>(x)
    .bind::<Text, _>(y)
    .bind::<BigInt, _>(phone.created_at.millis())
    .bind::<BigInt, _>(phone.signed_in_at.millis())
    .bind::<BigInt, _>(phone.seen_at.millis())
    .kept()
    .execute(conn)?;
    Ok(())
}

/// Signs in to a phone that is there once more: what it was called and where it acts is as given now, and its
/// former secret opens nothing any more.
pub fn renew(conn: &mut Conn, phone: &Handset, secret: &Secret) -> Result<(), StoreError> {
    let (x, y) = phone.key.parts();
    sql_query(
        "UPDATE phones SET fingerprint = $1, name = $2, places = $3, key_x = $4, key_y = $5, \
         signed_in_at = $6, seen_at = $7, lapsed_at = NULL WHERE id = $8 AND ended_at IS NULL",
    )
    .bind::<Binary, _>(secret.fingerprint())
    .bind::<Text, _>(phone.name.as_str())
    .bind::<Text, _>(set(&phone.places))
    .bind::<Text, _>(x)
    .bind::<Text, _>(y)
    .bind::<BigInt, _>(phone.signed_in_at.millis())
    .bind::<BigInt, _>(phone.seen_at.millis())
    .bind::<Text, _>(phone.id.to_string())
    .kept()
    .execute(conn)?;
    Ok(())
}

type Both = (Row, users::Row);

fn both((phone, user): Both) -> Result<(Handset, User), StoreError> {
    let (user, _): (User, PasswordHash) = user.try_into()?;
    Ok((phone.try_into()?, user))
}

/// The phone that shows this secret, and whose it is; also one that was revoked or must be signed in to again,
/// which the phone then says.
pub fn find_by_secret(
    conn: &mut Conn,
    secret: &Secret,
) -> Result<Option<(Handset, User)>, StoreError> {
    let from = "FROM phones p JOIN users u ON u.id = p.user_id";
    let sql = format!("SELECT {COLUMNS}, {} {from} WHERE p.fingerprint = $1", users::COLUMNS);
    let row: Option<Both> = sql_query(sql)
        .bind::<Binary, _>(secret.fingerprint())
        .kept()
        .get_result(conn)
        .optional()?;
    row.map(both).transpose()
}

/// The phone of this id, and whose it is.
pub fn find(conn: &mut Conn, id: PhoneId) -> Result<Option<(Handset, User)>, StoreError> {
    let from = "FROM phones p JOIN users u ON u.id = p.user_id";
    let sql = format!("SELECT {COLUMNS}, {} {from} WHERE p.id = $1", users::COLUMNS);
    let row: Option<Both> =
        sql_query(sql).bind::<Text, _>(id.to_string()).kept().get_result(conn).optional()?;
    row.map(both).transpose()
}

/// How many phones of a user are in force.
pub fn count_in_force(conn: &mut Conn, user: UserId) -> Result<usize, StoreError> {
    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = BigInt)]
        phones: i64,
    }
    let sql = "SELECT COUNT(*) AS phones FROM phones WHERE user_id = $1 AND ended_at IS NULL";
    let count: Count = sql_query(sql).bind::<Text, _>(user.to_string()).kept().get_result(conn)?;
    Ok(usize::try_from(count.phones).unwrap_or(usize::MAX))
}

/// A page of phones, the last signed in to for the first time first, after the one the cursor names.
pub fn list(
    conn: &mut Conn,
    whose: WhosePhones,
    after: Option<PhoneId>,
    limit: i64,
) -> Result<Page<(Handset, User)>, StoreError> {
    let limit = limit.clamp(1, MAX_LIMIT);
    let sql = format!(
        "SELECT {COLUMNS}, {} FROM phones p JOIN users u ON u.id = p.user_id \
         WHERE ($1 = '' OR p.user_id = $1) AND ($2 = '' OR p.id < $2) \
         ORDER BY p.id DESC LIMIT $3",
        users::COLUMNS
    );
    let user = match whose {
        WhosePhones::All => String::new(),
        WhosePhones::Of(user) => user.to_string(),
    };
    let rows: Vec<Both> = sql_query(sql)
        .bind::<Text, _>(user)
        .bind::<Text, _>(after.map(|id| id.to_string()).unwrap_or_default())
        .bind::<BigInt, _>(limit + 1)
        .kept()
        .get_results(conn)?;
    let phones: Result<Vec<(Handset, User)>, StoreError> = rows.into_iter().map(both).collect();
    Ok(Page::from_overfull(phones?, limit, |(phone, _)| phone.id.to_string()))
}

/// Notes when phones were in contact.
pub fn note_contacts(conn: &mut Conn, contacts: &[(PhoneId, At)]) -> Result<(), StoreError> {
    update_many(
        conn,
        "phones",
        vec![("id", column!(contacts, Text, |(id, _)| Some(id.to_string())))],
        vec![("seen_at", column!(contacts, Big, |(_, at)| Some(at.millis())))],
    )?;
    Ok(())
}

/// From now on every phone of a user must be signed in to again.
pub fn lapse_all(conn: &mut Conn, user: UserId, now: At) -> Result<(), StoreError> {
    sql_query("UPDATE phones SET lapsed_at = COALESCE(lapsed_at, $1) WHERE user_id = $2")
        .bind::<BigInt, _>(now.millis())
        .bind::<Text, _>(user.to_string())
        .kept()
        .execute(conn)?;
    Ok(())
}

/// Revokes a phone; the first revocation stands.
pub fn end(conn: &mut Conn, id: PhoneId, by: TokenId, now: At) -> Result<(), StoreError> {
    sql_query("UPDATE phones SET ended_at = $1, ended_by = $2 WHERE id = $3 AND ended_at IS NULL")
        .bind::<BigInt, _>(now.millis())
        .bind::<Text, _>(by.to_string())
        .bind::<Text, _>(id.to_string())
        .kept()
        .execute(conn)?;
    Ok(())
}
