//! The form of a dossier: filled in with what is published, drawn with what is wrong with it, and with what
//! everything comes to.

use std::sync::Arc;

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveDate;

use super::Here;
use super::dossier::{LINES, Lies};
use super::typed::{Troubles, Typed};
use crate::app::{App, Known};
use crate::base::{At, Channel, Lang, PointCode};
use crate::cases::{Direction, Service};
use crate::catalogue::{FeeAmount, Procedure, ProcedureCode};
use crate::flows::{DossierIn, TakenDossier, right_desks};
use crate::network::Point;
use crate::parcels::PaperForm;
use crate::web::error::{INVALID, Problem};
use crate::web::staff::{Shell, Staff, page, words};

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
pub(super) struct Checked {
    case_code: Option<String>,
    agency: String,
    legs: Vec<(&'static str, Option<String>, String)>,
    total: Option<String>,
    pub(super) quoted: String,
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

    fn line(&self, field: &str, n: usize) -> String {
        let value = self.form.get(&format!("{field}_{n}"));
        // One that is empty because nothing was counted stays so.
        let fresh = field == "paper_count" && !self.has_line(n);
        if fresh { "1".to_owned() } else { value.to_owned() }
    }

    fn line_said(&self, n: usize) -> Option<&str> {
        ROW.iter().find_map(|field| self.troubles.at(&format!("{field}_{n}")))
    }

    fn has_line(&self, n: usize) -> bool {
        n < self.form.rows("paper_name")
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

/// The fields of a line of papers.
pub(super) const ROW: [&str; 3] = ["paper_name", "paper_form", "paper_count"];

/// Everything a form is worked on with.
pub(super) struct Desk<'a> {
    pub(super) app: &'a Arc<App>,
    pub(super) known: &'a Arc<Known>,
    pub(super) staff: &'a Staff,
    pub(super) here: &'a Here,
}

impl Desk<'_> {
    pub(super) const fn lang(&self) -> Lang {
        self.staff.lang()
    }

    /// A form in which only what is published is filled in.
    pub(super) fn blank(&self, procedure: &Procedure) -> Typed {
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

    pub(super) fn fee(&self, procedure: &ProcedureCode, channel: i64) -> Option<FeeAmount> {
        let channel = Channel::from_number(channel).unwrap_or(Channel::Post);
        let today = self.app.clock.now().date();
        self.known.catalogue.fee_of(procedure, channel, today).map(|fee| fee.total)
    }

    pub(super) fn checked(
        &self,
        form: &Typed,
        dossier: &DossierIn,
        tried: &TakenDossier,
    ) -> Checked {
        let lang = self.lang();
        let fee = self.fee(&dossier.procedure, tried.channel);
        let legs = tried.postage.iter().map(|leg| {
            let amount = leg.amount.map(|amount| amount.to_string());
            (words::direction(leg.direction).to(lang), amount, leg.explanation.clone())
        });
        Checked {
            case_code: (!form.get("case_code").is_empty()).then(|| tried.case_code.to_string()),
            agency: words::point(&self.known.network, &tried.agency, self.app.clock.now()),
            legs: legs.collect(),
            total: tried.postage().map(|postage| postage.to_string()),
            quoted: quoted(tried),
            fee: fee.map(|fee| fee.text(lang)),
            fee_due: fee.is_some_and(|fee| fee != FeeAmount::Free),
            by: self.promised(dossier, &tried.agency).map(|at| words::time(at, lang)),
        }
    }

    /// When what is taken in now is delivered, by the transit target that holds.
    fn promised(&self, dossier: &DossierIn, agency: &PointCode) -> Option<At> {
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
    pub(super) fn draw(
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
        let mut desks = super::desks_nearby(self.known, self.here, near, today);
        // A desk orders for its own cases alone.
        let own = self.here.point.as_str();
        desks.retain(|(code, _)| self.here.is_post() || code == own);
        let chosen = form.get("agency");
        let other = chosen.parse().ok().and_then(|code| network.point_on(&code, today));
        if let Some(other) = other.filter(|_| desks.iter().all(|(code, _)| code != chosen)) {
            desks.push((other.code.to_string(), other.name.clone()));
        }
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
            desks,
            points: super::points_nearby(self.known, self.here, today),
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

/// The amount, where it is one.
pub(super) const fn fixed(fee: FeeAmount) -> Option<u64> {
    match fee {
        FeeAmount::Fixed(dong) => Some(dong),
        FeeAmount::Free | FeeAmount::Range { .. } | FeeAmount::ByCase => None,
    }
}

/// The postage that was shown, as the form carries it.
pub(super) fn quoted(taken: &TakenDossier) -> String {
    taken.postage().map_or_else(|| "none".to_owned(), |postage| postage.dong().to_string())
}

/// What can be ordered for a procedure, and why something cannot.
fn services(
    known: &Known,
    here: &Here,
    code: &ProcedureCode,
    today: NaiveDate,
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
