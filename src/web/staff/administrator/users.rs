//! `/users`: the administrator enters members of staff, gives them places, one-time passwords, and lets
//! them in no more.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::entry::{Entry, Typed, listed, points, roles};
use crate::app::App;
use crate::base::paging::MAX_LIMIT;
use crate::base::{At, Lang};
use crate::flows::{FirstPassword, create_user, disable_user, place_user, reset_user};
use crate::people::{Administrator, Password, User, UserIn};
use crate::store::users;
use crate::web::Shared;
use crate::web::api::users::{after, named, refused};
use crate::web::error::{CONFLICT, INVALID, Problem, ProblemBody};
use crate::web::input::{Path, Query};
use crate::web::staff::shell::Chosen;
use crate::web::staff::sign_in::Nothing;
use crate::web::staff::{FormTrouble, Shell, Staff, StaffForm, listing, page, see, sheet, words};

const A_PAGE: i64 = 50;

/// What the template draws.
#[derive(Template)]
#[template(path = "staff/administrator/users.html")]
pub struct UsersPage<'a> {
    shell: &'a Shell,
    users: &'a [User],
    next: Option<String>,
    now: At,
    entry: Entry,
}

impl UsersPage<'_> {
    fn roles(&self) -> Vec<(&'static str, &'static str)> {
        roles(false, self.shell.lang)
    }

    fn role(&self, user: &User) -> &'static str {
        user.role.words().to(self.shell.lang)
    }

    #[expect(clippy::unused_self, reason = "templates call it on what they hold")]
    fn places(&self, user: &User) -> String {
        listed(&user.places)
    }

    fn standing(&self, user: &User) -> &'static str {
        standing(user, self.now, self.shell.lang)
    }

    fn seen(&self, user: &User) -> String {
        seen(user, self.shell.lang)
    }

    fn is_oneself(&self, user: &User) -> bool {
        user.name.as_str() == self.shell.name
    }
}

fn standing(user: &User, now: At, lang: Lang) -> &'static str {
    match user.standing(now) {
        "disabled" => lang.pick("đã khóa", "disabled"),
        "one_time" => lang.pick("chờ đổi mật khẩu", "has to choose a password"),
        "one_time_over" => lang.pick("mật khẩu dùng một lần đã hết hạn", "one-time password over"),
        _ => "",
    }
}

fn seen(user: &User, lang: Lang) -> String {
    user.signed_in_at.map_or_else(
        || lang.pick("chưa đăng nhập", "never signed in").to_owned(),
        |at| words::time(at, lang),
    )
}

/// Where in the list.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListQuery {
    /// The place in the list that an earlier page gave.
    #[serde(default)]
    cursor: String,
}

/// The list of users
///
/// With a form for a new one. For the administrator.
#[utoipa::path(
    get,
    path = "/users",
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
    let answer = draw(&app, &staff, &query, Entry::default()).await?;
    Ok(chosen.keep(answer))
}

async fn draw(
    app: &Arc<App>,
    staff: &Staff,
    query: &ListQuery,
    entry: Entry,
) -> Result<Response, Problem> {
    let after = after(listing::cursor(&query.cursor))?;
    let found = app.read(move |conn| users::list(conn, after.as_ref(), A_PAGE)).await?;
    let status = if entry.is_wrong() { INVALID.status } else { StatusCode::OK };
    let shell = &Shell { here: "/users".to_owned(), ..staff.shell.clone() };
    let (users, next, now) = (&found.items, found.next, app.clock.now());
    page(status, &UsersPage { shell, users, next, now, entry })
}

/// The same list as a file
///
/// CSV for spreadsheets, without pages.
#[utoipa::path(
    get,
    path = "/users.csv",
    tag = "staff",
    responses((status = 200, description = "The file", body = String, content_type = "text/csv"))
)]
pub async fn file(State(app): Shared, staff: Staff) -> Result<Response, Problem> {
    Administrator::of(&staff.actor)?;
    let (lang, now) = (staff.lang(), app.clock.now());
    let rows = app.read(move |conn| -> Result<Vec<Vec<String>>, Problem> {
        let read = |cursor: Option<&str>| {
            let from = after(cursor)?;
            Ok(users::list(conn, from.as_ref(), MAX_LIMIT)?)
        };
        listing::whole(lang, read, |user: User| {
            vec![
                user.name.to_string(),
                user.role.words().to(lang).to_owned(),
                listed(&user.places),
                standing(&user, now, lang).to_owned(),
                seen(&user, lang),
                words::time(user.created_at, lang),
            ]
        })
    });
    let head = lang.pick(
        ["Tên đăng nhập", "Vai trò", "Các điểm", "Tình trạng", "Đăng nhập gần nhất", "Thêm lúc"],
        ["Name", "Role", "Points", "Standing", "Last signed in", "Entered"],
    );
    sheet::answer("users", &head, rows.await?)
}

/// Enters a user
///
/// The page that answers shows the one-time password, this once.
#[utoipa::path(
    post,
    path = "/users",
    tag = "staff",
    request_body(content = Typed, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, description = "The list, with the one-time password", body = String, content_type = "text/html"))
)]
pub async fn create(
    State(app): Shared,
    StaffForm { staff, form }: StaffForm<Typed>,
) -> Result<Response, Problem> {
    let by = Administrator::of(&staff.actor)?;
    let lang = staff.lang();
    let here = ListQuery::default();
    let input = match form.read(lang, UserIn::read) {
        Ok(input) => input,
        Err(trouble) => return draw(&app, &staff, &here, Entry::wrong(form, trouble)).await,
    };
    let password = Password::draw(&app.ids);
    let hash = app.passwords.fingerprint(password.clone()).await?;
    let cx = staff.context(&app);
    let made = app.intake.run(move |conn, known| {
        create_user(conn, &cx, &by, &known.network, input, (&hash, FirstPassword::OneTime))
    });
    match made.await?.map_err(refused) {
        Ok(user) => {
            let entry = Entry::drawn(user.name.to_string(), password.reveal());
            draw(&app, &staff, &here, entry).await
        }
        Err(problem) if problem.kind() == INVALID || problem.kind() == CONFLICT => {
            let trouble = FormTrouble::of(&problem, lang);
            draw(&app, &staff, &here, Entry::wrong(form, trouble)).await
        }
        Err(problem) => Err(problem),
    }
}

/// Resets a user's password
///
/// The page that answers shows the one-time password, this once.
#[utoipa::path(
    post,
    path = "/users/{name}/reset",
    tag = "staff",
    params(("name" = String, Path, example = "lan.nguyen")),
    request_body(content = Nothing, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, description = "The list, with the one-time password", body = String, content_type = "text/html"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn reset(
    State(app): Shared,
    Path(name): Path<String>,
    StaffForm { staff, .. }: StaffForm<Nothing>,
) -> Result<Response, Problem> {
    let by = Administrator::of(&staff.actor)?;
    let name = named(&name)?;
    let password = Password::draw(&app.ids);
    let hash = app.passwords.fingerprint(password.clone()).await?;
    let cx = staff.context(&app);
    let user = app.intake.run(move |conn, _| reset_user(conn, &cx, &by, &name, &hash)).await??;
    let entry = Entry::drawn(user.name.to_string(), password.reveal());
    draw(&app, &staff, &ListQuery::default(), entry).await
}

/// Disables a user
///
/// What they did stays on record.
#[utoipa::path(
    post,
    path = "/users/{name}/disable",
    tag = "staff",
    params(("name" = String, Path, example = "lan.nguyen")),
    request_body(content = Nothing, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 303, description = "Back to the list"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn disable(
    State(app): Shared,
    Path(name): Path<String>,
    StaffForm { staff, .. }: StaffForm<Nothing>,
) -> Result<Response, Problem> {
    let by = Administrator::of(&staff.actor)?;
    let (cx, name) = (staff.context(&app), named(&name)?);
    app.intake.run(move |conn, _| disable_user(conn, &cx, &by, &name)).await??;
    Ok(see("/users"))
}

/// Other places.
#[derive(Debug, Deserialize, ToSchema)]
pub struct Places {
    /// Points, with spaces or commas between them.
    #[serde(default)]
    points: String,
    /// The hidden word of the form.
    #[serde(default, rename = "form_token")]
    #[expect(dead_code, reason = "read by the extractor; here for the description")]
    form_token: String,
}

/// Gives a user other places
///
/// In place of the present ones.
#[utoipa::path(
    post,
    path = "/users/{name}/places",
    tag = "staff",
    params(("name" = String, Path, example = "lan.nguyen")),
    request_body(content = Places, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 303, description = "Back to the list"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn places(
    State(app): Shared,
    Path(name): Path<String>,
    StaffForm { staff, form }: StaffForm<Places>,
) -> Result<Response, Problem> {
    let by = Administrator::of(&staff.actor)?;
    let (cx, name, lang) = (staff.context(&app), named(&name)?, staff.lang());
    let placed = match points(&form.points, lang) {
        Err(trouble) => Err(trouble),
        Ok(points) => {
            let placed = app
                .intake
                .run(move |conn, known| place_user(conn, &cx, &by, &known.network, &name, points));
            listing::mendable(placed.await?.map_err(refused), lang)?.map(|_| ())
        }
    };
    match placed {
        Ok(()) => Ok(see("/users")),
        // Said over the list: the field with the same name belongs to the form for a new user.
        Err(trouble) => {
            let entry = Entry::wrong(Typed::default(), trouble.over_the_form());
            draw(&app, &staff, &ListQuery::default(), entry).await
        }
    }
}
