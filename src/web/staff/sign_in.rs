//! `/sign-in` and `/sign-out`. Why failures cannot lock anybody out stands in
//! [`crate::people::patience`]; that unknown names and wrong passwords look alike, in
//! [`crate::flows::sign_in`].

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::shell::Chosen;
use super::{StaffForm, VisitorForm, page, see, with_cookie};
use crate::app::App;
use crate::base::{Lang, Words};
use crate::flows::{Entered, Entering, SignInRefusal, enter, knock};
use crate::people::patience::Knocker;
use crate::people::{CookieSecret, Password};
use crate::store::{StoreError, sessions, write};
use crate::web::Shared;
use crate::web::asker::Asker;
use crate::web::cookies::Cookie;
use crate::web::error::{FORBIDDEN, INVALID, Problem};
use crate::web::input::Query;
use crate::web::lang::Speak;
use crate::web::session::limits;

/// What the form says above its fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// Nothing yet.
    Nothing,
    /// The session ended by itself.
    Over,
    /// Signed out.
    SignedOut,
    /// The form did not come from this browser's page.
    Stale,
    /// Something was left empty.
    Empty,
    /// The name or the password.
    Wrong,
    /// Too many failures.
    Wait(u32),
}

/// What the template draws.
#[derive(Template)]
#[template(path = "staff/sign_in.html")]
pub struct SignInPage<'a> {
    lang: Lang,
    here: &'static str,
    token: &'a str,
    told: Told,
    name: &'a str,
    next: &'a str,
}

impl<'a> SignInPage<'a> {
    /// The form, with what was typed and where to go next.
    pub const fn new(lang: Lang, token: &'a str, told: Told, name: &'a str, next: &'a str) -> Self {
        Self { lang, here: "/sign-in", token, told, name, next }
    }

    fn say(&self, vi: &'static str, en: &'static str) -> &'static str {
        Words::new(vi, en).to(self.lang)
    }

    #[expect(clippy::unused_self, reason = "templates call it on what they hold")]
    fn style(&self) -> &'static str {
        super::style::path()
    }

    fn notice(&self) -> Option<String> {
        let said = |vi: &str, en: &str| Some(self.lang.pick(vi, en).to_owned());
        match self.told {
            Told::Nothing => None,
            Told::Over => said(
                "Phiên làm việc đã hết hạn; những gì vừa gửi chưa được ghi. Hãy đăng nhập lại.",
                "Your session is over and what you just sent was not taken. Please sign in again.",
            ),
            Told::SignedOut => said("Đã đăng xuất.", "You are signed out."),
            Told::Stale => said(
                "Trang đăng nhập đã cũ, hoặc trình duyệt chặn cookie. Hãy thử lại.",
                "This page was out of date, or the browser refuses cookies. Please try again.",
            ),
            Told::Empty => said("Hãy nhập tên và mật khẩu.", "Please type name and password."),
            Told::Wrong => said(
                "Tên đăng nhập hoặc mật khẩu không đúng.",
                "The name or the password is not right.",
            ),
            Told::Wait(seconds) => Some(match self.lang {
                Lang::Vi => format!("Sai nhiều lần liên tiếp: hãy đợi {seconds} giây rồi thử lại."),
                Lang::En => {
                    format!("Too many failed attempts: wait {seconds} seconds, then try again.")
                }
            }),
        }
    }
}

/// Where to go after signing in.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DoorQuery {
    /// A page of ours.
    #[serde(default)]
    next: String,
    /// A session ended by itself.
    #[serde(default)]
    over: String,
    /// Somebody signed out.
    #[serde(default)]
    out: String,
}

/// The form to sign in
///
/// For staff, with a name and a password. Programs show tokens.
#[utoipa::path(
    get,
    path = "/sign-in",
    tag = "staff",
    params(DoorQuery, ("lang" = Option<String>, Query, description = "`vi` or `en`")),
    responses((status = 200, description = "The page", body = String, content_type = "text/html"))
)]
pub async fn form(
    State(app): Shared,
    Speak(lang): Speak,
    chosen: Chosen,
    headers: HeaderMap,
    query: Result<Query<DoorQuery>, Problem>,
) -> Result<Response, Problem> {
    let (told, next) = match &query {
        Ok(Query(query)) if !query.over.is_empty() => (Told::Over, query.next.as_str()),
        Ok(Query(query)) if !query.out.is_empty() => (Told::SignedOut, query.next.as_str()),
        Ok(Query(query)) => (Told::Nothing, query.next.as_str()),
        Err(_) => (Told::Nothing, ""),
    };
    draw(&app, &headers, lang, told, "", next).map(|answer| chosen.keep(answer))
}

/// The form with what is to be said. A device without a secret gets one: the form's word follows from it.
fn draw(
    app: &App,
    headers: &HeaderMap,
    lang: Lang,
    told: Told,
    name: &str,
    next: &str,
) -> Result<Response, Problem> {
    let http = &app.settings.http;
    let held = Cookie::Device.read(headers, http);
    let device = held.clone().unwrap_or_else(|| CookieSecret::draw(&app.ids));
    let status = match told {
        Told::Nothing | Told::Over | Told::SignedOut => StatusCode::OK,
        Told::Stale => FORBIDDEN.status,
        Told::Empty | Told::Wrong => INVALID.status,
        Told::Wait(_) => StatusCode::TOO_MANY_REQUESTS,
    };
    let token = device.form_token();
    let mut answer = page(status, &SignInPage::new(lang, token.as_str(), told, name, next))?;
    if let Told::Wait(seconds) = told {
        answer.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    }
    let cookie = if held.is_none() { Cookie::Device.set(&device, http) } else { None };
    Ok(with_cookie(answer, cookie))
}

/// What was typed to sign in.
#[derive(Deserialize, ToSchema)]
pub struct SignIn {
    #[serde(default)]
    #[schema(example = "lan.nguyen")]
    name: String,
    #[serde(default)]
    #[schema(format = Password)]
    password: String,
    #[serde(default)]
    next: String,
    /// The hidden word of the form.
    #[serde(default, rename = "form_token")]
    #[expect(dead_code, reason = "read by the extractor; here for the description")]
    form_token: String,
}

impl std::fmt::Debug for SignIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SignIn(…)")
    }
}

/// Signs in
///
/// An unknown name and a wrong password are answered alike, in text and time.
#[utoipa::path(
    post,
    path = "/sign-in",
    tag = "staff",
    params(("lang" = Option<String>, Query, description = "`vi` or `en`")),
    request_body(content = SignIn, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 303, description = "Signed in: to the page that was wanted"),
        (status = 403, description = "The form again: it was not this browser's", body = String, content_type = "text/html"),
        (status = 429, description = "The form again: wait (`Retry-After`)", body = String, content_type = "text/html"),
    )
)]
pub async fn sign_in(
    State(app): Shared,
    Speak(lang): Speak,
    asker: Asker,
    headers: HeaderMap,
    form: Result<VisitorForm<SignIn>, Problem>,
) -> Result<Response, Problem> {
    let VisitorForm { device, form } = match form {
        Ok(form) => form,
        Err(problem) if problem.kind() == FORBIDDEN => {
            return draw(&app, &headers, lang, Told::Stale, "", "");
        }
        Err(problem) => return Err(problem),
    };
    let refuse = |told| draw(&app, &headers, lang, told, &form.name, &form.next);
    if form.name.trim().is_empty() || form.password.is_empty() {
        return refuse(Told::Empty);
    }
    let earlier = Cookie::Session.read(&headers, &app.settings.http);
    match open(&app, asker, device, &form, earlier).await? {
        Ok(entered) => {
            let first = entered.user.one_time_until.is_some();
            let to = if first { "/account" } else { inside(&form.next) };
            Ok(with_secrets(see(to), &app, &entered))
        }
        Err(SignInRefusal::Wrong) => refuse(Told::Wrong),
        Err(SignInRefusal::Wait { seconds }) => refuse(Told::Wait(seconds)),
        Err(SignInRefusal::Store(error)) => Err(error.into()),
    }
}

async fn open(
    app: &std::sync::Arc<App>,
    asker: Asker,
    device: CookieSecret,
    form: &SignIn,
    earlier: Option<CookieSecret>,
) -> Result<Result<Entered, SignInRefusal>, Problem> {
    let knocker = Knocker::new(&form.name, &asker.address, Some(device));
    let now = app.clock.now();
    let attempt = match app.intake.run(move |conn, _| knock(conn, now, knocker)).await? {
        Ok(attempt) => attempt,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let password = Password::typed(&form.password);
    let compared = app.passwords.compare(attempt.hash().clone(), password).await?;
    let entering =
        Entering { device: asker.device, earlier, limits: limits(app), newer_hash: compared.newer };
    let ids = app.ids.clone();
    let opened =
        app.intake.run(move |conn, _| enter(conn, now, &ids, attempt, compared.fits, entering));
    Ok(opened.await?)
}

/// An answer that gives the browser what it is to keep.
pub(super) fn with_secrets(answer: Response, app: &App, entered: &Entered) -> Response {
    let http = &app.settings.http;
    let answer = with_cookie(answer, Cookie::Session.set(&entered.secret, http));
    with_cookie(answer, Cookie::Device.set(&entered.device, http))
}

/// A page of ours, whatever was asked for: never another site's, nor one that a link should not open.
fn inside(next: &str) -> &str {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~/?=&%+".contains(&b);
    let ours = next.starts_with('/') && !next.starts_with("//") && next.bytes().all(plain);
    if ours { next } else { "/home" }
}

/// Nothing but the word of the form.
#[derive(Debug, Deserialize, ToSchema)]
pub struct Nothing {
    /// The hidden word of the form.
    #[serde(default, rename = "form_token")]
    #[expect(dead_code, reason = "read by the extractor; here for the description")]
    form_token: String,
}

/// Signs out
///
/// The session ends here and in the browser. The device stays known.
#[utoipa::path(
    post,
    path = "/sign-out",
    tag = "staff",
    request_body(content = Nothing, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303, description = "To the form to sign in"))
)]
pub async fn sign_out(
    State(app): Shared,
    StaffForm { staff, form: Nothing { .. } }: StaffForm<Nothing>,
) -> Result<Response, Problem> {
    let (user, session) = (staff.signed.user.id, staff.signed.session.id);
    let ended = app.intake.run(move |conn, _| {
        write(conn, |conn| -> Result<bool, StoreError> { sessions::end(conn, user, session) })
    });
    ended.await??;
    let mut answer = with_cookie(see("/sign-in?out=1"), Cookie::Session.clear(&app.settings.http));
    let clear = HeaderValue::from_static("\"cache\"");
    answer.headers_mut().insert("clear-site-data", clear);
    Ok(answer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_led_to_another_site() {
        assert_eq!(inside("/parcels/BH100000425VN?x=1"), "/parcels/BH100000425VN?x=1");
        for bad in
            ["", "home", "//evil.example", "https://evil.example", "/\\evil", "/a\r\nb", "/é"]
        {
            assert_eq!(inside(bad), "/home", "{bad}");
        }
    }
}
