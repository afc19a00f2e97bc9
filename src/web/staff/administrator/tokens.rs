//! `/tokens`: the administrator makes tokens for counters' devices and one-stop systems, and revokes them.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;

use super::entry::{Entry, Typed, listed, roles};
use crate::app::App;
use crate::base::TokenId;
use crate::base::paging::MAX_LIMIT;
use crate::flows::{create_token, revoke_token};
use crate::people::{Administrator, Token, TokenIn};
use crate::store::tokens;
use crate::web::Shared;
use crate::web::api::paging::place;
use crate::web::api::users::refused;
use crate::web::error::{INVALID, Problem, ProblemBody};
use crate::web::input::{Path, Query};
use crate::web::staff::shell::Chosen;
use crate::web::staff::sign_in::Nothing;
use crate::web::staff::{Shell, Staff, StaffForm, listing, page, see, sheet, words};

const A_PAGE: i64 = 50;

/// What the template draws.
#[derive(Template)]
#[template(path = "staff/administrator/tokens.html")]
pub struct TokensPage<'a> {
    shell: &'a Shell,
    tokens: &'a [Token],
    next: Option<String>,
    entry: Entry,
}

impl TokensPage<'_> {
    fn roles(&self) -> Vec<(&'static str, &'static str)> {
        roles(true, self.shell.lang)
    }

    fn role(&self, token: &Token) -> &'static str {
        token.role.words().to(self.shell.lang)
    }

    #[expect(clippy::unused_self, reason = "templates call it on what they hold")]
    fn places(&self, token: &Token) -> String {
        listed(&token.places)
    }

    fn made(&self, token: &Token) -> String {
        words::time(token.created_at, self.shell.lang)
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
    let after = place(listing::cursor(&query.cursor))?;
    let found = app.read(move |conn| tokens::list(conn, after, A_PAGE)).await?;
    let status = if entry.is_wrong() { INVALID.status } else { StatusCode::OK };
    let shell = &Shell { here: "/tokens".to_owned(), ..staff.shell.clone() };
    let (tokens, next) = (&found.items, found.next);
    page(status, &TokensPage { shell, tokens, next, entry })
}

/// The same list as a file
///
/// CSV for spreadsheets, without pages.
#[utoipa::path(
    get,
    path = "/tokens.csv",
    tag = "staff",
    responses((status = 200, description = "The file", body = String, content_type = "text/csv"))
)]
pub async fn file(State(app): Shared, staff: Staff) -> Result<Response, Problem> {
    Administrator::of(&staff.actor)?;
    let lang = staff.lang();
    let rows = app.read(move |conn| -> Result<Vec<Vec<String>>, Problem> {
        let read = |cursor: Option<&str>| Ok(tokens::list(conn, place(cursor)?, MAX_LIMIT)?);
        listing::whole(lang, read, |token: Token| {
            vec![
                token.name,
                token.role.words().to(lang).to_owned(),
                listed(&token.places),
                words::time(token.created_at, lang),
                token.revoked_at.map_or_else(String::new, |at| words::time(at, lang)),
                token.id.to_string(),
            ]
        })
    });
    let head = lang.pick(
        ["Tên", "Vai trò", "Các điểm", "Tạo lúc", "Thu hồi lúc", "id"],
        ["Name", "Role", "Points", "Made", "Revoked", "id"],
    );
    sheet::answer("tokens", &head, rows.await?)
}

/// Makes a token
///
/// The page that answers shows its secret, this once.
#[utoipa::path(
    post,
    path = "/tokens",
    tag = "staff",
    request_body(content = Typed, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, description = "The list, with the secret", body = String, content_type = "text/html"))
)]
pub async fn create(
    State(app): Shared,
    StaffForm { staff, form }: StaffForm<Typed>,
) -> Result<Response, Problem> {
    let by = Administrator::of(&staff.actor)?;
    let (lang, here) = (staff.lang(), ListQuery::default());
    let input = match form.read(lang, TokenIn::read) {
        Ok(input) => input,
        Err(trouble) => return draw(&app, &staff, &here, Entry::wrong(form, trouble)).await,
    };
    let cx = staff.context(&app);
    let made =
        app.intake.run(move |conn, known| create_token(conn, &cx, &by, &known.network, input));
    let entry = match listing::mendable(made.await?.map_err(refused), lang)? {
        Ok((token, secret)) => Entry::drawn(token.name, secret.reveal()),
        Err(trouble) => Entry::wrong(form, trouble),
    };
    draw(&app, &staff, &here, entry).await
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
