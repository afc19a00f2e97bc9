//! Lists of what goes together (bản kê): drawn up, listed, read and printed.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::documents::{FormatQuery, Wanted, room, sent};
use super::keyed::Keyed;
use super::paging::{after, limit};
use crate::app::App;
use crate::base::codes::scanned;
use crate::base::paging::Page;
use crate::base::place::BadCode;
use crate::base::{Capacity, Context, PointCode, TokenId};
use crate::dispatch::manifest::{MOST_LINES, Manifest, Sheet};
use crate::flows::manifests::{Asked, Of, draw_up, find_list};
use crate::flows::once;
use crate::flows::papers::manifest_of;
use crate::people::{ListKeeper, ListReader};
use crate::store::manifests;
use crate::web::Shared;
use crate::web::auth::Caller;
use crate::web::error::{INVALID, Problem, ProblemBody};
use crate::web::input::{Path, Query};

/// What a list is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum KindIn {
    /// What lies in a bag (E2).
    Bag,
    /// What is aboard a run (BD10).
    Run,
    /// What a postman takes out (BD13).
    Round,
    /// What an office has in hand and has to pass on (BD6).
    Office,
    /// The lists a point signed in a day: its hand-over book.
    Book,
}

/// A list to be drawn up.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = ManifestIn)]
#[serde(deny_unknown_fields)]
pub struct ManifestBody {
    /// What it is of.
    kind: KindIn,
    /// Where it is drawn up.
    #[schema(value_type = String, example = "481900")]
    at: PointCode,
    /// For the post or the desk, where the point is both.
    #[serde(rename = "as")]
    #[schema(value_type = Option<String>, pattern = "^(post|desk)$")]
    capacity: Option<Capacity>,
    /// `bag`: its code or QR code.
    bag: Option<String>,
    /// `run`: its code.
    run: Option<String>,
    /// `round`: the token or user that stands for the postman.
    #[schema(value_type = Option<String>)]
    postman: Option<TokenId>,
    /// `book`: the day; today when not given.
    #[schema(value_type = Option<String>, format = Date)]
    day: Option<NaiveDate>,
    /// What was scanned, for a list of that; without it the list is of what is there by the record.
    #[serde(default)]
    #[schema(max_items = 2000)]
    codes: Vec<String>,
}

impl ManifestBody {
    fn read(self) -> Result<Asked, Problem> {
        let missing = |field: &'static str| {
            Problem::new(INVALID)
                .field(field)
                .detail("Cần ghi rõ cho loại bản kê này", "Expected for a list of this kind")
        };
        let given = [
            ("bag", self.bag.is_some(), KindIn::Bag),
            ("run", self.run.is_some(), KindIn::Run),
            ("postman", self.postman.is_some(), KindIn::Round),
            ("day", self.day.is_some(), KindIn::Book),
        ];
        if let Some((field, ..)) = given.into_iter().find(|(_, is, of)| *is && *of != self.kind) {
            return Err(Problem::new(INVALID).field(field).detail(
                "Không dùng cho loại bản kê này",
                "Expected nothing for a list of this kind",
            ));
        }
        let of = match self.kind {
            KindIn::Bag => Of::Bag(scanned(&self.bag.ok_or_else(|| missing("bag"))?)),
            KindIn::Run => Of::Run(scanned(&self.run.ok_or_else(|| missing("run"))?)),
            KindIn::Round => Of::Round(self.postman.ok_or_else(|| missing("postman"))?),
            KindIn::Office => Of::Office,
            KindIn::Book => Of::Book(self.day),
        };
        if self.codes.len() > MOST_LINES || self.kind == KindIn::Book && !self.codes.is_empty() {
            let most = if self.kind == KindIn::Book { 0 } else { MOST_LINES };
            return Err(Problem::new(INVALID).field("codes").detail(
                format!("Cần tối đa {most} mã"),
                format!("Expected at most {most} codes"),
            ));
        }
        let long = self.codes.iter().position(|code| code.chars().count() > 200);
        if let Some(n) = long {
            return Err(Problem::new(INVALID)
                .field(format!("codes[{n}]"))
                .detail("Cần mã tối đa 200 ký tự", "Expected a code of at most 200 characters"));
        }
        let codes = self.codes.iter().map(|code| scanned(code)).collect();
        Ok(Asked { of, at: self.at, capacity: self.capacity, codes })
    }
}

/// A list.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct ManifestOut {
    /// Its number.
    #[schema(example = "BK-250408-7K2M9QXR")]
    number: String,
    /// `bag`, `run`, `round`, `office`, `book` or `handover`.
    kind: String,
    /// Where it was drawn up,
    at: String,
    /// for the post or the desk.
    #[serde(rename = "as")]
    capacity: String,
    /// The day it is for.
    day: String,
    made_at: String,
    /// The 12 symbols that commit to its codes.
    #[schema(example = "0BH4ZV8NM2CX")]
    commitment: String,
    /// The text of the QR on its sheets.
    sheet: String,
    /// What stands on it, in order.
    lines: Vec<String>,
}

impl ManifestOut {
    fn of(list: &Manifest, public_url: &str) -> Self {
        Self {
            number: list.number.clone(),
            kind: list.subject.as_str().to_owned(),
            at: list.at.to_string(),
            capacity: list.capacity.to_string(),
            day: list.day.to_string(),
            made_at: list.made_at.to_string(),
            commitment: list.commitment().to_string(),
            sheet: list.sheet().url(public_url),
            lines: list.lines.iter().map(|line| line.code.clone()).collect(),
        }
    }
}

/// Draw up a list
///
/// Of what lies in a bag, on a run, with a postman or in an office by the record, or of the codes given; or of
/// the lists a point signed in a day. The same of the same again is the same list, under the same number.
#[utoipa::path(
    post,
    path = "/api/v1/manifests",
    tag = "manifests",
    security(("token" = [])),
    params(("Idempotency-Key" = Option<String>, Header, description = "1 to 200 visible ASCII characters", pattern = "^[!-~]{1,200}$")),
    request_body = ManifestBody,
    responses(
        (status = 201, body = ManifestOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "No such bag, run or code", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "Nothing is there to be listed", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn draw(
    State(app): Shared,
    caller: Caller,
    Keyed { input, key }: Keyed<ManifestBody>,
) -> Result<(StatusCode, axum::Json<ManifestOut>), Problem> {
    let cx = caller.context(&app);
    let by = ListKeeper::of(&cx.who)?;
    let asked = input.read()?;
    let place = app.clone();
    let drawn = app.intake.run_beside_scans(move |conn, known| {
        once(conn, &cx, key.as_ref(), |conn| {
            let list = draw_up(conn, &cx, &by, &known.network, asked)?;
            Ok(ManifestOut::of(&list, &place.settings.http.public_url))
        })
    });
    Ok((StatusCode::CREATED, axum::Json(drawn.await??)))
}

/// Whose lists.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListsOf {
    /// The point that drew them up.
    #[param(value_type = String, example = "481900")]
    point: PointCode,
    /// `next` of an earlier page.
    cursor: Option<String>,
    /// At most so many.
    #[param(minimum = 1, maximum = 500, default = 50)]
    limit: Option<i64>,
}

/// A list without its lines.
#[derive(Debug, Serialize, ToSchema)]
pub struct ListedOut {
    number: String,
    kind: String,
    day: String,
    made_at: String,
    /// How many lines it has.
    lines: i64,
}

/// A page of lists.
#[derive(Debug, Serialize, ToSchema)]
pub struct ListsOut {
    items: Vec<ListedOut>,
    /// The cursor of the next page.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// List the lists a point drew up
///
/// The newest first.
#[utoipa::path(
    get,
    path = "/api/v1/manifests",
    tag = "manifests",
    security(("token" = [])),
    params(ListsOf),
    responses(
        (status = 200, body = ListsOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn list(
    State(app): Shared,
    Caller(actor): Caller,
    Query(query): Query<ListsOf>,
) -> Result<axum::Json<ListsOut>, Problem> {
    ListReader::of(&actor)?.at(&query.point)?;
    let (before, limit) = (after(query.cursor.as_deref())?, limit(query.limit)?);
    let found = app.read(move |conn| manifests::list(conn, &query.point, before, limit));
    let Page { items, next } = found.await.map_err(Problem::from)?;
    let out = |(list, lines): (Manifest, i64)| ListedOut {
        number: list.number,
        kind: list.subject.as_str().to_owned(),
        day: list.day.to_string(),
        made_at: list.made_at.to_string(),
        lines,
    };
    Ok(axum::Json(ListsOut { items: items.into_iter().map(out).collect(), next }))
}

/// Reads what stands on a sheet from a path.
pub(in crate::web) fn sheet(text: &str) -> Result<Sheet, Problem> {
    text.parse().map_err(|told: BadCode| {
        let vi = "Cần mã trên tờ in, hoặc số bản kê như BK-250408-7K2M9QXR";
        Problem::new(INVALID).field("sheet").detail(vi, told.to_string())
    })
}

/// Read a list
///
/// By the code on its sheet, or by its number where one works. A sheet that does not prove the list kept under
/// its number is refused.
#[utoipa::path(
    get,
    path = "/api/v1/manifests/{sheet}",
    tag = "manifests",
    security(("token" = [])),
    params(("sheet" = String, Path, description = "The code of a sheet, or a list's number", example = "BK-250408-7K2M9QXR")),
    responses(
        (status = 200, body = ManifestOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "The sheet is of another list", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn show(
    State(app): Shared,
    Caller(actor): Caller,
    Path(text): Path<String>,
) -> Result<axum::Json<ManifestOut>, Problem> {
    let (by, sheet) = (ListReader::of(&actor)?, sheet(&text)?);
    let list = app.read(move |conn| find_list(conn, &by, &sheet));
    Ok(axum::Json(ManifestOut::of(&list.await?, &app.settings.http.public_url)))
}

/// Print a list
///
/// E2, BD10, BD13, BD6, the hand-over book or the hand-over record. A round (BD13) names receivers with address
/// and phone number: for the post at its own point alone, and noted as a look at each of them.
#[utoipa::path(
    get,
    path = "/api/v1/manifests/{sheet}/paper",
    tag = "manifests",
    security(("token" = [])),
    params(("sheet" = String, Path, description = "The code of a sheet, or a list's number", example = "BK-250408-7K2M9QXR"), FormatQuery),
    responses(
        (status = 200, description = "PDF, PNG or SVG", content((Vec<u8> = "application/pdf"), (Vec<u8> = "image/png"), (String = "image/svg+xml"))),
        (status = 304, description = "As it was (`If-None-Match`)"),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn paper(
    State(app): Shared,
    caller: Caller,
    Path(text): Path<String>,
    Query(query): Query<FormatQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let wanted = query.of_paper()?;
    the_paper(&app, caller.context(&app), &text, wanted, &headers).await
}

/// The paper of a list, for whoever may read it.
pub async fn the_paper(
    app: &Arc<App>,
    cx: Context,
    text: &str,
    wanted: Wanted,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let (by, sheet) = (ListReader::of(&cx.who)?, sheet(text)?);
    let place = app.clone();
    let found = app.read(move |conn| -> Result<_, Problem> {
        let list = find_list(conn, &by, &sheet)?;
        let known = place.known(conn)?;
        let document = manifest_of(conn, &room(&place, &known, &cx), &list)?;
        tracing::info!(token = %cx.who.token, list = %list.number, "a list was printed");
        Ok((list.number, document))
    });
    let (number, document) = found.await?;
    sent(app, document, wanted, headers, &number).await
}
