//! The log itself: events, appended and read by item.

use diesel::sql_types::{BigInt, Binary, Bool, Nullable, Text};
use diesel::{QueryableByName, RunQueryDsl, sql_query};

use super::super::connection::Conn;
use super::super::dialect::{column, insert_many, set};
use super::super::error::StoreError;
use super::super::kept::Keep as _;
use super::super::row::Reading;
use super::{json, scan_id};
use crate::base::{At, ItemKey};
use crate::custody::Event;
use crate::custody::scan::Detail;

#[derive(QueryableByName)]
struct EventRow {
    #[diesel(sql_type = BigInt)]
    item_key: i64,
    #[diesel(sql_type = BigInt)]
    sequence: i64,
    #[diesel(sql_type = Binary)]
    scan_id: Vec<u8>,
    #[diesel(sql_type = Text)]
    action: String,
    #[diesel(sql_type = BigInt)]
    effective_at: i64,
    #[diesel(sql_type = BigInt)]
    happened_at: i64,
    #[diesel(sql_type = BigInt)]
    recorded_at: i64,
    #[diesel(sql_type = Bool)]
    clock_ahead: bool,
    #[diesel(sql_type = Text)]
    at_point: String,
    #[diesel(sql_type = Text)]
    capacity: String,
    #[diesel(sql_type = Text)]
    token_id: String,
    #[diesel(sql_type = Text)]
    role: String,
    #[diesel(sql_type = Nullable<BigInt>)]
    carrier: Option<i64>,
    #[diesel(sql_type = Text)]
    detail: String,
}

impl TryFrom<EventRow> for Event {
    type Error = StoreError;

    fn try_from(row: EventRow) -> Result<Self, StoreError> {
        let id = format!("{}/{}", row.item_key, row.sequence);
        let reading = Reading { table: "events", id: &id };
        Ok(Self {
            id: scan_id(reading, &row.scan_id)?,
            item: ItemKey(row.item_key),
            action: reading.text(&row.action)?,
            effective_at: At::from_millis(row.effective_at),
            happened_at: At::from_millis(row.happened_at),
            recorded_at: At::from_millis(row.recorded_at),
            clock_ahead: row.clock_ahead,
            at: reading.text(&row.at_point)?,
            capacity: reading.text(&row.capacity)?,
            by: reading.text(&row.token_id)?,
            role: reading.text(&row.role)?,
            carrier: row.carrier.map(ItemKey),
            detail: reading.json::<Detail>(&row.detail)?.shared(),
        })
    }
}

/// All events of these items.
pub fn events(
    conn: &mut Conn,
    keys: impl IntoIterator<Item = ItemKey>,
) -> Result<Vec<Event>, StoreError> {
    let keys: Vec<ItemKey> = keys.into_iter().collect();
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "SELECT item_key, sequence, scan_id, action, effective_at, happened_at, recorded_at, \
         clock_ahead, at_point, capacity, token_id, role, carrier, detail \
         FROM events WHERE item_key IN {} ORDER BY item_key, sequence",
        conn.each_big("$1")
    );
    let rows: Vec<EventRow> = sql_query(sql).bind::<Text, _>(set(keys)).kept().load(conn)?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// Appends to the log; the number is the event's place in its item's log.
pub fn append(conn: &mut Conn, events: &[(Event, i64)]) -> Result<(), StoreError> {
    let columns = [
        ("item_key", column!(events, Big, |(e, _)| Some(e.item.0))),
        ("sequence", column!(events, Big, |(_, sequence)| Some(*sequence))),
        ("scan_id", column!(events, Bytes, |(e, _)| Some(e.id.0.as_bytes().to_vec()))),
        ("action", column!(events, Text, |(e, _)| Some(e.action.to_string()))),
        ("effective_at", column!(events, Big, |(e, _)| Some(e.effective_at.millis()))),
        ("happened_at", column!(events, Big, |(e, _)| Some(e.happened_at.millis()))),
        ("recorded_at", column!(events, Big, |(e, _)| Some(e.recorded_at.millis()))),
        ("clock_ahead", column!(events, Bool, |(e, _)| Some(e.clock_ahead))),
        ("at_point", column!(events, Text, |(e, _)| Some(e.at.to_string()))),
        ("capacity", column!(events, Text, |(e, _)| Some(e.capacity.to_string()))),
        ("token_id", column!(events, Text, |(e, _)| Some(e.by.to_string()))),
        ("role", column!(events, Text, |(e, _)| Some(e.role.to_string()))),
        ("carrier", column!(events, Big, |(e, _)| e.carrier.map(|key| key.0))),
        ("detail", column!(events, Text, |(e, _)| Some(json(&*e.detail)))),
    ];
    insert_many(conn, "events", &columns, "")?;
    Ok(())
}
