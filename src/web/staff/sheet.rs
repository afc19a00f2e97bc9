//! A list as a file for spreadsheets: CSV in UTF-8 with the mark by which they recognise it.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use crate::base::rows::inert;
use crate::web::error::{INTERNAL, Problem};

/// A file of this name.
pub(super) fn answer(
    name: &str,
    head: &[&str],
    rows: impl IntoIterator<Item = Vec<String>>,
) -> Result<Response, Problem> {
    let mut csv = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    let failed = |error: &dyn std::fmt::Display| {
        tracing::error!(%error, "a list could not be written");
        Problem::new(INTERNAL)
    };
    csv.write_record(head).map_err(|error| failed(&error))?;
    for row in rows {
        csv.write_record(row.iter().map(|cell| inert(cell))).map_err(|error| failed(&error))?;
    }
    let file = csv.into_inner().map_err(|error| failed(&error))?;
    let kind = HeaderValue::from_static("text/csv; charset=utf-8");
    let mut answer = ([(header::CONTENT_TYPE, kind)], file).into_response();
    let named = format!("attachment; filename=\"{name}.csv\"");
    if let Ok(named) = HeaderValue::try_from(named) {
        answer.headers_mut().insert(header::CONTENT_DISPOSITION, named);
    }
    Ok(answer)
}
