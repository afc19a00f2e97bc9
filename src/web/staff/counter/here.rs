//! At which counter somebody stands: the only one they work at, else the one they chose, which the browser
//! remembers. The choice is no secret and no right: what one may do where is asked of the rights each time.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;

use crate::app::App;
use crate::base::{Actor, Capacity, PointCode, Role, UnitCode};
use crate::network::{Network, Point};
use crate::people::{CounterWorker, Reach};
use crate::web::cookies;
use crate::web::error::{INVALID, Problem};
use crate::web::staff::{Staff, see};

const COOKIE: &str = "hosopost-at";

/// A counter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Here {
    /// The point.
    pub point: PointCode,
    /// Its name.
    pub name: String,
    /// For whom one acts there.
    pub capacity: Capacity,
    /// Where it stands.
    pub unit: UnitCode,
}

impl Here {
    /// The point as a counter of this person's; none when they do not act in any capacity it has.
    fn of(point: &Point, actor: &Actor) -> Option<Self> {
        let capacity = match actor.role {
            Role::Officer => Capacity::Desk,
            Role::Administrator => point.roles.only().unwrap_or(Capacity::Post),
            Role::Clerk | Role::Courier | Role::Manager | Role::Partner => Capacity::Post,
        };
        point.roles.has(capacity).then(|| Self {
            point: point.code.clone(),
            name: point.name.clone(),
            capacity,
            unit: point.unit.clone(),
        })
    }

    /// Whether the post works here, and so takes dossiers in.
    pub fn is_post(&self) -> bool {
        self.capacity == Capacity::Post
    }

    /// The counters among somebody's points on a day; of who may act everywhere none are listed.
    pub(super) fn all(network: &Network, actor: &Actor, day: NaiveDate) -> Vec<Self> {
        let points = actor.places.iter().filter_map(|code| network.point_on(code, day));
        points.filter_map(|point| Self::of(point, actor)).collect()
    }

    /// The counter of this code, where this person may stand on a day.
    fn find(network: &Network, actor: &Actor, code: &PointCode, day: NaiveDate) -> Option<Self> {
        CounterWorker::of(actor).ok()?.at(code).ok()?;
        Self::of(network.point_on(code, day)?, actor)
    }

    /// Where somebody stands: the only counter there is, else the one that was chosen.
    pub async fn chosen(
        app: &Arc<App>,
        staff: &Staff,
        headers: &HeaderMap,
    ) -> Result<Option<Self>, Problem> {
        let by = CounterWorker::of(&staff.actor)?;
        let kept = cookies::value(headers, COOKIE).and_then(|code| code.parse().ok());
        let (copy, actor, today) = (app.clone(), staff.actor.clone(), app.clock.now().date());
        app.read(move |conn| {
            let network = &copy.known(conn)?.network;
            if let Some(kept) = kept.and_then(|code| Self::find(network, &actor, &code, today)) {
                return Ok(Some(kept));
            }
            let mut all = Self::all(network, &actor, today);
            let only = all.len() == 1 && *by.reach() != Reach::Everywhere;
            Ok(all.pop().filter(|_| only))
        })
        .await
    }

    /// The same as a one-stop desk; none where it is no desk.
    pub async fn at_desk(self, app: &Arc<App>) -> Result<Option<Self>, Problem> {
        let (copy, today) = (app.clone(), app.clock.now().date());
        app.read(move |conn| {
            let known = copy.known(conn)?;
            let point = known.network.point_on(&self.point, today);
            let is_desk = point.is_some_and(|point| point.roles.has(Capacity::Desk));
            Ok(is_desk.then_some(Self { capacity: Capacity::Desk, ..self }))
        })
        .await
    }

    /// The counter that a form names: it must be one of this person's.
    pub async fn named(app: &Arc<App>, staff: &Staff, code: &str) -> Result<Self, Problem> {
        let by = CounterWorker::of(&staff.actor)?;
        let none = || {
            Problem::new(INVALID).field("point").detail(
                "Cần mã một quầy đang hoạt động nơi anh/chị làm việc",
                "Expected the code of a counter in service where you work",
            )
        };
        let code: PointCode = code.parse().map_err(|_| none())?;
        by.at(&code)?;
        let (copy, actor, today) = (app.clone(), staff.actor.clone(), app.clock.now().date());
        app.read(move |conn| {
            let network = &copy.known(conn)?.network;
            Self::find(network, &actor, &code, today).ok_or_else(none)
        })
        .await
    }

    /// The header by which a browser remembers the choice for a year.
    pub(super) fn remember(&self) -> Option<HeaderValue> {
        let point = &self.point;
        let line = format!("{COOKIE}={point}; Path=/; SameSite=Lax; Max-Age=31536000");
        HeaderValue::try_from(line).ok()
    }
}

/// Somebody at a counter, reading a page. Who has not said where they stand is led to say it first.
#[derive(Debug, Clone)]
pub struct AtCounter {
    /// Who.
    pub staff: Staff,
    /// Where.
    pub here: Here,
}

impl FromRequestParts<Arc<App>> for AtCounter {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Response> {
        let staff = Staff::from_request_parts(parts, app).await?;
        match Here::chosen(app, &staff, &parts.headers).await {
            Ok(Some(here)) => Ok(Self { staff, here }),
            Ok(None) => Err(see("/counter")),
            Err(problem) => Err(problem.into_response()),
        }
    }
}
