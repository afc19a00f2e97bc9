//! `/counter/bags`: the bags of a point. One is made up for a destination, or found by its label; those that
//! stand here are listed by what is to be done with them.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{MOST, holder, named};
use crate::app::App;
use crate::base::codes::{BagCode, scanned};
use crate::base::{Lang, PointCode};
use crate::custody::BagStage;
use crate::flows::{BagIn, find_bag, read_timelines, register_bag};
use crate::people::{CarrierReader, Packer};
use crate::store::{StoreError, bags, custody, manifests};
use crate::web::Shared;
use crate::web::error::{INVALID, Problem};
use crate::web::staff::counter::{AtCounter, Here, points_nearby};
use crate::web::staff::form::{said_at, said_over};
use crate::web::staff::shell::Chosen;
use crate::web::staff::{FormTrouble, Shell, Staff, StaffForm, page, see};

/// Since when bags are listed that nobody touched: a fortnight.
const RECENT_MS: i64 = 14 * 86_400_000;

/// What the template draws.
#[derive(Template)]
#[template(path = "staff/hub/bags.html")]
struct BagsPage<'a> {
    shell: &'a Shell,
    here: &'a Here,
    groups: &'a [Group],
    points: &'a [(String, String)],
    form: &'a BagsForm,
    trouble: Option<&'a FormTrouble>,
}

impl BagsPage<'_> {
    fn said(&self, field: &str) -> Option<&str> {
        said_at(self.trouble, field)
    }

    fn over(&self) -> Option<&str> {
        said_over(self.trouble, &["bag", "to", "code"])
    }
}

/// Bags with which the same is to be done next.
struct Group {
    title: &'static str,
    bags: Vec<BagLine>,
}

/// A bag of a list.
struct BagLine {
    code: String,
    way: String,
    count: u32,
}

/// The bags of a point
///
/// Those that stand here, by what is to be done next.
#[utoipa::path(
    get,
    path = "/counter/bags",
    tag = "staff",
    responses(
        (status = 200, description = "The page", body = String, content_type = "text/html"),
        (status = 303, description = "To the form to sign in, or to choose a counter"),
    )
)]
pub async fn show(
    State(app): Shared,
    AtCounter { staff, here }: AtCounter,
    chosen: Chosen,
) -> Result<Response, Problem> {
    draw(&app, &staff, &here, &BagsForm::default(), None).await.map(|answer| chosen.keep(answer))
}

async fn draw(
    app: &Arc<App>,
    staff: &Staff,
    here: &Here,
    form: &BagsForm,
    trouble: Option<&FormTrouble>,
) -> Result<Response, Problem> {
    Packer::of(&staff.actor)?;
    let (copy, at, lang, now) = (app.clone(), here.clone(), staff.lang(), app.clock.now());
    let found = app.read(move |conn| -> Result<_, StoreError> {
        let known = copy.known(conn)?;
        let since = now.plus_millis(-RECENT_MS);
        let keys = manifests::bags_at(conn, &at.point, since, MOST as i64)?;
        let lives = read_timelines(conn, keys.iter().copied())?;
        let counts = custody::counts_now(conn, &keys)?;
        let mut groups: BTreeMap<Work, Vec<BagLine>> = BTreeMap::new();
        for bag in bags::find_many(conn, &keys)? {
            let Some((_, life)) = lives.get(&bag.key) else { continue };
            if life.custodian != holder(&at) {
                continue;
            }
            let count = counts.get(&bag.key).copied().unwrap_or_default();
            let Some(work) = Work::of(BagStage::of(life), bag.to == at.point, count) else {
                continue;
            };
            let way = if bag.to == at.point {
                format!(
                    "{} {}",
                    lang.pick("từ", "from"),
                    named(&known.network, &bag.from, bag.created_at)
                )
            } else {
                format!("→ {}", named(&known.network, &bag.to, bag.created_at))
            };
            let shown = BagLine { code: bag.code.to_string(), way, count };
            groups.entry(work).or_default().push(shown);
        }
        let points = points_nearby(&known, &at, now.date());
        Ok((groups, points))
    });
    let (groups, points) = found.await?;
    let group = |(work, bags): (Work, Vec<BagLine>)| Group { title: work.words(lang), bags };
    let groups: Vec<Group> = groups.into_iter().map(group).collect();
    let status = if trouble.is_some() { INVALID.status } else { StatusCode::OK };
    let shell = &Shell { here: "/counter/bags".to_owned(), ..staff.shell.clone() };
    let drawn = BagsPage { shell, here, groups: &groups, points: &points, form, trouble };
    page(status, &drawn)
}

/// What is to be done with a bag next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Work {
    Open,
    Count,
    Fill,
    Load,
}

impl Work {
    /// Of a bag that stands where it ends, or elsewhere; none where nothing is left to do.
    const fn of(stage: BagStage, ends_here: bool, count: u32) -> Option<Self> {
        match (stage, ends_here) {
            (BagStage::Closed, true) => Some(Self::Open),
            (BagStage::Closed, false) => Some(Self::Load),
            (BagStage::Opened, _) => Some(Self::Count),
            (BagStage::Filling, _) => Some(Self::Fill),
            // Something was put into it after it was counted.
            (BagStage::Counted, _) if count > 0 => Some(Self::Fill),
            (BagStage::Counted, _) => None,
        }
    }

    const fn words(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Self::Open, Lang::Vi) => "Chờ mở",
            (Self::Open, Lang::En) => "To be opened",
            (Self::Count, Lang::Vi) => "Đang kiểm đếm",
            (Self::Count, Lang::En) => "Being counted",
            (Self::Fill, Lang::Vi) => "Đang đóng",
            (Self::Fill, Lang::En) => "Being filled",
            (Self::Load, Lang::Vi) => "Đã niêm phong, chờ chuyến",
            (Self::Load, Lang::En) => "Closed, waiting for a run",
        }
    }
}

/// A bag that is made up, or looked for.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub struct BagsForm {
    /// The counter.
    #[serde(default)]
    #[schema(example = "481900")]
    point: String,
    /// `find` for the bag whose label was scanned, `make` for a new one.
    #[serde(default, rename = "do")]
    #[schema(example = "make")]
    deed: String,
    /// The code or QR of a bag that is there.
    #[serde(default)]
    bag: String,
    /// Where a new one is opened.
    #[serde(default)]
    #[schema(example = "480990")]
    to: String,
    /// The code on a new one's tag; empty to number it.
    #[serde(default)]
    code: String,
    /// The hidden word of the form.
    #[serde(default, rename = "form_token")]
    #[expect(dead_code, reason = "read by the extractor; here for the description")]
    form_token: String,
}

/// Makes up a bag, or finds one
#[utoipa::path(
    post,
    path = "/counter/bags",
    tag = "staff",
    request_body(content = BagsForm, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303, description = "To the bag"))
)]
pub async fn work(
    State(app): Shared,
    StaffForm { staff, form }: StaffForm<BagsForm>,
) -> Result<Response, Problem> {
    let here = Here::named(&app, &staff, &form.point).await?;
    let done = if form.deed == "make" {
        make(&app, &staff, &here, &form).await
    } else {
        find(&app, &staff, &form).await
    };
    match done {
        Ok(code) => Ok(see(&format!("/counter/bags/{code}"))),
        Err(Gone::Mend(trouble)) => draw(&app, &staff, &here, &form, Some(&trouble)).await,
        Err(Gone::Problem(problem)) => Err(*problem),
    }
}

/// Why nothing was done: something a person can mend, or not.
enum Gone {
    Mend(FormTrouble),
    Problem(Box<Problem>),
}

async fn find(app: &Arc<App>, staff: &Staff, form: &BagsForm) -> Result<String, Gone> {
    let by =
        CarrierReader::of(&staff.actor).map_err(|told| Gone::Problem(Box::new(told.into())))?;
    let code = scanned(&form.bag);
    let found = app.read(move |conn| find_bag(conn, &by, &code)).await;
    let none = staff.lang().pick(
        "Không có túi mang mã này: hãy quét lại nhãn túi.",
        "No bag has this code: scan its label again.",
    );
    found
        .map(|bag| bag.code.to_string())
        .map_err(|_| Gone::Mend(FormTrouble::at_field("bag", none)))
}

async fn make(app: &Arc<App>, staff: &Staff, here: &Here, form: &BagsForm) -> Result<String, Gone> {
    let lang = staff.lang();
    let mend = |field, vi, en| Gone::Mend(FormTrouble::at_field(field, lang.pick(vi, en)));
    let to: PointCode = form.to.trim().parse().map_err(|_| {
        mend("to", "Cần mã điểm nơi mở túi.", "The code of the point where it is opened.")
    })?;
    let code: Option<BagCode> = match scanned(&form.code).as_str() {
        "" => None,
        text => Some(text.parse().map_err(|_| {
            mend(
                "code",
                "Cần tối đa 32 chữ, số, dấu chấm hoặc gạch nối.",
                "At most 32 letters, digits, dots or hyphens.",
            )
        })?),
    };
    let problem = |told: Problem| Gone::Problem(Box::new(told));
    let by = Packer::of(&staff.actor).map_err(|told| problem(told.into()))?;
    let (cx, from) = (staff.context(app), here.point.clone());
    let made = app.intake.run(move |conn, known| {
        register_bag(conn, &cx, &by, &known.network, BagIn { code, from, to })
    });
    match made.await.map_err(|told| problem(told.into()))? {
        Ok(bag) => Ok(bag.code.to_string()),
        Err(refused) => {
            let told = Problem::from(refused);
            if told.at_field().is_some_and(|field| ["to", "code"].contains(&field)) {
                Err(Gone::Mend(FormTrouble::of(&told, lang)))
            } else {
                Err(problem(told))
            }
        }
    }
}
