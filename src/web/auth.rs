//! Who asks: the bearer token of a request, or the session of somebody who signed in, turned into an
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
use crate::base::{Actor, Context};
use crate::people::{Forbidden, Secret};
use crate::store::{StoreError, tokens};

/// Who acts, with a token that is in force.
#[derive(Debug, Clone)]
pub struct Caller(pub Actor);

/// Who hands scans in: the token may have been revoked. What a revoked device scanned still happened; it
/// is taken and set aside.
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

impl FromRequestParts<Arc<App>> for Device {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        let Some(secret) = bearer(parts) else {
            if let Some(actor) = by_session(parts, app).await? {
                return Ok(Self(actor));
            }
            return Err(Problem::new(UNAUTHENTICATED).detail(
                "Thiếu tiêu đề Authorization: Bearer và mã truy cập",
                "Expected the header Authorization: Bearer and a token",
            ));
        };
        let Some(actor) = by_token(app, secret).await? else {
            return Err(Problem::new(UNAUTHENTICATED)
                .detail("Mã truy cập này không được biết ở đây", "This token is not known here"));
        };
        if let Some(facts) = parts.extensions.get::<Facts>() {
            facts.shown(actor.token);
        }
        Ok(Self(actor))
    }
}

impl FromRequestParts<Arc<App>> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        let Device(actor) = Device::from_request_parts(parts, app).await?;
        if actor.revoked { Err(Forbidden::Revoked.into()) } else { Ok(Self(actor)) }
    }
}

/// Who acts under this secret; none when no token was ever made with it.
async fn by_token(app: &Arc<App>, secret: &str) -> Result<Option<Actor>, StoreError> {
    let Some(secret) = Secret::read(secret) else { return Ok(None) };
    if let Some(actor) = app.shown.lately(&secret) {
        return Ok(Some(actor));
    }
    let (asked, since) = (secret.clone(), Instant::now());
    let found = app.read(move |conn| tokens::find_actor(conn, &asked)).await?;
    if let Some(actor) = &found {
        app.shown.remember(&secret, actor, since);
    }
    Ok(found)
}

/// Who is signed in, when the call is their own page's: one that changes something brings the word of the
/// session's forms as `X-CSRF-Token`.
async fn by_session(parts: &Parts, app: &Arc<App>) -> Result<Option<Actor>, Problem> {
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
    let actor = signed.user.actor();
    if let Some(facts) = parts.extensions.get::<Facts>() {
        facts.shown(actor.token);
    }
    Ok(Some(actor))
}

fn bearer(parts: &Parts) -> Option<&str> {
    let header = parts.headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, secret) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(secret.trim())
}
