//! `/counter/sheet`: a sheet of a printed list is scanned, and how its lines stand here is shown; one press then
//! records all of them. `/m/{sheet}` is where the QR on a sheet leads to.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::lists::ListLine;
use crate::app::App;
use crate::base::{At, Lang};
use crate::custody::LineOutcome;
use crate::dispatch::manifest::{Fit, Sheet};
use crate::flows::manifests::{SheetIn, TakenLine, TakenSheet, look_at_sheet};
use crate::network::Network;
use crate::people::ListKeeper;
use crate::web::Shared;
use crate::web::api::sheets::taken;
use crate::web::error::{CONFLICT, INVALID, NOT_FOUND, Problem};
use crate::web::input::{Path, Query};
use crate::web::staff::counter::{AtCounter, Here};
use crate::web::staff::form::said_at;
use crate::web::staff::shell::Chosen;
use crate::web::staff::{FormTrouble, Shell, Staff, StaffForm, page, see, words};

/// What the template draws.
#[derive(Template)]
#[template(path = "staff/hub/sheet.html")]
struct SheetPage<'a> {
    shell: &'a Shell,
    here: &'a Here,
    typed: &'a str,
    when: &'a str,
    view: Option<&'a SheetView>,
    trouble: Option<&'a FormTrouble>,
}

impl SheetPage<'_> {
    fn said(&self, field: &str) -> Option<&str> {
        said_at(self.trouble, field)
    }

    /// Whether the form that records it is there.
    fn can_record(&self) -> bool {
        self.view.is_some_and(|view| view.to_record > 0)
    }
}

/// How a sheet stands here.
struct SheetView {
    list: ListLine,
    from: String,
    sheet: String,
    proven: bool,
    action: &'static str,
    to_record: usize,
    done: usize,
    onward: usize,
    odd: Vec<LineView>,
    added: Vec<String>,
    recorded: usize,
}

/// A line that is not as the sheet says.
struct LineView {
    code: String,
    text: String,
}

impl SheetView {
    fn of(taken: &TakenSheet, network: &Network, (now, lang): (At, Lang)) -> Self {
        let count = |fit: fn(&TakenLine) -> bool| taken.lines.iter().filter(|l| fit(l)).count();
        let odd = taken.lines.iter().filter_map(|line| LineView::of(line, network, (now, lang)));
        let sheet = if taken.proven {
            taken.list.sheet()
        } else {
            Sheet { number: taken.list.number.clone(), commitment: None }
        };
        Self {
            list: ListLine::of(&taken.list, taken.list.lines.len() as i64, lang),
            from: super::named(network, &taken.list.at, now),
            sheet: sheet.to_string(),
            proven: taken.proven,
            action: taken.deed.action().words(lang),
            to_record: count(|line| line.fit == Fit::Stands),
            done: count(|line| line.fit == Fit::Done),
            onward: count(|line| line.fit == Fit::Onward),
            odd: odd.collect(),
            added: taken.added.clone(),
            recorded: taken.recorded(),
        }
    }

    fn is_whole(&self) -> bool {
        self.odd.is_empty() && self.added.is_empty()
    }
}

impl LineView {
    fn of(line: &TakenLine, network: &Network, (now, lang): (At, Lang)) -> Option<Self> {
        let text = match (&line.fit, &line.outcome) {
            (_, Some(LineOutcome::SetAside(_))) => {
                lang.pick("được giữ lại để đối chiếu", "kept to be matched").to_owned()
            }
            (Fit::Elsewhere(holder), _) => format!(
                "{} {}",
                lang.pick("đã đi nơi khác, hiện do", "went elsewhere; now with"),
                words::holder(holder, network, (now, lang))
            ),
            (Fit::Unknown, _) => lang.pick("không có mã này", "no such code").to_owned(),
            (Fit::Stands | Fit::Done | Fit::Onward, _) => return None,
        };
        Some(Self { code: line.code.clone(), text })
    }
}

/// Which sheet.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// What was read off it, or the number of its list.
    #[serde(default)]
    sheet: String,
}

/// A sheet is scanned
///
/// How its lines stand at this point. Nothing is recorded by looking.
#[utoipa::path(
    get,
    path = "/counter/sheet",
    tag = "staff",
    params(Asked),
    responses(
        (status = 200, description = "The page", body = String, content_type = "text/html"),
        (status = 303, description = "To the form to sign in, or to choose a counter"),
    )
)]
pub async fn show(
    State(app): Shared,
    AtCounter { staff, here }: AtCounter,
    chosen: Chosen,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let drawn = draw(&app, (&staff, &here), (&asked.sheet, ""), None);
    drawn.await.map(|answer| chosen.keep(answer))
}

/// Where the QR on a sheet leads to
#[utoipa::path(
    get,
    path = "/m/{sheet}",
    tag = "staff",
    params(("sheet" = String, Path, example = "BK-250408-7K2M9QXR.0BH4ZV8NM2CX")),
    responses((status = 303, description = "To the page where the sheet is recorded"))
)]
pub async fn led(_: Staff, Path(sheet): Path<String>) -> Result<Response, Problem> {
    lead(&sheet)
}

/// The same in capitals, as the QR spells it
#[utoipa::path(
    get,
    path = "/M/{sheet}",
    tag = "staff",
    params(("sheet" = String, Path, example = "BK-250408-7K2M9QXR.0BH4ZV8NM2CX")),
    responses((status = 303, description = "To the page where the sheet is recorded"))
)]
pub async fn led_capital(_: Staff, Path(sheet): Path<String>) -> Result<Response, Problem> {
    lead(&sheet)
}

fn lead(text: &str) -> Result<Response, Problem> {
    let sheet = crate::web::api::manifests::sheet(text)?;
    Ok(see(&format!("/counter/sheet?sheet={sheet}")))
}

async fn draw(
    app: &Arc<App>,
    (staff, here): (&Staff, &Here),
    (typed, when): (&str, &str),
    trouble: Option<FormTrouble>,
) -> Result<Response, Problem> {
    let by = ListKeeper::of(&staff.actor)?;
    let (mut trouble, lang) = (trouble, staff.lang());
    let mut view = None;
    if !typed.trim().is_empty() {
        match read(typed, here, None) {
            Ok(input) => {
                let (copy, cx) = (app.clone(), staff.context(app));
                let found = app.read(move |conn| -> Result<_, Problem> {
                    let known = copy.known(conn)?;
                    let taken = look_at_sheet(conn, &cx, &by, &known.network, &input)?;
                    Ok(SheetView::of(&taken, &known.network, (copy.clock.now(), lang)))
                });
                match found.await {
                    Ok(found) => view = Some(found),
                    Err(problem) if is_mendable(&problem) => {
                        let told = FormTrouble::of(&problem, lang).text().to_owned();
                        trouble.get_or_insert(FormTrouble::at_field("sheet", told));
                    }
                    Err(problem) => return Err(problem),
                }
            }
            Err(problem) => {
                let told = FormTrouble::of(&problem, lang).text().to_owned();
                trouble.get_or_insert(FormTrouble::at_field("sheet", told));
            }
        }
    }
    let status = if trouble.is_some() { INVALID.status } else { StatusCode::OK };
    let shell = &Shell { here: "/counter/sheet".to_owned(), ..staff.shell.clone() };
    let (view, trouble) = (view.as_ref(), trouble.as_ref());
    page(status, &SheetPage { shell, here, typed, when, view, trouble })
}

fn is_mendable(problem: &Problem) -> bool {
    [INVALID, CONFLICT, NOT_FOUND].contains(&problem.kind())
}

fn read(typed: &str, here: &Here, happened_at: Option<At>) -> Result<SheetIn, Problem> {
    Ok(SheetIn {
        sheet: crate::web::api::manifests::sheet(typed)?,
        at: here.point.clone(),
        capacity: Some(here.capacity),
        happened_at,
    })
}

/// A sheet to be recorded.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub struct SheetForm {
    /// The counter.
    #[serde(default)]
    #[schema(example = "480990")]
    point: String,
    /// What was read off the sheet, or the number of its list.
    #[serde(default)]
    #[schema(example = "BK-250408-7K2M9QXR.0BH4ZV8NM2CX")]
    sheet: String,
    /// When the things changed hands, like `2025-04-08T16:20`; now when empty.
    #[serde(default)]
    happened_at: String,
    /// `look` or `record`.
    #[serde(default, rename = "do")]
    #[schema(example = "record")]
    deed: String,
    /// The hidden word of the form.
    #[serde(default, rename = "form_token")]
    #[expect(dead_code, reason = "read by the extractor; here for the description")]
    form_token: String,
}

/// Looks at a sheet, or records it
///
/// Recording it again repeats what it recorded.
#[utoipa::path(
    post,
    path = "/counter/sheet",
    tag = "staff",
    request_body(content = SheetForm, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303, description = "To the sheet, as it stands then"))
)]
pub async fn work(
    State(app): Shared,
    StaffForm { staff, form }: StaffForm<SheetForm>,
) -> Result<Response, Problem> {
    let here = Here::named(&app, &staff, &form.point).await?;
    let lang = staff.lang();
    let at = (form.sheet.as_str(), form.happened_at.as_str());
    let told = |field, text: String| Some(FormTrouble::at_field(field, text));
    if form.sheet.trim().is_empty() {
        let text = lang.pick("Hãy quét mã QR trên tờ in.", "Scan the QR on the sheet.");
        return draw(&app, (&staff, &here), at, told("sheet", text.to_owned())).await;
    }
    let happened_at = match form.happened_at.trim() {
        "" => None,
        text => {
            let read = At::parse(&format!("{text}:00+07:00")).or_else(|_| At::parse(text));
            let Ok(happened_at) = read else {
                let text = lang.pick("Cần ngày và giờ.", "Expected a day and a time.");
                return draw(&app, (&staff, &here), at, told("happened_at", text.to_owned())).await;
            };
            Some(happened_at)
        }
    };
    let Ok(input) = read(&form.sheet, &here, happened_at) else {
        return draw(&app, (&staff, &here), at, None).await;
    };
    let sheet = input.sheet.to_string();
    if form.deed == "record" {
        match taken(&app, staff.context(&app), input, lang).await {
            Ok(_) => {}
            Err(problem) if is_mendable(&problem) => {
                let field =
                    if problem.at_field() == Some("happened_at") { "happened_at" } else { "sheet" };
                let text = FormTrouble::of(&problem, lang).text().to_owned();
                return draw(&app, (&staff, &here), at, told(field, text)).await;
            }
            Err(problem) => return Err(problem),
        }
    }
    Ok(see(&format!("/counter/sheet?sheet={sheet}")))
}
