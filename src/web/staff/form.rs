//! Forms of staff. A form's body is read by these extractors and by nothing else, and they read it only
//! after the hidden word was the session's own (or, before anybody is signed in, the device's).

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::Method;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;

use super::see;
use super::shell::Staff;
use crate::app::App;
use crate::base::Lang;
use crate::people::CookieSecret;
use crate::web::cookies::Cookie;
use crate::web::error::{INVALID, Problem};
use crate::web::input::Form;
use crate::web::middleware::Facts;
use crate::web::session::{Brought, is_from_here, not_own, signed};

/// The field in which a form brings the session's word.
pub(super) const WORD: &str = "form_token";

/// A form that somebody who is signed in posted from a page of theirs.
#[derive(Debug, Clone)]
pub struct StaffForm<T> {
    /// Who posted it.
    pub staff: Staff,
    /// What stands in it.
    pub form: T,
}

impl<T: DeserializeOwned> FromRequest<Arc<App>> for StaffForm<T> {
    type Rejection = Response;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Response> {
        let read = Fields::read(request).await.map_err(IntoResponse::into_response)?;
        let staff = let_in(app, &read.head, read.word()).await?;
        let form = read.form().await.map_err(IntoResponse::into_response)?;
        Ok(Self { staff, form })
    }
}

/// Who posted a form with this head and this hidden word; whoever may not is answered.
pub(super) async fn let_in(
    app: &Arc<App>,
    head: &Parts,
    word: Option<&str>,
) -> Result<Staff, Response> {
    let found = signed(app, &head.headers, Brought::Word(word)).await;
    let Some(signed) = found.map_err(IntoResponse::into_response)? else {
        return Err(see("/sign-in?over=1"));
    };
    if signed.user.one_time_until.is_some() && !own_affair(head.uri.path()) {
        return Err(see("/account"));
    }
    if let Some(facts) = head.extensions.get::<Facts>() {
        facts.shown(signed.user.id.acting());
    }
    let staff = Staff::of(app, signed, &head.uri, &head.headers).await;
    staff.map_err(IntoResponse::into_response)
}

/// Sends whoever is not signed in to the form, before what they send is read at all.
pub(super) async fn stop_strangers(app: &Arc<App>, head: &Parts) -> Result<(), Response> {
    let found = signed(app, &head.headers, Brought::ReadsOnly(&Method::GET)).await;
    match found.map_err(IntoResponse::into_response)? {
        Some(_) => Ok(()),
        None => Err(see("/sign-in?over=1")),
    }
}

/// What also somebody may do who has not changed the one-time password yet.
fn own_affair(path: &str) -> bool {
    path == "/sign-out" || path.starts_with("/account")
}

/// A form posted before anybody is signed in: the device's own word stands in it.
#[derive(Debug, Clone)]
pub struct VisitorForm<T> {
    /// The device that brought it.
    pub device: CookieSecret,
    /// What stands in it.
    pub form: T,
}

impl<T: DeserializeOwned> FromRequest<Arc<App>> for VisitorForm<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Problem> {
        let read = Fields::read(request).await?;
        let device = Cookie::Device.read(&read.head.headers, &app.settings.http);
        let device = device.ok_or_else(not_own)?;
        let own = read.word().is_some_and(|word| device.form_token().is(word));
        if !own || !is_from_here(&read.head.headers, app) {
            return Err(not_own());
        }
        Ok(Self { device, form: read.form().await? })
    }
}

/// A form whose sender is not known yet.
struct Fields {
    head: Parts,
    body: Bytes,
    pairs: Vec<(String, String)>,
}

impl Fields {
    async fn read(request: Request) -> Result<Self, Problem> {
        let (head, body) = request.into_parts();
        let whole = Request::from_parts(head.clone(), body);
        let body = Bytes::from_request(whole, &()).await.map_err(|rejection| {
            Problem::of_status(rejection.into_response().status()).unwrap_or_else(not_own)
        })?;
        let again = Request::from_parts(head.clone(), body.clone().into());
        let Form(pairs) = Form::<Vec<(String, String)>>::from_request(again, &()).await?;
        let nul = pairs.iter().find(|(name, value)| format!("{name}{value}").contains('\0'));
        if let Some((name, _)) = nul {
            return Err(Problem::new(INVALID).field(name.replace('\0', "\\0")).detail(
                "Cần văn bản không có ký tự NUL",
                "Expected a text without the character NUL",
            ));
        }
        Ok(Self { head, body, pairs })
    }

    fn word(&self) -> Option<&str> {
        self.pairs.iter().find(|(name, _)| name == WORD).map(|(_, word)| word.as_str())
    }

    async fn form<T: DeserializeOwned>(self) -> Result<T, Problem> {
        let again = Request::from_parts(self.head, self.body.into());
        Ok(Form::<T>::from_request(again, &()).await?.0)
    }
}

/// What is wrong with a form, said in the field that must be mended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormTrouble {
    field: String,
    text: String,
}

impl FormTrouble {
    /// What to say of a problem; of one that no field can mend, over the whole form.
    pub fn of(problem: &Problem, lang: Lang) -> Self {
        let field = problem.at_field().unwrap_or_default();
        let title = problem.kind().title.to(lang);
        Self { field: field.to_owned(), text: problem.told(lang).unwrap_or(title).to_owned() }
    }

    /// What to say at one field.
    pub fn at_field(field: &str, text: impl Into<String>) -> Self {
        Self { field: field.to_owned(), text: text.into() }
    }
}

impl FormTrouble {
    /// The field that must be mended; empty when no field can.
    pub fn field(&self) -> &str {
        &self.field
    }

    /// What is wrong.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The same, said over the form instead of at its field.
    #[must_use]
    pub fn over_the_form(self) -> Self {
        Self { field: String::new(), ..self }
    }
}

/// What stands at a field of a form; nothing most of the time.
pub fn said_at<'a>(trouble: Option<&'a FormTrouble>, field: &str) -> Option<&'a str> {
    trouble.filter(|trouble| trouble.field == field).map(|trouble| trouble.text.as_str())
}

/// What stands over a form: what is wrong with none of these fields.
pub fn said_over<'a>(trouble: Option<&'a FormTrouble>, fields: &[&str]) -> Option<&'a str> {
    trouble
        .filter(|trouble| !fields.contains(&trouble.field.as_str()))
        .map(|trouble| trouble.text.as_str())
}
