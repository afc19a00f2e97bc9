//! Who asks: the bearer token of a request, a phone's, or the session of somebody who signed in, turned into an
//! actor. A handler takes a [`Caller`], makes of it the right that its flow demands, and has nothing to
//! call the flow with when it forgets to.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::FromRequestParts;
use axum::http::{Method, header, request::Parts};

use super::error::{FORBIDDEN, Problem, UNAUTHENTICATED};
use super::middleware::Facts;
use super::session::{Brought, signed};
use crate::app::App;
use crate::base::{Actor, Context, UserId};
use crate::people::{Forbidden, Holder, Secret, User};
use crate::store::{StoreError, phones, tokens};

/// Who acts, with a token that is in force.
#[derive(Debug, Clone)]
pub struct Caller(pub Actor);

/// Who hands scans in: the token may have been revoked, the phone without contact for too long. What they
/// scanned still happened; it is taken and set aside.
#[derive(Debug, Clone)]
pub struct Device(pub Actor);

impl Caller {
    /// What a flow is told about this request.
    pub fn context(self, app: &App) -> Context {
        Context { now: app.clock.now(), who: self.0, ids: app.ids.clone() }
    }
}

impl Device {
    /// What a flow is told about this request.
    pub fn context(self, app: &App) -> Context {
        Caller(self.0).context(app)
    }
}

/// Somebody who is signed in with a page of theirs, and who that is: no token, and no phone, which could else sign in
/// to others before it is missed.
#[derive(Debug, Clone)]
pub struct SignedIn(pub Actor, pub UserId);

impl FromRequestParts<Arc<App>> for Device {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        Ok(Self(who(parts, app).await?.actor))
    }
}

impl FromRequestParts<Arc<App>> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        let Holder { actor, contact } = who(parts, app).await?;
        match (contact, actor.revoked, actor.until) {
            (None, true, _) => Err(Forbidden::Revoked.into()),
            (Some(_), true, _) => Err(revoked_phone()),
            (_, false, Some(_)) => Err(lapsed_phone()),
            (_, false, None) => Ok(Self(actor)),
        }
    }
}

impl FromRequestParts<Arc<App>> for SignedIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        if bearer(parts).is_some() {
            return Err(Problem::new(FORBIDDEN).code("session_needed").detail(
                "Việc này cần đăng nhập bằng tên và mật khẩu, không dùng mã truy cập",
                "This needs somebody who signed in with a name and a password, not a token",
            ));
        }
        let signed = by_session(parts, app).await?.ok_or_else(nobody)?;
        Ok(Self(signed.actor(), signed.id))
    }
}

/// Who asks: by what they show, else by the session of their page.
async fn who(parts: &Parts, app: &Arc<App>) -> Result<Holder, Problem> {
    let Some(secret) = bearer(parts) else {
        let user = by_session(parts, app).await?.ok_or_else(nobody)?;
        return Ok(Holder { actor: user.actor(), contact: None });
    };
    let since = Instant::now();
    let found = match Secret::read(secret) {
        Some(secret) => by_secret(app, &secret, since).await?.map(|holder| (secret, holder)),
        None => None,
    };
    let Some((secret, mut holder)) = found else {
        return Err(Problem::new(UNAUTHENTICATED)
            .detail("Mã truy cập này không được biết ở đây", "This token is not known here"));
    };
    if let Some(facts) = parts.extensions.get::<Facts>() {
        facts.shown(holder.actor.token);
    }
    if let Some(contact) = holder.contact.as_mut().filter(|_| !holder.actor.revoked) {
        let now = app.clock.now();
        if contact.is_lapsed(now) {
            holder.actor.until = Some(contact.until);
        } else if contact.is_to_be_noted(now) {
            // What cannot be written now is noted with a later call; what is asked for is answered all the same.
            if let Err(error) = app.contacts.note(&app.intake, contact.phone, now).await {
                tracing::warn!(%error, "a phone's contact was not noted");
            }
            contact.note(now);
            app.shown.remember(&secret, &holder, since);
        }
    }
    Ok(holder)
}

fn nobody() -> Problem {
    Problem::new(UNAUTHENTICATED).detail(
        "Thiếu tiêu đề Authorization: Bearer và mã truy cập",
        "Expected the header Authorization: Bearer and a token",
    )
}

/// The refusal of a phone that was revoked: it is to forget what it knows.
fn revoked_phone() -> Problem {
    Problem::new(UNAUTHENTICATED).code("credential_revoked").detail(
        "Điện thoại này đã bị thu hồi: hãy đăng nhập lại hoặc hỏi quản trị viên",
        "This phone was revoked: sign in again, or ask the administrator",
    )
}

/// The refusal of a phone that was without contact for too long.
fn lapsed_phone() -> Problem {
    Problem::new(UNAUTHENTICATED).code("credential_lapsed").detail(
        "Điện thoại này đã quá lâu không liên lạc hoặc mật khẩu đã đổi: hãy đăng nhập lại trên máy",
        "This phone was without contact for too long, or the password was changed: sign in on it again",
    )
}

/// Who acts under this secret; none when no token and no phone was ever given it.
async fn by_secret(
    app: &Arc<App>,
    secret: &Secret,
    since: Instant,
) -> Result<Option<Holder>, StoreError> {
    if let Some(holder) = app.shown.lately(secret) {
        return Ok(Some(holder));
    }
    let asked = secret.clone();
    let found = app.read(move |conn| -> Result<Option<Holder>, StoreError> {
        if asked.is_of_phone() {
            let found = phones::find_by_secret(conn, &asked)?;
            return Ok(found.map(|(phone, user)| phone.holder(&user)));
        }
        let actor = tokens::find_actor(conn, &asked)?;
        Ok(actor.map(|actor| Holder { actor, contact: None }))
    });
    let found = found.await?;
    if let Some(holder) = &found {
        app.shown.remember(secret, holder, since);
    }
    Ok(found)
}

/// Who is signed in, when the call is their own page's: one that changes something brings the word of the
/// session's forms as `X-CSRF-Token`.
async fn by_session(parts: &Parts, app: &Arc<App>) -> Result<Option<User>, Problem> {
    let reads = parts.method == Method::GET || parts.method == Method::HEAD;
    let brought = if reads {
        Brought::ReadsOnly(&parts.method)
    } else {
        Brought::Word(parts.headers.get("x-csrf-token").and_then(|word| word.to_str().ok()))
    };
    let Some(signed) = signed(app, &parts.headers, brought).await? else { return Ok(None) };
    if signed.user.one_time_until.is_some() {
        return Err(Problem::new(FORBIDDEN).code("password_to_be_changed").detail(
            "Cần đổi mật khẩu dùng một lần trước",
            "The one-time password must be changed first",
        ));
    }
    if let Some(facts) = parts.extensions.get::<Facts>() {
        facts.shown(signed.user.id.acting());
    }
    Ok(Some(signed.user))
}

fn bearer(parts: &Parts) -> Option<&str> {
    let header = parts.headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, secret) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(secret.trim())
}
