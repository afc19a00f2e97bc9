//! Devices that handed scans in, one row each, written with the batch: a list of them counts no scans.

use diesel::sql_types::{BigInt, Nullable, Text};
use diesel::{QueryableByName, RunQueryDsl, sql_query};

use super::connection::Conn;
use super::dialect::{column, insert_many};
use super::error::StoreError;
use super::row::Reading;
use crate::base::paging::Page;
use crate::base::{At, Role, TokenId};
use crate::people::Device;

/// What a batch says of one device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    /// Under whose token it handed in.
    pub token: TokenId,
    /// What it calls itself.
    pub device: String,
    /// Scans that were new.
    pub scans: i64,
    /// Of these, the ones set aside.
    pub set_aside: i64,
    /// How far its clock was corrected: the middle of the batch's scans, in milliseconds.
    pub offset_ms: i64,
}

/// Writes what a batch says of its devices. The counts of a day begin anew with the first batch of another.
pub fn hear(conn: &mut Conn, heard: &[Heard], now: At) -> Result<(), StoreError> {
    let day = now.date().to_string();
    let columns = [
        ("token_id", column!(heard, Text, |one| Some(one.token.to_string()))),
        ("device", column!(heard, Text, |one| Some(one.device.clone()))),
        ("first_at", column!(heard, Big, |_| Some(now.millis()))),
        ("last_at", column!(heard, Big, |_| Some(now.millis()))),
        ("day", column!(heard, Text, |_| Some(day.clone()))),
        ("scans_today", column!(heard, Big, |one| Some(one.scans))),
        ("set_aside_today", column!(heard, Big, |one| Some(one.set_aside))),
        ("scans", column!(heard, Big, |one| Some(one.scans))),
        ("set_aside", column!(heard, Big, |one| Some(one.set_aside))),
        ("offset_ms", column!(heard, Big, |one| Some(one.offset_ms))),
        ("lowest_offset_ms", column!(heard, Big, |one| Some(one.offset_ms))),
        ("highest_offset_ms", column!(heard, Big, |one| Some(one.offset_ms))),
    ];
    insert_many(
        conn,
        "devices",
        &columns,
        "(token_id, device) DO UPDATE SET last_at = excluded.last_at, day = excluded.day, \
         scans_today = excluded.scans_today + \
         CASE WHEN devices.day = excluded.day THEN devices.scans_today ELSE 0 END, \
         set_aside_today = excluded.set_aside_today + \
         CASE WHEN devices.day = excluded.day THEN devices.set_aside_today ELSE 0 END, \
         scans = devices.scans + excluded.scans, \
         set_aside = devices.set_aside + excluded.set_aside, \
         offset_ms = excluded.offset_ms, \
         lowest_offset_ms = CASE WHEN devices.day = excluded.day \
         AND devices.lowest_offset_ms < excluded.offset_ms \
         THEN devices.lowest_offset_ms ELSE excluded.offset_ms END, \
         highest_offset_ms = CASE WHEN devices.day = excluded.day \
         AND devices.highest_offset_ms > excluded.offset_ms \
         THEN devices.highest_offset_ms ELSE excluded.offset_ms END",
    )?;
    Ok(())
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    token_id: String,
    #[diesel(sql_type = Text)]
    device: String,
    #[diesel(sql_type = BigInt)]
    first_at: i64,
    #[diesel(sql_type = BigInt)]
    last_at: i64,
    #[diesel(sql_type = Text)]
    day: String,
    #[diesel(sql_type = BigInt)]
    scans_today: i64,
    #[diesel(sql_type = BigInt)]
    set_aside_today: i64,
    #[diesel(sql_type = BigInt)]
    scans: i64,
    #[diesel(sql_type = BigInt)]
    set_aside: i64,
    #[diesel(sql_type = BigInt)]
    offset_ms: i64,
    #[diesel(sql_type = BigInt)]
    lowest_offset_ms: i64,
    #[diesel(sql_type = BigInt)]
    highest_offset_ms: i64,
    #[diesel(sql_type = Nullable<Text>)]
    token_name: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    user_name: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    role: Option<String>,
    #[diesel(sql_type = Nullable<BigInt>)]
    ended_at: Option<i64>,
}

impl Row {
    /// As it stands on a day.
    fn on(self, today: &str) -> Result<Device, StoreError> {
        let reading = Reading { table: "devices", id: &self.device };
        let role: Option<Role> = reading.maybe(self.role.as_deref())?;
        let is_today = self.day == today;
        let of_today = |count: i64| if is_today { count } else { 0 };
        Ok(Device {
            token: reading.text(&self.token_id)?,
            first_at: At::from_millis(self.first_at),
            last_at: At::from_millis(self.last_at),
            scans_today: of_today(self.scans_today),
            set_aside_today: of_today(self.set_aside_today),
            scans: self.scans,
            set_aside: self.set_aside,
            offset_ms: self.offset_ms,
            offsets_ms: (self.lowest_offset_ms, self.highest_offset_ms),
            is_user: self.user_name.is_some(),
            holder: self.user_name.or(self.token_name).unwrap_or_default(),
            role,
            ended_at: self.ended_at.map(At::from_millis),
            name: self.device,
        })
    }
}

/// Where in the list: when the last one was heard of, its token and name.
pub type Place = (At, TokenId, String);

/// A page of devices, the one heard of last first, after the one the cursor names. Whoever signs in acts
/// under a token of the same number as the user.
pub fn list(
    conn: &mut Conn,
    today: At,
    after: Option<&Place>,
    limit: i64,
) -> Result<Page<Device>, StoreError> {
    let rows: Vec<Row> = sql_query(
        "SELECT d.token_id, d.device, d.first_at, d.last_at, d.day, d.scans_today, \
         d.set_aside_today, d.scans, d.set_aside, d.offset_ms, d.lowest_offset_ms, \
         d.highest_offset_ms, t.name AS token_name, u.name AS user_name, \
         COALESCE(t.role, u.role) AS role, COALESCE(t.revoked_at, u.disabled_at) AS ended_at \
         FROM devices d LEFT JOIN tokens t ON t.id = d.token_id \
         LEFT JOIN users u ON u.id = 'usr_' || SUBSTR(d.token_id, 5) \
         WHERE d.last_at < $1 OR (d.last_at = $1 AND (d.token_id > $2 \
         OR (d.token_id = $2 AND d.device > $3))) \
         ORDER BY d.last_at DESC, d.token_id, d.device LIMIT $4",
    )
    .bind::<BigInt, _>(after.map_or(i64::MAX, |(at, ..)| at.millis()))
    .bind::<Text, _>(after.map(|(_, token, _)| token.to_string()).unwrap_or_default())
    .bind::<Text, _>(after.map(|(.., device)| device.clone()).unwrap_or_default())
    .bind::<BigInt, _>(limit + 1)
    .load(conn)?;
    let today = today.date().to_string();
    let devices = rows.into_iter().map(|row| row.on(&today)).collect::<Result<Vec<_>, _>>()?;
    Ok(Page::from_overfull(devices, limit, |one| {
        format!("{}.{}.{}", one.last_at.millis(), one.token, one.name)
    }))
}
