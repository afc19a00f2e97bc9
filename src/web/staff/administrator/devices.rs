//! `/devices`: every device that handed scans in, how it stands, and a way to stop it.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::base::paging::{DEFAULT_LIMIT, MAX_LIMIT};
use crate::base::{At, Lang, TokenId};
use crate::flows::revoke_token;
use crate::people::{Administrator, Device};
use crate::store::{StoreError, devices};
use crate::web::Shared;
use crate::web::api::devices::place;
use crate::web::error::{Problem, ProblemBody};
use crate::web::input::{Path, Query};
use crate::web::staff::listing::whole;
use crate::web::staff::shell::Chosen;
use crate::web::staff::sign_in::Nothing;
use crate::web::staff::{Shell, Staff, StaffForm, page, see, sheet, words};

/// What the template draws.
#[derive(Template)]
#[template(path = "staff/administrator/devices.html")]
pub struct DevicesPage<'a> {
    shell: &'a Shell,
    devices: &'a [Device],
    next: Option<String>,
    now: At,
    revoked: bool,
}

impl DevicesPage<'_> {
    fn holder(&self, device: &Device) -> String {
        let role = device.role.map_or("", |role| role.words().to(self.shell.lang));
        let parts = [device.holder.as_str(), role];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
    }

    fn ago(&self, device: &Device) -> String {
        words::age(device.last_at, self.now, self.shell.lang)
    }

    fn when(&self, device: &Device) -> String {
        words::time(device.last_at, self.shell.lang)
    }

    fn clock(&self, device: &Device) -> String {
        let (lowest, highest) = device.offsets_ms;
        let lang = self.shell.lang;
        let last = seconds(device.offset_ms, lang);
        if lowest == highest {
            last
        } else {
            format!("{last} ({} … {})", seconds(lowest, lang), seconds(highest, lang))
        }
    }
}

/// `+1,5 s`: how far a clock was corrected.
fn seconds(ms: i64, lang: Lang) -> String {
    let text = format!("{:+}.{} s", ms / 1000, (ms % 1000).abs() / 100);
    let text = if ms < 0 && ms > -1000 { text.replacen('+', "-", 1) } else { text };
    lang.pick(text.replace('.', ","), text.clone())
}

/// Where in the list.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListQuery {
    /// The place in the list that an earlier page gave.
    #[serde(default)]
    cursor: String,
    /// That a token was revoked.
    #[serde(default)]
    revoked: String,
}

/// The list of devices
///
/// The one heard of last first. For the administrator.
#[utoipa::path(
    get,
    path = "/devices",
    tag = "staff",
    params(ListQuery),
    responses((status = 200, description = "The page", body = String, content_type = "text/html"))
)]
pub async fn list(
    State(app): Shared,
    staff: Staff,
    chosen: Chosen,
    Query(query): Query<ListQuery>,
) -> Result<Response, Problem> {
    Administrator::of(&staff.actor)?;
    let after = place(Some(query.cursor.as_str()).filter(|cursor| !cursor.is_empty()))?;
    let now = app.clock.now();
    let read = app.read(move |conn| devices::list(conn, now, after.as_ref(), DEFAULT_LIMIT));
    let found = read.await.map_err(|error: StoreError| Problem::from(error))?;
    let shell = &Shell { here: "/devices".to_owned(), ..staff.shell.clone() };
    let (devices, next, revoked) = (&found.items, found.next, !query.revoked.is_empty());
    Ok(chosen.keep(page(StatusCode::OK, &DevicesPage { shell, devices, next, now, revoked })?))
}

/// The same list as a file
///
/// CSV for spreadsheets, without pages.
#[utoipa::path(
    get,
    path = "/devices.csv",
    tag = "staff",
    responses((status = 200, description = "The file", body = String, content_type = "text/csv"))
)]
pub async fn file(State(app): Shared, staff: Staff) -> Result<Response, Problem> {
    Administrator::of(&staff.actor)?;
    let (now, lang) = (app.clock.now(), staff.lang());
    let row = move |device: Device| {
        let (lowest, highest) = device.offsets_ms;
        vec![
            device.name,
            device.holder,
            device.role.map_or("", |role| role.words().to(lang)).to_owned(),
            device.last_at.to_string(),
            device.scans_today.to_string(),
            device.set_aside_today.to_string(),
            device.scans.to_string(),
            device.set_aside.to_string(),
            device.offset_ms.to_string(),
            lowest.to_string(),
            highest.to_string(),
            device.ended_at.map(|at| at.to_string()).unwrap_or_default(),
            device.token.to_string(),
        ]
    };
    let read = app.read(move |conn| {
        let page = |cursor: Option<&str>| {
            Ok(devices::list(conn, now, place(cursor)?.as_ref(), MAX_LIMIT)?)
        };
        whole(lang, page, row)
    });
    let head = lang.pick(
        [
            "Thiết bị",
            "Mã hoặc người dùng",
            "Vai trò",
            "Lần cuối",
            "Quét hôm nay",
            "Để chờ hôm nay",
            "Tổng quét",
            "Tổng để chờ",
            "Lệch giờ lần cuối (ms)",
            "Lệch thấp nhất (ms)",
            "Lệch cao nhất (ms)",
            "Thu hồi lúc",
            "token",
        ],
        [
            "Device",
            "Token or user",
            "Role",
            "Last heard of",
            "Scans today",
            "Set aside today",
            "Scans",
            "Set aside",
            "Last clock offset (ms)",
            "Lowest (ms)",
            "Highest (ms)",
            "Revoked at",
            "token",
        ],
    );
    sheet::answer("devices", &head, read.await?)
}

/// Revokes the token of a device
///
/// Of every device that shows it. What they still hold can be handed in and is set aside.
#[utoipa::path(
    post,
    path = "/devices/{token_id}/revoke",
    tag = "staff",
    params(("token_id" = String, Path)),
    request_body(content = Nothing, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 303, description = "Back to the list"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn revoke(
    State(app): Shared,
    Path(token): Path<TokenId>,
    StaffForm { staff, .. }: StaffForm<Nothing>,
) -> Result<Response, Problem> {
    let by = Administrator::of(&staff.actor)?;
    let cx = staff.context(&app);
    app.intake.run(move |conn, _| revoke_token(conn, &cx, &by, token)).await??;
    Ok(see("/devices?revoked=1"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_far_a_clock_is_off_is_said_with_its_sign() {
        for (ms, vi, en) in [
            (0, "+0,0 s", "+0.0 s"),
            (1_500, "+1,5 s", "+1.5 s"),
            (-499, "-0,4 s", "-0.4 s"),
            (-61_200, "-61,2 s", "-61.2 s"),
        ] {
            assert_eq!((seconds(ms, Lang::Vi).as_str(), seconds(ms, Lang::En).as_str()), (vi, en));
        }
    }
}
