//! What goes around every page of staff: who is signed in, where they work, where they can go, and in
//! which language. And the extractor that knows it.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::{HeaderMap, Uri, request::Parts};
use axum::response::{IntoResponse, Response};

use super::{see, with_cookie};
use crate::app::App;
use crate::base::{Actor, Context, Lang, Words};
use crate::people::{
    Administrator, AnomalyResolver, CaseWriter, CounterWorker, DeskPlanner, PhoneHolder,
    SplitDecider, TurnedAwayReader,
};
use crate::store::StoreError;
use crate::web::error::Problem;
use crate::web::lang;
use crate::web::middleware::Facts;
use crate::web::session::{Brought, Signed, signed};

/// Somebody who signed in and reads a page. Who has a one-time password is led to change it first, who is
/// not signed in to the door.
#[derive(Debug, Clone)]
pub struct Staff {
    /// The session.
    pub signed: Signed,
    /// Who acts.
    pub actor: Actor,
    /// What goes around the page.
    pub shell: Shell,
}

impl Staff {
    /// What a flow is told about this request.
    pub fn context(&self, app: &App) -> Context {
        Context { now: app.clock.now(), who: self.actor.clone(), ids: app.ids.clone() }
    }

    /// The language of the page.
    pub const fn lang(&self) -> Lang {
        self.shell.lang
    }

    pub(super) async fn of(
        app: &Arc<App>,
        signed: Signed,
        uri: &Uri,
        headers: &HeaderMap,
    ) -> Result<Self, Problem> {
        let actor = signed.user.actor();
        let lang = lang::of(uri, headers);
        let (copy, today) = (app.clone(), app.clock.now().date());
        let first = actor.places.first().cloned();
        let place = app.read(move |conn| -> Result<Option<String>, StoreError> {
            let Some(first) = first else { return Ok(None) };
            let known = copy.known(conn)?;
            let point =
                known.network.point_on(&first, today).or_else(|| known.network.point(&first));
            Ok(Some(point.map_or_else(|| first.to_string(), |point| point.name.clone())))
        });
        let place = place.await?;
        let shell = Shell {
            lang,
            here: here(uri),
            token: signed.form_token().as_str().to_owned(),
            name: signed.user.name.to_string(),
            role: actor.role.words().to(lang),
            place: match (place, actor.places.len()) {
                (Some(place), 1) => place,
                (Some(place), more) => format!("{place} +{}", more - 1),
                (None, _) => lang.pick("Tất cả các điểm", "All points").to_owned(),
            },
            places: ways(&actor, lang),
            decides: SplitDecider::of(&actor).is_ok(),
        };
        Ok(Self { signed, actor, shell })
    }
}

impl FromRequestParts<Arc<App>> for Staff {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Response> {
        let brought = Brought::ReadsOnly(&parts.method);
        let found =
            signed(app, &parts.headers, brought).await.map_err(IntoResponse::into_response)?;
        let Some(signed) = found else { return Err(see(&door(&parts.uri))) };
        if signed.user.one_time_until.is_some() && !parts.uri.path().starts_with("/account") {
            return Err(see("/account"));
        }
        if let Some(facts) = parts.extensions.get::<Facts>() {
            facts.shown(signed.user.id.acting());
        }
        Self::of(app, signed, &parts.uri, &parts.headers).await.map_err(IntoResponse::into_response)
    }
}

/// Remembers a language chosen by the switch, on whatever page it was.
#[derive(Debug, Clone, Copy)]
pub struct Chosen(Option<Lang>);

impl<S: Sync> FromRequestParts<S> for Chosen {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(lang::chosen(&parts.uri)))
    }
}

impl Chosen {
    /// The answer, with the choice remembered.
    pub fn keep(self, answer: Response) -> Response {
        with_cookie(answer, self.0.and_then(lang::remember))
    }
}

/// The way to the door, and back to where one wanted to go.
pub(super) fn door(uri: &Uri) -> String {
    let here = here(uri);
    let next: String = here.bytes().map(escaped).collect();
    if here == "/home" { "/sign-in".to_owned() } else { format!("/sign-in?next={next}") }
}

/// A byte as it stands in an address.
pub(super) fn escaped(byte: u8) -> String {
    if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
        char::from(byte).to_string()
    } else {
        format!("%{byte:02X}")
    }
}

/// The page's own address without the language, so that the switch can add one.
fn here(uri: &Uri) -> String {
    let query = uri.query().unwrap_or_default();
    let rest: Vec<&str> =
        query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("lang=")).collect();
    if rest.is_empty() {
        uri.path().to_owned()
    } else {
        format!("{}?{}", uri.path(), rest.join("&"))
    }
}

/// What goes around a page.
#[derive(Debug, Clone)]
pub struct Shell {
    /// The language.
    pub lang: Lang,
    /// The page's address, for the language switch.
    pub here: String,
    /// The word that forms bring.
    pub token: String,
    /// The user's name.
    pub name: String,
    /// The role, in words.
    pub role: &'static str,
    /// Where the user works, in words.
    pub place: String,
    /// Where the user can go.
    pub places: Vec<Way>,
    /// Whether the user may say where a part of a divided unit went.
    pub decides: bool,
}

/// A way to another page.
#[derive(Debug, Clone)]
pub struct Way {
    /// The address.
    pub path: &'static str,
    /// What it is called.
    pub name: &'static str,
}

impl Shell {
    /// A text in the page's language.
    pub fn say(&self, vi: &'static str, en: &'static str) -> &'static str {
        Words::new(vi, en).to(self.lang)
    }

    /// Whether the page is in English.
    pub fn is_english(&self) -> bool {
        self.lang == Lang::En
    }

    /// The style of these pages.
    pub fn style(&self) -> &'static str {
        super::style::path()
    }

    /// The same page in the other language.
    pub fn other(&self) -> String {
        let lang = self.lang.pick(Lang::En, Lang::Vi);
        let joint = if self.here.contains('?') { '&' } else { '?' };
        format!("{}{joint}lang={}", self.here, lang.code())
    }

    /// Whether this page is among those where the user can go.
    pub fn leads_to(&self, path: &str) -> bool {
        self.places.iter().any(|way| way.path == path)
    }

    /// Whether the page belongs to this way.
    pub fn is_at(&self, way: &Way) -> bool {
        let path = self.here.split('?').next().unwrap_or_default();
        path == way.path || path.strip_prefix(way.path).is_some_and(|rest| rest.starts_with('/'))
    }
}

/// Where somebody can go, by their rights.
pub(super) fn ways(actor: &Actor, lang: Lang) -> Vec<Way> {
    let way = |path, vi, en| Way { path, name: Words::new(vi, en).to(lang) };
    let mut ways =
        vec![way("/home", "Việc cần làm", "To do"), way("/look-up", "Tra cứu", "Look up")];
    if CounterWorker::of(actor).is_ok() {
        ways.insert(0, way("/counter", "Quầy", "Counter"));
        if DeskPlanner::of(actor).is_ok() {
            ways.insert(0, way("/office", "Bảng việc", "Board"));
        }
    } else if TurnedAwayReader::of(actor).is_ok() {
        ways.push(way("/counter/refused", "Hồ sơ từ chối", "Turned away"));
    }
    if AnomalyResolver::of(actor).is_ok() {
        ways.push(way("/exceptions", "Sự cố", "Exceptions"));
        ways.push(way("/anomalies", "Bất thường", "Anomalies"));
        ways.push(way("/set-aside", "Lượt quét chờ", "Scans set aside"));
    }
    if CaseWriter::of(actor).is_ok() {
        ways.push(way("/files", "Tệp", "Files"));
    }
    if PhoneHolder::of(actor).is_ok() {
        ways.push(way("/road/start", "Quét trên đường", "On the road"));
    }
    ways.push(way("/timetable", "Lịch chuyến", "Timetable"));
    ways.push(way("/network", "Mạng lưới", "Network"));
    ways.push(way("/catalogue", "Thủ tục", "Procedures"));
    if Administrator::of(actor).is_ok() {
        ways.push(way("/users", "Người dùng", "Users"));
        ways.push(way("/tokens", "Mã truy cập", "Tokens"));
        ways.push(way("/devices", "Thiết bị", "Devices"));
        ways.push(way("/phones", "Điện thoại", "Phones"));
        ways.push(way("/webhooks", "Webhook", "Webhooks"));
        ways.push(way("/access-log", "Nhật ký xem", "Access log"));
    }
    ways
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_switch_and_the_door_lead_back_to_where_one_was() {
        let uri: Uri = "/anomalies?status=open&lang=vi&point=481000".parse().unwrap();
        assert_eq!(here(&uri), "/anomalies?status=open&point=481000");
        assert_eq!(door(&uri), "/sign-in?next=/anomalies%3Fstatus%3Dopen%26point%3D481000");
        assert_eq!(door(&"/home".parse().unwrap()), "/sign-in");
    }
}
