//! The whole program on the fixtures of Hà Tĩnh: places and procedures imported, tokens made, a parcel
//! to scan.

use hosopost::base::{Actor, Context, PointCode, Role};
use hosopost::cases::{CaseIn, Channel, Endpoint, Service, Status};
use hosopost::flows::import::{ImportFile, Kind, import};
use hosopost::flows::{self, CaseRecord, LegOrder, Weighed};
use hosopost::parcels::Parcel;
use hosopost::people::{Administrator, CaseWriter, LegOrderer, TokenIn};

use super::app::{TestApp, morning};
use super::databases::TestDatabase;
use super::office::{papers, person};

/// The provincial service centre: post and desk.
pub const CENTRE: &str = "H27.00";
/// The district post office of Thạch Hà.
pub const DISTRICT: &str = "481900";
/// A cultural post point of Thạch Hà.
pub const VILLAGE: &str = "481940";
/// The sorting office.
pub const SORTING: &str = "480990";
/// A land procedure that may go both ways by post.
pub const LAND: &str = "1.012783";

/// The fixtures as they lie in the tree.
pub fn fixture(kind: Kind) -> Vec<u8> {
    let path = format!("{}/fixtures/{kind}.csv", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

impl TestApp {
    /// A program with the places and procedures of the fixtures.
    pub fn province(database: TestDatabase) -> Self {
        let app = Self::on(database);
        app.takes(&Kind::ALL);
        app.app.set_up().unwrap();
        app
    }

    /// Takes in some of the fixtures.
    pub fn takes(&self, kinds: &[Kind]) {
        let mut conn = self.database.open();
        let cx = self.keyboard();
        let by = Administrator::of(&cx.who).unwrap();
        for kind in kinds {
            let bytes = fixture(*kind);
            import(&mut conn, &cx, &by, &ImportFile::own(*kind, &bytes), &mut |_| {}).unwrap();
        }
    }

    /// A token for somebody.
    pub fn secret(&self, role: Role, points: &[&str]) -> String {
        let mut conn = self.database.open();
        let cx = self.keyboard();
        let known = self.app.known(&mut conn).unwrap();
        let by = Administrator::of(&cx.who).unwrap();
        let points: Vec<PointCode> = points.iter().map(|code| code.parse().unwrap()).collect();
        let token = TokenIn::read("quầy thử", role, points).unwrap();
        let (_, secret) = flows::create_token(&mut conn, &cx, &by, &known.network, token).unwrap();
        secret.reveal().to_owned()
    }

    pub fn keyboard(&self) -> Context {
        Context { now: self.app.clock.now(), who: Actor::process(), ids: self.app.ids.clone() }
    }

    /// A parcel from a citizen to the service centre, announced, of a case of this number.
    pub fn announced(&self, number: u32) -> Parcel {
        let mut conn = self.database.open();
        let cx = self.keyboard();
        let known = self.app.known(&mut conn).unwrap();
        let code = format!("H27.00-250408-{number:04}");
        let case = CaseIn {
            code: code.parse().unwrap(),
            as_of: morning(),
            procedure: LAND.parse().unwrap(),
            agency: CENTRE.parse().unwrap(),
            channel: Channel::Post,
            status: Status::Processing,
            received_at: morning(),
            due_at: None,
        };
        let record = CaseRecord { case, applicant: person("Nguyễn Văn Mẫu") };
        let writer = CaseWriter::of(&cx.who).unwrap();
        flows::upsert_case(&mut conn, &cx, &writer, &known.network, record).unwrap();
        let order = LegOrder {
            case_code: code.parse().unwrap(),
            service: Service::Submit,
            from: Endpoint::Person(person("Nguyễn Văn Mẫu")),
            to: Endpoint::Point(CENTRE.parse().unwrap()),
            papers: papers(&[1, 2]),
            pickup: None,
            tracking_number: None,
            label: None,
            weighed: Weighed::default(),
        };
        let world = known.world(&self.app.settings);
        let by = LegOrderer::of(&cx.who).unwrap();
        flows::order_leg(&mut conn, &cx, &by, &world, order).unwrap().legs.remove(0).parcel
    }
}
