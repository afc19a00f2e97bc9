//! `/phones`: everybody's phones, how they stand, and a way to stop one.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;

use super::{name_of, standing};
use crate::base::At;
use crate::base::paging::{DEFAULT_LIMIT, MAX_LIMIT};
use crate::people::{Administrator, Handset, User, WhosePhones};
use crate::store::phones;
use crate::web::Shared;
use crate::web::api::paging::place;
use crate::web::error::Problem;
use crate::web::input::Query;
use crate::web::staff::listing::{cursor, whole};
use crate::web::staff::shell::Chosen;
use crate::web::staff::{Shell, Staff, page, sheet, words};

/// A phone, and what its points are called.
struct Line {
    phone: Handset,
    user: User,
    places: String,
}

/// What the template draws.
#[derive(Template)]
#[template(path = "staff/phones/list.html")]
pub struct PhonesPage<'a> {
    shell: &'a Shell,
    lines: &'a [Line],
    next: Option<String>,
    now: At,
    revoked: bool,
}

impl PhonesPage<'_> {
    fn standing(&self, line: &Line) -> (&'static str, bool) {
        standing(&line.phone, &line.user, self.now, self.shell.lang)
    }

    fn role(&self, line: &Line) -> &'static str {
        line.user.role.words().to(self.shell.lang)
    }

    fn ago(&self, line: &Line) -> String {
        words::age(line.phone.seen_at, self.now, self.shell.lang)
    }

    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "templates hand values over by reference"
    )]
    fn time(&self, at: &At) -> String {
        words::time(*at, self.shell.lang)
    }
}

/// Where in the list.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListQuery {
    /// The place in the list that an earlier page gave.
    #[serde(default)]
    cursor: String,
    /// That a phone was revoked.
    #[serde(default)]
    revoked: String,
}

/// The list of phones
///
/// The newest first. For the administrator.
#[utoipa::path(
    get,
    path = "/phones",
    tag = "staff",
    params(ListQuery),
    responses((status = 200, description = "The page", body = String, content_type = "text/html"))
)]
pub async fn list(
    State(app): Shared,
    staff: Staff,
    chosen: Chosen,
    Query(query): Query<ListQuery>,
) -> Result<Response, Problem> {
    Administrator::of(&staff.actor)?;
    let after = place(cursor(&query.cursor))?;
    let (copy, now) = (app.clone(), app.clock.now());
    let read = app.read(move |conn| -> Result<_, Problem> {
        let known = copy.known(conn)?;
        let found = phones::list(conn, WhosePhones::All, after, DEFAULT_LIMIT)?;
        Ok(found.map(|(phone, user)| {
            let places = phone.places_of(&user);
            let names = places.iter().map(|code| name_of(&known.network, code, now));
            Line { places: names.collect::<Vec<_>>().join(", "), phone, user }
        }))
    });
    let found = read.await?;
    let shell = &Shell { here: "/phones".to_owned(), ..staff.shell.clone() };
    let (lines, next, revoked) = (&found.items, found.next, !query.revoked.is_empty());
    Ok(chosen.keep(page(StatusCode::OK, &PhonesPage { shell, lines, next, now, revoked })?))
}

/// The same list as a file
///
/// CSV for spreadsheets, without pages.
#[utoipa::path(
    get,
    path = "/phones.csv",
    tag = "staff",
    responses((status = 200, description = "The file", body = String, content_type = "text/csv"))
)]
pub async fn file(State(app): Shared, staff: Staff) -> Result<Response, Problem> {
    Administrator::of(&staff.actor)?;
    let (now, lang) = (app.clock.now(), staff.lang());
    let row = move |(phone, user): (Handset, User)| {
        let codes: Vec<String> = phone.places_of(&user).iter().map(ToString::to_string).collect();
        vec![
            phone.name.clone(),
            user.name.to_string(),
            user.role.words().to(lang).to_owned(),
            codes.join(" "),
            standing(&phone, &user, now, lang).0.to_owned(),
            phone.created_at.to_string(),
            phone.signed_in_at.to_string(),
            phone.seen_at.to_string(),
            phone.ended_at.map(|at| at.to_string()).unwrap_or_default(),
            phone.id.to_string(),
        ]
    };
    let read = app.read(move |conn| {
        let page = |after: Option<&str>| {
            Ok(phones::list(conn, WhosePhones::All, place(after)?, MAX_LIMIT)?)
        };
        whole(lang, page, row)
    });
    let head = lang.pick(
        [
            "Điện thoại",
            "Người dùng",
            "Vai trò",
            "Điểm",
            "Tình trạng",
            "Từ",
            "Đăng nhập lần cuối",
            "Liên lạc cuối",
            "Thu hồi lúc",
            "device",
        ],
        [
            "Phone",
            "User",
            "Role",
            "Points",
            "Standing",
            "Since",
            "Last signed in",
            "Last contact",
            "Revoked at",
            "device",
        ],
    );
    sheet::answer("phones", &head, read.await?)
}
