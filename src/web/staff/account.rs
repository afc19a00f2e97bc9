//! `/account`: one's own password and the devices on which one is signed in.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use utoipa::ToSchema;

use super::form::{said_at, said_over};
use super::shell::Chosen;
use super::sign_in::{Nothing, with_secrets};
use super::{FormTrouble, Shell, Staff, StaffForm, page, see, words};
use crate::app::App;
use crate::base::{At, SessionId};
use crate::flows::{FlowRefusal, SignInRefusal, change_password, knock};
use crate::people::patience::Knocker;
use crate::people::{Password, PasswordRefusal, Session, User, UserRefusal};
use crate::store::{StoreError, sessions, write};
use crate::web::Shared;
use crate::web::asker::Asker;
use crate::web::cookies::Cookie;
use crate::web::error::Problem;
use crate::web::input::Path;

/// What the template draws.
#[derive(Template)]
#[template(path = "staff/account.html")]
pub struct AccountPage<'a> {
    shell: &'a Shell,
    user: &'a User,
    own: SessionId,
    sessions: &'a [Session],
    trouble: Option<FormTrouble>,
}

impl<'a> AccountPage<'a> {
    /// The page, with what is wrong with the form.
    pub const fn new(
        shell: &'a Shell,
        user: &'a User,
        own: SessionId,
        sessions: &'a [Session],
        trouble: Option<FormTrouble>,
    ) -> Self {
        Self { shell, user, own, sessions, trouble }
    }

    fn is_own(&self, session: &Session) -> bool {
        session.id == self.own
    }

    fn at(&self, field: &str) -> Option<&str> {
        said_at(self.trouble.as_ref(), field)
    }

    fn over(&self) -> Option<&str> {
        said_over(self.trouble.as_ref(), &["present", "password", "again"])
    }

    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "templates hand values over by reference"
    )]
    fn time(&self, at: &At) -> String {
        words::time(*at, self.shell.lang)
    }
}

/// One's own account
///
/// To change the password, and to end sessions on other devices.
#[utoipa::path(
    get,
    path = "/account",
    tag = "staff",
    responses((status = 200, description = "The page", body = String, content_type = "text/html"))
)]
pub async fn show(State(app): Shared, staff: Staff, chosen: Chosen) -> Result<Response, Problem> {
    draw(&app, &staff, StatusCode::OK, None).await.map(|answer| chosen.keep(answer))
}

async fn draw(
    app: &std::sync::Arc<App>,
    staff: &Staff,
    status: StatusCode,
    trouble: Option<FormTrouble>,
) -> Result<Response, Problem> {
    let user = staff.signed.user.id;
    let (now, limits) = (app.clock.now(), crate::web::session::limits(app));
    let mut open = app.read(move |conn| sessions::of_user(conn, user)).await?;
    open.retain(|session| !session.is_over(now, limits));
    let own = staff.signed.session.id;
    let shell = Shell { here: "/account".to_owned(), ..staff.shell.clone() };
    page(status, &AccountPage::new(&shell, &staff.signed.user, own, &open, trouble))
}

/// A new password.
#[derive(Deserialize, ToSchema)]
pub struct Change {
    /// The present one.
    #[serde(default)]
    #[schema(format = Password)]
    present: String,
    /// The new one.
    #[serde(default)]
    #[schema(format = Password)]
    password: String,
    /// The new one again.
    #[serde(default)]
    #[schema(format = Password)]
    again: String,
    /// The hidden word of the form.
    #[serde(default, rename = "form_token")]
    #[expect(dead_code, reason = "read by the extractor; here for the description")]
    form_token: String,
}

impl std::fmt::Debug for Change {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Change(…)")
    }
}

/// Changes one's password
///
/// Every session of the user ends; this one begins anew.
#[utoipa::path(
    post,
    path = "/account/password",
    tag = "staff",
    request_body(content = Change, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 303, description = "Changed"),
    )
)]
pub async fn change(
    State(app): Shared,
    asker: Asker,
    headers: axum::http::HeaderMap,
    StaffForm { staff, form }: StaffForm<Change>,
) -> Result<Response, Problem> {
    let lang = staff.lang();
    let user = &staff.signed.user;
    let refused = match chosen(&form, user, lang) {
        Err(trouble) => trouble,
        Ok(password) => {
            let device = Cookie::Device.read(&headers, &app.settings.http);
            let knocker = Knocker::new(user.name.as_str(), &asker.address, device);
            let now = app.clock.now();
            match app.intake.run(move |conn, _| knock(conn, now, knocker)).await? {
                Err(SignInRefusal::Store(error)) => return Err(error.into()),
                Err(SignInRefusal::Wrong) => FormTrouble::at_field("present", ""),
                Err(SignInRefusal::Wait { seconds }) => {
                    let vi =
                        format!("Sai nhiều lần liên tiếp: hãy đợi {seconds} giây rồi thử lại.");
                    let en = format!("Too many failed attempts: wait {seconds} seconds.");
                    FormTrouble::at_field("present", lang.pick(vi, en))
                }
                Ok(attempt) => {
                    let present = Password::typed(&form.present);
                    let held = attempt.hash().clone();
                    let fits = app.passwords.compare(held, present).await?.fits;
                    let hash = app.passwords.fingerprint(password).await?;
                    let (ids, session) = (app.ids.clone(), staff.signed.session.clone());
                    let changed = app.intake.run(move |conn, _| {
                        change_password(conn, now, &ids, &session, &attempt, fits, &hash)
                    });
                    match changed.await? {
                        Ok(entered) => {
                            return Ok(with_secrets(see("/home?changed=1"), &app, &entered));
                        }
                        Err(refusal) => FormTrouble::of(&Problem::from(refusal), lang),
                    }
                }
            }
        }
    };
    draw(&app, &staff, StatusCode::UNPROCESSABLE_ENTITY, Some(refused)).await
}

/// The new password, or what is wrong with it.
fn chosen(form: &Change, user: &User, lang: crate::base::Lang) -> Result<Password, FormTrouble> {
    let refuse = |refusal: PasswordRefusal| {
        let refusal = FlowRefusal::from(UserRefusal::from(refusal));
        FormTrouble::at_field(refusal.field().unwrap_or_default(), refusal.text(lang))
    };
    if form.present.is_empty() {
        let text = lang.pick("Hãy nhập mật khẩu hiện tại.", "Type the present password.");
        return Err(FormTrouble::at_field("present", text));
    }
    let password = Password::chosen(&form.password, &user.name).map_err(refuse)?;
    if password == Password::typed(&form.present) {
        return Err(refuse(PasswordRefusal::Same));
    }
    if password != Password::typed(&form.again) {
        let text = lang.pick("Hai lần nhập không giống nhau.", "The two are not the same.");
        return Err(FormTrouble::at_field("again", text));
    }
    Ok(password)
}

/// Ends one of one's own sessions
///
/// On a device left behind, say. Of others' sessions nothing is known here.
#[utoipa::path(
    post,
    path = "/account/sessions/{session_id}/end",
    tag = "staff",
    params(("session_id" = String, Path)),
    request_body(content = Nothing, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303, description = "It is not there any more"))
)]
pub async fn end(
    State(app): Shared,
    Path(session): Path<SessionId>,
    StaffForm { staff, .. }: StaffForm<Nothing>,
) -> Result<Response, Problem> {
    let user = staff.signed.user.id;
    let ended = app.intake.run(move |conn, _| {
        write(conn, |conn| -> Result<bool, StoreError> { sessions::end(conn, user, session) })
    });
    ended.await??;
    Ok(see("/account"))
}
