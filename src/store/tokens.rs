//! Tokens. Of a secret only the fingerprint is kept, so what is stolen from here opens nothing.

use std::collections::HashMap;

use diesel::sql_types::{BigInt, Binary, Nullable, Text};
use diesel::{OptionalExtension, QueryableByName, RunQueryDsl, sql_query};

use super::connection::Conn;
use super::dialect::set;
use super::error::StoreError;
use super::kept::Keep as _;
use super::row::Reading;
use crate::base::paging::{MAX_LIMIT, Page};
use crate::base::{Actor, At, PointCode, TokenId};
use crate::people::{Secret, Token};

const SELECT: &str = "SELECT id, name, role, places, created_at, revoked_at FROM tokens";

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    id: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    role: String,
    #[diesel(sql_type = Text)]
    places: String,
    #[diesel(sql_type = BigInt)]
    created_at: i64,
    #[diesel(sql_type = Nullable<BigInt>)]
    revoked_at: Option<i64>,
}

impl TryFrom<Row> for Token {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let reading = Reading { table: "tokens", id: &row.id };
        Ok(Self {
            id: reading.text(&row.id)?,
            role: reading.text(&row.role)?,
            places: reading.json(&row.places)?,
            created_at: At::from_millis(row.created_at),
            revoked_at: row.revoked_at.map(At::from_millis),
            name: row.name,
        })
    }
}

/// Adds a token.
pub fn insert(conn: &mut Conn, token: &Token, secret: &Secret) -> Result<(), StoreError> {
    sql_query(
        "INSERT INTO tokens (id, fingerprint, name, role, places, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind::<Text, _>(token.id.to_string())
    .bind::<Binary, _>(secret.fingerprint())
    .bind::<Text, _>(token.name.as_str())
    .bind::<Text, _>(token.role.as_str())
    .bind::<Text, _>(set(&token.places))
    .bind::<BigInt, _>(token.created_at.millis())
    .kept()
    .execute(conn)?;
    Ok(())
}

/// Who acts when this secret is shown; also when the token was revoked, which the actor then says. None
/// when no token was ever made with it.
pub fn find_actor(conn: &mut Conn, secret: &Secret) -> Result<Option<Actor>, StoreError> {
    let row: Option<Row> = sql_query(format!("{SELECT} WHERE fingerprint = $1"))
        .bind::<Binary, _>(secret.fingerprint())
        .kept()
        .get_result(conn)
        .optional()?;
    Ok(row.map(Token::try_from).transpose()?.map(Token::into_actor))
}

/// The token of this id.
pub fn find(conn: &mut Conn, id: TokenId) -> Result<Option<Token>, StoreError> {
    let row: Option<Row> = sql_query(format!("{SELECT} WHERE id = $1"))
        .bind::<Text, _>(id.to_string())
        .kept()
        .get_result(conn)
        .optional()?;
    row.map(TryInto::try_into).transpose()
}

/// What those who acted are called here: tokens by their name, users by theirs (a user acts under a token's
/// id of the same number). Who acted at the command line is left out.
pub fn names(conn: &mut Conn, ids: &[TokenId]) -> Result<HashMap<TokenId, String>, StoreError> {
    #[derive(QueryableByName)]
    struct Named {
        #[diesel(sql_type = Text)]
        id: String,
        #[diesel(sql_type = Text)]
        name: String,
    }
    let each = conn.each_text("$1");
    let sql = format!(
        "SELECT id, name FROM tokens WHERE id IN {each} UNION ALL \
         SELECT 'tok_' || substr(id, 5) AS id, name FROM users \
         WHERE 'tok_' || substr(id, 5) IN {each}"
    );
    let ids = set(ids.iter().map(ToString::to_string));
    let rows: Vec<Named> = sql_query(sql).bind::<Text, _>(ids).kept().load(conn)?;
    rows.into_iter()
        .map(|row| Ok((Reading { table: "tokens", id: &row.id }.text(&row.id)?, row.name)))
        .collect()
}

/// Who goes on rounds from a point: the couriers that may act there, by the tokens that stand for them, by name.
pub fn couriers_at(
    conn: &mut Conn,
    point: &PointCode,
) -> Result<Vec<(TokenId, String)>, StoreError> {
    #[derive(QueryableByName)]
    struct Courier {
        #[diesel(sql_type = Text)]
        id: String,
        #[diesel(sql_type = Text)]
        name: String,
        #[diesel(sql_type = Text)]
        places: String,
    }
    let rows: Vec<Courier> = sql_query(
        "SELECT id, name, places FROM tokens WHERE role = 'courier' AND revoked_at IS NULL \
         UNION ALL SELECT 'tok_' || substr(id, 5) AS id, name, places FROM users \
         WHERE role = 'courier' AND disabled_at IS NULL ORDER BY name, id",
    )
    .kept()
    .load(conn)?;
    let mut couriers = Vec::new();
    for row in rows {
        let reading = Reading { table: "tokens", id: &row.id };
        let places: Vec<PointCode> = reading.json(&row.places)?;
        if places.contains(point) {
            couriers.push((reading.text(&row.id)?, row.name.clone()));
        }
    }
    Ok(couriers)
}

/// A page of tokens in the order in which they were made, after the one the cursor names.
pub fn list(
    conn: &mut Conn,
    after: Option<TokenId>,
    limit: i64,
) -> Result<Page<Token>, StoreError> {
    let limit = limit.clamp(1, MAX_LIMIT);
    let rows: Vec<Row> = sql_query(format!("{SELECT} WHERE id > $1 ORDER BY id LIMIT $2"))
        .bind::<Text, _>(after.map(|id| id.to_string()).unwrap_or_default())
        .bind::<BigInt, _>(limit + 1)
        .kept()
        .get_results(conn)?;
    let tokens = rows.into_iter().map(TryInto::try_into).collect::<Result<Vec<Token>, _>>()?;
    Ok(Page::from_overfull(tokens, limit, |token| token.id.to_string()))
}

/// Revokes a token; the first revocation stands. False when there is no such token.
pub fn revoke(conn: &mut Conn, id: TokenId, now: At) -> Result<bool, StoreError> {
    let revoked =
        sql_query("UPDATE tokens SET revoked_at = COALESCE(revoked_at, $1) WHERE id = $2")
            .bind::<BigInt, _>(now.millis())
            .bind::<Text, _>(id.to_string())
            .kept()
            .execute(conn)?;
    Ok(revoked > 0)
}
