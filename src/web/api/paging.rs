//! Cursors of lists whose place is a time and an id.

use crate::base::At;
use crate::base::paging::{DEFAULT_LIMIT, MAX_LIMIT};
use crate::web::Problem;
use crate::web::error::INVALID;

/// The page size asked for, within bounds.
pub fn limit(asked: Option<i64>) -> Result<i64, Problem> {
    match asked {
        None => Ok(DEFAULT_LIMIT),
        Some(limit) if (1..=MAX_LIMIT).contains(&limit) => Ok(limit),
        Some(_) => Err(Problem::new(INVALID).field("?limit").detail(
            format!("Cần một số từ 1 đến {MAX_LIMIT}"),
            format!("Expected a number from 1 to {MAX_LIMIT}"),
        )),
    }
}

/// Reads a cursor that one of our pages gave.
pub fn after<T: std::str::FromStr>(cursor: Option<&String>) -> Result<Option<(At, T)>, Problem> {
    let Some(cursor) = cursor else { return Ok(None) };
    cursor
        .split_once('.')
        .and_then(|(millis, id)| Some((millis.parse().ok()?, id.parse().ok()?)))
        .map(|(millis, id): (i64, T)| Some((At::from_millis(millis), id)))
        .ok_or_else(|| {
            Problem::new(INVALID).field("?cursor").detail(
                "Cần con trỏ lấy từ trường next của trang trước",
                "Expected a cursor from the next field of an earlier page",
            )
        })
}
