//! Reading requests: JSON bodies, queries and path parts, each with a refusal that names the field and
//! says what was expected. Handlers use these, not axum's own.

use axum::body::Bytes;
use axum::extract::rejection::PathRejection;
use axum::extract::{FromRequest, FromRequestParts, RawPathParams, Request};
use axum::http::{HeaderMap, header, request::Parts};
use axum::response::IntoResponse;
use serde::de::DeserializeOwned;

use super::error::{INTERNAL, INVALID, MALFORMED, Problem, TOO_LARGE, WRONG_CONTENT};

/// The most bytes that one request may bring.
pub const MAX_BODY: usize = 1024 * 1024;

/// A JSON body.
#[derive(Debug, Clone)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        if !is_json(request.headers()) {
            return Err(Problem::new(WRONG_CONTENT).detail(
                "Cần tiêu đề Content-Type: application/json",
                "Expected the header Content-Type: application/json",
            ));
        }
        let bytes = Bytes::from_request(request, state).await.map_err(|rejection| {
            let status = rejection.into_response().status();
            match Problem::of_status(status) {
                Some(problem) if problem.kind() == TOO_LARGE => too_large(),
                Some(problem) => problem,
                None => Problem::new(MALFORMED),
            }
        })?;
        read_json(&bytes).map(Self)
    }
}

/// The refusal of a body over [`MAX_BODY`].
pub fn too_large() -> Problem {
    Problem::new(TOO_LARGE).detail(
        format!("Tối đa {MAX_BODY} byte một lần; hãy chia nhỏ"),
        format!("At most {MAX_BODY} bytes at once; send it in parts"),
    )
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = kind.and_then(|kind| kind.split(';').next()).unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("application/json")
        || (essence.starts_with("application/") && essence.ends_with("+json"))
}

/// Reads a value from JSON text. Text that is no JSON (or is nested deeper than 128) is malformed; JSON
/// that does not fit is invalid, by the path of the field.
pub fn read_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let path = error.path().to_string();
        let inner = error.inner();
        if inner.is_data() {
            let problem = invalid(&inner.to_string());
            if path == "." { problem } else { problem.field(path) }
        } else {
            malformed_json(inner)
        }
    })?;
    deserializer.end().map_err(|error| malformed_json(&error))?;
    Ok(value)
}

fn malformed_json(error: &serde_json::Error) -> Problem {
    Problem::new(MALFORMED)
        .detail(format!("Không phải JSON hợp lệ: {error}"), format!("Not valid JSON: {error}"))
}

fn invalid(told: &str) -> Problem {
    Problem::new(INVALID).detail(format!("Trường dữ liệu không đúng: {told}"), told)
}

/// The query of the address.
#[derive(Debug, Clone)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let read = axum::extract::Query::try_from_uri(&parts.uri);
        read.map(|axum::extract::Query(value)| Self(value)).map_err(|rejection| {
            let told = std::error::Error::source(&rejection)
                .map_or_else(|| rejection.to_string(), ToString::to_string);
            // The path comes first when there is one: "limit: invalid digit found in string".
            match told.split_once(": ") {
                Some((field, told)) if !field.contains(' ') => {
                    invalid(told).field(format!("?{field}"))
                }
                _ => invalid(&told),
            }
        })
    }
}

/// The variable parts of the address.
#[derive(Debug, Clone)]
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        use axum::extract::path::ErrorKind;
        let rejection = match axum::extract::Path::from_request_parts(parts, state).await {
            Ok(axum::extract::Path(value)) => return Ok(Self(value)),
            Err(rejection) => rejection,
        };
        let PathRejection::FailedToDeserializePathParams(failed) = rejection else {
            return Err(Problem::new(INTERNAL));
        };
        let kind = failed.into_kind();
        let told = kind.to_string();
        Err(match kind {
            ErrorKind::ParseErrorAtKey { key, expected_type, .. } => {
                invalid(&format!("expected {expected_type}")).field(key)
            }
            ErrorKind::DeserializeError { key, message, .. } => invalid(&message).field(key),
            ErrorKind::InvalidUtf8InPathParam { key } => invalid("expected UTF-8").field(key),
            ErrorKind::ParseError { .. }
            | ErrorKind::ParseErrorAtIndex { .. }
            | ErrorKind::Message(_) => match only_part(parts, state).await {
                Some(part) => invalid(&told).field(part),
                None => invalid(&told),
            },
            // A mistake of ours: a handler that asks for parts its route does not have.
            ErrorKind::WrongNumberOfParameters { .. } | ErrorKind::UnsupportedType { .. } => {
                Problem::new(INTERNAL)
            }
            // The enum is open.
            _ => Problem::new(INTERNAL),
        })
    }
}

/// The name of the address's variable part, when it has one: then the library does not say which.
async fn only_part<S: Send + Sync>(parts: &mut Parts, state: &S) -> Option<String> {
    let all = RawPathParams::from_request_parts(parts, state).await.ok()?;
    let mut names = all.iter().map(|(name, _)| name.to_owned());
    names.next().filter(|_| names.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{At, Lang, PointCode};
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "only its reading is tried")]
    struct Batch {
        at: PointCode,
        scans: Vec<Scan>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only its reading is tried")]
    struct Scan {
        happened_at: At,
    }

    fn refused(text: &[u8]) -> (String, Option<String>, String) {
        let problem = read_json::<Batch>(text).unwrap_err();
        let told = problem.told(Lang::En).unwrap_or_default().to_owned();
        (problem.kind().code.to_owned(), problem.at_field().map(str::to_owned), told)
    }

    #[test]
    fn what_does_not_fit_is_named_by_its_path() {
        let (code, field, told) =
            refused(br#"{"at": "480000", "scans": [{"happened_at": "now"}]}"#);
        assert_eq!((code.as_str(), field.as_deref()), ("invalid", Some("scans[0].happened_at")));
        assert!(told.contains("expected a time with an offset"), "{told}");
        let (code, field, _) = refused(br#"{"at": "4 8", "scans": []}"#);
        assert_eq!((code.as_str(), field.as_deref()), ("invalid", Some("at")));
        let (code, _, told) = refused(br#"{"scans": []}"#);
        assert_eq!(code, "invalid");
        assert!(told.contains("missing field `at`"), "{told}");
        assert_eq!(refused(b"[]").0, "invalid");
        assert_eq!(refused(b"null").0, "invalid");
    }

    #[test]
    fn what_is_no_json_is_malformed() {
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        let bad: [&[u8]; 7] = [
            b"",
            b"{",
            b"{'at': 1}",
            b"{\"at\": \"\xff\xfe\"}",
            b"{\"at\": \"\\ud800\"}",
            b"{\"at\": \"480000\", \"scans\": []} x",
            deep.as_bytes(),
        ];
        for text in bad {
            let start = String::from_utf8_lossy(&text[..text.len().min(40)]).into_owned();
            let code = refused(text).0;
            assert!(
                code == "malformed" || (code == "invalid" && text.starts_with(b"[[")),
                "{start}: {code}"
            );
        }
    }
}
