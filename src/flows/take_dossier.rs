//! A counter takes a dossier in, in one transaction: the case is found or written down, the leg ordered, the
//! envelope accepted with its papers counted and its seal read, and what was paid is in the ledger. Either
//! all of it is on record or nothing.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::base::codes::{CaseCode, TrackingNumber};
use crate::base::{Capacity, Channel, Context, Dong, Lang, PointCode, Role, ScanId};
use crate::cases::{Case, CaseIn, CaseRefusal, Direction, Endpoint, Service, Status};
use crate::catalogue::ProcedureCode;
use crate::custody::scan::Detail;
use crate::custody::{Action, Scan};
use crate::ledger::{LedgerRefusal, Method};
use crate::parcels::{PaperForm, PaperList};
use crate::people::{Cashier, CounterWorker, Forbidden, LegOrderer, PersonIn};
use crate::postage::{Payer, PostageRefusal, Priced};
use crate::store::{Conn, StoreError, cases, write};

use super::bind_blank::lock;
use super::collect_money::{Collection, PaidFor, collect_money};
use super::order_leg::{LegOrder, Ordered, order_leg};
use super::pricing::Weighed;
use super::recall::Recall;
use super::record_scans::{Incoming, Outcome, record_scans};
use super::refusal::FlowRefusal;
use super::upsert_case::{check_agency, enter_case};
use super::world::World;

/// A dossier on the counter.
#[derive(Debug, Clone)]
pub struct DossierIn {
    /// The counter.
    pub at: PointCode,
    /// The code that the one-stop system gave; without one a provisional one is drawn.
    pub case_code: Option<CaseCode>,
    /// What the person asks for.
    pub procedure: ProcedureCode,
    /// The competent agency's desk. Of a case that is known, its own counts.
    pub agency: PointCode,
    /// What is ordered.
    pub service: Service,
    /// Who applies: who sends, or to whom the result goes.
    pub person: PersonIn,
    /// Internal circulation: from this point, instead of from the counter's own.
    pub from: Option<PointCode>,
    /// Internal circulation: to this point, instead of to the agency.
    pub to: Option<PointCode>,
    /// The papers, as counted before the person.
    pub papers: PaperList,
    /// What it weighs, and by which category less is paid.
    pub weighed: Weighed,
    /// A blank label that is on the envelope.
    pub label: Option<String>,
    /// The post takes it in here and now; else it waits to be handed over.
    pub taken_in: bool,
    /// The number of the seal that was put on before the person.
    pub seal: Option<String>,
    /// What the person paid.
    pub paid: Option<Paid>,
    /// The language of advice.
    pub lang: Lang,
}

/// What was paid at the counter.
#[derive(Debug, Clone)]
pub struct Paid {
    /// Of the procedure's fee.
    pub fee: Option<Dong>,
    /// The postage of all legs, whole.
    pub postage: bool,
    /// How.
    pub method: Method,
    /// The number of the receipt.
    pub receipt: Option<String>,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakenDossier {
    /// The case's code, drawn or given.
    pub case_code: CaseCode,
    /// Where the case is decided.
    pub agency: PointCode,
    /// By which channel the dossier reaches it: fees differ.
    pub channel: i64,
    /// The number of each parcel, in the order in which they travel.
    pub tracking: Vec<TrackingNumber>,
    /// What each leg costs, or why that is not known, in the person's language.
    pub postage: Vec<PostageOfLeg>,
}

/// What one leg costs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostageOfLeg {
    /// Which way it goes.
    pub direction: Direction,
    /// So much; none where there is no price.
    pub amount: Option<Dong>,
    /// How it was reckoned, or why there is none.
    pub explanation: String,
}

impl TakenDossier {
    /// What the person pays for carriage; none when a leg has no price.
    pub fn postage(&self) -> Option<Dong> {
        let of_person = |leg: &&PostageOfLeg| Payer::of(leg.direction) == Payer::Person;
        let amounts: Option<Vec<Dong>> =
            self.postage.iter().filter(of_person).map(|leg| leg.amount).collect();
        Dong::total(amounts?)
    }
}

/// Takes it in. Taking the same in twice opens two legs: who repeats says so by the key of the request.
pub fn take_dossier(
    conn: &mut Conn,
    cx: &Context,
    by: &CounterWorker,
    world: &World<'_>,
    dossier: &DossierIn,
) -> Result<TakenDossier, FlowRefusal> {
    by.at(&dossier.at)?;
    let orderer = LegOrderer::of(&cx.who)?;
    write(conn, |conn| {
        // Blanks are locked before cases.
        if let Some(code) = &dossier.label {
            lock(conn, "label", code)?;
        }
        let (case, opened) = open_dossier(conn, cx, &orderer, world, dossier)?;
        if dossier.taken_in {
            accept(conn, cx, world, dossier, &opened)?;
        }
        if let Some(paid) = &dossier.paid {
            collect(conn, cx, world, (&dossier.at, &case), &opened, paid)?;
        }
        Ok(TakenDossier {
            case_code: case.code,
            agency: case.agency,
            channel: case.channel.number(),
            tracking: opened.legs.iter().map(|one| one.parcel.tracking.clone()).collect(),
            postage: opened
                .legs
                .iter()
                .map(|one| of_leg(one.leg.direction, &one.postage, dossier.lang))
                .collect(),
        })
    })
}

/// Its case, found or written down, and its legs ordered: all of taking it in but the scan and the money.
pub(super) fn open_dossier(
    conn: &mut Conn,
    cx: &Context,
    by: &LegOrderer,
    world: &World<'_>,
    dossier: &DossierIn,
) -> Result<(Case, Ordered), FlowRefusal> {
    let case = case_of(conn, cx, by, world, dossier)?;
    let order = order(dossier, &case);
    let opened = order_leg(conn, cx, by, world, order)?;
    Ok((case, opened))
}

/// What taking it in would come to: everything is tried, and taken back.
pub fn try_dossier(
    conn: &mut Conn,
    cx: &Context,
    by: &CounterWorker,
    world: &World<'_>,
    dossier: &DossierIn,
) -> Result<TakenDossier, FlowRefusal> {
    let tried: Result<(), Tried> = write(conn, |conn| {
        let taken = take_dossier(conn, cx, by, world, dossier);
        Err(taken.map_or_else(Tried::Refused, Tried::Fits))
    });
    match tried {
        Err(Tried::Fits(taken)) => Ok(taken),
        Err(Tried::Refused(refusal)) => Err(refusal),
        Ok(()) => Err(StoreError::Stale.into()),
    }
}

/// How a trial ends: never with a commit.
enum Tried {
    Fits(TakenDossier),
    Refused(FlowRefusal),
}

impl From<StoreError> for Tried {
    fn from(error: StoreError) -> Self {
        Self::Refused(error.into())
    }
}

fn of_leg(direction: Direction, priced: &Priced, lang: Lang) -> PostageOfLeg {
    let (amount, explanation) = match priced {
        Ok(quote) => (Some(quote.amount), quote.explanation(lang)),
        Err(reason) => (None, reason.text(lang)),
    };
    PostageOfLeg { direction, amount, explanation }
}

/// The case of this code, which must be about the same procedure; or a new one.
///
/// The record of a case is the one-stop system's. What a counter writes down in its place is as of before
/// all times, and so gives way to the first thing that system tells.
fn case_of(
    conn: &mut Conn,
    cx: &Context,
    by: &LegOrderer,
    world: &World<'_>,
    dossier: &DossierIn,
) -> Result<Case, FlowRefusal> {
    let held = match &dossier.case_code {
        Some(code) => cases::find_for_update(conn, code)?,
        None => None,
    };
    if let Some(case) = held {
        // Before anything is said of it.
        by.at(&case.agency)?;
        if case.procedure != dossier.procedure {
            let (code, procedure) = (case.code, case.procedure);
            return Err(CaseRefusal::OtherProcedure { code, procedure }.into());
        }
        return Ok(case);
    }
    // Such codes are drawn here and not made up.
    if let Some(code) = dossier.case_code.as_ref().filter(|code| code.is_provisional()) {
        return Err(CaseRefusal::Unknown(code.clone()).into());
    }
    check_agency(world.network, &dossier.agency)?;
    let code = dossier
        .case_code
        .clone()
        .unwrap_or_else(|| CaseCode::provisional(&dossier.at, cx.now.date(), &cx.ids));
    let record = CaseIn {
        code,
        as_of: Case::untold(),
        procedure: dossier.procedure.clone(),
        agency: dossier.agency.clone(),
        channel: Channel::Post,
        status: status_of(dossier.service),
        received_at: cx.now,
        due_at: None,
    };
    // Somebody else entered the same case at the same moment: begin again.
    Ok(enter_case(conn, cx, record, dossier.person.clone())?.ok_or(StoreError::Stale)?)
}

/// How a case stands of which only the counter knows: nobody has looked at it where it goes to; where its
/// result goes back, it was processed.
const fn status_of(service: Service) -> Status {
    match service {
        Service::Submit | Service::RoundTrip | Service::Internal => Status::NewOnline,
        Service::Return => Status::Processed,
    }
}

fn order(dossier: &DossierIn, case: &Case) -> LegOrder {
    let person = || Endpoint::Person(dossier.person.clone());
    let agency = || Endpoint::Point(case.agency.clone());
    let point = |said: &Option<PointCode>, other: &PointCode| {
        Endpoint::Point(said.clone().unwrap_or_else(|| other.clone()))
    };
    let (from, to) = match dossier.service {
        Service::Submit | Service::RoundTrip => (person(), agency()),
        Service::Return => (agency(), person()),
        Service::Internal => (point(&dossier.from, &dossier.at), point(&dossier.to, &case.agency)),
    };
    LegOrder {
        case_code: case.code.clone(),
        service: dossier.service,
        from,
        to,
        papers: dossier.papers.clone(),
        pickup: None,
        tracking_number: None,
        label: dossier.label.clone(),
        weighed: dossier.weighed.clone(),
    }
}

/// The scan of acceptance, of the parcel that lies on the counter: the first of a round trip.
fn accept(
    conn: &mut Conn,
    cx: &Context,
    world: &World<'_>,
    dossier: &DossierIn,
    ordered: &Ordered,
) -> Result<(), FlowRefusal> {
    if !Action::Accept.allows(cx.who.role) {
        let needs = vec![Role::Clerk, Role::Administrator];
        return Err(Forbidden::Role { needs, has: cx.who.role }.into());
    }
    // Its money is counted at a point of the post, and so are its papers.
    let point = world.network.point_on(&dossier.at, cx.now.date());
    if !point.is_some_and(|point| point.roles.has(Capacity::Post)) {
        return Err(LedgerRefusal::NotAPostPoint(dossier.at.clone()).into());
    }
    let Some(first) = ordered.legs.first() else { return Ok(()) };
    let counts = first.parcel.papers.lines().iter().map(|paper| match paper.form() {
        PaperForm::Original | PaperForm::Copy => paper.count(),
        PaperForm::Electronic => 0,
    });
    let id = ScanId(cx.ids.uuid(cx.now));
    let scan = Scan {
        id,
        device: DEVICE.to_owned(),
        action: Action::Accept,
        code: first.parcel.tracking.to_string(),
        at: dossier.at.clone(),
        capacity: Some(Capacity::Post),
        happened_at: cx.now,
        clock_offset_ms: 0,
        detail: Detail {
            seal: dossier.seal.clone(),
            seal_intact: dossier.seal.as_ref().map(|_| true),
            papers: (!first.parcel.papers.lines().is_empty()).then(|| counts.collect()),
            ..Detail::default()
        },
    };
    let incoming = Incoming { scan, by: Arc::new(cx.who.clone()), lang: dossier.lang };
    match record_scans(conn, cx.now, &world.rules(), &[incoming], &mut Recall::default())?
        .as_slice()
    {
        [Outcome::Recorded(_)] => Ok(()),
        // The role and the place were looked at, and the code is a moment old.
        other => Err(StoreError::bad_row("scans", id, format!("not recorded: {other:?}")).into()),
    }
}

/// What scans made on a page of the counter name as their device.
pub(super) const DEVICE: &str = "counter";

fn collect(
    conn: &mut Conn,
    cx: &Context,
    world: &World<'_>,
    (at, case): (&PointCode, &Case),
    ordered: &Ordered,
    paid: &Paid,
) -> Result<(), FlowRefusal> {
    let by = Cashier::of(&cx.who)?;
    let collection = |kind, amount| Collection {
        id: None,
        case_code: None,
        leg: None,
        kind,
        amount,
        method: paid.method,
        at: Some(at.clone()),
        receipt: paid.receipt.clone(),
    };
    if let Some(fee) = paid.fee {
        let fee = Collection {
            case_code: Some(case.code.clone()),
            ..collection(PaidFor::ProcedureFee, fee)
        };
        collect_money(conn, cx, &by, world, &fee)?;
    }
    if paid.postage {
        for one in &ordered.legs {
            let quote = one.postage.as_ref().map_err(|why| PostageRefusal::from(why.clone()))?;
            if quote.payer == Payer::Person && quote.amount > Dong::ZERO {
                let postage = Collection {
                    leg: Some(one.leg.id),
                    ..collection(PaidFor::Postage, quote.amount)
                };
                collect_money(conn, cx, &by, world, &postage)?;
            }
        }
    }
    Ok(())
}
