//! A small invented corner of a province to order and carry in: two desks, three post points, one mail
//! route, three procedures; and people who may act there.

use hosopost::base::codes::S10Prefix;
use hosopost::base::{Actor, At, Context, Ids, Period, PointCode, Role, TokenId};
use hosopost::cases::{CaseIn, Channel, Endpoint, Service, Status};
use hosopost::catalogue::{
    AgencyLevel, Catalogue, Direction, Offers, PostalListing, Procedure, Published,
};
use hosopost::flows::{
    self, CaseRecord, LegOrder, Weighed, World, ensure_number_range, upsert_case,
};
use hosopost::network::{MailRoute, Network, OpeningHours, Point, PointKind, Roles};
use hosopost::parcels::{NumberRange, Paper, PaperForm, PaperList};
use hosopost::people::{Administrator, CaseWriter, LegOrderer, PersonIn};
use hosopost::postage::PriceList;
use hosopost::store::Conn;

/// The competent agency's desk.
pub const DESK: &str = "H27.12";
/// Another agency's desk.
pub const OTHER_DESK: &str = "H27.99";
/// A post office.
pub const POST: &str = "481000";
/// A cultural post point.
pub const VILLAGE: &str = "481120";
/// A post office that closed on 30 June 2025.
pub const CLOSED: &str = "481900";
/// The case most tests are about.
pub const CASE: &str = "H27.12-250408-0007";
/// A procedure that may go both ways by post.
pub const BOTH_WAYS: &str = "1.004199";
/// A procedure that may only be received by post.
pub const RECEIVED_ONLY: &str = "1.004200";

/// The world of these tests, owned.
pub struct Office {
    pub network: Network,
    pub catalogue: Catalogue,
    pub prefix: S10Prefix,
    pub prices: PriceList,
}

impl Office {
    pub fn new() -> Self {
        Self {
            network: network(),
            catalogue: catalogue(),
            prefix: "BH".parse().unwrap(),
            prices: PriceList::default(),
        }
    }

    pub fn world(&self) -> World<'_> {
        World {
            network: &self.network,
            catalogue: &self.catalogue,
            numbers: &self.prefix,
            clock_limit_ms: 300_000,
            prices: &self.prices,
        }
    }

    /// An office whose database has a range of ten thousand numbers and the case of [`CASE`].
    pub fn opened(conn: &mut Conn) -> Self {
        let office = Self::new();
        office.ensure_range(conn, 1_000, 11_000).unwrap();
        office.tell(conn, record()).unwrap();
        office
    }

    pub fn ensure_range(
        &self,
        conn: &mut Conn,
        from: u32,
        until: u32,
    ) -> Result<(), flows::FlowRefusal> {
        let range = NumberRange::new(self.prefix.clone(), from, until)?;
        ensure_number_range(conn, &administrator(), &range)
    }

    /// The partner of [`DESK`] tells a case.
    pub fn tell(
        &self,
        conn: &mut Conn,
        record: CaseRecord,
    ) -> Result<flows::UpsertedCase, flows::FlowRefusal> {
        let cx = context(Role::Partner, &[DESK]);
        let by = CaseWriter::of(&cx.who).unwrap();
        upsert_case(conn, &cx, &by, &self.network, record)
    }

    /// The partner of [`DESK`] orders.
    pub fn order(
        &self,
        conn: &mut Conn,
        order: LegOrder,
    ) -> Result<flows::Ordered, flows::FlowRefusal> {
        self.order_at(conn, morning(), order)
    }

    pub fn order_at(
        &self,
        conn: &mut Conn,
        now: At,
        order: LegOrder,
    ) -> Result<flows::Ordered, flows::FlowRefusal> {
        let cx = Context { now, ..context(Role::Partner, &[DESK]) };
        let by = LegOrderer::of(&cx.who).unwrap();
        flows::order_leg(conn, &cx, &by, &self.world(), order)
    }
}

/// 8 April 2025, 09:30.
pub fn morning() -> At {
    At::parse("2025-04-08T09:30:00+07:00").unwrap()
}

pub fn point(code: &str) -> PointCode {
    code.parse().unwrap()
}

pub fn actor(role: Role, places: &[&str]) -> Actor {
    Actor {
        token: TokenId::new(Ids::Random.uuid(morning())),
        name: role.to_string(),
        role,
        places: places.iter().map(|code| point(code)).collect(),
        revoked: false,
        until: None,
    }
}

pub fn context(role: Role, places: &[&str]) -> Context {
    Context { now: morning(), who: actor(role, places), ids: Ids::Random }
}

pub fn administrator() -> Administrator {
    Administrator::of(&actor(Role::Administrator, &[])).unwrap()
}

pub fn person(name: &str) -> PersonIn {
    PersonIn::read(name, Some("0912 345 123"), "Thôn Tân Đình", None).unwrap()
}

pub fn papers(counts: &[u16]) -> PaperList {
    let line = |count: &u16| Paper::new("Đơn đề nghị", PaperForm::Original, i64::from(*count));
    PaperList::new(counts.iter().map(|count| line(count).unwrap()).collect()).unwrap()
}

/// The record of [`CASE`].
pub fn record() -> CaseRecord {
    CaseRecord {
        case: CaseIn {
            code: CASE.parse().unwrap(),
            as_of: morning(),
            procedure: BOTH_WAYS.parse().unwrap(),
            agency: point(DESK),
            channel: Channel::Post,
            status: Status::Processing,
            received_at: morning(),
            due_at: Some(morning().plus_millis(864_000_000)),
        },
        applicant: person("Nguyễn Văn Mẫu"),
    }
}

/// A submit leg of [`CASE`] from a person to [`DESK`].
pub fn submit() -> LegOrder {
    LegOrder {
        case_code: CASE.parse().unwrap(),
        service: Service::Submit,
        from: Endpoint::Person(person("Nguyễn Văn Mẫu")),
        to: Endpoint::Point(point(DESK)),
        papers: papers(&[2, 1]),
        pickup: None,
        tracking_number: None,
        label: None,
        weighed: Weighed::default(),
    }
}

/// A return leg of [`CASE`] from [`DESK`] to a person.
pub fn giving_back() -> LegOrder {
    LegOrder {
        service: Service::Return,
        from: Endpoint::Point(point(DESK)),
        to: Endpoint::Person(person("Nguyễn Văn Mẫu")),
        ..submit()
    }
}

fn period(until: Option<&str>) -> Period {
    Period::new("2020-01-01".parse().unwrap(), until.map(|day| day.parse().unwrap())).unwrap()
}

fn network() -> Network {
    let place = |code: &str, kind, roles, until| Point {
        code: point(code),
        name: format!("Điểm {code}"),
        kind,
        unit: "18562".parse().unwrap(),
        position: None,
        hours: OpeningHours::default(),
        roles,
        agency: None,
        successor: None,
        period: period(until),
    };
    let points = vec![
        place(DESK, PointKind::DistrictDesk, Roles::Desk, None),
        place(OTHER_DESK, PointKind::CommuneDesk, Roles::Desk, None),
        place(POST, PointKind::PostOffice, Roles::Post, None),
        place(VILLAGE, PointKind::CulturalPostPoint, Roles::Both, None),
        place(CLOSED, PointKind::DistrictPostOffice, Roles::Post, Some("2025-07-01")),
    ];
    let route = MailRoute {
        code: "HT-03".parse().unwrap(),
        name: "Tuyến 3".to_owned(),
        stops: vec![point(POST), point(VILLAGE), point(POST)],
        period: period(Some("2025-07-01")),
    };
    Network::new(Vec::new(), Vec::new(), points, vec![route])
}

fn catalogue() -> Catalogue {
    let procedure = |code: &str| Procedure {
        code: code.parse().unwrap(),
        name: format!("Thủ tục {code}"),
        field: "Đất đai".to_owned(),
        levels: AgencyLevel::District.into(),
        agency: Some("Văn phòng đăng ký".to_owned()),
        period: period(None),
        processing: None,
        offers: Offers::default(),
        fee: None,
        published: Published::default(),
    };
    let listing = |code: &str, direction| PostalListing {
        procedure: code.parse().unwrap(),
        name: None,
        direction,
        level: AgencyLevel::District,
        period: period(None),
        decision: "QĐ 1".to_owned(),
    };
    Catalogue::new(
        vec![procedure(BOTH_WAYS), procedure(RECEIVED_ONLY)],
        vec![
            listing(BOTH_WAYS, Direction::Received),
            listing(BOTH_WAYS, Direction::Returned),
            listing(RECEIVED_ONLY, Direction::Received),
        ],
    )
}

/// The details of a person, the look at them being noted.
pub fn details(
    conn: &mut Conn,
    case: hosopost::base::CaseId,
    person: hosopost::base::PersonId,
) -> Option<hosopost::people::Person> {
    let cx = context(Role::Administrator, &[]);
    let view = hosopost::people::View::of(&cx, "test", case, None, person);
    let noted = hosopost::store::access_log::note(conn, &[view]).unwrap();
    hosopost::store::persons::read(conn, noted).unwrap().pop()
}
