//! What a request that could not be served is answered with: `application/problem+json` (RFC 9457).
//!
//! A handler returns `Result<_, Problem>` and uses `?`: the `From` impls at the end of this file are the
//! one table from store errors and refusals to answers. A problem is of a [`Kind`]: status, stable code
//! and title; add a kind to [`ALL`] and it stands on the documentation page. The language is chosen when
//! the answer leaves, in [`super::middleware`], so that no handler has to think of it.

use std::sync::Arc;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::NotTaken;
use crate::base::rows::RowProblem;
use crate::base::{Lang, Words};
use crate::calendar::{NotLoaded, TimeRefusal};
use crate::flows::import::ImportRefusal;
use crate::flows::{Fault, FlowRefusal};
use crate::people::Forbidden;
use crate::store::StoreError;

/// A kind of problem; its code is a promise to programs.
#[derive(Debug, PartialEq, Eq)]
pub struct Kind {
    /// The HTTP status.
    pub status: StatusCode,
    /// The stable code.
    pub code: &'static str,
    /// The same for every problem of the kind.
    pub title: Words,
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $status:ident, $code:literal, $vi:literal, $en:literal;)*) => {
        $($(#[$doc])* pub const $name: &Kind =
            &Kind { status: StatusCode::$status, code: $code, title: Words::new($vi, $en) };)*

        /// Every kind of problem, in the order of the documentation.
        pub const ALL: &[&Kind] = &[$($name),*];
    };
}

kinds! {
    /// The request itself cannot be read.
    MALFORMED = BAD_REQUEST, "malformed", "Yêu cầu không đọc được", "The request cannot be read";
    /// A field does not hold what it should.
    INVALID = UNPROCESSABLE_ENTITY, "invalid", "Dữ liệu không hợp lệ", "A field does not hold what it should";
    /// No token, or one that is not known.
    UNAUTHENTICATED = UNAUTHORIZED, "unauthenticated", "Cần mã truy cập hợp lệ", "A valid token is needed";
    /// The token may not do this here.
    FORBIDDEN = FORBIDDEN, "forbidden", "Không có quyền", "Not allowed";
    /// Nothing is here.
    NOT_FOUND = NOT_FOUND, "not_found", "Không tìm thấy", "Not found";
    /// The address is right, the method is not.
    WRONG_METHOD = METHOD_NOT_ALLOWED, "wrong_method", "Phương thức không dùng được ở đây", "This method cannot be used here";
    /// It does not fit with what is there.
    CONFLICT = CONFLICT, "conflict", "Mâu thuẫn với dữ liệu đã có", "In conflict with what is there";
    /// More than is taken at once; nothing of it was recorded.
    TOO_LARGE = PAYLOAD_TOO_LARGE, "too_large", "Yêu cầu quá lớn, không ghi nhận gì", "Too large; nothing was recorded";
    /// The body is not of a kind we read.
    WRONG_CONTENT = UNSUPPORTED_MEDIA_TYPE, "wrong_content", "Kiểu nội dung không đọc được", "This kind of content is not read here";
    /// More waits than can be served in time, or the database does not answer.
    BUSY = SERVICE_UNAVAILABLE, "busy", "Hệ thống đang bận, vui lòng thử lại", "Busy; please try again";
    /// A mistake of ours.
    INTERNAL = INTERNAL_SERVER_ERROR, "internal", "Lỗi hệ thống", "Something went wrong on our side";
}

/// One request that could not be served, ready to be said in either language.
#[derive(Debug, Clone)]
pub struct Problem {
    kind: &'static Kind,
    code: Option<&'static str>,
    detail: Option<[String; 2]>,
    field: Option<String>,
    retry_after: Option<u32>,
    rows: Arc<[RowProblem]>,
}

/// What went wrong. `code` is stable; `title` and `detail` are for people, in the language asked for.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemBody {
    /// Where this kind of problem is explained.
    #[serde(rename = "type")]
    #[schema(example = "/api/docs#problem-invalid")]
    kind: String,
    /// The kind in words.
    title: String,
    /// The HTTP status.
    #[schema(example = 422)]
    status: u16,
    /// The kind for programs.
    #[schema(example = "invalid")]
    code: String,
    /// What was expected and what came.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    /// The field to mend, as a path into the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "scans[3].happened_at")]
    field: Option<String>,
    /// The request's id, to quote when asking us.
    #[serde(skip_serializing_if = "Option::is_none")]
    instance: Option<String>,
    /// Of a file: what is wrong with its rows, at most a thousand of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    problems: Option<Vec<RowProblemOut>>,
}

/// What is wrong with a row of a file.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RowProblem)]
pub struct RowProblemOut {
    /// The line in the file, the header being line 1.
    line: u64,
    /// The column, or empty when the whole row is meant.
    column: String,
    /// What was expected.
    expected: String,
    /// What stood there, its beginning.
    got: String,
}

impl From<&RowProblem> for RowProblemOut {
    fn from(problem: &RowProblem) -> Self {
        let RowProblem { line, column, expected, got } = problem.clone();
        Self { line, column, expected, got }
    }
}

impl Problem {
    /// A problem of this kind.
    pub fn new(kind: &'static Kind) -> Self {
        let rows = Arc::default();
        Self { kind, code: None, detail: None, field: None, retry_after: None, rows }
    }

    /// What was expected and what came, in Vietnamese and in English.
    #[must_use]
    pub fn detail(mut self, vi: impl Into<String>, en: impl Into<String>) -> Self {
        self.detail = Some([vi.into(), en.into()]);
        self
    }

    /// A stable code that says more than the kind's: the reason a flow refused.
    #[must_use]
    pub fn code(mut self, code: &'static str) -> Self {
        self.code = Some(code);
        self
    }

    /// The field to mend.
    #[must_use]
    pub fn field(mut self, path: impl Into<String>) -> Self {
        self.field = Some(path.into());
        self
    }

    /// After how many seconds trying again makes sense.
    #[must_use]
    pub fn retry_after(mut self, seconds: u32) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// The rows of a file to mend.
    #[must_use]
    pub fn rows(mut self, rows: Vec<RowProblem>) -> Self {
        self.rows = rows.into();
        self
    }

    /// The kind for a status that a library answered with; none for one that is no error.
    pub fn of_status(status: StatusCode) -> Option<Self> {
        if !status.is_client_error() && !status.is_server_error() {
            return None;
        }
        let kind = ALL.iter().find(|kind| kind.status == status).copied();
        let kind = kind.unwrap_or(if status.is_client_error() { MALFORMED } else { INTERNAL });
        let problem = Self::new(kind);
        Some(if kind == BUSY { problem.retry_after(2) } else { problem })
    }

    /// The kind of this problem.
    pub const fn kind(&self) -> &'static Kind {
        self.kind
    }

    /// The field to mend, where there is one.
    pub fn at_field(&self) -> Option<&str> {
        self.field.as_deref()
    }

    /// What was expected and what came, in one language.
    pub fn told(&self, lang: Lang) -> Option<&str> {
        self.detail.as_ref().map(|[vi, en]| lang.pick(vi.as_str(), en.as_str()))
    }

    /// The answer in one language; `instance` is the request's id.
    pub fn answer(&self, lang: Lang, instance: Option<String>) -> Response {
        let body = ProblemBody {
            kind: format!("/api/docs#problem-{}", self.kind.code),
            title: self.kind.title.to(lang).to_owned(),
            status: self.kind.status.as_u16(),
            code: self.code.unwrap_or(self.kind.code).to_owned(),
            detail: self.told(lang).map(str::to_owned),
            field: self.field.clone(),
            instance,
            problems: (!self.rows.is_empty())
                .then(|| self.rows.iter().map(RowProblemOut::from).collect()),
        };
        let mut response = (self.kind.status, axum::Json(body)).into_response();
        let headers = response.headers_mut();
        let json = HeaderValue::from_static("application/problem+json");
        headers.insert(header::CONTENT_TYPE, json);
        headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(lang.code()));
        headers.insert(header::VARY, HeaderValue::from_static("Accept-Language"));
        if self.kind.status == StatusCode::UNAUTHORIZED {
            let bearer = HeaderValue::from_static("Bearer realm=\"hosopost\"");
            headers.insert(header::WWW_AUTHENTICATE, bearer);
        }
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}

impl IntoResponse for Problem {
    /// In Vietnamese; the problem travels along, so that the middleware can say it in another language.
    fn into_response(self) -> Response {
        let mut response = self.answer(Lang::default(), None);
        response.extensions_mut().insert(self);
        response
    }
}

impl From<StoreError> for Problem {
    /// The person can only try again; the log says why, once, here.
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Stale => {
                tracing::warn!(error = %error, "the store could not serve a request");
                Self::new(BUSY).retry_after(2)
            }
            StoreError::Unreachable(_) | StoreError::Unable(_) => {
                tracing::warn!(error = %error, "the store could not serve a request");
                Self::new(BUSY).retry_after(2).detail(
                    "Cơ sở dữ liệu tạm thời không phục vụ được; hãy gửi lại sau",
                    "The database cannot serve this now; send it again later",
                )
            }
            StoreError::Constraint(_) => {
                tracing::warn!(error = %error, "a constraint refused a row");
                Self::new(CONFLICT)
            }
            StoreError::BadRow { .. } | StoreError::Db(_) => {
                tracing::error!(error = %error, "the store failed");
                Self::new(INTERNAL)
            }
        }
    }
}

impl From<FlowRefusal> for Problem {
    /// Whose fault it was makes the kind; the refusal's own code, field and text go along.
    fn from(refusal: FlowRefusal) -> Self {
        let kind = match refusal.fault() {
            Fault::Input => INVALID,
            Fault::Missing => NOT_FOUND,
            Fault::Conflict => CONFLICT,
            Fault::Actor => FORBIDDEN,
            Fault::Ours => INTERNAL,
        };
        let told = Self::new(kind)
            .code(refusal.code())
            .detail(refusal.text(Lang::Vi), refusal.text(Lang::En));
        let told = match refusal.field() {
            Some(field) => told.field(field),
            None => told,
        };
        match refusal {
            FlowRefusal::Store(error) => Self::from(error),
            FlowRefusal::Case(_)
            | FlowRefusal::Leg(_)
            | FlowRefusal::Papers(_)
            | FlowRefusal::Number(_)
            | FlowRefusal::Item(_)
            | FlowRefusal::Roll(_)
            | FlowRefusal::Person(_)
            | FlowRefusal::Token(_)
            | FlowRefusal::User(_)
            | FlowRefusal::Phone(_)
            | FlowRefusal::Evidence(_)
            | FlowRefusal::Acceptance(_)
            | FlowRefusal::Custody(_)
            | FlowRefusal::Ledger(_)
            | FlowRefusal::Postage(_)
            | FlowRefusal::Version(_)
            | FlowRefusal::Place(_)
            | FlowRefusal::Webhook(_)
            | FlowRefusal::Wish(_)
            | FlowRefusal::KeyReused
            | FlowRefusal::Sheet(_)
            | FlowRefusal::Desk(_)
            | FlowRefusal::NotLoaded(_)
            | FlowRefusal::Claim(_)
            | FlowRefusal::Forbidden(_) => told,
        }
    }
}

impl From<ImportRefusal> for Problem {
    /// The rows go along, so that all of them can be mended at once.
    fn from(refusal: ImportRefusal) -> Self {
        let (code, told) = (refusal.code(), [Lang::Vi, Lang::En].map(|lang| refusal.text(lang)));
        let [vi, en] = told;
        match refusal {
            ImportRefusal::Rows { problems, .. } => {
                Self::new(INVALID).code(code).detail(vi, en).rows(problems)
            }
            ImportRefusal::Option { option, .. } => {
                Self::new(INVALID).code(code).detail(vi, en).field(format!("?{option}"))
            }
            ImportRefusal::Store(error) => Self::from(error),
        }
    }
}

impl From<NotTaken> for Problem {
    /// Whatever the reason, sending the same again is harmless: of a commit whose answer was lost, nobody
    /// knows whether it happened until it is asked again.
    fn from(reason: NotTaken) -> Self {
        match reason {
            NotTaken::Busy => Self::new(BUSY).retry_after(2).detail(
                "Quá nhiều lần quét đang chờ; chưa ghi nhận gì, hãy gửi lại",
                "Too many scans wait; nothing was recorded, send it again",
            ),
            NotTaken::Store(error) => Self::from(error),
            NotTaken::Failed => Self::new(INTERNAL),
        }
    }
}

impl From<Forbidden> for Problem {
    fn from(refusal: Forbidden) -> Self {
        FlowRefusal::from(refusal).into()
    }
}

impl From<TimeRefusal> for Problem {
    /// A file that was not imported is missing; anything else is what was asked.
    fn from(refusal: TimeRefusal) -> Self {
        let kind = match refusal {
            TimeRefusal::NotLoaded(_) => NOT_FOUND,
            TimeRefusal::Audience { .. } => INVALID,
        };
        let told = Self::new(kind).detail(refusal.text(Lang::Vi), refusal.text(Lang::En));
        match refusal.field() {
            Some(field) => told.field(field),
            None => told,
        }
    }
}

impl From<NotLoaded> for Problem {
    fn from(missing: NotLoaded) -> Self {
        TimeRefusal::from(missing).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_read_like_words() {
        for kind in ALL {
            assert!(
                kind.code.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'),
                "{}",
                kind.code
            );
            assert_eq!(
                ALL.iter().filter(|other| other.code == kind.code).count(),
                1,
                "{}",
                kind.code
            );
        }
    }

    #[test]
    fn a_status_of_a_library_becomes_a_kind_of_ours() {
        for (status, code) in
            [(404, "not_found"), (413, "too_large"), (418, "malformed"), (502, "internal")]
        {
            let status = StatusCode::from_u16(status).unwrap();
            assert_eq!(Problem::of_status(status).unwrap().kind().code, code);
        }
        assert!(Problem::of_status(StatusCode::SEE_OTHER).is_none());
    }
}
