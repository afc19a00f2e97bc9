//! Devices that handed scans in.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::paging::{bad_cursor, limit};
use crate::base::At;
use crate::people::{Administrator, Device};
use crate::store::devices::{self, Place};
use crate::web::Shared;
use crate::web::auth::Caller;
use crate::web::error::{Problem, ProblemBody};
use crate::web::input::Query;

/// A device that handed scans in, under one token.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeviceOut {
    /// What it calls itself.
    #[schema(example = "may-quet-07")]
    device: String,
    token: String,
    /// What the token, or the user who was signed in, is called.
    held_by: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<&'static str>,
    /// When the token was revoked or the user disabled: what it hands in since is set aside.
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_at: Option<String>,
    first_at: String,
    last_at: String,
    /// Scans handed in today that were new, and those of them set aside.
    scans_today: i64,
    set_aside_today: i64,
    /// The same since the device was first heard of.
    scans: i64,
    set_aside: i64,
    /// How far its clock was corrected in the last batch, in milliseconds: the middle of its scans.
    clock_offset_ms: i64,
    /// The lowest and the highest of the last day.
    lowest_clock_offset_ms: i64,
    highest_clock_offset_ms: i64,
}

impl From<Device> for DeviceOut {
    fn from(device: Device) -> Self {
        let (lowest, highest) = device.offsets_ms;
        Self {
            device: device.name,
            token: device.token.to_string(),
            held_by: device.holder,
            role: device.role.map(crate::base::Role::as_str),
            ended_at: device.ended_at.map(|at| at.to_string()),
            first_at: device.first_at.to_string(),
            last_at: device.last_at.to_string(),
            scans_today: device.scans_today,
            set_aside_today: device.set_aside_today,
            scans: device.scans,
            set_aside: device.set_aside,
            clock_offset_ms: device.offset_ms,
            lowest_clock_offset_ms: lowest,
            highest_clock_offset_ms: highest,
        }
    }
}

/// A page of devices.
#[derive(Debug, Serialize, ToSchema)]
pub struct DevicesOut {
    items: Vec<DeviceOut>,
    /// The cursor of the next page.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// Which devices to list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListQuery {
    /// `next` of an earlier page.
    cursor: Option<String>,
    /// At most so many.
    #[param(minimum = 1, maximum = 500, default = 50)]
    limit: Option<i64>,
}

/// Reads the cursor of a list of devices.
pub fn place(cursor: Option<&str>) -> Result<Option<Place>, Problem> {
    let read = |cursor: &str| {
        let mut parts = cursor.splitn(3, '.');
        let at = At::from_millis(parts.next()?.parse().ok()?);
        Some((at, parts.next()?.parse().ok()?, parts.next()?.to_owned()))
    };
    cursor.map(|cursor| read(cursor).ok_or_else(bad_cursor)).transpose()
}

/// List devices
///
/// Every device that handed scans in, the one heard of last first: how many today, how many were set aside,
/// how far its clock is off, whether its token was revoked.
#[utoipa::path(
    get,
    path = "/api/v1/devices",
    tag = "operation",
    security(("token" = [])),
    params(ListQuery),
    responses(
        (status = 200, body = DevicesOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn list(
    State(app): Shared,
    Caller(actor): Caller,
    Query(query): Query<ListQuery>,
) -> Result<axum::Json<DevicesOut>, Problem> {
    Administrator::of(&actor)?;
    let (after, limit) = (place(query.cursor.as_deref())?, limit(query.limit)?);
    let now = app.clock.now();
    let page = app.read(move |conn| devices::list(conn, now, after.as_ref(), limit)).await?;
    let page = page.map(DeviceOut::from);
    Ok(axum::Json(DevicesOut { items: page.items, next: page.next }))
}
