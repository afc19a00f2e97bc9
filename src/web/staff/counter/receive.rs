//! `/counter/receive`: a dossier is taken in. First the procedure is found by a few letters; then one form
//! holds everything. Asked to check, it shows what everything comes to, with nothing on record; confirmed,
//! all of it is. The form bears an id, so that confirming it twice takes one dossier in.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::desk::{Desk, ROW, fixed, quoted};
use super::dossier::{Lies, Reader};
use super::find::{Found, found};
use super::typed::{Troubles, Typed};
use super::{AtCounter, Here};
use crate::cases::Service;
use crate::catalogue::ProcedureCode;
use crate::flows::{
    DossierIn, FlowRefusal, RequestKey, TakenDossier, once, take_dossier, try_dossier,
};
use crate::people::{CounterWorker, Forbidden};
use crate::postage::PostageRefusal;
use crate::web::Shared;
use crate::web::error::{INVALID, NOT_FOUND, Problem, ProblemBody};
use crate::web::input::Query;
use crate::web::staff::shell::Chosen;
use crate::web::staff::{Shell, StaffForm, page, see};

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
            form.take_row_out(&ROW, n);
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
        form.take_row_out(&ROW, last);
    }
}

/// What came of a form.
enum Done {
    Checked(TakenDossier),
    Taken(TakenDossier),
}

impl Desk<'_> {
    async fn check(
        &self,
        dossier: DossierIn,
    ) -> Result<Result<TakenDossier, FlowRefusal>, Problem> {
        let by = CounterWorker::of(&self.staff.actor)?;
        let (cx, place) = (self.staff.context(self.app), self.app.clone());
        let dossier = DossierIn { paid: None, ..dossier };
        let tried = self.app.intake.run(move |conn, known| {
            try_dossier(conn, &cx, &by, &known.world(&place.settings), &dossier)
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
                let taken = take_dossier(conn, &cx, &by, &world, &dossier)?;
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
    fn troubles(&self, refusal: FlowRefusal, service: Service) -> Result<Troubles, Problem> {
        let lang = self.lang();
        let said = |field: &str, told: &str| {
            let mut said = Troubles::default();
            said.add(field, told);
            Ok(said)
        };
        if matches!(refusal, FlowRefusal::KeyReused) {
            let told = lang.pick(
                "Phiếu này đã được xác nhận với nội dung khác. Hãy tra cứu hồ sơ vừa nhận, hoặc mở phiếu mới.",
                "This form was confirmed already, with other content. Look up the dossier that was taken in, or open a new form.",
            );
            return said("", told);
        }
        if matches!(refusal, FlowRefusal::Forbidden(Forbidden::Place { .. })) {
            let told = lang.pick(
                "Mã hồ sơ này không dùng được tại đây.",
                "This case code cannot be used here.",
            );
            return said("case_code", told);
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
}
