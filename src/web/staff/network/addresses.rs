//! `/network/addresses`: hamlets and streets of divided units about which nobody has decided, and what was
//! decided. Derived from the addresses of open cases and told without anybody's name or house, so that whoever
//! knows the land can decide without looking at a person.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::super::filter::Filter;
use super::super::form::{said_at, said_over};
use super::super::shell::Chosen;
use super::super::sign_in::Nothing;
use super::super::{see, words};
use super::{Shell, locality, page};
use crate::app::{App, Known};
use crate::base::paging::Page;
use crate::base::{DecisionId, Lang, TokenId, UnitCode, Words};
use crate::flows::{Waiting, decide_split, is_own, waiting_addresses, withdraw_decision};
use crate::network::SplitDecision;
use crate::people::SplitDecider;
use crate::store::decisions::KeptDecision;
use crate::store::{Conn, decisions, tokens};
use crate::web::Shared;
use crate::web::api::splits;
use crate::web::error::{INVALID, Problem, ProblemBody};
use crate::web::input::{Path, Query};
use crate::web::staff::{FormTrouble, Staff, StaffForm};

/// What the template draws.
#[derive(Template)]
#[template(path = "staff/network/addresses.html")]
pub struct AddressesPage<'a> {
    shell: &'a Shell,
    filter: &'a Filter,
    listed: &'a Listed,
    next: Option<String>,
    typed: &'a DecideForm,
    trouble: Option<FormTrouble>,
    done: &'a str,
}

/// What is listed.
#[derive(Debug)]
enum Listed {
    Waiting(Vec<WaitingLine>),
    Decided(Vec<DecidedLine>),
}

/// A locality that waits.
#[derive(Debug)]
struct WaitingLine {
    /// What names it in the list and in the form.
    key: String,
    old: String,
    on: String,
    /// The day as a form brings it.
    day: String,
    unit: String,
    path: String,
    locality: String,
    words: String,
    parts: Vec<(String, String)>,
    addresses: usize,
}

/// A decision.
#[derive(Debug)]
struct DecidedLine {
    id: String,
    unit: String,
    path: String,
    locality: String,
    new: String,
    reason: String,
    when: String,
    who: String,
    /// When it ended.
    ended: Option<String>,
    /// Whether this person may withdraw it.
    may_withdraw: bool,
}

/// Which of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Show {
    Waiting,
    Decided,
    All,
}

impl std::str::FromStr for Show {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "waiting" => Ok(Self::Waiting),
            "decided" => Ok(Self::Decided),
            "all" => Ok(Self::All),
            _ => Err(()),
        }
    }
}

/// Which of them.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AddressesQuery {
    /// `waiting` (when empty), `decided`: what holds, or `all`: also what holds no more.
    #[serde(default)]
    show: String,
    /// The place in the list that an earlier page gave.
    #[serde(default)]
    cursor: String,
    /// `decided` or `withdrawn`: that was just done.
    #[serde(default)]
    done: String,
}

/// What a person decides.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[schema(as = StaffSplitDecision)]
pub struct DecideForm {
    /// The unit that was divided.
    #[serde(default)]
    #[schema(example = "18082")]
    old: String,
    /// The day of the change.
    #[serde(default)]
    #[schema(example = "2025-07-01")]
    on: String,
    /// The hamlet, street or quarter; empty for the whole unit.
    #[serde(default)]
    #[schema(example = "khoi pho tan giang")]
    locality: String,
    /// The unit that took over there.
    #[serde(default)]
    #[schema(example = "18073")]
    new: String,
    /// Why, in a sentence that names nobody.
    #[serde(default)]
    #[schema(example = "Theo bản đồ địa chính của xã")]
    reason: String,
    /// The hidden word of the form.
    #[serde(default, rename = "form_token")]
    #[expect(dead_code, reason = "read by the extractor; here for the description")]
    form_token: String,
}

impl DecideForm {
    /// What names the locality in the list.
    fn key(&self) -> String {
        key(&self.old, &self.on, &self.locality)
    }
}

fn key(old: &str, on: &str, locality: &str) -> String {
    format!("{old} {on} {locality}")
}

impl AddressesPage<'_> {
    /// Whether it is the form of this one that has to be mended.
    fn is_typed(&self, line: &WaitingLine) -> bool {
        self.trouble.is_some() && self.typed.key() == line.key
    }

    /// What is wrong with a field of this one's form.
    fn at(&self, line: &WaitingLine, field: &str) -> Option<&str> {
        said_at(self.trouble.as_ref().filter(|_| self.is_typed(line)), field)
    }

    /// What is wrong with no field of this one's form.
    fn why(&self, line: &WaitingLine) -> Option<&str> {
        said_over(self.trouble.as_ref().filter(|_| self.is_typed(line)), &["new", "reason"])
    }

    /// What is wrong with a form whose locality is not on the page.
    fn over(&self) -> Option<&str> {
        let shown = match self.listed {
            Listed::Waiting(lines) => lines.iter().any(|line| self.is_typed(line)),
            Listed::Decided(_) => false,
        };
        said_over(self.trouble.as_ref(), &[]).filter(|_| !shown)
    }

    fn reason(&self, line: &WaitingLine) -> &str {
        if self.typed.key() == line.key { &self.typed.reason } else { "" }
    }

    /// Whether this part is chosen.
    fn is_chosen(&self, line: &WaitingLine, part: &str) -> bool {
        self.typed.key() == line.key && self.typed.new == part
    }
}

/// Addresses that wait for a decision
///
/// Localities of divided units, those with the most addresses of open cases first, or what was decided. Told
/// without names or houses.
#[utoipa::path(
    get,
    path = "/network/addresses",
    tag = "staff",
    params(AddressesQuery),
    responses(
        (status = 200, description = "The page", body = String, content_type = "text/html"),
        (status = 422, description = "The page, with what is wrong in the field", body = String, content_type = "text/html"),
    )
)]
pub async fn list(
    State(app): Shared,
    staff: Staff,
    chosen: Chosen,
    Query(query): Query<AddressesQuery>,
) -> Result<Response, Problem> {
    let answer = draw(&app, &staff, query, &DecideForm::default(), None).await?;
    Ok(chosen.keep(answer))
}

async fn draw(
    app: &Arc<App>,
    staff: &Staff,
    query: AddressesQuery,
    typed: &DecideForm,
    trouble: Option<FormTrouble>,
) -> Result<Response, Problem> {
    let by = SplitDecider::of(&staff.actor)?;
    let lang = staff.lang();
    let mut filter = Filter::new("/network/addresses", lang).button(Words::new("Xem", "Show"));
    let all = [
        (Show::Waiting, "waiting", lang.pick("đang chờ quyết định", "waiting for a decision")),
        (Show::Decided, "decided", lang.pick("đã quyết định", "decided")),
        (Show::All, "all", lang.pick("mọi quyết định, cả đã hết hiệu lực", "all, also what ended")),
    ];
    let show = filter.one_of("show", Words::new("Danh sách", "List"), &query.show, &all);
    let (place, today, done) = (app.clone(), app.clock.now().date(), query.done.clone());
    let read = app.read(move |conn| {
        let known = place.known(conn)?;
        let (listed, next) = match show {
            Show::Waiting => {
                let found = waiting_addresses(conn, &by, &known.atlas(), today)?;
                let lines = found.iter().map(|one| WaitingLine::of(&known, one, lang));
                let Page { items, next } =
                    filter.cut(lines.collect(), &query.cursor, |line| line.key.clone());
                (Listed::Waiting(items), next)
            }
            Show::Decided | Show::All => {
                let lines = decided(conn, &by, &known, show == Show::Decided, today, lang)?;
                let Page { items, next } = filter.cut(lines, &query.cursor, |line| line.id.clone());
                (Listed::Decided(items), next)
            }
        };
        Ok::<_, Problem>((filter, listed, next))
    });
    let (filter, listed, next) = read.await?;
    let status = if trouble.is_some() { INVALID.status } else { filter.status() };
    let next = next.map(|cursor| filter.further(&cursor));
    let shell =
        &Shell { here: format!("/network/addresses?{}", filter.query()), ..staff.shell.clone() };
    let (filter, listed, done) = (&filter, &listed, done.as_str());
    page(status, &AddressesPage { shell, filter, listed, next, typed, trouble, done })
}

impl WaitingLine {
    fn of(known: &Known, waiting: &Waiting, lang: Lang) -> Self {
        let network = &known.network;
        let Waiting { old, on, locality: at, addresses } = waiting;
        let eve = on.pred_opt().unwrap_or(*on);
        let parts = network.heirs(old, *on);
        Self {
            key: key(old.as_str(), &on.to_string(), at.as_str()),
            old: old.to_string(),
            on: words::day(*on, lang),
            day: on.to_string(),
            unit: network.path_name(old, eve, lang).unwrap_or_else(|| old.to_string()),
            path: format!("/network/units/{old}?on={eve}"),
            locality: at.to_string(),
            words: locality(at, lang),
            parts: parts.iter().map(|part| (part.code.to_string(), part.full_name(lang))).collect(),
            addresses: *addresses,
        }
    }
}

fn decided(
    conn: &mut Conn,
    by: &SplitDecider,
    known: &Known,
    in_force: bool,
    today: chrono::NaiveDate,
    lang: Lang,
) -> Result<Vec<DecidedLine>, Problem> {
    let network = &known.network;
    let all = decisions::list(conn, in_force)?;
    let takers: Vec<TokenId> = all.iter().map(|one| one.decided_by).collect();
    let names = tokens::names(conn, &takers)?;
    let line = |one: &KeptDecision| {
        let SplitDecision { old, on, locality: at, new } = &one.decision;
        let eve = on.pred_opt().unwrap_or(*on);
        let path_name = |code: &UnitCode, on| {
            network.path_name(code, on, lang).unwrap_or_else(|| code.to_string())
        };
        DecidedLine {
            id: one.id.to_string(),
            unit: path_name(old, eve),
            path: format!("/network/units/{old}?on={eve}"),
            locality: locality(at, lang),
            new: path_name(new, *on),
            reason: one.reason.clone().unwrap_or_default(),
            when: words::time(one.decided_at, lang),
            who: names.get(&one.decided_by).cloned().unwrap_or_default(),
            ended: one.ended.map(|(at, _)| words::time(at, lang)),
            may_withdraw: one.ended.is_none() && is_own(by, network, &one.decision, today),
        }
    };
    Ok(all.iter().map(line).collect())
}

/// Decides where a locality went
///
/// Which of the units that took over, and why. Holds for every address of the locality.
#[utoipa::path(
    post,
    path = "/network/addresses",
    tag = "staff",
    request_body(content = DecideForm, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303, description = "Back to the list"))
)]
pub async fn decide(
    State(app): Shared,
    StaffForm { staff, form }: StaffForm<DecideForm>,
) -> Result<Response, Problem> {
    let by = SplitDecider::of(&staff.actor)?;
    let lang = staff.lang();
    let here = AddressesQuery::default;
    let decision = match read(&form, lang) {
        Ok(decision) => decision,
        Err(trouble) => return draw(&app, &staff, here(), &form, Some(trouble)).await,
    };
    let (cx, reason) = (staff.context(&app), form.reason.clone());
    let decided = app.intake.run(move |conn, known| {
        decide_split(conn, &cx, &by, &known.network, decision, Some(&reason))
    });
    match decided.await?.map_err(Problem::from) {
        Ok(_) => Ok(see("/network/addresses?done=decided")),
        Err(problem) if problem.kind().status == StatusCode::UNPROCESSABLE_ENTITY => {
            let trouble = FormTrouble::of(&problem, lang);
            draw(&app, &staff, here(), &form, Some(trouble)).await
        }
        Err(problem) => Err(problem),
    }
}

fn read(form: &DecideForm, lang: Lang) -> Result<SplitDecision, FormTrouble> {
    let stale = |field| {
        let said = lang.pick(
            "Không rõ địa chỉ nào: hãy chọn lại trong danh sách.",
            "It is not clear which one is meant: choose it in the list.",
        );
        FormTrouble::at_field(field, said)
    };
    let old = form.old.parse().map_err(|_| stale("old"))?;
    let on = form.on.parse().map_err(|_| stale("on"))?;
    let locality =
        splits::locality(&form.locality).map_err(|problem| FormTrouble::of(&problem, lang))?;
    let new = form.new.parse().map_err(|_| {
        let said = lang.pick("Hãy chọn đơn vị kế thừa.", "Choose the unit that took over.");
        FormTrouble::at_field("new", said)
    })?;
    Ok(SplitDecision { old, on, locality, new })
}

/// Withdraws a decision
///
/// Its locality waits for a person again; the decision stays on record.
#[utoipa::path(
    post,
    path = "/network/addresses/{decision_id}/withdraw",
    tag = "staff",
    params(("decision_id" = String, Path)),
    request_body(content = Nothing, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 303, description = "Back to the list"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "It holds no more already", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn withdraw(
    State(app): Shared,
    Path(decision): Path<DecisionId>,
    StaffForm { staff, .. }: StaffForm<Nothing>,
) -> Result<Response, Problem> {
    let by = SplitDecider::of(&staff.actor)?;
    let cx = staff.context(&app);
    app.intake
        .run(move |conn, known| withdraw_decision(conn, &cx, &by, &known.network, decision))
        .await??;
    Ok(see("/network/addresses?show=decided&done=withdrawn"))
}
