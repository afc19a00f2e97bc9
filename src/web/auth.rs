//! Who asks: the bearer token of a request, turned into an actor. A handler takes a [`Caller`], makes of
//! it the right that its flow demands, and has nothing to call the flow with when it forgets to.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::{header, request::Parts};

use super::error::{Problem, UNAUTHENTICATED};
use super::middleware::Facts;
use crate::app::App;
use crate::base::{Actor, Context};
use crate::people::Forbidden;
use crate::store::tokens;

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
        let Some(secret) = bearer(parts).map(str::to_owned) else {
            return Err(Problem::new(UNAUTHENTICATED).detail(
                "Thiếu tiêu đề Authorization: Bearer và mã truy cập",
                "Expected the header Authorization: Bearer and a token",
            ));
        };
        let found = app.read(move |conn| tokens::find_actor(conn, &secret)).await?;
        let Some(actor) = found else {
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

fn bearer(parts: &Parts) -> Option<&str> {
    let header = parts.headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, secret) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(secret.trim())
}
