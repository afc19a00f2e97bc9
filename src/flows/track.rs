//! Looking where a parcel is, as a citizen who holds its QR code, and perhaps proved a right to more.

use crate::base::codes::QrCode;
use crate::base::{At, LegId, PointCode, UnitCode};
use crate::cases::{Case, Endpoint, KeptWish, Leg, Wish};
use crate::catalogue::Catalogue;
use crate::custody::{Subject, Timeline};
use crate::dispatch::Promises;
use crate::network::Network;
use crate::parcels::Parcel;
use crate::people::CookieSecret;
use crate::store::promises as kept;
use crate::store::{
    Conn, StoreError, cases, forecasts, ledger, legs, parcels, persons, proofs, rolls, wishes,
};
use crate::tracking::{About, CitizenView, Place, ProvenView, ReceivedBy, attempts, delivery};

use super::claims::{Claims, claims_of};
use super::papers::{hand_overs, is_receipted};
use super::redirect::check_redirectable;

use super::read_timeline::read_timeline;

/// What the holder of the code may see; none for a code that is on no parcel.
pub fn by_qr(
    conn: &mut Conn,
    promises: &Promises<'_>,
    code: &QrCode,
) -> Result<Option<CitizenView>, StoreError> {
    let Some(found) = Found::by_qr(conn, code)? else { return Ok(None) };
    found.view(conn, promises).map(Some)
}

/// What a citizen sees who has proved a right.
#[derive(Debug, Clone)]
pub struct Proven {
    /// What everybody sees who holds the code.
    pub public: CitizenView,
    /// What is shown beside it.
    pub view: ProvenView,
    /// The parcel's own code, under which its pages lie.
    pub qr: QrCode,
    /// Another delivery that was asked for, and the masked name of the neighbour where it is one.
    pub wish: Option<(KeptWish, Option<String>)>,
    /// Whether another can still be asked for.
    pub redirectable: bool,
    /// The commune of the receiver's address, as far as one was named.
    pub home: Option<UnitCode>,
    /// Whether the post has accepted it.
    pub accepted: bool,
    /// What is claimed about it.
    pub claims: Claims,
    /// Other parcels to which the same proof gave a right.
    pub others: Vec<QrCode>,
}

/// What the holder of this secret may see of the parcel; none without a proof that still holds for it.
pub fn by_proof(
    conn: &mut Conn,
    promises: &Promises<'_>,
    catalogue: &Catalogue,
    (code, secret): (&QrCode, &CookieSecret),
    now: At,
) -> Result<Option<Proven>, StoreError> {
    let Some((found, others)) = Found::by_proof(conn, (code, secret), now)? else {
        return Ok(None);
    };
    let wish = wishes::standing(conn, found.parcel.key)?;
    let proxy = match &wish {
        Some(KeptWish { wish: Wish::Proxy(person), .. }) => persons::masked(conn, *person)?,
        Some(_) | None => None,
    };
    let home = match &found.leg.to {
        Endpoint::Person(person) => persons::unit_of(conn, *person)?,
        Endpoint::Point(_) => None,
    };
    Ok(Some(Proven {
        public: found.view(conn, promises)?,
        view: found.proven(conn, promises.network, catalogue)?,
        wish: wish.map(|wish| (wish, proxy.map(|(name, _)| name))),
        redirectable: check_redirectable(&found.leg, &found.timeline).is_ok(),
        home,
        accepted: found.timeline.taken_in().is_some(),
        claims: claims_of(conn, found.parcel.key)?,
        qr: found.parcel.qr,
        others,
    }))
}

/// The parcel, for who has proved a right to it.
pub fn proved_parcel(
    conn: &mut Conn,
    proof: (&QrCode, &CookieSecret),
    now: At,
) -> Result<Option<Parcel>, StoreError> {
    Ok(Found::by_proof(conn, proof, now)?.map(|(found, _)| found.parcel))
}

/// A parcel that was found, and all that is known of it.
pub(super) struct Found {
    pub parcel: Parcel,
    pub leg: Leg,
    pub case: Case,
    pub subject: Subject,
    pub timeline: Timeline,
}

impl Found {
    /// By the code of its QR.
    fn by_qr(conn: &mut Conn, code: &QrCode) -> Result<Option<Self>, StoreError> {
        // A tracking number finds a parcel too, but it can be guessed: only the QR's own code counts here.
        let Some(parcel) = parcels::find_by_code(conn, code.as_str())? else { return Ok(None) };
        if parcel.qr != *code && !rolls::is_further_name(conn, code, parcel.key)? {
            return Ok(None);
        }
        Self::of(conn, parcel)
    }

    /// By the code of its QR, for who proved a right to its leg; with the codes of other parcels that are
    /// open to the same proof.
    pub fn by_proof(
        conn: &mut Conn,
        (code, secret): (&QrCode, &CookieSecret),
        now: At,
    ) -> Result<Option<(Self, Vec<QrCode>)>, StoreError> {
        let legs: Vec<(LegId, QrCode)> = proofs::legs_of(conn, secret, now)?;
        let Some(found) = Self::by_qr(conn, code)? else { return Ok(None) };
        if !legs.iter().any(|(leg, _)| *leg == found.leg.id) {
            return Ok(None);
        }
        let others = legs.into_iter().filter(|(leg, _)| *leg != found.leg.id);
        let others = others.map(|(_, qr)| qr).collect();
        Ok(Some((found, others)))
    }

    /// A parcel with its leg, its case and its life.
    pub fn of(conn: &mut Conn, parcel: Parcel) -> Result<Option<Self>, StoreError> {
        let leg = legs::find(conn, parcel.leg)?
            .ok_or_else(|| StoreError::bad_row("parcels", parcel.id, "its leg is gone"))?;
        let case = cases::load(conn, leg.case)?;
        let Some((subject, timeline)) = read_timeline(conn, parcel.key)? else { return Ok(None) };
        Ok(Some(Self { parcel, leg, case, subject, timeline }))
    }

    /// What everybody sees who holds the code.
    pub fn view(
        &self,
        conn: &mut Conn,
        promises: &Promises<'_>,
    ) -> Result<CitizenView, StoreError> {
        let item = self.parcel.key;
        let given = kept::find_many(conn, &[item])?.remove(&item).map(|kept| kept.promise.at);
        let expected = match given {
            Some(_) => forecasts::find(conn, item)?.and_then(|forecast| forecast.made.expected),
            None => expected(conn, promises, &self.leg, &self.timeline)?,
        };
        let about = About {
            direction: self.leg.direction,
            due: self.case.due_at.map(At::date),
            promised: given.map(At::date),
            expected: expected.map(At::date),
            number: self.parcel.tracking.clone(),
        };
        let network = promises.network;
        Ok(CitizenView::of(&self.timeline, about, |point, at| place(network, point, at)))
    }

    fn proven(
        &self,
        conn: &mut Conn,
        network: &Network,
        catalogue: &Catalogue,
    ) -> Result<ProvenView, StoreError> {
        let case = &self.case;
        let named = |code: &PointCode| network.point(code);
        let receiver = match &self.leg.to {
            Endpoint::Point(code) => ReceivedBy::Point(
                named(code).map_or_else(|| code.to_string(), |point| point.name.clone()),
            ),
            Endpoint::Person(person) => match persons::masked(conn, *person)? {
                Some((name, phone)) => ReceivedBy::Person { name, phone },
                None => ReceivedBy::Erased,
            },
        };
        let paid = is_receipted(&ledger::of_case(conn, case.id)?);
        Ok(ProvenView {
            case: case.code.clone(),
            procedure: catalogue
                .name_of(&case.procedure, case.received_at.date())
                .map_or_else(|| case.procedure.to_string(), str::to_owned),
            office: named(&case.agency).map_or_else(
                || case.agency.to_string(),
                |point| point.agency.clone().unwrap_or_else(|| point.name.clone()),
            ),
            receiver,
            attempts: attempts(&self.timeline),
            delivered: delivery(&self.timeline),
            changed_hands: !hand_overs(&self.subject, &self.timeline).is_empty(),
            paid,
        })
    }
}

/// Between which units a parcel goes, and since when the post has it.
pub(super) struct Ends {
    /// Where it was taken in first.
    pub from: UnitCode,
    /// Where it is to go.
    pub to: UnitCode,
    /// When it was taken in.
    pub at: At,
}

impl Ends {
    /// None before it was taken in, and where the unit of an end is not known.
    pub fn of(
        conn: &mut Conn,
        promises: &Promises<'_>,
        leg: &Leg,
        timeline: &Timeline,
    ) -> Result<Option<Self>, StoreError> {
        let Some(first) = timeline.entries.first() else { return Ok(None) };
        let at = first.effective_at;
        let Some(from) = promises.unit_of(&first.at, at.date()).cloned() else { return Ok(None) };
        let to: Option<UnitCode> = match &leg.to {
            Endpoint::Point(point) => promises.unit_of(point, at.date()).cloned(),
            Endpoint::Person(person) => persons::unit_of(conn, *person)?,
        };
        Ok(to.map(|to| Self { from, to, at }))
    }
}

/// When the post is to deliver it by its transit target, counted from where and when it was taken in first: what
/// can be said until a promise is given. Nothing before that, and nothing where no target or no working time is
/// loaded.
pub(super) fn expected(
    conn: &mut Conn,
    promises: &Promises<'_>,
    leg: &Leg,
    timeline: &Timeline,
) -> Result<Option<At>, StoreError> {
    let Some(Ends { from, to, at }) = Ends::of(conn, promises, leg, timeline)? else {
        return Ok(None);
    };
    match promises.promise(leg.direction, (&from, &to), at) {
        Ok(promise) => Ok(promise.and_then(|promise| promise.deadline.due.at())),
        Err(missing) => {
            tracing::warn!(missing = %missing, "no delivery can be promised");
            Ok(None)
        }
    }
}

/// The kind of point and its commune, as they were then.
fn place(network: &Network, point: &PointCode, at: At) -> Option<Place> {
    let point = network.point_on(point, at.date()).or_else(|| network.point(point))?;
    let unit = network
        .unit_on(&point.unit, at.date())
        .or_else(|| network.unit_on(&point.unit, point.period.from))?;
    Some(Place { kind: point.kind, unit: unit.kind, name: unit.name.clone() })
}
