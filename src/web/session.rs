//! Who is signed in, and that a request which changes something is the browser's own.
//!
//! A session's user is handed out in three ways and no other: to a request that only reads ([`signed`] by
//! a handler of `GET`), to a form that brought the session's hidden word ([`super::staff::StaffForm`]), and
//! to a call of the API that brought it as the header `X-CSRF-Token` ([`super::auth::Caller`]). Asked by a
//! request of another method without the word, [`signed`] refuses: a handler cannot forget.
//!
//! The word is the second of three walls: the cookie is `SameSite=Lax`, and what the browser says about
//! where the request comes from (`Sec-Fetch-Site`, else `Origin`) must be this site.

use std::sync::Arc;

use axum::http::{HeaderMap, Method, header};

use super::cookies::Cookie;
use super::error::{FORBIDDEN, Problem};
use crate::app::App;
use crate::people::{CookieSecret, FormToken, Session, SessionLimits, User};
use crate::store::{StoreError, sessions, write};

/// A session in force and whose it is.
#[derive(Debug, Clone)]
pub struct Signed {
    /// The user.
    pub user: User,
    /// The session.
    pub session: Session,
    secret: CookieSecret,
}

impl Signed {
    /// The word that forms of this session bring.
    pub fn form_token(&self) -> FormToken {
        self.secret.form_token()
    }
}

/// The word that a request brought to show that it is the browser's own.
#[derive(Debug, Clone, Copy)]
pub enum Brought<'a> {
    /// This one, or none.
    Word(Option<&'a str>),
    /// It need not bring one, because it only reads.
    ReadsOnly(&'a Method),
}

/// How long sessions last here.
pub fn limits(app: &App) -> SessionLimits {
    let settings = app.settings.sign_in;
    SessionLimits { idle_ms: settings.idle_ms, longest_ms: settings.longest_ms }
}

/// Who is signed in; none when nobody is, or no longer. Its use is noted.
pub async fn signed(
    app: &Arc<App>,
    headers: &HeaderMap,
    brought: Brought<'_>,
) -> Result<Option<Signed>, Problem> {
    let Some(secret) = Cookie::Session.read(headers, &app.settings.http) else { return Ok(None) };
    let asked = secret.clone();
    let found = app.read(move |conn| sessions::find(conn, &asked)).await?;
    let (now, limits) = (app.clock.now(), limits(app));
    let Some((session, user)) =
        found.filter(|(session, user)| !session.is_over(now, limits) && user.disabled_at.is_none())
    else {
        return Ok(None);
    };
    let own = match brought {
        Brought::ReadsOnly(method) => method == Method::GET || method == Method::HEAD,
        Brought::Word(word) => {
            is_from_here(headers, app) && word.is_some_and(|word| secret.form_token().is(word))
        }
    };
    if !own {
        return Err(not_own());
    }
    if session.is_to_be_noted(now) {
        let id = session.id;
        let noted = app.intake.run(move |conn, _| {
            write(conn, |conn| -> Result<(), StoreError> { sessions::seen(conn, id, now) })
        });
        noted.await??;
    }
    Ok(Some(Signed { user, session, secret }))
}

/// The refusal of a request that may have been made by another site.
pub fn not_own() -> Problem {
    Problem::new(FORBIDDEN).code("not_from_this_page").detail(
        "Biểu mẫu này đã cũ hoặc không được gửi từ trang của hệ thống: hãy tải lại trang rồi gửi lại",
        "This form is out of date or was not sent from a page of ours: load the page again and send it again",
    )
}

/// Whether the browser says that the request comes from a page of ours. Browsers that say nothing are let
/// through: the hidden word still stands in the way.
pub fn is_from_here(headers: &HeaderMap, app: &App) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    if let Some(site) = text("sec-fetch-site") {
        return site == "same-origin";
    }
    let Some(origin) = text(header::ORIGIN.as_str()) else { return true };
    let here = text(header::HOST.as_str()).is_some_and(|host| {
        origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://")) == Some(host)
    });
    here || origin == app.settings.http.public_url
}
