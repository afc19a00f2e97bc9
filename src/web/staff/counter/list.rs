//! `/counter/list/give` and `/counter/list/receive`: a list is scanned line by line and then signed. Each
//! code and Enter adds a line; the page carries the list until it is signed, so it works without script and
//! nothing is on record before. The list's number makes signing it twice one signature.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use utoipa::ToSchema;

use super::about::about;
use super::typed::{Troubles, Typed};
use super::{AtCounter, Here};
use crate::app::App;
use crate::base::codes::{HandoverNumber, scanned};
use crate::base::{Capacity, Lang, PointCode};
use crate::flows::{LineIn, ListIn, Rules, sign_list};
use crate::people::CounterWorker;
use crate::store::StoreError;
use crate::web::Shared;
use crate::web::error::{INVALID, NOT_FOUND, Problem, ProblemBody};
use crate::web::input::Path;
use crate::web::staff::shell::Chosen;
use crate::web::staff::{Shell, Staff, StaffForm, page, see};

/// The most lines of one list: what two persons count through together.
const LINES: usize = 200;

/// What the template draws.
#[derive(Template)]
#[template(path = "staff/counter/list.html")]
struct ListPage<'a> {
    shell: &'a Shell,
    here: &'a Here,
    way: Way,
    form: &'a Typed,
    lines: &'a [LineView],
    points: &'a [(String, String)],
    troubles: &'a Troubles,
}

/// A line as far as it is known before it is signed.
#[derive(Debug, Clone)]
struct LineView {
    n: usize,
    code: String,
    about: Option<String>,
    papers: String,
    seal: String,
    counted: String,
}

impl ListPage<'_> {
    fn said(&self, field: &str) -> Option<&str> {
        self.troubles.at(field)
    }

    fn counted_wrong(&self, line: &LineView) -> Option<&str> {
        self.troubles.at(&format!("papers_{}", line.n))
    }
}

/// Whether a list gives or takes over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Give,
    Receive,
}

impl Way {
    fn read(word: &str) -> Result<Self, Problem> {
        match word {
            "give" => Ok(Self::Give),
            "receive" => Ok(Self::Receive),
            _ => Err(Problem::new(NOT_FOUND)),
        }
    }

    const fn as_str(self) -> &'static str {
        match self {
            Self::Give => "give",
            Self::Receive => "receive",
        }
    }

    fn gives(self) -> bool {
        self == Self::Give
    }
}

/// An empty list
#[utoipa::path(
    get,
    path = "/counter/list/{way}",
    tag = "staff",
    params(("way" = String, Path, description = "`give` or `receive`", example = "give")),
    responses(
        (status = 200, description = "The page", body = String, content_type = "text/html"),
        (status = 303, description = "To the form to sign in, or to choose a counter"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn open(
    State(app): Shared,
    AtCounter { staff, here }: AtCounter,
    chosen: Chosen,
    Path(way): Path<String>,
) -> Result<Response, Problem> {
    let way = Way::read(&way)?;
    let mut form = Typed::default();
    form.put("number", HandoverNumber::draw(app.clock.now().date(), &app.ids).to_string());
    form.put("seals", "1");
    let troubles = Troubles::default();
    draw(&app, &staff, &here, way, &form, &troubles).await.map(|answer| chosen.keep(answer))
}

/// A list to give, with some lines on it already: nothing is on record before it is signed.
pub async fn begun(
    app: &Arc<App>,
    staff: &Staff,
    here: &Here,
    codes: &[String],
    other: Option<&PointCode>,
) -> Result<Response, Problem> {
    let mut form = Typed::default();
    form.put("number", HandoverNumber::draw(app.clock.now().date(), &app.ids).to_string());
    form.put("seals", "1");
    form.put("other", other.map(ToString::to_string).unwrap_or_default());
    let mut troubles = Troubles::default();
    for code in codes {
        form.put("code", code);
        add(&mut form, &mut troubles, staff.lang());
    }
    draw(app, staff, here, Way::Give, &form, &troubles).await
}

/// The fields of a list. Lines stand in `code_0`, `seal_0`, `papers_0` and so on.
#[derive(Debug, Deserialize, ToSchema)]
#[expect(dead_code, reason = "describes what is read field by field")]
pub struct ListForm {
    /// The list's number: signing it twice signs it once.
    #[schema(example = "BBGN-250408-7K2M9QXR")]
    number: String,
    /// The counter.
    #[schema(example = "481940")]
    point: String,
    /// The point on the other side; empty when it is a postman, or not said.
    other: String,
    /// What was scanned just now.
    #[schema(example = "BH100000017VN")]
    code: String,
    /// All seals are whole but for those marked otherwise.
    seals: String,
    /// `add` (when not given), `confirm`, or `remove-N` for the line N.
    #[serde(rename = "do")]
    deed: String,
    /// The hidden word of the form.
    form_token: String,
}

/// Adds a line to a list, or signs it
#[utoipa::path(
    post,
    path = "/counter/list/{way}",
    tag = "staff",
    params(("way" = String, Path, description = "`give` or `receive`", example = "give")),
    request_body(content = ListForm, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, description = "The list, with the line", body = String, content_type = "text/html"),
        (status = 303, description = "To the list that was signed"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn work(
    State(app): Shared,
    Path(way): Path<String>,
    StaffForm { staff, form }: StaffForm<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let mut form = Typed::new(form);
    let here = Here::named(&app, &staff, form.get("point")).await?;
    let way = Way::read(&way)?;
    let lang = staff.lang();
    let mut troubles = Troubles::default();
    let deed = form.get("do").to_owned();
    if let Some(n) = deed.strip_prefix("remove-").and_then(|n| n.parse().ok()) {
        form.take_row_out(&ROW, n);
    }
    // A code that was scanned while somebody reached for the button belongs to the list as well.
    add(&mut form, &mut troubles, lang);
    if deed != "confirm" || !troubles.is_empty() {
        return draw(&app, &staff, &here, way, &form, &troubles).await;
    }
    let Some(list) = read(&app, &here, way, &form, &mut troubles, lang).await? else {
        return draw(&app, &staff, &here, way, &form, &troubles).await;
    };
    let by = CounterWorker::of(&staff.actor)?;
    let cx = staff.context(&app);
    let clock_limit_ms = app.settings.scans.clock_skew_ms;
    let signed = app.intake.run(move |conn, known| {
        let rules = Rules { network: &known.network, clock_limit_ms };
        sign_list(conn, &cx, &by, &rules, list, lang)
    });
    let signed = signed.await??;
    Ok(see(&format!("/counter/lists/{}", signed.number)))
}

/// The fields of a line.
const ROW: [&str; 3] = ["code", "seal", "papers"];

/// Moves what was scanned from its field to a line of its own.
fn add(form: &mut Typed, troubles: &mut Troubles, lang: Lang) {
    let code = scanned(form.get("code"));
    let rows = form.rows("code");
    let told = if code.is_empty() {
        return;
    } else if (0..rows).any(|n| form.is(&format!("code_{n}"), &code)) {
        lang.pick("Mã này đã có trong danh sách.", "This code is on the list already.")
    } else if rows >= LINES {
        lang.pick(
            "Danh sách đã đủ 200 dòng: hãy ký rồi lập danh sách khác.",
            "The list has 200 lines: sign it and begin another.",
        )
    } else if code.chars().count() > 200 {
        lang.pick("Mã dài quá 200 ký tự.", "The code is longer than 200 characters.")
    } else {
        form.put(&format!("code_{rows}"), code);
        form.put("code", "");
        return;
    };
    troubles.add("code", told);
}

/// Reads the list; all that is wrong is said at its line.
async fn read(
    app: &Arc<App>,
    here: &Here,
    way: Way,
    form: &Typed,
    troubles: &mut Troubles,
    lang: Lang,
) -> Result<Option<ListIn>, Problem> {
    let number: HandoverNumber = form.get("number").parse().map_err(|_| {
        Problem::new(INVALID).field("number").detail(
            "Danh sách thiếu số: hãy lập danh sách mới",
            "The list has no number: begin a new one",
        )
    })?;
    let rows = form.rows("code");
    if rows == 0 {
        troubles
            .add("code", lang.pick("Danh sách còn trống: hãy quét.", "Nothing is on it: scan."));
    }
    let (copy, today) = (app.clone(), app.clock.now().date());
    let known = app.read(move |conn| copy.known(conn)).await?;
    let other = match form.get("other") {
        "" => None,
        said => {
            let point: Option<PointCode> = said.parse().ok();
            let point = point.filter(|code| known.network.point_on(code, today).is_some());
            if point.is_none() {
                let told = "Không có điểm này đang hoạt động; để trống nếu giao nhận với bưu tá.";
                let told =
                    lang.pick(told, "No such point is in service; leave it empty for a postman.");
                troubles.add("other", told);
            }
            point
        }
    };
    // Under one roof the other side is the other capacity.
    let capacity = |code: &PointCode| (*code == here.point).then(|| opposite(here.capacity));
    let other = other.map(|code| (code.clone(), capacity(&code)));
    if let Some((code, Some(capacity))) = &other {
        let point = known.network.point_on(code, today);
        if !point.is_some_and(|point| point.roles.has(*capacity)) {
            let told = lang.pick("Bên kia phải là điểm khác.", "The other side is another point.");
            troubles.add("other", told);
        }
    }
    let mut lines = Vec::new();
    for n in 0..rows.min(LINES) {
        let code = scanned(form.get(&format!("code_{n}")));
        let seal_intact = match form.get(&format!("seal_{n}")) {
            "whole" => Some(true),
            "broken" => Some(false),
            "unseen" => None,
            _ => form.ticked("seals").then_some(true),
        };
        let counted = counted(form.get(&format!("papers_{n}")), lang);
        let papers = troubles.take(&format!("papers_{n}"), counted).flatten();
        if !code.is_empty() && lines.iter().all(|line: &LineIn| line.code != code) {
            lines.push(LineIn { code, seal_intact, papers });
        }
    }
    let list = ListIn {
        number,
        at: here.point.clone(),
        capacity: here.capacity,
        gives: way.gives(),
        other,
        lines,
    };
    Ok(Some(list).filter(|_| troubles.is_empty()))
}

const fn opposite(capacity: Capacity) -> Capacity {
    match capacity {
        Capacity::Post => Capacity::Desk,
        Capacity::Desk => Capacity::Post,
    }
}

/// Papers counted line by line of the slip: `1 1 2` or `1+1+2`.
fn counted(text: &str, lang: Lang) -> Result<Option<Vec<u16>>, String> {
    let counts = text.split([' ', '+', ',']).filter(|count| !count.is_empty());
    let counts: Option<Vec<u16>> =
        counts.map(|count| count.parse().ok().filter(|count| *count <= 999)).collect();
    match counts {
        Some(counts) if counts.is_empty() => Ok(None),
        Some(counts) if counts.len() <= 200 => Ok(Some(counts)),
        Some(_) | None => Err(lang
            .pick(
                "Ghi số đếm từng dòng của phiếu, như 1+1+2.",
                "Write the count of each line of the slip, like 1+1+2.",
            )
            .to_owned()),
    }
}

async fn draw(
    app: &Arc<App>,
    staff: &Staff,
    here: &Here,
    way: Way,
    form: &Typed,
    troubles: &Troubles,
) -> Result<Response, Problem> {
    let codes: Vec<String> =
        (0..form.rows("code")).map(|n| form.get(&format!("code_{n}")).to_owned()).collect();
    let (copy, actor, lang) = (app.clone(), staff.actor.clone(), staff.lang());
    let asked = codes.clone();
    let (known, told) = app
        .read(move |conn| -> Result<_, StoreError> {
            let known = copy.known(conn)?;
            let told = about(conn, &known, &actor, &asked, (copy.clock.now(), lang))?;
            Ok((known, told))
        })
        .await?;
    let mut lines: Vec<LineView> = codes
        .into_iter()
        .enumerate()
        .map(|(n, code)| {
            let (about, papers) = told.get(&code).cloned().unwrap_or_default();
            LineView {
                n,
                about,
                papers,
                seal: form.get(&format!("seal_{n}")).to_owned(),
                counted: form.get(&format!("papers_{n}")).to_owned(),
                code,
            }
        })
        .collect();
    // What was scanned last is looked at first.
    lines.reverse();
    let points = super::points_nearby(&known, here, app.clock.now().date());
    let status = if troubles.is_empty() { StatusCode::OK } else { INVALID.status };
    let shell = &Shell { here: format!("/counter/list/{}", way.as_str()), ..staff.shell.clone() };
    page(status, &ListPage { shell, here, way, form, lines: &lines, points: &points, troubles })
}
