//! Somebody looks at a parcel: its life so far, its case and leg, what is odd. It says nothing about any
//! person, and so leaves no line in the access log. Reads only.

use super::life::{Life, life_of};
use super::refusal::FlowRefusal;
use crate::cases::{Case, Leg};
use crate::parcels::{ItemRefusal, Parcel};
use crate::people::ParcelReader;
use crate::store::{Conn, StoreError, cases, legs, parcels};

/// A parcel as it is shown to somebody.
#[derive(Debug, Clone)]
pub struct SeenParcel {
    /// The parcel.
    pub parcel: Parcel,
    /// Its leg.
    pub leg: Leg,
    /// Its case.
    pub case: Case,
    /// Its life so far.
    pub life: Life,
}

/// Looks at a parcel by its tracking number or QR code. One of another agency is answered as one that is
/// not there.
pub fn look_at_parcel(
    conn: &mut Conn,
    by: &ParcelReader,
    code: &str,
) -> Result<SeenParcel, FlowRefusal> {
    let unknown = || ItemRefusal::Unknown(code.chars().take(60).collect());
    let parcel = parcels::find_by_code(conn, code)?.ok_or_else(unknown)?;
    let leg = legs::find(conn, parcel.leg)?.ok_or_else(unknown)?;
    let case = cases::load(conn, leg.case)?;
    by.at(&case.agency).map_err(|_| unknown())?;
    let gone = || StoreError::bad_row("parcels", parcel.id, "it is not in custody");
    let life = life_of(conn, parcel.key)?.ok_or_else(gone)?;
    Ok(SeenParcel { parcel, leg, case, life })
}
