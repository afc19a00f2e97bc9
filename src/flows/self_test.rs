//! A made-up case and its parcel, for a self-test: told, ordered and scanned by the same flows as any other,
//! and marked in the transaction that makes it, before anything is told of it.

use chrono::NaiveDate;

use crate::base::codes::CaseCode;
use crate::base::{At, Capacity, Context, Ids, PointCode, ScanId};
use crate::cases::{Case, CaseIn, Channel, Endpoint, Service, Status};
use crate::catalogue::ProcedureCode;
use crate::custody::scan::{Detail, Receiver};
use crate::custody::{Action, Party, Scan, State};
use crate::feed::{Fact, FactKind};
use crate::network::{Network, Point, PointKind};
use crate::parcels::{Paper, PaperForm, PaperList, Parcel};
use crate::people::{CaseWriter, LegOrderer, PersonIn};
use crate::store::{Conn, StoreError, cases, facts, write};

use super::order_leg::{LegOrder, order_leg};
use super::pricing::Weighed;
use super::read_timeline::read_timeline;
use super::refusal::FlowRefusal;
use super::upsert_case::{CaseRecord, upsert_case};
use super::world::World;

/// With what a self-test is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    agency: PointCode,
    procedure: ProcedureCode,
    /// Where the post takes it over.
    first: PointCode,
    /// Where it is delivered from, when there is another.
    last: Option<PointCode>,
}

/// What is missing for one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// A one-stop desk in service, of one's own agencies.
    Desk,
    /// A procedure whose results may be returned by post today.
    Procedure,
    /// A post office in service.
    PostOffice,
}

impl Missing {
    /// What is missing, in Vietnamese and in English.
    pub fn told(self) -> [String; 2] {
        let (vi, en) = match self {
            Self::Desk => (
                "Không có bộ phận một cửa nào trong phạm vi này đang hoạt động hôm nay.",
                "No one-stop desk within reach is in service today.",
            ),
            Self::Procedure => (
                "Không có thủ tục nào được trả kết quả qua bưu chính hôm nay.",
                "The result of no procedure may be returned by post today.",
            ),
            Self::PostOffice => {
                ("Không có bưu cục nào hoạt động hôm nay.", "No post office is in service today.")
            }
        };
        [vi.to_owned(), en.to_owned()]
    }
}

impl Plan {
    /// The first desk, procedure and post offices that will do; of these agencies, when any are named.
    pub fn make(
        world: &World<'_>,
        agencies: &[PointCode],
        day: NaiveDate,
    ) -> Result<Self, Missing> {
        let points = world.network.points_on(day);
        let named = |point: &&Point| agencies.is_empty() || agencies.contains(&point.code);
        let agency =
            points.iter().copied().filter(named).find(|point| point.roles.has(Capacity::Desk));
        let agency = agency.ok_or(Missing::Desk)?.code.clone();
        let listed = world.catalogue.listings_on(day).map(|listing| &listing.procedure);
        let mut returned: Vec<&ProcedureCode> =
            listed.filter(|code| world.catalogue.may_return(code, day).is_ok()).collect();
        returned.sort_by_key(|code| code.as_str());
        let procedure = (*returned.first().ok_or(Missing::Procedure)?).clone();
        let mut offices = points.into_iter().filter(|point| is_office(point));
        let first = offices.next().ok_or(Missing::PostOffice)?.code.clone();
        let last = offices.next().map(|point| point.code.clone());
        Ok(Self { agency, procedure, first, last })
    }

    /// The scans of its way: handed over by the desk, taken over by the post, carried on where there is
    /// another office, and delivered to the person.
    pub fn scans(&self, parcel: &Parcel, now: At, ids: &Ids) -> Vec<Scan> {
        let post =
            |code: &PointCode| Party::Point { code: code.clone(), capacity: Some(Capacity::Post) };
        let to = |code: &PointCode| Detail { to: Some(post(code)), ..Detail::default() };
        let given = Detail { receiver: Some(Receiver::Addressee), ..Detail::default() };
        let mut way = vec![
            (Action::HandOver, &self.agency, Capacity::Desk, to(&self.first)),
            (Action::Accept, &self.first, Capacity::Post, Detail::default()),
        ];
        if let Some(last) = &self.last {
            way.push((Action::HandOver, &self.first, Capacity::Post, to(last)));
            way.push((Action::Receive, last, Capacity::Post, Detail::default()));
        }
        let last = self.last.as_ref().unwrap_or(&self.first);
        way.push((Action::OutForDelivery, last, Capacity::Post, Detail::default()));
        way.push((Action::Deliver, last, Capacity::Post, given));
        // A millisecond apart, so that their order is beyond doubt.
        let scan =
            |(n, (action, at, capacity, detail)): (i64, (Action, &PointCode, Capacity, Detail))| {
                Scan {
                    id: ScanId(ids.uuid(now)),
                    device: "self-test".to_owned(),
                    action,
                    code: parcel.qr.as_str().to_owned(),
                    at: at.clone(),
                    capacity: Some(capacity),
                    happened_at: now.plus_millis(n),
                    clock_offset_ms: 0,
                    detail,
                }
            };
        (0..).zip(way).map(scan).collect()
    }
}

/// Where people hand in and fetch: neither a hall of bags nor a house in a village.
fn is_office(point: &Point) -> bool {
    let counter = !matches!(point.kind, PointKind::SortingOffice | PointKind::PickUpPoint);
    counter && point.roles.has(Capacity::Post)
}

/// The case of a self-test.
pub fn begin_self_test(
    conn: &mut Conn,
    cx: &Context,
    by: &CaseWriter,
    network: &Network,
    plan: &Plan,
) -> Result<Case, FlowRefusal> {
    let number = cx.ids.symbols(b"0123456789", 12);
    let code = format!("TEST-{}-{number}", cx.now.date().format("%y%m%d"));
    let code: CaseCode =
        code.parse().map_err(|problem| StoreError::bad_row("cases", "new", problem))?;
    let record = CaseRecord {
        case: CaseIn {
            code,
            as_of: cx.now,
            procedure: plan.procedure.clone(),
            agency: plan.agency.clone(),
            channel: Channel::Post,
            status: Status::Processed,
            received_at: cx.now,
            due_at: None,
        },
        applicant: nobody()?,
    };
    write(conn, |conn| {
        let told = upsert_case(conn, cx, by, network, record)?;
        cases::mark_test(conn, told.case.id)?;
        Ok(told.case)
    })
}

/// Its result goes back by post, under a number that is none of the range.
pub fn order_self_test(
    conn: &mut Conn,
    cx: &Context,
    by: &LegOrderer,
    world: &World<'_>,
    case: &Case,
) -> Result<Parcel, FlowRefusal> {
    let paper = Paper::new("Kết quả thử", PaperForm::Original, 1)?;
    let number = case.code.as_str().parse();
    let order = LegOrder {
        case_code: case.code.clone(),
        service: Service::Return,
        from: Endpoint::Point(case.agency.clone()),
        to: Endpoint::Person(nobody()?),
        papers: PaperList::new(vec![paper])?,
        pickup: None,
        tracking_number: Some(number.map_err(|bad| StoreError::bad_row("codes", &case.code, bad))?),
        label: None,
        weighed: Weighed::default(),
    };
    let ordered = order_leg(conn, cx, by, world, order)?;
    let leg = ordered.legs.into_iter().next().ok_or(StoreError::Stale)?;
    Ok(leg.parcel)
}

fn nobody() -> Result<PersonIn, FlowRefusal> {
    Ok(PersonIn::read("Hồ sơ thử", None, "Tự kiểm tra kết nối", None)?)
}

/// What custody and the feed say of it in the end.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// Whether it is delivered and nothing is odd.
    pub delivered: bool,
    /// What the case was told.
    pub facts: Vec<Fact>,
}

impl Outcome {
    /// Whether the case was told of the leg and of each of so many scans, in order and marked, and is
    /// proposed the last status.
    pub fn is_told(&self, scans: usize) -> bool {
        let in_order = self.facts.iter().map(|fact| fact.sequence).eq(1..=(scans as i64 + 1));
        let as_expected = self.facts.iter().enumerate().all(|(at, fact)| match fact.kind {
            FactKind::LegOrdered => at == 0,
            FactKind::Scanned(_) => at > 0,
            FactKind::Promised
            | FactKind::Expected
            | FactKind::Redirected
            | FactKind::Revised
            | FactKind::FeeCollected
            | FactKind::FeeRemitted
            | FactKind::FeeReversed
            | FactKind::Liability(_)
            | FactKind::Complaint(_) => false,
        });
        let proposed =
            self.facts.last().and_then(|fact| fact.data.get("proposed_status")?.as_i64());
        let marked = self.facts.iter().all(|fact| fact.test);
        in_order && as_expected && marked && proposed == Some(Status::Returned.number())
    }
}

/// Looks at what became of it.
pub fn look_at_self_test(
    conn: &mut Conn,
    case: &Case,
    parcel: &Parcel,
) -> Result<Outcome, StoreError> {
    let timeline = read_timeline(conn, parcel.key)?;
    let delivered = timeline.is_some_and(|(_, timeline)| {
        timeline.state == State::Delivered && timeline.anomalies.is_empty()
    });
    Ok(Outcome { delivered, facts: facts::of_case(conn, case.id)? })
}
