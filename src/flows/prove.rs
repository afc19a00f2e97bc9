//! A citizen proves a right to see more: by the slip's second code, or by the case code and the last four
//! digits of a phone number. What an unknown code costs is what a known one costs: the same statements,
//! the same comparisons, the same answer. Tries are counted before anything is looked at.

use crate::base::codes::{QrCode, scanned};
use crate::base::{At, Ids, LegId};
use crate::people::{CookieSecret, Shown, SlipCode, Tries};
use crate::store::proofs::Candidate;
use crate::store::{Conn, StoreError, patience, proofs, write};

/// How long a proof holds: long enough to read and to save the papers, short enough for a borrowed phone.
pub const PROOF_LASTS_MS: i64 = 30 * 60_000;

/// What was typed, and from where.
#[derive(Debug, Clone)]
pub struct Proving {
    /// A code of the QR, a tracking number or a case code, as typed or scanned.
    pub code: String,
    /// What is to prove it.
    pub shown: Shown,
    /// The address of who asks.
    pub address: String,
}

/// A right that was proved.
#[derive(Debug, Clone)]
pub struct Proved {
    /// What the browser is to keep.
    pub secret: CookieSecret,
    /// The legs, with their parcels' codes.
    pub legs: Vec<(LegId, QrCode)>,
    /// The parcel to show first: the last that is under way, else the last.
    pub first: QrCode,
}

/// Why nothing more is shown.
#[derive(Debug, thiserror::Error)]
pub enum ProofRefusal {
    /// The code or the proof; which of them, and whether there is such a code, is not said.
    #[error("the code and the proof do not belong together")]
    Wrong,
    /// The tries of the day are used up, be it for a code that does not exist.
    #[error("no try is left today")]
    Enough,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Proves it, or counts one more failure.
pub fn prove(
    conn: &mut Conn,
    now: At,
    ids: &Ids,
    proving: &Proving,
) -> Result<Proved, ProofRefusal> {
    let code = scanned(&proving.code);
    let tries = Tries::of(&code, &proving.address, now.date());
    // A failure is committed like a success: only then it counts.
    let proved = write(conn, |conn| {
        let keys = [tries.code.clone(), tries.address.clone()];
        let failed = patience::failures(conn, &keys)?;
        let count = |key: &[u8]| {
            failed.iter().find(|(on, ..)| on == key).map_or(0, |(_, failures, _)| *failures)
        };
        if !Tries::is_left(count(&tries.code), count(&tries.address)) {
            return Err(ProofRefusal::Enough);
        }
        patience::count(conn, &keys, now)?;
        let found = proofs::candidates(conn, &code)?;
        let legs = proved(conn, ids, &found, &proving.shown)?;
        let Some(first) = legs.iter().rev().find(|one| !one.ended).or(legs.last()) else {
            return Ok(None);
        };
        patience::forget(conn, &keys[..1])?;
        patience::take_back(conn, &keys[1..])?;
        let secret = CookieSecret::draw(ids);
        let granted: Vec<LegId> = legs.iter().map(|one| one.leg).collect();
        proofs::insert(conn, &secret, &granted, now.plus_millis(PROOF_LASTS_MS), now)?;
        let first = first.qr.clone();
        let legs = legs.iter().map(|one| (one.leg, one.qr.clone())).collect();
        Ok(Some(Proved { secret, legs, first }))
    })?;
    proved.ok_or(ProofRefusal::Wrong)
}

/// No case has more legs than that in earnest; so many codes are reckoned whatever was found.
const RECKONED: usize = 4;

/// Those of the legs for which what was shown counts. The second code opens its own leg; with the case code
/// it may be that of any leg. The phone's digits count with the case code alone, for every leg at whose end
/// that person stands, and the applicant's for all.
fn proved<'a>(
    conn: &mut Conn,
    ids: &Ids,
    found: &'a [Candidate],
    shown: &Shown,
) -> Result<Vec<&'a Candidate>, StoreError> {
    let persons: Vec<_> = found
        .iter()
        .filter(|one| one.by_case)
        .flat_map(|one| one.persons.iter().copied())
        .collect();
    let known = proofs::with_number_ending(conn, &persons, shown.phone())?;
    let key = proofs::key(conn, ids)?;
    let nobodys = LegId::new(uuid::Uuid::nil());
    let legs = found.iter().map(|one| one.leg);
    let fill = std::iter::repeat_n(nobodys, RECKONED.saturating_sub(found.len()));
    let slips: Vec<bool> =
        legs.chain(fill).map(|leg| SlipCode::of(&key, leg).is(shown.slip())).collect();
    let opens = |(one, slip): &(&Candidate, &bool)| {
        **slip || (one.by_case && one.persons.iter().any(|person| known.contains(person)))
    };
    Ok(found.iter().zip(&slips).filter(opens).map(|(one, _)| one).collect())
}
