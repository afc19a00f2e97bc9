//! `/counter/manifests`: the lists a point drew up, to print again; and a new one of a postman's round, of the
//! office or of the day. Those of bags and runs are drawn up from their pages. They also come as a file.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::app::App;
use crate::base::codes::scanned;
use crate::base::paging::{MAX_LIMIT, Page};
use crate::base::{Lang, Words};
use crate::dispatch::manifest::{Manifest, Subject};
use crate::flows::manifests::{Asked, Of, draw_up};
use crate::people::{ListKeeper, RoundReader};
use crate::store::{StoreError, manifests, tokens};
use crate::web::Shared;
use crate::web::api::paging::after;
use crate::web::error::{CONFLICT, INVALID, NOT_FOUND, Problem};
use crate::web::input::Query;
use crate::web::staff::counter::{AtCounter, Here};
use crate::web::staff::form::{said_at, said_over};
use crate::web::staff::listing::{cursor, whole};
use crate::web::staff::shell::Chosen;
use crate::web::staff::{FormTrouble, Shell, Staff, StaffForm, page, see, sheet, words};

/// How many stand on one page.
const A_PAGE: i64 = 25;

/// What the template draws.
#[derive(Template)]
#[template(path = "staff/hub/lists.html")]
struct ListsPage<'a> {
    shell: &'a Shell,
    here: &'a Here,
    lists: &'a [ListLine],
    next: Option<String>,
    postmen: &'a [(String, String)],
    rounds: bool,
    today: String,
    typed: &'a ManifestForm,
    trouble: Option<&'a FormTrouble>,
}

impl ListsPage<'_> {
    fn said(&self, field: &str) -> Option<&str> {
        said_at(self.trouble, field)
    }

    /// What is wrong with no field that is there: where no postman works, none can be chosen.
    fn over(&self) -> Option<&str> {
        let is_chosen = self.rounds && !self.postmen.is_empty();
        said_over(self.trouble, if is_chosen { &["postman", "day"] } else { &["day"] })
    }
}

/// A list in words.
pub(super) struct ListLine {
    /// Its number.
    pub number: String,
    /// What it is.
    pub kind: &'static str,
    /// The day it is for.
    pub day: String,
    /// When it was drawn up.
    pub made: String,
    /// How many lines it has.
    pub lines: i64,
}

impl ListLine {
    /// A list of so many lines.
    pub fn of(list: &Manifest, lines: i64, lang: Lang) -> Self {
        Self {
            number: list.number.clone(),
            kind: kind(&list.subject).to(lang),
            day: words::day(list.day, lang),
            made: words::time(list.made_at, lang),
            lines,
        }
    }
}

/// What a list is, as the post calls its form.
const fn kind(subject: &Subject) -> Words {
    match subject {
        Subject::Bag(_) => Words::new("Bản kê trong túi (E2)", "List of a bag (E2)"),
        Subject::Run(_) => Words::new("Bản kê chuyến (BD10)", "Manifest of a run (BD10)"),
        Subject::Round(_) => Words::new("Bản kê đi phát (BD13)", "List of a round (BD13)"),
        Subject::Office => Words::new("Bản kê bưu cục (BD6)", "List of the office (BD6)"),
        Subject::Book => Words::new("Sổ giao nhận", "Hand-over book"),
        Subject::Handover { .. } => Words::new("Biên bản giao nhận", "Hand-over record"),
    }
}

/// Which page of lists.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListsQuery {
    /// The place in the list that an earlier page gave.
    #[serde(default)]
    cursor: String,
}

/// The lists a point drew up
///
/// The newest first.
#[utoipa::path(
    get,
    path = "/counter/manifests",
    tag = "staff",
    params(ListsQuery),
    responses(
        (status = 200, description = "The page", body = String, content_type = "text/html"),
        (status = 303, description = "To the form to sign in, or to choose a counter"),
    )
)]
pub async fn show(
    State(app): Shared,
    AtCounter { staff, here }: AtCounter,
    chosen: Chosen,
    Query(query): Query<ListsQuery>,
) -> Result<Response, Problem> {
    let form = ManifestForm::default();
    let drawn = draw(&app, (&staff, &here), &query.cursor, &form, None);
    drawn.await.map(|answer| chosen.keep(answer))
}

async fn draw(
    app: &Arc<App>,
    (staff, here): (&Staff, &Here),
    from: &str,
    typed: &ManifestForm,
    trouble: Option<&FormTrouble>,
) -> Result<Response, Problem> {
    ListKeeper::of(&staff.actor)?;
    let before = after(cursor(from))?;
    let (point, lang) = (here.point.clone(), staff.lang());
    let rounds = RoundReader::of(&staff.actor).is_ok();
    let found = app.read(move |conn| -> Result<_, StoreError> {
        let page = manifests::list(conn, &point, before, A_PAGE)?;
        let page = page.map(|(list, lines)| ListLine::of(&list, lines, lang));
        let postmen = if rounds { tokens::couriers_at(conn, &point)? } else { Vec::new() };
        Ok((page, postmen))
    });
    let (Page { items, next }, postmen) = found.await?;
    let postmen: Vec<_> =
        postmen.into_iter().map(|(token, name)| (token.to_string(), name)).collect();
    let status = if trouble.is_some() { INVALID.status } else { StatusCode::OK };
    let shell = &Shell { here: "/counter/manifests".to_owned(), ..staff.shell.clone() };
    let today = app.clock.now().date().to_string();
    let (lists, postmen) = (&items, &postmen);
    let drawn = ListsPage { shell, here, lists, next, postmen, rounds, today, typed, trouble };
    page(status, &drawn)
}

/// The same lists as a file
///
/// CSV for spreadsheets, without pages: a row for each list.
#[utoipa::path(
    get,
    path = "/counter/manifests.csv",
    tag = "staff",
    responses(
        (status = 200, description = "The file", body = String, content_type = "text/csv"),
        (status = 303, description = "To the form to sign in, or to choose a counter"),
    )
)]
pub async fn file(
    State(app): Shared,
    AtCounter { staff, here }: AtCounter,
) -> Result<Response, Problem> {
    ListKeeper::of(&staff.actor)?;
    let (point, lang) = (here.point, staff.lang());
    let read = app.read(move |conn| {
        let page = |cursor: Option<&str>| {
            let before = after(cursor)?;
            Ok(manifests::list(conn, &point, before, MAX_LIMIT)?)
        };
        whole(lang, page, |(list, lines)| {
            vec![
                list.number.clone(),
                kind(&list.subject).to(lang).to_owned(),
                list.day.to_string(),
                list.made_at.to_string(),
                lines.to_string(),
            ]
        })
    });
    let head = lang.pick(
        ["Số", "Loại", "Ngày", "Lập lúc", "Số dòng"],
        ["Number", "Kind", "Day", "Drawn up at", "Lines"],
    );
    sheet::answer("manifests", &head, read.await?)
}

/// A list to be drawn up.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub struct ManifestForm {
    /// The counter.
    #[serde(default)]
    #[schema(example = "481900")]
    point: String,
    /// `bag`, `run`, `round`, `office` or `book`.
    #[serde(default)]
    #[schema(example = "office")]
    kind: String,
    /// The bag's code.
    #[serde(default)]
    bag: String,
    /// The run's code.
    #[serde(default)]
    run: String,
    /// The postman, by the token that stands for them.
    #[serde(default)]
    postman: String,
    /// The day of the book; today when empty.
    #[serde(default)]
    day: String,
    /// The hidden word of the form.
    #[serde(default, rename = "form_token")]
    #[expect(dead_code, reason = "read by the extractor; here for the description")]
    form_token: String,
}

impl ManifestForm {
    fn read(&self, lang: Lang) -> Result<Of, FormTrouble> {
        let mend = |field, vi, en| FormTrouble::at_field(field, lang.pick(vi, en));
        match self.kind.as_str() {
            "bag" => Ok(Of::Bag(scanned(&self.bag))),
            "run" => Ok(Of::Run(scanned(&self.run))),
            "round" => match self.postman.trim().parse() {
                Ok(token) => Ok(Of::Round(token)),
                Err(_) => Err(mend("postman", "Hãy chọn bưu tá.", "Choose a postman.")),
            },
            "office" => Ok(Of::Office),
            "book" => match self.day.trim() {
                "" => Ok(Of::Book(None)),
                day => match day.parse() {
                    Ok(day) => Ok(Of::Book(Some(day))),
                    Err(_) => Err(mend("day", "Cần một ngày.", "Expected a day.")),
                },
            },
            _ => Err(mend("kind", "Hãy chọn loại bản kê.", "Choose a kind of list.")),
        }
    }
}

/// Draws up a list
///
/// The same of the same again leads to the same list.
#[utoipa::path(
    post,
    path = "/counter/manifests",
    tag = "staff",
    request_body(content = ManifestForm, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303, description = "To the list"))
)]
pub async fn work(
    State(app): Shared,
    StaffForm { staff, form }: StaffForm<ManifestForm>,
) -> Result<Response, Problem> {
    let here = Here::named(&app, &staff, &form.point).await?;
    let lang = staff.lang();
    let of = match form.read(lang) {
        Ok(of) => of,
        Err(told) => return draw(&app, (&staff, &here), "", &form, Some(&told)).await,
    };
    let (cx, by) = (staff.context(&app), ListKeeper::of(&staff.actor)?);
    let capacity = Some(here.capacity);
    let asked = Asked { of, at: here.point.clone(), capacity, codes: Vec::new() };
    let drawn = app
        .intake
        .run_beside_scans(move |conn, known| draw_up(conn, &cx, &by, &known.network, asked));
    match drawn.await? {
        Ok(list) => Ok(see(&format!("/counter/manifests/{}", list.number))),
        Err(refused) => {
            let told = Problem::from(refused);
            if ![INVALID, CONFLICT, NOT_FOUND].contains(&told.kind()) {
                return Err(told);
            }
            let told = FormTrouble::of(&told, lang).over_the_form();
            draw(&app, (&staff, &here), "", &form, Some(&told)).await
        }
    }
}
