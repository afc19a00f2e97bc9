//! `/office`: the board of a one-stop desk. What is to be handed over to the post and by when, what comes in, by which
//! runs, and the calls that were asked for; the one page of staff that changes by itself.
//!
//! It is whole without script: the script only fetches the page again when the server says that something is
//! another, and counts minutes down. Every deed has a key, written beside it; the first field takes a wedge
//! scanner and begins the list that both sides sign.

pub mod board;
pub mod calls;
pub mod coming;
pub mod live;
pub mod results;
pub mod work;

mod form;
mod lines;

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};

use super::asset::{Asset, named};
use super::counter::Here;
use super::{Staff, see};
use crate::app::App;
use crate::base::{At, Lang};
use crate::people::DeskPlanner;

/// The text of the board's script.
pub const SCRIPT_TEXT: &str = include_str!("board.js");

/// The board's script.
pub static SCRIPT: Asset =
    Asset::new(SCRIPT_TEXT, "text/javascript; charset=utf-8", || named("board", SCRIPT_TEXT, "js"));

/// Somebody at a one-stop desk, reading a page. Who has not said at which is led to say it first.
#[derive(Debug, Clone)]
pub struct AtDesk {
    /// Who.
    pub staff: Staff,
    /// Where.
    pub here: Here,
}

impl FromRequestParts<Arc<App>> for AtDesk {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Response> {
        let staff = Staff::from_request_parts(parts, app).await?;
        let may = DeskPlanner::of(&staff.actor).map_err(crate::web::error::Problem::from);
        may.map_err(IntoResponse::into_response)?;
        let chosen = Here::chosen(app, &staff, &parts.headers).await;
        let chosen = chosen.map_err(IntoResponse::into_response)?;
        let desk = match chosen {
            Some(here) => here.at_desk(app).await.map_err(IntoResponse::into_response)?,
            None => None,
        };
        desk.map(|here| Self { staff, here }).ok_or_else(|| see("/counter"))
    }
}

/// How long until a moment: `còn 25 phút`, `còn 3 giờ 10 phút`, `còn 2 ngày`; or that it has passed. The script says
/// the same, minute by minute.
fn left(at: At, now: At, lang: Lang) -> String {
    let minutes = (at.millis() - now.millis()).div_euclid(60_000);
    match (minutes, lang) {
        (..0, Lang::Vi) => "đã qua".to_owned(),
        (..0, Lang::En) => "over".to_owned(),
        (0..60, Lang::Vi) => format!("còn {minutes} phút"),
        (0..60, Lang::En) => format!("in {minutes} min"),
        (60..1440, Lang::Vi) => format!("còn {} giờ {} phút", minutes / 60, minutes % 60),
        (60..1440, Lang::En) => format!("in {} h {} min", minutes / 60, minutes % 60),
        (_, Lang::Vi) => format!("còn {} ngày", minutes / 1440),
        (_, Lang::En) => format!("in {} d", minutes / 1440),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_is_said_in_minutes_hours_and_days() {
        let now = At::parse("2025-04-08T09:30:00+07:00").unwrap();
        let said = |minutes: i64, lang| left(now.plus_millis(minutes * 60_000), now, lang);
        assert_eq!(said(25, Lang::Vi), "còn 25 phút");
        assert_eq!(said(0, Lang::En), "in 0 min");
        assert_eq!(said(190, Lang::Vi), "còn 3 giờ 10 phút");
        assert_eq!(said(3000, Lang::En), "in 2 d");
        assert_eq!(said(-1, Lang::Vi), "đã qua");
    }

    #[test]
    fn the_script_is_small_and_asks_nobody_but_us() {
        assert!(SCRIPT_TEXT.len() < 6 * 1024, "{} bytes", SCRIPT_TEXT.len());
        for loud in ["http:", "https:", "eval", "innerHTML", "import "] {
            assert!(!SCRIPT_TEXT.contains(loud), "{loud}");
        }
    }
}
