//! What was taken in at a door, or at a post point without a line: counted, sealed, and labelled from a roll. When
//! the line is back the leg is ordered, the label bound to it, and the acceptance put on record as it happened. Where
//! only the code of a case was known, and nobody has told that case yet, it waits for it.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::base::codes::CaseCode;
use crate::base::ids::uuid_of;
use crate::base::{Actor, At, Capacity, Context, Lang, PersonId, PointCode, ScanId};
use crate::cases::{AcceptanceRefusal, CaseRefusal, Service};
use crate::catalogue::ProcedureCode;
use crate::custody::scan::Detail;
use crate::custody::{Action, Scan};
use crate::flows::bind_blank::{lock, usable};
use crate::flows::pricing::Weighed;
use crate::flows::recall::Recall;
use crate::flows::record_scans::{Incoming, Outcome, record_scans};
use crate::flows::refusal::FlowRefusal;
use crate::flows::take_dossier::{DossierIn, open_dossier};
use crate::flows::world::World;
use crate::parcels::{Paper, PaperForm, PaperList};
use crate::people::{DoorAccepter, PersonIn};
use crate::store::road_acceptances::{self, KeptAcceptance};
use crate::store::{Conn, StoreError, cases, persons, write};

/// A dossier that was taken in.
#[derive(Debug, Clone)]
pub struct AcceptanceIn {
    /// Made on the phone; sending it again is harmless.
    pub id: Uuid,
    /// The person who gave it.
    pub person: PersonIn,
    /// Everything else.
    pub asked: Asked,
    /// The language of advice.
    pub lang: Lang,
}

/// All of it but the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// The phone.
    pub device: String,
    /// The code of the label.
    pub blank: String,
    /// The point from which one goes.
    pub at: PointCode,
    /// What the person asks for.
    pub procedure: Option<ProcedureCode>,
    /// The case's code, where the person has one.
    pub case_code: Option<CaseCode>,
    /// The agency's desk.
    pub to: PointCode,
    /// The papers as counted: name, form, pieces.
    pub papers: Vec<(String, PaperForm, u16)>,
    /// When, by the phone's clock.
    pub happened_at: At,
    /// How far that is behind the server's.
    pub clock_offset_ms: i64,
    /// The number of the seal.
    pub seal: Option<String>,
    /// The signature or photo.
    pub evidence: Option<String>,
}

/// What was made of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MadeOfIt {
    /// The parcel's number: the label's.
    pub tracking: String,
    /// The leg.
    pub leg: String,
    /// The case.
    pub case_code: CaseCode,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Accepted {
    /// It is on record.
    Recorded(MadeOfIt),
    /// It was before.
    Repeated(MadeOfIt),
    /// Its case is not known yet.
    Waiting,
}

/// Takes it over.
pub fn accept_on_road(
    conn: &mut Conn,
    cx: &Context,
    by: &DoorAccepter,
    world: &World<'_>,
    input: &AcceptanceIn,
) -> Result<Accepted, FlowRefusal> {
    let asked = &input.asked;
    by.at(&asked.at)?;
    let point = world.network.point_on(&asked.at, cx.now.date());
    if !point.is_some_and(|point| point.roles.has(Capacity::Post)) {
        return Err(AcceptanceRefusal::NotAPostPoint(asked.at.clone()).into());
    }
    let fingerprint = fingerprint(input);
    write(conn, |conn| {
        if let Some(kept) = road_acceptances::find_for_update(conn, input.id)? {
            if kept.fingerprint != fingerprint {
                return Err(AcceptanceRefusal::Other(input.id).into());
            }
            if let Some(made) = &kept.made {
                return Ok(Accepted::Repeated(read(&kept, made)?));
            }
            return match make(conn, cx, by, world, input)? {
                Some(made) => {
                    road_acceptances::made(conn, input.id, &text(&made))?;
                    Ok(Accepted::Recorded(made))
                }
                None => Ok(Accepted::Waiting),
            };
        }
        let made = make(conn, cx, by, world, input)?;
        let person = match made {
            Some(_) => None,
            None => {
                let id = PersonId::new(cx.ids.uuid(cx.now));
                persons::save(conn, &input.person.clone().into_person(id), cx.now)?;
                Some(id)
            }
        };
        let kept = KeptAcceptance {
            id: input.id,
            fingerprint: fingerprint.clone(),
            case_code: asked.case_code.clone(),
            asked: serde_json::to_string(asked).expect("an acceptance is JSON"),
            person,
            by: cx.who.token,
            role: cx.who.role,
            recorded_at: cx.now,
            made: made.as_ref().map(text),
        };
        if !road_acceptances::insert(conn, &kept)? {
            // Somebody sent the same at the same moment: begin again.
            return Err(StoreError::Stale.into());
        }
        Ok(made.map_or(Accepted::Waiting, Accepted::Recorded))
    })
}

/// Takes over what waited for a case that is known now: this one, or whichever. What does not fit goes on waiting: its phone is told why when
/// it asks again. Says how many were taken over.
pub fn match_acceptances(
    conn: &mut Conn,
    cx: &Context,
    world: &World<'_>,
    case: Option<&CaseCode>,
) -> Result<usize, StoreError> {
    let mut matched = 0;
    for id in road_acceptances::known_now(conn, case)? {
        let done: Result<bool, FlowRefusal> = write(conn, |conn| {
            let kept = road_acceptances::find_for_update(conn, id)?;
            let Some(kept) = kept.filter(|kept| kept.made.is_none()) else { return Ok(false) };
            let Some((input, who)) = again(conn, &kept)? else { return Ok(false) };
            let cx = Context { who, ..cx.clone() };
            let by = DoorAccepter::of(&cx.who)?;
            let Some(made) = make(conn, &cx, &by, world, &input)? else { return Ok(false) };
            road_acceptances::made(conn, id, &text(&made))?;
            Ok(true)
        });
        match done {
            Ok(true) => matched += 1,
            Ok(false) => {}
            Err(FlowRefusal::Store(error)) => return Err(error),
            Err(refusal) => {
                tracing::warn!(code = refusal.code(), "an acceptance does not fit its case");
            }
        }
    }
    Ok(matched)
}

/// What was sent, and by whom, of one that waits; none when its person was erased meanwhile.
fn again(
    conn: &mut Conn,
    kept: &KeptAcceptance,
) -> Result<Option<(AcceptanceIn, Actor)>, StoreError> {
    let bad =
        |problem: &dyn std::fmt::Display| StoreError::bad_row("road_acceptances", kept.id, problem);
    let asked: Asked = serde_json::from_str(&kept.asked).map_err(|problem| bad(&problem))?;
    let Some(person) = kept.person else { return Ok(None) };
    let Some(person) = persons::as_given(conn, person)? else { return Ok(None) };
    let who = Actor {
        token: kept.by,
        name: String::new(),
        role: kept.role,
        places: vec![asked.at.clone()],
        revoked: false,
        until: None,
    };
    Ok(Some((AcceptanceIn { id: kept.id, person, asked, lang: Lang::Vi }, who)))
}

/// Orders the leg, binds the label and records the acceptance; none when its case is not known and nothing is said
/// that would make one.
fn make(
    conn: &mut Conn,
    cx: &Context,
    by: &DoorAccepter,
    world: &World<'_>,
    input: &AcceptanceIn,
) -> Result<Option<MadeOfIt>, FlowRefusal> {
    let asked = &input.asked;
    // Blanks are locked before cases.
    usable(lock(conn, "blank", &asked.blank)?, "blank")?;
    let known = match &asked.case_code {
        Some(code) => cases::find_for_update(conn, code)?,
        None => None,
    };
    let procedure = match (&known, &asked.procedure) {
        (Some(case), _) if case.agency != asked.to => {
            let (code, agency) = (case.code.clone(), case.agency.clone());
            return Err(AcceptanceRefusal::OtherAgency { code, agency }.into());
        }
        (Some(case), said) => match said {
            Some(said) if *said != case.procedure => {
                let (code, procedure) = (case.code.clone(), case.procedure.clone());
                return Err(CaseRefusal::OtherProcedure { code, procedure }.into());
            }
            Some(_) | None => case.procedure.clone(),
        },
        (None, Some(said)) => said.clone(),
        (None, None) if asked.case_code.is_some() => return Ok(None),
        (None, None) => return Err(AcceptanceRefusal::NoProcedure.into()),
    };
    let dossier = dossier(input, procedure)?;
    let (case, ordered) = open_dossier(conn, cx, &by.orderer(), world, &dossier)?;
    let gone = || StoreError::bad_row("legs", &case.id, "no leg was opened");
    let opened = ordered.legs.first().ok_or_else(gone)?;
    let tracking = opened.parcel.tracking.to_string();
    let scan = acceptance(input, tracking.clone(), &opened.parcel.papers);
    let incoming = Incoming { scan, by: Arc::new(cx.who.clone()), lang: input.lang };
    let recorded = record_scans(conn, cx.now, &world.rules(), &[incoming], &mut Recall::default())?;
    match recorded.as_slice() {
        [Outcome::Recorded(_)] => {}
        // The role and the place were looked at, and the code is a moment old.
        other => {
            let told = format!("not recorded: {other:?}");
            return Err(StoreError::bad_row("road_acceptances", input.id, told).into());
        }
    }
    let leg = opened.leg.id.to_string();
    Ok(Some(MadeOfIt { tracking, leg, case_code: case.code }))
}

fn dossier(input: &AcceptanceIn, procedure: ProcedureCode) -> Result<DossierIn, FlowRefusal> {
    let asked = &input.asked;
    let line =
        |(name, form, count): &(String, PaperForm, u16)| Paper::new(name, *form, i64::from(*count));
    let papers = asked.papers.iter().map(line).collect::<Result<Vec<_>, _>>()?;
    Ok(DossierIn {
        at: asked.at.clone(),
        case_code: asked.case_code.clone(),
        procedure,
        agency: asked.to.clone(),
        service: Service::Submit,
        person: input.person.clone(),
        from: None,
        to: None,
        papers: PaperList::new(papers)?,
        weighed: Weighed { weight: None, reduction: None },
        label: Some(asked.blank.clone()),
        // Its own scan is recorded as it happened.
        taken_in: false,
        seal: asked.seal.clone(),
        paid: None,
        lang: input.lang,
    })
}

/// The scan of acceptance as it happened. Its id follows from the acceptance's.
fn acceptance(input: &AcceptanceIn, code: String, papers: &PaperList) -> Scan {
    let asked = &input.asked;
    let counts = papers.lines().iter().map(|paper| match paper.form() {
        PaperForm::Original | PaperForm::Copy => paper.count(),
        PaperForm::Electronic => 0,
    });
    Scan {
        id: ScanId(uuid_of(asked.happened_at, &format!("acceptance {}", input.id))),
        device: asked.device.clone(),
        action: Action::Accept,
        code,
        at: asked.at.clone(),
        capacity: Some(Capacity::Post),
        happened_at: asked.happened_at,
        clock_offset_ms: asked.clock_offset_ms,
        detail: Detail {
            seal: asked.seal.clone(),
            seal_intact: asked.seal.as_ref().map(|_| true),
            papers: (!papers.lines().is_empty()).then(|| counts.collect()),
            evidence: asked.evidence.clone(),
            ..Detail::default()
        },
    }
}

/// Tells whether the same is sent again; the offset of the clock is measured anew each time.
fn fingerprint(input: &AcceptanceIn) -> Vec<u8> {
    let asked = Asked { clock_offset_ms: 0, ..input.asked.clone() };
    let mut digest = Sha256::new();
    digest.update(serde_json::to_vec(&asked).expect("an acceptance is JSON"));
    let person = &input.person;
    let phone = person.phone.as_ref().map_or("", |phone| phone.in_full());
    for part in [person.name.in_full(), phone, person.address.in_full()] {
        digest.update([0]);
        digest.update(part.as_bytes());
    }
    digest.finalize().to_vec()
}

fn text(made: &MadeOfIt) -> String {
    serde_json::to_string(made).expect("what was made is JSON")
}

fn read(kept: &KeptAcceptance, made: &str) -> Result<MadeOfIt, StoreError> {
    serde_json::from_str(made)
        .map_err(|problem| StoreError::bad_row("road_acceptances", kept.id, problem))
}
