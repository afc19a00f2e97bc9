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
pub fn after<T: std::str::FromStr>(cursor: Option<&str>) -> Result<Option<(At, T)>, Problem> {
    let Some(cursor) = cursor else { return Ok(None) };
    cursor
        .split_once('.')
        .and_then(|(millis, id)| Some((millis.parse().ok()?, id.parse().ok()?)))
        .map(|(millis, id): (i64, T)| Some((At::from_millis(millis), id)))
        .ok_or_else(bad_cursor)
}

/// Reads a cursor that is a value of ours by itself.
pub fn place<T: std::str::FromStr>(cursor: Option<&str>) -> Result<Option<T>, Problem> {
    cursor.map(|cursor| cursor.parse().map_err(|_| bad_cursor())).transpose()
}

/// Reads a cursor that counts from nought.
pub fn number(cursor: Option<&str>) -> Result<Option<i64>, Problem> {
    let number = place::<i64>(cursor)?;
    if number.is_some_and(i64::is_negative) { Err(bad_cursor()) } else { Ok(number) }
}

/// The refusal of a cursor that no page of ours gave.
pub fn bad_cursor() -> Problem {
    Problem::new(INVALID).field("?cursor").detail(
        "Cần con trỏ lấy từ trường next của trang trước",
        "Expected a cursor from the next field of an earlier page",
    )
}
