//! Looking where a parcel is, as a citizen who holds its QR code.

use crate::base::At;
use crate::base::codes::QrCode;
use crate::store::{Conn, StoreError};
use crate::tracking::CitizenView;

/// What the holder of the code may see; none for a code that is on no parcel.
pub fn by_qr(
    _conn: &mut Conn,
    _code: &QrCode,
    _now: At,
) -> Result<Option<CitizenView>, StoreError> {
    Ok(None)
}
