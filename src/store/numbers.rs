//! Ranges of tracking numbers. Drawing locks the range's row until the transaction ends, so two processes
//! never draw the same number; a number drawn by a transaction that fails is drawn again.

use diesel::sql_types::{BigInt, Text};
use diesel::{OptionalExtension, QueryableByName, RunQueryDsl, sql_query};

use super::connection::Conn;
use super::error::StoreError;
use super::row::Reading;
use crate::base::codes::{S10Prefix, TrackingNumber};
use crate::parcels::{Drawn, NumberRange};

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    prefix: String,
    #[diesel(sql_type = BigInt)]
    first: i64,
    #[diesel(sql_type = BigInt)]
    next: i64,
    #[diesel(sql_type = BigInt)]
    until: i64,
}

/// A range as it is kept: with the next serial to be drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The range.
    pub range: NumberRange,
    /// The next serial; the range's end when it is used up.
    pub next: u32,
}

impl TryFrom<Row> for Kept {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let reading = Reading { table: "number_ranges", id: &row.prefix };
        let (first, until) = (reading.number(row.first)?, reading.number(row.until)?);
        let range = NumberRange::new(reading.text(&row.prefix)?, first, until)
            .map_err(|e| reading.bad(e))?;
        Ok(Self { range, next: reading.number(row.next)? })
    }
}

impl Kept {
    /// How many serials are left.
    pub const fn left(&self) -> u32 {
        self.range.until().saturating_sub(self.next)
    }
}

/// The range of a prefix.
pub fn find(conn: &mut Conn, prefix: &S10Prefix) -> Result<Option<Kept>, StoreError> {
    select(conn, prefix, "")
}

/// The range of a prefix, locked until the transaction ends.
pub fn find_for_update(conn: &mut Conn, prefix: &S10Prefix) -> Result<Option<Kept>, StoreError> {
    let lock = conn.for_update();
    select(conn, prefix, lock)
}

fn select(
    conn: &mut Conn,
    prefix: &S10Prefix,
    lock: &'static str,
) -> Result<Option<Kept>, StoreError> {
    let sql =
        format!("SELECT prefix, first, next, until FROM number_ranges WHERE prefix = $1{lock}");
    let row: Option<Row> =
        sql_query(sql).bind::<Text, _>(prefix.to_string()).get_result(conn).optional()?;
    row.map(TryInto::try_into).transpose()
}

/// Writes a range over the one kept under its prefix, and where drawing goes on.
pub fn save(conn: &mut Conn, kept: &Kept) -> Result<(), StoreError> {
    sql_query(
        "INSERT INTO number_ranges (prefix, first, next, until, warned) \
         VALUES ($1, $2, $3, $4, FALSE) ON CONFLICT (prefix) DO UPDATE SET \
         first = excluded.first, next = excluded.next, until = excluded.until, warned = FALSE",
    )
    .bind::<Text, _>(kept.range.prefix().to_string())
    .bind::<BigInt, _>(i64::from(kept.range.from()))
    .bind::<BigInt, _>(i64::from(kept.next))
    .bind::<BigInt, _>(i64::from(kept.range.until()))
    .execute(conn)?;
    Ok(())
}

/// Draws the next number. None when the range is used up or was never set up.
pub fn draw(conn: &mut Conn, prefix: &S10Prefix) -> Result<Option<Drawn>, StoreError> {
    let row: Option<Row> = sql_query(
        "UPDATE number_ranges SET next = next + 1 WHERE prefix = $1 AND next < until \
         RETURNING prefix, first, next, until",
    )
    .bind::<Text, _>(prefix.to_string())
    .get_result(conn)
    .optional()?;
    let Some(row) = row else { return Ok(None) };
    let Kept { range, next } = row.try_into()?;
    let serial = next - 1;
    let number = TrackingNumber::s10(range.prefix(), serial)
        .ok_or_else(|| StoreError::bad_row("number_ranges", prefix, "a serial beyond 8 digits"))?;
    Ok(Some(Drawn { number, left: range.until() - next, low: range.is_low_at(serial) }))
}

/// Numbers drawn at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrawnMany {
    /// The numbers, in their order; fewer than were asked for when the range ends.
    pub numbers: Vec<TrackingNumber>,
    /// Whether nine in ten of the range are used up.
    pub low: bool,
}

/// Draws so many numbers with as many statements as one takes. None when the range is used up or was
/// never set up.
pub fn draw_many(conn: &mut Conn, prefix: &S10Prefix, count: u32) -> Result<DrawnMany, StoreError> {
    let Some(Kept { range, next }) = find_for_update(conn, prefix)? else {
        return Ok(DrawnMany { numbers: Vec::new(), low: false });
    };
    let until = range.until().min(next.saturating_add(count));
    sql_query("UPDATE number_ranges SET next = $1 WHERE prefix = $2")
        .bind::<BigInt, _>(i64::from(until))
        .bind::<Text, _>(prefix.to_string())
        .execute(conn)?;
    let beyond = || StoreError::bad_row("number_ranges", prefix, "a serial beyond 8 digits");
    let numbers = (next..until)
        .map(|serial| TrackingNumber::s10(range.prefix(), serial).ok_or_else(beyond))
        .collect::<Result<_, _>>()?;
    Ok(DrawnMany { numbers, low: until > next && range.is_low_at(until - 1) })
}

/// Notes that somebody was told that the range runs low. True for the first time.
pub fn note_warning(conn: &mut Conn, prefix: &S10Prefix) -> Result<bool, StoreError> {
    let noted =
        sql_query("UPDATE number_ranges SET warned = TRUE WHERE prefix = $1 AND NOT warned")
            .bind::<Text, _>(prefix.to_string())
            .execute(conn)?;
    Ok(noted > 0)
}
