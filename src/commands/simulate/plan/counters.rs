//! Orders, and dossiers handed in: at the counter of an office, or to the postman at the door.

use serde_json::{Value, json};

use super::batch::Handing;
use super::deeds::{Deed, Said, Who};
use super::{Case, Goal, Holder, Journey, Parcel, Plan, Rhythm};
use crate::base::At;
use crate::custody::{Action, AnomalyKind};

use super::super::province::PlayedDay;

const MINUTE: i64 = 60_000;

/// Status codes of the national exchange: newly registered; processed, result at the desk.
const REGISTERED: u8 = 1;
const PROCESSED: u8 = 9;

/// Of an order of a person's: where from and where to.
struct Submission {
    commune: usize,
    desk: usize,
    round_trip: bool,
}

impl Plan {
    /// Dossiers and round trips of a day: how many.
    fn submissions(&self, day: &PlayedDay) -> (usize, usize) {
        let services = self.proportions.services();
        let all: f64 = services.iter().sum();
        let dossiers = self.dossiers(day) as f64;
        let due = |weight: f64| (dossiers * weight / all).round() as usize;
        (due(services[0]), due(services[2]))
    }

    /// Who hands something in, and for which desk.
    fn submission(&mut self, round_trip: bool) -> Submission {
        let commune = self.dice.orders.below(self.province.communes.len());
        let office = self.province.communes[commune].office;
        let own = self.dice.orders.happens(self.proportions.traffic.own_desk);
        let near = self.province.desks_of(office);
        let desk = match self.dice.orders.one(&near) {
            Some(desk) if own => *desk,
            Some(_) | None => self.dice.orders.below(self.province.desks.len()),
        };
        Submission { commune, desk, round_trip }
    }

    /// What people hand in at counters over the day.
    pub(super) fn counters(&mut self, day: &PlayedDay, rhythm: Rhythm) {
        let (single, round_trips) = self.submissions(day);
        let pickups = self.pickups(single + round_trips);
        let seconds = (rhythm.counter_closes.millis() - rhythm.counter_opens.millis()) / 1000;
        for n in pickups..single + round_trips {
            let submission = self.submission(n < round_trips);
            let at = rhythm.counter_opens.plus_millis(self.dice.orders.between(0, seconds) * 1000);
            self.at_counter(&submission, at);
        }
    }

    /// How many of them the postman calls for.
    fn pickups(&self, all: usize) -> usize {
        (all as f64 * self.proportions.traffic.pickup) as usize
    }

    fn at_counter(&mut self, submission: &Submission, at: At) {
        let office = self.province.communes[submission.commune].office;
        let clerk = Who::Clerk(office);
        let parcel = self.submit(submission, clerk, at);
        let mut batch = self.at_office(clerk, office, at.plus_millis(2 * MINUTE));
        let said = self.sealed(parcel);
        self.scan_parcel(&mut batch, Action::Accept, parcel, said);
        self.hold_at_office(parcel, office);
        let accepted = batch.at;
        self.hand_in(batch, Handing::Usual);
        if self.dice.orders.happens(self.proportions.traffic.paid) {
            let id = self.dice.orders.id(accepted);
            let paid = Deed::Pay { parcel, id };
            self.act(accepted.plus_millis(MINUTE), clerk, paid);
        }
        self.mistakes(parcel, office, accepted.plus_millis(MINUTE));
        self.route(parcel, office, accepted.plus_millis(4 * MINUTE));
    }

    /// A scan by mistake that is struck out, and one by a device whose clock is far ahead.
    fn mistakes(&mut self, parcel: usize, office: usize, at: At) {
        let shares = &self.proportions.disturbances;
        let slip = self.dice.trouble.happens(shares.slip);
        let ahead = self.dice.trouble.happens(shares.clock_ahead);
        if slip {
            let mut batch = self.at_office(Who::Clerk(office), office, at);
            let wrong = self.scan_parcel(&mut batch, Action::Hold, parcel, Said::default());
            batch.at = batch.at.plus_millis(MINUTE);
            let said =
                Said { corrects: Some(wrong), reason: Some("bấm nhầm"), ..Said::default() };
            self.scan_parcel(&mut batch, Action::Correct, parcel, said);
            self.hand_in(batch, Handing::Prompt);
        }
        if ahead {
            let mut batch = self.at_office(Who::Clerk(office), office, at.plus_millis(2 * MINUTE));
            self.scan_parcel(&mut batch, Action::Inspect, parcel, Said::default());
            batch.sets_ahead(40 * MINUTE);
            self.expect(AnomalyKind::ClockAhead);
            self.hand_in(batch, Handing::Prompt);
        }
    }

    /// Dossiers that people ask to be called for, ordered in the morning.
    pub(super) fn order_pickups(&mut self, day: &PlayedDay, rhythm: Rhythm) {
        let (single, round_trips) = self.submissions(day);
        for n in 0..self.pickups(single + round_trips) {
            let submission = self.submission(n < round_trips);
            let office = self.province.communes[submission.commune].office;
            let at = rhythm.counter_opens.plus_millis(self.dice.orders.between(0, 3600) * 1000);
            let parcel = self.submit(&submission, Who::System, at);
            self.to_call_for.entry(office).or_default().push(parcel);
        }
    }

    /// The case is told and the leg, or both of a round trip, ordered.
    fn submit(&mut self, submission: &Submission, by: Who, at: At) -> usize {
        let Submission { commune, desk, round_trip } = *submission;
        let case = self.case(desk, commune, REGISTERED, at);
        let papers = self.papers();
        let person = self.cases[case].applicant.clone();
        let office = self.province.desks[desk].office;
        let first = self.parcel(case, &papers, Goal::Desk(desk), office, None);
        let mut parcels = vec![first];
        if round_trip {
            let home = self.province.communes[commune].office;
            let result = self.parcel(case, &[], Goal::Door, home, Some(desk));
            self.parcels[first].result = Some(result);
            parcels.push(result);
        }
        let body = json!({
            "service": if round_trip { "round_trip" } else { "submit" },
            "from": {"person": person},
            "to": {"point": self.province.desks[desk].code},
            "papers": listed(&papers),
            "weight_g": self.dice.orders.between(20, 450),
        });
        self.act(at.plus_millis(MINUTE), by, Deed::Order { parcels, body });
        first
    }

    /// A desk orders the carriage of a result to the person.
    pub(super) fn order_return(&mut self, desk: usize, at: At) -> usize {
        let commune = self.dice.orders.below(self.province.communes.len());
        let case = self.case(desk, commune, PROCESSED, at);
        let papers = self.papers();
        let home = self.province.communes[commune].office;
        let fetched = self.dice.orders.happens(self.proportions.delivery.fetched);
        let goal = if fetched { Goal::Counter } else { Goal::Door };
        let parcel = self.parcel(case, &papers, goal, home, Some(desk));
        let body = json!({
            "service": "return",
            "from": {"point": self.province.desks[desk].code},
            "to": {"person": self.cases[case].applicant.clone()},
            "papers": listed(&papers),
            "weight_g": self.dice.orders.between(20, 450),
        });
        let order = Deed::Order { parcels: vec![parcel], body };
        self.act(at.plus_millis(MINUTE), Who::Officer(desk), order);
        parcel
    }

    /// A desk sends papers to another.
    pub(super) fn order_internal(&mut self, desk: usize, other: usize, at: At) -> usize {
        let commune = self.dice.orders.below(self.province.communes.len());
        let case = self.case(desk, commune, PROCESSED, at);
        let papers = self.papers();
        let office = self.province.desks[other].office;
        let parcel = self.parcel(case, &papers, Goal::Desk(other), office, Some(desk));
        let body = json!({
            "service": "internal",
            "from": {"point": self.province.desks[desk].code},
            "to": {"point": self.province.desks[other].code},
            "papers": listed(&papers),
        });
        let order = Deed::Order { parcels: vec![parcel], body };
        self.act(at.plus_millis(MINUTE), Who::Officer(desk), order);
        parcel
    }

    fn case(&mut self, desk: usize, commune: usize, status: u8, at: At) -> usize {
        let case = self.cases.len();
        let agency = self.province.desks[desk].code.clone();
        let procedure = self.dice.orders.one(&self.province.procedures).map(ToString::to_string);
        let applicant = self.invented.invent(&self.dice.persons, &self.province.communes[commune]);
        // One-stop systems number their cases; a number of ours begins with the seed, so that two
        // simulations tell of different cases.
        let number = format!("{:04}{case:06}", self.seed % 10_000);
        self.cases.push(Case {
            code: format!("{agency}-{}-{number}", at.to_office().format("%y%m%d")),
            agency,
            procedure: procedure.unwrap_or_default(),
            applicant,
            received_at: at,
        });
        self.act(at, Who::System, Deed::Case { case, status });
        case
    }

    fn parcel(
        &mut self,
        case: usize,
        papers: &[u16],
        goal: Goal,
        office: usize,
        from_desk: Option<usize>,
    ) -> usize {
        let holder = from_desk.map_or(Holder::Citizen, |desk| {
            let code = self.province.desks[desk].code.clone();
            Holder::Point(code, crate::base::Capacity::Desk)
        });
        let seal = self.named("S");
        self.parcels.push(Parcel {
            case,
            papers: papers.to_vec(),
            seal,
            goal,
            office,
            from_desk,
            attempts: 0,
            returning: false,
            result: None,
            holder,
            journey: Journey::Open,
        });
        self.parcels.len() - 1
    }

    /// How many pieces the slip lists on each of its lines.
    fn papers(&mut self) -> Vec<u16> {
        let lines = self.dice.orders.between(1, 4);
        (0..lines).map(|_| self.dice.orders.between(1, 3) as u16).collect()
    }
}

/// The lines of a slip, as the API takes them.
fn listed(papers: &[u16]) -> Value {
    let names = ["Đơn đề nghị", "Bản sao giấy tờ", "Tờ khai", "Giấy tờ kèm theo"];
    papers
        .iter()
        .enumerate()
        .map(|(n, count)| {
            let form = if n == 1 { "copy" } else { "original" };
            json!({"name": names[n % names.len()], "form": form, "count": count})
        })
        .collect()
}
