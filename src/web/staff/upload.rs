//! A form with a file, from somebody who is signed in. Its hidden word is checked like every form's
//! ([`super::form`]), before anybody looks into the file.

use std::sync::Arc;

use axum::extract::multipart::MultipartError;
use axum::extract::{FromRequest, Multipart, Request};
use axum::response::{IntoResponse, Response};

use super::form::{WORD, let_in, stop_strangers};
use super::shell::Staff;
use crate::app::App;
use crate::web::error::{MALFORMED, Problem, TOO_LARGE};

/// A file, and who sent it.
#[derive(Debug, Clone)]
pub struct StaffUpload {
    /// Who sent it.
    pub staff: Staff,
    /// What is in the file; empty when none was chosen.
    pub file: Vec<u8>,
    /// The other fields.
    pub fields: Vec<(String, String)>,
}

impl StaffUpload {
    /// Whether a box was ticked.
    pub fn is_ticked(&self, name: &str) -> bool {
        self.fields.iter().any(|(field, value)| field == name && !value.is_empty())
    }
}

impl FromRequest<Arc<App>> for StaffUpload {
    type Rejection = Response;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Response> {
        let (head, body) = request.into_parts();
        stop_strangers(app, &head).await?;
        let whole = Request::from_parts(head.clone(), body);
        let parts = Multipart::from_request(whole, app).await;
        let parts = parts.map_err(IntoResponse::into_response)?;
        let (file, fields) = read(parts).await.map_err(IntoResponse::into_response)?;
        let word = fields.iter().find(|(name, _)| name == WORD).map(|(_, word)| word.as_str());
        let staff = let_in(app, &head, word).await?;
        Ok(Self { staff, file, fields })
    }
}

async fn read(mut parts: Multipart) -> Result<(Vec<u8>, Vec<(String, String)>), Problem> {
    let (mut file, mut fields) = (Vec::new(), Vec::new());
    while let Some(part) = parts.next_field().await.map_err(|error| unread(&error))? {
        let name = part.name().unwrap_or_default().to_owned();
        let is_file = part.file_name().is_some();
        let bytes = part.bytes().await.map_err(|error| unread(&error))?;
        if is_file {
            file = bytes.into();
        } else {
            let text = String::from_utf8(bytes.into()).map_err(|_| Problem::new(MALFORMED))?;
            fields.push((name, text));
        }
    }
    Ok((file, fields))
}

fn unread(error: &MultipartError) -> Problem {
    let problem = Problem::of_status(error.status()).unwrap_or_else(|| Problem::new(MALFORMED));
    if problem.kind() == TOO_LARGE {
        problem.detail(
            "Tệp quá lớn, chưa nạp gì; hãy chia nhỏ",
            "The file is too large, and nothing was taken; send it in parts",
        )
    } else {
        problem
    }
}
