//! A JSON body that creates something, with the `Idempotency-Key` it may bear.

use axum::extract::{FromRequest, Request};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::flows::RequestKey;
use crate::web::error::{MALFORMED, Problem};
use crate::web::input::Json;

/// What was sent, and the key under which it is done once.
#[derive(Debug, Clone)]
pub struct Keyed<T> {
    /// The body.
    pub input: T,
    /// The key, when one was sent.
    pub key: Option<RequestKey>,
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Keyed<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let given = request.headers().get("idempotency-key").cloned();
        let path = request.uri().path().to_owned();
        let Json(body) = Json::<Value>::from_request(request, state).await?;
        // The body as a value, so that blanks and the order of fields make no other request of it.
        let text = body.to_string();
        let key = match given {
            None => None,
            Some(given) => {
                let asked = format!("{path}\n{text}");
                Some(RequestKey::read(given.as_bytes(), asked.as_bytes()).ok_or_else(bad_key)?)
            }
        };
        let input = crate::web::input::read_json(text.as_bytes())?;
        Ok(Self { input, key })
    }
}

fn bad_key() -> Problem {
    let most = RequestKey::MAX;
    Problem::new(MALFORMED).field("Idempotency-Key").detail(
        format!("Tiêu đề Idempotency-Key cần 1 đến {most} ký tự ASCII nhìn thấy được"),
        format!("Expected 1 to {most} visible ASCII characters in the header Idempotency-Key"),
    )
}
