//! What citizens prove: the key behind the slips' second codes, which legs a code can be about, and who
//! proved a right to which. The details of a person are compared here and never handed out.

use diesel::sql_types::{BigInt, Binary, Nullable, Text};
use diesel::{OptionalExtension, QueryableByName, RunQueryDsl, sql_query};

use super::connection::Conn;
use super::dialect::{column, insert_many, set};
use super::error::StoreError;
use super::kept::Keep as _;
use super::row::Reading;
use crate::base::codes::QrCode;
use crate::base::{At, Ids, LegId, PersonId};
use crate::people::{CookieSecret, ProofKey};

/// The key of this installation. The first who asks draws it; of two at once one wins for both.
pub fn key(conn: &mut Conn, ids: &Ids) -> Result<ProofKey, StoreError> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Binary)]
        value: Vec<u8>,
    }
    let kept = "SELECT value FROM secrets WHERE name = 'slips'";
    let found: Option<Row> = sql_query(kept).kept().get_result(conn).optional()?;
    if let Some(row) = found {
        return Ok(ProofKey::kept(row.value));
    }
    sql_query(
        "INSERT INTO secrets (name, value) VALUES ('slips', $1) ON CONFLICT (name) DO NOTHING",
    )
    .bind::<Binary, _>(ProofKey::draw(ids).bytes())
    .kept()
    .execute(conn)?;
    let row: Row = sql_query(kept).kept().get_result(conn)?;
    Ok(ProofKey::kept(row.value))
}

/// A leg that a code can be about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The leg.
    pub leg: LegId,
    /// The code of its parcel's QR.
    pub qr: QrCode,
    /// Whether the case was named, and not the parcel.
    pub by_case: bool,
    /// Whether its journey has ended.
    pub ended: bool,
    /// Whose phone number counts: the applicant's, and that of who stands at an end.
    pub persons: Vec<PersonId>,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    leg: String,
    #[diesel(sql_type = Text)]
    qr: String,
    #[diesel(sql_type = Text)]
    code: String,
    #[diesel(sql_type = Text)]
    state: String,
    #[diesel(sql_type = Text)]
    applicant: String,
    #[diesel(sql_type = Nullable<Text>)]
    from_person: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    to_person: Option<String>,
}

/// The legs of the case of this code, or that of the parcel that bears it, in the order in which they were
/// ordered. One statement, whether there are any or not.
pub fn candidates(conn: &mut Conn, code: &str) -> Result<Vec<Candidate>, StoreError> {
    let rows: Vec<Row> = sql_query(
        "SELECT l.id AS leg, p.qr, c.code, h.state, c.applicant, l.from_person, l.to_person \
         FROM legs l JOIN cases c ON c.id = l.case_id JOIN parcels p ON p.leg_id = l.id \
         JOIN heads h ON h.item_key = p.item_key WHERE l.id IN \
         (SELECT legs.id FROM legs JOIN cases ON cases.id = legs.case_id WHERE cases.code = $1 \
          UNION SELECT parcels.leg_id FROM parcels JOIN codes ON codes.item_key = parcels.item_key \
          WHERE codes.code = $1) ORDER BY l.ordered_at, l.id",
    )
    .bind::<Text, _>(code)
    .kept()
    .load(conn)?;
    rows.into_iter()
        .map(|row| {
            let reading = Reading { table: "legs", id: &row.leg };
            let ends = [Some(&row.applicant), row.from_person.as_ref(), row.to_person.as_ref()];
            Ok(Candidate {
                leg: reading.text(&row.leg)?,
                qr: reading.text(&row.qr)?,
                by_case: row.code == code,
                ended: ["delivered", "returned", "void"].contains(&row.state.as_str()),
                persons: ends
                    .into_iter()
                    .flatten()
                    .map(|id| reading.text(id))
                    .collect::<Result<_, _>>()?,
            })
        })
        .collect()
}

/// Those of the persons whose phone number ends with these digits. Nothing of a person leaves this
/// statement but that, and so it is no look at one.
pub fn with_number_ending(
    conn: &mut Conn,
    persons: &[PersonId],
    digits: &str,
) -> Result<Vec<PersonId>, StoreError> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        id: String,
    }
    let sql = format!(
        "SELECT id FROM persons WHERE id IN {} AND substr(phone, length(phone) - 3) = $2 ORDER BY id",
        conn.each_text("$1")
    );
    let rows: Vec<Row> =
        sql_query(sql).bind::<Text, _>(set(persons)).bind::<Text, _>(digits).kept().load(conn)?;
    rows.iter().map(|row| Reading { table: "persons", id: &row.id }.text(&row.id)).collect()
}

/// Notes that a browser proved a right to these legs, until then; sweeps away what is over.
pub fn insert(
    conn: &mut Conn,
    secret: &CookieSecret,
    legs: &[LegId],
    until: At,
    now: At,
) -> Result<(), StoreError> {
    sql_query("DELETE FROM proofs WHERE until <= $1")
        .bind::<BigInt, _>(now.millis())
        .kept()
        .execute(conn)?;
    let columns = [
        ("fingerprint", column!(legs, Bytes, |_| Some(secret.fingerprint()))),
        ("leg_id", column!(legs, Text, |leg| Some(leg.to_string()))),
        ("until", column!(legs, Big, |_| Some(until.millis()))),
    ];
    insert_many(conn, "proofs", &columns, "")?;
    Ok(())
}

/// The legs to which the holder of this secret has proved a right, as of now, with their parcels' codes, in
/// the order in which they were ordered.
pub fn legs_of(
    conn: &mut Conn,
    secret: &CookieSecret,
    now: At,
) -> Result<Vec<(LegId, QrCode)>, StoreError> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        leg_id: String,
        #[diesel(sql_type = Text)]
        qr: String,
    }
    let rows: Vec<Row> = sql_query(
        "SELECT proofs.leg_id, parcels.qr FROM proofs JOIN parcels ON parcels.leg_id = proofs.leg_id \
         WHERE fingerprint = $1 AND until > $2 ORDER BY parcels.item_key",
    )
    .bind::<Binary, _>(secret.fingerprint())
    .bind::<BigInt, _>(now.millis())
    .kept()
    .load(conn)?;
    rows.iter()
        .map(|row| {
            let reading = Reading { table: "proofs", id: &row.leg_id };
            Ok((reading.text(&row.leg_id)?, reading.text(&row.qr)?))
        })
        .collect()
}

/// The holder of this secret is done.
pub fn end(conn: &mut Conn, secret: &CookieSecret) -> Result<(), StoreError> {
    sql_query("DELETE FROM proofs WHERE fingerprint = $1")
        .bind::<Binary, _>(secret.fingerprint())
        .kept()
        .execute(conn)?;
    Ok(())
}
