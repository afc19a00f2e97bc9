//! `/tokens`: the administrator makes tokens for counters' devices and one-stop systems, and revokes them.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::users::{points, roles};
use crate::app::App;
use crate::base::{Lang, TokenId};
use crate::flows::{FlowRefusal, create_token, revoke_token};
use crate::people::{Administrator, Token, TokenIn};
use crate::store::tokens;
use crate::web::Shared;
use crate::web::api::users::refused;
use crate::web::error::{INVALID, Problem, ProblemBody};
use crate::web::input::{Path, Query};
use crate::web::staff::form::{said_at, said_over};
use crate::web::staff::shell::Chosen;
use crate::web::staff::sign_in::Nothing;
use crate::web::staff::{FormTrouble, Shell, Staff, StaffForm, page, see, words};

const A_PAGE: i64 = 50;

/// What the template draws.
#[derive(Template)]
#[template(path = "staff/administrator/tokens.html")]
pub struct TokensPage<'a> {
    shell: &'a Shell,
    tokens: &'a [Token],
    next: Option<String>,
    typed: Typed,
    /// A secret that was just drawn, and of what.
    drawn: Option<(String, String)>,
    trouble: Option<FormTrouble>,
}

/// What was typed for a new token.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
pub struct Typed {
    /// What to call it: a counter, a device, a system.
    #[serde(default)]
    name: String,
    /// A role.
    #[serde(default)]
    role: String,
    /// Points, with spaces or commas between them.
    #[serde(default)]
    points: String,
    /// The hidden word of the form.
    #[serde(default, rename = "form_token")]
    #[expect(dead_code, reason = "read by the extractor; here for the description")]
    form_token: String,
}

impl TokensPage<'_> {
    fn roles(&self) -> Vec<(&'static str, &'static str)> {
        roles(true, self.shell.lang)
    }

    fn role(&self, token: &Token) -> &'static str {
        words::role(token.role).to(self.shell.lang)
    }

    #[expect(clippy::unused_self, reason = "templates call it on what they hold")]
    fn places(&self, token: &Token) -> String {
        token.places.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
    }

    fn made(&self, token: &Token) -> String {
        words::time(token.created_at, self.shell.lang)
    }

    fn at(&self, field: &str) -> Option<&str> {
        said_at(self.trouble.as_ref(), field)
    }

    fn over(&self) -> Option<&str> {
        said_over(self.trouble.as_ref(), &["name", "role", "points"])
    }
}

/// Where in the list.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListQuery {
    /// The place in the list that an earlier page gave.
    #[serde(default)]
    cursor: String,
}

/// The list of tokens
///
/// With a form for a new one. For the administrator.
#[utoipa::path(
    get,
    path = "/tokens",
    tag = "staff",
    params(ListQuery),
    responses(
        (status = 200, description = "The page", body = String, content_type = "text/html"),
        (status = 303, description = "To the form to sign in"),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn list(
    State(app): Shared,
    staff: Staff,
    chosen: Chosen,
    Query(query): Query<ListQuery>,
) -> Result<Response, Problem> {
    Administrator::of(&staff.actor)?;
    let answer = draw(&app, &staff, &query, Typed::default(), None, None).await?;
    Ok(chosen.keep(answer))
}

async fn draw(
    app: &Arc<App>,
    staff: &Staff,
    query: &ListQuery,
    typed: Typed,
    drawn: Option<(String, String)>,
    trouble: Option<FormTrouble>,
) -> Result<Response, Problem> {
    let cursor = Some(query.cursor.as_str()).filter(|cursor| !cursor.is_empty());
    let after: Option<TokenId> = cursor.map(str::parse).transpose().map_err(|_| {
        Problem::new(INVALID)
            .field("?cursor")
            .detail("Cần con trỏ lấy từ trang trước", "Expected a cursor from an earlier page")
    })?;
    let found = app.read(move |conn| tokens::list(conn, after, A_PAGE)).await?;
    let status = if trouble.is_some() { INVALID.status } else { StatusCode::OK };
    let shell = &Shell { here: "/tokens".to_owned(), ..staff.shell.clone() };
    let (tokens, next) = (&found.items, found.next);
    page(status, &TokensPage { shell, tokens, next, typed, drawn, trouble })
}

/// Makes a token
///
/// The page that answers shows its secret, this once.
#[utoipa::path(
    post,
    path = "/tokens",
    tag = "staff",
    request_body(content = Typed, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, description = "The list, with the secret", body = String, content_type = "text/html"),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn create(
    State(app): Shared,
    StaffForm { staff, form }: StaffForm<Typed>,
) -> Result<Response, Problem> {
    let by = Administrator::of(&staff.actor)?;
    let (lang, here) = (staff.lang(), ListQuery::default());
    let input = match read(&form, lang) {
        Ok(input) => input,
        Err(trouble) => return draw(&app, &staff, &here, form, None, Some(trouble)).await,
    };
    let cx = staff.context(&app);
    let made =
        app.intake.run(move |conn, known| create_token(conn, &cx, &by, &known.network, input));
    match made.await?.map_err(refused) {
        Ok((token, secret)) => {
            let drawn = (token.name, secret.reveal().to_owned());
            draw(&app, &staff, &here, Typed::default(), Some(drawn), None).await
        }
        Err(problem) if problem.kind() == INVALID => {
            let trouble = FormTrouble::of(&problem, lang);
            draw(&app, &staff, &here, form, None, Some(trouble)).await
        }
        Err(problem) => Err(problem),
    }
}

fn read(form: &Typed, lang: Lang) -> Result<TokenIn, FormTrouble> {
    let role = form.role.parse().map_err(|_| {
        FormTrouble::at_field("role", lang.pick("Hãy chọn vai trò.", "Choose a role."))
    })?;
    let places = points(&form.points, lang)?;
    TokenIn::read(&form.name, role, places)
        .map_err(|refusal| FormTrouble::of(&refused(FlowRefusal::from(refusal)), lang))
}

/// Revokes a token
///
/// What its device still holds can be handed in and is set aside.
#[utoipa::path(
    post,
    path = "/tokens/{token_id}/revoke",
    tag = "staff",
    params(("token_id" = String, Path)),
    request_body(content = Nothing, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 303, description = "Back to the list"),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn revoke(
    State(app): Shared,
    Path(token): Path<TokenId>,
    StaffForm { staff, .. }: StaffForm<Nothing>,
) -> Result<Response, Problem> {
    let by = Administrator::of(&staff.actor)?;
    let cx = staff.context(&app);
    app.intake.run(move |conn, _| revoke_token(conn, &cx, &by, token)).await??;
    Ok(see("/tokens"))
}
