//! `/counter/receive`: a dossier is taken in. First the procedure is found by a few letters; then one form
//! holds everything. Asked to check, it shows what everything comes to, with nothing on record; confirmed,
//! all of it is. The form bears an id, so that confirming it twice takes one dossier in.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::dossier::{LINES, Lies, Reader};
use super::find::{Found, found};
use super::typed::{Troubles, Typed};
use super::{AtCounter, Here};
use crate::app::{App, Known};
use crate::base::{Channel, Lang, PointCode};
use crate::cases::{Direction, Service};
use crate::catalogue::{FeeAmount, Procedure, ProcedureCode};
use crate::flows::{
    DossierIn, FlowRefusal, RequestKey, TakenDossier, once, right_desks, take_dossier, try_dossier,
};
use crate::network::Point;
use crate::parcels::PaperForm;
use crate::people::{CounterWorker, Forbidden};
use crate::postage::PostageRefusal;
use crate::web::Shared;
use crate::web::error::{INVALID, NOT_FOUND, Problem, ProblemBody};
use crate::web::input::Query;
use crate::web::staff::shell::Chosen;
use crate::web::staff::{Shell, Staff, StaffForm, page, see, words};

/// What the search draws.
#[derive(Template)]
#[template(path = "staff/counter/find.html")]
struct FindPage<'a> {
    shell: &'a Shell,
    here: &'a Here,
    asked: &'a str,
    found: &'a [Found],
    more: bool,
}

impl FindPage<'_> {
    fn first(&self) -> Option<&str> {
        self.found.iter().find(|one| one.goes()).map(|one| one.code.as_str())
    }
}

/// What the form draws.
#[derive(Template)]
#[template(path = "staff/counter/receive.html")]
struct ReceivePage<'a> {
    shell: &'a Shell,
    here: &'a Here,
    form: &'a Typed,
    about: &'a About,
    troubles: &'a Troubles,
    lies: &'a Lies,
    checked: Option<&'a Checked>,
}

/// What the form is filled in beside: the procedure, and what can be chosen.
struct About {
    code: String,
    name: String,
    services: Vec<(&'static str, &'static str, Option<String>)>,
    desks: Vec<(String, String)>,
    points: Vec<(String, String)>,
    reductions: Vec<(String, String)>,
    templates: Vec<(String, String)>,
    fee: Option<String>,
}

/// What everything comes to.
#[derive(Debug, Clone)]
struct Checked {
    case_code: Option<String>,
    agency: String,
    legs: Vec<(&'static str, Option<String>, String)>,
    total: Option<String>,
    quoted: String,
    fee: Option<String>,
    fee_due: bool,
    by: Option<String>,
}

impl ReceivePage<'_> {
    fn said(&self, field: &str) -> Option<&str> {
        self.troubles.at(field)
    }

    fn value(&self, field: &str) -> &str {
        self.form.get(field)
    }

    /// The number of lines of papers that are drawn: those there are and an empty one.
    fn lines(&self) -> std::ops::Range<usize> {
        0..(self.form.rows("paper_name") + 1).min(LINES)
    }

    fn line(&self, field: &str, n: &usize) -> String {
        let value = self.form.get(&format!("{field}_{n}"));
        if value.is_empty() && field == "paper_count" { "1".to_owned() } else { value.to_owned() }
    }

    fn line_said(&self, n: &usize) -> Option<&str> {
        let fields = ["paper_name", "paper_form", "paper_count"];
        fields.iter().find_map(|field| self.troubles.at(&format!("{field}_{n}")))
    }

    fn has_line(&self, n: &usize) -> bool {
        *n < self.form.rows("paper_name")
    }

    fn forms(&self) -> [(&'static str, &'static str); 3] {
        PaperForm::ALL.map(|form| (form.as_str(), words::paper(form).to(self.shell.lang)))
    }

    fn is_internal(&self) -> bool {
        self.form.is("service", Service::Internal.as_str())
    }

    /// Where the eye and the keyboard go: to the first mistake, to the confirmation, or to the name.
    fn focus(&self, field: &str) -> bool {
        let first = match (self.checked, self.troubles.is_empty()) {
            (Some(_), _) => "confirm",
            (None, true) => "name",
            (None, false) => {
                let fields = [
                    "service",
                    "case_code",
                    "name",
                    "phone",
                    "address",
                    "unit",
                    "agency",
                    "from_point",
                    "to_point",
                    "weight_g",
                    "reduction",
                    "label",
                    "seal",
                ];
                fields.into_iter().find(|field| self.said(field).is_some()).unwrap_or_default()
            }
        };
        first == field
    }
}

/// Which procedure.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ReceiveQuery {
    /// A few letters of its name, with or without marks, or the beginning of its code.
    #[serde(default)]
    q: String,
    /// The procedure that was chosen.
    #[serde(default)]
    procedure: String,
}

/// Finds the procedure, or opens the form of a dossier
///
/// With `procedure` the form, its papers listed; else the search.
#[utoipa::path(
    get,
    path = "/counter/receive",
    tag = "staff",
    params(ReceiveQuery),
    responses(
        (status = 200, description = "The page", body = String, content_type = "text/html"),
        (status = 303, description = "To the form to sign in, or to choose a counter"),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn open(
    State(app): Shared,
    AtCounter { staff, here }: AtCounter,
    chosen: Chosen,
    Query(query): Query<ReceiveQuery>,
) -> Result<Response, Problem> {
    let (copy, today) = (app.clone(), app.clock.now().date());
    let known = app.read(move |conn| copy.known(conn)).await?;
    if query.procedure.is_empty() {
        let asked = query.q.trim();
        let (found, more) = found(&known, &here, asked, today, staff.lang());
        let drawn = FindPage { shell: &staff.shell, here: &here, asked, found: &found, more };
        return Ok(chosen.keep(page(StatusCode::OK, &drawn)?));
    }
    let code: Option<ProcedureCode> = query.procedure.parse().ok();
    let procedure = code.as_ref().and_then(|code| known.catalogue.procedure_on(code, today));
    let procedure = procedure.ok_or_else(|| Problem::new(NOT_FOUND))?;
    let desk = Desk { app: &app, known: &known, staff: &staff, here: &here };
    let form = desk.blank(procedure);
    let answer = desk.draw(&form, &Troubles::default(), &Lies::default(), None)?;
    Ok(chosen.keep(answer))
}

/// The fields of the form. Papers stand in `paper_name_0`, `paper_form_0`, `paper_count_0` and so on.
#[derive(Debug, Deserialize, ToSchema)]
#[expect(dead_code, reason = "describes what is read field by field")]
pub struct DossierForm {
    /// The id of the form: confirming it twice takes one dossier in.
    form_id: String,
    /// The counter.
    #[schema(example = "481940")]
    point: String,
    #[schema(example = "1.012783")]
    procedure: String,
    /// `submit`, `return`, `round_trip` or `internal`.
    service: String,
    /// Empty when the one-stop system has given none.
    case_code: String,
    name: String,
    phone: String,
    address: String,
    /// The unit that was chosen where the address is in doubt, or `none`.
    unit: String,
    /// The address for which it was chosen.
    unit_for: String,
    /// The competent agency's desk.
    agency: String,
    /// Internal circulation: from where, when not from the counter.
    from_point: String,
    /// Internal circulation: to where, when not to the agency.
    to_point: String,
    weight_g: String,
    reduction: String,
    /// A blank label that is on the envelope.
    label: String,
    seal: String,
    /// The post takes it in now.
    taken: String,
    fee_paid: String,
    fee_amount: String,
    postage_paid: String,
    /// `cash` or `transfer`.
    method: String,
    receipt_no: String,
    /// The postage that was shown.
    quoted: String,
    /// `check`, `confirm`, `add`, or `remove-N` for the line N.
    #[serde(rename = "do")]
    deed: String,
    /// The hidden word of the form.
    form_token: String,
}

/// Checks a dossier, or takes it in
#[utoipa::path(
    post,
    path = "/counter/receive",
    tag = "staff",
    request_body(content = DossierForm, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, description = "The form again, with what everything comes to", body = String, content_type = "text/html"),
        (status = 303, description = "To the dossier that was taken in"),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "The form again, with what is wrong", body = String, content_type = "text/html"),
    )
)]
pub async fn take(
    State(app): Shared,
    StaffForm { staff, form }: StaffForm<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let mut form = Typed::new(form);
    let here = Here::named(&app, &staff, form.get("point")).await?;
    let copy = app.clone();
    let known = app.read(move |conn| copy.known(conn)).await?;
    let desk = Desk { app: &app, known: &known, staff: &staff, here: &here };
    let deed = form.get("do").to_owned();
    let (none, nowhere) = (Troubles::default(), Lies::default());
    if deed != "add" {
        cut_empty_lines(&mut form);
    }
    if deed == "add" || deed.starts_with("remove-") {
        if let Some(n) = deed.strip_prefix("remove-").and_then(|n| n.parse().ok()) {
            take_out(&mut form, n);
        }
        return desk.draw(&form, &none, &nowhere, None);
    }
    let (today, lang) = (app.clock.now().date(), staff.lang());
    let read = Reader { known: &known, here: &here, today, lang }.read(&form);
    let Some(dossier) = read.dossier else {
        return desk.draw(&form, &read.troubles, &read.lies, None);
    };
    let service = dossier.service;
    let done = if deed == "confirm" {
        desk.confirm(&form, dossier.clone()).await?
    } else {
        desk.check(dossier.clone()).await?.map(Done::Checked)
    };
    match done {
        Ok(Done::Taken(taken)) => {
            let first = taken.tracking.first().ok_or_else(|| Problem::new(NOT_FOUND))?;
            Ok(see(&format!("/counter/taken/{first}")))
        }
        Ok(Done::Checked(tried)) => {
            let checked = desk.checked(&form, &dossier, &tried);
            form.put("quoted", checked.quoted.clone());
            if form.get("fee_amount").is_empty()
                && let Some(fee) = desk.fee(&dossier.procedure, tried.channel).and_then(fixed)
            {
                form.put("fee_amount", fee.to_string());
            }
            desk.draw(&form, &none, &read.lies, Some(&checked))
        }
        Err(refusal) => {
            let changed = matches!(&refusal, FlowRefusal::Postage(PostageRefusal::Changed));
            let troubles = desk.troubles(refusal, service)?;
            let again = if changed { desk.check(dossier.clone()).await?.ok() } else { None };
            let checked = again.map(|tried| desk.checked(&form, &dossier, &tried));
            if let Some(checked) = &checked {
                form.put("quoted", checked.quoted.clone());
            }
            desk.draw(&form, &troubles, &read.lies, checked.as_ref())
        }
    }
}

/// Takes the empty lines at the end away: one is drawn anew.
fn cut_empty_lines(form: &mut Typed) {
    while let Some(last) = form.rows("paper_name").checked_sub(1) {
        if !form.get(&format!("paper_name_{last}")).is_empty()
            || !matches!(form.get(&format!("paper_count_{last}")), "" | "0" | "1")
        {
            return;
        }
        take_out(form, last);
    }
}

/// Takes a line of papers out; those after it move up.
fn take_out(form: &mut Typed, n: usize) {
    let rows = form.rows("paper_name");
    let fields = ["paper_name", "paper_form", "paper_count"];
    let mut kept = Typed::default();
    for from in (0..rows).filter(|row| *row != n) {
        for field in fields {
            let to = if from > n { from - 1 } else { from };
            kept.put(&format!("{field}_{to}"), form.get(&format!("{field}_{from}")));
        }
    }
    form.drop_rows(&fields);
    form.extend(kept);
}

/// What came of a form.
enum Done {
    Checked(TakenDossier),
    Taken(TakenDossier),
}

/// The amount, where it is one.
const fn fixed(fee: FeeAmount) -> Option<u64> {
    match fee {
        FeeAmount::Fixed(dong) => Some(dong),
        FeeAmount::Free | FeeAmount::Range { .. } | FeeAmount::ByCase => None,
    }
}

/// The postage that was shown, as the form carries it.
fn quoted(taken: &TakenDossier) -> String {
    taken.postage().map_or_else(|| "none".to_owned(), |postage| postage.dong().to_string())
}

/// Everything a form is worked on with.
struct Desk<'a> {
    app: &'a Arc<App>,
    known: &'a Arc<Known>,
    staff: &'a Staff,
    here: &'a Here,
}

impl Desk<'_> {
    const fn lang(&self) -> Lang {
        self.staff.lang()
    }

    /// A form in which only what is published is filled in.
    fn blank(&self, procedure: &Procedure) -> Typed {
        let today = self.app.clock.now().date();
        let mut form = Typed::default();
        form.put("form_id", self.app.ids.uuid(self.app.clock.now()).to_string());
        form.put("point", self.here.point.to_string());
        form.put("procedure", procedure.code.to_string());
        let open = services(self.known, self.here, &procedure.code, today, self.lang());
        let usual = open.iter().find(|(_, _, why)| why.is_none());
        form.put("service", usual.map_or("", |(word, _, _)| word));
        let desks = right_desks(&self.known.network, Some(procedure), &self.here.unit, today);
        let own = |point: &&&Point| self.here.is_post() || point.code == self.here.point;
        if let Some(desk) = desks.iter().find(own) {
            form.put("agency", desk.code.to_string());
        }
        if self.here.is_post() {
            form.put("taken", "1");
        }
        let listed = self.known.catalogue.papers_on(&procedure.code, today).iter();
        let lines = listed.flat_map(|paper| {
            let (originals, copies) = (paper.originals, paper.copies);
            [(PaperForm::Original, originals), (PaperForm::Copy, copies)]
                .into_iter()
                .filter(|(_, count)| *count > 0)
                .map(|(form, count)| (paper.name.clone(), form, count))
        });
        for (n, (name, kind, count)) in lines.take(LINES - 1).enumerate() {
            form.put(&format!("paper_name_{n}"), name);
            form.put(&format!("paper_form_{n}"), kind.as_str());
            form.put(&format!("paper_count_{n}"), count.to_string());
        }
        form
    }

    fn fee(&self, procedure: &ProcedureCode, channel: i64) -> Option<FeeAmount> {
        let channel = Channel::from_number(channel).unwrap_or(Channel::Post);
        let today = self.app.clock.now().date();
        self.known.catalogue.fee_of(procedure, channel, today).map(|fee| fee.total)
    }

    async fn check(
        &self,
        dossier: DossierIn,
    ) -> Result<Result<TakenDossier, FlowRefusal>, Problem> {
        let by = CounterWorker::of(&self.staff.actor)?;
        let (cx, place) = (self.staff.context(self.app), self.app.clone());
        let dossier = DossierIn { paid: None, ..dossier };
        let tried = self.app.intake.run(move |conn, known| {
            try_dossier(conn, &cx, &by, &known.world(&place.settings), dossier)
        });
        Ok(tried.await?)
    }

    /// Takes it in, once for the form's id, at the price that was shown.
    async fn confirm(
        &self,
        form: &Typed,
        dossier: DossierIn,
    ) -> Result<Result<Done, FlowRefusal>, Problem> {
        let by = CounterWorker::of(&self.staff.actor)?;
        let (cx, place) = (self.staff.context(self.app), self.app.clone());
        let id: Uuid = form.get("form_id").parse().map_err(|_| {
            Problem::new(INVALID)
                .field("form_id")
                .detail("Phiếu thiếu mã: hãy mở phiếu mới", "The form has no id: open a new one")
        })?;
        let key = RequestKey::read(format!("counter-{id}").as_bytes(), form.text().as_bytes());
        let shown = form.get("quoted").to_owned();
        let taken = self.app.intake.run(move |conn, known| {
            let world = known.world(&place.settings);
            once(conn, &cx, key.as_ref(), |conn| {
                let taken = take_dossier(conn, &cx, &by, &world, dossier)?;
                if quoted(&taken) == shown {
                    Ok(taken)
                } else {
                    Err(PostageRefusal::Changed.into())
                }
            })
        });
        Ok(taken.await?.map(Done::Taken))
    }

    /// What everything comes to, in words.
    fn checked(&self, form: &Typed, dossier: &DossierIn, tried: &TakenDossier) -> Checked {
        let lang = self.lang();
        let fee = self.fee(&dossier.procedure, tried.channel);
        let legs = tried.postage.iter().map(|leg| {
            let amount = leg.amount.map(|amount| amount.to_string());
            (words::direction(leg.direction).to(lang), amount, leg.explanation.clone())
        });
        Checked {
            case_code: (!form.get("case_code").is_empty()).then(|| tried.case_code.to_string()),
            agency: words::point(&self.known.network, &tried.agency),
            legs: legs.collect(),
            total: tried.postage().map(|postage| postage.to_string()),
            quoted: quoted(tried),
            fee: fee.map(|fee| fee.text(lang)),
            fee_due: fee.is_some_and(|fee| fee != FeeAmount::Free),
            by: self.promised(dossier, &tried.agency).map(|at| words::time(at, lang)),
        }
    }

    /// When what is taken in now is delivered, by the transit target that holds.
    fn promised(&self, dossier: &DossierIn, agency: &PointCode) -> Option<crate::base::At> {
        let now = self.app.clock.now();
        let promises = self.known.promises();
        if !dossier.taken_in {
            return None;
        }
        let agency = promises.unit_of(agency, now.date())?;
        let person = dossier.person.address.unit();
        let (from, to) = match dossier.service {
            Service::Submit | Service::RoundTrip => (person?, agency),
            Service::Return => (agency, person?),
            Service::Internal => (&self.here.unit, agency),
        };
        let first = dossier.service.directions().first()?;
        promises.promise(*first, (from, to), now).ok()??.deadline.due.at()
    }

    /// What a flow refused, at the field of the form; what nobody at the counter can mend is a problem.
    fn troubles(&self, refusal: FlowRefusal, service: Service) -> Result<Troubles, Problem> {
        let lang = self.lang();
        let mut said = Troubles::default();
        match refusal {
            FlowRefusal::KeyReused => {
                let told = lang.pick(
                    "Phiếu này đã được xác nhận với nội dung khác. Hãy tra cứu hồ sơ vừa nhận, hoặc mở phiếu mới.",
                    "This form was confirmed already, with other content. Look up the dossier that was taken in, or open a new form.",
                );
                said.add("", told);
                return Ok(said);
            }
            FlowRefusal::Forbidden(Forbidden::Place { .. }) => {
                let told = lang.pick(
                    "Mã hồ sơ này không dùng được tại đây.",
                    "This case code cannot be used here.",
                );
                said.add("case_code", told);
                return Ok(said);
            }
            _ => {}
        }
        let internal = service == Service::Internal;
        Troubles::of(refusal.into(), lang, |field| {
            let field = match field {
                "to" if internal => "to_point",
                "from" if internal => "from_point",
                "to" | "from" => "agency",
                "amount" => "fee_amount",
                "procedure_code" => "procedure",
                other => other,
            };
            Some(field.to_owned())
        })
    }

    fn draw(
        &self,
        form: &Typed,
        troubles: &Troubles,
        lies: &Lies,
        checked: Option<&Checked>,
    ) -> Result<Response, Problem> {
        let about = self.about(form);
        let status = if troubles.is_empty() { StatusCode::OK } else { INVALID.status };
        let here = format!("/counter/receive?procedure={}", about.code);
        let shell = &Shell { here, ..self.staff.shell.clone() };
        let drawn =
            ReceivePage { shell, here: self.here, form, about: &about, troubles, lies, checked };
        page(status, &drawn)
    }

    fn about(&self, form: &Typed) -> About {
        let (lang, today) = (self.lang(), self.app.clock.now().date());
        let network = &self.known.network;
        let code: Option<ProcedureCode> = form.get("procedure").parse().ok();
        let procedure =
            code.as_ref().and_then(|code| self.known.catalogue.procedure_on(code, today));
        let near = right_desks(network, procedure, &self.here.unit, today);
        let provinces = network.province_of(&self.here.unit, today);
        let nearby = |point: &&Point| network.province_of(&point.unit, today) == provinces;
        let chosen = form.get("agency");
        let mut desks: Vec<&Point> = near;
        let rest = network.points_on(today).into_iter().filter(nearby);
        let rest = rest.filter(|point| point.roles.has(crate::base::Capacity::Desk));
        for point in rest {
            if !desks.contains(&point) {
                desks.push(point);
            }
        }
        // A desk orders for its own cases alone.
        desks.retain(|point| self.here.is_post() || point.code == self.here.point);
        if let Some(other) = chosen.parse().ok().and_then(|code| network.point_on(&code, today))
            && !desks.contains(&other)
        {
            desks.push(other);
        }
        let points = network.points_on(today).into_iter().filter(nearby);
        let named = |point: &&Point| (point.code.to_string(), point.name.clone());
        let reductions = self.known.prices.reductions_on(today).map(|one| {
            let name = lang.pick(&one.name_vi, &one.name_en);
            (one.category.to_string(), format!("{name} (−{} %) · {}", one.percent, one.proof))
        });
        let papers =
            code.as_ref().map_or(&[][..], |code| self.known.catalogue.papers_on(code, today));
        About {
            code: form.get("procedure").to_owned(),
            name: procedure.map(|procedure| procedure.name.clone()).unwrap_or_default(),
            services: code
                .as_ref()
                .map(|code| services(self.known, self.here, code, today, lang))
                .unwrap_or_default(),
            desks: desks.iter().take(CHOICES).map(named).collect(),
            points: points.take(CHOICES).map(|point| named(&point)).collect(),
            reductions: reductions.collect(),
            templates: papers
                .iter()
                .filter_map(|paper| Some((paper.name.clone(), paper.template.clone()?)))
                .collect(),
            fee: code
                .as_ref()
                .and_then(|code| self.fee(code, Channel::Post.number()))
                .map(|fee| fee.text(lang)),
        }
    }
}

/// The most points a list offers: those of a province; any other is typed by its code elsewhere.
const CHOICES: usize = 300;

/// What can be ordered for a procedure, and why something cannot.
fn services(
    known: &Known,
    here: &Here,
    code: &ProcedureCode,
    today: chrono::NaiveDate,
    lang: Lang,
) -> Vec<(&'static str, &'static str, Option<String>)> {
    let offered: &[Service] =
        if here.is_post() { &Service::ALL } else { &[Service::Return, Service::Internal] };
    let refused = |direction: &Direction| {
        let list = direction.listed_as()?;
        known.catalogue.may_go(code, list, today).err().map(|why| why.text(lang))
    };
    let why = |service: &Service| service.directions().iter().find_map(refused);
    let offer =
        |service: &Service| (service.as_str(), words::service(*service).to(lang), why(service));
    offered.iter().map(offer).collect()
}
