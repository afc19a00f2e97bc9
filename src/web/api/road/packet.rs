//! The packet as it goes out.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::{IntoParams, ToSchema};

use super::known::{self, AgencyOut, NamedPointOut, ProcedureOut, ReasonsOut};
use crate::base::{At, Capacity, PointCode, Role};
use crate::custody::Party;
use crate::flows::road::{KnownBag, KnownParcel, KnownRun, Next, Packet, Towards, packet_of};
use crate::network::Network;
use crate::people::PhoneHolder;
use crate::web::Shared;
use crate::web::auth::Caller;
use crate::web::error::{FORBIDDEN, Problem, ProblemBody};
use crate::web::input::Query;

/// For which place.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PacketQuery {
    /// The point at which one scans.
    #[param(value_type = String, example = "481900")]
    at: PointCode,
    /// For the `post` or the `desk`; as one's role acts when not given.
    #[serde(rename = "as")]
    #[param(rename = "as", value_type = Option<String>)]
    capacity: Option<Capacity>,
}

/// What a phone knows of its place without a line. No person is in it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RoadPacket)]
pub struct PacketOut {
    /// When it was read.
    made_at: String,
    /// The server's time.
    now: String,
    at: HereOut,
    /// Whether this is everything; else the things that moved last.
    complete: bool,
    parcels: Vec<ParcelOut>,
    bags: Vec<BagOut>,
    /// Runs that call here today and were entered.
    runs: Vec<RunOut>,
    /// Where things can be handed to from here.
    points: Vec<NamedPointOut>,
    /// Words to choose from.
    reasons: ReasonsOut,
    /// Procedures whose dossiers go by post, with the papers they ask for.
    procedures: Vec<ProcedureOut>,
    /// Where dossiers can be sent.
    agencies: Vec<AgencyOut>,
}

/// The place.
#[derive(Debug, Serialize, ToSchema)]
pub struct HereOut {
    code: String,
    name: String,
    #[serde(rename = "as")]
    acts_as: &'static str,
}

/// Who has something.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RoadCustodian)]
pub struct CustodianOut {
    /// `point`, `run`, `postman` or `person`.
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    #[serde(rename = "as", skip_serializing_if = "Option::is_none")]
    acts_as: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// That it is who asks.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    own: bool,
}

/// Where something is to go in the end.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RoadTowards)]
pub struct TowardsOut {
    #[serde(skip_serializing_if = "Option::is_none")]
    point: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// To a person's address.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    person: bool,
}

/// Where something goes next from here.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RoadNext)]
pub struct NextOut {
    point: String,
    name: String,
    /// The bag that is made up for it here.
    #[serde(skip_serializing_if = "Option::is_none")]
    bag: Option<String>,
    route: String,
    /// The run, once it was entered.
    #[serde(skip_serializing_if = "Option::is_none")]
    run: Option<String>,
    departs_at: String,
}

/// A give that nobody has answered yet.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RoadHandover)]
pub struct HandoverOut {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    from: CustodianOut,
    to: CustodianOut,
}

/// How many pieces of one paper.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RoadPaper)]
pub struct PaperOut {
    form: &'static str,
    count: u16,
}

/// A parcel that may be scanned here.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RoadParcel)]
pub struct ParcelOut {
    qr: String,
    tracking: String,
    /// `submit`, `return` or `internal`.
    leg: &'static str,
    state: String,
    /// Whether it lies here, or with who asks.
    here: bool,
    /// Whether it is to be taken off here.
    due_here: bool,
    custodian: CustodianOut,
    /// The bag or run it is in.
    #[serde(skip_serializing_if = "Option::is_none")]
    inside: Option<String>,
    to: TowardsOut,
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<NextOut>,
    /// What lies in it, line by line of its slip; which papers they are, the slip says.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    papers: Vec<PaperOut>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seal: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    handover: Option<HandoverOut>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expected_by: Option<String>,
    /// How often a delivery failed.
    #[serde(skip_serializing_if = "is_nought")]
    attempts: u32,
}

/// A bag that may be scanned here.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RoadBag)]
pub struct BagOut {
    code: String,
    qr: String,
    to: String,
    to_name: String,
    state: String,
    here: bool,
    due_here: bool,
    sealed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    seal: Option<String>,
    /// The run it is on, else the one by which it goes on.
    #[serde(skip_serializing_if = "Option::is_none")]
    run: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    departs_at: Option<String>,
}

/// A stop of a run after this one.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RoadRunStop)]
pub struct RunStopOut {
    point: String,
    name: String,
    arrives_at: String,
}

/// A run that calls here today.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RoadRun)]
pub struct RunOut {
    code: String,
    route: String,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    arrives_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    departs_at: Option<String>,
    stops: Vec<RunStopOut>,
    state: String,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    cancelled: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference over")]
const fn is_nought(number: &u32) -> bool {
    *number == 0
}

/// What a phone knows of its place
///
/// What lies at a point or in the hands of who asks, what is aboard the runs that call there today, what is on its
/// way there, and where each goes next: so that a phone can say without a line whether a scan was right. No person
/// is in it. Asked again with `If-None-Match`, it is sent only when something is different.
#[utoipa::path(
    get,
    path = "/api/v1/road/packet",
    tag = "road",
    security(("token" = [])),
    params(PacketQuery),
    responses(
        (status = 200, body = PacketOut),
        (status = 304, description = "As it was (`If-None-Match`)"),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn show(
    State(app): Shared,
    caller: Caller,
    Query(query): Query<PacketQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let by = PhoneHolder::of(&caller.0)?;
    let cx = caller.context(&app);
    let place = app.clone();
    let read = app.read(move |conn| -> Result<PacketOut, Problem> {
        let known = place.known(conn)?;
        let capacity = capacity(&known.network, &query, cx.who.role, cx.now)?;
        let packet = packet_of(conn, &cx, &by, &known.forecasting(), (&query.at, capacity))?;
        let telling = Telling { network: &known.network, now: cx.now, who: &cx.who };
        let mut out = telling.packet(packet);
        let stop = (&query.at, cx.now.date());
        out.points = known::points(&known.network, stop);
        out.procedures = known::procedures(&known.catalogue, cx.now.date());
        out.agencies = known::agencies(&known.network, cx.now.date());
        Ok(out)
    });
    Ok(answered(&read.await?, &headers))
}

/// As what who asks acts at the point: as they say, else as their role does.
fn capacity(
    network: &Network,
    query: &PacketQuery,
    role: Role,
    now: At,
) -> Result<Capacity, Problem> {
    let own = match role {
        Role::Clerk | Role::Courier => Some(Capacity::Post),
        Role::Officer => Some(Capacity::Desk),
        Role::Manager | Role::Administrator | Role::Partner => None,
    };
    let asked = query.capacity;
    if let Some((asked, own)) = asked.zip(own).filter(|(asked, own)| asked != own) {
        return Err(Problem::new(FORBIDDEN).code("wrong_capacity").field("?as").detail(
            format!("Vai trò này quét với tư cách {own}, không phải {asked}"),
            format!("Expected {own}, as which this role scans, got {asked}"),
        ));
    }
    let only = || network.point_on(&query.at, now.date())?.roles.only();
    Ok(asked.or(own).or_else(only).unwrap_or(Capacity::Post))
}

/// The packet as an answer; nothing of it where it is the one the phone has.
fn answered(packet: &PacketOut, headers: &HeaderMap) -> Response {
    let mut value = serde_json::to_value(packet).expect("a packet is JSON");
    let timeless = value.as_object_mut().map(|fields| {
        let times = [fields.remove("made_at"), fields.remove("now")];
        let digest = Sha256::digest(serde_json::to_vec(&*fields).unwrap_or_default());
        for (name, time) in ["made_at", "now"].into_iter().zip(times) {
            fields.insert(name.to_owned(), time.unwrap_or_default());
        }
        u128::from_be_bytes(std::array::from_fn(|at| digest[at]))
    });
    let tag = format!("W/\"{:032x}\"", timeless.unwrap_or_default());
    let known = headers.get(header::IF_NONE_MATCH).and_then(|known| known.to_str().ok());
    let same = known.is_some_and(|known| known.split(',').any(|one| one.trim() == tag));
    let mut answer = if same {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        axum::Json(value).into_response()
    };
    if let Ok(tag) = HeaderValue::try_from(tag) {
        answer.headers_mut().insert(header::ETAG, tag);
    }
    answer
}

/// What names are said by.
struct Telling<'a> {
    network: &'a Network,
    now: At,
    who: &'a crate::base::Actor,
}

impl Telling<'_> {
    fn name(&self, code: &PointCode) -> String {
        known::name(self.network, code, self.now.date())
    }

    fn packet(&self, packet: Packet) -> PacketOut {
        PacketOut {
            made_at: self.now.to_string(),
            now: self.now.to_string(),
            at: HereOut {
                name: self.name(&packet.at),
                code: packet.at.to_string(),
                acts_as: packet.capacity.as_str(),
            },
            complete: packet.complete,
            parcels: packet.parcels.into_iter().map(|one| self.parcel(one)).collect(),
            bags: packet.bags.into_iter().map(|one| self.bag(one)).collect(),
            runs: packet.runs.into_iter().map(|one| self.run(one)).collect(),
            points: Vec::new(),
            reasons: known::reasons(),
            procedures: Vec::new(),
            agencies: Vec::new(),
        }
    }

    fn parcel(&self, one: KnownParcel) -> ParcelOut {
        let handover = one.handover.map(|(id, to)| HandoverOut {
            id,
            from: self.custodian(&Party::from(one.custodian.clone())),
            to: self.custodian(&to),
        });
        ParcelOut {
            qr: one.parcel.qr.to_string(),
            tracking: one.parcel.tracking.to_string(),
            leg: one.direction.as_str(),
            state: one.state.to_string(),
            here: one.is_here,
            due_here: one.due_here,
            custodian: self.custodian(&Party::from(one.custodian)),
            inside: one.carrier,
            to: match one.towards {
                Towards::Point(point) => TowardsOut {
                    name: Some(self.name(&point)),
                    point: Some(point.to_string()),
                    person: false,
                },
                Towards::Person => TowardsOut { point: None, name: None, person: true },
            },
            next: one.next.map(|next| self.next(next)),
            papers: one
                .papers
                .into_iter()
                .map(|(form, count)| PaperOut { form: form.as_str(), count })
                .collect(),
            seal: one.seal,
            handover,
            expected_by: one.expected.map(|at| at.to_string()),
            attempts: one.failed,
        }
    }

    fn next(&self, next: Next) -> NextOut {
        NextOut {
            name: self.name(&next.point),
            point: next.point.to_string(),
            bag: next.bag,
            route: next.route.to_string(),
            run: next.run.map(|run| run.to_string()),
            departs_at: next.departs.to_string(),
        }
    }

    fn bag(&self, one: KnownBag) -> BagOut {
        let (run, departs) = match one.next {
            Some(next) => (next.run.map(|run| run.to_string()), Some(next.departs)),
            None => (None, None),
        };
        BagOut {
            code: one.bag.code.to_string(),
            qr: one.bag.qr.to_string(),
            to_name: self.name(&one.bag.to),
            to: one.bag.to.to_string(),
            state: one.state.to_string(),
            here: one.is_here,
            due_here: one.due_here,
            sealed: one.sealed,
            seal: one.seal,
            run: one.carrier.or(run),
            departs_at: departs.map(|at| at.to_string()),
        }
    }

    fn run(&self, one: KnownRun) -> RunOut {
        let stop = |(point, at): (PointCode, At)| RunStopOut {
            name: self.name(&point),
            point: point.to_string(),
            arrives_at: at.to_string(),
        };
        RunOut {
            code: one.run.code.to_string(),
            name: self.network.route_name(&one.run.route, one.run.date).to_string(),
            route: one.run.route.to_string(),
            arrives_at: one.arrives.map(|at| at.to_string()),
            departs_at: one.departs.map(|at| at.to_string()),
            stops: one.onward.into_iter().map(stop).collect(),
            state: one.state.to_string(),
            cancelled: one.cancelled,
        }
    }

    fn custodian(&self, party: &Party) -> CustodianOut {
        let bare = |kind| CustodianOut { kind, code: None, acts_as: None, name: None, own: false };
        match party {
            Party::Point { code, capacity } => CustodianOut {
                code: Some(code.to_string()),
                acts_as: capacity.map(Capacity::as_str),
                name: Some(self.name(code)),
                ..bare("point")
            },
            Party::Run { code } => CustodianOut { code: Some(code.to_string()), ..bare("run") },
            Party::Postman { token } => {
                CustodianOut { own: *token == self.who.token, ..bare("postman") }
            }
            Party::Person => bare("person"),
        }
    }
}
