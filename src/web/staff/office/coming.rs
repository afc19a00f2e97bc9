//! `/office/coming`: everything on its way to a desk, the soonest first, as pages and as a file.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;

use super::AtDesk;
use super::lines::{ComingLine, Telling};
use crate::base::At;
use crate::base::paging::{MAX_LIMIT, Page};
use crate::store::{StoreError, office};
use crate::web::Shared;
use crate::web::api::paging::after;
use crate::web::error::Problem;
use crate::web::input::Query;
use crate::web::staff::counter::Here;
use crate::web::staff::listing::{cursor, whole};
use crate::web::staff::shell::Chosen;
use crate::web::staff::{Shell, page, sheet};

/// How many stand on one page.
const A_PAGE: i64 = 50;

/// What the template draws.
#[derive(Template)]
#[template(path = "staff/office/coming.html")]
struct ComingPage<'a> {
    shell: &'a Shell,
    here: &'a Here,
    view: ComingView,
}

struct ComingView {
    coming: Vec<ComingLine>,
    next: Option<String>,
}

/// Which page.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ComingQuery {
    /// The place in the list that an earlier page gave.
    #[serde(default)]
    cursor: String,
}

/// What is on its way to a desk
#[utoipa::path(
    get,
    path = "/office/coming",
    tag = "staff",
    params(ComingQuery),
    responses(
        (status = 200, description = "The page", body = String, content_type = "text/html"),
        (status = 303, description = "To the form to sign in, or to say at which desk one is"),
    )
)]
pub async fn list(
    State(app): Shared,
    AtDesk { staff, here }: AtDesk,
    chosen: Chosen,
    Query(query): Query<ComingQuery>,
) -> Result<Response, Problem> {
    let place = after(cursor(&query.cursor))?;
    let (copy, desk, lang, now) = (app.clone(), here.point.clone(), staff.lang(), app.clock.now());
    let read = app.read(move |conn| -> Result<Page<ComingLine>, StoreError> {
        let known = copy.known(conn)?;
        let telling = Telling { network: &known.network, now, lang };
        let found = office::coming_in(conn, &desk, place, A_PAGE)?;
        Ok(found.map(|one| telling.coming(&one)))
    });
    let Page { items, next } = read.await?;
    let shell = &Shell { here: "/office/coming".to_owned(), ..staff.shell };
    let view = ComingView { coming: items, next };
    Ok(chosen.keep(page(StatusCode::OK, &ComingPage { shell, here: &here, view })?))
}

/// The same as a file
///
/// CSV for spreadsheets, without pages: a row for each.
#[utoipa::path(
    get,
    path = "/office/coming.csv",
    tag = "staff",
    responses(
        (status = 200, description = "The file", body = String, content_type = "text/csv"),
        (status = 303, description = "To the form to sign in, or to say at which desk one is"),
    )
)]
pub async fn file(State(app): Shared, AtDesk { staff, here }: AtDesk) -> Result<Response, Problem> {
    let (copy, lang, now) = (app.clone(), staff.lang(), app.clock.now());
    let read = app.read(move |conn| -> Result<_, Problem> {
        let known = copy.known(conn)?;
        let telling = Telling { network: &known.network, now, lang };
        let page = |cursor: Option<&str>| {
            Ok(office::coming_in(conn, &here.point, after(cursor)?, MAX_LIMIT)?)
        };
        let at = |at: Option<At>| at.map(|at| at.to_string()).unwrap_or_default();
        whole(lang, page, |one| {
            let said = telling.coming(&one);
            vec![
                said.code,
                said.case,
                said.way.to_owned(),
                said.state.to_owned(),
                said.holder,
                at(one.promised),
                at(one.expected),
                said.pickup.unwrap_or_default(),
            ]
        })
    });
    let head = lang.pick(
        [
            "Số hiệu",
            "Mã hồ sơ",
            "Chiều",
            "Trạng thái",
            "Đang giữ",
            "Hẹn",
            "Dự kiến",
            "Hẹn đến nhận",
        ],
        ["Number", "Case", "Way", "State", "With", "Promised", "Expected", "Called for"],
    );
    sheet::answer("coming", &head, read.await?)
}
