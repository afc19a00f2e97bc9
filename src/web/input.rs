//! Reading requests: JSON bodies, forms, queries and path parts, each with a refusal that names the field
//! and says what was expected. Handlers use these, not axum's own.
//!
//! The character NUL is in no name, code or note that a person writes, and PostgreSQL keeps no text that
//! holds it: it is refused here, so that no handler or table has to think of it.

use axum::body::Bytes;
use axum::extract::rejection::{FormRejection, PathRejection};
use axum::extract::{FromRequest, FromRequestParts, RawPathParams, Request};
use axum::http::{HeaderMap, StatusCode, header, request::Parts};
use axum::response::IntoResponse;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::error::{INTERNAL, INVALID, MALFORMED, Problem, TOO_LARGE, WRONG_CONTENT};

/// The most bytes that one request may bring.
pub const MAX_BODY: usize = 1024 * 1024;

/// A JSON body.
#[derive(Debug, Clone)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let bytes = json_text(request, state).await?;
        no_nul_in_json(&bytes)?;
        read_json(&bytes).map(Self)
    }
}

/// The text of a JSON body, unread: its reader judges each part for itself, and a NUL in one of them is no
/// reason to refuse its neighbours.
#[derive(Debug, Clone)]
pub struct JsonParts(pub Bytes);

impl<S: Send + Sync> FromRequest<S> for JsonParts {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        json_text(request, state).await.map(Self)
    }
}

/// The text of a JSON body of at most so many bytes, unread: for files whose reader names what is wrong in
/// its own words. The route's own limit must allow as much.
#[derive(Debug, Clone)]
pub struct JsonText<const MOST: usize>(pub Bytes);

impl<const MOST: usize, S: Send + Sync> FromRequest<S> for JsonText<MOST> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        json_text(request, state).await.map(Self).map_err(|problem| {
            if problem.kind() != TOO_LARGE {
                return problem;
            }
            problem.detail(
                format!("Tối đa {MOST} byte một lần; tệp lớn hơn dùng dòng lệnh"),
                format!("At most {MOST} bytes at once; a larger file goes by the command line"),
            )
        })
    }
}

async fn json_text<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, Problem> {
    if !is_json(request.headers()) {
        return Err(Problem::new(WRONG_CONTENT).detail(
            "Cần tiêu đề Content-Type: application/json",
            "Expected the header Content-Type: application/json",
        ));
    }
    if is_encoded(request.headers()) {
        return Err(Problem::new(WRONG_CONTENT).detail(
            "Cần nội dung không nén (bỏ tiêu đề Content-Encoding)",
            "Expected a body that is not compressed (without the header Content-Encoding)",
        ));
    }
    Bytes::from_request(request, state)
        .await
        .map_err(|rejection| unreadable(rejection.into_response().status()))
}

/// A mebibyte is little for a network and, once unpacked, would be no limit any more.
fn is_encoded(headers: &HeaderMap) -> bool {
    let coding = headers.get(header::CONTENT_ENCODING);
    coding.is_some_and(|coding| !coding.as_bytes().eq_ignore_ascii_case(b"identity"))
}

/// The refusal of a body that could not be read to its end.
fn unreadable(status: StatusCode) -> Problem {
    match Problem::of_status(status) {
        Some(problem) if problem.kind() == TOO_LARGE => too_large(),
        Some(problem) => problem,
        None => Problem::new(MALFORMED),
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
        // An object where a word belongs is called a mistake of syntax; the text may be JSON all the same.
        if inner.is_data() || is_json_text(bytes) {
            let problem = invalid(&inner.to_string());
            if path == "." { problem } else { problem.field(path) }
        } else {
            malformed_json(inner)
        }
    })?;
    deserializer.end().map_err(|error| malformed_json(&error))?;
    Ok(value)
}

/// Read into a value, because what is skipped is not looked at: bytes that are no UTF-8 would pass.
fn is_json_text(bytes: &[u8]) -> bool {
    serde_json::from_slice::<Value>(bytes).is_ok()
}

fn malformed_json(error: &serde_json::Error) -> Problem {
    Problem::new(MALFORMED)
        .detail(format!("Không phải JSON hợp lệ: {error}"), format!("Not valid JSON: {error}"))
}

fn invalid(told: &str) -> Problem {
    Problem::new(INVALID).detail(format!("Trường dữ liệu không đúng: {told}"), told)
}

/// The refusal of a text with a NUL in it.
fn holds_nul(field: impl Into<String>) -> Problem {
    Problem::new(INVALID)
        .field(field)
        .detail("Cần văn bản không có ký tự NUL", "Expected a text without the character NUL")
}

/// Whether the six bytes by which JSON writes the character stand somewhere; most bodies do not hold them.
pub fn holds_nul_escape(bytes: &[u8]) -> bool {
    // What is no UTF-8 is told as that by its reader.
    std::str::from_utf8(bytes).is_ok_and(|text| text.contains(r"\u0000"))
}

/// Only a body that holds the escape is looked through.
fn no_nul_in_json(bytes: &[u8]) -> Result<(), Problem> {
    if !holds_nul_escape(bytes) {
        return Ok(());
    }
    // What is no JSON is told as that by its reader.
    let Ok(value) = serde_json::from_slice::<Value>(bytes) else { return Ok(()) };
    place_of_nul(&value).map_or(Ok(()), |place| Err(holds_nul(place)))
}

/// The path of the first text, or name of a field, that holds a NUL.
pub fn place_of_nul(value: &Value) -> Option<String> {
    let below = |name: &str, value: &Value| {
        let rest = place_of_nul(value)?;
        let joint = if rest.is_empty() || rest.starts_with('[') { "" } else { "." };
        Some(format!("{name}{joint}{rest}"))
    };
    match value {
        Value::String(text) => text.contains('\0').then(String::new),
        Value::Array(items) => {
            items.iter().enumerate().find_map(|(n, item)| below(&format!("[{n}]"), item))
        }
        Value::Object(fields) => fields.iter().find_map(|(name, value)| {
            if name.contains('\0') { Some(name.replace('\0', "\\0")) } else { below(name, value) }
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

/// A form's fields, as browsers post them.
#[derive(Debug, Clone)]
pub struct Form<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Form<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let read = axum::extract::Form::from_request(request, state).await;
        read.map(|axum::extract::Form(value)| Self(value)).map_err(|rejection| match rejection {
            FormRejection::InvalidFormContentType(_) => Problem::new(WRONG_CONTENT).detail(
                "Cần tiêu đề Content-Type: application/x-www-form-urlencoded",
                "Expected the header Content-Type: application/x-www-form-urlencoded",
            ),
            FormRejection::FailedToDeserializeForm(error) => invalid(&error.body_text()),
            FormRejection::FailedToDeserializeFormBody(error) => invalid(&error.body_text()),
            rejection @ (FormRejection::BytesRejection(_) | _) => {
                unreadable(rejection.into_response().status())
            }
        })
    }
}

/// The query of the address.
#[derive(Debug, Clone)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        if parts.uri.query().is_some_and(|query| query.contains("%00")) {
            let pairs = axum::extract::Query::<Vec<(String, String)>>::try_from_uri(&parts.uri);
            let pairs = pairs.map(|axum::extract::Query(pairs)| pairs).unwrap_or_default();
            let found = pairs.iter().find(|(name, value)| format!("{name}{value}").contains('\0'));
            if let Some((name, _)) = found {
                return Err(holds_nul(format!("?{}", name.replace('\0', "\\0"))));
            }
        }
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
        if let Ok(raw) = RawPathParams::from_request_parts(parts, state).await
            && let Some((name, _)) = raw.iter().find(|(_, value)| value.contains('\0'))
        {
            return Err(holds_nul(name));
        }
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

    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "only its reading is tried")]
    struct Signed {
        signed: Option<Signature>,
    }
    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Signature {
        ByHand,
    }

    #[test]
    fn an_object_where_a_word_belongs_is_named_by_its_path() {
        let (code, field, _) = refused(br#"{"at": {}, "scans": []}"#);
        assert_eq!((code.as_str(), field.as_deref()), ("invalid", Some("at")));
        let problem = read_json::<Signed>(br#"{"signed": {}}"#).unwrap_err();
        assert_eq!((problem.kind().code, problem.at_field()), ("invalid", Some("signed")));
    }

    #[test]
    fn a_nul_is_found_wherever_it_hides() {
        let hidden = [
            (r#"{"a": {"b": ["x", "y\u0000"]}}"#, "a.b[1]"),
            (r#"{"scans": [{"id": 1}, {"seal": "\u0000"}]}"#, "scans[1].seal"),
            (r#"{"a\u0000": 1}"#, r"a\0"),
            (r#"["\u0000"]"#, "[0]"),
        ];
        for (text, place) in hidden {
            let problem = no_nul_in_json(text.as_bytes()).unwrap_err();
            assert_eq!(problem.at_field(), Some(place), "{text}");
        }
        // Written out, with its stroke escaped, it is no NUL.
        for harmless in [r#"{"a": "\\u0000"}"#, r#"{"a": "\u00000"#, r#"{"a": 0}"#] {
            assert!(no_nul_in_json(harmless.as_bytes()).is_ok(), "{harmless}");
        }
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
